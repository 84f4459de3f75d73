"""Each fault is found on real servers, and named with its cure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aldia.doctor import Examination, dns, keeping, servers
from aldia.doctor.findings import Finding
from aldia.sandbox.bot_api.server import bot_api
from aldia.sandbox.mail_servers import Account, imap_server, smtp_server
from aldia.settings import Settings
from storage import database, holding
from storage.backups import make
from storage.clock import RealClock
from storage.tables.clock import Fact
from storage.texts import LANGUAGES
from tests.aldia.doctor.name_server import name_server
from tests.fakes.postbox import Postbox

SHOP = Account("tienda@tienda.test", "correcta")
GOOD = {
    "tienda.test": ["v=spf1 include:_spf.correo.test -all", "something else"],
    "uno._domainkey.tienda.test": ["v=DKIM1; p=MIIB"],
    "_dmarc.tienda.test": ["v=DMARC1; p=quarantine"],
}


def exam(**given: Any) -> Examination:
    settings = {"mail_from": "Tienda <hola@tienda.test>", "secret_key": "k" * 32, **given}
    return Examination(Settings.model_validate(settings), RealClock())


def told(finding: Finding) -> tuple[str, str]:
    """Every sentence can be said in every language, in one line."""
    assert all("\n" not in finding.shown(language)["text"] for language in LANGUAGES)
    return finding.check, finding.key.removeprefix(f"doctor.{finding.check}.")


async def looked_up(texts: Mapping[str, list[str]], selector: str | None = None) -> dict[str, str]:
    async with name_server(texts) as resolver:
        given = exam()
        asked = Examination(given.settings, given.clock, resolver=resolver, selector=selector)
        return dict([told(finding) async for finding in dns.records(asked)])


async def test_a_domain_that_is_set_up_well_passes() -> None:
    assert await looked_up(GOOD) == {"spf": "ok", "dkim": "ok", "dmarc": "ok"}
    assert (await looked_up(GOOD, selector="uno"))["dkim"] == "ok"


@pytest.mark.parametrize(
    ("change", "check", "code"),
    [
        ({"tienda.test": ["nothing"]}, "spf", "missing"),
        ({"tienda.test": ["v=spf1 -all", "v=spf1 mx -all"]}, "spf", "several"),
        ({"tienda.test": ["v=spf1 +all"]}, "spf", "everybody"),
        ({"uno._domainkey.tienda.test": []}, "dkim", "ok"),
        ({"_dmarc.tienda.test": []}, "dmarc", "missing"),
        ({"_dmarc.tienda.test": ["v=DMARC1; p=none"]}, "dmarc", "watching"),
        ({"_dmarc.tienda.test": ["v=DMARC1", "v=DMARC1; p=none"]}, "dmarc", "several"),
    ],
)
async def test_each_missing_record_is_named(
    change: dict[str, list[str]], check: str, code: str
) -> None:
    assert (await looked_up({**GOOD, **change}))[check] == code


async def test_a_domain_without_any_key_has_no_dkim() -> None:
    texts = {name: found for name, found in GOOD.items() if "_domainkey" not in name}
    assert (await looked_up(texts))["dkim"] == "missing"
    assert (await looked_up(GOOD, selector="dos"))["dkim"] == "no_key"


async def test_a_name_server_that_is_not_there_is_a_fault_of_its_own() -> None:
    asked = Examination(exam().settings, RealClock(), resolver="127.0.0.1:1")
    assert [told(f) async for f in dns.records(asked)] == [("dns", "unreachable")]
    assert [told(f) async for f in dns.records(exam())] == [("dns", "reserved")]


async def test_good_servers_pass_and_wrong_passwords_do_not() -> None:
    async with (
        smtp_server(Postbox(), login=SHOP) as smtp,
        imap_server(SHOP) as imap,
        bot_api() as api,
    ):
        user = "tienda%40tienda.test"
        urls = {
            "smtp_url": f"smtp://{user}:correcta@{smtp.host}:{smtp.port}",
            "imap_url": f"imap://{user}:correcta@{imap.host}:{imap.port}/INBOX",
            "telegram_token": api.token,
            "telegram_api": api.base_url.removesuffix("/bot"),
        }
        good = exam(**urls)
        assert told(await servers.smtp(good)) == ("smtp", "ok")
        assert told(await servers.imap(good)) == ("imap", "ok")
        assert [told(f) async for f in servers.bot_and_clock(good)] == [
            ("bot", "ok"),
            ("clock", "ok"),
        ]
        wrong = exam(
            **{name: url.replace("correcta", "mala") for name, url in urls.items()}
            | {"telegram_token": "1:x"}
        )
        assert told(await servers.smtp(wrong))[1] == "smtp.smtp_login_refused"
        assert told(await servers.imap(wrong))[1] == "imap.imap_login_refused"
        assert [told(f) async for f in servers.bot_and_clock(wrong)] == [("bot", "refused")]


async def test_servers_that_are_not_there_are_named() -> None:
    none = exam(
        smtp_url="smtp://127.0.0.1:1",
        imap_url="imap://127.0.0.1:1/INBOX",
        telegram_token="1:secret",
        telegram_api="http://127.0.0.1:1",
    )
    assert told(await servers.smtp(none))[1] == "smtp.smtp_unreachable"
    assert told(await servers.imap(none))[1] == "imap.imap_unreachable"
    found = [f async for f in servers.bot_and_clock(none)]
    assert [told(f) for f in found] == [("bot", "unreachable")]
    assert "secret" not in str(found[0].shown("es"))


async def test_a_round_trip_is_seen_to_arrive() -> None:
    async with imap_server(SHOP) as imap:

        async def deliver(sender: str, recipients: tuple[str, ...], raw: bytes) -> str:
            await imap.deliver(raw, at=datetime.now(UTC))
            return "250 ok"

        async with smtp_server(deliver) as smtp:
            given = exam(
                smtp_url=f"smtp://{smtp.host}:{smtp.port}",
                imap_url=f"imap://tienda%40tienda.test:correcta@{imap.host}:{imap.port}/INBOX",
            )
            assert told(await servers.round_trip(given)) == ("round_trip", "ok")
        lost = Postbox()
        async with smtp_server(lost) as smtp:
            settings = given.settings.model_copy(
                update={"smtp_url": f"smtp://{smtp.host}:{smtp.port}"}
            )
            short = Examination(settings, RealClock(), wait=0.3)
            assert told(await servers.round_trip(short)) == ("round_trip", "lost")
            assert lost.mails[0].recipients[0].startswith("hola+")


async def test_a_database_that_is_missing_held_or_damaged_is_named(tmp_path: Path) -> None:
    path = tmp_path / "aldia.db"
    given = exam(database_url=f"sqlite://{path}", data_dir=str(tmp_path))
    assert [told(f) async for f in keeping.database(given)] == [("database", "empty")]
    await database.migrate(f"sqlite://{path}")
    assert [told(f) async for f in keeping.database(given)] == [("database", "ok")]
    async with database.opened(f"sqlite://{path}"):
        now = datetime.now(UTC)
        await Fact.create(name=holding.FACT, value=holding.value_of(now, now), at=now)
    assert [told(f)[1] async for f in keeping.database(given)] == ["ok", "campaigns_held"]
    damaged = bytearray(path.read_bytes())
    damaged[8192:] = b"\xff" * (len(damaged) - 8192)
    path.write_bytes(damaged)
    assert "ok" not in [told(f)[1] async for f in keeping.database(given)]


async def test_old_and_missing_backups_are_named(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path / 'aldia.db'}"
    await database.migrate(url)
    given = exam(database_url=url, data_dir=str(tmp_path))
    assert told(await keeping.backups_age(given)) == ("backups", "none")
    from aldia.stores import store_of  # noqa: PLC0415 - only here

    await make(store_of(given.settings), "by_hand", datetime(2026, 1, 1, tzinfo=UTC))
    assert told(await keeping.backups_age(given)) == ("backups", "old")
    await make(store_of(given.settings), "by_hand", datetime.now(UTC))
    assert told(await keeping.backups_age(given)) == ("backups", "one_place")
    usb = exam(database_url=url, data_dir=str(tmp_path), backup_dirs=(str(tmp_path / "usb"),))
    assert told(await keeping.backups_age(usb)) == ("backups", "not_copied")
    assert told(keeping.disk(given)) == ("disk", "ok")
    assert told(keeping.settings(given)) == ("settings", "missing")
