"""Finding e-mail addresses in what mail systems write, however they wrap and dress them."""

import re
from functools import lru_cache
from string import ascii_letters, digits

_LETTERS = ascii_letters + digits + ".!#$%&'*+/=?^_`{|}~-"
_LOCAL = rf"[{re.escape(_LETTERS)}]"
_DOMAIN = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.){1,8}[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
ADDRESS = re.compile(rf"(?:(?<!{_LOCAL}){_LOCAL}{{1,80}}|\"[^\"\n@]{{1,64}}\")@{_DOMAIN}")
_AFTER_AT = re.compile(_DOMAIN)
_QUOTED_LOCAL = re.compile(r"\"[^\"\n@]{1,64}\"\Z")
_BEGINS = frozenset(ascii_letters + digits + '_"+.$#-')
_LEADING = re.compile(r"^(?:(?:smtp|rfc-?822|mailto|to|addr)=|[^A-Za-z0-9_\"+.$#-])+", re.I)
_ENCODED = re.compile(r"^imcea(?:smtp|invalid|mailto)-(.+)@[^@]+$", re.I)
_DIRECTORY = re.compile(r"imcea(?!smtp-|invalid-|mailto-)[a-z0-9]{0,12}-", re.I)
_HEX = re.compile(r"\+([0-9A-Fa-f]{2})")
_XTEXT = re.compile(r"\+(2B|3D|40|2E|2D|20)")
_LIST_SENDER = re.compile(r"^(?:owner-(.+)|(.+)-(?:owner|request|bounces?|admin|ctl))$", re.I)
_TRANSPORT = re.compile(
    r"^\s*(rfc822|utf-?8|smtp|x-local|local|unknown|system|x-unknown|dns)\s*;\s*", re.I
)
_WRAPPED = re.compile(r"<([^<>\s]{1,200})\s*\n\s*([^<>\s]{1,200})>")
_X400 = re.compile(r"(?:RFC-?822|SMTP)\s*=\s*([^/;\s]{1,100})\(a\)([^/;\s]{1,100})", re.I)


def addresses_in(text: str) -> tuple[str, ...]:
    """Every address in a text, in order, each once, as written but for dressing around it."""
    return _found(text) if "@" in text else ()


@lru_cache(maxsize=32)
def _found(text: str) -> tuple[str, ...]:
    """The headers of a report and of its original name the same few addresses."""
    found = dict.fromkeys([tidy(text[start:end]) for start, end in places(text)])
    return tuple(one for one in found if "@" in one[1:] and not is_directory(one))


def places(text: str) -> list[tuple[int, int]]:
    """Where the matches of `ADDRESS` begin and end, found from sign to sign: several times faster
    than letting a pattern try every word of a text."""
    found: list[tuple[int, int]] = []
    past, sign = 0, text.find("@")
    while sign >= 0:
        before = text[max(past, sign - 81) : sign]
        local = len(before) - len(before.rstrip(_LETTERS))
        if not local and before[-1:] == '"' and (quoted := _QUOTED_LOCAL.search(before)):
            local = len(quoted[0])
        # What begins where an address has just ended is the rest of a word, as in the pattern.
        whole = 0 < local <= 80 and (sign - local > past or past == 0)
        domain = _AFTER_AT.match(text, sign + 1) if whole else None
        if domain is not None:
            past = domain.end()
            found.append((sign - local, past))
        sign = text.find("@", max(past, sign + 1))
    return found


def is_directory(address: str) -> bool:
    """Exchange's name for somebody in its own directory, dressed as an address."""
    return address[:1] in "iI" and _DIRECTORY.match(address) is not None


def tidy(address: str) -> str:
    """An address without the marks that stick to it: quotes, "SMTP=", "mailto:", stars, dots."""
    address = address.strip()
    if address[:2] == "--":
        # A signature that stands on the line of its mark.
        address = address.lstrip("-")
    if address[:1] not in _BEGINS or "=" in address:
        address = _LEADING.sub("", address)
    if address[:1] in "iI" and (encoded := _ENCODED.match(address)):
        return _HEX.sub(lambda code: chr(int(code[1], 16)), encoded[1])
    return address.rstrip(".'>")


def stated_address(field: str) -> str | None:
    """The address in a Final-Recipient or Original-Recipient field (RFC 3464, 2.3.1, 2.3.2): typed,
    in angle brackets, xtext-encoded, X.400 or bare; None when the field holds none."""
    if not field.strip():
        return None
    if "(" in field and (gateway := _X400.search(field)) is not None:
        return f"{gateway[1]}@{gateway[2]}"
    value = _TRANSPORT.sub("", field)
    if is_directory(value.lstrip("<\"' ")):
        return None
    if "@" not in value and "+40" in value:
        value = _HEX.sub(lambda code: chr(int(code[1], 16)), value)
    plain = _XTEXT.sub(lambda code: chr(int(code[1], 16)), value) if "+" in value else value
    if found := addresses_in(plain):
        return found[0]
    bare = value.strip().strip("<>\"' ").rstrip(".")
    return bare if _international(bare) else None


def _international(value: str) -> bool:
    """Addresses beyond the usual pattern: EAI (RFC 6531), one-label hosts, odd local parts."""
    local, at, domain = value.rpartition("@")
    if is_directory(value):
        return False
    return bool(at and local and domain) and not re.search(r"[\s<>,;()]", value)


def list_behind(address: str) -> tuple[str, ...]:
    """The mailing list whose owner's or bounce address this is; empty when it is none."""
    local, _, domain = address.partition("@")
    named = _LIST_SENDER.match(local)
    return (f"{named[1] or named[2]}@{domain}",) if named else ()


def untagged(address: str) -> str:
    """The address without the "+tag" that a sender may have added to its local part."""
    local, _, domain = address.partition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def unwrap(text: str) -> str:
    """Join addresses in angle brackets that a line break cut in two."""
    if "<" not in text:
        return text
    return _WRAPPED.sub(lambda cut: f"<{cut[1]}{cut[2]}>" if "@" in cut[0] else cut[0], text)
