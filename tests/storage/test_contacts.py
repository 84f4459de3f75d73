"""Creating, correcting and taking back."""

from storage import contacts
from storage.contacts import Corrected, Refusal
from storage.events import By
from storage.tables.events import Event, EventDetail
from storage.tables.people import Contact, EmailAddress
from storage.undo import NotUndone, Undone, undo

ANA = {"first_name": "Ana", "last_name": "Ruiz", "email": "ana@example.org", "mobile": "612345678"}


async def make(by: By, **values: str) -> int:
    made = await contacts.create({**ANA, **values}, by, country="ES")
    assert isinstance(made, Corrected)
    return made.contact_id


async def test_a_correction_and_its_undo_leave_the_record_as_it_was(database: str, by: By) -> None:
    ana = await make(by, city="Valencia")
    before = await contacts.record_of(await Contact.get(id=ana))
    change = await contacts.correct(
        ana, {"city": "Alicante", "mobile": "699111222", "email": "a@example.org"}, by, country="ES"
    )
    assert isinstance(change, Corrected)
    assert change.event_id is not None
    assert (await contacts.record_of(await Contact.get(id=ana)))["mobile"] == "+34699111222"
    taken_back = await undo(change.event_id, by)
    assert isinstance(taken_back, Undone)
    assert taken_back.left == ()
    assert await contacts.record_of(await Contact.get(id=ana)) == before


async def test_undo_leaves_what_was_changed_since(database: str, by: By) -> None:
    ana = await make(by)
    first = await contacts.correct(ana, {"company": "Uno", "job_title": "a"}, by, country="ES")
    await contacts.correct(ana, {"company": "Dos"}, by, country="ES")
    assert isinstance(first, Corrected)
    assert first.event_id is not None
    taken_back = await undo(first.event_id, by)
    assert isinstance(taken_back, Undone)
    assert [left.field for left in taken_back.left] == ["company"]
    contact = await Contact.get(id=ana)
    assert (contact.company, contact.job_title) == ("Dos", "")


async def test_undone_again_an_event_gives_back_what_had_to_be_left(database: str, by: By) -> None:
    ana = await make(by, company="Cero", job_title="a")
    changed = {"company": "Uno", "job_title": "b", "city": "Elche", "mobile": "699111222"}
    first = await contacts.correct(ana, changed, by, country="ES")
    since = await contacts.correct(ana, {"company": "Dos", "city": "Jaén"}, by, country="ES")
    assert isinstance(first, Corrected)
    assert isinstance(since, Corrected)
    assert await fields_left(first, by) == {"company", "city"}
    blocked = await undo(first.event_id or 0, by)
    assert isinstance(blocked, NotUndone)
    assert blocked.reason == "undone_already"
    assert {left.field for left in blocked.left} == {"company", "city"}
    await contacts.correct(ana, {"job_title": "b"}, by, country="ES")
    assert await fields_left(since, by) == set()
    assert await fields_left(first, by) == set()
    record = await contacts.record_of(await Contact.get(id=ana))
    assert (record["company"], record["city"], record["mobile"]) == ("Cero", "", "+34612345678")
    assert record["job_title"] == "b", "it was put back, and set again since"
    assert await undo(first.event_id or 0, by) == NotUndone("undone_already")


async def fields_left(change: Corrected, by: By) -> set[str]:
    """Take a correction back; return the fields that were left."""
    undone = await undo(change.event_id or 0, by)
    assert isinstance(undone, Undone)
    return {left.field for left in undone.left}


async def test_an_event_is_taken_back_only_once(database: str, by: By) -> None:
    ana = await make(by)
    change = await contacts.correct(ana, {"company": "Uno"}, by, country="ES")
    assert isinstance(change, Corrected)
    assert change.event_id is not None
    assert isinstance(await undo(change.event_id, by), Undone)
    assert await undo(change.event_id, by) == NotUndone("undone_already")


async def test_a_correction_that_changes_nothing_writes_no_event(database: str, by: By) -> None:
    ana = await make(by)
    events = await Event.all().count()
    assert await contacts.correct(ana, ANA, by, country="ES") == Corrected(ana, None)
    assert await Event.all().count() == events


async def test_a_value_that_cannot_be_taken_changes_nothing(database: str, by: By) -> None:
    ana = await make(by)
    answer = await contacts.correct(ana, {"company": "Uno", "email": "no"}, by, country="ES")
    assert answer == Refusal("email", "invalid_email")
    assert (await Contact.get(id=ana)).company == ""
    assert await EmailAddress.filter(contact_id=ana).count() == 1


async def test_an_event_itself_holds_no_personal_value(database: str, by: By) -> None:
    await make(by)
    event = await Event.all().first().values()
    assert "ana@example.org" not in str(event)
    assert "ana@example.org" in str(await EventDetail.all().first().values())


async def test_a_card_number_is_no_value_of_a_contact(database: str, by: By) -> None:
    refused = await contacts.create({"greeting": "4111 1111 1111 1111"}, by, country="ES")
    assert refused == Refusal("greeting", "card_number")
