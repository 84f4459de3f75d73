"""The products that the lines of a batch name: found with two queries, new ones written at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from storage.events import Journal, change, plain
from storage.products import LONGEST, Described, new_product
from storage.tables.sales import Product
from storage.tables.transactions import reserve_ids
from storage.values.folding import fold


@dataclass(slots=True)
class Wares:
    """Products by their own number and by name; `fresh` are to be written."""

    by_number: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)
    fresh: list[Product] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    @classmethod
    async def of(cls, described: Iterable[Described | None]) -> "Wares":
        """Look up what these lines name."""
        found, named = cls(), [one for one in described if one is not None]
        numbers = {one.external_id for one in named if one.external_id}
        names = {fold(one.name)[:LONGEST] for one in named}
        for row in await Product.filter(external_id__in=list(numbers)):
            found.by_number[str(row.external_id)] = row.id
        for row in await Product.filter(name_key__in=list(names)).order_by("active", "-id"):
            # The last one wins: a running product before one of the past, the oldest first.
            found.by_name[row.name_key] = row.id
        found.ids = list(await reserve_ids(Product, len(named))) if named else []
        return found

    def use(self, described: Described | None, book: Journal) -> int | None:
        """Return the product's id; a new one is noted in the event of whoever needs it."""
        if described is None:
            return None
        key = fold(described.name)[:LONGEST]
        known = self.by_number.get(described.external_id) if described.external_id else None
        known = known or (self.by_name.get(key) if not described.external_id else None)
        return known or self._new(described, key, book)

    async def write(self) -> None:
        """Write the new ones; before the lines that name them."""
        await Product.bulk_create(self.fresh, batch_size=500)

    def _new(self, described: Described, key: str, book: Journal) -> int:
        # Tortoise writes an id only where it was given at birth.
        product = new_product(described, id=self.ids.pop())
        self.fresh.append(product)
        if described.external_id:
            self.by_number[described.external_id] = product.id
        self.by_name.setdefault(key, product.id)
        book.changes.append(change(product, None, {"name": plain(product.name)}))
        return product.id
