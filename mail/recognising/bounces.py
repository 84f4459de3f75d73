"""Delivery reports, standard or in free text: whether a message is one, and of whom it speaks."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mail.reading import Message
from mail.recognising.case import Case
from mail.recognising.codes import codes_in, excerpt
from mail.recognising.evidence import SPOKEN, evidence, may_be
from mail.recognising.marks import Marks, gather
from mail.recognising.notice import Named, without_others
from mail.recognising.original import referred_message_id, stated_message_id
from mail.recognising.reasons import is_permanent, judge
from mail.recognising.reports import Stated
from mail.recognising.verdict import Action, Kind, Reason, Recipient

_DEEPEST = 3  # mails around a report
# A mail of several reports is of the first kind that one of them is of.
_KINDS = (Kind.BOUNCE, Kind.DELAY, Kind.AUTO_REPLY)
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
    case = Case(message, marks, ours)
    enclosed = _enclosed_reports(case)
    if len(enclosed) > 1:
        return _together(enclosed, ours)
    if enclosed:
        case = Case(enclosed[0], gather(enclosed[0]), ours)
    if not case.reports and not may_be(case):
        return None
    why = evidence(case)
    if not why:
        return None
    recipients = _recipients(case)
    if not recipients and not case.original and not _is_about_ours(case):
        return None
    return Found(
        kind=_kind(recipients, case),
        recipients=recipients,
        message_id=_message_id(case),
        envelope=tuple(value for report in case.reports for value in report.envelope),
        traces=_traces(case),
        why=why,
    )


def _is_about_ours(case: Case) -> bool:
    """Whether a notice that names nobody is about mail of ours, and not about something else: our
    own quota, a maintenance; or an invitation to a page, where mail is said to wait for us."""
    marks = case.marks
    named = marks.daemon and not marks.office and "://" not in case.opening
    stated = marks.null_path or marks.automatic or marks.report or named
    return bool(stated) and marks.says(*SPOKEN)


def _enclosed_reports(case: Case, depth: int = 0) -> tuple[Message, ...]:
    """Some gateways enclose the report that they got in a mail of their own, or several."""
    if not case.marks.daemon or case.reports or depth > _DEEPEST:
        return ()
    found: list[Message] = []
    for one in case.message.attached:
        if one.root.kind == "multipart/report":
            found.append(one)
        elif one.attached:
            found += _enclosed_reports(Case(one, gather(one), case.known), depth + 1)
    return tuple(found)


def _together(reports: tuple[Message, ...], ours: frozenset[str]) -> Found | None:
    """What several reports in one mail say."""
    read = (recognise_report(one, gather(one), ours) for one in reports)
    found = [one for one in read if one]
    if not found:
        return None
    kinds = {one.kind for one in found}
    return Found(
        kind=next(kind for kind in _KINDS if kind in kinds),
        recipients=_each_once(one for each in found for one in each.recipients),
        message_id=next((one.message_id for one in found if one.message_id), None),
        envelope=tuple(value for one in found for value in one.envelope),
        traces=tuple(value for one in found for value in one.traces),
        why=("encloses reports", *found[0].why),
    )


def _recipients(case: Case) -> tuple[Recipient, ...]:
    stated = dict.fromkeys(item for report in case.reports for item in report.recipients)
    if not stated:
        return _each_once(_from_notice(case))
    read = (_from_report(item, case) for item in stated)
    return _each_once(one for one in read if one)


def _each_once(found: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Each address once. An alias of several mailboxes is only dead when all of them are."""
    kept: dict[str, Recipient] = {}
    for recipient in found:
        held = kept.get(recipient.address.lower())
        if held is None or _says_more(recipient, held):
            kept[recipient.address.lower()] = recipient
    return tuple(kept.values())


def _says_more(recipient: Recipient, held: Recipient) -> bool:
    if recipient.action is not Action.FAILED:
        return False
    alive = held.permanent and not recipient.permanent and recipient.reason is not Reason.OTHER
    return held.action is not Action.FAILED or alive


def _from_report(stated: Stated, case: Case) -> Recipient | None:
    """The recipient that a report's fields state, by the address that we wrote to."""
    address = stated.address or next(iter((*[n.address for n in case.named], *case.implied)), None)
    if address is None:
        return None
    address = case.aliases.get(address.lower(), address)
    words = _words_of_report(address, stated, case)
    seen = address.lower() in case.refused_after_data
    return _judged(address, stated.action, stated.status, words, content_seen=seen)


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
    seen = case.refused_after_data
    return [
        _judged(
            one.address,
            action,
            None,
            _words_of_notice(one, case, apart),
            content_seen=one.address.lower() in seen,
        )
        for one in named
    ]


def _listed(case: Case) -> list[Named]:
    """The recipients that the notice names; X-Failed-Recipients chooses among them, whether it has
    the address that we wrote to or the one made of it, and adds what the notice leaves out."""
    header = {address.lower(): address for address in case.marks.failed_header}
    known = {name.lower() for one in case.named for name in (one.address, one.made)}
    named = list(case.named)
    if not header or (len(named) >= len(header) and known.isdisjoint(header)):
        return named
    added = [Named(address, case.notice) for key, address in header.items() if key not in known]
    kept = [one for one in named if one.made or one.address.lower() in header]
    return [*kept, *added]


def _words_of_notice(named: Named, case: Case, apart: bool) -> Iterator[str]:
    """The most telling words first. Where each recipient has words of its own and these state a
    code, the rest of the notice is about others."""
    said = excerpt(named.words)
    yield said
    yield named.words
    if not (apart and said):
        yield without_others(case.notice, named, case.named) if apart else case.notice
        if codes_in(named.words).status is None:
            yield case.marks.subject


def _judged(
    address: str,
    action: Action,
    status: str | None,
    words: Iterator[str],
    *,
    content_seen: bool = False,
) -> Recipient:
    if action in _GOOD_NEWS:
        return Recipient(address, action, status)
    told = judge(words, status, content_seen=content_seen)
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
