"""Whoever looks at a customer is written down, whichever way they look."""

from datetime import date

from storage import access, duplicates, orders, proposals, tasks, tickets
from storage.tables.events import AccessLog
from tests.bot.office import BY, Office


async def test_every_look_is_logged(closed_office: Office) -> None:
    ana = await closed_office.customer()
    lucia = await closed_office.colleague(7, "Lucía")
    async with closed_office.running():
        await lucia.says("ana")
        await lucia.hears()
    (look,) = await access.of_contact(ana)
    assert (look.actor, look.kind) == ("staff:1", "card")
    assert await AccessLog.filter(kind="look_up", query="ana").count() == 1


async def test_turning_pages_and_reading_a_history_is_logged(open_office: Office) -> None:
    for number in range(12):
        await open_office.customer(f"Ana{number}", "Ruiz")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ruiz")
    await lucia.hears()
    for button in ("›", "12", "🕘 Historial"):
        await lucia.taps(button)
        await lucia.hears(kind="edited")
    looks = await AccessLog.all().order_by("id").values_list("kind", "count")
    assert looks == [("look_up", 12), ("look_up", 2), ("card", 1), ("card", 1)]


async def test_offering_cards_in_another_chat_is_logged(open_office: Office) -> None:
    ana = await open_office.customer()
    lucia = await open_office.colleague(7, "Lucía")
    (result,) = await lucia.looks_up("ana ruiz")
    assert await AccessLog.filter(kind="look_up", query="ana ruiz", count=1).count() == 1
    await lucia.picks(result)
    await lucia.says("/ayuda")
    await lucia.hears()
    assert await AccessLog.filter(kind="card", contact_id=ana, query="inline").count() == 1


WORK_LISTS = {
    "/cumples": ("look_up", "birthday"),
    "/alejados": ("look_up", "quiet"),
    "/tareas": ("look_up", "tasks"),
    "/ticket": ("look_up", "tickets"),
    "/llamadas": ("card", ""),
    "/revisar": ("card", ""),
    "/duplicados": ("card", ""),
}


async def test_every_list_to_work_through_is_logged(open_office: Office) -> None:
    ana = await open_office.customer(mobile="612345678", birth_date="1980-07-08")
    await open_office.customer(mobile="612345678")
    for day in (1, 8, 15, 22):
        await orders.place(ana, BY, on=date(2026, 1, day), currency="EUR", amount=500)
    await tasks.open_task("call", ana, "bounced_hard", BY)
    await tasks.open_task("todo", ana, "todo", BY, text="llevar muestras")
    await tickets.open_ticket(ana, "", BY, text="no enciende")
    await proposals.propose(ana, "city", "Elche", BY, evidence="ahora en Elche")
    await duplicates.search(BY, language="es")
    lucia = await open_office.colleague(7, "Lucía")
    for command, (kind, query) in WORK_LISTS.items():
        before = await AccessLog.filter(kind=kind, query=query).count()
        await lucia.says(command)
        assert "Ana Ruiz" in (await lucia.hears()).text, command
        assert await AccessLog.filter(kind=kind, query=query).count() > before, command


async def test_what_is_opened_from_a_list_is_logged_with_its_customer(open_office: Office) -> None:
    ana = await open_office.customer()
    await tasks.open_task("todo", ana, "todo", BY, text="llevar muestras")
    await tickets.open_ticket(ana, "", BY, text="no enciende")
    lucia = await open_office.colleague(7, "Lucía")
    for command, what in (("/tareas", "task"), ("/ticket", "ticket")):
        await lucia.says(command)
        await lucia.hears(kind="message")
        await lucia.taps("1")
        await lucia.hears(kind="edited")
        assert await AccessLog.filter(kind="card", contact_id=ana, query=what).count() == 1


async def test_names_that_are_offered_to_choose_from_are_logged(open_office: Office) -> None:
    await open_office.customer("Ana", "Ruiz", mobile="612345678")
    await open_office.customer("Ana", "Gil")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/nota ana: uno")
    assert "2 clientes" in (await lucia.hears()).text
    await lucia.says("/nuevo Anita Ruiz 612345678")
    assert "parecido" in (await lucia.hears()).text
    looks = await AccessLog.all().order_by("id").values_list("query", "count")
    assert looks == [("ana", 2), ("Anita Ruiz 612345678", 1)]


async def test_what_a_field_holds_is_logged_when_it_is_shown(open_office: Office) -> None:
    ana = await open_office.customer(mobile="612345678")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/editar ana ruiz")
    await lucia.hears()
    await lucia.taps("Móvil")
    assert "612 34 56 78" in (await lucia.hears(kind="message")).text
    assert [look.kind for look in await access.of_contact(ana)] == ["card"]
