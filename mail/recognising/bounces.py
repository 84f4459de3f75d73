"""Delivery reports, standard or in free text: whether a message is one, and of whom it speaks."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from mail.reading import Message
from mail.recognising.addresses import list_behind
from mail.recognising.case import Case
from mail.recognising.codes import codes_in, excerpt
from mail.recognising.marks import Marks, gather
from mail.recognising.notice import Named
from mail.recognising.original import referred_message_id, stated_message_id
from mail.recognising.reasons import is_permanent, judge
from mail.recognising.reports import Stated
from mail.recognising.verdict import Action, Kind, Recipient

_ENOUGH = 5
_SPOKEN = ("failed", "delayed", "delivered")
_GOOD_NEWS = (Action.DELIVERED, Action.RELAYED, Action.EXPANDED)


class Found(NamedTuple):
    """A recognised delivery report; `traces` are texts where a mark of ours may be."""

    kind: Kind
    recipients: tuple[Recipient, ...]
    message_id: str | None
    envelope: tuple[str, ...]
    traces: tuple[str, ...]
    why: tuple[str, ...]


def recognise_report(message: Message, marks: Marks, ours: frozenset[str]) -> Found | None:
    """The delivery report in a message, or None when it is none."""
    case = _unwrapped(Case(message, marks, ours))
    if not case.reports and not _may_be(case.marks):
        return None
    why = _evidence(case)
    if not why:
        return None
    recipients = _recipients(case)
    if not recipients and not case.original and not case.marks.says(*_SPOKEN):
        # A server's notice about something else: our own quota, a maintenance.
        return None
    return Found(
        kind=_kind(recipients, case),
        recipients=recipients,
        message_id=_message_id(case),
        envelope=tuple(value for report in case.reports for value in report.envelope),
        traces=_traces(case),
        why=why,
    )


def _unwrapped(case: Case) -> Case:
    """Some gateways enclose the report that they got in a mail of their own."""
    if not case.marks.daemon or case.reports or not case.message.attached:
        return case
    inner = case.message.attached[0]
    return Case(inner, gather(inner), case.known) if inner.root.kind == "multipart/report" else case


def _may_be(marks: Marks) -> bool:
    """A cheap first look: most mail has nothing of a report about it."""
    if marks.automatic == "replied" and not marks.daemon and not marks.failed_header:
        return marks.says("failed", "delayed")
    told = marks.daemon or marks.null_path or bool(marks.failed_header or marks.automatic)
    return told or marks.report == "delivery-status" or marks.says(*_SPOKEN)


def _evidence(case: Case) -> tuple[str, ...]:
    """Why this is a delivery report; empty when the evidence does not add up."""
    if case.reports:
        return ("delivery-status part",)
    held: list[tuple[int, str]] = []
    total = 0
    for points, name, holds in _weights(case):
        if holds:
            held.append((points, name))
            total += points
        if total >= _ENOUGH and (case.marks.says(*_SPOKEN) or case.marks.failed_header):
            break
    if total == _ENOUGH - 1 and not case.marks.answering and any(n.listed for n in case.named):
        total += 1
    spoken = case.marks.says(*_SPOKEN) or case.says & set(_SPOKEN)
    if total < _ENOUGH or not (spoken or case.marks.failed_header):
        return ()
    return tuple(name for points, name in held if points > 0)


def _weights(case: Case) -> Iterator[tuple[int, str, bool]]:
    marks = case.marks
    yield -4, "forwarded", marks.forwarded
    yield -2, "answers", marks.answering and not marks.daemon and not marks.null_path
    yield -3, "absence", marks.says("auto_reply", "receipt", "challenge", "ticket")
    yield 3, "sender", marks.daemon
    yield 2, "sent for a list", marks.bulk and not marks.daemon and bool(list_behind(marks.sender))
    yield 2, "null return path", marks.null_path
    yield 6, "X-Failed-Recipients", bool(marks.failed_header)
    yield 3, "multipart/report", marks.report == "delivery-status"
    yield 2, "subject", marks.says(*_SPOKEN)
    yield 1, "automatic", bool(marks.automatic)
    yield 2, "words", bool(case.says & set(_SPOKEN))
    yield 1, "enclosed original", bool(case.original)
    yield 1, "reply code", codes_in(case.opening).reply is not None


def _recipients(case: Case) -> tuple[Recipient, ...]:
    stated = dict.fromkeys(item for report in case.reports for item in report.recipients)
    read = (_from_report(item, case) for item in stated)
    found = [one for items in read for one in items] if stated else _from_notice(case)
    kept: dict[str, Recipient] = {}
    for recipient in found:
        held = kept.get(recipient.address.lower())
        if held is None or (held.action is not Action.FAILED and recipient.action is Action.FAILED):
            kept[recipient.address.lower()] = recipient
    return tuple(kept.values())


def _from_report(stated: Stated, case: Case) -> Iterator[Recipient]:
    """The recipient that a report's fields state, and the one that its mail was forwarded to."""
    address = stated.address or next(iter((*[n.address for n in case.named], *case.implied)), None)
    if address is None:
        return
    words = _words_of_report(address, stated, case)
    judged = _judged(address, stated.action, stated.status, words)
    yield judged
    if stated.forwarded:
        yield replace(judged, address=stated.forwarded)


def _words_of_report(address: str, stated: Stated, case: Case) -> Iterator[str]:
    """The most telling words first; the notice is only read where the fields do not tell."""
    yield stated.diagnostic
    words = next((n.words for n in case.named if n.address.lower() == address.lower()), "")
    yield excerpt(words)
    yield words
    if sum(len(report.recipients) for report in case.reports) == 1:
        yield excerpt(case.notice)
        yield case.notice


def _from_notice(case: Case) -> list[Recipient]:
    action = _action(case)
    named = _listed(case) or [Named(one, case.notice) for one in case.bare or case.implied]
    apart = len({one.words for one in named}) > 1
    return [_judged(one.address, action, None, _words_of_notice(one, case, apart)) for one in named]


def _listed(case: Case) -> list[Named]:
    """The recipients that the notice names; X-Failed-Recipients chooses among them, but
    keeps those that the notice says others were made of, and adds what the notice leaves out."""
    named = {one.address.lower(): one for one in case.named}
    header = {address.lower(): address for address in case.marks.failed_header}
    if not header or (named and len(named) >= len(header) and not set(header) & set(named)):
        return list(named.values())
    added = [Named(address, case.notice) for key, address in header.items() if key not in named]
    kept = [one for key, one in named.items() if one.aliased or key in header]
    return [*kept, *added]


def _words_of_notice(named: Named, case: Case, apart: bool) -> Iterator[str]:
    """The most telling words first. Where each recipient has words of its own and these state a
    code, the rest of the notice is about others."""
    said = excerpt(named.words)
    yield said
    yield named.words
    if not (apart and said):
        yield case.notice
        if codes_in(named.words).status is None:
            yield case.marks.subject


def _judged(address: str, action: Action, status: str | None, words: Iterator[str]) -> Recipient:
    if action in _GOOD_NEWS:
        return Recipient(address, action, status)
    told = judge(words, status)
    codes = told.codes
    return Recipient(
        address=address,
        action=action,
        status=codes.status,
        reply_code=codes.reply,
        reason=told.reason,
        permanent=action is Action.FAILED and is_permanent(told.reason, codes),
        evidence=told.evidence,
        diagnostic=told.words,
    )


def _action(case: Case) -> Action:
    """What free text says happened. A warning speaks of failure too, so it is asked first."""
    marks = case.marks
    certain = marks.subject_says is not None and marks.subject_says.weight > 0
    if certain and marks.says("failed"):
        return Action.FAILED
    if marks.says("delayed") or "delayed" in case.says:
        return Action.DELAYED
    if marks.says("delivered") or case.says == {"delivered"}:
        return Action.DELIVERED
    return Action.FAILED


def _kind(recipients: tuple[Recipient, ...], case: Case) -> Kind:
    actions = {recipient.action for recipient in recipients} or {_action(case)}
    if Action.FAILED in actions:
        return Kind.BOUNCE
    return Kind.DELAY if Action.DELAYED in actions else Kind.AUTO_REPLY


def _message_id(case: Case) -> str | None:
    return (
        case.original.message_id
        or stated_message_id(case.notice)
        or referred_message_id(case.message.headers)
    )


def _traces(case: Case) -> tuple[str, ...]:
    envelope = [value for report in case.reports for value in report.envelope]
    original = case.original
    return (*envelope, *original.marks, *original.senders, original.message_id or "")
