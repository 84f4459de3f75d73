"""A filter's form tells of our mail; a form that somebody shows to us does not."""

import pytest

from mail.recognising.forms import is_form, names_both_ends, repeats_header

SHOP = "tienda@aldia.test"
OURS = frozenset({SHOP})
ANA = "ana@cliente.test"
FILTER = "isvw@cliente.test"


@pytest.mark.parametrize(
    "text",
    [
        f"Sender: {SHOP}\nRecipient: {ANA}\n",
        f"Source mailbox: <{SHOP}>\nDestination mailbox(es): <{ANA}>\n",
        f"From:\n{SHOP}\n\nTo:\nAna <{ANA}>\n",
        f"Buzón de origen: <{SHOP}>\nBuzón(es) de destino: <{ANA}>\n",
        f"Absenderpostfach: <{SHOP}>\nEmpfängerpostfach: <{ANA}>\n",
        f"Отправитель: {SHOP}\nПолучатели: {ANA}\n",
        f"差出人: {SHOP}\n宛先: {ANA}\n",
        f"Remetente ...: {SHOP}\nDestinatário: {ANA}\n",
    ],
)
def test_a_form_names_us_as_the_sender_and_somebody_as_the_recipient(text: str) -> None:
    assert is_form(text, FILTER, OURS)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        (f"Sender: {SHOP}\nRecipient: {ANA}\n", ANA),
        (f"> Sender: {SHOP}\n> Recipient: {ANA}\n", FILTER),
        (f"From: {FILTER}\n\nSender: {SHOP}\nRecipient: {ANA}\n", "berta@cliente.test"),
        (f"From: {ANA}\nTo: {SHOP}\n", "berta@cliente.test"),
        (f"Recipient: {ANA}\n", FILTER),
    ],
)
def test_a_form_is_none_where_a_person_shows_it(text: str, sender: str) -> None:
    assert not is_form(text, sender, OURS)


def test_the_header_of_our_mail_is_known_without_its_sender() -> None:
    assert repeats_header(f"Your message\n  To: {ANA}\n  Subject: Hola\n", FILTER, OURS)
    assert not repeats_header(f"Your message\n  To: {ANA}\n", FILTER, OURS)


def test_a_mail_from_us_to_somebody_is_told_in_one_breath() -> None:
    assert names_both_ends(f"El mensaje de {SHOP} a {ANA} se bloqueó.", FILTER, OURS)
    assert not names_both_ends(f"El mensaje de {SHOP} a {ANA} se bloqueó.", ANA, OURS)
    assert not names_both_ends(f"{SHOP}, y después {ANA}", FILTER, OURS)
