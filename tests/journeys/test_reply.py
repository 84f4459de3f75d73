"""Reply: what customers answer by simply hitting "reply", there and back over real servers."""

from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs.digest import digest
from mail.received import Reader
from storage import proposals
from storage.events import By
from storage.run_status import status
from storage.tables.consent import Hold, Suppression
from storage.tables.events import Event
from storage.tables.people import Contact, EmailAddress
from storage.tables.work import Proposal, Task
from storage.undo import Undone, undo
from tests.bot.office import office as chat_office
from tests.databases import NOW
from tests.journeys.post_office import PostOffice, messages, post_office
from tests.servers.dovecot import CATCH_ALL, OWN, Dovecot
from tests.servers.postfix import Postfix

ANA, LUIS = "ana@clientes.test", "luis@clientes.test"
STAFF = By("staff:1", NOW)


@pytest.fixture
async def office(
    database: str, dovecot: Dovecot, postfix: Postfix, reader: Reader
) -> AsyncIterator[PostOffice]:
    async with post_office(dovecot, postfix, reader) as here:
        yield here


async def outcomes(office: PostOffice) -> list[tuple[str, str]]:
    await office.read()
    return [(message["kind"], message["outcome"]) for message in await messages()]


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "Sí, todo correcto. Gracias."), ("en", "Yes, all correct."), ("ru", "Да, всё верно.")],
)
async def test_it_is_right_in_every_language(office: PostOffice, language: str, words: str) -> None:
    ana = await office.customer(ANA, language=language)
    run = await office.campaign()
    await office.answer(office.letter(ANA), words, sender=ANA)
    assert await outcomes(office) == [("confirm", "applied")]
    assert (await Contact.get(id=ana)).confirmed_at == NOW
    assert (await EmailAddress.get(contact_id=ana)).standing == "deliverable"
    counts = await status(run, NOW)
    assert counts is not None
    assert (counts["confirmed"], counts["silent"]) == (1, 0)


@pytest.mark.parametrize(
    ("language", "words", "field", "new"),
    [
        ("es", "Móvil: 699 111 222", "mobile", "+34699111222"),
        ("en", "City: Alicante", "city", "Alicante"),
        ("ru", "Город: Аликанте", "city", "Аликанте"),
    ],
)
async def test_a_labelled_correction_in_every_language_is_applied_and_taken_back(
    office: PostOffice, language: str, words: str, field: str, new: str
) -> None:
    ana = await office.customer(ANA, language=language, mobile="612345678", city="Valencia")
    before = await office.record(ANA)
    await office.campaign()
    await office.answer(office.letter(ANA), words, sender=ANA)
    assert await outcomes(office) == [("update", "applied")]
    assert (await office.record(ANA))[field] == new
    changed = await Event.get(contact_id=ana, kind="contact_corrected")
    assert isinstance(await undo(changed.id, STAFF), Undone)
    assert await office.record(ANA) == before


async def test_what_was_applied_unasked_is_told_in_the_morning_and_taken_back_in_the_chat(
    office: PostOffice,
) -> None:
    await office.customer(ANA, mobile="612345678", city="Valencia")
    before = await office.record(ANA)
    async with chat_office() as chat:
        lucia = await chat.colleague(7, "Lucía")
        await office.campaign()
        words = "He cambiado de móvil: 699 11 12 22. Y ya no vivo en Valencia, ahora en Elche."
        await office.answer(office.letter(ANA), words, sender=ANA)
        assert await outcomes(office) == [("update", "applied")]
        morning = By("job:digest", NOW + timedelta(days=1))
        chat.clock.move_to(morning.at)
        assert await digest(morning, ZoneInfo("Europe/Madrid")) == {"told": 1}
        async with chat.running():
            told = (await lucia.hears()).text
            assert "Móvil: 612 34 56 78 → 699 11 12 22\nCiudad: Valencia → Elche\nDijo: «" in told
            await lucia.taps("↩️ 1")
            assert "Deshecho (Lucía)" in (await lucia.hears(kind="edited")).text
    assert await office.record(ANA) == before


async def test_an_edit_inside_the_quoted_form_is_the_correction(office: PostOffice) -> None:
    await office.customer(ANA, city="Valencia", street="Calle Mayor 5")
    await office.campaign()
    letter = office.letter(ANA)
    await office.answer(letter, "Os lo corrijo abajo.", sender=ANA, edits={"Valencia": "Alicante"})
    assert await outcomes(office) == [("update", "applied")]
    assert (await office.record(ANA))["city"] == "Alicante"


@pytest.mark.parametrize("words", ["Dadme de baja.", "Take me off your list.", "Отпишите меня."])
async def test_take_me_off_is_done_at_once_and_nothing_more_is_sent(
    office: PostOffice, words: str
) -> None:
    ana = await office.customer(ANA)
    await office.campaign()
    await office.answer(office.letter(ANA), words, sender=ANA)
    assert await outcomes(office) == [("unsubscribe", "applied")]
    assert [s.address for s in await Suppression.filter(contact_id=ana)] == [ANA]
    office.clock.move_to(NOW.replace(year=2027, month=1))
    await office.campaign()
    assert len(office.dovecot.mails(ANA)) == 1


async def test_take_me_off_from_somebody_else_holds(office: PostOffice) -> None:
    ana = await office.customer(ANA)
    await office.campaign()
    await office.answer(office.letter(ANA), "Dadme de baja.", sender=LUIS)
    assert await outcomes(office) == [("unsubscribe", "held")]
    assert (await Hold.get(contact_id=ana)).released_at is None
    assert (await Task.get(contact_id=ana)).reason == "doubtful_opt_out"


async def test_a_correction_from_somebody_else_waits_for_staff(office: PostOffice) -> None:
    await office.customer(ANA, city="Valencia")
    await office.campaign()
    await office.answer(office.letter(ANA), "Ciudad: Alicante", sender=LUIS)
    assert await outcomes(office) == [("update", "proposed")]
    assert (await office.record(ANA))["city"] == "Valencia"
    proposal = await Proposal.get(field="city")
    await proposals.accept(proposal.id, STAFF, country="ES")
    assert (await office.record(ANA))["city"] == "Alicante"


async def test_a_new_address_is_asked_by_mail_and_used_when_it_says_yes(
    office: PostOffice,
) -> None:
    await office.customer(ANA)
    await office.campaign()
    await office.answer(office.letter(ANA), f"Correo: {LUIS}", sender=ANA)
    assert await outcomes(office) == [("update", "proposed")]
    await office.send()
    question = office.letter(LUIS)
    # It may reach a stranger: nothing of the customer is in it.
    assert "Ruiz" not in question.as_string()
    assert (await office.record(ANA))["email"] == ANA
    await office.answer(question, "Sí, es correcto.", sender=LUIS)
    await office.read()
    assert (await office.record(ANA))["email"] == LUIS
    assert (await EmailAddress.get(normal=LUIS)).standing == "deliverable"


@pytest.mark.parametrize(
    ("words", "kind", "task"),
    [
        ("¿A qué hora abren los sábados?", "question", "follow_up"),
        ("Quiero que borren todos mis datos.", "erase", "erase_request"),
        ("¿Qué datos tienen de mí? Envíenme una copia.", "access", "access_request"),
    ],
)
async def test_what_only_people_can_answer_becomes_their_task(
    office: PostOffice, words: str, kind: str, task: str
) -> None:
    ana = await office.customer(ANA)
    await office.campaign()
    await office.answer(office.letter(ANA), words, sender=ANA)
    await office.read()
    (message,) = await messages()
    assert message["kind"] == kind
    assert words in str((await Task.get(contact_id=ana, kind=task)).params["words"])


async def test_where_the_account_knows_no_tags_the_message_id_says_who(
    database: str, dovecot: Dovecot, postfix: Postfix, reader: Reader
) -> None:
    async with post_office(dovecot, postfix, reader, tags="none") as office:
        await office.customer(ANA, city="Valencia")
        await office.campaign()
        letter = office.letter(ANA)
        assert str(letter["Reply-To"]).strip("<>") == OWN
        await office.answer(letter, "Ciudad: Alicante", sender=ANA)
        assert await outcomes(office) == [("update", "applied")]
        assert (await office.record(ANA))["city"] == "Alicante"


async def test_a_catch_all_domain_gives_every_mail_an_address_of_its_own(
    database: str, dovecot: Dovecot, postfix: Postfix, reader: Reader
) -> None:
    async with post_office(dovecot, postfix, reader, tags="catchall", own=CATCH_ALL) as office:
        await office.customer(ANA, city="Valencia")
        nobody = await office.customer("nadie@clientes.test")
        await office.campaign()
        await office.answer(office.letter(ANA), "Ciudad: Alicante", sender=ANA)
        await office.read()
        told = {message["kind"]: message for message in await messages()}
        assert told["update"]["outcome"] == "applied"
        assert (told["bounce"]["outcome"], told["bounce"]["contact"]) == ("applied", nobody)
