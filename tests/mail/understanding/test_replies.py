"""The bars on the written replies: intents, plain ones unattended, and never a wrong change.

The first seven rounds were mended until they held. The eighth to the twenty-seventh were written by
people who had seen neither the rules nor the replies before, 180 each; they are only counted. Right
intents, plain ones that need nobody, and wrong changes when they were first read:

- eighth 77 %, 62 % and 1; ninth 74 %, 57 % and 3, before `gist.py`, which they led to;
- tenth 88 %, 80 % and none (two confirmations beside an address were held to be wrong, and are
  right: "Same phone tho"), before anything was mended by it;
- eleventh to thirteenth together 87 %, 68 % and 6 (540 replies), before `tagging.py`. Half of them,
  by the hash of the name, was not opened till the end: that half read 86, 67 and 4 at first, then
  88, 76 and 4, which were mended afterwards ("Empresa: sí" is a yes, and no firm);
- fourteenth to seventeenth 92 %, 78 % and 11 (720 replies) with the program as it was before any
  of them was written. The sixteenth was read first when half of the other two had been mended by:
  94 %, 79 % and 2; the seventeenth after that: 92 %, 77 % and 3. Two of the wrong ones of the last
  two were confirmations beside an address or a firm, and right ("Still London obviously");
- eighteenth and nineteenth 92 %, 64 % and 4 (360 replies), before `standing.py`; twentieth and
  twenty-first 92 %, 80 % and none by the same program, 91 %, 86 % and none by the first one with
  it. Half of these two, by the hash of the name, was not opened: at the end of the day it read 95
  and 82, and none wrong;
- twenty-second to twenty-fifth 94 %, 84 % and 3 (720 replies); twenty-sixth and twenty-seventh
  97 %, 80 % and 2 (360 replies).
"""

from functools import cache
from pathlib import Path

import pytest

from tests.mail.understanding.corpus import Case, Judged, cases, judge

ROUNDS = ("replies", "second", "third", "fourth", "fifth", "sixth", "seventh")


# Right intents and unattended plain replies, at least; what is mended may only raise them.
COUNTED = {"eighth": (0.94, 0.82), "ninth": (0.88, 0.72), "tenth": (0.88, 0.80)} | {
    "eleventh": (0.88, 0.83),
    "twelfth": (0.88, 0.77),
    "thirteenth": (0.88, 0.70),
    "fourteenth": (0.93, 0.83),
    "fifteenth": (0.94, 0.78),
    "sixteenth": (0.92, 0.74),
    "seventeenth": (0.90, 0.76),
    "eighteenth": (0.95, 0.78),
    "nineteenth": (0.91, 0.74),
    "twentieth": (0.93, 0.85),
    "twenty_first": (0.92, 0.78),
    "twenty_second": (0.96, 0.84),
    "twenty_third": (0.95, 0.84),
    "twenty_fourth": (0.89, 0.80),
    "twenty_fifth": (0.89, 0.80),
    "twenty_sixth": (0.94, 0.79),
    "twenty_seventh": (0.95, 0.79),
}


@cache
def judged(folder: str) -> tuple[Judged, ...]:
    return tuple(judge(case) for case in cases(folder))


def test_there_are_at_least_three_hundred_replies_in_three_languages() -> None:
    every = [one for folder in ROUNDS for one in judged(folder)]
    assert len(every) >= 300
    assert {one.case.language for one in every} == {"es", "en", "ru"}


@pytest.mark.parametrize("folder", ROUNDS)
def test_the_intent_is_right_in_at_least_95_of_100(folder: str) -> None:
    replies = judged(folder)
    wrong = [one.case.name for one in replies if not one.right_intent]
    assert len(wrong) <= 0.05 * len(replies), wrong


@pytest.mark.parametrize("folder", COUNTED)
def test_rounds_that_are_only_counted_get_no_worse(folder: str) -> None:
    replies = judged(folder)
    plain = [one for one in replies if one.case.plain]
    intents, handled = COUNTED[folder]
    assert sum(one.right_intent for one in replies) >= intents * len(replies)
    assert sum(one.handled for one in plain) >= handled * len(plain)


@pytest.mark.parametrize("folder", [*ROUNDS, *COUNTED])
def test_no_reply_makes_a_wrong_change_unasked(folder: str) -> None:
    assert not {one.case.name: one.wrong_changes for one in judged(folder) if one.wrong_changes}


@pytest.mark.parametrize("folder", ROUNDS)
def test_refusals_end_as_they_must(folder: str) -> None:
    wrong = [
        (one.case.name, one.outcome.refusal) for one in judged(folder) if not one.right_refusal
    ]
    assert not wrong


@pytest.mark.parametrize("folder", ROUNDS)
def test_at_least_85_of_100_plain_replies_need_nobody(folder: str) -> None:
    plain = [one for one in judged(folder) if one.case.plain]
    left = [one.case.name for one in plain if not one.handled]
    assert len(left) <= 0.15 * len(plain), left


def provocations(table: str) -> list[Case]:
    text = (Path(__file__).parent / table).read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [
        Case(
            {"id": f"p{at}", "text": text.replace("\\n", "\n"), "quote": quote, "is": []},
            language,
            plain=False,
        )
        for at, (language, text) in enumerate(rows)
        for quote in ("none", "gmail")
    ]


@pytest.mark.parametrize("table", ["provocations.tsv", "traps.tsv"])
def test_what_only_looks_like_a_wish_changes_nothing(table: str) -> None:
    wrong = {one.row["text"]: judge(one).wrong_changes for one in provocations(table)}
    assert not {text: changes for text, changes in wrong.items() if changes}
