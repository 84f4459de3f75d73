"""The message that a report gives back: enclosed, its headers alone, or copied below the notice."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mail.reading import Headers, Message, Part
from mail.reading.limits import DEFAULT
from mail.reading.mime import Budget, split_headers
from mail.recognising.addresses import addresses_in

_HEADER_PARTS = (
    "text/rfc822-headers",
    "text/rfc822-header",
    "message/rfc822-headers",
    "message/global-headers",
    "text/rfc822",
)
_COPY = r"copy of (?:the|your) (?:original )?(?:message|mail)[^\n]{0,60}(?:[-=_*:]+|\.)[ \t]*$"
# Every choice begins with a letter: the search then leaves out the places where none can begin.
_MARKER = re.compile(
    r"original message (?:follows|headers? follow|header|text|is (?:attached|below|as)|attached"
    r"|-)|original"
    r" message[ \t]*[-=_*:]+"
    r"|original (?:e-?mail|mail|headers?)[ \t]*(?:follows?|[-=_*:]+)"
    r"|returned (?:mail|message)(?: follows)?[ \t]*[-=_*]+|start of returned message"
    r"|message(?: text| headers?| body)? follows?\b|mail(?: text| headers?| body)? follows?\b"
    r"|unsent (?:message|mail)"
    r"|message headers?(?: follow| is| :|:)|headers? (?:of|from) (?:the|your) (?:original|message)"
    r"|below this line is (?:a copy|the)|this is a copy of|here is a copy of|below is a copy of"
    r"|following is a copy of|attached is a copy of|included is a copy of"
    rf"|a {_COPY}|{_COPY}"
    r"|enclosed (?:are|is) (?:the|a|your)|the header(?:s)? (?:and|of)|rejected message[ \t]*[-=]+"
    r"|mensaje original|texto original|encabezados? (?:del mensaje )?original|copia del mensaje"
    r"|исходно\w* (?:сообщени|письм)|оригинал\w* (?:сообщени|письм)"
    r"|копия (?:вашего )?(?:сообщени|письм)|заголовк\w+ (?:исходн|письма|сообщени)"
    r"|urspr.{1,2}ngliche nachricht|originalnachricht|kopie (?:der|ihrer) nachricht|header der"
    r"|message d'origine|message original|copie d[eu]|en-t.tes? (?:d'origine|du message|originaux)"
    r"|messaggio originale|copia del messaggio|intestazion\w+ (?:del messaggio )?original"
    r"|mensagem original|c.pia da (?:sua )?mensagem|cabe.alhos? (?:da mensagem )?origina"
    r"|元のメール|オリジナルメッセージ|原文|原始邮件|原邮件"
    r"|oryginalna wiadomo|oorspronkelijk bericht",
)
# Cheap to look for: only a line with one of these is asked whether it is a marker.
_HINTS = (
    *("original", "returned m", "follow", "unsent", "header", "below this line", "copy of"),
    *("enclosed", "rejected message", "nachricht", "kopie", "d'origine", "copie d", "en-t"),
    *("исходн", "копия", "заголов", "оригинал", "intestazion", "messaggio", "mensa", "cópia"),
    *("copia de", "元のメール", "オリジナルメッセージ", "原文", "原始邮件", "原邮件"),
    *("oryginalna", "oorspronkelijk"),
)
_ASCII_HINTS = tuple(hint for hint in _HINTS if hint.isascii())
# Of a text that begins with a line feed: much faster to look for than the beginnings of lines.
_COPIED = re.compile(
    r"\n[ \t>|]*(?:[Rr](?i:eceived|eturn-Path|eply-To)|[Mm](?i:essage-ID|IME-Version)"
    r"|[Dd](?i:elivered-To|ate|KIM-Signature)|[Xx]-[A-Za-z-]{2,40}|[Ff](?i:rom)|[Tt][Oo]"
    r"|[Ss](?i:ubject|ender)|[Cc](?i:ontent-Type)|[Ll](?i:ist-[A-Za-z-]{2,20})):[ \t]"
)
_RESUMES = re.compile(
    r"\n[ \t]*\n[^\n]{0,120}(?:be delivered|recipient|undeliver|fail|destinatari|empf.{1,2}nger"
    r"|destinataire|получател|宛先)[^\n]{0,80}:[ \t]*\n",
    re.I,
)
_TELLING = re.compile(
    r"^[ \t>|]*(?:Received|Return-Path|DKIM-Signature|X-[A-Za-z-]{2,40}):"
    r"|^[>|]*[ ]?(?:Message-ID|MIME-Version):",
    re.I | re.M,
)
_QUOTED = re.compile(r"^[ \t]*(?:[>|][ \t]?)+|^[ \t]+(?=[A-Z][A-Za-z-]{1,40}: )", re.M)
_MESSAGE_ID = re.compile(
    r"\n[ \t>|*-]*(?:X-)?(?:Original[- ])?Message[- ]?ID\s{0,3}[:=]\s{0,4}"
    r"(<[^<>\s@]{1,300}@?[^<>\s]{0,300}>|[^\s<>,;@]{1,200}@[^\s<>,;]{1,200})",
    re.I,
)
_ANGLED = re.compile(r"<([^<>\s]{3,400})>")
_FOR = re.compile(r"\bfor <?([^\s<>;]{1,200}@[^\s<>;]{1,200})>?[\s;]")

_ENVELOPE = (
    "x-original-to",
    "delivered-to",
    "envelope-to",
    "x-envelope-to",
    "x-rcpt-to",
    "x-hmxmroriginalrecipient",
)
_SENDERS = ("from", "sender", "reply-to", "return-path", "errors-to")
_MARKED = (
    "reply-to",
    "return-path",
    "sender",
    "list-unsubscribe",
    "x-envelope-from",
    "envelope-from",
)


class Original(NamedTuple):
    """What is known of the message that came back.

    Addresses stand as they were written, the id without its brackets.
    """

    message_id: str | None = None
    recipients: tuple[str, ...] = ()
    envelope_recipients: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.message_id or self.recipients or self.senders)


def split_notice(text: str) -> tuple[str, str]:
    """The system's own words, and the copy of the original that it appended ("" when none)."""
    block = _header_block(text)
    # Below a copied header no marker counts.
    cuts = [at for at in (_marker(text[:block] if block > 0 else text), block) if at >= 0]
    cut = min((at for at in cuts if at > 0 or len(cuts) == 1), default=len(text))
    if cut == block and (more := _RESUMES.search(text, cut, cut + 3000)):
        # The header of our mail stands in the midst of the notice.
        return text[:cut] + text[more.start() :], text[cut : more.start()]
    if cut == block and not text[:cut].strip():
        # Nothing but our own mail: what happened to it the subject tells.
        return "", text
    if not text[:cut].strip() or (block < 0 and _is_heading(text, cut)):
        # A notice that would be empty is no notice: the marker was its first line.
        return text, text
    return text[:cut], text[cut:]


def _is_heading(text: str, cut: int) -> bool:
    """Whether what seems to announce the original only heads a table about it: no header follows,
    and all addresses stand below."""
    below = "@" in text[cut:] and "@" not in text[:cut]
    return below and _COPIED.search(text, cut) is None


def _marker(text: str) -> int:
    """Where a line begins that announces the original; -1 without one."""
    lowered = text.lower()
    starts = set()
    hints = _ASCII_HINTS if text.isascii() else _HINTS
    for hint in filter(lowered.__contains__, hints):
        at = lowered.find(hint)
        while at >= 0:
            starts.add(lowered.rfind("\n", 0, at) + 1)
            end = lowered.find("\n", at)
            at = lowered.find(hint, end) if end >= 0 else -1
    # Lower-casing may lengthen a text by a letter or two (İ); a line is still found by its number.
    for start in sorted(starts)[:300]:
        end = lowered.find("\n", start)
        if _announces(lowered[start : end if end >= 0 else len(lowered)][:300]):
            return start
    return -1


def _announces(line: str) -> bool:
    """Whether a line announces the original: it begins with such words, or is a ruled line."""
    found = _MARKER.search(line)
    if found is None:
        return False
    bare = line.lstrip()
    return found.start() <= 22 + len(line) - len(bare) or bare[:2].strip("-=_*|#>+~.") == ""


def _header_block(text: str) -> int:
    """Where a copied header begins: three header lines close together, one of them of the kind that
    people do not write; -1 without one."""
    lines = [found.span() for found in _COPIED.finditer("\n" + text[:60_000])]
    for at, (first, _) in enumerate(lines[:-2]):
        near = lines[at + 2][0] - first < 1500
        if near and _TELLING.search(text, first, lines[min(at + 6, len(lines) - 1)][1] - 1):
            return first
    return -1


def find_original(message: Message, copied: str) -> Original:
    """The original behind a report: an enclosed message, header parts, or the copied text."""
    for headers in _candidates(message, copied):
        original = _from_headers(headers)
        if original:
            return original
    return Original()


def _candidates(message: Message, copied: str) -> Iterator[Headers]:
    for enclosed in message.attached:
        yield enclosed.headers
    for part in message.parts:
        if part.kind in _HEADER_PARTS:
            yield headers_of(part.text(100_000))
    if copied:
        yield headers_of(copied)
    for part in message.parts[1:]:
        saved = part.kind == "text/plain" or part.filename.lower().endswith(".eml")
        if saved and _looks_like_headers(part):
            yield headers_of(part.text(100_000))


def _looks_like_headers(part: Part) -> bool:
    return bool(_TELLING.search(part.text(3000)))


def headers_of(text: str) -> Headers:
    """The header block in a copied text, quoting marks and indentation taken off."""
    start = _header_block(text)
    if start < 0:
        first = _COPIED.search("\n" + text)
        if first is None:
            return Headers()
        start = first.start()
    block = text[start : start + 60_000]
    if block[:1] in " \t>|":
        block = _QUOTED.sub("", block)
    return split_headers(block.encode("utf-8", "replace"), Budget(DEFAULT))[0]


def _from_headers(headers: Headers) -> Original:
    present = headers.names
    ways = (line for line in headers.all("received") if "for " in line)
    for_whom = [found for line in ways for found in _FOR.findall(line + " ")]
    envelope = _addresses(headers, _ENVELOPE)
    return Original(
        message_id=_bare_id(headers.raw("message-id") or headers.raw("x-original-message-id")),
        recipients=tuple(_addresses(headers, ("to", "cc", "bcc"))),
        envelope_recipients=tuple(dict.fromkeys([*envelope, *for_whom])),
        senders=tuple(_addresses(headers, _SENDERS)),
        marks=tuple(headers.raw(name) for name in _MARKED if name in present),
    )


def _addresses(headers: Headers, names: tuple[str, ...]) -> list[str]:
    present = headers.names
    values = [headers.first(name) for name in names if name in present]
    return [address for value in values for address in addresses_in(value)]


def _bare_id(field: str) -> str | None:
    angled = _ANGLED.search(field)
    return angled[1] if angled else (field.strip().strip("<>") or None)


def stated_message_id(text: str) -> str | None:
    """A Message-ID that a notice states in words ("Message-ID: <…>")."""
    found = _MESSAGE_ID.search("\n" + text)
    return found[1].strip("<>") if found else None


def referred_message_id(headers: Headers) -> str | None:
    """The message that a report refers to in its own headers, for want of anything better."""
    for name in ("x-original-message-id", "original-message-id", "in-reply-to", "references"):
        found = _ANGLED.findall(headers.raw(name))
        if found:
            return str(found[-1])
    return None
