"""What replies say: the traps by name, and that nothing that comes can break the reading."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.understanding import Reply, Understood, understand
from mail.understanding.outcome import decide
from storage.rules.corrections import Apply, AwaitConfirmation, Confirmed, Propose, Trust
from storage.rules.refusals import Hold, Nothing, Unsubscribe
from storage.texts import LANGUAGES, keys, say
from storage.values.record import FIELDS
from tests.mail.understanding.mails import RECORDS, quoted, sent

BASE = Reply(
    text="",
    html=None,
    subject="Re: ¿Siguen bien sus datos?",
    sender="marta.gil@example.es",
    language="es",
    country="ES",
    today=date(2026, 11, 22),
    record=RECORDS["es"],
)


def read(text: str, **changes: object) -> Understood:
    return understand(replace(BASE, text=text, **changes))  # type: ignore[arg-type]  # by name


def kinds(understood: Understood) -> set[str]:
    return {intent.kind for intent in understood.intents}


def values(understood: Understood) -> dict[str, str]:
    return {one.field: one.value for one in understood.corrections}


def test_a_word_of_refusal_in_the_quote_means_nothing() -> None:
    below = quoted("", "baja_above", "es", BASE.record, None)
    assert kinds(read(f"ok{below}")) == {"confirm"}


def test_a_phone_in_the_signature_is_no_correction() -> None:
    assert not values(read("Todo correcto.\n\nUn saludo,\nMarta\nTel. 91 765 43 21"))


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("more", ["STOP", "Por mí podéis ahorraros estos emails"])
def test_a_refusal_below_the_own_name_is_heard(gap: str, more: str) -> None:
    text = f"Sí, está todo bien{gap}Marta Gil\nTalleres Gil\n612 345 678\n{more}"
    assert "unsubscribe" in kinds(read(text))


def test_a_labelled_value_below_the_own_name_is_a_correction() -> None:
    assert values(read("Está todo bien\nMarta Gil\nMóvil: 699 111 222"))["mobile"] == "+34699111222"


def test_a_signature_below_the_own_name_is_no_correction() -> None:
    assert not values(read("Todo bien\nMarta Gil\nTalleres Gil\nC/ Sol 4\nM: 699 111 222"))


@pytest.mark.parametrize("below", ["Baja", "Stop", "Cancelar", "Pepi"])
def test_a_word_below_a_labelled_street_is_no_town(below: str) -> None:
    assert "city" not in values(read(f"Dirección: Calle Toledo 5\n{below}"))


def test_a_phone_in_a_disclaimer_is_no_correction() -> None:
    text = "ok\n\nAVISO LEGAL: mensaje confidencial. Dudas en el teléfono 900 100 200."
    assert not values(read(text))


def test_each_correction_rests_on_words_of_the_reply() -> None:
    understood = read("Hola. Mi nuevo móvil es 655 443 322. Un saludo")
    (one,) = understood.corrections
    assert one.evidence in understood.reply_text
    assert (one.old, one.value) == ("+34612345678", "+34655443322")


def test_our_mail_sent_back_without_marks_changes_nothing() -> None:
    understood = read(f"ok\n\n{sent('es', BASE.record)}")
    assert not values(understood)
    assert "unsubscribe" not in kinds(understood)
    assert understood.doubts


def test_a_value_edited_in_the_quoted_form_is_a_correction() -> None:
    below = quoted("", "outlook", "es", BASE.record, {"mobile": "655 44 33 22"})
    assert values(read(below)) == {"mobile": "+34655443322"}


def test_a_value_emptied_in_the_quoted_form_is_a_proposal_to_remove_it() -> None:
    below = quoted("", "gmail", "es", BASE.record, {"company": ""})
    understood = read(below)
    assert values(understood) == {"company": ""}
    assert not decide(understood, Trust.VERIFIED).unattended


def test_a_quoted_form_that_agrees_in_nothing_is_not_believed() -> None:
    other = dict.fromkeys(("first_name", "last_name", "city", "company"), "otro")
    below = quoted("", "gmail", "es", {**dict.fromkeys(FIELDS, ""), **other}, None)
    outcome = decide(read(below), Trust.VERIFIED)
    assert not any(isinstance(decision, Apply) for _, decision in outcome.corrections)


def test_a_wrapped_value_in_the_quote_is_not_a_new_one() -> None:
    long = {
        **BASE.record,
        "street": "Avenida de la Constitución Española de 1978 número 145, bajo C",
    }
    below = "\n\nEl 21/11/26 a las 10:00, Aldía escribió:\n" + "\n".join(
        [
            "> Nombre: Marta",
            "> Apellidos: Gil Soler",
            "> Dirección: Avenida de la Constitución Española de 1978",
            "> número 145, bajo C",
            "> Ciudad: Madrid",
        ]
    )
    assert not values(read(f"ok{below}", record=long))


def test_a_new_address_waits_until_it_confirms() -> None:
    outcome = decide(read("mi correo ahora es Marta@Nuevo.EXAMPLE"), Trust.VERIFIED)
    ((one, decision),) = outcome.corrections
    assert one.value == "marta@nuevo.example"
    assert isinstance(decision, AwaitConfirmation)


@pytest.mark.parametrize(
    "text",
    [
        "Escribid a mi mujer, ana@hogar.example",
        "Mi hermano ha cambiado de móvil, el suyo es 655 11 22 33",
        "Llamadme hoy al 655 11 22 33",
        "Vuestro teléfono 900 111 222 no funciona",
    ],
)
def test_what_is_somebody_elses_or_for_today_changes_nothing(text: str) -> None:
    outcome = decide(read(text), Trust.VERIFIED)
    assert not any(isinstance(d, Apply | AwaitConfirmation) for _, d in outcome.corrections)


def test_a_refusal_beside_a_correction_is_not_hidden_by_it() -> None:
    understood = read("Mi móvil es 655 443 322 y dadme de baja del correo")
    assert {"update", "unsubscribe"} <= kinds(understood)
    assert isinstance(decide(understood, Trust.VERIFIED).refusal, Hold)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BAJA", Unsubscribe),
        ("No me deis de baja", Nothing | Hold),
        ("Estoy de baja médica", Nothing),
        ("Vivo en la planta baja", Nothing),
        ("No, gracias", Hold),
        ("Dadme de baja. Bueno no, mejor no", Hold),
        ("Todo bien pero dadme de baja", Hold),
    ],
)
def test_a_refusal_is_done_held_or_none(text: str, expected: type) -> None:
    assert isinstance(decide(read(text), Trust.VERIFIED).refusal, expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ready_replies_behind_our_links_are_understood(language: str) -> None:
    for name, kind in (("confirm", "confirm"), ("unsubscribe", "unsubscribe")):
        subject = f"{say(language, f'reply.subject.{name}')} 4fk2q8zx"
        body = say(language, f"reply.body.{name}")
        for text in (body, ""):
            understood = read(text, subject=subject, language=language)
            assert kinds(understood) == {kind}
            assert not understood.doubtful


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ready_correction_with_the_form_in_it_is_read_as_a_form(language: str) -> None:
    record = RECORDS[language]
    lines = [
        f"{say(language, f'field.{field}')}: {'Teruel' if field == 'city' else value}"
        for field, value in record.items()
    ]
    text = "\n".join([say(language, "reply.body.correct"), "", *lines])
    subject = say(language, "reply.subject.correct")
    understood = read(text, subject=subject, language=language, record=record)
    assert values(understood) == {"city": "Teruel"}


def test_our_own_subject_on_an_answer_says_nothing() -> None:
    assert kinds(read("", subject="RE: Baja")) == {"empty"}


def test_a_subject_against_the_body_is_for_a_person() -> None:
    outcome = decide(read("todo bien, gracias", subject="Baja"), Trust.VERIFIED)
    assert isinstance(outcome.refusal, Hold)
    assert not isinstance(outcome.confirmation, Confirmed)


def test_labels_of_the_owners_own_mail_are_known() -> None:
    labels = {"company": "Tu negocio"}
    assert values(read("Tu negocio: Bar Pepe", labels=labels)) == {"company": "Bar Pepe"}


def test_every_field_has_a_label_in_every_language() -> None:
    for language in LANGUAGES:
        assert {f"field.{field}" for field in FIELDS} <= keys(language)


def test_nothing_at_all_is_empty() -> None:
    assert kinds(read("")) == {"empty"}


WORDS = st.sampled_from(
    [
        *("baja", "no", "móvil", "655443322", "dame de", ":", ">", "\n", ".", "?", "ok", "ahora"),
        *("vivo en", "Calle Luna 5,", "28004 Madrid", "a@b.example", "El 21/11/26", "escribió:"),
        *(
            "salvo",
            "mi mujer",
            "unsubscribe",
            "отпишите меня",
            "нет",
            "👍",
            "mi nuevo",
            "es",
            "pero",
        ),
    ]
)


@given(st.text(), st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_is_understood_as_something(text: str, subject: str) -> None:
    understood = read(text, html=text, subject=subject)
    assert understood.intents
    assert understood.kind in kinds(understood)


@given(st.lists(WORDS, max_size=40))
@settings(max_examples=80, deadline=None)
def test_confidences_are_shares_and_an_unverified_sender_changes_nothing(words: list[str]) -> None:
    understood = read(" ".join(words))
    assert all(0 <= one.confidence <= 1 for one in understood.intents)
    assert all(0 <= one.confidence <= 1 for one in understood.corrections)
    outcome = decide(understood, Trust.UNVERIFIED)
    assert not any(isinstance(d, Apply | AwaitConfirmation) for _, d in outcome.corrections)
    assert not isinstance(outcome.confirmation, Confirmed)
    assert not isinstance(outcome.refusal, Unsubscribe)


HOSTILE = (
    "a", ">", " ", "\n", "1 ", "612 345 678, ", "a@", "dar de baja ", "no ", "Móvil: 612 345 678\n",
    "De: a@b.example\n", "El 21/11/26 a las 10:00 a@b escribió\n", "> Móvil: 612\n655 443 322\n",
    "mi nuevo movil es 655 443 322\n", "ahora vivo en ", "nací el 5 de mayo. ", "Marta ", "\ue000 ",
    "<div>", "<blockquote ", "&lt;", "un saludo\n", "_", "\u0301", "👍",
)  # fmt: skip


@pytest.mark.timeout(10)
@pytest.mark.parametrize("unit", HOSTILE)
def test_long_and_hostile_text_does_not_hang(unit: str) -> None:
    assert read(unit * (100_000 // len(unit)), html=unit * (200_000 // len(unit))).intents


def test_a_value_edited_in_a_form_that_was_a_table_is_a_correction() -> None:
    rows = "\n".join(
        f"> {say('es', f'field.{field}')} {'Getafe' if field == 'city' else value}"
        for field, value in BASE.record.items()
    )
    below = f"\n\nEl 21/11/26 a las 10:00, Aldía escribió:\n{rows}"
    assert values(read(f"corregido{below}")) == {"city": "Getafe"}


def test_our_own_phone_in_the_footer_of_the_quote_is_no_correction() -> None:
    record = {field: value for field, value in BASE.record.items() if field != "phone"}
    footer = "> \n> Somos Aldía Demo.\n> Estamos en Madrid.\n> Teléfono: 900 000 000\n"
    below = quoted("", "gmail", "es", record, None) + footer
    assert not values(read(f"ok{below}", record=record))


@pytest.mark.parametrize(
    "text", ["Write to jo@пример.test", "Mi correo nuevo es ana@peluquería.example"]
)
def test_a_domain_in_other_letters_is_read(text: str) -> None:
    assert values(read(text))["email"].endswith(("xn--e1afmkfd.test", ".example"))


@pytest.mark.parametrize(
    "text",
    [
        "¿Cuántas veces lo tengo que decir? Dadme de baja.",
        "¿Otra vez??? Que no quiero recibir más correos.",
        "How many times do I have to ask? Stop emailing me.",
        "Сколько можно?! Прекратите слать мне письма.",
    ],
)
def test_a_grumble_beside_a_clear_refusal_is_part_of_it(text: str) -> None:
    assert isinstance(decide(read(text), Trust.VERIFIED).refusal, Unsubscribe)


@pytest.mark.parametrize(
    "text", ["¿Otra vez??? ¿Cuándo llega mi pedido?", "Dadme de baja. ¿Cuándo llega mi pedido?"]
)
def test_a_question_for_staff_is_no_grumble(text: str) -> None:
    understood = read(text)
    assert "question" in kinds(understood)
    assert not isinstance(decide(understood, Trust.VERIFIED).refusal, Unsubscribe)


@pytest.mark.parametrize(
    "text",
    [
        "Mi correo nuevo es marta@example.org, a este no me escribáis más",
        "My new email is marta@example.org, please don't write to this one any more",
        "Почта теперь marta@example.org, на эту больше не пишите",
    ],
)
def test_an_old_address_that_gets_no_more_mail_is_no_refusal(text: str) -> None:
    understood = read(text)
    assert kinds(understood) <= {"update", "confirm"}
    assert values(understood) == {"email": "marta@example.org"}


def test_a_new_address_beside_a_refusal_still_is_one() -> None:
    assert "unsubscribe" in kinds(read("Mi correo nuevo es marta@example.org. No me escribáis más"))


@pytest.mark.parametrize(
    "text", ["Quitad el teléfono fijo de mis datos", "Quiten el móvil de mis datos"]
)
def test_taking_one_field_out_of_the_data_is_no_erasure(text: str) -> None:
    assert kinds(read(text)) == {"update"}


@pytest.mark.parametrize(
    "text", ["¡Gracias a vosotros! Feliz finde", "Спасибо большое!", "Merry Christmas to you all"]
)
def test_nobody_need_look_at_mere_good_wishes(text: str) -> None:
    understood = read(text)
    outcome = decide(understood, Trust.VERIFIED)
    assert not understood.intents
    assert outcome.unattended
    assert outcome.confirmation is None
    assert understood.kind == "unknown"


@pytest.mark.parametrize(
    "text", ["Gracias por nada", "Feliz finde, llamadme al 612 345 678", "Vaya regalo"]
)
def test_what_only_looks_like_good_wishes_is_looked_at(text: str) -> None:
    assert read(text).intents


@pytest.mark.parametrize(
    "text",
    [
        "Mi correo nuevo es marta@example.org. Aquí no quiero más publicidad, allí tampoco.",
        "My new email is marta@example.org. I don't want this email any more.",
        "Моя почта marta@example.org. На эту рассылку я не подписывалась, отпишите меня",
        "remove this address and marta@example.org from your lists",
        "please stop emailing in December",
        "рассылку остановите до мая",
        "рассылка не нужна, нужны счета",
    ],
)
def test_a_refusal_that_reaches_further_or_not_so_far_holds(text: str) -> None:
    assert isinstance(decide(read(text), Trust.VERIFIED).refusal, Hold)


@pytest.mark.parametrize(
    "text",
    [
        "Empresa: Talleres Gil, cargo: Gerente, todo igual",
        "Empresa: Talleres Gil, como siempre",
        "In March we are moving. 14 Mill Lane, Bristol BS1 4DJ",
        "La dirección de mamá:\ncalle Luna 4\n45001 Toledo",
        "Me mudé a Toledo. Luego volví a Madrid, así que todo igual.",
        "New job at Oakwood Dental didn't work out.",
        "mi correo es marta gil arroba example punto com",
        "el móvil es seis siete ocho doce treinta y cuatro cincuenta o sesenta",
    ],
)
def test_a_value_that_ends_elsewhere_or_is_anothers_is_not_applied(text: str) -> None:
    outcome = decide(read(text), Trust.VERIFIED)
    assert all(isinstance(one, Propose) for _, one in outcome.corrections)


@pytest.mark.parametrize(
    "text", ["Correcto. Borrad.", "All correct. Delete.", "всё верно, удаляйте"]
)
def test_an_erasure_beside_a_yes_is_heard(text: str) -> None:
    assert kinds(read(text)) == {"erase"}
