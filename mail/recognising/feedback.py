"""Complaints in the Abuse Reporting Format (RFC 5965), whole or redacted, and its look-alikes."""

import re
from dataclasses import dataclass

from mail.reading import Message
from mail.recognising.addresses import addresses_in
from mail.recognising.marks import Marks
from mail.recognising.phrases import fold, phrases_of

_COMPLAINING = frozenset(
    {"abuse", "opt-out", "opt-out-list", "fraud", "virus", "other", "complaint", "miscategorized"}
)
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*([^\n]{0,1000})", re.M)
_COMPLAINANT = "x-hmxmroriginalrecipient"
_REPORTS = re.compile(
    r"^report domain:|dmarc (?:aggregate )?report|tls-?rpt|^\[?preview\]? ?report domain"
)

_ABUSE = re.compile(
    r"(?:[\w-]+[-_.])?(?:abuse|fbl|feedback|feedbackloop|complaints?|spam)(?:[-_.][\w-]+)?@"
    r"|\d+@reports?\.|report(?:er|s|ing)?@|(?:scomp|arf|jmrp?|abuse-?reports?|spam-?reports?)@"
    r"|[^@]+@(?:[\w-]+\.)*(?:fbl|abuse|feedback|arf|complaints?)\."
)
_OPENING = 1500


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a feedback report says: its type, whom it names, and whether it is a complaint."""

    feedback_type: str
    complains: bool
    recipients: tuple[str, ...]
    envelope: tuple[str, ...]


def read_feedback(message: Message) -> Feedback | None:
    """The feedback report in a message, or None when it is none."""
    for part in message.parts:
        if part.kind == "message/feedback-report":
            return _from_fields(part.text(20_000))
    if message.root.parameters.get("report-type", "").lower() == "feedback-report":
        return _from_fields(message.text)
    return _without_format(message)


def _from_fields(text: str) -> Feedback:
    fields: dict[str, list[str]] = {}
    for found in _FIELD.finditer(text):
        fields.setdefault(found[1].lower(), []).append(found[2].strip())
    kind = (fields.get("feedback-type") or ["abuse"])[0].lower()
    named = [
        a
        for name in ("original-rcpt-to", "removal-recipient", "x-original-rcpt-to")
        for value in fields.get(name, [])
        for a in addresses_in(value)
    ]
    envelope = [
        v for name in ("original-mail-from", "original-envelope-id") for v in fields.get(name, [])
    ]
    return Feedback(kind, kind in _COMPLAINING, tuple(dict.fromkeys(named)), tuple(envelope))


def _without_format(message: Message) -> Feedback | None:
    """Microsoft's Junk Mail Reporting encloses the message and marks whose complaint it is, there
    or in its own header."""
    marked = [one.headers.raw(_COMPLAINANT) for one in (message, *message.attached)]
    if message.attached and any(marked):
        return Feedback("abuse", True, addresses_in(" ".join(marked)), ())
    if message.headers.first(
        "x-loop"
    ).lower() == "scomp" or "staff@hotmail.com" in message.headers.raw("from"):
        return Feedback("abuse", True, (), ()) if message.attached else None
    return None


def complains_in_words(message: Message, marks: Marks) -> bool:
    """Whether an abuse desk says in plain words that somebody complained of a mail.
    That it is one of ours the copy below must tell."""
    if not _ABUSE.match(marks.sender) or marks.answering:
        return False
    said = phrases_of("bodies").found(fold(message.text[:_OPENING]))
    return any(phrase.meaning == "complaint" for phrase in said)


def is_statistics(message: Message) -> bool:
    """DMARC (RFC 7489) and TLS (RFC 8460) aggregate reports: mail for nobody here."""
    if message.root.parameters.get("report-type", "").lower() == "tlsrpt":
        return True
    subject = message.headers.first("subject").lower()
    return ("report" in subject or "rpt" in subject) and bool(_REPORTS.search(subject))
