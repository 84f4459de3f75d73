"""No table can be forgotten: what belongs to a contact moves, or is named with its reason."""

from collections import Counter
from typing import Any

import pytest
from tortoise import Tortoise

from storage import merging
from storage.events import By
from storage.merging import Merged
from storage.merging.belongings import STAYS, WITHOUT_KEY, references
from storage.merging.own import BY_KEY, DATES, DERIVED, EACH_ITS_OWN, SETTLED
from storage.tables.accounts import Account, Affiliation
from storage.tables.knowing import Preference, Relation, SignUp
from storage.tables.people import Contact
from storage.tables.sales import Forecast, Order, Payment, Product, Service
from storage.tables.service import Interaction, Opportunity, ProductRequest, Ticket
from storage.tables.work import Proposal
from storage.undo import Undone, undo
from tests.storage.people import person

pytestmark = pytest.mark.usefixtures("database")

TODAY = "2026-07-06"
MOVED_HERE = {"affiliation", "customer_order", "interaction", "opportunity", "other_value"} | {
    *("payment", "preference", "product_request", "proposal", "relation", "service"),
    *("sign_up", "ticket"),
}


def test_every_column_with_a_contacts_number_is_moved_or_named_with_a_reason() -> None:
    """A new table with a contact in it moves by itself; one without a key must be thought of."""
    known = {reference.name for reference in references()}
    assert STAYS.keys() <= known
    keyless = {
        f"{model._meta.db_table}.{name}"
        for model in (Tortoise.apps or {})["storage"].values()
        for name in model._meta.db_fields
        if name.endswith("contact_id")
    } - known
    assert keyless == WITHOUT_KEY.keys()


def test_every_column_of_a_contact_has_its_rule() -> None:
    parts = [*SETTLED, *BY_KEY, *DATES, *EACH_ITS_OWN, *DERIVED]
    assert Counter(parts) == Counter(Contact._meta.db_fields)


async def test_everything_that_hangs_on_the_other_moves_and_returns(by: By) -> None:
    ana, other, third = [await person(by, name) for name in ("Ana", "Anna", "Luis")]
    await _everything(other, third, by)
    before = await _owners()
    done = await merging.merge([ana, other], by)
    assert isinstance(done, Merged)
    assert MOVED_HERE - {"other_value"} <= done.moved.keys()
    assert {table for table, owner in await _owners() if owner == other} <= {
        name.partition(".")[0] for name in STAYS
    }
    result = await undo(done.events[0], by)
    assert isinstance(result, Undone)
    assert result.left == ()
    assert await _owners() == before


async def test_one_place_at_a_company_is_kept_once_and_completed(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    firm = await Account.create(
        name="Flores SL", name_key="flores sl", created_at=by.at, updated_at=by.at
    )
    ours = await Affiliation.create(account=firm, contact_id=ana, role="billing")
    theirs = await Affiliation.create(
        account=firm, contact_id=other, role="billing", best=True, since=TODAY
    )
    done = await merging.merge([ana, other], by)
    assert isinstance(done, Merged)
    assert done.stayed == {"affiliation": 1}
    kept = await Affiliation.get(id=ours.id)
    assert (kept.best, str(kept.since)) == (True, TODAY)
    assert isinstance(await undo(done.events[0], by), Undone)
    assert not (await Affiliation.get(id=ours.id)).best
    assert (await Affiliation.get(id=theirs.id)).contact_id == other


async def test_a_relation_between_the_two_says_nothing_of_one_person(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await Relation.create(contact_id=ana, other_id=other, kind="household", at=by.at)
    await Relation.create(contact_id=other, other_id=ana, kind="referral", at=by.at)
    done = await merging.merge([ana, other], by)
    assert isinstance(done, Merged)
    assert not await Relation.exists()
    assert isinstance(await undo(done.events[0], by), Undone)
    assert await Relation.all().count() == 2


async def _owners() -> Counter[tuple[str, int]]:
    """Count, by table and contact, what belongs to whom."""
    found: Counter[tuple[str, int]] = Counter()
    for reference in references():
        table = reference.model._meta.db_table
        rows = await reference.model.all().values_list(reference.column, flat=True)
        found.update((table, int(str(owner))) for owner in rows if owner is not None)
    return found


async def _everything(contact_id: int, third: int, by: By) -> None:
    """Put a row in each table that may hang on a contact and is no way to reach them."""
    one: Any = {"contact_id": contact_id}
    firm = await Account.create(name="F", name_key="f", created_at=by.at, updated_at=by.at)
    rose = await Product.create(name="Rose", name_key="rose")
    order = await Order.create(
        **one, ordered_on=TODAY, amount=100, currency="EUR", created_at=by.at
    )
    await Payment.create(
        **one, order=order, paid_on=TODAY, amount=100, currency="EUR", created_at=by.at
    )
    await Service.create(**one, product=rose)
    await Affiliation.create(**one, account=firm)
    await Ticket.create(**one, subject="Late", opened_at=by.at)
    await Opportunity.create(**one, title="Wedding", opened_at=by.at)
    await ProductRequest.create(**one, text="Black roses", at=by.at)
    await Interaction.create(**one, kind="call", at=by.at, actor="staff:1")
    await Preference.create(**one, kind="product", value="Rose", value_key="rose", at=by.at)
    await Relation.create(**one, other_id=third, kind="family", at=by.at)
    await Relation.create(contact_id=third, other_id=contact_id, kind="family", at=by.at)
    await Proposal.create(**one, field="city", new="Madrid", created_at=by.at)
    await Forecast.create(**one, computed_on=TODAY)
    await SignUp.create(
        **one, address="a@example.org", normal="a@example.org", wording="?", language="es",
        asked_at=by.at,
    )  # fmt: skip
