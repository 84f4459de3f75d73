"""Somebody who left signs up again on the page: staff let one question out, and no more."""

from dataclasses import replace
from datetime import timedelta

from storage import consent, sign_ups, suppressions
from storage.rules.subscriptions import ConsentAct
from storage.sign_ups import Request
from storage.tables.campaigns import Delivery
from tests.bot.office import BY, Office

ADDRESS = "ana@example.org"
VISITOR = replace(BY, actor="page:sign_up")


async def left(office: Office) -> int:
    ana = await office.customer("Ana", "Ruiz", email=ADDRESS)
    await consent.refuse(ana, ConsentAct.WITHDRAWN, BY)
    wanted = Request(ADDRESS, ADDRESS, "Sí, quiero", "es")
    assert await sign_ups.ask(wanted, VISITOR, country="ES") == "suppressed"
    return ana


async def test_the_question_goes_out_after_a_colleague_has_vouched(open_office: Office) -> None:
    await left(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/tareas")
    assert "se ha vuelto a apuntar" in (await lucia.hears()).text
    await lucia.taps("1")
    await lucia.hears(kind="edited")
    await lucia.taps("✉️ Preguntarle por correo")
    assert "¿Has hablado con Ana Ruiz" in (await lucia.hears(kind="edited")).text
    assert await Delivery.all().count() == 0
    await lucia.taps("✉️ Preguntarle por correo")
    assert "la baja sigue en pie" in (await lucia.hears(kind="edited")).text
    question = await Delivery.get()
    assert (question.kind, question.address) == ("sign_up", ADDRESS)
    assert await suppressions.reasons([ADDRESS])


async def test_whoever_complained_meanwhile_is_not_written_to(open_office: Office) -> None:
    ana = await left(open_office)
    lucia = await open_office.colleague(7, "Lucía", language="en")
    await lucia.says("/tasks")
    await lucia.hears()
    for button in ("1", "✉️ Ask by mail"):
        await lucia.taps(button)
        await lucia.hears(kind="edited")
    await consent.refuse(ana, ConsentAct.COMPLAINED, replace(BY, at=BY.at + timedelta(minutes=1)))
    await lucia.taps("✉️ Ask by mail")
    assert "not written to" in (await lucia.hears(kind="edited")).text
    assert await Delivery.all().count() == 0
