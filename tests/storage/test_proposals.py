"""Proposals: decided once, by staff or by the new address itself."""

from datetime import timedelta
from typing import Any

from storage import contacts, proposals
from storage.contacts import Corrected
from storage.events import By
from storage.proposals import Decided, NotDecided, Proposed
from storage.tables.campaigns import Delivery
from storage.tables.people import Contact, EmailAddress
from storage.tables.work import Proposal
from storage.undo import Undone, undo
from tests.databases import NOW

STAFF = By("staff:1", NOW)


async def ana() -> int:
    values = {"first_name": "Ana", "email": "ana@example.org", "city": "Valencia"}
    made = await contacts.create(values, STAFF, country="ES")
    assert isinstance(made, Corrected)
    return made.contact_id


async def propose(contact_id: int, field: str, new: str, **how: Any) -> Proposed:
    by = By(f"contact:{contact_id}", how.pop("at", NOW), "inbox:1")
    made = await proposals.propose(contact_id, field, new, by, evidence="lo dijo", **how)
    assert made is not None
    return made


async def record(contact_id: int) -> dict[str, str]:
    return await contacts.record_of(await Contact.get(id=contact_id))


async def test_an_accepted_proposal_changes_the_record_and_can_be_taken_back(
    database: str,
) -> None:
    contact = await ana()
    made = await propose(contact, "city", "Alicante", old="Valencia")
    assert (await record(contact))["city"] == "Valencia"
    taken = await proposals.accept(made.proposal_id, STAFF, country="ES")
    assert isinstance(taken, Decided)
    assert (taken.state, (await record(contact))["city"]) == ("accepted", "Alicante")
    assert taken.change is not None
    assert isinstance(await undo(taken.change, STAFF), Undone)
    assert (await record(contact))["city"] == "Valencia"


async def test_an_edited_proposal_keeps_what_was_chosen(database: str) -> None:
    contact = await ana()
    made = await propose(contact, "city", "Alicant")
    taken = await proposals.edit(made.proposal_id, " Alacant ", STAFF, country="ES")
    assert isinstance(taken, Decided)
    row = await Proposal.get(id=made.proposal_id)
    assert (row.state, row.new, row.decided_by) == ("edited", "Alacant", "staff:1")
    assert (await record(contact))["city"] == "Alacant"


async def test_a_rejected_proposal_changes_nothing(database: str) -> None:
    contact = await ana()
    before = await record(contact)
    made = await propose(contact, "city", "Alicante")
    taken = await proposals.reject(made.proposal_id, STAFF)
    assert isinstance(taken, Decided)
    assert await record(contact) == before


async def test_a_proposal_is_decided_once(database: str) -> None:
    made = await propose(await ana(), "city", "Alicante")
    await proposals.reject(made.proposal_id, STAFF)
    too_late = NotDecided("decided_already")
    assert await proposals.accept(made.proposal_id, STAFF, country="ES") == too_late
    assert await proposals.edit(made.proposal_id, "X", STAFF, country="ES") == too_late
    assert await proposals.reject(made.proposal_id, STAFF) == too_late
    assert await proposals.reject(999, STAFF) == NotDecided("unknown_proposal")


async def test_the_same_is_not_proposed_twice_nor_what_is_there_already(database: str) -> None:
    contact = await ana()
    first, second = [await propose(contact, "city", "Alicante") for _ in range(2)]
    assert (second.proposal_id, second.event_id) == (first.proposal_id, None)
    assert await proposals.propose(contact, "city", "Valencia", STAFF) is None
    assert await Proposal.all().count() == 1


async def test_a_value_that_cannot_be_taken_leaves_the_proposal_open(database: str) -> None:
    made = await propose(await ana(), "mobile", "+34699111222")
    refused = await proposals.edit(made.proposal_id, "12", STAFF, country="ES")
    assert refused == NotDecided("invalid_phone")
    assert (await Proposal.get(id=made.proposal_id)).state == "open"


async def test_a_new_address_is_asked_and_used_only_after_it_confirms(database: str) -> None:
    contact = await ana()
    made = await propose(contact, "email", "nueva@example.net", ask=True)
    assert made.state == "awaiting_confirmation"
    asked = await Delivery.get(key=f"challenge:{made.proposal_id}")
    assert (asked.address, asked.kind, asked.run_id) == ("nueva@example.net", "challenge", None)
    assert (await record(contact))["email"] == "ana@example.org"
    assert await proposals.accept(made.proposal_id, STAFF, country="ES") == NotDecided(
        "decided_already"
    )
    taken = await proposals.confirmed(made.proposal_id, STAFF, country="ES")
    assert isinstance(taken, Decided)
    assert (await record(contact))["email"] == "nueva@example.net"
    new = await EmailAddress.get(normal="nueva@example.net")
    assert (new.standing, new.primary) == ("deliverable", True)
    assert isinstance(await proposals.confirmed(made.proposal_id, STAFF, country="ES"), NotDecided)


async def test_staff_cannot_make_a_new_address_good_either(database: str) -> None:
    contact = await ana()
    made = await propose(contact, "email", "nueva@example.net")
    taken = await proposals.edit(made.proposal_id, "Nueva2@Example.net", STAFF, country="ES")
    assert isinstance(taken, Decided)
    assert (taken.state, taken.change) == ("awaiting_confirmation", None)
    assert (await Delivery.get(proposal_id=made.proposal_id)).address == "nueva2@example.net"
    assert (await record(contact))["email"] == "ana@example.org"
    bad = await propose(contact, "email", "otra@example.net")
    assert await proposals.edit(bad.proposal_id, "no", STAFF, country="ES") == NotDecided(
        "invalid_email"
    )


async def test_one_address_of_a_customer_is_asked_a_day(database: str) -> None:
    contact = await ana()
    states = [
        (await propose(contact, "email", f"{n}@example.net", ask=True, at=NOW + timedelta(hours=h)))
        for n, h in ((1, 0), (2, 1), (3, 30))
    ]
    assert [made.state for made in states] == [
        "awaiting_confirmation",
        "open",
        "awaiting_confirmation",
    ]
    assert await Delivery.all().count() == 2


async def test_the_list_has_the_shape_of_the_command_line(database: str) -> None:
    contact = await ana()
    made = await propose(contact, "city", "Alicante", old="Valencia", why="unsure")
    await proposals.reject((await propose(contact, "company", "Uno")).proposal_id, STAFF)
    assert [one async for one in proposals.proposals()] == [
        {
            "id": made.proposal_id,
            "field": "city",
            "old": "Valencia",
            "new": "Alicante",
            "evidence": "lo dijo",
            "state": "open",
            "contact": contact,
            "why": "unsure",
        }
    ]
    assert len([one async for one in proposals.proposals(state=None)]) == 2
