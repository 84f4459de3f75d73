"""Must-hold 9: a restored backup never brings back whom it must not."""

import shutil
from pathlib import Path

import pytest

from storage import consent, holding, suppressions
from storage.backups import BackupError
from storage.erasure import Erased, erase
from storage.ledger import Ledger, ledger
from storage.rules.sending import Refused, may_send
from storage.rules.subscriptions import ConsentAct
from storage.send_facts import send_facts
from storage.tables.campaigns import Campaign, Delivery, Recipient, Run
from storage.tables.consent import ConsentRecord
from storage.tables.events import Event
from storage.tables.people import Contact, EmailAddress
from storage.tables.work import Task
from tests.databases import NOW
from tests.storage.backups.people import ANA, LUIS, Shop


@pytest.fixture
def shop(database: str, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


async def refused(contact_id: int) -> str:
    answer = may_send((await send_facts([contact_id], "updates"))[contact_id])
    return str(answer.reason) if isinstance(answer, Refused) else ""


async def test_a_backup_brings_back_what_was_lost_and_holds_campaigns(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    backup = await shop.back_up()
    await Contact.filter(id=ana).update(first_name="?")
    restored = await shop.go_back(backup)
    assert (await Contact.get(id=ana)).first_name == "Ana María"
    assert restored.safety is not None
    held = await holding.held()
    assert held is not None
    assert held.mailbox_from == restored.manifest.made_at
    assert await holding.release_campaigns(shop.by())
    assert await holding.held() is None


async def test_a_backup_made_while_campaigns_were_held_keeps_from_when_to_read(shop: Shop) -> None:
    first = await shop.back_up()
    oldest = (await shop.go_back(first)).manifest.made_at
    second = await shop.back_up()
    await holding.release_campaigns(shop.by())
    assert (await shop.go_back(second)).manifest.made_at > oldest
    held = await holding.held()
    assert held is not None
    assert held.mailbox_from == oldest


@pytest.mark.parametrize("act", [ConsentAct.WITHDRAWN, ConsentAct.COMPLAINED])
async def test_a_refusal_since_the_backup_holds_after_it(shop: Shop, act: ConsentAct) -> None:
    ana, luis = await shop.person(**ANA), await shop.person(**LUIS)
    backup = await shop.back_up()
    await consent.refuse(ana, act, shop.by())
    before = await refused(ana)
    restored = await shop.go_back(backup)
    assert restored.replayed.refused == 1
    assert await refused(ana) == before
    assert await refused(luis) == ""


async def test_a_refusal_by_phone_does_not_become_one_by_mail(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    backup = await shop.back_up()
    await consent.refuse(ana, ConsentAct.WITHDRAWN, shop.by(), channel="phone")
    await shop.go_back(backup)
    assert await refused(ana) == ""
    standing = (await consent.standings([ana]))[ana]
    assert standing["updates/phone"].value == "withdrawn"


async def test_a_suppression_since_the_backup_is_never_lifted(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    backup = await shop.back_up()
    await suppressions.suppress("ana.ruiz@example.org", "manual", shop.by())
    await shop.go_back(backup)
    assert await refused(ana) == "suppressed"


async def test_an_erased_person_stays_erased(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    backup = await shop.back_up()
    assert isinstance(await erase(ana, shop.by()), Erased)
    restored = await shop.go_back(backup)
    assert restored.replayed.erased == 1
    person = await Contact.get(id=ana)
    assert (person.first_name, person.erased_at is None) == ("", False)
    assert not await EmailAddress.exists(normal="ana.ruiz@example.org")
    assert await suppressions.reasons(["ana.ruiz@example.org"])


async def test_whoever_was_merged_into_an_erased_person_stays_erased(shop: Shop) -> None:
    """At the time of the backup they were two, and the one that stayed did not exist yet."""
    old = await shop.person(**ANA)
    backup = await shop.back_up()
    new = await shop.person(**{**ANA, "email": "ana@example.net"})
    await Contact.filter(id=old).update(merged_into_id=new)
    assert isinstance(await erase(new, shop.by()), Erased)
    await shop.go_back(backup)
    assert not await Contact.exists(id=new)
    assert (await Contact.get(id=old)).erased_at is not None


async def test_another_contact_of_the_same_number_is_not_erased(shop: Shop) -> None:
    """The ledger is of an earlier life of this database, in which the numbers were others'."""
    ana = await shop.person(**ANA)
    backup = await shop.back_up()
    book = ledger()
    erased_at = shop.now()
    line = Ledger(shop.folder / "elsewhere")
    shutil.copy(book.folder / "ledger.key", line.folder / "ledger.key")
    from storage.ledger import Entry  # noqa: PLC0415 - only this test writes lines by hand

    book.append(Entry(erased_at, "erased", 900, ana, (book.hash_of("x@example.org"),), born=NOW))
    restored = await shop.go_back(backup)
    assert restored.replayed.erased == 0
    assert (await Contact.get(id=ana)).first_name == "Ana María"
    assert await suppressions.reasons(["x@example.org"])


async def test_an_erased_person_entered_anew_is_suppressed_and_shown_to_somebody(
    shop: Shop,
) -> None:
    first = await shop.person(**ANA)
    assert isinstance(await erase(first, shop.by()), Erased)
    lines = (shop.folder / "ledger" / "ledger.jsonl").read_text()
    (shop.folder / "ledger" / "ledger.jsonl").write_text("")
    again = await shop.person(**ANA)
    backup = await shop.back_up()
    other = lines.replace('"event_id": ', '"event_id": 77')
    (shop.folder / "ledger" / "ledger.jsonl").write_text(other)
    await shop.go_back(backup)
    assert await refused(again) == "suppressed"
    assert await Task.exists(contact_id=again, kind="erase_request", state="open")


async def test_a_second_restore_of_the_same_backup_changes_nothing_more(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    backup = await shop.back_up()
    await consent.refuse(ana, ConsentAct.WITHDRAWN, shop.by())
    await shop.go_back(backup)
    once = await ConsentRecord.filter(contact_id=ana).count()
    again = await shop.back_up()
    restored = await shop.go_back(again)
    assert restored.replayed.refused == 0
    assert await ConsentRecord.filter(contact_id=ana).count() == once


async def test_a_consent_given_after_the_refusal_is_not_refused_again(shop: Shop) -> None:
    """What the backup knows of is not replayed."""
    ana = await shop.person(**ANA)
    await consent.refuse(ana, ConsentAct.WITHDRAWN, shop.by())
    proof = consent.Proof("consent", "", "", shop.now())
    await consent.record(ana, ConsentAct.GRANTED, proof, shop.by())
    await suppressions.lift("ana.ruiz@example.org", shop.by())
    backup = await shop.back_up()
    assert await refused(ana) == ""
    await shop.go_back(backup)
    assert await refused(ana) == ""


async def test_a_line_cut_short_by_a_crash_costs_only_itself(shop: Shop) -> None:
    ana, luis = await shop.person(**ANA), await shop.person(**LUIS)
    backup = await shop.back_up()
    await consent.refuse(ana, ConsentAct.WITHDRAWN, shop.by())
    path = shop.folder / "ledger" / "ledger.jsonl"
    path.write_bytes(path.read_bytes() + b'{"at": "2026-07-06T09')
    await consent.refuse(luis, ConsentAct.WITHDRAWN, shop.by())
    restored = await shop.go_back(backup)
    assert restored.replayed.refused == 2


async def test_a_new_machine_has_the_ledger_from_the_backup_place(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    backup = await shop.back_up()
    await consent.refuse(ana, ConsentAct.WITHDRAWN, shop.by())
    await shop.back_up()
    shutil.rmtree(shop.folder / "ledger")
    shutil.rmtree(shop.folder / "backups")
    restored = await shop.go_back(backup)
    assert restored.replayed.refused == 1
    assert await suppressions.reasons(["ana.ruiz@example.org"])


async def test_without_the_key_of_its_hashes_a_backup_is_not_restored(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    backup = await shop.back_up()
    await consent.refuse(ana, ConsentAct.WITHDRAWN, shop.by())
    shutil.rmtree(shop.folder / "ledger")
    (shop.folder / "usb" / "ledger.key.sealed").unlink()
    with pytest.raises(BackupError, match="ledger_key_missing"):
        await shop.go_back(backup)


async def mailed(shop: Shop, contact_id: int, state: str) -> Delivery:
    campaign, _ = await Campaign.get_or_create(
        kind="reconfirm", query_key="", defaults={"purpose": "updates", "created_at": NOW}
    )
    run, _ = await Run.get_or_create(
        campaign=campaign, occurrence="2026-H2", defaults={"state": "sending", "planned_at": NOW}
    )
    recipient = await Recipient.create(run=run, contact_id=contact_id, address="a@example.org")
    return await Delivery.create(
        key=f"run:{run.id}:{contact_id}:ask",
        kind="ask",
        run_id=run.id,
        recipient_id=recipient.id,
        contact_id=contact_id,
        address="a@example.org",
        domain="example.org",
        language="es",
        purpose="updates",
        state=state,
        next_at=NOW,
    )


async def test_nobody_is_mailed_again_after_a_restore(shop: Shop) -> None:
    ana, luis = await shop.person(**ANA), await shop.person(**LUIS)
    queued = await mailed(shop, ana, "queued")
    backup = await shop.back_up()
    await Delivery.filter(id=queued.id).update(state="sent", settled_at=shop.now())
    later = await mailed(shop, luis, "sent")
    restored = await shop.go_back(backup)
    assert restored.carried_over
    assert (await Delivery.get(id=queued.id)).state == "sent"
    assert (await Delivery.get(id=later.id)).contact_id == luis


async def test_where_nobody_knows_what_was_mailed_it_is_uncertain(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    queued = await mailed(shop, ana, "queued")
    backup = await shop.back_up()
    # Another database stands there now: its history does not contain the backup's.
    event = await Event.all().order_by("-id").first()
    assert event is not None
    other = await shop.back_up()
    manifest = shop.folder / "backups" / backup / "manifest.json"
    manifest.write_text(manifest.read_text().replace(event.digest, "0" * 64))
    restored = await shop.go_back(backup)
    assert (restored.carried_over, restored.uncertain) == (False, 1)
    assert (await Delivery.get(id=queued.id)).state == "uncertain"
    assert (await Run.get(id=queued.run_id)).pause_reason == "restored"
    assert await shop.person(**LUIS) > 1_000_000
    assert other != backup


async def test_no_number_is_given_twice(shop: Shop) -> None:
    await shop.person(**ANA)
    backup = await shop.back_up()
    lost = await shop.person(**LUIS)
    await shop.go_back(backup)
    assert not await Contact.exists(id=lost)
    assert await shop.person(**LUIS) > lost


async def test_a_changed_backup_is_not_trusted(shop: Shop) -> None:
    await shop.person(**ANA)
    backup = await shop.back_up()
    for place in ("backups", "usb"):
        for path in (shop.folder / place / backup).glob("database.*"):
            path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(BackupError, match="damaged"):
        await shop.go_back(backup)
