"""The Dovecot that the tests start behaves as providers' servers do."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aioimaplib import IMAP4

from tests.servers.dovecot import CATCH_ALL, FULL, OWN, Dovecot

MAIL = b"Subject: hola\r\nMessage-ID: <1@clientes.test>\r\n\r\nEs correcto.\r\n"


@asynccontextmanager
async def logged_in(server: Dovecot, user: str = OWN) -> AsyncIterator[IMAP4]:
    client = IMAP4(server.host, server.imap_port, timeout=5)
    await client.wait_hello_from_server()
    assert (await client.login(user, server.password)).result == "OK"
    yield client
    await client.logout()


async def validity_and_uids(server: Dovecot) -> tuple[bytes, list[bytes]]:
    async with logged_in(server) as client:
        selected = await client.select("INBOX")
        found = await client.uid_search("ALL", charset=None)
    validity = next(line for line in selected.lines if b"UIDVALIDITY" in line)
    return validity, found.lines[0].split()


async def test_plus_addresses_and_a_catch_all_reach_one_mailbox(dovecot: Dovecot) -> None:
    dovecot.deliver(MAIL, to="clientes+b7x@tienda.test")
    dovecot.deliver(MAIL, to="loquesea@catchall.test")
    for user, to in ((OWN, b"clientes+b7x@tienda.test"), (CATCH_ALL, b"loquesea@catchall.test")):
        async with logged_in(dovecot, user) as client:
            await client.select("INBOX")
            (uid,) = (await client.uid_search("ALL", charset=None)).lines[0].split()
            fetched = await client.uid("fetch", uid.decode(), "(BODY.PEEK[])")
        assert b"Delivered-To: " in fetched.lines[1]
        assert to in fetched.lines[1]
        assert b"Es correcto." in fetched.lines[1]


def test_nobody_and_the_full_are_refused_in_dovecots_words(dovecot: Dovecot) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as unknown:
        dovecot.deliver(MAIL, to="nadie@clientes.test")
    assert unknown.value.recipients["nadie@clientes.test"][0] == 550
    with pytest.raises(smtplib.SMTPDataError, match="Quota exceeded") as full:
        dovecot.deliver(MAIL + b"x" * 60 * 100, to=FULL)
    assert full.value.smtp_code == 552


def test_an_account_may_be_added_while_it_runs(dovecot: Dovecot) -> None:
    dovecot.add_user("nueva@clientes.test")
    dovecot.deliver(MAIL, to="nueva@clientes.test")
    assert [b"Es correcto" in raw for raw in dovecot.mails("nueva@clientes.test")] == [True]


async def test_idle_tells_of_new_mail(dovecot: Dovecot) -> None:
    async with logged_in(dovecot) as client:
        await client.select("INBOX")
        idle = await client.idle_start(timeout=20)
        dovecot.deliver(MAIL)
        told: list[bytes] = []
        while not any(line.endswith(b"EXISTS") for line in told):
            told += await client.wait_server_push(timeout=10)
        client.idle_done()
        await asyncio.wait_for(idle, 5)


async def test_a_renumbered_mailbox_has_the_same_mail_under_other_numbers(
    dovecot: Dovecot,
) -> None:
    for _ in range(3):
        dovecot.deliver(MAIL)
    before, uids = await validity_and_uids(dovecot)
    dovecot.renumber()
    after, again = await validity_and_uids(dovecot)
    assert (len(uids), len(again)) == (3, 3)
    assert before != after


async def test_mail_survives_a_crash_and_clients_notice_it(dovecot: Dovecot) -> None:
    dovecot.deliver(MAIL)
    lost = asyncio.Event()
    client = IMAP4(
        dovecot.host, dovecot.imap_port, timeout=5, conn_lost_cb=lambda _error: lost.set()
    )
    await client.wait_hello_from_server()
    await client.login(OWN, dovecot.password)
    dovecot.crash()
    await asyncio.wait_for(lost.wait(), 5)
    dovecot.start()
    assert (await validity_and_uids(dovecot))[1] == [b"1"]


def test_emptied_means_empty(dovecot: Dovecot) -> None:
    dovecot.deliver(MAIL)
    dovecot.empty()
    assert dovecot.mails() == []
    dovecot.deliver(MAIL)
    assert len(dovecot.mails()) == 1
