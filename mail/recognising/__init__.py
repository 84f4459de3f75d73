"""Recognising what a message is: a machine's report or answer, noise, or a person's mail.

`recognise` is pure. It weighs evidence (structure, sender, subject, words) and never the vendor,
and it names in `why` what decided. A person's mail is never taken for a machine's: where the
evidence is thin the verdict is `HUMAN`, and what nobody understands ends before a person.
"""

import re
from dataclasses import dataclass, field

from mail.reading import Message
from mail.recognising.automatic import automatic_why
from mail.recognising.bounces import recognise_report
from mail.recognising.feedback import complains_in_words, is_statistics, read_feedback
from mail.recognising.marks import Marks, gather
from mail.recognising.original import (
    find_original,
    referred_message_id,
    split_notice,
    stated_message_id,
)
from mail.recognising.verdict import Action, Kind, Reason, Recipient, Recognised

__all__ = ["Action", "Kind", "OurMarks", "Reason", "Recipient", "Recognised", "recognise"]


@dataclass(frozen=True, slots=True)
class OurMarks:
    """What our own mail carries, so that its traces are known again.

    `addresses` are ours and are never a failed recipient; `token` matches our signed mark wherever
    one may travel (envelope sender, Reply-To, Message-ID), group 1 or the whole match being the
    mark; `unsubscribe` is the subject of the mail that List-Unsubscribe asks for.
    """

    addresses: frozenset[str] = field(default_factory=frozenset)
    token: re.Pattern[str] | None = None
    unsubscribe: str = "unsubscribe"


NONE_OF_OURS = OurMarks()
_TOKEN_HEADERS = (
    "to",
    "cc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "in-reply-to",
    "references",
    "subject",
)


def recognise(message: Message, ours: OurMarks | None = None) -> Recognised:
    """Decide what a message is. Never raises; anything that no rule knows is `HUMAN`."""
    ours = ours or NONE_OF_OURS
    marks = gather(message)
    for step in _STEPS:
        verdict = step(message, marks, ours)
        if verdict is not None:
            return verdict
    return Recognised(Kind.HUMAN, tokens=_tokens(message, (), ours), why=("no mark of a machine",))


def _feedback(message: Message, marks: Marks, ours: OurMarks) -> Recognised | None:
    feedback = read_feedback(message)
    if feedback is None:
        return None
    original = find_original(message, split_notice(message.text)[1])
    named = feedback.recipients
    return Recognised(
        kind=Kind.COMPLAINT if feedback.complains else Kind.UNKNOWN,
        recipients=tuple(Recipient(address, Action.DELIVERED) for address in named),
        original_message_id=original.message_id or referred_message_id(message.headers),
        original_envelope=feedback.envelope,
        tokens=_tokens(
            message, (*feedback.envelope, *original.marks, original.message_id or ""), ours
        ),
        feedback_type=feedback.feedback_type,
        why=(f"feedback report: {feedback.feedback_type}",),
    )


def _statistics(message: Message, marks: Marks, ours: OurMarks) -> Recognised | None:
    if not is_statistics(message):
        return None
    return Recognised(Kind.UNKNOWN, why=("aggregate report on our domain",))


def _report(message: Message, marks: Marks, ours: OurMarks) -> Recognised | None:
    found = recognise_report(message, marks, ours.addresses)
    if found is None:
        return None
    tokens = _tokens(message, found.traces, ours)
    return Recognised(
        kind=found.kind,
        recipients=found.recipients,
        original_message_id=found.message_id,
        original_envelope=found.envelope,
        tokens=tokens,
        why=found.why,
    )


def _complaint(message: Message, marks: Marks, ours: OurMarks) -> Recognised | None:
    if not complains_in_words(message, marks):
        return None
    notice, copied = split_notice(message.text)
    original = find_original(message, copied)
    message_id = original.message_id or stated_message_id(notice)
    if message_id is None:
        return None
    return Recognised(
        Kind.COMPLAINT,
        original_message_id=message_id,
        tokens=_tokens(message, (*original.marks, message_id), ours),
        feedback_type="abuse",
        why=("complaint in words",),
    )


def _unsubscribe(message: Message, marks: Marks, ours: OurMarks) -> Recognised | None:
    wanted = ours.unsubscribe.lower()
    if not wanted or not re.fullmatch(
        rf"{re.escape(wanted)}(?:[\s:_=-]+\S{{1,200}})?", marks.subject
    ):
        return None
    if len(message.text.strip()) > 400 or marks.bulk:
        return None
    tokens = _tokens(message, (message.text[:2000],), ours)
    return Recognised(Kind.UNSUBSCRIBE, tokens=tokens, why=("subject of our List-Unsubscribe",))


def _automatic(message: Message, marks: Marks, ours: OurMarks) -> Recognised | None:
    why = automatic_why(message, marks)
    if not why:
        return None
    return Recognised(
        Kind.AUTO_REPLY,
        original_message_id=referred_message_id(message.headers),
        tokens=_tokens(message, (), ours),
        why=why,
    )


def _noise(message: Message, marks: Marks, ours: OurMarks) -> Recognised | None:
    why: tuple[str, ...] = ()
    if marks.spam:
        why = ("marked as spam on the way",)
    elif marks.bulk and not marks.answering:
        why = ("mail to a list",)
    elif marks.automatic == "generated":
        why = ("generated by a machine, and no answer",)
    elif marks.daemon and not marks.office and marks.sender and not marks.answering:
        why = ("a server's notice about something else",)
    elif message.root.kind == "text/calendar" or any(
        p.kind == "text/calendar" for p in message.parts
    ):
        why = ("calendar mail",)
    return Recognised(Kind.UNKNOWN, tokens=_tokens(message, (), ours), why=why) if why else None


def _tokens(message: Message, traces: tuple[str, ...], ours: OurMarks) -> tuple[str, ...]:
    if ours.token is None:
        return ()
    places = [value for name in _TOKEN_HEADERS for value in message.headers.all(name)]
    found = (m for place in (*places, *traces) for m in ours.token.finditer(place[:5000]))
    return tuple(dict.fromkeys(m[1] if m.re.groups else m[0] for m in found))


_STEPS = (_feedback, _statistics, _report, _unsubscribe, _complaint, _automatic, _noise)
