"""The review queue: proposals and doubts, decided with one tap each."""

import pytest

from storage import consent, proposals, tasks
from storage.tables.consent import Hold
from storage.tables.people import Contact, PostalAddress
from storage.tables.work import Proposal, Task
from tests.bot.office import BY, Office

REVIEW = {
    "es": ("/revisar", "Ciudad", "✅ Aceptar", "Aceptado"),
    "en": ("/review", "City", "✅ Accept", "Accepted"),
    "ru": ("проверить", "Город", "✅ Принять", "Принято"),
}


async def proposed(office: Office, field: str = "city", new: str = "Alicante") -> int:
    ana = await office.customer(city="Valencia", email="ana@example.org")
    old = "Valencia" if field == "city" else ""
    said = "ahora vivo en Alicante <b>"
    await proposals.propose(ana, field, new, BY, old=old, evidence=said)
    return ana


@pytest.mark.parametrize("language", REVIEW)
async def test_a_proposal_is_shown_with_the_customers_words_and_accepted(
    open_office: Office, language: str
) -> None:
    command, field, accept, accepted = REVIEW[language]
    ana = await proposed(open_office)
    lucia = await open_office.colleague(7, "Lucía", language=language)
    await lucia.says(command)
    shown = await lucia.hears()
    for words in ("Ana Ruiz", field, "Valencia", "Alicante", "ahora vivo en Alicante <b>"):
        assert words in shown.text
    await lucia.taps(accept)
    assert accepted in (await lucia.hears(kind="edited")).text
    assert (await PostalAddress.get(contact_id=ana)).city == "Alicante"


async def test_accepting_is_taken_back_and_the_proposal_is_open_again(open_office: Office) -> None:
    ana = await proposed(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/revisar")
    await lucia.hears()
    await lucia.taps("✅ Aceptar")
    await lucia.hears(kind="edited")
    await lucia.taps("↩️ Deshacer")
    assert "Deshecho" in (await lucia.hears(kind="edited")).text
    assert (await PostalAddress.get(contact_id=ana)).city == "Valencia"
    assert (await Proposal.get(contact_id=ana)).state == "open"


async def test_a_proposal_is_edited(open_office: Office) -> None:
    ana = await proposed(open_office, "mobile", "612000")
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/revisar")
    await lucia.hears()
    await lucia.taps("✅ Aceptar")
    assert "no parece válido" in (await lucia.hears(kind="answer")).text
    await lucia.taps("✏️ Corregir")
    await lucia.hears(kind="message")
    await lucia.says("no sé")
    assert "no vale" in (await lucia.hears(kind="message")).text
    await lucia.says("612 34 56 78")
    assert "corrección" in (await lucia.hears(kind="message")).text
    assert (await Proposal.get(contact_id=ana)).state == "edited"


async def test_a_proposal_is_rejected_and_the_record_stays(open_office: Office) -> None:
    ana = await proposed(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/revisar")
    await lucia.hears()
    await lucia.taps("✖️ Rechazar")
    assert "como estaba" in (await lucia.hears(kind="edited")).text
    assert (await PostalAddress.get(contact_id=ana)).city == "Valencia"
    await lucia.taps("Siguiente ›")
    assert "nada por revisar" in (await lucia.hears(kind="edited")).text


async def test_what_a_colleague_decided_meanwhile_stays_decided(open_office: Office) -> None:
    ana = await proposed(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/revisar")
    await lucia.hears()
    await proposals.reject((await Proposal.get(contact_id=ana)).id, BY)
    await lucia.taps("✅ Aceptar")
    assert "ya está decidido" in (await lucia.hears(kind="answer")).text
    assert (await PostalAddress.get(contact_id=ana)).city == "Valencia"


async def doubtful(office: Office) -> int:
    ana = await office.customer(email="ana@example.org")
    await consent.hold(ana, "doubtful_opt_out", BY)
    params = {"words": "quizá no me escriban más"}
    await tasks.open_task("review", ana, "doubtful_opt_out", BY, params=params)
    return ana


async def test_a_hold_is_released(open_office: Office) -> None:
    ana = await doubtful(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/revisar")
    shown = await lucia.hears()
    assert "retenido" in shown.text
    assert "quizá no me escriban más" in shown.text
    await lucia.taps("Seguir escribiéndole")
    await lucia.hears(kind="edited")
    assert not await Hold.exists(contact_id=ana, released_at=None)
    assert (await Task.get(contact_id=ana)).result == "kept"


async def test_a_hold_becomes_an_opt_out_only_after_a_question(open_office: Office) -> None:
    ana = await doubtful(open_office)
    lucia = await open_office.colleague(7, "Lucía")
    await lucia.says("/revisar")
    await lucia.hears()
    await lucia.taps("Darle de baja")
    assert "a Ana Ruiz?" in (await lucia.hears(kind="edited")).text
    await lucia.taps("No")
    assert "retenido" in (await lucia.hears(kind="edited")).text
    await lucia.taps("Darle de baja")
    await lucia.hears(kind="edited")
    assert await consent.standings([ana]) == {}
    await lucia.taps("Sí, dar de baja")
    assert "Baja anotada" in (await lucia.hears(kind="edited")).text
    assert set((await consent.standings([ana]))[ana].values()) == {"withdrawn"}
    assert (await Contact.get(id=ana)).retired_at is None
