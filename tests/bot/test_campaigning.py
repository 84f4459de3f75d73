"""Campaigns in the chat: everybody sees how it stands, only an admin moves it."""

from datetime import timedelta

import pytest

from storage import campaigns, consent
from storage.audience import Asked
from storage.consent import Proof
from storage.rules.roles import Role
from storage.rules.subscriptions import ConsentAct
from storage.tables.campaigns import Delivery, Run
from tests.bot.office import ADMIN_ID, BY, Office

ASKED = Asked("es", "ES", "Europe/Madrid")
LANGUAGES = {
    "es": ("/campana", "por aprobar", "✅ Aprobar", "Saldrán 2 correos"),
    "en": ("/campaign", "waits for approval", "✅ Approve", "2 mails will go out"),
    "ru": ("рассылка", "ждёт одобрения", "✅ Одобрить", "Уйдут 2 письма"),
}


async def planned(office: Office) -> int:
    for number in range(3):
        made = await office.customer(f"Ana{number}", email=f"ana{number}@example.org")
        if number:
            proof = Proof("consent", "sí", "form", BY.at)
            await consent.record(made, ConsentAct.STATED, proof, BY)
    return (await campaigns.plan("reconfirm", BY, ASKED)).run_id


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_admin_sees_the_plan_and_approves_after_a_question(
    open_office: Office, language: str
) -> None:
    command, state, approve, count = LANGUAGES[language]
    run = await planned(open_office)
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN, language)
    await rosa.says(command)
    assert state in (await rosa.hears()).text
    await rosa.taps(approve)
    assert count in (await rosa.hears(kind="edited")).text
    assert (await Run.get(id=run)).state == "planned"
    await rosa.taps(approve)
    await rosa.hears(kind="edited")
    approved = await Run.get(id=run)
    assert (approved.state, approved.approved_by) == ("sending", "staff:1")


async def test_pause_and_resume(open_office: Office) -> None:
    run = await planned(open_office)
    await campaigns.approve(run, BY)
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.says("/campana")
    await rosa.hears()
    for button, state in (
        ("⏸ Pausar", "paused"),
        ("▶️ Seguir", "paused"),
        ("▶️ Seguir", "sending"),
    ):
        await rosa.taps(button)
        await rosa.hears(kind="edited")
        assert (await Run.get(id=run)).state == state


async def test_a_run_that_stopped_at_a_limit_resumes_with_a_stated_higher_one(
    open_office: Office,
) -> None:
    run = await planned(open_office)
    await campaigns.approve(run, BY)
    await campaigns.pause(run, "hard_bounces", BY)
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.says("/campana")
    await rosa.hears()
    await rosa.taps("▶️ Seguir")
    assert "4.0%" in (await rosa.hears(kind="edited")).text
    await rosa.taps("▶️ Seguir")
    await rosa.hears(kind="edited")
    assert (await Run.get(id=run)).hard_limit == pytest.approx(0.04)


async def test_an_old_approval_button_is_checked_against_todays_state(open_office: Office) -> None:
    run = await planned(open_office)
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.says("/campana")
    shown = await rosa.hears()
    await campaigns.cancel(run, BY)
    await rosa.taps("✅ Aprobar", on=shown.message)
    assert "ya no está por aprobar" in (await rosa.hears(kind="answer")).text
    assert "anulada" in (await rosa.hears(kind="edited")).text


async def test_who_is_no_admin_sees_but_has_no_buttons_and_old_ones_refuse(
    open_office: Office,
) -> None:
    run = await planned(open_office)
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    lucia = await open_office.colleague(7, "Lucía")
    await rosa.says("/campana")
    shown = await rosa.hears()
    await lucia.says("/campana")
    seen = await lucia.hears()
    assert [[b.text for b in row] for row in seen.buttons] == [["🔄 Actualizar"]]
    data = shown.buttons[0][0].data
    assert data
    await lucia.taps_old(data, on=seen.message)
    assert "administrador" in (await lucia.hears(kind="answer")).text
    assert (await Run.get(id=run)).state == "planned"


async def test_a_confirmation_left_lying_expires(open_office: Office) -> None:
    run = await planned(open_office)
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.says("/campana")
    await rosa.hears()
    await rosa.taps("✅ Aprobar")
    await rosa.hears(kind="edited")
    open_office.clock.move_to(open_office.clock.now() + timedelta(minutes=11))
    rosa.forgets()
    await rosa.taps("✅ Aprobar")
    assert "viejo" in (await rosa.hears(kind="answer")).text
    assert (await Run.get(id=run)).state == "planned"


async def test_a_doubtful_mail_is_sent_again_or_left_by_an_admins_word(open_office: Office) -> None:
    await planned(open_office)
    first, second = await Delivery.all().order_by("id")
    await Delivery.all().update(state="uncertain")
    rosa = await open_office.colleague(ADMIN_ID, "Rosa", Role.ADMIN)
    await rosa.says("/campana")
    await rosa.hears()
    for button in ("❓ Envíos dudosos", "Enviar otra vez", "Siguiente ›", "Dejarlo"):
        await rosa.taps(button)
        await rosa.hears(kind="edited")
    assert (await Delivery.get(id=first.id)).state == "queued"
    assert (await Delivery.get(id=second.id)).reason == "left"
    await rosa.taps("↩️ Deshacer")
    assert "Deshecho" in (await rosa.hears(kind="edited")).text
    assert (await Delivery.get(id=second.id)).reason == ""
