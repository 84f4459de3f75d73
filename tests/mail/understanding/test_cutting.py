"""Quotes, signatures and footers are cut, whatever program wrote them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.reading import page_text
from mail.understanding import cut

QUOTES = [
    row
    for name in ("quotes.toml", "quotes_second.toml")
    for row in tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))["quote"]
]
PIECES = (
    "> Hola\n",
    ">> ok\n",
    "El sáb, 21 nov 2026 a las 10:00, Ana (<a@demo.example>) escribió:\n",
    "On Sat, 21 Nov 2026, Bob wrote:\n",
    "De: Ana <a@demo.example>\nEnviado: hoy\nPara: yo\nAsunto: x\n",
    "________________________________\n",
    "-----Original Message-----\n",
    "Móvil: 612 345 678\n",
    "Un saludo\n",
    "-- \n",
    "\n",
    "todo bien\n",
    "Enviado desde mi iPhone\n",
    "<div class=gmail_quote>\n",
)


@pytest.mark.parametrize("row", QUOTES, ids=[row["id"] for row in QUOTES])
def test_only_the_persons_own_words_stay(row: dict[str, str]) -> None:
    html = row.get("html", "")
    assert cut(row["text"] or page_text(html), html).reply == row["reply"].strip()


def test_an_answer_under_a_quoted_line_knows_the_line_that_it_answers() -> None:
    parts = cut("> Móvil: +34 612 34 56 78\nno, es 645 45 45 45\n> Ciudad: Madrid\nsí\n")
    assert [(edit.quoted, edit.answer) for edit in parts.inline_edits] == [
        ("Móvil: +34 612 34 56 78", "no, es 645 45 45 45"),
        ("Ciudad: Madrid", "sí"),
    ]
    assert parts.reply == "no, es 645 45 45 45\nsí"


def test_the_signature_is_kept_apart() -> None:
    parts = cut("Todo bien\n\n-- \nMarta\nTel. 91 234 56 78")
    assert (parts.reply, "91 234 56 78" in parts.signature) == ("Todo bien", True)


def test_words_below_a_goodbye_are_no_signature_when_they_go_on_talking() -> None:
    assert "dadme de baja" in cut("Gracias\nY dadme de baja, por favor").reply


def test_an_older_mail_inside_the_quote_is_not_the_one_that_was_answered() -> None:
    parts = cut("ok\n\nEl 21/11/26 a las 10:00, Ana escribió:\n> Móvil: 1\n>> Móvil: 2\n")
    assert "Móvil: 1" in parts.quoted_own
    assert "Móvil: 2" not in parts.quoted_own


@given(st.text())
def test_any_text_is_cut_without_an_error(text: str) -> None:
    parts = cut(text, text)
    assert len(parts.reply) <= len(text)


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_no_line_is_lost_between_reply_quote_and_signature(pieces: list[str]) -> None:
    text = "".join(pieces)
    parts = cut(text)
    kept = f"{parts.reply}\n{parts.quoted}\n{parts.signature}"
    for line in text.split("\n"):
        bare = line.strip("> ")
        assert bare in kept
