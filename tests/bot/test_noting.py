"""Notes: by command, by reply, by button; edited with the message; taken back."""

import pytest

from storage.tables.people import Contact
from storage.tables.work import Note
from tests.bot.office import Office

KEPT = {"es": ("Apuntado", "/nota"), "en": ("Noted", "/note"), "ru": ("Записано", "заметка")}


@pytest.mark.parametrize("language", KEPT)
async def test_a_note_by_command(open_office: Office, language: str) -> None:
    kept, command = KEPT[language]
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía", language=language)
    await lucia.says(f"{command} ana ruiz: prefiere por la tarde")
    assert kept in (await lucia.hears()).text
    assert [note.text for note in await Note.all()] == ["prefiere por la tarde"]
    await lucia.says("ana")
    assert "prefiere por la tarde" in (await lucia.hears()).text


async def test_replying_to_a_card_adds_a_note_and_editing_it_edits_the_note(
    open_office: Office,
) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    card = await lucia.hears()
    said = await lucia.says("tiene perro", reply_to=card.message)
    await lucia.hears()
    await lucia.edits(said, "tiene un perro y un gato")
    assert "corregida" in (await lucia.hears(kind="message")).text
    assert [note.text for note in await Note.all()] == ["tiene un perro y un gato"]


async def test_editing_a_note_command_keeps_only_its_words(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    said = await lucia.says("/nota ana ruiz: uno")
    await lucia.hears()
    await lucia.edits(said, "/nota ana ruiz: dos")
    await lucia.hears(kind="message")
    assert [note.text for note in await Note.all()] == ["dos"]


async def test_a_note_is_taken_back_once_however_often_it_is_tapped(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/nota ana ruiz: uno")
    kept = await lucia.hears()
    undo = kept.buttons[0][0].data
    assert undo
    await lucia.taps_old(undo, on=kept.message)
    await lucia.taps_old(undo, on=kept.message)
    assert "Deshecho" in (await lucia.hears(kind="edited")).text
    assert "Ya está hecho" in (await lucia.hears(kind="answer")).text
    assert await Note.all().count() == 0


async def test_the_note_button_waits_for_the_words(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    await lucia.hears()
    await lucia.taps("📝 Nota")
    assert "Ana Ruiz" in (await lucia.hears(kind="message")).text
    *_, asked = open_office.api.calls("sendMessage")
    assert "force_reply" in asked.values["reply_markup"]
    await lucia.says("le gusta el té")
    await lucia.hears(kind="message")
    assert [note.text for note in await Note.all()] == ["le gusta el té"]


@pytest.mark.parametrize("button", ["📝 Nota", "⏰ Tarea", "🛒 Compra", "🎫 Incidencia"])
async def test_nothing_is_asked_about_a_customer_who_is_gone(
    open_office: Office, button: str
) -> None:
    ana = await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    await lucia.hears()
    await Contact.filter(id=ana).update(erased_at=open_office.clock.now())
    await lucia.taps(button)
    told = await lucia.hears(kind="answer")
    assert ("ya no está" in told.text, told.alert) == (True, True)
    await lucia.says("le gusta el té")
    assert "le gusta el té" in (await lucia.hears(kind="message")).text
    assert await Note.all().count() == 0


async def test_a_question_is_dropped_by_any_command(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    await lucia.hears()
    await lucia.taps("📝 Nota")
    await lucia.hears(kind="message")
    await lucia.says("/cancelar")
    await lucia.hears(kind="message")
    await lucia.says("ana")
    assert "Ana Ruiz" in (await lucia.hears(kind="message")).text
    assert await Note.all().count() == 0


async def test_a_note_on_several_people_is_asked_about(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    await open_office.customer("Ana", "Gil")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/nota ana: uno")
    assert "2 clientes" in (await lucia.hears()).text
    assert await Note.all().count() == 0
