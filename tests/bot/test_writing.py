"""Tasks with their day, calls told, new customers in one line, fields corrected from the card."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.field_values import Given, Odd, read_field
from bot.one_line import read as read_line
from storage import contacts
from storage.tables.people import Contact
from storage.tables.service import Interaction
from storage.tables.work import Task
from tests.bot.office import BY, Office

TASKS = {
    "es": "/tarea ana ruiz: enviar presupuesto mañana a las 10",
    "en": "/task ana ruiz: send the offer tomorrow at 10",
    "ru": "задача ana ruiz: отправить смету завтра в 10",
}


@pytest.mark.parametrize("language", TASKS)
async def test_a_task_is_due_when_the_words_say_and_its_writer_is_reminded(
    closed_office: Office, language: str
) -> None:
    await closed_office.customer()
    lucia = await closed_office.colleague(7, "Lucía", language=language)
    async with closed_office.running():
        await lucia.says(TASKS[language])
        assert "10:00" in (await lucia.hears()).text
    task = await Task.get()
    assert task.due_at == datetime(2026, 7, 7, 8, 0, tzinfo=UTC)
    assert not any(word in task.text for word in ("10", "mañana", "tomorrow", "завтра"))
    closed_office.clock.move_to(BY.at + timedelta(days=1))
    for _ in range(2):
        async with closed_office.running():
            await closed_office.api.world.updates.bell.until(lambda: False, 0.2)
    reminder = await lucia.hears(kind="message")
    assert "Ana Ruiz" in reminder.text
    assert task.text in reminder.text
    await lucia.hears_nothing(0.01)


async def test_a_task_for_one_of_two_namesakes_stays_with_who_wrote_it(
    open_office: Office,
) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    for number in (8, 9):
        await open_office.colleague(number, "Marta")
    await lucia.says("/tarea ana: llevar muestras @marta")
    assert "No hay un solo colega" in (await lucia.hears()).text
    assert (await Task.get()).claimed_by == "staff:1"


async def test_a_task_from_the_card_and_its_undo(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    await lucia.hears()
    await lucia.taps("⏰ Tarea")
    await lucia.hears(kind="message")
    await lucia.says("llevar muestras el viernes")
    assert "llevar muestras · vie 10 jul, 9:00" in (await lucia.hears(kind="message")).text
    await lucia.says("/tareas")
    assert "llevar muestras" in (await lucia.hears(kind="message")).text
    await lucia.taps("1")
    await lucia.hears(kind="edited")
    await lucia.taps("✓ Hecho")
    assert "Tarea hecha" in (await lucia.hears(kind="edited")).text
    await lucia.taps("↩️ Deshacer")
    await lucia.hears(kind="edited")
    assert (await Task.get()).state == "open"


async def test_a_call_told_is_kept_and_its_next_step_a_task(open_office: Office) -> None:
    await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    card = await lucia.hears()
    await lucia.says("/llamada quiere presupuesto; enviarlo el viernes", reply_to=card.message)
    told = await lucia.hears()
    assert "enviarlo" in told.text
    call = await Interaction.get()
    assert (call.kind, call.text, call.next_step) == (
        "call",
        "quiere presupuesto",
        "enviarlo el viernes",
    )
    assert (await Task.get()).text == "enviarlo"
    await lucia.taps("↩️ Deshacer")
    await lucia.hears(kind="edited")
    assert (await Interaction.all().count(), await Task.all().count()) == (0, 0)


async def test_a_new_customer_in_one_line(open_office: Office) -> None:
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/nuevo Ana Ruiz Gil 612 345 678 ana@example.org Valencia")
    assert "Añadido" in (await lucia.hears()).text
    card = await lucia.hears()
    for shown in ("Ana Ruiz Gil", "612 34 56 78", "ana@example.org", "Valencia", "base legal"):
        assert shown in card.text
    await lucia.taps("↩️ Deshacer")
    undone = await lucia.hears(kind="edited")
    assert ("Deshecho" in undone.text, undone.buttons) == (True, ())
    assert await Contact.all().count() == 0


async def test_a_customer_who_is_there_already_is_asked_about(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz", mobile="612345678", city="Valencia")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/nuevo Anita Ruiz 612345678")
    warning = await lucia.hears()
    assert "parecido" in warning.text
    assert await Contact.all().count() == 1
    await lucia.taps("Es otra persona: añadir")
    await lucia.hears(kind="edited")
    assert await Contact.all().count() == 2


async def test_a_line_with_a_bad_phone_adds_nobody(open_office: Office) -> None:
    lucia = await open_office.colleague(7, "Lucía")
    for line in ("/nuevo Ana Ruiz 612 34", "/nuevo Ana Ruiz ana@@example"):
        await lucia.says(line)
        assert "No entiendo" in (await lucia.hears()).text
    assert await Contact.all().count() == 0


async def test_a_field_is_corrected_from_the_card_with_validation_and_undo(
    open_office: Office,
) -> None:
    ana = await open_office.customer(mobile="612345678")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    await lucia.hears()
    await lucia.taps("✏️ Editar")
    await lucia.hears(kind="edited")
    await lucia.taps("Móvil")
    assert "612 34 56 78" in (await lucia.hears(kind="message")).text
    await lucia.says("61")
    assert "no vale" in (await lucia.hears(kind="message")).text
    await lucia.says("699 11 12 22")
    assert "guardado" in (await lucia.hears(kind="message")).text
    record = await contacts.record_of(await Contact.get(id=ana))
    assert record["mobile"] == "+34699111222"
    await lucia.taps("↩️ Deshacer")
    await lucia.hears(kind="edited")
    record = await contacts.record_of(await Contact.get(id=ana))
    assert record["mobile"] == "+34612345678"


@pytest.mark.parametrize(
    ("text", "values"),
    {
        "Ana Ruiz 612345678 Valencia": ("Ana", "Ruiz", "+34612345678", "", "Valencia"),
        "ana ruiz": ("Ana", "Ruiz", "", "", ""),
        "Anita Ruiz Gil": ("Anita", "Ruiz Gil", "", "", ""),
        "Анна Белова, a@example.org, Москва": ("Анна", "Белова", "", "a@example.org", "Москва"),
        "612345678": ("", "", "+34612345678", "", ""),
    }.items(),
)
def test_a_line_is_read(text: str, values: tuple[str, ...]) -> None:
    read = read_line(text, "es", "ES").values
    fields = ("first_name", "last_name", "mobile", "email", "city")
    assert tuple(read.get(name, "") for name in fields) == values


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("birth_date", "12/03/1980", "1980-03-12"),
        ("language", "ruso", "ru"),
        ("country", "España", "ES"),
        ("email", "ANA@Example.org", "ana@example.org"),
        ("city", "-", ""),
        ("postcode", "8001", "08001"),
        ("channel", "correo", "email"),
        ("first_name", "ANA", "Ana"),
        ("job_title", "Jefa", "Jefa"),
    ],
)
def test_a_value_is_kept_in_its_normal_form(field: str, typed: str, value: str) -> None:
    assert read_field(field, typed, "es", "ES") == Given(value)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("birth_date", "ayer"), ("email", "x"), ("mobile", "12"), ("language", "marciano")],
)
def test_what_cannot_be_right_is_refused(field: str, typed: str) -> None:
    assert isinstance(read_field(field, typed, "es", "ES"), Odd)


async def test_why_somebody_is_alike_is_said_and_a_mere_family_is_no_double(
    open_office: Office,
) -> None:
    await open_office.customer("José", "García López", mobile="699111222", city="Sevilla")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/nuevo Pepe García López 699 111 222 Sevilla")
    warning = (await lucia.hears()).text
    assert "parecido" in warning
    assert warning.count("•") >= 2
    await lucia.says("/nuevo Carmen Mora 699 111 222")
    assert "Añadido" in (await lucia.hears()).text
