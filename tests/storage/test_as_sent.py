"""The record as a mail showed it, whatever has been changed since."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import contacts
from storage.as_sent import record_at
from storage.contacts import Corrected
from storage.events import By
from storage.tables.people import Contact
from storage.undo import undo
from tests.databases import NOW

ANA = {"first_name": "Ana", "email": "ana@example.org", "mobile": "612345678", "city": "Valencia"}
CHANGES = [
    {"city": "Alicante", "company": "Uno"},
    {"mobile": "699111222", "phone": "963111222"},
    {"email": "nueva@example.net"},
    {"mobile": "", "street": "Calle Mayor 5"},
    {"city": "", "email": ""},
]


async def test_every_moment_is_found_again(database: str) -> None:
    made = await contacts.create(ANA, By("staff:1", NOW), country="ES")
    assert isinstance(made, Corrected)
    moments, last = [], 0
    for number, values in enumerate(CHANGES):
        ana = await Contact.get(id=made.contact_id)
        moments.append((NOW + timedelta(days=number), await contacts.record_of(ana)))
        by = By("staff:1", NOW + timedelta(days=number, hours=1))
        changed = await contacts.correct(made.contact_id, values, by, country="ES")
        assert isinstance(changed, Corrected)
        last = changed.event_id or 0
    await undo(last, By("staff:1", NOW + timedelta(days=9)))
    ana = await Contact.get(id=made.contact_id)
    for moment, record in moments:
        assert await record_at(ana.id, moment) == record
    assert await record_at(ana.id, NOW + timedelta(days=10)) == await contacts.record_of(ana)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(CHANGES))
async def test_in_any_order(database: str, changes: list[dict[str, str]]) -> None:
    made = await contacts.create(ANA, By("staff:1", NOW), country="ES")
    assert isinstance(made, Corrected)
    before = await contacts.record_of(await Contact.get(id=made.contact_id))
    later = By("staff:1", NOW + timedelta(hours=1))
    for values in changes:
        await contacts.correct(made.contact_id, values, later, country="ES")
    ana = await Contact.get(id=made.contact_id)
    assert await record_at(ana.id, NOW) == before
