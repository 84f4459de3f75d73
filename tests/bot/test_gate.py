"""Who is let in, and what each role may do."""

import re
from datetime import timedelta

from aldia.sandbox.bot_api import Person
from storage import staff
from storage.rules.roles import Role
from storage.tables.staff import ChatUpdate, Staff
from tests.bot.office import ADMIN_ID, Office


async def link_of(admin: Person, role: str) -> str:
    await admin.says("/invitar")
    await admin.hears()
    await admin.taps(role)
    shown = await admin.hears(kind="edited")
    found = re.search(r"start=(\S+)", shown.text)
    assert found
    return found.group(1)


async def test_a_stranger_gets_silence(open_office: Office) -> None:
    await open_office.customer(mobile="612345678")
    eve = open_office.person(666, "Eve")
    await eve.starts()
    for words in ("ana", "/buscar ana", "/ayuda", "/invitar", "612345678", "/start c_1", "звонки"):
        await eve.says(words)
    await eve.shares_contact("+34612345678", "Ana")
    await eve.starts("i_guessed")
    await eve.hears_nothing(0.6)
    assert open_office.api.calls("sendMessage") == []
    assert await ChatUpdate.all().count() == 0
    assert await Staff.all().count() == 0


async def test_a_strangers_tap_on_somebody_elses_button_gets_silence(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    card = await lucia.hears()
    eve = open_office.person(666, "Eve")
    data = card.buttons[0][0].data
    assert data
    await eve.taps_old(data, on=card.message)
    await eve.hears_nothing()


async def test_an_admin_of_the_settings_is_staff_at_the_first_word(open_office: Office) -> None:
    rosa = open_office.person(ADMIN_ID, "Rosa")
    await rosa.starts()
    assert "administrador" in (await rosa.hears()).text
    assert {"campana", "invitar", "buscar", "llamadas"} <= set(rosa.menu())


async def test_an_invitation_lets_one_person_in_once(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    payload = await link_of(rosa, "editor")
    lucia = open_office.person(7, "Lucía")
    await lucia.starts(payload)
    assert "editor" in (await lucia.hears()).text
    assert "invitar" not in lucia.menu()
    eve = open_office.person(666, "Eve")
    await eve.starts(payload)
    await eve.hears_nothing(0.5)
    assert await staff.by_telegram(666) is None


async def test_an_expired_invitation_lets_nobody_in_and_its_maker_is_told(
    open_office: Office,
) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    payload = await link_of(rosa, "editor")
    rosa.forgets()
    open_office.clock.move_to(open_office.clock.now() + timedelta(days=4))
    lucia = open_office.person(7, "Lucía")
    await lucia.starts(payload)
    assert "caducado" in (await rosa.hears(kind="message")).text
    await lucia.hears_nothing(0.1)
    assert await staff.by_telegram(7) is None


async def test_a_viewer_looks_but_changes_nothing(open_office: Office) -> None:
    await open_office.customer()
    victor = await open_office.colleague(9, "Víctor", Role.VIEWER)
    await victor.says("ana")
    card = await victor.hears()
    assert "Ana Ruiz" in card.text
    for words in ("/nota ana: x", "/llamadas", "/revisar"):
        await victor.says(words)
        assert "no cambiar" in (await victor.hears()).text
    await victor.says("a note", reply_to=card.message)
    assert "no cambiar" in (await victor.hears()).text
    await victor.says("/invitar")
    assert "administrador" in (await victor.hears()).text


async def test_who_was_dismissed_is_a_stranger_at_once(open_office: Office) -> None:
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    lucia = await open_office.colleague(7, "Lucía")
    await rosa.says("/equipo")
    await rosa.hears()
    for button in ("Lucía", "Quitar del equipo", "Quitar del equipo"):
        await rosa.taps(button)
        await rosa.hears(kind="edited")
    await lucia.says("ana")
    await lucia.hears_nothing()


async def test_each_speaks_their_own_language_until_they_choose_another(
    open_office: Office,
) -> None:
    expected = {"es": "Buscar", "en": "Look up", "ru": "Найти", "fr": "Buscar"}
    for number, (code, words) in enumerate(expected.items(), start=20):
        rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
        payload = await link_of(rosa, "editor")
        colleague = open_office.person(number, "Colega", code)
        await colleague.starts(payload)
        assert words in (await colleague.hears()).text
    await colleague.says("/idioma")
    await colleague.hears()
    await colleague.taps("Русский")
    await colleague.hears(kind="edited")
    await colleague.says("помощь")
    assert "Найти" in (await colleague.hears()).text
    assert colleague.menu()["find"] == "Найти клиента"
