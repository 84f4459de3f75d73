"""What changed unasked: each correction of a customer, by field, with what came of it since."""

from storage import consent, contacts, erasure, proposals
from storage.contacts import Corrected
from storage.events import By
from storage.merging import merge
from storage.proposals import Decided
from storage.tables.events import Event
from storage.tables.people import EmailAddress
from storage.unasked import Altered, Span, read, within
from storage.undo import Undone, undo
from tests.databases import NOW
from tests.storage.people import person

ALL = Span(0, 10**9)


async def corrected(contact_id: int, evidence: str = "", **values: str) -> int:
    """A correction that a customer's reply made; gives its event."""
    by = By(f"contact:{contact_id}", NOW, "inbox:1")
    made = await contacts.correct(contact_id, values, by, country="ES", evidence=evidence)
    assert isinstance(made, Corrected)
    assert made.event_id is not None
    return made.event_id


async def test_every_field_is_told_with_what_it_held_before(database: str, by: By) -> None:
    ana = await person(by, last_name="Ruiz", city="Valencia", language="es")
    numbers = {"phone": "961234567", "mobile": "612345678"}
    await contacts.correct(ana, numbers, by, country="ES")
    new = {
        "last_name": "Ruiz Gil",
        "phone": "",
        "mobile": "699111222",
        "city": "Elche",
        "postcode": "03201",
        "language": "en",
        "email": "ana@nuevo.example",
    }
    event = await corrected(ana, "me he mudado", **new)
    (one,) = await read(await within(ALL))
    assert (one.events, one.contact_id, one.first_name) == ((event,), ana, "Ana")
    assert (one.words, one.undone_by) == ("me he mudado", "")
    assert one.altered == (
        Altered("last_name", "Ruiz", "Ruiz Gil"),
        Altered("email", "ana@example.org", "ana@nuevo.example"),
        Altered("phone", "+34961234567", ""),
        Altered("mobile", "+34612345678", "+34699111222"),
        Altered("city", "Valencia", "Elche"),
        Altered("postcode", "", "03201"),
        Altered("language", "es", "en"),
    )


async def test_what_was_empty_is_told_as_empty(database: str, by: By) -> None:
    ana = await person(by)
    await corrected(ana, mobile="612345678", street="Calle Mayor 5")
    (one,) = await read(await within(ALL))
    assert one.altered == (
        Altered("mobile", "", "+34612345678"),
        Altered("street", "", "Calle Mayor 5"),
    )


async def test_what_staff_change_or_confirm_is_none(database: str, by: By) -> None:
    ana = await person(by, city="Valencia")
    await contacts.correct(ana, {"city": "Elche"}, by, country="ES")
    theirs = By(f"contact:{ana}", NOW)
    await contacts.confirm(ana, theirs)
    await proposals.propose(ana, "city", "Alicante", theirs)
    await consent.hold(ana, "doubtful_opt_out", theirs)
    assert await within(ALL) == []


async def test_only_what_happened_in_the_span_is_told(database: str, by: By) -> None:
    ana = await person(by)
    first, second, third = [await corrected(ana, city=city) for city in ("Elche", "Denia", "Elda")]
    assert await within(Span(first, second)) == [second]
    assert await within(Span(first - 1, third)) == [first, second, third]


async def test_what_was_taken_back_says_by_whom(database: str, by: By) -> None:
    event = await corrected(await person(by), city="Elche")
    assert isinstance(await undo(event, by), Undone)
    (one,) = await read([event])
    assert one.undone_by == by.actor
    assert one.altered == (Altered("city", "", "Elche"),)


async def test_a_new_address_that_confirmed_is_taken_back_whole(database: str, by: By) -> None:
    ana = await person(by)
    theirs = By(f"contact:{ana}", NOW, "inbox:1")
    made = await proposals.propose(ana, "email", "ana@nuevo.example", theirs, ask=True)
    assert made is not None
    answered = By(f"contact:{ana}", NOW, "inbox:2")
    assert isinstance(await proposals.confirmed(made.proposal_id, answered, country="ES"), Decided)
    (one,) = await read(await within(ALL))
    assert one.altered == (Altered("email", "ana@example.org", "ana@nuevo.example"),)
    for event in reversed(one.events):
        assert isinstance(await undo(event, by), Undone)
    (address,) = await EmailAddress.filter(contact_id=ana)
    assert (address.normal, address.primary) == ("ana@example.org", True)


async def test_who_was_merged_is_told_as_what_they_are_now(database: str, by: By) -> None:
    ana, anita = await person(by), await person(by, "Anita")
    event = await corrected(anita, mobile="612345678")
    await merge([ana, anita], by)
    (one,) = await read([event])
    assert (one.contact_id, one.first_name) == (ana, "Ana")
    assert one.altered == (Altered("mobile", "", "+34612345678"),)


async def test_nobody_erased_is_told(database: str, by: By) -> None:
    ana, eva = await person(by), await person(by, "Eva")
    await corrected(ana, mobile="612345678")
    kept = await corrected(eva, mobile="699111222")
    await erasure.erase(ana, by)
    assert await within(ALL) == [kept]
    assert await Event.filter(kind="contact_corrected").count() == 2
