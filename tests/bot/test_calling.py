"""The call list: taken one at a time, and what came of each call."""

from datetime import timedelta

import pytest

from storage import chat, consent, contacts, tasks
from storage.chat import Button
from storage.contacts import Corrected
from storage.rules.subscriptions import ConsentAct
from storage.tables.consent import ConsentRecord
from storage.tables.people import Contact, EmailAddress, Phone
from storage.tables.work import Task
from tests.bot.office import BY, Office

CALLS = {"es": "/llamadas", "en": "/calls", "ru": "звонки"}
ASKED = {"es": "Pregunta cuál", "en": "Ask for their e-mail", "ru": "Спросите новую почту"}


async def bounced(office: Office, first: str = "Ana", **values: str) -> int:
    """A customer with a phone whose e-mail is dead, on the call list."""
    values = {"mobile": "612345678", "email": f"{first.lower()}@old.example", **values}
    contact = await office.customer(first, "Ruiz", **values)
    await call_task(contact, values["email"])
    return contact


async def call_task(contact: int, address: str = "") -> int:
    params = {"address": address}
    task, _ = await tasks.open_task("call", contact, "bounced_hard", BY, params=params)
    return task


@pytest.mark.parametrize("language", CALLS)
async def test_whom_to_call_and_what_to_ask(open_office: Office, language: str) -> None:
    await bounced(open_office)
    lucia = await open_office.colleague(7, "Lucía", language=language)
    await lucia.says(CALLS[language])
    shown = await lucia.hears()
    for words in ("Ana Ruiz", "612 34 56 78", "ana@old.example", ASKED[language]):
        assert words in shown.text


async def test_two_colleagues_never_get_the_same_call(open_office: Office) -> None:
    await bounced(open_office, "Ana")
    await bounced(open_office, "Boris")
    lucia = await open_office.colleague(7, "Lucía")
    marta = await open_office.colleague(8, "Marta")
    await lucia.says("/llamadas")
    assert "Ana Ruiz" in (await lucia.hears()).text
    await marta.says("/llamadas")
    assert "Boris Ruiz" in (await marta.hears()).text


async def test_nobody_who_refused_is_held_or_has_no_phone_is_on_the_list(
    open_office: Office,
) -> None:
    refused = await bounced(open_office, "Refuser")
    await consent.refuse(refused, ConsentAct.WITHDRAWN, BY)
    by_phone = await bounced(open_office, "Phonerefuser")
    await consent.refuse(by_phone, ConsentAct.WITHDRAWN, BY, channel="phone")
    held = await bounced(open_office, "Held")
    await consent.hold(held, "doubtful_opt_out", BY)
    sharer = await bounced(open_office, "Sharer", email="refuser@old.example")
    await call_task(await open_office.customer("Mute", "Ruiz", email="mute@old.example"))
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/llamadas")
    assert "No queda nadie" in (await lucia.hears()).text
    assert await Task.filter(contact_id=sharer, state="open").exists()


async def test_a_new_address_is_asked_for_kept_unverified_and_taken_back(
    open_office: Office,
) -> None:
    ana = await bounced(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/llamadas")
    await lucia.hears()
    await lucia.taps("✉️ Correo nuevo")
    assert "correo nuevo" in (await lucia.hears(kind="message")).text
    await lucia.says("ana en new.example")
    assert "no parece un correo" in (await lucia.hears(kind="message")).text
    await lucia.says("ana@new.example")
    assert "Ana Ruiz" in (await lucia.hears(kind="message")).text
    address = await EmailAddress.get(contact_id=ana, primary=True)
    assert (address.normal, address.standing) == ("ana@new.example", "unverified")
    assert (await Task.get(contact_id=ana)).result == "new_address"
    await lucia.taps("↩️ Deshacer")
    assert "Deshecho" in (await lucia.hears(kind="edited")).text
    assert (await EmailAddress.get(contact_id=ana)).normal == "ana@old.example"
    assert (await Task.get(contact_id=ana)).state == "open"


async def test_all_is_right_confirms(open_office: Office) -> None:
    ana = await bounced(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/llamadas")
    await lucia.hears()
    await lucia.taps("✅ Todo está bien")
    assert "confirmados" in (await lucia.hears(kind="edited")).text
    assert (await Contact.get(id=ana)).confirmed_at == open_office.clock.now()


async def test_a_wrong_number_goes_and_the_next_one_is_tried(open_office: Office) -> None:
    ana = await bounced(open_office, phone="963123456")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/llamadas")
    await lucia.hears()
    await lucia.taps("❌ No es su número")
    assert "otro por probar" in (await lucia.hears(kind="edited")).text
    assert await Phone.filter(contact_id=ana).count() == 1
    await lucia.taps("📞 Llamar")
    await lucia.hears(kind="edited")
    await lucia.taps("❌ No es su número")
    assert "No queda otro" in (await lucia.hears(kind="edited")).text
    assert (await Task.get(contact_id=ana)).result == "wrong_number"


async def test_a_call_put_off_comes_back(open_office: Office) -> None:
    await bounced(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/llamadas")
    await lucia.hears()
    for button in ("🕓 Llamar luego", "Mañana"):
        await lucia.taps(button)
        last = await lucia.hears(kind="edited")
    assert "vuelve a la lista" in last.text
    await lucia.says("/llamadas")
    assert "No queda nadie" in (await lucia.hears(kind="message")).text
    open_office.clock.move_to(open_office.clock.now() + timedelta(hours=25))
    await lucia.says("/llamadas")
    assert "Ana Ruiz" in (await lucia.hears(kind="message")).text


async def test_wanting_off_is_asked_about_then_binds_at_once(open_office: Office) -> None:
    ana = await bounced(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/llamadas")
    await lucia.hears()
    await lucia.taps("🚫 Quiere la baja")
    asked = await lucia.hears(kind="edited")
    assert "¿Dar de baja a Ana Ruiz?" in asked.text
    assert "no se puede deshacer" in asked.text
    await lucia.taps("No")
    assert "612 34 56 78" in (await lucia.hears(kind="edited")).text
    await lucia.taps("🚫 Quiere la baja")
    await lucia.hears(kind="edited")
    assert not await ConsentRecord.exists(contact_id=ana)
    await lucia.taps("Sí, dar de baja")
    assert "baja anotada" in (await lucia.hears(kind="edited")).text
    standing = (await consent.standings([ana]))[ana]
    assert {str(s) for s in standing.values()} == {"withdrawn"}
    assert (await Task.get(contact_id=ana)).result == "removed"


async def test_a_confirmation_is_bound_to_who_asked_and_expires(open_office: Office) -> None:
    ana = await bounced(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    marta = await open_office.colleague(8, "Marta")
    await lucia.says("/llamadas")
    await lucia.hears()
    await lucia.taps("🚫 Quiere la baja")
    asked = await lucia.hears(kind="edited")
    yes = asked.buttons[0][0].data
    assert yes
    await marta.taps_old(yes, on=asked.message)
    refused = await marta.hears(chat=lucia.chat, kind="answer")
    assert "quien lo pidió" in refused.text
    open_office.clock.move_to(open_office.clock.now() + timedelta(minutes=11))
    await lucia.taps_old(yes, on=asked.message)
    answer = await lucia.hears(kind="answer")
    while not answer.text:
        answer = await lucia.hears(kind="answer")
    assert "viejo" in answer.text
    assert not await ConsentRecord.exists(contact_id=ana)


async def test_an_outcome_that_comes_too_late_changes_nothing(open_office: Office) -> None:
    ana = await bounced(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/llamadas")
    shown = await lucia.hears()
    await tasks.close_task((await Task.get(contact_id=ana)).id, "done", BY)
    data = shown.buttons[0][1].data
    assert data
    await lucia.taps_old(data, on=shown.message)
    assert "ya está resuelta" in (await lucia.hears(kind="answer")).text
    assert (await Contact.get(id=ana)).confirmed_at is None


async def test_undo_says_what_was_changed_since_and_left(open_office: Office) -> None:
    ana = await bounced(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/llamadas")
    await lucia.hears()
    await lucia.taps("✅ Todo está bien")
    await lucia.hears(kind="edited")
    await Contact.filter(id=ana).update(confirmed_at=BY.at + timedelta(days=1))
    await lucia.taps("↩️ Deshacer")
    undone = await lucia.hears(kind="edited")
    assert "Deshecho" in undone.text
    assert "ha cambiado después" in undone.text
    assert (await Task.get(contact_id=ana)).state == "open"


async def test_undo_names_the_fields_that_it_left(open_office: Office) -> None:
    ana = await open_office.customer(city="Valencia", company="Ruiz e Hijos")
    both = {"city": "Alicante", "company": "Ruiz SL"}
    made = await contacts.correct(ana, both, BY, country="ES")
    assert isinstance(made, Corrected)
    await contacts.correct(ana, {"city": "Elche"}, BY, country="ES")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("ana")
    card = await lucia.hears()
    await chat.offer([Button("back", "undo", {"events": [made.event_id]})])
    await lucia.taps_old("back", on=card.message)
    assert "cambió después: Ciudad" in (await lucia.hears(kind="edited")).text
    assert (await Contact.get(id=ana)).company == "Ruiz e Hijos"


async def test_a_colleagues_recent_talk_is_pointed_out(open_office: Office) -> None:
    await bounced(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    marta = await open_office.colleague(8, "Marta")
    await lucia.says("/nota ana: he hablado con ella")
    await lucia.hears()
    await marta.says("/llamadas")
    assert "Lucía ya estuvo" in (await marta.hears()).text
