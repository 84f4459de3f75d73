"""Nothing that arrives makes reading and recognising raise, or keeps them long."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.classifying import classify
from mail.reading import read
from mail.recognising import recognise
from tests.mail.recognising.free_letters import FREE
from tests.mail.recognising.other_letters import OTHERS
from tests.mail.recognising.standard_letters import STANDARD

SEEDS = [letter.raw for letter in (*STANDARD[::4], *FREE, *OTHERS)]
PIECES = [
    *(b"\r\n\r\n", b"\n\n", b"\n", b"\r", b"\0", b"\x1b$B", b"\xff\xfe", b"\xc3"),
    *(b"=?utf-8?B?", b"?=", b"--=_b1/mx", b"Content-Type: multipart/mixed; boundary="),
    *(b"Content-Type: message/rfc822\n\n", b"Content-Transfer-Encoding: base64\n\n"),
    *(b"charset=utf-16", b"charset=idna", b"<!--", b"<style>", b"@" * 50, b"<" * 50),
    *(b"-" * 500, b"a@b.example ", b"5.1.1 ", b"550 ", b"Final-Recipient: "),
]


def mutant(random_: random.Random) -> bytes:
    """A letter with a few pieces cut out, doubled, swapped or spoilt."""
    raw = bytearray(random_.choice(SEEDS))
    for _ in range(random_.randint(1, 8)):
        at = random_.randrange(len(raw) + 1)
        until = min(len(raw), at + random_.choice((1, 3, 20, 200)))
        choice = random_.randrange(5)
        if choice == 0:
            del raw[at:until]
        elif choice == 1:
            raw[at:at] = raw[at:until] * random_.randint(1, 5)
        elif choice == 2:
            raw[at:at] = random_.choice(PIECES)
        elif choice == 3:
            raw[at:until] = random_.randbytes(until - at)
        else:
            raw[at:at] = random_.choice(SEEDS)[:1500]
    return bytes(raw)


def test_two_thousand_mutants_are_read() -> None:
    random_ = random.Random(20261103)  # noqa: S311 -- a repeatable test
    for _ in range(2000):
        recognise(read(mutant(random_)))


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_million_mutants_are_read() -> None:
    random_ = random.Random(3)  # noqa: S311 -- a repeatable test
    for _ in range(1_000_000):
        recognise(read(mutant(random_)))


@given(st.binary(max_size=2000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_classified(raw: bytes) -> None:
    assert classify(raw, "x")["kind"]


@given(st.sampled_from(SEEDS), st.integers(0, 5000), st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_a_letter_with_anything_inside_is_classified(raw: bytes, at: int, inside: bytes) -> None:
    found = classify(raw[:at] + inside + raw[at:], "x")
    assert all("@" in one["address"] for one in found["recipients"])


# Each of these kept some reader busy for minutes: a step that looks ahead to the end, many times.
HOSTILE = {
    "nested": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000)
    ),
    "parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 200_000,
    "almost boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"\n--bx" * 500_000,
    "enclosed": b"Content-Type: message/rfc822\n\n" * 20_000,
    "one header": b"Subject: " + b"a" * 1_000_000 + b"\n\nx",
    "folded header": b"Subject: a\n" + b" b\n" * 300_000 + b"\n",
    "headers": b"".join(b"X-%d: y\n" % n for n in range(200_000)) + b"\nx",
    "words": b"Subject: " + b"=?utf-8?b?" * 60_000 + b"\n\n",
    "parameters": b"Content-Type: a/b; " + b'a="' * 60_000 + b"\n\nx",
    "comments": b"Content-Type: text/html\n\n" + b"<!--" * 500_000,
    "heads": b"Content-Type: text/html\n\n" + b"<head x" * 300_000,
    "tags": b"Content-Type: text/html\n\n" + b"<" * 2_000_000,
    "quotes": b"Content-Type: text/html\n\n" + b"<blockquote>x" * 100_000,
    "addresses": b"From: mailer-daemon@mx.example\nSubject: Undelivered\n\n" + b"a@b.c " * 500_000,
    "dashes": b"From: mailer-daemon@mx.example\nSubject: Undelivered\n\n"
    + b"--- original " * 200_000,
    "recipients": b"From: mailer-daemon@mx.example\nSubject: Undelivered\n\n"
    + b"".join(b"<u%d@b.example>:\nuser unknown 550 5.1.1\n\n" % n for n in range(30_000)),
    "cyrillic": b"Subject: x\n\n" + b"\xc0\xe1\xe2" * 1_000_000,
    "winmail": b"Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\neJ8+Ig"
    + b"A" * 3_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(20)
def test_a_hostile_message_is_left_soon(name: str) -> None:
    message = read(HOSTILE[name])
    assert recognise(message).kind
    assert len(message.text) <= 200_000
