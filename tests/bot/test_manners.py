"""What a new user types before they know how: an answer that helps, never a broken one."""

import pytest

from storage.tables.people import Contact
from storage.tables.sales import Order
from storage.tables.work import Note
from tests.bot.office import Office

ODD = (
    *("/", "/nota", "/nota :", "/compra", "/compra 3", "/compra ana: ,,,", "/compra ana: -5 café"),
    *("/compra ana: 999999999999999999999 €", "/tarea ana: 99/99/9999", "/llamada ana: ;"),
    *("/editar ana", "/editar ana: móvil", "/editar ana: móvil 🙂", "/editar ana: país Narnia"),
    *("/etiqueta ana: ,,,", "/etiqueta ana: -", "/segmento =", "/segmento x = (", "/resumen 99"),
    *("/grafico x", "/unir", "/unir + + +", "/unir ana + ana", "/nuevo", "/nuevo 🙂"),
    *("/nuevo " + "z" * 3000, "/nuevo a@example.org b@example.org", "/xyz", "/cumples", "/ticket"),
    *("/start c_99999999999999999999", "/start c_²", "/start c_0", "/start i_x", "👍", "...", "a"),
    *("x" * 4096, "<b>ana</b>", "'; DROP TABLE contact;--", "%", "\\", '"', "((((((((((((", "O"),
    *("edad:99999999999999999999", "max:50", "seg:nada", "+34", "\u202eana", "alta:99999d"),
)


async def test_nothing_odd_breaks_the_bot_or_changes_anything(open_office: Office) -> None:
    ana = await open_office.customer("Ana", "Ruiz", mobile="612345678")
    lucia = await open_office.colleague(7, "Lucía")
    for typed in ODD:
        await lucia.says(typed)
        said = (await lucia.hears()).text
        assert "Algo ha fallado" not in said, typed
        lucia.forgets()
        await lucia.says("/cancelar")
        await lucia.hears(kind="message")
        lucia.forgets()
    assert [contact.id for contact in await Contact.all()] == [ana]
    assert (await Note.all().count(), await Order.all().count()) == (0, 0)


@pytest.mark.parametrize("command", ["/nota", "/tarea", "/llamada", "/ticket", "/compra"])
async def test_a_command_with_only_a_name_asks_for_the_rest(
    open_office: Office, command: str
) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says(f"{command} ana ruiz")
    assert "Ana Ruiz" in (await lucia.hears()).text
    await lucia.says("té 5")
    assert "Ana Ruiz" in (await lucia.hears()).text


PLAINLY = {
    "es": ("nota ana ruiz: tiene perro", "Apuntado", "tareas", "No hay", "cancelar", "dejamos"),
    "en": ("note ana ruiz: has a dog", "Noted", "tasks", "Nothing to", "cancel", "dropped"),
    "ru": ("заметка ana ruiz: есть собака", "Записано", "задачи", "Дел нет", "отмена", "оставим"),
}


@pytest.mark.parametrize("language", PLAINLY)
async def test_a_command_needs_no_slash(open_office: Office, language: str) -> None:
    note, kept, tasks, nothing, cancel, dropped = PLAINLY[language]
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía", language=language)
    await lucia.says(note)
    assert kept in (await lucia.hears()).text
    await lucia.says(tasks)
    assert nothing in (await lucia.hears()).text
    await lucia.says(note.partition(" ")[0] + " ana ruiz")
    assert "/cancel" in (await lucia.hears()).text
    await lucia.says(cancel)
    assert dropped in (await lucia.hears()).text
    assert await Note.all().count() == 1


async def test_a_customer_who_is_called_like_a_command_is_found(open_office: Office) -> None:
    await open_office.customer("Nota", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    for typed in ("nota", "Nota Ruiz"):
        await lucia.says(typed)
        assert "sin confirmar" in (await lucia.hears()).text


async def test_a_picture_or_a_voice_is_answered_in_private_only(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + (1).to_bytes(4) + (1).to_bytes(4)
    await lucia.sends_photo(png)
    assert "Solo entiendo" in (await lucia.hears()).text
    await lucia.sends_photo(png, caption="ana ruiz")
    assert "Ana Ruiz" in (await lucia.hears()).text
    shop = open_office.api.group(-100, "Tienda", lucia)
    await lucia.sends_photo(png, chat=shop.chat)
    await lucia.says("/buscar ana", chat=shop.chat)
    assert "Ana R." in (await lucia.hears(chat=shop.chat)).text


async def test_two_colleagues_asked_at_once_answer_each_their_own_question(
    open_office: Office,
) -> None:
    await open_office.customer("Ana", "Ruiz")
    await open_office.customer("Eva", "Gil")
    lucia = await open_office.colleague(7, "Lucía")
    marta = await open_office.colleague(8, "Marta")
    shop = open_office.api.group(-100, "Tienda", lucia, marta)
    asked = []
    for person, name in ((lucia, "ana"), (marta, "eva")):
        await person.says(f"/nota {name}", chat=shop.chat)
        asked.append(await person.hears(chat=shop.chat))
        lucia.forgets()
        marta.forgets()
    await marta.says("de Eva", chat=shop.chat, reply_to=asked[1].message)
    await marta.hears(chat=shop.chat)
    lucia.forgets()
    await lucia.says("de Ana", chat=shop.chat, reply_to=asked[0].message)
    await lucia.hears(chat=shop.chat)
    notes = {n.contact_id: (n.text, n.author) for n in await Note.all()}
    assert sorted(notes.values()) == [("de Ana", "staff:1"), ("de Eva", "staff:2")]


async def test_a_card_in_an_upgraded_group_goes_on_in_the_new_one(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    shop = open_office.api.group(-100, "Tienda", lucia, kind="group")
    await lucia.says("/buscar ana", chat=shop.chat)
    await lucia.hears(chat=shop.chat)
    new = await shop.upgrades(lucia, -1000000000200)
    lucia.forgets()
    await lucia.says("/buscar ana", chat=new)
    assert "Ana R." in (await lucia.hears(chat=new)).text


async def test_what_waits_for_who_blocked_the_bot_holds_nobody_up(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    marta = await open_office.colleague(8, "Marta")
    await lucia.says("ana")
    await lucia.hears()
    await lucia.blocks_bot()
    await marta.says("/tarea ana: llevar muestras @lucía")
    assert "Lucía" in (await marta.hears()).text
    await marta.says("ana")
    assert "Ana Ruiz" in (await marta.hears()).text
