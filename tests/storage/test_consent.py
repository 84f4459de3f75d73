"""Consent and refusals: who may be mailed, and who never again."""

from pathlib import Path

from storage import consent, contacts, suppressions
from storage.consent import Proof
from storage.contacts import Corrected
from storage.events import By
from storage.ledger import ledger
from storage.rules.sending import Allowed, Refused, may_send
from storage.rules.subscriptions import ConsentAct
from storage.send_facts import send_facts
from storage.undo import NotUndone, undo

ADDRESS = "casa@example.org"


async def person(by: By, name: str, *, email: str = ADDRESS, agrees: bool = True) -> int:
    made = await contacts.create({"first_name": name, "email": email}, by, country="ES")
    assert isinstance(made, Corrected)
    if agrees:
        proof = Proof("consent", "¿Te escribimos?", "form", by.at)
        await consent.record(made.contact_id, ConsentAct.STATED, proof, by)
    return made.contact_id


async def verdict(contact_id: int) -> Allowed | Refused:
    return may_send((await send_facts([contact_id], "updates"))[contact_id])


async def test_without_a_recorded_basis_nobody_is_mailed(database: str, by: By) -> None:
    assert await verdict(await person(by, "Ana", agrees=False)) == Refused("no_basis")
    assert await verdict(await person(by, "Bea", email="bea@example.org")) == Allowed()


async def test_an_opt_out_of_an_address_binds_everyone_who_has_it(database: str, by: By) -> None:
    ana, luis = await person(by, "Ana"), await person(by, "Luis")
    assert await verdict(luis) == Allowed()
    await consent.refuse(ana, ConsentAct.WITHDRAWN, by)
    assert await verdict(ana) == Refused("withdrawn")
    assert await verdict(luis) == Refused("withdrawn")
    late = await person(by, "Eva")
    assert await verdict(late) == Refused("withdrawn"), "also whoever comes later with it"


async def test_a_yes_in_a_later_import_does_not_lift_a_refusal(database: str, by: By) -> None:
    ana = await person(by, "Ana")
    await consent.refuse(ana, ConsentAct.WITHDRAWN, By(f"contact:{ana}", by.at))
    await consent.record(ana, ConsentAct.STATED, Proof("consent", "", "file", by.at), by)
    assert await verdict(ana) == Refused("withdrawn")


async def test_a_refusal_is_never_undone(database: str, by: By) -> None:
    ana = await person(by, "Ana")
    event = await consent.refuse(ana, ConsentAct.WITHDRAWN, By(f"contact:{ana}", by.at))
    assert await undo(event, by) == NotUndone("a_refusal_stands")
    assert await verdict(ana) == Refused("withdrawn")


async def test_a_hold_stops_mail_until_a_person_has_looked(database: str, by: By) -> None:
    ana, luis = await person(by, "Ana"), await person(by, "Luis")
    assert await consent.hold(ana, "doubtful_opt_out", by) is not None
    assert await consent.hold(ana, "doubtful_opt_out", by) is None
    assert await verdict(luis) == Refused("held"), "the address is the same"
    assert await consent.release(ana, by) is not None
    assert await verdict(luis) == Allowed()


async def test_a_suppressed_address_stays_so_for_new_contacts(database: str, by: By) -> None:
    await suppressions.suppress("bea@example.org", "manual", by)
    assert await verdict(await person(by, "Bea", email="bea@example.org")) == Refused("suppressed")


async def test_a_refusal_is_in_the_ledger_without_its_address(
    database: str, by: By, tmp_path: Path
) -> None:
    ana = await person(by, "Ana")
    event = await consent.refuse(ana, ConsentAct.WITHDRAWN, by)
    (entry,) = ledger().entries()
    assert (entry.act, entry.event_id, entry.contact_id) == ("withdrawn", event, ana)
    assert entry.addresses == (ledger().hash_of(ADDRESS),)
    assert ADDRESS not in (tmp_path / "ledger" / "ledger.jsonl").read_text()
