"""What each letter is, of whom it speaks, and whether an address is dead."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.reading import read
from mail.recognising import Kind, OurMarks, recognise
from mail.recognising.addresses import ADDRESS, places
from mail.recognising.phrases import compile_phrase
from mail.recognising.verdict import Action
from tests.mail.recognising.free_letters import FREE
from tests.mail.recognising.letters import (
    MESSAGE_ID,
    OURS,
    Letter,
    fields,
    original,
    plain,
    recipient,
    report,
)
from tests.mail.recognising.more_letters import MORE
from tests.mail.recognising.other_letters import OTHERS
from tests.mail.recognising.rarer_letters import HELD_BACK, RARER
from tests.mail.recognising.standard_letters import STANDARD

ANA = "ana@cliente.test"
LETTERS = (*STANDARD, *FREE, *MORE, *OTHERS, *RARER, *HELD_BACK)


@pytest.mark.parametrize("letter", LETTERS, ids=[letter.name for letter in LETTERS])
def test_each_letter_is_recognised(letter: Letter) -> None:
    found = recognise(read(letter.raw))
    recipients = tuple(
        (one.address, one.reason.value if one.reason else None, one.permanent)
        for one in found.recipients
    )
    assert (found.kind.value, recipients) == (letter.expected.kind, letter.expected.recipients)
    if letter.expected.message_id:
        assert found.original_message_id == letter.expected.message_id
    assert found.why


@pytest.mark.parametrize("letter", LETTERS, ids=[letter.name for letter in LETTERS])
def test_line_ends_change_nothing(letter: Letter) -> None:
    wire = letter.raw.replace(b"\n", b"\r\n")
    assert recognise(read(wire)) == recognise(read(letter.raw))


def test_only_dead_addresses_are_permanent() -> None:
    for letter in LETTERS:
        for one in recognise(read(letter.raw)).recipients:
            if one.permanent:
                assert one.action is Action.FAILED
                assert one.reason in ("user_unknown", "host_unknown", "moved", "not_accepted")


def test_our_token_is_found_wherever_it_travels() -> None:
    marks = OurMarks(token=re.compile(r"avisos\+(\w+)@tienda\.test"))
    bounced = report(
        "It failed.", fields(recipient("ana@cliente.test", "5.1.1", "")), to="ana@cliente.test"
    )
    answered = plain(f"Ana <{ANA}>", "Re: Datos", "Todo bien")
    assert recognise(read(bounced), marks).tokens == ("b7k2",)
    assert recognise(read(answered), marks).tokens == ("b7k2",)


def test_our_own_addresses_are_never_a_failed_recipient() -> None:
    body = f"Your message from {OURS} could not be delivered to\n\n  ana@cliente.test\n\n{OURS}\n"
    raw = plain("MAILER-DAEMON@mx.example", "Undeliverable", body)
    found = recognise(read(raw), OurMarks(addresses=frozenset({OURS})))
    assert [one.address for one in found.recipients] == [ANA]


def test_a_redacted_complaint_still_gives_our_message_id() -> None:
    letter = next(one for one in OTHERS if one.name == "arf redacted")
    found = recognise(read(letter.raw))
    assert (found.kind, found.recipients) == (Kind.COMPLAINT, ())
    assert found.original_message_id == MESSAGE_ID
    assert found.feedback_type == "abuse"


def test_a_message_id_stated_in_words_is_found() -> None:
    body = f"It could not be delivered to {ANA}: user unknown\n\nMessage-ID: <{MESSAGE_ID}>\n"
    found = recognise(read(plain("MAILER-DAEMON@mx.example", "Undeliverable", body)))
    assert found.original_message_id == MESSAGE_ID


def test_nothing_is_recognised_in_an_empty_message() -> None:
    assert recognise(read(b"")).kind is Kind.HUMAN


def test_an_address_that_only_the_original_quotes_is_no_recipient() -> None:
    body = f"The following address failed:\n\n<{ANA}>:\nuser unknown\n\n"
    body += "--- Original message follows.\n\n"
    raw = plain("MAILER-DAEMON@mx.example", "failure notice", body + original("otra@cliente.test"))
    assert [one.address for one in recognise(read(raw)).recipients] == [ANA]


def test_a_phrase_in_braces_stands_for_every_choice() -> None:
    texts = {one.text for one in compile_phrase("mailbox_full", "~{box|quota} * {full|exceeded}")}
    assert texts == {"box * full", "box * exceeded", "quota * full", "quota * exceeded"}


ADDRESSING = st.lists(
    st.sampled_from(["a", "b.", "@", '"', " ", "\n", "x.example", "é", "<", "c@d.example"]),
    max_size=12,
)


@given(ADDRESSING)
def test_addresses_stand_where_the_pattern_finds_them(pieces: list[str]) -> None:
    text = " ".join(pieces) + "".join(pieces)
    quoted = '"' in text
    found = [text[start:end] for start, end in places(text)]
    assert quoted or found == [match[0] for match in ADDRESS.finditer(text)]
