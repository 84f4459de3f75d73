"""The program as scripts and owners use it: real processes, real sockets, both databases.

One campaign from the spreadsheet to the summary, the running program beside short commands, and
every fault of the user in one plain line.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aldia.sandbox import answers
from aldia.sandbox.bot_api import bot_api
from aldia.sandbox.letters import Letter, read
from aldia.sandbox.mail_servers import ACCEPTED, Account, ImapServer, imap_server, smtp_server

# A dozen starts of the program, each a second of processor time.
pytestmark = pytest.mark.timeout(300)

MONDAY = "2026-07-06T09:00:00+02:00"
MAILBOX = Account("datos", "clave")
CLIENTS = """id;nombre;apellidos;correo;móvil;ciudad;acepta comunicaciones
1;Ana;Ruiz Gil;ana@example.org;612 345 678;Valencia;sí
2;Luis;Paz;luis@example.org;;Valencia;sí
3;Eva;Sol;eva@example.org;699 111 222;Elche;sí
4;Mar;Gil;mar@example.org;;;sí
5;Sin;Permiso;sin@example.org;;;
6;No;Quiere;no@example.org;;;no
7;Pepa;Ruiz;ana@example.org;;;sí
"""

TO_SEND = 4


@dataclass(slots=True)
class Town:
    """The world outside: takes our mail, answers into our mailbox, and owns the environment."""

    imap: ImapServer
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    all_sent: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> str:
        letter = read(sender, recipients, raw)
        assert letter.address not in self.letters, "mailed twice"
        self.letters[letter.address] = letter
        if len(self.letters) == TO_SEND:
            self.all_sent.set()
        if letter.address == "mar@example.org":
            return "550 5.1.1 <mar@example.org>: User unknown"
        return ACCEPTED

    async def answer(self, address: str, words: str) -> None:
        at = datetime.now(UTC)
        await self.imap.deliver(answers.reply(self.letters[address], words, at), at=at)

    async def aldia(self, *words: str) -> tuple[int, list[Any], str]:
        """Run a command with --json; return its exit code, what it printed, and its error."""
        child = await self.start(*words, "--json")
        out, err = await child.communicate()
        assert b"Traceback" not in err, err.decode()
        return child.returncode or 0, [json.loads(x) for x in out.splitlines()], err.decode()

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from aldia.main import main; main()", *words),
            cwd=self.folder,
            env={**clean_environment(), **self.environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def done(self, *words: str) -> Any:
        """Run a command that must succeed; return its one object, or the list of them."""
        code, rows, err = await self.aldia(*words)
        assert code == 0, err
        return rows[0] if len(rows) == 1 else rows


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("ALDIA_")}


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with imap_server(MAILBOX) as imap:
        here = Town(imap, tmp_path)
        async with smtp_server(here.take) as smtp:
            login = f"{MAILBOX.user}:{MAILBOX.password}"
            here.environment = {
                "ALDIA_DATABASE_URL": database_url,
                "ALDIA_DATA_DIR": str(tmp_path / "data"),
                "ALDIA_SMTP_URL": f"smtp://{smtp.host}:{smtp.port}",
                "ALDIA_IMAP_URL": f"imap://{login}@{imap.host}:{imap.port}/INBOX",
                "ALDIA_MAIL_FROM": "Tienda <hola@tienda.example>",
                "ALDIA_REPLY_ADDRESS": "datos@tienda.example",
                "ALDIA_SECRET_KEY": "a secret of the tests only",
                "ALDIA_QUIET_HOURS": "off",
                "ALDIA_SEND_RATE": "0",
                "ALDIA_NOW": MONDAY,
                "ALDIA_REHEARSAL": "1",
            }
            yield here


async def test_a_campaign_from_the_spreadsheet_to_the_summary(town: Town) -> None:
    (town.folder / "clientes.csv").write_text(CLIENTS, encoding="utf-8")
    assert (await town.done("import", "clientes.csv"))["created"] == 7
    plan = await town.done("campaign", "plan", "--kind", "reconfirm")
    assert plan["audience"] == 7
    assert plan["skipped"] == {"no_basis": 1, "shared_address": 1, "withdrawn": 1}
    preview = await town.done("campaign", "preview", "1", "--contact", "1")
    assert "Nombre: Ana" in preview["text"]
    assert (await town.done("job", "send"))["waiting"] == {"not_approved": 4}
    assert town.letters == {}

    await town.done("campaign", "approve", "1")
    sent = await town.done("job", "send")
    assert (sent["sent"], sent["refused"]) == (3, 1)
    assert (await town.done("job", "send"))["sent"] == 0, "a second tick sends nothing"

    await town.answer("ana@example.org", "Todo correcto, gracias")
    await town.answer("luis@example.org", "Móvil: 655 444 333")
    await town.answer("eva@example.org", "Dadme de baja, por favor")
    read_ = await town.done("job", "mailbox")
    assert (read_["read"], read_["applied"]) == (3, 3)
    assert (await town.done("job", "mailbox"))["read"] == 0, "a second reading reads nothing"

    ana, luis = await town.done("show", "1"), await town.done("show", "2")
    assert (ana["freshness"], ana["emails"][0]["standing"]) == ("confirmed", "deliverable")
    assert luis["phones"][0]["number"] == "+34655444333"
    eva, mar = await town.done("show", "3"), await town.done("show", "4")
    assert eva["subscription"] == {"updates": "withdrawn", "marketing": "withdrawn"}
    assert eva["suppressed"] == "unsubscribed"
    assert mar["emails"][0]["standing"] == "undeliverable"
    assert [task["kind"] for task in mar["tasks"]] == ["call"]
    outcomes = [message["outcome"] for message in await town.done("inbox")]
    assert outcomes == ["applied"] * 3

    counts = await town.done("campaign", "status", "1")
    told = ("confirmed", "corrected", "unsubscribed", "bounced_hard", "to_call", "silent")
    assert [counts[name] for name in told] == [1, 1, 1, 1, 1, 0]
    change = next(e for e in luis["events"] if e["kind"] == "contact_corrected")
    undone = await town.done("undo", str(change["id"]))
    assert undone["left"] == []
    assert (await town.done("show", "2"))["phones"] == []
    refusal = next(e for e in eva["events"] if e["kind"] == "withdrawn")
    code, _, err = await town.aldia("undo", str(refusal["id"]))
    assert (code, "negativa del cliente" in err) == (1, True)


async def test_the_owner_says_what_is_applied_unasked(town: Town) -> None:
    (town.folder / "clientes.csv").write_text(CLIENTS, encoding="utf-8")
    await town.done("import", "clientes.csv")
    await town.done("campaign", "plan", "--unattended")
    await town.done("job", "send")
    policies = (
        ("nothing", "", "Móvil: 655 444 333", "proposed"),
        ("careful", "city", "Móvil: 655 444 333", "proposed"),
        ("careful", "mobile", "Móvil: 655 444 333", "applied"),
        ("fill", "", "Móvil: 699 111 222", "proposed"),
        ("careful", "", "Nombre: Benito", "proposed"),
        ("all", "", "Nombre: Benito", "applied"),
    )
    for day, (apply, fields, words, outcome) in enumerate(policies, 7):
        town.environment |= {"ALDIA_APPLY": apply, "ALDIA_APPLY_FIELDS": fields}
        town.environment["ALDIA_NOW"] = f"2026-07-{day:02}T09:00:00+02:00"
        await town.answer("luis@example.org", words)
        read = await town.done("job", "mailbox")
        assert read[outcome] == read["read"] == 1, (apply, fields)
    luis = await town.done("show", "2")
    assert luis["first_name"] == "Benito"
    assert [phone["number"] for phone in luis["phones"]] == ["+34655444333"]
    town.environment["ALDIA_APPLY"] = "todo"
    code, _, err = await town.aldia("job", "mailbox")
    assert (code, err.count("\n")) == (1, 1)
    assert "ALDIA_APPLY no vale" in err


async def test_commands_work_beside_the_running_program(town: Town) -> None:
    (town.folder / "clientes.csv").write_text(CLIENTS, encoding="utf-8")
    del town.environment["ALDIA_NOW"], town.environment["ALDIA_REHEARSAL"]
    async with bot_api() as api:
        town.environment |= {
            "ALDIA_TELEGRAM_TOKEN": api.token,
            "ALDIA_TELEGRAM_API": api.base_url,
            "ALDIA_ADMINS": "7",
        }
        running = await town.start("run")
        try:
            assert running.stdout is not None
            assert b"bot, clock, sender, mailbox" in await running.stdout.readline()
            imported, found = await asyncio.gather(
                town.done("import", "clientes.csv"), town.aldia("find", "ana")
            )
            assert imported["created"] == 7
            assert found[0] == 0
            admin = api.person(7, "Ana", language_code="es")
            await admin.says("612345678")
            assert "Ana Ruiz Gil" in await heard_of(admin, "Ruiz Gil")
            await town.done("campaign", "plan", "--unattended")
            await asyncio.wait_for(town.all_sent.wait(), 60)
            if town.environment["ALDIA_DATABASE_URL"].startswith("sqlite"):
                code, _, err = await town.aldia("run")
                assert (code, str(running.pid) in err) == (1, True), "it says who holds it"
        finally:
            running.send_signal(signal.SIGTERM)
            out, err_bytes = await asyncio.wait_for(running.communicate(), 60)
    assert running.returncode == 0, err_bytes.decode()
    assert "Parado" in out.decode()
    assert b"Traceback" not in err_bytes


async def heard_of(person: Any, words: str) -> str:
    """Return the first thing heard that holds the words."""
    while True:
        heard = await person.hears(30)
        if words in heard.text:
            return str(heard.text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "change", "says"),
    [
        (["import", "nada.csv"], {}, "nada.csv"),
        (["find", "sexo:m"], {}, "sexo:mujer"),
        (["find", "ciudad:("], {}, "▸"),
        (["show", "999"], {}, "999"),
        (["undo", "999"], {}, "999"),
        (["campaign", "approve", "9"], {}, "9"),
        (["classify", "nada"], {}, "nada"),
        (["job", "mailbox"], {"ALDIA_IMAP_URL": "imap://a:b@127.0.0.1:1/INBOX"}, "127.0.0.1"),
        (["job", "mailbox"], {"ALDIA_IMAP_URL": ""}, "ALDIA_IMAP_URL"),
        (["find", "ana"], {"ALDIA_DATABASE_URL": "postgres://u@127.0.0.1:1/x"}, "DATABASE_URL"),
        (["find", "ana"], {"ALDIA_TIMEZONE": "Luna"}, "ALDIA_TIMEZONE"),
        (["find", "ana"], {"ALDIA_NOW": "ayer"}, "ALDIA_NOW"),
    ],
)
async def test_a_fault_of_the_user_is_one_line_that_names_it(
    town: Town, words: list[str], change: dict[str, str], says: str
) -> None:
    (town.folder / "clientes.csv").write_text(CLIENTS, encoding="utf-8")
    town.environment |= change
    code, rows, err = await town.aldia(*words)
    assert (code, rows) == (1, [])
    assert len(err.strip().splitlines()) == 1, err
    assert says in err


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_wrong_use_ends_with_two(town: Town) -> None:
    (town.folder / "clientes.csv").write_text(CLIENTS, encoding="utf-8")
    for words, says in (
        (["campaign", "approve", "eins"], "eins"),
        (["cocinar"], "cocinar"),
        (["import", "clientes.csv", "--basis", "consent"], "--consent-date"),
        (["job", "cocinar"], "cocinar"),
        (["export", "x.doc"], ".csv"),
    ):
        code, rows, err = await town.aldia(*words)
        assert (code, rows, len(err.strip().splitlines())) == (2, [], 1)
        assert says in err
