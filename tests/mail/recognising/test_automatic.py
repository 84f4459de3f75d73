"""Answers of machines without the headers of RFC 3834, beside what people write in like words."""

import pytest

from mail.reading import read
from mail.recognising import recognise
from tests.mail.recognising.letters import plain

ANSWER = {"In-Reply-To": "<k3v9.20261103@tienda.test>"}
BULK = {**ANSWER, "Precedence": "bulk"}
NULL = {**ANSWER, "Return-Path": "<>"}
SUPPRESS = {**ANSWER, "X-Auto-Response-Suppress": "All"}

MACHINES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Re: Datos", "Estaré ausente hasta el lunes 9.", NULL),
    ("Re: Datos", "Hi, I am on vacation.", BULK),
    ("Out of Office: Datos", "Back Monday", ANSWER),
    ("Fuera de la oficina", "Vuelvo el lunes", ANSWER),
    ("RE: Datos", "I am out of the office until 9 November. In urgent cases call Luis.", SUPPRESS),
    ("[#4711] Datos", "A ticket has been created. Please do not reply to this email.", ANSWER),
    ("Ваше обращение № 4711", "Спасибо за обращение. Ваша заявка зарегистрирована.", ANSWER),
    ("Ihre Anfrage 4711", "Vielen Dank. Diese E-Mail wurde automatisch erstellt.", ANSWER),
    ("Read: Datos", "Your message was read on 3 November.", ANSWER),
    ("Autosvar: Datos", "Jag är ledig.", ANSWER),
    ("Risposta automatica: Datos", "Sono in ferie.", ANSWER),
    (
        "Luis García",
        "Luis ya no trabaja aquí. Mensaje automático, no responda a este correo.",
        NULL,
    ),
    ("Your message awaits moderator approval", "It is being held until somebody reads it.", {}),
)
PEOPLE: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Re: Datos", "Luis ya no trabaja aquí, borrad su correo por favor.", ANSWER),
    ("Re: Datos", "I am out of the office until Monday but everything is correct.", ANSWER),
    ("Ticket", "¿Me mandáis el ticket de compra?", {}),
    ("Re: Datos", "He recibido su mensaje automático y está todo bien.", ANSWER),
    ("no me llegan los correos", "Creo que mi buzón estaba lleno y les fue devuelto.", {}),
    ("RE: Datos", "Ausente del trabajo por baja, pero los datos están bien", ANSWER),
    ("absent", "I was absent. All correct.", ANSWER),
)


@pytest.mark.parametrize(("subject", "body", "headers"), MACHINES)
def test_a_machine_answers(subject: str, body: str, headers: dict[str, str]) -> None:
    raw = plain("Luis <luis@cliente.test>", subject, body, headers=headers)
    assert recognise(read(raw)).kind == "auto_reply"


@pytest.mark.parametrize(("subject", "body", "headers"), PEOPLE)
def test_a_person_answers(subject: str, body: str, headers: dict[str, str]) -> None:
    raw = plain("Ana <ana@cliente.test>", subject, body, headers=headers)
    assert recognise(read(raw)).kind == "human"
