"""What both agreed to and refused: never looser for having been merged."""

from collections.abc import Mapping

import pytest

from storage import consent, merging, suppressions
from storage.consent import Proof
from storage.contacts import correct
from storage.events import By
from storage.merging import Merged
from storage.query import find
from storage.rules.sending import Allowed, Refused, may_call, may_send
from storage.rules.subscriptions import ConsentAct, SubscriptionStanding
from storage.send_facts import send_facts
from storage.tables.people import Contact, EmailAddress
from storage.undo import Undone, undo
from tests.storage.people import person

pytestmark = pytest.mark.usefixtures("database")


async def _merged(by: By, *ids: int) -> Merged:
    done = await merging.merge(ids, by)
    assert isinstance(done, Merged)
    return done


async def _verdicts(contact_id: int) -> Mapping[str, Allowed | Refused]:
    """Say of each address of a contact whether it may be written to."""
    found = {}
    for row in await EmailAddress.filter(contact_id=contact_id):
        facts = await send_facts([contact_id], "updates", addresses={contact_id: row.normal})
        found[row.normal] = may_send(facts[contact_id])
    return found


async def test_consent_covers_the_addresses_of_the_record_that_gave_it(by: By) -> None:
    ana = await person(by, "Ana", agrees=False)
    other = await person(by, "Anna")
    done = await _merged(by, ana, other)
    assert (await EmailAddress.get(contact_id=ana, primary=True)).normal == "anna@example.org"
    assert await _verdicts(ana) == {
        "ana@example.org": Refused("no_basis"),
        "anna@example.org": Allowed(),
    }
    assert isinstance(await undo(done.events[0], by), Undone)
    assert await _verdicts(ana) == {"ana@example.org": Refused("no_basis")}
    assert await _verdicts(other) == {"anna@example.org": Allowed()}


async def test_an_address_that_both_had_is_covered_by_either(by: By) -> None:
    ana = await person(by, "Ana", agrees=False)
    other = await person(by, "Anna", email="ana@example.org")
    await _merged(by, ana, other)
    assert await _verdicts(ana) == {"ana@example.org": Allowed()}


async def test_what_is_named_or_agreed_to_after_the_merge_is_the_whole_persons(by: By) -> None:
    ana = await person(by, "Ana", agrees=False)
    other = await person(by, "Anna")
    third = await person(by, "Luis", agrees=False)
    await _merged(by, ana, other)
    await correct(ana, {"email": "new@example.org"}, by, country="ES")
    assert (await _verdicts(ana))["new@example.org"] == Allowed()
    await correct(ana, {"email": "ana@example.org"}, by, country="ES")
    assert (await _verdicts(ana))["ana@example.org"] == Allowed()
    await _merged(by, third, ana)
    assert (await _verdicts(third))["luis@example.org"] == Refused("no_basis")
    proof = Proof("consent", "May we?", "page", by.at)
    await consent.record(third, ConsentAct.GRANTED, proof, by)
    assert set((await _verdicts(third)).values()) == {Allowed()}


async def test_a_suppression_of_either_binds_both(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await suppressions.suppress("anna@example.org", "manual", by, contact_id=other)
    done = await _merged(by, ana, other)
    assert set((await _verdicts(ana)).values()) == {Refused("suppressed")}
    await undo(done.events[0], by)
    assert await _verdicts(ana) == {"ana@example.org": Allowed()}


async def test_a_hold_of_either_binds_both(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await consent.hold(other, "doubtful_opt_out", by)
    done = await _merged(by, ana, other)
    assert "hold_binds" in done.warnings
    assert set((await _verdicts(ana)).values()) == {Refused("held")}
    await undo(done.events[0], by)
    assert await _verdicts(ana) == {"ana@example.org": Allowed()}
    assert await _verdicts(other) == {"anna@example.org": Refused("held")}


async def test_a_hold_of_that_time_stays_with_both(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    done = await _merged(by, ana, other)
    await consent.hold(other, "doubtful_opt_out", by)
    await undo(done.events[0], by)
    for one in (ana, other):
        assert set((await _verdicts(one)).values()) == {Refused("held")}


async def test_a_refusal_of_calls_by_either_keeps_both_off_the_list(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await consent.refuse(other, ConsentAct.WITHDRAWN, by, channel="phone")
    await _merged(by, ana, other)
    facts = await send_facts([ana], "updates", channel="phone")
    assert may_call(facts[ana]) == Refused("withdrawn")
    facts = await send_facts([ana], "updates")
    assert may_send(facts[ana]) == Allowed(), "they refused calls, not mail"


async def test_only_a_new_word_of_the_customer_ends_a_refusal_of_either(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await consent.refuse(other, ConsentAct.WITHDRAWN, by)
    await _merged(by, ana, other)
    proof = Proof("consent", "May we?", "page", by.at)
    await consent.record(ana, ConsentAct.STATED, proof, by)
    assert (await _standing(ana)) is SubscriptionStanding.WITHDRAWN
    await consent.record(ana, ConsentAct.GRANTED, proof, by)
    assert (await _standing(ana)) is SubscriptionStanding.GRANTED


async def test_a_query_knows_what_either_refused(by: By) -> None:
    ana, other = await person(by, "Ana"), await person(by, "Anna")
    await consent.refuse(other, ConsentAct.WITHDRAWN, by)
    third, fourth = await person(by, "Luis", agrees=False), await person(by, "Eva")
    await _merged(by, ana, other)
    await _merged(by, third, fourth)
    assert await _found("consent:withdrawn", by) == [ana]
    assert await _found("consent:granted", by) == [third]
    assert await Contact.filter(merged_into_id__isnull=True).count() == 2


async def _standing(contact_id: int) -> SubscriptionStanding:
    return (await consent.standings([contact_id]))[contact_id]["updates/email"]


async def _found(query: str, by: By) -> list[int]:
    found = await find(query, language="en", country="ES", now=by.at, timezone="Europe/Madrid")
    return sorted(found.ids)
