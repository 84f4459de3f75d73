"""Whole messages in the manner of some ninety mail systems, beside what each of them means.

`servers` holds what Exim, Postfix, Sendmail, OpenSMTPD and Courier really wrote when their mail was
refused on a test bench. `tuned` and `held_back` are invented; both were written before any rule was
looked at, and chance decided which of each pair was held back until the rules were mended by the
other. Right of the recipients, of `permanent` and of `reason`:

- at first: 91.7, 88.6 and 74.1 % of both halves;
- held back, once the rules were mended by the tuned half alone: 94.9, 94.9 and 78.6 %;
- `held_back/later-*`, written when the misses of both halves were mended: 100, 94 and 80 %.

The misses of all of them are mended since. So a further round was written by people who knew none
of the rules, letters in the manner of yet more systems and single replies of servers; chance again
decided which half was held back (`blind_tuned`, `blind_held_back`):

- at first, of both halves: 98 % of the recipients, `permanent` 95, `reason` 87 %; of the replies
  `permanent` 97, `reason` 82.5 %;
- held back, once the rules were mended by the tuned half alone and the weighing of words learned
  from examples of its own: 96 % of the recipients, `permanent` 93, `reason` 89 %; of the replies
  `permanent` 98, `reason` 93.5 %.

Nobody looked at the misses of that half until the fifth round, when those of this and of the third
were seen by mistake. One letter was mended by it (an account that Yahoo does not have), which is
why this half no longer measures quite as it did.

A third round was written in the same way, with older and rarer systems and more languages
(`third_tuned`, `third_held_back`; 170 letters, 300 replies):

- at first, of both halves: 98 % of the recipients, `permanent` 96, `reason` 91 %; of the replies
  `permanent` 98, `reason` 93 %;
- held back, once the rules were mended by the others alone: all recipients, `permanent` 96,
  `reason` 89 %.

A fourth round of 110 letters (`fourth_tuned`, `fourth_held_back`):

- at first: 98 and 100 % of the recipients, `permanent` 95 and 98, `reason` 92 and 98 %;
- held back, once the rules were mended by the other half alone: all recipients and nobody else,
  `permanent` 98, `reason` 98 % (as at first: what was mended is not met in it).

A fifth round of 158 letters (`fifth_tuned`, `fifth_held_back`; what its author, who was offered no
kind for people, called unknown is `human` where a person writes):

- at first: 100 and 98.5 % of the recipients, `permanent` 99 and 96, `reason` 97.5 and 93, the kind
  of 99 and 97 % of the letters;
- held back, once the rules were mended by the other half alone: the same. It was counted on the
  way, and a rule about people made milder because it cost one kind; nobody opened its letters.

A sixth round of 191 letters (`sixth_tuned`, `sixth_held_back`; again receipts were called unknown
where we say `auto_reply`):

- at first: 95 and 96 % of the recipients, `permanent` 93 and 96, `reason` 86 and 93, the kind of
  94 and 91 % of the letters;
- held back, once the rules were mended by the other half and by `houses`: the same recipients and
  `permanent`, `reason` 92, the kind of 91 %. It was counted on the way; a rule for answers that
  tell of delays was made narrower because it cost one kind. Nobody opened its letters.

A seventh round of 200 letters (`seventh_tuned`, `seventh_held_back`; again receipts were called
unknown):

- at first: 98 and 100 % of the recipients, `permanent` 96 and 99, `reason` 94 and 97, the kind of
  94 and 98 % of the letters;
- held back, once the rules were mended by the other half and by `forms`: all recipients,
  `permanent` 98 and `reason` 96 (one fell when the words were weighed anew). It was counted on the
  way; nobody opened its letters.

`forms` is our own widening of what the seventh round showed, 114 letters in two goes: what gateways
and lists write from ordinary addresses, in eight languages, and 46 people who write of it, show it
or send it on. Half of each go was held back. Of the recipients of the first, 33 % were found at
first in the half that was mended by and 17 in the other; that was 61 once the one half was mended.
In the second go, three quarters were found at first, and in the half that was looked at four people
who had pasted a form without a quoting mark were taken for machines; once that half was mended, the
kind of 87 % of the other was right. Those misses are mended since, but for five short notices in
prose that nothing marks as a machine's: they go to people, and are labelled so.

`houses` is our own widening of what the sixth round showed, 276 letters in ten goes: filters, forms
and answering machines that write from ordinary addresses, programs among the recipients, replies
within replies, suspended domains, lists, complaints, our subject repeated, people who write of all
these, rarer systems, languages and structures. Of the first six goes half was held back while the
other was mended: 87 % of its kinds were right at first and 93 % then, of its recipients 87 and 94 %
found, `reason` 77 and 89 %; of 112 held-back replies of servers `reason` 85 and 90 %, and of 98
more, read once the rules were done, 96 %. Some labels were mended since, and the misses of both
halves.

`alike` is our own attack on the kind, 179 short letters in four goes, each labelled before it was
run and half of each held back while the other was mended: people who write of failures, absences,
tickets and parcels, machines that write like people or in languages not met before, what comes from
lists, couriers and swindlers. At first the kind of 118 was right; of the half held back, that of 63
in 89 at the first run of each go and that of 86 when only the other half was mended (people 23 of
35, then all). The misses of both halves are mended since.

`rarer` is our own attack, written in several goes before each was run: forwarding, several fates,
nested reports, two languages, codes that lie, notices from ordinary addresses, with replies of
NetEase and of Hungary, Romania, Greece and Finland. Half of each go was held back while the other
was mended; of the first letters, 86 % of the held-back recipients were found at first and 98 %
then; of the last 48 replies in those four languages, `reason` was right in 62 %, of those held
back in 81 %, `permanent` in all of these. Of 25 people whose parcel or mail did not arrive, half
were taken for a machine at first. The misses of both halves are mended since.

Where a system made one address of another, the labels name the one that we wrote to
(Original-Recipient); some authors of the first three rounds had named the other.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from mail.reading import read
from mail.recognising import recognise
from mail.recognising.verdict import Recipient
from tests.mail.recognising.letters import fields, recipient, report

SAMPLES = Path(__file__).with_name("samples")
ANA = "ana@cliente.test"


def _rows(table: str) -> Iterator[list[str]]:
    for line in (SAMPLES / table).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _messages() -> Iterator[tuple[str, str, tuple[tuple[str, str, bool], ...]]]:
    for folder in ("servers", "tuned", "held_back"):
        for name, kind, meant in _rows(f"{folder}/expected.tsv"):
            each = (one.split() for one in meant.split(";") if one.strip())
            wanted = tuple((address, reason, dead == "dead") for address, reason, dead in each)
            yield f"{folder}/{name}", kind, wanted


MESSAGES = list(_messages())
REPLIES = [row for half in ("tuned", "held_back") for row in _rows(f"{half}/replies.tsv")]


@pytest.mark.parametrize(("file", "kind", "wanted"), MESSAGES, ids=[one[0] for one in MESSAGES])
def test_each_sample_is_recognised(
    file: str, kind: str, wanted: tuple[tuple[str, str, bool], ...]
) -> None:
    found = recognise(read((SAMPLES / file).read_bytes()))
    assert found.kind.value == kind
    if kind in ("bounce", "delay"):
        told = {
            (one.address, one.reason.value if one.reason else "-", one.permanent)
            for one in found.recipients
        }
        assert told == set(wanted)
    else:
        assert {address for address, _, _ in wanted} <= {one.address for one in found.recipients}


@pytest.mark.parametrize(("reason", "words"), REPLIES, ids=[row[1][:60] for row in REPLIES])
def test_each_reply_of_a_server_has_its_reason(reason: str, words: str) -> None:
    status = "4.0.0" if words.startswith("4") else "5.0.0"
    raw = report("It failed.", fields(recipient(ANA, status, words)), to=ANA)
    (one,) = recognise(read(raw)).recipients
    dead = reason in ("user_unknown", "host_unknown", "moved", "not_accepted")
    assert (one.reason, one.permanent) == (reason, dead)


class Meant(NamedTuple):
    """What a letter of the blind round means for one address; either reason will do."""

    address: str
    reasons: list[str]
    dead: bool


def _blind(half: str) -> Iterator[tuple[str, str, list[Meant]]]:
    for name, kind, meant in _rows(f"{half}/expected.tsv"):
        each = (one.split() for one in meant.split(";") if one.strip())
        wanted = [Meant(one, reasons.split("|"), dead == "dead") for one, reasons, dead in each]
        yield f"{half}/{name}", kind, wanted


def _found(file: str) -> dict[str, Recipient]:
    found = recognise(read((SAMPLES / file).read_bytes()))
    return {one.address.lower(): one for one in found.recipients}


ROUNDS = (
    *("blind_tuned", "third_tuned", "fourth_tuned", "fifth_tuned", "sixth_tuned"),
    *("seventh_tuned", "rarer", "alike", "houses", "forms"),
)
BLIND = [one for half in ROUNDS for one in _blind(half)]
BLIND_REPLIES = list(_rows("blind_tuned/replies.tsv"))

DEAD = {"user_unknown", "host_unknown", "moved", "not_accepted"}


@pytest.mark.parametrize(("file", "kind", "wanted"), BLIND, ids=[one[0] for one in BLIND])
def test_each_letter_of_the_blind_round_is_read(file: str, kind: str, wanted: list[Meant]) -> None:
    assert recognise(read((SAMPLES / file).read_bytes())).kind.value in kind.split("|")
    found = _found(file)
    for address, reasons, dead in wanted:
        one = found[address.lower()]
        assert ((one.reason or "-") in reasons, one.permanent) == (True, dead)


@pytest.mark.parametrize(("reasons", "words"), BLIND_REPLIES)
def test_each_reply_of_the_blind_round_has_its_reason(reasons: str, words: str) -> None:
    one = _replied(words)
    assert one.reason in reasons.split("|")
    assert one.permanent in _may_be_dead(reasons, words)


def _replied(words: str) -> Recipient:
    status = "4.0.0" if words.startswith("4") else "5.0.0"
    raw = report("It failed.", fields(recipient(ANA, status, words)), to=ANA)
    (one,) = recognise(read(raw)).recipients
    return one


def _may_be_dead(reasons: str, words: str) -> set[bool]:
    transient = words.startswith("4")
    return {one in DEAD and not (one == "not_accepted" and transient) for one in reasons.split("|")}


@pytest.mark.parametrize(
    ("half", "kind", "recipients", "permanent", "reason"),
    [
        ("blind_held_back", 0.9, 0.95, 0.92, 0.87),
        ("third_held_back", 0.95, 0.98, 0.94, 0.87),
        ("fourth_held_back", 0.96, 0.98, 0.95, 0.94),
        ("fifth_held_back", 0.96, 0.97, 0.94, 0.91),
        ("sixth_held_back", 0.89, 0.94, 0.94, 0.91),
        ("seventh_held_back", 0.96, 0.98, 0.97, 0.95),
    ],
)
def test_letters_that_nobody_tuned_on_are_read_as_well_as_stated(
    half: str, kind: float, recipients: float, permanent: float, reason: float
) -> None:
    right: Counter[str] = Counter()
    for file, meant, wanted in _blind(half):
        recognised = recognise(read((SAMPLES / file).read_bytes()))
        found = {one.address.lower(): one for one in recognised.recipients}
        right["letters"] += 1
        right["kind"] += recognised.kind.value == meant
        for address, reasons, dead in wanted:
            one = found.get(address.lower())
            right["all"] += 1
            right["recipients"] += one is not None
            right["permanent"] += one is not None and one.permanent == dead
            right["reason"] += one is not None and (one.reason or "-") in reasons
    assert right["kind"] >= kind * right["letters"]
    assert right["recipients"] >= recipients * right["all"]
    assert right["permanent"] >= permanent * right["all"]
    assert right["reason"] >= reason * right["all"]


# Some replies of the third round say too little, or another thing to another reader.
@pytest.mark.parametrize(
    ("half", "permanent", "reason"),
    [("blind_held_back", 0.97, 0.92), ("third_tuned", 0.98, 0.96), ("houses", 0.97, 0.9)],
)
def test_replies_are_read_as_well_as_stated(half: str, permanent: float, reason: float) -> None:
    rows = list(_rows(f"{half}/replies.tsv"))
    read_as = [(_replied(words), reasons, words) for reasons, words in rows]
    right = [one.reason in reasons.split("|") for one, reasons, _ in read_as]
    dead = [one.permanent in _may_be_dead(reasons, words) for one, reasons, words in read_as]
    assert sum(right) >= reason * len(rows)
    assert sum(dead) >= permanent * len(rows)


def test_codes_and_words_that_lie_are_read_as_well_as_stated() -> None:
    right: Counter[str] = Counter()
    for status, reasons, words in _rows("rarer/replies.tsv"):
        (one,) = recognise(
            read(report("It failed.", fields(recipient(ANA, status, words)), to=ANA))
        ).recipients
        right["all"] += 1
        right["reason"] += one.reason in reasons.split("|")
        right["permanent"] += one.permanent in _may_be_dead(reasons, status)
    assert right["reason"] >= 0.96 * right["all"]
    assert right["permanent"] >= 0.99 * right["all"]


ALIASED = [one for one in _blind("rarer") if one[0].startswith(("rarer/al-", "rarer/fw-"))]


@pytest.mark.parametrize(("file", "kind", "wanted"), ALIASED, ids=[one[0] for one in ALIASED])
def test_what_was_made_of_our_address_is_no_recipient(
    file: str, kind: str, wanted: list[Meant]
) -> None:
    if kind in ("bounce", "delay"):
        assert set(_found(file)) == {one.address.lower() for one in wanted}
