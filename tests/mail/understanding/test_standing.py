"""What stands beside a value, a refusal or a yes leaves it standing or turns it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.understanding import standing
from mail.understanding.standing import OTHER, STAYS, TOPICS, TURNS, VALUE, Topic

REMARKS: list[tuple[Topic, str, str]] = [
    ("value", "The old one fell into the river.", STAYS),
    ("value", "It belongs to my cousin.", TURNS),
    ("value", "Mi nuevo correo es ◆, el otro no lo abro nunca", STAYS),
    ("value", "Mi correo es ◆ solo hasta que vuelva de vacaciones", TURNS),
    ("value", "Переехали: ◆, ◇. Приходите в гости!", STAYS),
    ("value", "Переедем осенью: ◆, ◇", TURNS),
    ("refusal", "Take me off your list. I retired years ago.", STAYS),
    ("refusal", "Take me off your list until the summer", TURNS),
    ("refusal", "Quítenme de la lista, es la tercera vez que lo pido", STAYS),
    ("refusal", "Quítenme de la lista de ofertas, los avisos sí los quiero", TURNS),
    ("yes", "Всё верно, мой кот передаёт вам привет", STAYS),
    ("yes", "Всё верно, кроме телефона", TURNS),
]


@pytest.mark.parametrize(("topic", "text", "does"), REMARKS)
def test_a_remark_leaves_what_was_said_or_turns_it(topic: Topic, text: str, does: str) -> None:
    likely = standing.likelihood(topic, text.split("\n"))
    assert (likely > standing.RATHER) == (does == STAYS), likely


@given(st.text(max_size=30), st.text(min_size=1, max_size=10), st.text(max_size=30))
def test_a_sign_stands_for_a_value_and_all_else_is_kept(
    before: str, value: str, after: str
) -> None:
    start, end = len(before), len(before) + len(value)
    masked = standing.masked(before + value + after, [(start, end, VALUE)])
    assert masked == before + VALUE + after


def test_of_two_values_that_overlap_the_first_gets_the_sign() -> None:
    masked = standing.masked(
        "at 14 Mill Lane, York", [(3, 15, VALUE), (6, 21, OTHER), (17, 21, OTHER)]
    )
    assert masked == f"at {VALUE}, {OTHER}"


def test_every_topic_has_examples_of_both() -> None:
    seen = {(topic, code) for topic, code, _ in standing.rows()}
    assert seen == {(topic, code) for topic in TOPICS for code in (STAYS, TURNS)}
