"""Machines that answer for people: absences, acknowledgements, challenges, receipts.

With the headers of RFC 3834 it is easy. Without them it takes two kinds of evidence that agree,
because people too write "I am on holiday" and "thank you for your message".
"""

import re
from collections import Counter

from mail.reading import Message
from mail.recognising.marks import Marks, from_nobody, is_answer
from mail.recognising.people import greets, own_words, speaks_of_self, without_subjects
from mail.recognising.phrases import fold, phrases_of

_SHOWN = 2500
_MADE = re.compile(r"[:\[【]")  # what a machine puts between its words and our subject
_RECEIPTS = ("message/disposition-notification", "message/global-disposition-notification")


def _is_receipt(message: Message, marks: Marks) -> bool:
    """Whether a message is a read receipt by its structure (RFC 8098)."""
    disposition = any(part.kind in _RECEIPTS for part in message.parts)
    return disposition or marks.report.startswith("disposition")


def _is_written(text: str) -> bool:
    """Whether a text is too long for a receipt, or one that somebody wrote: people ask for a
    receipt, or send a signed one."""
    if len(text) > 400:
        return True
    own = own_words(text)
    return "?" in own or greets(text) or speaks_of_self(own)


def automatic_why(message: Message, marks: Marks) -> tuple[str, ...]:
    """The evidence that a message is an automatic answer; empty when it is not one."""
    if _is_receipt(message, marks):
        return ("read receipt",)
    if marks.automatic == "replied":
        return ("says that it was sent automatically",)
    if marks.says("receipt") and not _is_written(message.text.strip()):
        return ("subject of a read receipt",)
    return _by_words(message, marks)


def _by_words(message: Message, marks: Marks) -> tuple[str, ...]:
    said = Counter(
        phrase.meaning for phrase in phrases_of("bodies").found(fold(message.text[:_SHOWN]))
    )
    subject = marks.subject_says.meaning if marks.subject_says else ""
    points = _subject_points(subject, marks) + _body_points(said) + _sender_points(marks)
    points -= _doubts(message, marks, said)
    if points < 4 or _is_sent_on(marks):
        return ()
    evidence = [f"subject: {marks.subject_says.text}"] if marks.subject_says else []
    evidence += [
        f"body: {kind}"
        for kind in ("absent", "automatic", "left", "ticket", "challenge")
        if said[kind]
    ]
    named = marks.daemon and not marks.office
    told = marks.answering or marks.suppressing
    if not evidence and not told and (named or marks.automatic == "generated"):
        # A server's notice about something else.
        return ()
    return tuple(evidence) or ("sent by a machine",)


def _is_sent_on(marks: Marks) -> bool:
    """Whether a person sends on what a machine wrote."""
    stated = marks.automatic or marks.null_path or marks.suppressing
    return marks.forwarded and not stated


def _doubts(message: Message, marks: Marks, said: Counter[str]) -> int:
    """What speaks for a person who writes of absences and of automatic mail: no header tells, the
    subject is not made of ours, he asks, or writes of himself. Nobody writes challenges."""
    stated = marks.automatic or marks.null_path or marks.suppressing or marks.daemon
    if stated or marks.answering or from_nobody(marks) or _MADE.search(marks.subject):
        return 0
    if said["challenge"] and marks.says("challenge"):
        return 0
    own = without_subjects(own_words(message.text[:_SHOWN]))
    return 5 if "?" in own or speaks_of_self(own) else 1


def _subject_points(subject: str, marks: Marks) -> int:
    points = {"auto_reply": 4, "challenge": 2, "ticket": 2, "receipt": 2}.get(subject, 0)
    if marks.subject_says is not None and marks.subject_says.weight == 0:
        points = min(points, 2)
    # A person who answers an automatic mail keeps its subject.
    return points - 2 if points and is_answer(marks.subject) else points


def _body_points(said: Counter[str]) -> int:
    points = 3 if said["automatic"] else 0
    points += min(said["absent"], 3)
    points += min(said["ticket"], 3) if said["ticket"] > 1 else 0
    points += min(said["challenge"], 2) * 2
    return points + (1 if said["left"] else 0)


def _sender_points(marks: Marks) -> int:
    points = 3 if marks.null_path else 0
    points += 2 if marks.automatic == "generated" else 0
    points += 1 if from_nobody(marks) else 0
    points += 0 if not marks.suppressing else 3 if marks.answering else 2
    return points + (1 if marks.daemon else 0)
