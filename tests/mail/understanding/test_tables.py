"""The tables that newcomers extend: every row can be read, and what the page says of them holds."""

import re
from pathlib import Path

import pytest

from mail.understanding import lists, sentences, standing, wording
from mail.understanding.folding import fold
from storage.values.record import FIELDS

PAGE = Path(__file__).parents[3] / "docs" / "adding-an-intent.md"
KINDS = frozenset(
    [
        "confirm",
        "update",
        "unsubscribe",
        "partial",
        "erase",
        "access",
        "wrong_person",
        "question",
        "complaint",
        "keep",
        "nothing",
        "courtesy",
        "hedge",
        "condition",
        "contrast",
        "denial",
        "negation",
        "other",
        "temporary",
        "later",
        "retract",
        "sarcasm",
        "polite",
        "rhetorical",
    ]
)


def table(folder: str) -> list[list[str]]:
    return [row.split("\t") for _, row in lists.rows(folder)]


def test_every_phrase_is_of_a_known_kind() -> None:
    assert {row[0] for row in table("phrases")} == KINDS


def test_every_frame_is_of_a_field() -> None:
    assert {row[0].removeprefix("-") for row in table("frames")} <= set(FIELDS)


def test_every_label_is_of_a_field() -> None:
    assert {row[0] for row in table("labelled")} <= set(FIELDS)


@pytest.mark.parametrize("folder", ["phrases", "frames"])
def test_every_phrase_can_be_compiled(folder: str) -> None:
    for *_, phrase in table(folder):
        assert wording.compiled(phrase)


@pytest.mark.parametrize(
    "folder", ["confirmed", "doubts", "endings", "quoting", "reach", "refused"]
)
def test_no_expression_repeats_without_a_bound(folder: str) -> None:
    unbounded = re.compile(r"(?<!\\)[*+](?![+])|\{\d*,\}")
    assert not [row for row in table(folder) if unbounded.search(row[1])]


def test_the_longest_phrase_wins() -> None:
    found = sentences.sentence("vivo en la planta baja").found
    assert [hit.kind for hit in found] == ["nothing"]


def test_a_phrase_matches_whatever_case_and_accents() -> None:
    assert sentences.sentence("QUÍTENME DE LA LISTA").has("unsubscribe")


def test_the_contacts_own_name_is_found_in_a_phrase() -> None:
    named = sentences.sentence("Я не Ольга", [fold("Ольга")])
    assert named.has("wrong_person")


def test_folding_keeps_each_letter_in_its_place() -> None:
    for text in ("Ánimo — “sí”", "Ёлка й", "👍🏼 ok", "İstanbul ß"):
        assert len(fold(text)) == len(text)


def test_the_examples_of_the_page_are_rows_as_it_says() -> None:
    page = PAGE.read_text("utf-8")
    rows = re.findall(r"^    (\S+)\t(\S+)\t(.+)$", page, re.MULTILINE)
    assert rows
    remarks = [row for row in rows if row[1] in (standing.STAYS, standing.TURNS)]
    assert {row[0] for row in remarks} == set(standing.TOPICS)
    for kind, strength, phrase in rows:
        if (kind, strength, phrase) in remarks:
            continue
        assert strength in ("clear", "likely", "alone", "weak")
        assert kind in KINDS or kind.removeprefix("-") in FIELDS
        assert wording.compiled(phrase)
