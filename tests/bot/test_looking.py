"""Looking up: the caller's card, lists to page through, and what is kept from prying eyes."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from aldia.sandbox.bot_api import SilenceError
from storage import tags, tasks
from storage.rules.roles import Role
from storage.tables.events import AccessLog
from storage.tables.people import Contact
from tests.bot.office import BY, Office

WORDS = {
    "es": ("Datos sin confirmar", "Contactos", "/buscar"),
    "en": ("Never confirmed", "Contacts", "/find"),
    "ru": ("ещё не подтверждены", "Контакты", "найти"),
}
TYPED = (
    *("612 34 56 78", "+34 612345678", "ANA@example.org", "ruiz", "ana ruíz", "46001"),
    *("\u202a612345678\u202c", "\ufeffana ruiz"),
)


@pytest.mark.parametrize("language", WORDS)
async def test_whatever_is_known_of_the_caller_gives_the_card(
    open_office: Office, language: str
) -> None:
    fresh, _, command = WORDS[language]
    email = {"email": "ana@example.org"}
    await open_office.customer(mobile="612345678", city="Valencia", postcode="46001", **email)
    lucia = await open_office.colleague(7, "Lucía", language=language)
    for typed in TYPED:
        await lucia.says(typed)
        card = await lucia.hears()
        for shown in ("Ana Ruiz", "612 34 56 78", "ana@example.org", fresh):
            assert shown in card.text
    await lucia.says(f"{command} 612345678")
    assert (await lucia.hears()).text == card.text


async def test_a_list_is_paged_and_opened_in_place(open_office: Office) -> None:
    for number in range(12):
        await open_office.customer(f"Ana{number}", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ruiz")
    first = await lucia.hears()
    assert first.text.count("Ruiz") == 10
    await lucia.taps("›")
    assert (await lucia.hears(kind="edited")).text.count("Ruiz") == 2
    await lucia.taps("12")
    card = await lucia.hears(kind="edited")
    assert "Ana11 Ruiz" in card.text
    assert [button.text for button in card.buttons[0]] == ["‹", "12/12", "›"]
    await lucia.taps("›")
    assert "Ana0 Ruiz" in (await lucia.hears(kind="edited")).text
    await lucia.taps("1/12")
    assert (await lucia.hears(kind="edited")).text.count("Ruiz") == 10
    assert len(open_office.api.calls("sendMessage")) == 1


async def test_a_mistake_is_explained_and_the_right_word_is_one_tap_away(
    open_office: Office,
) -> None:
    await open_office.customer(city="Valencia")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ciudda:valencia")
    wrong = await lucia.hears()
    assert "«ciudda»" in wrong.text
    await lucia.taps("ciudad:valencia")
    assert "Ana Ruiz" in (await lucia.hears(kind="edited")).text


async def test_where_nobody_is_found_only_a_name_is_to_be_tried_otherwise(
    open_office: Office,
) -> None:
    lucia = await open_office.colleague(7, "Lucía")
    for typed, hint in {"zzyx": True, "612 000 111": False, "gasto[30d]>500": False}.items():
        await lucia.says(typed)
        said = (await lucia.hears()).text
        assert ("nadie" in said, "menos letras" in said) == (True, hint), typed


async def test_markup_in_a_name_is_shown_and_not_obeyed(open_office: Office) -> None:
    await open_office.customer("<b>Ana</b> & Co", "Ruiz", company="a < b")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ruiz")
    assert "<b>Ana</b> & Co Ruiz" in (await lucia.hears()).text


async def test_a_shared_contact_is_looked_up(open_office: Office) -> None:
    await open_office.customer(mobile="612345678")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.shares_contact("+34612345678", "Ana")
    assert "Ana Ruiz" in (await lucia.hears()).text


async def test_in_a_group_personal_data_is_masked(open_office: Office) -> None:
    ana = await open_office.customer(
        mobile="612345678", email="ana@example.org", street="Calle Mayor 1", city="Valencia"
    )
    lucia = await open_office.colleague(7, "Lucía")
    shop = open_office.api.group(-100, "Tienda", lucia)
    await tags.change(ana, BY, add=["moroso"])
    await tasks.open_task("todo", ana, "todo", BY, text="reclamar la deuda")
    await lucia.says("/buscar ana", chat=shop.chat)
    card = await lucia.hears(chat=shop.chat)
    assert "Ana R." in card.text
    for hidden in ("612", "345678", "ana@", "Mayor", "Ruiz", "moroso", "deuda"):
        assert hidden not in card.text
    link = await lucia.taps("Ver en privado", on=card.message)
    assert isinstance(link, str)
    await lucia.starts(link.partition("start=")[2])
    assert "612 34 56 78" in (await lucia.hears()).text
    assert link.endswith(f"c_{ana}")


async def test_a_strangers_words_in_a_group_get_silence(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    eve = open_office.person(666, "Eve")
    shop = open_office.api.group(-100, "Tienda", lucia, eve)
    await eve.says("/buscar ana", chat=shop.chat)
    await lucia.says("ana tiene prisa", chat=shop.chat)
    await lucia.says("/ayuda")
    await lucia.hears()
    assert [call.values["chat_id"] for call in open_office.api.calls("sendMessage")] == ["7"]


async def test_a_button_of_a_contact_who_was_erased_since_says_so(open_office: Office) -> None:
    ana = await open_office.customer("Ana", "Ruiz")
    await open_office.customer("Ana", "Gil")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    await lucia.hears()
    await Contact.filter(id=ana).update(erased_at=open_office.clock.now())
    await lucia.taps("2")
    assert "ha cambiado" in (await lucia.hears(kind="answer")).text


async def test_an_unknown_or_old_button_says_so(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    card = await lucia.hears()
    await lucia.taps_old("never-offered", on=card.message)
    assert "viejo" in (await lucia.hears(kind="answer")).text


async def test_a_forwarded_message_looks_up_whom_it_is_about(open_office: Office) -> None:
    await open_office.customer(mobile="612345678")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.forwards("Llama a este: 612 34 56 78, gracias", written_by="Anon")
    assert "Ana Ruiz" in (await lucia.hears()).text
    await lucia.forwards("Hola, buenas", written_by="Ana Ruiz")
    assert "Ana Ruiz" in (await lucia.hears()).text


async def test_a_card_is_offered_to_staff_in_any_chat_and_to_nobody_else(
    open_office: Office,
) -> None:
    ana = await open_office.customer(mobile="612345678", city="Valencia")
    await tags.change(ana, BY, add=["moroso"])
    lucia = await open_office.colleague(7, "Lucía")
    (result,) = await lucia.looks_up("ana ruiz")
    assert (result["title"], result["description"]) == ("Ana Ruiz", "Valencia")
    sent = await lucia.picks(result)
    assert "612 34 56 78" in sent.text
    assert "moroso" not in sent.text
    assert await lucia.looks_up("a") == []
    (call,) = [c for c in open_office.api.calls("answerInlineQuery") if "Ana" in str(c.values)]
    assert (call.values["cache_time"], call.values["is_personal"]) == ("0", "true")
    eve = open_office.person(666, "Eve")
    with pytest.raises(SilenceError):
        await eve.looks_up("ana ruiz", seconds=0.3)


async def test_a_list_comes_as_a_spreadsheet_or_as_cards_and_is_logged(
    closed_office: Office,
) -> None:
    for first in ("Ana", "=cmd()"):
        await closed_office.customer(first, "Ruiz", mobile="612345678", city="Valencia")
    lucia = await closed_office.colleague(7, "Lucía")
    async with closed_office.running():
        await lucia.says("ruiz")
        shown = await lucia.hears()
        await lucia.taps("📄 Excel")
        sheet = await lucia.hears(kind="message")
        await lucia.taps("👤 vCard", on=shown.message)
        vcards = await lucia.hears(kind="message")
    files = closed_office.api.world.files.by_path
    book, vcf = [kept.upload for kept in files.values()]
    assert book.name.endswith(".xlsx")
    cells = [c for row in load_workbook(BytesIO(book.data)).active.values for c in row]
    assert {"Ana", "=cmd()", "+34612345678", "Valencia"} <= set(cells)
    assert vcf.data.count(b"BEGIN:VCARD") == 2
    assert "(2)" in sheet.text
    assert "(2)" in vcards.text
    assert await AccessLog.filter(kind="export", count=2).count() == 2


async def test_a_list_comes_as_text_for_other_programs(open_office: Office) -> None:
    for first in ("Ana", "Eva"):
        await open_office.customer(first, "Ruiz", city="Valencia")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ruiz")
    await lucia.hears()
    await lucia.taps("🧾 CSV")
    await lucia.hears(kind="message")
    (kept,) = open_office.api.world.files.by_path.values()
    head, *rows = kept.upload.data.decode("utf-8-sig").splitlines()
    assert "first_name" in head
    assert [("Ruiz" in row, "Valencia" in row) for row in rows] == [(True, True)] * 2


async def test_no_file_is_sent_into_a_group(open_office: Office) -> None:
    for first in ("Ana", "Eva"):
        await open_office.customer(first, "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    shop = open_office.api.group(-100, "Tienda", lucia)
    await lucia.says("ruiz")
    listed = await lucia.hears()
    await lucia.says("/buscar ruiz", chat=shop.chat)
    shown = await lucia.hears(chat=shop.chat)
    assert [[b.text for b in row] for row in shown.buttons] == [["1", "2"]]
    data = next(b.data for row in listed.buttons for b in row if b.text == "📄 Excel")
    assert data
    await lucia.taps_old(data, on=shown.message)
    assert "en privado" in (await lucia.hears(chat=shop.chat, kind="answer")).text
    assert await AccessLog.filter(kind="export").count() == 0


async def test_a_viewer_is_offered_no_file(open_office: Office) -> None:
    for first in ("Ana", "Eva"):
        await open_office.customer(first, "Ruiz")
    victor = await open_office.colleague(9, "Víctor", Role.VIEWER)
    await victor.says("ruiz")
    shown = await victor.hears()
    assert [[b.text for b in row] for row in shown.buttons] == [["1", "2"]]


async def test_the_work_lists_are_for_private_chats(open_office: Office) -> None:
    lucia = await open_office.colleague(7, "Lucía")
    shop = open_office.api.group(-100, "Tienda", lucia)
    for command in ("/llamadas", "/revisar", "/tareas"):
        await lucia.says(command, chat=shop.chat)
        answer = await lucia.hears(chat=shop.chat)
        assert "en privado" in answer.text
        assert answer.buttons[0][0].url
