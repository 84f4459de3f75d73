"""Delivery reports, standard or in free text: whether a message is one, and of whom it speaks."""

from dataclasses import dataclass

from mail.reading import Message
from mail.recognising.marks import Marks, gather
from mail.recognising.notice import Named, named_recipients
from mail.recognising.original import (
    Original,
    find_original,
    referred_message_id,
    split_notice,
    stated_message_id,
)
from mail.recognising.phrases import fold, phrases_of
from mail.recognising.reasons import Codes, codes_in, excerpt, is_permanent, is_specific, judge
from mail.recognising.reports import Report, Stated, parse_report
from mail.recognising.verdict import Action, Kind, Recipient

_STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
_OPENING = 3000
_ENOUGH = 5
_SPOKEN = ("failed", "delayed", "delivered")


@dataclass(frozen=True, slots=True)
class Found:
    """A recognised delivery report; `traces` are texts where a mark of ours may be."""

    kind: Kind
    recipients: tuple[Recipient, ...]
    message_id: str | None
    envelope: tuple[str, ...]
    traces: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """One message under examination."""

    message: Message
    marks: Marks
    reports: tuple[Report, ...]
    notice: str
    original: Original
    says: frozenset[str]
    ours: frozenset[str]
    named: tuple[Named, ...]


def recognise_report(message: Message, marks: Marks, ours: frozenset[str]) -> Found | None:
    """The delivery report in a message, or None when it is none."""
    reports = _reports(message)
    wrapped = message.attached[0] if message.attached and marks.daemon and not reports else None
    if wrapped is not None and wrapped.root.kind == "multipart/report":
        # Some gateways enclose the report that they got in a mail of their own.
        message, marks = wrapped, gather(wrapped)
        reports = _reports(message)
    if not reports and not _may_be(message, marks):
        return None
    case = _examine(message, marks, reports, ours)
    why = _evidence(case)
    if not why:
        return None
    recipients = _recipients(case)
    kind = _kind(recipients, case)
    return Found(
        kind=kind,
        recipients=recipients,
        message_id=_message_id(case),
        envelope=tuple(value for report in reports for value in report.envelope),
        traces=_traces(case),
        why=why,
    )


def _reports(message: Message) -> tuple[Report, ...]:
    parts = [part for part in message.parts if part.kind in _STATUS_PARTS]
    texts = [part.text(100_000) for part in parts]
    if not texts and "final-recipient:" in message.text[:20_000].lower():
        texts = [message.text]
    parsed = [parse_report(text) for text in texts]
    return tuple(report for report in parsed if report.recipients)


def _may_be(message: Message, marks: Marks) -> bool:
    """A cheap first look: most mail has nothing of a report about it."""
    if marks.automatic == "replied" and not marks.daemon and not marks.failed_header:
        return marks.says("failed", "delayed")
    return bool(
        marks.daemon or marks.null_path or marks.failed_header or marks.report == "delivery-status"
        or marks.says(*_SPOKEN) or marks.automatic
    )  # fmt: skip


def _examine(
    message: Message, marks: Marks, reports: tuple[Report, ...], ours: frozenset[str]
) -> _Case:
    notice, copied = split_notice(_notice_text(message))
    original = find_original(message, copied if copied is not notice else notice)
    found = phrases_of("bodies").found(fold(notice[:_OPENING]))
    says = frozenset(phrase.meaning for phrase in found if phrase.weight)
    own = _own(message, original, ours)
    named = tuple(named_recipients(notice, original, own))
    return _Case(message, marks, reports, notice, original, says, own, named)


def _notice_text(message: Message) -> str:
    """The system's own words: the first readable part of a report, the whole text of plain mail."""
    for part in message.parts:
        if part.kind == "text/plain" and (text := part.text(60_000)).strip():
            return text.replace("\r\n", "\n").replace("\r", "\n")
    return message.text[:60_000]


def _own(message: Message, original: Original, ours: frozenset[str]) -> frozenset[str]:
    """Addresses of the sending side: the report came to them, the original went out from them."""
    from mail.recognising.addresses import addresses_in  # noqa: PLC0415

    to = [
        a
        for name in ("to", "delivered-to", "x-original-to")
        for a in addresses_in(message.headers.first(name))
    ]
    sender = [case for case in (message.headers.first("from"),) for case in addresses_in(case)]
    wanted = {a.lower() for a in original.recipients}
    own = {a.lower() for a in (*to, *sender, *original.senders)} - wanted
    return frozenset(own | {address.lower() for address in ours})


def _evidence(case: _Case) -> tuple[str, ...]:
    """Why this is a delivery report; empty when the evidence does not add up."""
    if case.reports:
        return ("delivery-status part",)
    marks, weighed = case.marks, []
    weighed.append((3, "sender", marks.daemon))
    weighed.append((2, "null return path", marks.null_path))
    weighed.append((6, "X-Failed-Recipients", bool(marks.failed_header)))
    weighed.append((3, "multipart/report", marks.report == "delivery-status"))
    weighed.append((2, "subject", marks.says(*_SPOKEN)))
    weighed.append((2, "words", bool(case.says & set(_SPOKEN))))
    weighed.append((1, "enclosed original", bool(case.original)))
    weighed.append((1, "automatic", bool(marks.automatic)))
    weighed.append((1, "reply code", codes_in(case.notice[:_OPENING]).reply is not None))
    weighed.append((-4, "forwarded", marks.forwarded))
    weighed.append((-2, "answers", marks.answering and not marks.daemon and not marks.null_path))
    weighed.append((-3, "absence", marks.says("auto_reply", "receipt", "challenge", "ticket")))
    total = sum(points for points, _, holds in weighed if holds)
    if total == _ENOUGH - 1 and not marks.answering and any(one.listed for one in case.named):
        total += 1
    spoken = marks.says(*_SPOKEN) or case.says & set(_SPOKEN)
    if total < _ENOUGH or not (spoken or marks.failed_header):
        return ()
    return tuple(name for points, name, holds in weighed if holds and points > 0)


def _recipients(case: _Case) -> tuple[Recipient, ...]:
    named = list(case.named)
    stated = [item for report in case.reports for item in report.recipients]
    if stated:
        found = [_from_report(item, named, case) for item in stated]
    else:
        found = _from_notice(named, case)
    return _distinct([recipient for recipient in found if recipient])


def _distinct(recipients: list[Recipient]) -> tuple[Recipient, ...]:
    kept: dict[str, Recipient] = {}
    for recipient in recipients:
        held = kept.get(recipient.address.lower())
        if held is None or (held.action is not Action.FAILED and recipient.action is Action.FAILED):
            kept[recipient.address.lower()] = recipient
    return tuple(kept.values())


def _from_report(stated: Stated, named: list[Named], case: _Case) -> Recipient | None:
    address = stated.address or _only(named, case)
    if address is None:
        return None
    words = next((n.words for n in named if n.address.lower() == address.lower()), "")
    texts = [stated.diagnostic, excerpt(words), words]
    if sum(len(report.recipients) for report in case.reports) == 1:
        texts += [excerpt(case.notice), case.notice]
    return _judged(address, stated.action, stated.status, texts, case)


def _only(named: list[Named], case: _Case) -> str | None:
    if named:
        return named[0].address
    wanted = [a for a in case.original.recipients if a.lower() not in case.ours]
    return wanted[0] if wanted else None


def _from_notice(named: list[Named], case: _Case) -> list[Recipient | None]:
    action = _action(case)
    listed = {address.lower(): address for address in case.marks.failed_header}
    if listed and len(listed) >= len(named):
        by_name = {n.address.lower(): n.words for n in named}
        named = (
            [Named(address, by_name.get(key, case.notice)) for key, address in listed.items()]
            if not named or set(listed) >= set(by_name)
            else named
        )
    if not named:
        named = [Named(address, case.notice) for address in _implied(case)]
    return [
        _judged(
            n.address,
            action,
            None,
            [excerpt(n.words), n.words, case.notice, case.marks.subject],
            case,
        )
        for n in named
    ]


def _implied(case: _Case) -> list[str]:
    """No address in the notice: the subject may name it, or we wrote to one only."""
    from mail.recognising.addresses import addresses_in  # noqa: PLC0415

    subject = [
        a for a in addresses_in(case.message.headers.first("subject")) if a.lower() not in case.ours
    ]
    if subject:
        return subject[:1]
    for known in (case.original.recipients, case.original.envelope_recipients):
        wanted = [address for address in known if address.lower() not in case.ours]
        if wanted:
            return list(dict.fromkeys(wanted))[:20]
    return []


def _judged(
    address: str, action: Action, status: str | None, texts: list[str], case: _Case
) -> Recipient:
    if action in (Action.DELIVERED, Action.RELAYED, Action.EXPANDED):
        return Recipient(address, action, status)
    said = next(
        (codes for text in texts[:3] if text and (codes := codes_in(text)) != Codes()), Codes()
    )
    if status is None or (not is_specific(status) and is_specific(said.status)):
        status = said.status or status
    codes = Codes(status, said.reply)
    judged = judge(texts, codes)
    return Recipient(
        address=address,
        action=action,
        status=status,
        reply_code=codes.reply,
        reason=judged.reason,
        permanent=action is Action.FAILED and is_permanent(judged.reason, codes),
        evidence=judged.evidence,
        diagnostic=" ".join((texts[0] or texts[1]).split())[:500],
    )


def _action(case: _Case) -> Action:
    """What free text says happened. A warning speaks of failure too, so it is asked first."""
    marks = case.marks
    if marks.says("delayed") or ("delayed" in case.says and not marks.says("failed")):
        return Action.DELAYED
    if marks.says("delivered") or case.says == {"delivered"}:
        return Action.DELIVERED
    return Action.FAILED


def _kind(recipients: tuple[Recipient, ...], case: _Case) -> Kind:
    actions = {recipient.action for recipient in recipients} or {_action(case)}
    if Action.FAILED in actions:
        return Kind.BOUNCE
    return Kind.DELAY if Action.DELAYED in actions else Kind.AUTO_REPLY


def _message_id(case: _Case) -> str | None:
    return (
        case.original.message_id
        or stated_message_id(case.notice)
        or referred_message_id(case.message.headers)
    )


def _traces(case: _Case) -> tuple[str, ...]:
    envelope = [value for report in case.reports for value in report.envelope]
    original = case.original
    return (*envelope, *original.marks, *original.senders, original.message_id or "")
