"""Every button that is offered means something: it is answered, and nothing behind it is broken."""

from datetime import timedelta

from aldia.sandbox.bot_api import Heard, Person
from bot.commands.writing import EDITED
from storage import (
    consent,
    duplicates,
    opportunities,
    orders,
    preferences,
    proposals,
    relations,
    tasks,
    tickets,
)
from storage.rules.roles import Role
from storage.texts import say
from tests.bot.office import ADMIN_ID, BY, Office

SAID = (
    *("ana", "ruiz", "/llamadas", "/revisar", "/tareas", "/ticket", "/duplicados", "/cumples"),
    *("/alejados", "/grafico", "/segmento", "/resumen", "/campana", "/equipo", "/invitar"),
    *("/oportunidad", "/pide", "/relacion ana + eva", "/servicio ana", "/gustos ana"),
    *("/nota ruiz", "/nuevo Ana Ruiz 612345678", "/editar ana", "/unir ana + eva"),
)

FIELD_LABELS = {say("es", f"field.{name}") for name in EDITED}
LEFT_ALONE = {"English", "Русский"}
"""From then on it would speak otherwise."""
OFTEN = {*FIELD_LABELS, "Ficha", "🕘 Historial"}
"""What is under many messages is tapped under one."""


async def busy_shop(office: Office) -> None:
    """Somebody about whom there is everything to do, and somebody alike."""
    ana = await office.customer(
        "Ana", "Ruiz", mobile="612345678", birth_date="1980-07-08", company="Muebles Paz"
    )
    eva = await office.customer("Eva", "Ruiz")
    await office.customer("Anita", "Ruiz", mobile="612345678")
    for days in (200, 170, 140, 110):
        day = BY.at.date() - timedelta(days=days)
        await orders.place(ana, BY, on=day, currency="EUR", amount=500)
    for kind in ("call", "todo"):
        await tasks.open_task(kind, ana, "bounced_hard", BY, params={"address": "ana@old.example"})
    await tickets.open_ticket(ana, "", BY, text="no enciende")
    settled = await tickets.open_ticket(eva, "", BY, text="ya va")
    assert isinstance(settled, tickets.Opened)
    await tickets.resolve(settled.ticket_id, BY)
    await opportunities.open_opportunity(ana, "cocina", BY, amount=350000, currency="EUR")
    await opportunities.request(ana, "leche de avena", BY)
    await preferences.start_service(ana, "Mantenimiento", BY)
    await relations.relate(ana, eva, "referral", BY)
    await proposals.propose(ana, "city", "Elche", BY, evidence="ahora en Elche")
    await consent.hold(ana, "doubtful_opt_out", BY)
    await tasks.open_task("review", ana, "doubtful_opt_out", BY, params={"words": "quizá"})
    await duplicates.search(BY, language="es")


async def shown_until_settled(who: Person) -> list[Heard]:
    """Return all that is shown until everything asked for has been said."""
    await who.says("/cancelar")
    shown: list[Heard] = []
    while (heard := await who.hears()).text != say("es", "chat.cancelled"):
        shown.append(heard)
    return shown


async def test_whatever_is_tapped_is_answered_and_nothing_is_broken(open_office: Office) -> None:
    await busy_shop(open_office)
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    tapped: set[tuple[str, str]] = set()
    for words in SAID:
        await rosa.says(words)
        shown = await shown_until_settled(rosa)
        for _ in range(2):
            offered = [(h.message, b) for h in shown for row in h.buttons for b in row]
            shown = []
            for message, button in offered:
                place = ("" if button.text in OFTEN else words, button.text)
                if button.data is None or button.text in LEFT_ALONE or place in tapped:
                    continue
                tapped.add(place)
                await rosa.taps_old(button.data, on=message)
                shown += await shown_until_settled(rosa)
                assert all(say("es", "chat.broken") not in heard.text for heard in shown), place
                assert open_office.api.unanswered() == [], place
    assert len(tapped) > 80
