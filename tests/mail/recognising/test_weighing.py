"""All words of a refusal together, where a phrase alone would mislead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.recognising.codes import Codes, codes_in
from mail.recognising.phrases import fold, phrases_of
from mail.recognising.reasons import is_permanent, judge
from mail.recognising.weighing import Passage, marks_of, passages, weigh


def _passage(text: str) -> Passage:
    folded = fold(text)
    return Passage(folded, codes_in(text), tuple(phrases_of("reasons").found(folded)))


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("filtered", "550 5.7.1 The recipient keeps you on his own blacklist"),
        ("blocked", "550 5.7.1 The address 192.0.2.7 of your server is on a blacklist"),
        ("rejected", "550 5.7.1 The sender address is on the blacklist of this server"),
        ("rate_limited", "450 4.7.1 Quota of 200 messages an hour is exceeded for this sender"),
        ("mailbox_full", "552 5.2.2 Quota of 200 MB is exceeded for this mailbox"),
        ("inactive", "550 5.2.1 Mailbox blocked since nobody has used it for a year"),
    ],
)
def test_what_stands_beside_a_word_tells_whose_it_is(reason: str, text: str) -> None:
    assert judge([text], None).reason == reason


def test_a_phrase_that_names_no_dead_address_is_never_outweighed_by_one_that_does() -> None:
    text = "550 5.1.0 <ana@cliente.test>: Sender address rejected: user unknown, no such user"
    assert judge([text], None).reason == "rejected"


def test_the_sentences_above_every_report_say_nothing() -> None:
    text = (
        "This is the mail system at host mx.example.\n\n"
        "I'm sorry to have to inform you that your message could not be delivered\n\n"
        "The box is stuffed up to the brim, dear sir."
    )
    whole = _passage(text)
    assert [part.folded for part in passages(text, whole)][-1].startswith("the box is stuffed")
    assert judge([text], "5.1.1").reason == "user_unknown"


@given(st.text(max_size=300))
def test_any_text_is_weighed(text: str) -> None:
    passage = Passage(fold(text), Codes(), ())
    assert 0 <= weigh(passage).likelihood <= 1
    assert len(marks_of(passage)) == len(set(marks_of(passage)))


@pytest.mark.parametrize("hint", ["Recipient address rejected", "Unable to deliver: bad recipient"])
@pytest.mark.parametrize("code", ["4.2.2", "5.2.2", "4.7.1", "5.7.1", "5.2.1", "4.3.2"])
def test_a_hint_calls_nobody_dead_against_a_code(hint: str, code: str) -> None:
    judged = judge([f"{code[0]}50 {code} {hint}"], code)
    assert not is_permanent(judged.reason, judged.codes)
