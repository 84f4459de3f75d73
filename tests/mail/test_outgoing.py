"""The way out: each exit, the checks at the last moment, and what the rates let through."""

import asyncio
import email
import email.policy
import sqlite3
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from aldia.sandbox.mail_servers import ACCEPTED, DROP, Account, smtp_server
from mail.addresses import Addresses, Purpose, Token
from mail.composing import Composer
from mail.outgoing import Fault, Sent, send_due
from mail.settings import LetterSettings, QuietHours
from storage import consent, outbox, suppressions
from storage.clock import RehearsedClock
from storage.database import sqlite_path
from storage.outbox import New
from storage.rules.retries import STEPS
from storage.rules.subscriptions import ConsentAct
from storage.settling import SENT
from storage.tables.campaigns import Delivery, Outcome, Recipient
from storage.tables.clock import Fact
from storage.tables.events import Event
from storage.tables.people import Contact, EmailAddress
from storage.tables.work import Proposal, Task
from tests.databases import NOW
from tests.fakes.postbox import Postbox
from tests.mail.sending import (
    ADDRESSES,
    BY,
    approved_run,
    customer,
    later,
    moment,
    outgoing,
    queue,
    queued_customers,
)


async def sent_to(port: int, **more: object) -> Sent:
    return await send_due(outgoing(port, **more))  # type: ignore[arg-type]


async def states() -> dict[str, str]:
    rows = await Delivery.all().order_by("id").values_list("address", "state")
    return {str(address): str(state) for address, state in rows}


async def test_what_is_due_goes_out_and_everybody_knows(database: str) -> None:
    rows = await queued_customers(5)
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port)
    assert (done.sent, done.waiting.reasons, done.waiting.next_due) == (5, {}, None)
    assert sorted(mail.recipients[0] for mail in box.mails) == [row.address for row in rows]
    for row in await Delivery.all():
        assert (row.state, row.attempts, row.settled_at) == ("sent", 1, NOW)
        assert (row.reply_code, row.sending_at) == (250, NOW)
    assert await Contact.filter(asked_at=NOW).count() == 5
    assert await Recipient.filter(asked_at=NOW).count() == 5
    assert await Event.filter(kind=SENT, actor="job:send").count() == 5


async def test_the_mail_on_the_wire_leads_back_to_its_delivery(database: str) -> None:
    (row,) = await queued_customers(1)
    box = Postbox()
    async with smtp_server(box) as server:
        await sent_to(server.port)
    (mail,) = box.mails
    message = email.message_from_bytes(mail.raw, policy=email.policy.default)
    ours = Addresses(ADDRESSES)
    seen = (mail.sender, message["Reply-To"], message["Message-ID"])
    for text, purpose in zip(seen, (Purpose.ENVELOPE, Purpose.REPLY, Purpose.MESSAGE), strict=True):
        read = ours.read(str(text), NOW.date())
        assert isinstance(read, Token)
        assert (read.purpose, read.delivery_id) == (purpose, row.id)
    await row.refresh_from_db()
    assert f"<{row.message_id}>" == message["Message-ID"]


async def test_sending_again_sends_nothing(database: str) -> None:
    await queued_customers(3)
    box = Postbox()
    async with smtp_server(box) as server:
        await sent_to(server.port)
        events = await Event.all().count()
        again = await sent_to(server.port, clock=later(days=1))
    assert (again, len(box.mails)) == (Sent(), 3)
    assert await Event.all().count() == events


async def test_a_mail_is_deferred_and_sent_when_it_is_due_again(database: str) -> None:
    (row,) = await queued_customers(1)
    box = Postbox()
    async with smtp_server(box) as server:
        server.script_rcpt(row.address, "451 4.3.0 Try again later")
        first = await sent_to(server.port)
        assert (first.deferred, first.waiting.reasons) == (1, {"later": 1})
        assert first.waiting.next_due == moment(minutes=5)
        assert (await sent_to(server.port, clock=later(minutes=4))).sent == 0
        assert (await sent_to(server.port, clock=later(minutes=5))).sent == 1
    assert await EmailAddress.filter(standing="unverified").count() == 1
    identities = {email.message_from_bytes(mail.raw)["Message-ID"] for mail in box.mails}
    assert len(identities) == 1


async def test_a_dead_address_becomes_a_call(database: str) -> None:
    (row,) = await queued_customers(1)
    async with smtp_server(Postbox()) as server:
        server.script_rcpt(row.address, "550 5.1.1 User unknown")
        assert (await sent_to(server.port)).refused == 1
    await row.refresh_from_db()
    assert (row.state, row.reason, row.reply_code) == ("refused", "user_unknown", 550)
    assert (await EmailAddress.get(normal=row.address)).standing == "undeliverable"
    assert (await Task.get(contact_id=row.contact_id)).kind == "call"
    assert sorted(row.kind for row in await Outcome.all()) == ["bounced_hard", "to_call"]
    assert (await Contact.get(id=row.contact_id)).asked_at is None


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.7.1 Message rejected due to local policy",
        "554 5.7.1 Service unavailable; client host blocked using blocklist",
        "550 5.7.26 Unauthenticated email is not accepted due to DMARC policy",
        "550 5.7.515 Access denied, sending domain does not meet the required level",
    ],
)
async def test_our_own_fault_never_marks_a_contact(database: str, reply: str) -> None:
    (row,) = await queued_customers(1)
    async with smtp_server(Postbox()) as server:
        server.script_rcpt(row.address, reply, reply)
        assert (await sent_to(server.port)).refused == 1
    assert (await EmailAddress.get(normal=row.address)).standing == "unverified"
    assert not await Task.exists()
    assert await Outcome.filter(kind="sender_fault").count() == 1


async def test_a_cluster_of_our_own_faults_stops_the_run_at_once(database: str) -> None:
    rows = await queued_customers(12)
    async with smtp_server(Postbox()) as server:
        for row in rows:
            server.script_rcpt(row.address, *["554 5.7.1 Blocked for spam"] * 2)
        done = await sent_to(server.port)
    assert 5 <= done.refused <= 7
    assert done.waiting.reasons == {"paused": 12 - done.refused}
    assert await EmailAddress.filter(standing="unverified").count() == 12


async def test_without_a_reply_a_mail_is_uncertain_and_stays_so(database: str) -> None:
    (row,) = await queued_customers(1)
    box = Postbox()
    async with smtp_server(box) as server:
        server.script_data(DROP)
        assert (await sent_to(server.port)).uncertain == 1
        assert await sent_to(server.port, clock=later(days=9)) == Sent()
    assert await states() == {row.address: "uncertain"}
    assert box.mails == []


async def test_after_421_the_next_mail_goes_over_a_new_connection(database: str) -> None:
    rows = await queued_customers(3)
    box = Postbox()
    async with smtp_server(box) as server:
        server.script_rcpt(rows[0].address, "421 4.3.2 Too many mails on this connection")
        done = await sent_to(server.port, smtp={"connections": 1})
    assert (done.sent, done.deferred, done.fault) == (2, 1, None)


@pytest.mark.parametrize("how", ["withdrawn", "complained", "held", "suppressed", "retired"])
async def test_who_refuses_after_queueing_is_never_mailed(database: str, how: str) -> None:
    (row,) = await queued_customers(1)
    if how in ("withdrawn", "complained"):
        await consent.refuse(row.contact_id, ConsentAct(how), BY)
    elif how == "held":
        await consent.hold(row.contact_id, "doubtful_opt_out", BY)
    elif how == "retired":
        await Contact.filter(id=row.contact_id).update(retired_at=NOW)
    else:
        await suppressions.suppress(row.address, "manual", BY)
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port)
    assert (done.sent, done.cancelled, box.mails) == (0, 1, [])
    await row.refresh_from_db()
    assert (row.state, row.reason) == ("cancelled", how)
    assert row.sending_at is None


async def test_an_opt_out_of_an_address_binds_everyone_who_has_it(database: str) -> None:
    (row,) = await queued_customers(1)
    sharer = await customer(row.address)
    await consent.refuse(sharer, ConsentAct.WITHDRAWN, BY)
    box = Postbox()
    async with smtp_server(box) as server:
        assert (await sent_to(server.port)).cancelled == 1
    assert box.mails == []


async def test_without_a_basis_nobody_is_mailed(database: str) -> None:
    run = await approved_run()
    await queue(run, await customer("ana@example.org", granted=False), "ana@example.org")
    box = Postbox()
    async with smtp_server(box) as server:
        assert (await sent_to(server.port)).cancelled == 1
    assert box.mails == []


async def test_an_address_that_changed_after_queueing_is_not_written_to(database: str) -> None:
    (row,) = await queued_customers(1)
    await EmailAddress.filter(contact_id=row.contact_id).update(normal="otra@example.org")
    box = Postbox()
    async with smtp_server(box) as server:
        assert (await sent_to(server.port)).cancelled == 1
    assert box.mails == []


async def test_a_reminder_is_not_for_those_who_answered_meanwhile(database: str) -> None:
    run = await approved_run()
    ana, eva = await customer("ana@example.org"), await customer("eva@example.org")
    for contact, address in ((ana, "ana@example.org"), (eva, "eva@example.org")):
        await queue(run, contact, address, kind="reminder_1")
        await Recipient.filter(contact_id=contact).update(asked_at=moment(days=-7))
    await Contact.filter(id=ana).update(confirmed_at=moment(days=-1))
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port)
    assert (done.sent, done.cancelled) == (1, 1)
    assert [mail.recipients for mail in box.mails] == [("eva@example.org",)]
    assert (await Contact.get(id=eva)).reminded_at == NOW
    assert (await Recipient.get(contact_id=eva)).reminded_at == NOW


@pytest.mark.parametrize(
    ("state", "wave", "reason"),
    [("planned", 1, "not_approved"), ("paused", 1, "paused"), ("sending", 2, "wave")],
)
async def test_a_mail_waits_until_its_run_lets_it_out(
    database: str, state: str, wave: int, reason: str
) -> None:
    run = await approved_run(state=state)
    await queue(run, await customer("ana@example.org"), "ana@example.org", wave=wave)
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port)
    assert (done.sent, done.waiting.reasons, box.mails) == (0, {reason: 1}, [])


async def test_after_a_restore_nothing_goes_out(database: str) -> None:
    await queued_customers(2)
    await Fact.create(name="campaigns_held", value={}, at=NOW)
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port)
    assert (done.sent, done.waiting.reasons, box.mails) == (0, {"campaigns_held": 2}, [])


async def challenge(address: str, *, state: str = "awaiting_confirmation") -> int:
    contact = await customer("ana@example.org")
    proposal = await Proposal.create(
        contact_id=contact, field="email", new=address, state=state, created_at=NOW
    )
    new = New(
        key=f"challenge:{proposal.id}",
        kind="challenge",
        contact_id=contact,
        address=address,
        language="es",
        purpose="updates",
        next_at=NOW,
        proposal_id=proposal.id,
    )
    assert await outbox.enqueue([new]) == 1
    assert await outbox.enqueue([new]) == 0
    return contact


async def test_a_new_address_is_asked_at_any_hour(database: str) -> None:
    await challenge("nueva@example.net")
    quiet = {"quiet": QuietHours(time(22), time(8))}
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port, clock=later(hours=14), sending=quiet)
    assert done.sent == 1
    assert box.mails[0].recipients == ("nueva@example.net",)
    assert b"Ana" not in box.mails[0].raw


@pytest.mark.parametrize("why", ["decided", "withdrawn", "held", "suppressed"])
async def test_a_new_address_is_not_asked_where_it_must_not_be(database: str, why: str) -> None:
    contact = await challenge("nueva@example.net", state="open" if why == "decided" else _WAITS)
    if why == "withdrawn":
        await consent.refuse(contact, ConsentAct.WITHDRAWN, BY)
    elif why == "held":
        await consent.hold(contact, "mixed", BY)
    elif why == "suppressed":
        stranger = await customer("nueva@example.net")
        await consent.refuse(stranger, ConsentAct.COMPLAINED, BY)
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port)
    assert (done.cancelled, box.mails) == (1, [])
    assert (await Delivery.get(kind="challenge")).reason == why


_WAITS = "awaiting_confirmation"


async def test_quiet_hours_keep_campaigns_until_the_morning(database: str) -> None:
    await queued_customers(2)
    quiet = {"quiet": QuietHours(time(22), time(8))}
    night = later(hours=14)  # 23:00 UTC is 01:00 in Madrid
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port, clock=night, sending=quiet)
        assert (done.sent, done.waiting.reasons) == (0, {"quiet_hours": 2})
        assert done.waiting.next_due is not None
        assert done.waiting.next_due.astimezone(ZoneInfo("Europe/Madrid")).hour == 8
        night.move_to(done.waiting.next_due)
        assert (await sent_to(server.port, clock=night, sending=quiet)).sent == 2


async def test_the_rate_holds_in_every_minute(database: str) -> None:
    await queued_customers(9)
    clock = RehearsedClock(NOW)
    times = []

    async def take(sender: str, recipients: tuple[str, ...], raw: bytes) -> str:
        times.append(clock.now())
        return ACCEPTED

    async with smtp_server(take) as server:
        done = await sent_to(server.port, clock=clock, sending={"rate": 4})
    assert done.sent == 9
    for start in times:
        assert sum(start <= other < start + timedelta(minutes=1) for other in times) <= 4
    assert clock.now() - NOW >= timedelta(minutes=2)


async def test_a_receiving_domain_has_a_rate_of_its_own(database: str) -> None:
    run = await approved_run()
    for number in range(4):
        for domain in ("lento.test", "example.org"):
            address = f"c{number}@{domain}"
            await queue(run, await customer(address), address)
    clock = RehearsedClock(NOW)
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port, clock=clock, sending={"domain_rates": {"lento.test": 2}})
    assert done.sent == 8
    assert clock.now() - NOW >= timedelta(minutes=1)
    early = [mail.recipients[0] for mail in box.mails[:6]]
    assert sum(address.endswith("lento.test") for address in early) == 2


async def test_a_domain_that_asks_for_less_gets_less(database: str) -> None:
    rows = await queued_customers(12)
    box = Postbox()
    async with smtp_server(box) as server:
        for row in rows:
            server.script_rcpt(row.address, "450 4.7.28 Rate limit exceeded, too many messages")
        first = await sent_to(server.port, smtp={"connections": 1}, sending={"batch": 4})
        assert first.deferred == 4
        assert first.waiting.reasons == {"later": 12}
        assert first.waiting.next_due == moment(minutes=15)
    assert await EmailAddress.filter(standing="unverified").count() == 12


async def test_an_unreachable_server_loses_nothing(database: str) -> None:
    rows = await queued_customers(3)
    done = await send_due(outgoing(1))
    assert done.fault is not None
    assert done.fault.code == "smtp_unreachable"
    assert done.fault.params["server"] == "127.0.0.1:1"
    assert set((await states()).values()) == {"queued"}
    assert await Delivery.filter(attempts=0).count() == len(rows)


async def test_a_wrong_password_is_one_clear_fault(database: str) -> None:
    await queued_customers(2)
    async with smtp_server(Postbox(), login=Account("tienda", "right")) as server:
        url = f"smtp://tienda:wrong@127.0.0.1:{server.port}"
        done = await send_due(outgoing(0, url=url))
        assert done.fault is not None
        assert done.fault.code == "smtp_login_refused"
        assert set((await states()).values()) == {"queued"}
        url = f"smtp://tienda:right@127.0.0.1:{server.port}"
        assert (await send_due(outgoing(0, url=url))).sent == 2


async def test_an_address_that_cannot_be_written_is_given_up(database: str) -> None:
    run = await approved_run()
    contact = await customer("ana@example.org")
    row = await queue(run, contact, "ana@example.org\r\nBcc: eva@example.org")
    box = Postbox()
    async with smtp_server(box) as server:
        done = await sent_to(server.port)
    assert (done.cancelled, box.mails) == (1, [])
    await row.refresh_from_db()
    assert (row.state, row.reason) == ("cancelled", "invalid_address")


async def test_a_broken_template_sends_nothing_and_loses_nothing(
    database: str, tmp_path: Path
) -> None:
    await queued_customers(2)
    (tmp_path / "ask.txt.j2").write_text("{{ nombre }}", "utf-8")
    letters = LetterSettings("Tienda Luna", "hola@tienda.test", templates=tmp_path)
    sender = replace(outgoing(1), composer=Composer(letters, Addresses(ADDRESSES)))
    done = await send_due(sender)
    assert done.fault == Fault("template", {"why": "template ask.txt.j2: 'nombre' is undefined"})
    assert set((await states()).values()) == {"queued"}


async def open_transactions(url: str) -> int:
    """Count them from outside: whoever else wants to write would have to wait for these."""
    path = sqlite_path(url)
    if path is None:
        connection = await asyncpg.connect(url)
        try:
            return int(await connection.fetchval(_IDLE_IN_TRANSACTION))
        finally:
            await connection.close()
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return 1
    finally:
        other.close()
    return 0


_IDLE_IN_TRANSACTION = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'
"""


async def test_no_transaction_is_open_while_the_server_thinks(database: str) -> None:
    await queued_customers(3)
    seen = []

    async def think(sender: str, recipients: tuple[str, ...], raw: bytes) -> str:
        await asyncio.sleep(0.02)
        seen.append(await open_transactions(database))
        return ACCEPTED

    async with smtp_server(think) as server:
        done = await sent_to(server.port, smtp={"connections": 1})
    assert (done.sent, seen) == (3, [0, 0, 0])


async def test_a_server_that_owns_no_tags_gets_the_plain_sender(database: str) -> None:
    rows = await queued_customers(4)
    box = Postbox()
    async with smtp_server(box) as server:
        server.script_data(
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender"
        )
        done = await sent_to(server.port, smtp={"connections": 1})
    assert (done.sent, len(rows)) == (4, 4)
    assert [mail.sender for mail in box.mails] == ["datos@tienda.test"] * 4
    assert not await Outcome.exists()


async def test_the_last_deferral_ends_it(database: str) -> None:
    (row,) = await queued_customers(1)
    await Delivery.all().update(attempts=len(STEPS))
    async with smtp_server(Postbox()) as server:
        server.script_rcpt(row.address, "452 4.2.2 Mailbox full")
        assert (await sent_to(server.port)).refused == 1
    await row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", "mailbox_full")
    assert (await EmailAddress.get(normal=row.address)).standing == "soft_bouncing"
