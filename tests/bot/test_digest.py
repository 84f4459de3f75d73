"""The digest in the chat: what was changed unasked, each with its Deshacer, page by page."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from aldia.sandbox.bot_api import Heard
from jobs.digest import digest
from storage import contacts, proposals, tasks
from storage.contacts import Corrected
from storage.events import By
from storage.rules.roles import Role
from storage.tables.events import AccessLog, Event
from storage.tables.people import Phone, PostalAddress
from storage.undo import undo
from tests.bot.office import BY, Office

MORNING = BY.at + timedelta(days=1)
WORDS = {
    "es": ("2 correcciones aplicadas sin preguntar", "Móvil", "Deshecho"),
    "en": ("2 corrections applied unasked", "Mobile", "Undone"),
    "ru": ("2 исправления внесены без вопросов", "Мобильный", "Отменено"),
}


async def correction(contact_id: int, evidence: str = "", **values: str) -> int:
    """What a reply of this customer changed unasked; gives the event."""
    by = By(f"contact:{contact_id}", BY.at + timedelta(hours=1), "inbox:1")
    made = await contacts.correct(contact_id, values, by, country="ES", evidence=evidence)
    assert isinstance(made, Corrected)
    assert made.event_id
    return made.event_id


async def two_corrections(office: Office) -> tuple[int, int]:
    """Ana has another mobile and moved, Eva has one now; gives both."""
    ana = await office.customer("Ana", "Ruiz", mobile="612345678", city="Valencia")
    eva = await office.customer("Eva", "<Gil>")
    moved = {"mobile": "699111222", "city": "Elche", "postcode": "03201"}
    await correction(ana, "ahora el 699 11 12 22, en Elche", **moved)
    await correction(eva, mobile="655443322")
    return ana, eva


async def morning(office: Office) -> int:
    """Let the night pass and the digest come; gives to how many."""
    office.clock.move_to(MORNING)
    return (await digest(By("job:digest", MORNING), ZoneInfo("Europe/Madrid")))["told"]


def labels(heard: Heard) -> list[str]:
    """What is written on the buttons."""
    return [button.text for row in heard.buttons for button in row]


@pytest.mark.parametrize("language", WORDS)
async def test_the_digest_says_what_changed_unasked_and_takes_it_back(
    closed_office: Office, language: str
) -> None:
    corrected, mobile, undone = WORDS[language]
    lucia = await closed_office.colleague(7, "Lucía", language=language)
    ana, eva = await two_corrections(closed_office)
    assert await morning(closed_office) == 1
    async with closed_office.running():
        heard = await lucia.hears()
        for words in (
            *(corrected, f"{mobile}: 612 34 56 78 → 699 11 12 22", "Valencia → Elche"),
            *("1. Ana Ruiz", "ahora el 699 11 12 22", f"2. Eva <Gil>\n{mobile}: 655 44 33 22"),
        ):
            assert words in heard.text
        assert labels(heard)[:2] == ["↩️ 1", "↩️ 2"]
        await lucia.taps("↩️ 1")
        assert undone in (await lucia.hears(kind="answer")).text
        heard = await lucia.hears(kind="edited")
        assert f"\n↩️ {undone} (Lucía)\n\n2. Eva" in heard.text
        assert labels(heard)[0] == "↩️ 2", "the other one can still be taken back"
    assert (await PostalAddress.get(contact_id=ana)).city == "Valencia"
    assert (await Phone.get(contact_id=ana)).e164 == "+34612345678"
    assert (await Phone.get(contact_id=eva)).e164 == "+34655443322"


async def test_what_staff_changed_since_is_left_and_named(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    ana, _ = await two_corrections(closed_office)
    await morning(closed_office)
    since = {"city": "Denia", "mobile": "655443322"}
    await contacts.correct(ana, since, BY, country="ES")
    async with closed_office.running():
        await lucia.hears()
        await lucia.taps("↩️ 1")
        said = await lucia.hears(kind="answer")
        assert "No he tocado lo que cambió después: Ciudad, Teléfono" in said.text
        assert "Deshecho" in (await lucia.hears(kind="edited")).text
    assert (await PostalAddress.get(contact_id=ana)).postcode == ""
    assert (await PostalAddress.get(contact_id=ana)).city == "Denia"
    assert (await Phone.get(contact_id=ana)).e164 == "+34655443322"


async def test_each_button_counts_once_and_of_two_colleagues_the_first(
    closed_office: Office,
) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    rosa = await closed_office.colleague(8, "Rosa")
    await two_corrections(closed_office)
    assert await morning(closed_office) == 2
    async with closed_office.running():
        (await lucia.hears(), theirs := await rosa.hears())
        first = theirs.buttons[0][0].data
        assert first
        await lucia.taps("↩️ 1")
        await lucia.hears(kind="edited")
        await rosa.taps("↩️ 1")
        assert "Ya estaba deshecho" in (await rosa.hears(kind="answer")).text
        assert "Deshecho (Lucía)" in (await rosa.hears(kind="edited")).text
        await rosa.taps_old(first, on=theirs.message)
        assert "Ya está hecho" in (await rosa.hears(kind="answer")).text
    assert await Event.filter(kind="undo").count() == 1


async def test_many_are_turned_page_by_page(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    for number in range(12):
        who = await closed_office.customer(f"Ana{number + 1}", "Ruiz")
        await correction(who, city="Elche")
    await morning(closed_office)
    async with closed_office.running():
        heard = await lucia.hears()
        assert "12 correcciones" in heard.text
        assert "… y 7 más" in heard.text
        assert "5. Ana5 Ruiz" in heard.text
        assert "Ana6" not in heard.text
        assert "1/3" in labels(heard)
        await lucia.taps("›")
        heard = await lucia.hears(kind="edited")
        assert "12 correcciones" in heard.text
        assert "10. Ana10 Ruiz" in heard.text
        await lucia.taps("↩️ 8")
        await lucia.hears(kind="answer")
        heard = await lucia.hears(kind="edited")
        assert "Deshecho (Lucía)" in heard.text
        assert labels(heard) == [
            *("↩️ 6", "↩️ 7", "↩️ 9", "↩️ 10", "‹", "2/3", "›"),
            *("📞 Llamadas", "🔎 Revisar"),
        ]


async def test_a_long_reply_is_cut(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    for _ in range(5):
        who = await closed_office.customer("Ana" * 10, "Ruiz" * 10)
        place = {"street": "Calle & " * 20, "city": "Elche" * 20, "province": "Alicante" * 10}
        more = {"postcode": "03201", "country": "ES", "company": "Sol" * 40, "language": "en"}
        await correction(who, "sí, " * 400, **place, **more)
    await morning(closed_office)
    async with closed_office.running():
        heard = await lucia.hears()
    assert len(heard.text) < 4096
    assert heard.text.count("y 2 datos más") == 5
    await lucia.hears_nothing(0.05)


async def test_the_digest_counts_and_what_it_leads_to_opens_beside_it(
    closed_office: Office,
) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    ana, eva = await two_corrections(closed_office)
    theirs = By(f"contact:{eva}", BY.at + timedelta(hours=1))
    await contacts.confirm(eva, theirs)
    await contacts.confirm(ana, By(f"contact:{ana}", theirs.at))
    await proposals.propose(eva, "email", "eva@nuevo.example", theirs, ask=True)
    await tasks.open_task("call", ana, "bounced_hard", BY)
    await morning(closed_office)
    async with closed_office.running():
        heard = await lucia.hears()
        for words in (
            *("Resumen desde el lun 6 jul, 11:00", "2 clientes confirmaron sus datos"),
            *("1 dirección nueva: le hemos preguntado", "1 llamada por hacer"),
        ):
            assert words in heard.text
        assert "eva@nuevo.example" not in heard.text
        assert "por revisar" not in heard.text
        await lucia.taps("📞 Llamadas")
        assert "Ana Ruiz" in (await lucia.hears(kind="message")).text
        await lucia.taps_old(str(heard.buttons[0][0].data), on=heard.message)
        assert "Deshecho" in (await lucia.hears(kind="answer")).text


async def test_a_viewer_reads_what_changed_and_takes_nothing_back(closed_office: Office) -> None:
    victor = await closed_office.colleague(9, "Víctor", Role.VIEWER)
    await two_corrections(closed_office)
    await morning(closed_office)
    async with closed_office.running():
        heard = await victor.hears()
    assert "Valencia → Elche" in heard.text
    assert "↩️" not in heard.text
    assert labels(heard) == []


async def test_that_they_looked_is_in_the_access_log(closed_office: Office) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    await two_corrections(closed_office)
    await morning(closed_office)
    async with closed_office.running():
        await lucia.hears()
    (look,) = await AccessLog.all()
    assert (look.actor, look.kind, look.query, look.count) == ("staff:1", "look_up", "digest", 2)


async def test_what_was_taken_back_before_the_digest_came_has_no_button(
    closed_office: Office,
) -> None:
    lucia = await closed_office.colleague(7, "Lucía")
    ana = await closed_office.customer("Ana", "Ruiz", city="Valencia")
    event = await correction(ana, city="Elche")
    await undo(event, By("staff:1", BY.at))
    await morning(closed_office)
    async with closed_office.running():
        heard = await lucia.hears()
    assert "Deshecho (Lucía)" in heard.text
    assert labels(heard) == ["📞 Llamadas", "🔎 Revisar"]
