"""What makes one person of two records, and what must not."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from storage.likeness import odds
from storage.likeness.frequency import Frequencies
from storage.likeness.person import Described, Place, ready
from storage.likeness.scoring import Judge, Scored
from storage.texts import LANGUAGES, keys

HOME = Place("Calle Mayor 3, 2º B", "Valencia", "46001")
ANA = Described(
    1,
    "Ana",
    "García Pérez",
    "female",
    "1980-03-12",
    emails=("ana.garcia@example.org",),
    phones=("+34612345678",),
    places=(HOME,),
)


def judged(one: Described, other: Described) -> Scored:
    """Judge two records of a list of 5,000 that nobody counted."""
    return Judge(Frequencies(among=5_000)).score(ready(one), ready(other))


def test_the_same_record_twice_is_the_same() -> None:
    assert judged(ANA, replace(ANA, id=2)).verdict == "same"


def test_a_short_name_counts_only_beside_a_second_field() -> None:
    bare = Described(2, "Anita", "García Pérez")
    assert judged(replace(ANA, phones=(), places=()), bare).verdict != "same"
    with_phone = replace(bare, phones=ANA.phones, birth_date=ANA.birth_date)
    assert judged(ANA, with_phone).verdict == "same"


def test_a_son_of_his_fathers_name_is_another_person() -> None:
    father = replace(ANA, first_name="Luis", sex="male", birth_date="1950-01-02", emails=())
    son = replace(father, id=2, birth_date="1979-06-30")
    assert judged(father, son).verdict == "apart"


def test_twins_are_two() -> None:
    assert judged(ANA, replace(ANA, id=2, first_name="Eva", emails=())).verdict == "apart"


def test_a_couple_that_shares_everything_but_names_is_two() -> None:
    he = replace(ANA, id=2, first_name="Luis", last_name="Soler Roig", sex="male", birth_date="")
    assert judged(ANA, he).verdict == "apart"


def test_colleagues_behind_one_switchboard_are_many() -> None:
    firm = replace(ANA, company="Talleres Gil SL", phones=("+34961234567",), birth_date="")
    one = replace(firm, emails=("info@gil.example",))
    other = replace(one, id=2, first_name="Luis", last_name="García Soler")
    assert judged(one, other).verdict == "apart"


def test_a_name_alone_is_never_safe_to_merge() -> None:
    one = Described(1, "Zoraida", "Ybarrondo Quiñones")
    assert judged(one, replace(one, id=2)).verdict != "same"


def test_day_and_month_may_be_swapped_but_years_may_not_differ() -> None:
    swapped = judged(ANA, replace(ANA, id=2, birth_date="1980-12-03", phones=()))
    assert swapped.verdict == "same"
    older = judged(ANA, replace(ANA, id=2, birth_date="1955-07-29", phones=()))
    assert older.verdict != "same"


def test_a_bride_is_for_a_person_to_judge() -> None:
    maiden = replace(ANA, first_name="Sarah", last_name="Miller", language="en")
    wife = replace(maiden, id=2, last_name="Cooper", places=())
    assert judged(maiden, wife).verdict == "maybe"


def test_gmail_reads_dots_and_tags_away() -> None:
    one = replace(ANA, emails=("anagarciap@gmail.com",), phones=(), places=())
    other = replace(one, id=2, emails=("ana.garcia.p+shop@googlemail.com",))
    assert ("mailbox_same", {}) in judged(one, other).why


def test_every_reason_has_words_in_every_language() -> None:
    codes = {f"{name}_{level}" for name, table in odds.TABLES.items() for level in table}
    codes |= {"moved", "phone_shared", "mailbox_shared"}
    for language in LANGUAGES:
        assert {f"likeness.{code}" for code in codes} <= keys(language)


def test_reasons_hold_no_personal_value() -> None:
    why = judged(ANA, replace(ANA, id=2)).why
    assert all(set(params) <= {"n"} for _, params in why)
    assert "Ana" not in json.dumps(why)


fields = st.text(max_size=12)
dates = st.sampled_from(["", "1980-03-12", "--03-12", "1980-12-03", "1980-03-13", "1950-01-01"])


@given(fields, fields, fields, fields, dates, dates, fields, fields)
def test_any_two_records_get_a_probability_that_has_no_sides(  # noqa: PLR0917 - two of each field
    first: str, last: str, other_first: str, other_last: str, born: str, other: str, a: str, b: str
) -> None:
    one = Described(1, first, last, birth_date=born, places=(Place(a, b, a),))
    two = Described(2, other_first, other_last, birth_date=other, places=(Place(b, a, b),))
    there, back = judged(one, two), judged(two, one)
    assert 0 <= there.score <= 1
    assert there == back
