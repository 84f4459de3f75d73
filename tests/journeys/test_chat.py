"""Chat, end to end over HTTP: one morning of Lucía's, from her invitation to the last call.

Long polling, a local Bot API, a real database. Each test of the bot tries one thing; this one
reads as the shift of somebody with a phone in one hand.
"""

import re
from collections.abc import AsyncIterator

import pytest

from storage import campaigns, consent, notices, proposals, tasks
from storage.audience import Asked
from storage.consent import Proof
from storage.rules.roles import Role
from storage.rules.subscriptions import ConsentAct
from storage.tables.campaigns import Run
from storage.tables.consent import Hold
from storage.tables.people import EmailAddress, PostalAddress
from storage.tables.work import Note, Task
from tests.bot.office import ADMIN_ID, BY, Office, office


@pytest.fixture
async def shop(database: str) -> AsyncIterator[Office]:
    """A shop with three customers and its bot at work, on SQLite and on PostgreSQL."""
    async with office() as here:
        await stock(here)
        async with here.running():
            yield here


async def stock(here: Office) -> None:
    """What the night has left: a dead address, a correction, a doubt, a planned campaign."""
    ana = await here.customer(
        "Ana", "Ruiz", mobile="612345678", email="ana@example.org", city="Valencia"
    )
    boris = await here.customer("Борис", "Белов", mobile="699111222", email="boris@old.example")
    eva = await here.customer("Eva", "Gil", email="eva@example.org", city="Madrid")
    for contact in (ana, boris, eva):
        proof = Proof("consent", "Quiero recibir noticias", "ficha", BY.at)
        await consent.record(contact, ConsentAct.STATED, proof, BY)
    dead = {"address": "boris@old.example"}
    await tasks.open_task("call", boris, "bounced_hard", BY, params=dead)
    await proposals.propose(ana, "city", "Alicante", BY, old="Valencia", evidence="Ya en Alicante")
    await consent.hold(eva, "doubtful_opt_out", BY)
    words = {"words": "No sé si quiero más correos"}
    await tasks.open_task("review", eva, "doubtful_opt_out", BY, params=words)
    await campaigns.plan("reconfirm", BY, Asked("es", "ES", "Europe/Madrid"))


async def test_a_morning_at_the_shop(shop: Office) -> None:
    # Rosa owns the shop; the settings name her. She invites Lucía.
    rosa = shop.person(ADMIN_ID, "Rosa")
    await rosa.starts()
    assert "administrador" in (await rosa.hears()).text
    await rosa.says("/invitar")
    await rosa.hears()
    await rosa.taps("editor")
    link = re.search(r"start=(\S+)", (await rosa.hears(kind="edited")).text)
    assert link

    lucia = shop.person(7, "Lucía")
    await lucia.says("/buscar ana")  # not yet hers to ask: silence
    await lucia.starts(link.group(1))
    assert "¡Hola, Lucía!" in (await lucia.hears()).text
    assert {"buscar", "nota", "llamadas", "revisar"} <= set(lucia.menu())

    # The phone rings.
    await lucia.says("+34 612 34 56 78")
    card = await lucia.hears()
    assert "Ana Ruiz" in card.text
    assert "Correo: sí, consentimiento" in card.text
    said = await lucia.says("prefiere por la trade", reply_to=card.message)
    await lucia.hears()
    await lucia.edits(said, "prefiere por la tarde")
    await lucia.hears(kind="message")
    assert (await Note.get()).text == "prefiere por la tarde"

    # Boris's address is dead: she calls, and he spells a new one.
    await lucia.says("/llamadas")
    call = await lucia.hears(kind="message")
    assert "Борис Белов" in call.text
    assert "boris@old.example" in call.text
    await lucia.taps("✉️ Correo nuevo")
    await lucia.hears(kind="message")
    await lucia.says("boris@new.example")
    assert "correo nuevo guardado" in (await lucia.hears(kind="message")).text
    assert (await EmailAddress.get(normal="boris@new.example")).standing == "unverified"
    await lucia.taps("Siguiente ›")
    assert "No queda nadie" in (await lucia.hears(kind="edited")).text

    # What customers answered in the night.
    await lucia.says("/revisar")
    assert "Ya en Alicante" in (await lucia.hears(kind="message")).text
    await lucia.taps("✅ Aceptar")
    await lucia.hears(kind="edited")
    await lucia.taps("↩️ Deshacer")  # no: Ana is back in Valencia
    assert "Deshecho" in (await lucia.hears(kind="edited")).text
    assert await PostalAddress.exists(city="Valencia")
    await lucia.says("/revisar")
    await lucia.hears(kind="message")
    await lucia.taps("✖️ Rechazar")
    await lucia.hears(kind="edited")
    await lucia.taps("Siguiente ›")
    assert "No sé si quiero más correos" in (await lucia.hears(kind="edited")).text
    await lucia.taps("Seguir escribiéndole")
    await lucia.hears(kind="edited")
    assert not await Hold.exists(released_at=None)

    # The campaign is Rosa's to approve.
    await lucia.says("/campana")
    assert "por aprobar" in (await lucia.hears(kind="message")).text
    await rosa.says("/campana")
    await rosa.hears(kind="message")
    for _ in range(2):
        await rosa.taps("✅ Aprobar")
        await rosa.hears(kind="edited")
    assert (await Run.get()).state == "sending"

    # It stops by itself in the afternoon, and Rosa hears of it.
    await notices.post("p", "run_paused", {"run": 1, "reason": "complaints"}, BY.at)
    assert "quejas" in (await rosa.hears(kind="message")).text
    assert not await Task.exists(state="open")


async def test_the_same_shop_in_russian(shop: Office) -> None:
    olga = await shop.colleague(8, "Ольга", Role.EDITOR, "ru")
    await olga.says("белов")
    card = await olga.hears()
    assert "Борис Белов" in card.text
    assert "согласие" in card.text
    await olga.says("просил перезвонить", reply_to=card.message)
    assert "Записано" in (await olga.hears()).text
    await olga.says("звонки")
    assert "Спросите новую почту" in (await olga.hears()).text
    await olga.taps("✅ Всё верно")
    assert "подтверждены по телефону" in (await olga.hears(kind="edited")).text
    await olga.says("проверить")
    assert "Слова клиента" in (await olga.hears(kind="message")).text
