"""Erasing a person: nothing of them is left anywhere, and what proves our conduct is."""

import asyncio
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import access, consent, contacts, erasure, notes, redaction, suppressions, tasks, undo
from storage.backups.postgres import _tool
from storage.database import sqlite_path
from storage.erasure import Erased, NotErased, erase
from storage.ledger import ledger
from storage.rules.subscriptions import ConsentAct
from storage.showing import show
from storage.tables.campaigns import Delivery
from storage.tables.consent import ConsentRecord, Suppression
from storage.tables.events import AccessLog, Event, EventDetail
from storage.tables.imports import KeptRow
from storage.tables.inbox import InboxMessage, RawMessage
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact, EmailAddress
from storage.tables.work import Note, Notice, Proposal, Task
from tests.databases import NOW
from tests.storage.backups.people import ANA, LUIS, Shop

VALUES = (
    *("Ana María", "Ruiz Núñez", "na.ruiz@example.org", "612345678", "Calle del Pez"),
    *("Valdepeñas", "1980-03-12", "Cerámicas", "gerente", "alérgica a las nueces"),
    *("quítenme de una vez", "EXT-4711-ANA", "Baudelaire", "vip del pueblo"),
)


@pytest.fixture
def shop(database: str, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


async def whole_life(shop: Shop) -> int:
    """Ana in every table that can hold anything of a customer."""
    ana, by = await shop.person(**ANA), shop.by()
    await Contact.filter(id=ana).update(external_id="EXT-4711-ANA", custom={"poet": "Baudelaire"})
    await contacts.correct(ana, {"company": "Cerámicas Núñez"}, by, country="ES")
    await notes.add(ana, "Ana María Ruiz Núñez es alérgica a las nueces", by)
    await tasks.open_task("call", ana, "bounced_hard", by, params={"phone": "612345678"})
    await tasks.open_task("follow_up", ana, "asked_for", by, text="vip del pueblo")
    await consent.refuse(ana, ConsentAct.WITHDRAWN, by, evidence="quítenme de una vez, Ana María")
    await access.log("card", by, contact_id=ana, query="ana.ruiz@example.org")
    await access.log("look_up", by, query="612345678")
    await Proposal.create(
        contact_id=ana, field="city", old="Valdepeñas", new="Madrid", created_at=NOW
    )
    await KeptRow.create(
        import_id=1,
        row_number=3,
        digest="d" * 64,
        outcome="created",
        contact_id=ana,
        cells={"ciudad": "Valdepeñas"},
    )
    await Delivery.create(
        key="run:1:ana.ruiz@example.org:ask",
        kind="ask",
        contact_id=ana,
        address="ana.ruiz@example.org",
        domain="example.org",
        language="es",
        purpose="updates",
        state="refused",
        next_at=NOW,
        message_id="token@tienda.test",
        reply_text="550 no such user ana.ruiz@example.org",
    )
    for number, contact_id in enumerate((ana, None), 1):
        inbox = await InboxMessage.create(
            mailbox="m",
            uidvalidity=1,
            uid=number,
            fingerprint=str(number) * 64,
            message_id="<1@ana.ruiz@example.org>",
            received_at=NOW,
            size=9,
            contact_id=contact_id,
        )
        raw = b"From: Ana.Ruiz@example.org\n\nsoy gerente, 612345678"
        await RawMessage.create(inbox_id=inbox.id, content=raw)
    params = {"who": "Ana María Ruiz Núñez", "deep": [{"phone": "+34612345678"}]}
    await Notice.create(key="n1", code="x", params=params, created_at=NOW, next_at=NOW)
    return ana


async def whole_database(url: str) -> bytes:
    """Every byte of the SQLite file and its log, or the whole dump."""
    path = sqlite_path(url)
    if path is not None:
        return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
    command = [_tool("pg_dump"), "--inserts", url]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=True)
    return done.stdout


def found_in(data: bytes, values: tuple[str, ...]) -> list[str]:
    text = data.lower()
    escaped = {value: value.encode("unicode_escape").replace(b"\\x", b"\\u00") for value in values}
    return [v for v in values if v.lower().encode() in text or escaped[v].lower() in text]


async def test_nothing_of_an_erased_person_is_left_in_the_raw_database(shop: Shop) -> None:
    ana = await whole_life(shop)
    assert found_in(await whole_database(shop.url), VALUES) == list(VALUES)
    erased = await erase(ana, shop.by())
    assert isinstance(erased, Erased)
    assert await erasure.wipe_traces()
    assert found_in(await whole_database(shop.url), VALUES) == []
    lines = (shop.folder / "ledger" / "ledger.jsonl").read_bytes()
    assert found_in(lines, VALUES) == []


async def test_nobody_reads_in_the_log_whom_staff_had_looked_for(shop: Shop) -> None:
    ana, by = await shop.person(**ANA), shop.by()
    await contacts.correct(ana, {"last_name": "Ruiz Zubizarreta"}, by, country="ES")
    about = (
        *("zubizarreta", "RUÍZ", "apellido:nuñez ciudad:Madrid", "-ana", "345 678", "612.34.56.78"),
        *("+34612345678", "correo:ANA.ruiz@example.org", "Dª María (2)", "600111222 / 612345678"),
    )
    others = (
        "ciudad:Zubizarreta",
        "luis",
        "mariana",
        "ciudad:Madrid",
        "anagrama@example.org",
        "345",
        "",
    )
    for query in (*about, *others):
        await access.log("look_up", by, query=query, count=2)
    await OtherValue.create(
        contact_id=ana, field="last_name", value="Ruiz Núñez", source="staff:1", at=NOW, why="older"
    )
    erased = await erase(ana, by)
    assert isinstance(erased, Erased)
    assert erased.elsewhere == len(about)
    rows = await AccessLog.all().order_by("id").values_list("query", "count", "actor")
    assert rows == [("", 2, by.actor)] * len(about) + [(query, 2, by.actor) for query in others]


async def test_what_proves_our_conduct_stays(shop: Shop) -> None:
    ana = await whole_life(shop)
    events = await Event.filter(contact_id=ana).count()
    before = await ConsentRecord.filter(contact_id=ana).values_list("act", "basis", "stated_on")
    await erase(ana, shop.by())
    assert await Event.filter(contact_id=ana).count() == events + 1
    after = await ConsentRecord.filter(contact_id=ana).values_list("act", "basis", "stated_on")
    assert after == before
    assert {row.evidence for row in await ConsentRecord.all()} == {""}
    detail = await EventDetail.filter(contact_id=ana, emptied_by_id__isnull=False).first()
    assert detail is not None
    assert (detail.changes, detail.salt) == ([], "")
    assert (await KeptRow.get(contact_id=ana)).digest == "d" * 64


async def test_an_erased_address_is_suppressed_by_its_hash_alone(shop: Shop) -> None:
    ana, luis = await shop.person(**ANA), await shop.person(**LUIS)
    await shop.person(first_name="Eva", email="ana.ruiz@example.org")
    erased = await erase(ana, shop.by())
    assert isinstance(erased, Erased)
    assert erased.shared_with == (luis + 1,)
    row = await Suppression.get(reason="erased")
    assert (row.address, row.address_hash) == (None, ledger().hash_of("ana.ruiz@example.org"))
    assert await suppressions.reasons(["ana.ruiz@example.org"]) == {
        "ana.ruiz@example.org": "erased"
    }
    shown = await show(ana, NOW)
    assert shown is not None
    assert (shown["emails"], shown["suppressed"]) == ([], "erased")


async def test_others_keep_what_is_theirs(shop: Shop) -> None:
    ana, luis = await shop.person(**ANA), await shop.person(**{**LUIS, "mobile": "612345678"})
    await notes.add(luis, "vive con Ana María Ruiz Núñez, tel. 612345678", shop.by())
    await erase(ana, shop.by())
    record = await contacts.record_of(await Contact.get(id=luis))
    assert (record["mobile"], record["email"]) == ("+34612345678", "luis@example.net")
    note = await Note.get(contact_id=luis)
    assert note.text == "vive con ▒▒▒, tel. 612345678"


async def test_everyone_merged_into_the_person_goes_too(shop: Shop) -> None:
    old, new = await shop.person(**ANA), await shop.person(**LUIS)
    await Contact.filter(id=old).update(merged_into_id=new)
    erased = await erase(old, shop.by())
    assert isinstance(erased, Erased)
    assert (erased.contact_id, set(erased.contacts)) == (new, {old, new})
    assert not await EmailAddress.all().exists()


async def test_an_erasure_is_done_once_and_never_undone(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    erased = await erase(ana, shop.by())
    assert isinstance(erased, Erased)
    events = await Event.all().count()
    assert await erase(ana, shop.by()) == NotErased("erased_already")
    assert await erase(999, shop.by()) == NotErased("unknown_contact")
    assert isinstance(await undo.undo(erased.event_id, shop.by()), undo.NotUndone)
    assert await Event.all().count() == events


async def test_open_work_on_an_erased_person_ends(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    await tasks.open_task("erase_request", ana, "asked_by_mail", shop.by())
    await tasks.open_task("call", ana, "bounced_hard", shop.by())
    await erase(ana, shop.by())
    rows = await Task.filter(contact_id=ana).order_by("id")
    assert [row.state for row in rows] == ["done", "cancelled"]


async def test_an_erasure_that_cannot_reach_the_ledger_does_not_happen(shop: Shop) -> None:
    ana = await shop.person(**ANA)
    ledger().path.unlink(missing_ok=True)
    ledger().path.mkdir()
    with pytest.raises(OSError, match="ledger"):
        await erase(ana, shop.by())
    assert (await Contact.get(id=ana)).first_name == "Ana María"
    assert not await AccessLog.all().exists()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(value=st.text(min_size=6, max_size=40).filter(lambda v: v.strip() == v and "\0" not in v))
def test_whatever_the_value_it_is_blotted_out(value: str) -> None:
    import re  # noqa: PLC0415 - for this property only

    pattern = re.compile(re.escape(value), re.IGNORECASE)
    blotted = redaction._blotted({"a": [f"x {value} y", {value: value}], "n": 7}, pattern)
    assert value not in str(blotted["a"])
    assert blotted["n"] == 7
