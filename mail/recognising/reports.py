"""The machine-readable part of a delivery report: message/delivery-status (RFC 3464, RFC 6533)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mail.reading.headers import decode_words
from mail.recognising.addresses import stated_address
from mail.recognising.verdict import Action

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:[ \t]?(.*)")
_STATUS = re.compile(r"([245])\s*\.\s*(\d{1,3})\s*\.\s*(\d{1,3})")
_ACTIONS = (
    ("fail", Action.FAILED),
    ("error", Action.FAILED),
    ("undeliver", Action.FAILED),
    ("bounce", Action.FAILED),
    ("reject", Action.FAILED),
    ("expire", Action.FAILED),
    ("drop", Action.FAILED),
    ("delay", Action.DELAYED),
    ("defer", Action.DELAYED),
    ("deliver", Action.DELIVERED),
    ("relay", Action.RELAYED),
    ("transfer", Action.RELAYED),
    ("expand", Action.EXPANDED),
)
_STARTS = ("final-recipient", "original-recipient")


class Stated(NamedTuple):
    """What the report's fields say of one recipient."""

    address: str | None
    action: Action
    status: str | None
    diagnostic: str


class Report(NamedTuple):
    """The fields of one message/delivery-status part."""

    recipients: tuple[Stated, ...]
    envelope: tuple[str, ...]


def parse_report(text: str) -> Report:
    """Read a report however its groups are separated; fields that no group owns are the message's.

    A recipient without an address is kept, its address None: the report may mean the one recipient
    that the enclosed original names.
    """
    groups = list(_groups(text[:100_000]))
    stated = [_stated(group) for group in groups if _names_recipient(group)]
    envelope = [value for group in groups for value in _envelope(group)]
    return Report(tuple(item for item in stated if item), tuple(envelope))


def _groups(text: str) -> Iterator[dict[str, str]]:
    """Fields in groups: a blank line or a second Final-Recipient begins a new one."""
    group: dict[str, str] = {}
    last = ""
    for line in text.split("\n"):
        if not line.strip():
            if group:
                yield group
            group, last = {}, ""
        elif line[0] in " \t" and last:
            group[last] += " " + line.strip()
        elif (field := _FIELD.match(line)) is not None:
            last = field[1].lower()
            if last in group and last in _STARTS:
                yield group
                group = {}
            group.setdefault(last, field[2].strip())
        elif last:
            group[last] += " " + line.strip()
    if group:
        yield group


def _names_recipient(group: dict[str, str]) -> bool:
    named = any(name in group for name in (*_STARTS, "x-actual-recipient"))
    return named or ("action" in group and "status" in group)


def _envelope(group: dict[str, str]) -> Iterator[str]:
    for name in ("original-envelope-id", "x-postfix-sender", "x-original-envelope-sender"):
        if group.get(name):
            yield group[name]


def _stated(group: dict[str, str]) -> Stated | None:
    status = _status(group.get("status", ""))
    action = _action(group.get("action", ""), status)
    if action is None:
        return None
    diagnostic = group.get("diagnostic-code", "")
    kept = [
        diagnostic,
        group.get("x-supplementary-info", ""),
        group.get("x400-supplementary-info", ""),
    ]
    if not diagnostic:
        kept.append(_STATUS.sub("", group.get("status", "")))
        kept.append(group.get("x-notes", "") or group.get("x-smtp-error", ""))
    words = " ".join(part for part in kept if part)
    words = decode_words(words) if "=?" in words else words
    return Stated(_address(group), action, status, words)


def _address(group: dict[str, str]) -> str | None:
    """Original-Recipient wins: it is the address we wrote to, before any forwarding."""
    names = ("original-recipient", "final-recipient", "x-actual-recipient")
    stated = (stated_address(group.get(name, "")) for name in names)
    return next(filter(None, stated), None)


def _status(field: str) -> str | None:
    found = _STATUS.search(field)
    return ".".join(found.groups()) if found else None


def _action(field: str, status: str | None) -> Action | None:
    stated = field.strip().lower()
    for beginning, action in _ACTIONS:
        if stated.startswith(beginning):
            return action
    if stated and any(word in stated for word in ("fail", "error")):
        return Action.FAILED
    by_class = {"5": Action.FAILED, "4": Action.DELAYED, "2": Action.DELIVERED}
    return by_class.get(str(status)[:1], Action.FAILED if stated else None)
