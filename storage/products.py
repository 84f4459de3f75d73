"""What is sold: found by its own number or name, or made on the spot.

Two spellings that fold to the same word are one product; one that came with an external id is
never joined with one of another id.
"""

from dataclasses import dataclass

from storage.events import Journal
from storage.tables.sales import Product
from storage.values.folding import fold

LONGEST = 200
TYPES = ("product", "service", "donation")


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a product; `price` in hundredths of `currency`. Empty: nothing is said."""

    name: str
    external_id: str = ""
    type: str = "product"
    category: str = ""
    price: int | None = None
    currency: str = ""


async def find(name: str, external_id: str = "") -> Product | None:
    """Return the product of this external id, or else of this name (a running one first)."""
    if external_id:
        known = await Product.get_or_none(external_id=external_id)
        if known is not None:
            return known
    key = fold(name)[:LONGEST]
    same = Product.filter(name_key=key) if key else None
    if same is None:
        return None
    if external_id:
        same = same.filter(external_id=None)
    return await same.order_by("-active", "id").first()


async def use(book: Journal, described: Described) -> Product:
    """Return the product, noting a new one in the event of whoever needs it."""
    known = await find(described.name, described.external_id)
    if known is not None:
        return known
    product = new_product(described)
    await book.create(product)
    return product


def new_product(described: Described, **values: int) -> Product:
    """Return a product that is not saved yet; `values` may give it its id."""
    name = " ".join(described.name.split())[:LONGEST] or described.external_id
    return Product(
        **values,
        external_id=described.external_id or None,
        name=name,
        name_key=fold(name)[:LONGEST],
        type=described.type if described.type in TYPES else "product",
        category=described.category[:120],
        price=described.price,
        currency=described.currency,
    )
