"""In: what servers and machines send back, over real sockets: Postfix's own reports, by IMAP."""

from collections.abc import AsyncIterator

import pytest

from mail.received import Reader
from storage.rules.addresses import AddressStanding
from storage.run_status import status
from storage.tables.consent import ConsentRecord
from storage.tables.inbox import InboxMessage
from storage.tables.people import Contact, EmailAddress
from storage.tables.work import Task
from tests.journeys.post_office import PostOffice, messages, post_office
from tests.mail.shop import state
from tests.servers.dovecot import FULL, OWN, Dovecot
from tests.servers.postfix import FORWARDED, Postfix

ANA, LUIS, NOBODY = "ana@clientes.test", "luis@clientes.test", "nadie@clientes.test"


@pytest.fixture
async def office(
    database: str, dovecot: Dovecot, postfix: Postfix, reader: Reader
) -> AsyncIterator[PostOffice]:
    async with post_office(dovecot, postfix, reader) as here:
        yield here


async def standing_of(address: str) -> str:
    return (await EmailAddress.get(normal=address)).standing


async def test_postfixs_own_bounces_find_their_customers(office: PostOffice) -> None:
    for address in (ANA, NOBODY, FULL, FORWARDED):
        await office.customer(address)
    run = await office.campaign()
    report = await office.read()
    assert report["by_kind"] == {"bounce": 3}
    assert await standing_of(NOBODY) == AddressStanding.UNDELIVERABLE
    # The report names the address that it was forwarded to; the token knows whom we asked.
    assert await standing_of(FORWARDED) == AddressStanding.UNDELIVERABLE
    assert await standing_of(FULL) == AddressStanding.SOFT_BOUNCING
    assert await standing_of(ANA) == AddressStanding.UNVERIFIED
    calls = await Task.filter(kind="call").values_list("contact_id", flat=True)
    assert sorted(map(int, map(str, calls))) == sorted(
        office.people[address] for address in (NOBODY, FORWARDED)
    )
    counts = await status(run, office.clock.now())
    assert counts is not None
    assert (counts["bounced_hard"], counts["bounced_soft"], counts["to_call"]) == (2, 1, 2)


async def test_reading_again_changes_nothing_even_when_the_mailbox_was_numbered_anew(
    office: PostOffice,
) -> None:
    await office.customer(ANA)
    await office.customer(NOBODY)
    await office.campaign()
    await office.answer(office.letter(ANA), "Está todo bien.", sender=ANA)
    assert (await office.read())["applied"] == 2
    before = await state()
    assert (await office.read())["read"] == 0
    assert await state() == before
    office.dovecot.renumber()
    again = await office.read()
    assert (again["read"], again["ignored"]) == (2, 2)
    after = await state()
    assert {t for t in after if after[t] != before[t]} == {"inbox_message"}
    # Told once more by the new numbers, they are marked, and read no more.
    assert (await office.read())["read"] == 0
    assert await InboxMessage.filter(marked_at=None).count() == 0


async def test_a_delay_is_no_bounce(office: PostOffice) -> None:
    slow = "eva@caido.test"
    eva = await office.customer(slow)
    with office.postfix.settings(delay_warning_time="1s"):
        await office.campaign_that_waits()
        await office.arrived(1)
    report = await office.read()
    assert report["by_kind"] == {"delay": 1}
    (message,) = await messages()
    assert (message["outcome"], message["contact"]) == ("ignored", eva)
    assert await standing_of(slow) == AddressStanding.UNVERIFIED


async def test_a_complaint_and_an_absence_and_a_stranger(office: PostOffice) -> None:
    ana, luis = await office.customer(ANA), await office.customer(LUIS)
    await office.campaign()
    letter = office.letter(LUIS)
    away = "Estoy de vacaciones hasta el lunes."
    await office.answer(letter, away, sender=LUIS, Auto_Submitted="auto-replied")
    await office.post(arf(office.dovecot.mails(ANA)[-1]), sender="fbl@provider.test", to=OWN)
    await office.post(
        b"From: x@spam.test\r\nSubject: oferta\r\n\r\nCompre barato.\r\n",
        sender="x@spam.test",
        to=OWN,
    )
    report = await office.read()
    assert report["by_kind"]["auto_reply"] == 1
    told = {message["kind"]: message for message in await messages()}
    assert (told["auto_reply"]["outcome"], told["auto_reply"]["contact"]) == ("ignored", luis)
    assert (told["complaint"]["outcome"], told["complaint"]["contact"]) == ("applied", ana)
    assert report["shelved"] == 1
    assert await ConsentRecord.filter(contact_id=ana, act="complained").count() == 2
    assert (await Contact.get(id=luis)).confirmed_at is None


async def test_the_mailbox_keeps_every_mail_and_shows_what_is_left_for_people(
    office: PostOffice,
) -> None:
    await office.customer(NOBODY)
    await office.campaign()
    stranger = b"From: x@spam.test\r\nSubject: oferta\r\n\r\nCompre barato.\r\n"
    await office.post(stranger, sender="x@spam.test", to=OWN)
    await office.read()
    assert len(office.dovecot.mails()) == 2
    seen = {path.name.partition(":2,")[2] for path in office.files()}
    assert sum("S" in flags for flags in seen) == 1


def arf(raw: bytes) -> bytes:
    """A provider's report about a mail that it delivered; the address is blacked out."""
    return (
        b"From: fbl@provider.test\r\nTo: " + OWN.encode() + b"\r\nSubject: abuse\r\n"
        b"MIME-Version: 1.0\r\nMessage-ID: <arf1@provider.test>\r\nContent-Type: "
        b'multipart/report; report-type=feedback-report; boundary="arf"\r\n\r\n--arf\r\n'
        b"Content-Type: text/plain\r\n\r\nThis is an abuse report.\r\n--arf\r\nContent-Type: "
        b"message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\nUser-Agent: x\r\n"
        b"\r\n--arf\r\nContent-Type: message/rfc822\r\n\r\n"
        + raw.replace(b"ana@clientes.test", b"redacted@clientes.test")
        + b"\r\n--arf--\r\n"
    )
