"""Values that only look like new ones of the writer: old, limited, in jest, taken back.

Each kind stands beside near twins that are to be applied all the same. Of 469 such replies 199 had
changed something before there were rules for them; of the half of those that was not run till the
rules were written, 98 had and 8 did. Of 184, 127, 72, 66 and 31 more, written after that and
counted before they were mended, 35, 20, 17, 15 and 3 did (76, 56, 42, 36 and 16 without any of the
rules; with `withdrawn.taken_back` heard for free text as well). What
stands beside a value or behind it can be understood or doubted as a whole; what its own sentence
says of it cannot, and there is no end to the ways of saying what a number was.
"""

from mail.understanding import owners, sentences, withdrawn
from tests.mail.understanding.mails import RECORDS
from tests.mail.understanding.test_telling import changes, judged, rows


def told(table: str) -> list[list[str]]:
    return [[*row, "", ""][:4] for row in rows(table)]


def changed(row: list[str], quote: str) -> list[str]:
    _, language, text, wanted = row
    return changes(judged(language, text, wanted, quote))


def test_what_is_doubtful_changes_nothing() -> None:
    every = [*told("doubted.tsv"), *told("withdrawn.tsv")]
    doubtful = [row for row in every if not row[3]]
    found = {row[2]: changed(row, ("none", "gmail")[at % 2]) for at, row in enumerate(doubtful)}
    assert not {text: one for text, one in found.items() if one}


def test_near_twins_are_applied() -> None:
    twins = [row for row in told("doubted.tsv") if row[3]]
    assert not {row[2]: wrong for row in twins if (wrong := changed(row, "none"))}
    left = [row[2] for row in twins if not judged(row[1], row[2], row[3]).handled]
    assert len(left) <= 0.15 * len(twins), left


def test_a_phone_to_be_taken_out_is_proposed_and_no_wish_for_a_channel() -> None:
    wanted = [row for row in told("doubted.tsv") if row[0] == "removal" and not row[3]]
    found = [judged(row[1], row[2]).understood.corrections for row in wanted]
    assert not [one for each in found for one in each if one.value]
    assert sum(map(bool, found)) >= 0.85 * len(wanted)


def taken_back(row: list[str]) -> bool:
    _, language, text, _ = row
    said = sentences.read(text, RECORDS[language])
    numbered = [at for at, one in enumerate(said) if any(map(str.isdigit, one.text))]
    field = "street" if row[0] == "office" else "mobile" if numbered else "job_title"
    at = min(numbered, default=0)
    doubted = not all(map(withdrawn.leaves_standing, said[at + 1 :]))
    return withdrawn.taken_back(said, at, field) or doubted or owners.of_another(said[at])


def test_another_sentence_takes_a_value_back_or_gives_it_to_the_office() -> None:
    """What was learned has a say here, so one in fifty may be missed."""
    lost = [row for row in told("withdrawn.tsv") if not row[3] and "\n" not in row[2]]
    missed = [row[2] for row in lost if not taken_back(row)]
    assert len(missed) <= 0.02 * len(lost), missed


def test_what_is_said_behind_most_values_takes_nothing_back() -> None:
    kept = [row for row in told("withdrawn.tsv") if row[3]]
    left = [row[2] for row in kept if taken_back(row)]
    assert len(left) <= 0.15 * len(kept), left
