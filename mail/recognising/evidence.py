"""Whether a message is a delivery report: marks and words weighed, where no part of it says so.

A person's mail is never taken for one: a parcel too "could not be delivered", its number may look
like a code, and addresses stand in lines of their own. So where no header and no sender tell,
nobody may greet, ask, answer, speak of himself or of a parcel.
"""

from collections.abc import Iterator

from mail.recognising.addresses import list_behind
from mail.recognising.case import Case
from mail.recognising.codes import codes_in
from mail.recognising.marks import Marks, from_nobody, takes_no_answers
from mail.recognising.people import greets, own_words, speaks_of_self, without_subjects
from mail.recognising.phrases import fold, phrases_of

SPOKEN = ("failed", "delayed", "delivered")
_ENOUGH = 5
_BESIDE = 400  # letters beside a recipient
_UNREACHED = frozenset({"user_unknown", "host_unknown", "mailbox_full", "message_too_big"})


def may_be(case: Case) -> bool:
    """A cheap first look: most mail has nothing of a report about it."""
    answers = case.marks.automatic == "replied"
    return _is_marked(case.marks) or (not answers and case.is_form)


def _is_marked(marks: Marks) -> bool:
    if marks.automatic == "replied" and not marks.daemon and not marks.failed_header:
        return marks.says("failed", "delayed")
    told = marks.daemon or marks.null_path or bool(marks.failed_header or marks.automatic)
    return told or marks.report == "delivery-status" or marks.says(*SPOKEN)


def evidence(case: Case) -> tuple[str, ...]:
    """Why this is a delivery report; empty when the evidence does not add up."""
    if case.reports:
        return ("delivery-status part",)
    held: list[tuple[int, str]] = []
    total = 0
    for points, name, holds in _weights(case):
        if holds:
            held.append((points, name))
            total += points
        if total >= _ENOUGH and (case.marks.says(*SPOKEN) or case.marks.failed_header):
            break
    if total == _ENOUGH - 1 and _lists_recipients(case):
        total += 1
    spoken = case.marks.says(*SPOKEN) or case.says & set(SPOKEN) or _tells_in_a_form(case)
    if not spoken and total >= 3 and _tells_why(case):
        return (*(name for points, name in held if points > 0), "reasons beside recipients")
    if total < _ENOUGH:
        return ()
    if not (spoken or case.marks.failed_header or _gives_back(case) or _is_back_from_a_list(case)):
        return ()
    return tuple(name for points, name in held if points > 0)


def _lists_recipients(case: Case) -> bool:
    """Whether it is written as systems write: recipients head lines, nobody is answered or
    asked."""
    asks = case.marks.answering or "?" in case.opening
    return not asks and any(named.listed for named in case.named)


def _tells_why(case: Case) -> bool:
    """Whether a mail system, in whatever words, lists recipients with reasons that only undelivered
    mail has."""
    marks = case.marks
    if marks.bulk or marks.answering or marks.subject_says:
        return False
    named = marks.daemon and not marks.office
    if not named and not (marks.null_path and marks.automatic == "generated"):
        return False
    listed = (one.words for one in case.named[:3] if one.listed or not named)
    told = (phrases_of("reasons").found(fold(words[:_BESIDE])) for words in listed)
    return any(phrase.weight and phrase.meaning in _UNREACHED for each in told for phrase in each)


def _tells_in_a_form(case: Case) -> bool:
    """Whether a filter's form gives a reason; where its sender is named as filters are, a hint of
    one is enough."""
    if not case.is_form:
        return False
    found = phrases_of("reasons").found(fold(case.opening))
    return any(phrase.weight or case.marks.daemon for phrase in found)


def _is_back_from_a_list(case: Case) -> bool:
    """Whether Mailman, in whatever language, returns what was written to a list."""
    if case.message.headers.raw("x-list-administrivia").lower() != "yes":
        return False
    written = {address.lower() for address in case.original.recipients}
    return bool(case.message.attached) and not written.isdisjoint(list_behind(case.marks.sender))


def _gives_back(case: Case) -> bool:
    """Whether a mail system that speaks an unknown language can only mean a report: it writes from
    nobody, not as an answer, and lists the one recipient, or lists several and gives our mail
    back."""
    marks = case.marks
    if not (marks.daemon and marks.null_path) or marks.bulk or marks.subject_says or case.says:
        return False
    gives = bool(case.original) or codes_in(case.opening).reply is not None
    return _lists_recipients(case) and (gives or len(case.named) == 1)


def _is_personal(case: Case) -> bool:
    """Whether it speaks as people do: who greets, or writes of himself or of a parcel. The lines
    that repeat our own subject are not asked. A robot may greet, and one of a carrier may write of
    a parcel, which is no mail of ours either."""
    marks = case.marks
    stated = marks.null_path or marks.automatic or marks.report or marks.failed_header
    named = marks.daemon and not marks.office
    if stated or named or "automatic" in case.says or _for_a_list(case):
        return False
    nobody = marks.office or from_nobody(marks)
    if not nobody and greets(case.opening):
        return True
    own = own_words(case.opening)
    return speaks_of_self(without_subjects(own) if nobody else own)


def _gives_its_address(case: Case) -> bool:
    """Whether who bears no machine's mark names himself beside others: people say so where they
    want to be written to."""
    marks = case.marks
    stated = marks.daemon or marks.null_path or marks.automatic or marks.report
    if stated or marks.failed_header or _for_a_list(case) or from_nobody(marks):
        return False
    return bool(marks.sender) and marks.sender in case.opening.lower()


def _weights(case: Case) -> Iterator[tuple[int, str, bool]]:
    marks = case.marks
    yield -4, "forwarded", marks.forwarded
    yield -2, "answers", marks.answering and not marks.daemon and not marks.null_path
    yield -3, "a person's words", _is_personal(case)
    yield -2, "gives its own address", _gives_its_address(case)
    yield -3, "absence", marks.says("auto_reply", "receipt", "challenge", "ticket")
    asks = not marks.says("failed") and "challenge" in case.says
    yield -3, "asks to be confirmed", asks and not case.message.attached
    yield 2 if marks.office else 3, "sender", marks.daemon
    yield 2, "sent for a list", not marks.daemon and _for_a_list(case)
    yield 2, "null return path", marks.null_path
    yield 6, "X-Failed-Recipients", bool(marks.failed_header)
    yield 3, "multipart/report", marks.report == "delivery-status"
    yield 2, "subject", marks.says(*SPOKEN)
    yield 1, "automatic", bool(marks.automatic)
    yield 2, "words", bool(case.says & set(SPOKEN)) or _tells_in_a_form(case)
    yield 1, "enclosed original", bool(case.original)
    yield 1, "reply code", codes_in(case.opening).reply is not None
    refusing = marks.says("failed") and not marks.daemon
    yield 1, "says that it is automatic", refusing and "automatic" in case.says
    yield 1, "refuses for its own house", _refuses_for_its_house(case)
    yield 3, "a filter's form", case.is_form and "?" not in own_words(case.opening)
    yield 1, "from us to whom", not case.is_form and case.tells_both_ends
    yield 5, "a list gives our mail back", _is_back_from_a_list(case)


def _refuses_for_its_house(case: Case) -> bool:
    """Whether nobody writes, and names a mailbox of his own domain as not reached: a filter, or a
    form of the house."""
    marks = case.marks
    if not takes_no_answers(marks) or not (marks.says("failed") or "failed" in case.says):
        return False
    home = marks.sender.rpartition("@")[2]
    return any(one.address.lower().rpartition("@")[2] == home for one in case.named)


def _for_a_list(case: Case) -> bool:
    """Whether the sender runs a mailing list, and says so or speaks of it."""
    behind = list_behind(case.marks.sender)
    return bool(behind) and (case.marks.bulk or behind[0] in case.opening.lower())
