"""The run of the half-year is planned once, shown to admins, and starts only when settled so."""

from dataclasses import replace

from jobs.reconfirm import SAMPLES, Reconfirming, minutes, reconfirm, without_links
from mail.addresses import Addresses
from mail.composing import Composer
from mail.settings import AddressSettings, LetterSettings
from storage.audience import Asked
from storage.events import By
from storage.tables.campaigns import Run
from storage.tables.work import Notice
from tests.storage.people import person

ADDRESSES = Addresses(AddressSettings("datos@example.com", "a secret of the tests"))
HOW = Reconfirming(
    asked=Asked("es", "ES", "Europe/Madrid"),
    waves=True,
    unattended=False,
    mails_a_minute=60,
    composer=Composer(LetterSettings("Tienda", "hola@example.com"), ADDRESSES),
)


async def test_admins_see_three_mails_and_the_counts_before_anything_is_sent(
    database: str, by: By
) -> None:
    for name, language in (("Ana", "es"), ("Luis", "es"), ("John", "en"), ("Иван", "ru")):
        await person(by, name, language=language, email=f"{language}{len(name)}@example.org")
    await person(by, "Eva", agrees=False)
    plan = await reconfirm(by, HOW)
    assert (await Run.get(id=plan["run"])).state == "planned"
    samples = await Notice.filter(code="sample").order_by("id")
    assert len(samples) == SAMPLES
    assert {str(sample.params["subject"])[:5] for sample in samples} == {"¿Sigu", "Are y", "Ваши "}
    assert all("mailto:" not in str(sample.params["text"]) for sample in samples)
    planned = await Notice.get(code="run_planned")
    assert (planned.params["n"], planned.params["skipped"], planned.params["minutes"]) == (4, 1, 1)
    await reconfirm(by, HOW)
    assert await Notice.all().count() == SAMPLES + 1, "a second time tells nothing new"


async def test_where_so_settled_it_starts_by_itself(database: str, by: By) -> None:
    await person(by)
    plan = await reconfirm(by, replace(HOW, unattended=True))
    assert (await Run.get(id=plan["run"])).state == "sending"
    assert await Notice.exists(code="run_started")


def test_the_estimate_is_never_nothing() -> None:
    assert [minutes(n, 60) for n in (0, 60, 61)] == [1, 1, 2]
    assert minutes(6000, 0) == 10


def test_a_sample_keeps_what_people_read() -> None:
    assert without_links("Hola\nSí <mailto:a@example.com>\nAdiós") == "Hola\nAdiós"
