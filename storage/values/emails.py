"""E-mail addresses: from whatever a cell holds to one normal form.

The normal form is what addresses are compared and mailed by: trimmed, lower-case, the domain in
IDNA 2008 ASCII form. Limits are those of RFC 5321 section 4.5.3.1 (local part 64, domain 255,
path 256 with its brackets). Reserved domains (example.*, *.test) are valid: rehearsals use them.
"""

import re
from dataclasses import dataclass

import idna

from storage.values import EMPTY, Invalid
from storage.values.words import says_nothing

_MAX_LOCAL = 64
_MAX_DOMAIN = 253
_MAX_ADDRESS = 254
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z])(?!\d+\Z){_LABEL}\Z")
_IN_BRACKETS = re.compile(r"<([^<>]*)>\s*[.;,]*\s*\Z")
_BETWEEN = re.compile(r"\s*(?::::|[;|\n\r])\s*|\s*[,/]\s*(?=[^\s,;/]+@)|\s+(?=[^\s@]+@)")
# Marks that a copy from a web page or an office program leaves inside a cell.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_ANY_DOTS = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address that can be mailed: as the cell had it, and its normal form."""

    as_typed: str
    normal: str


def parse(text: str) -> EmailAddress | Invalid:
    """Read one address. Strips `mailto:`, a display name with <>, trailing dots and semicolons.

    Reasons: empty, no_at, several_at, several_addresses, comma_for_dot, space_inside, no_local,
    bad_local, non_ascii_local, no_domain, no_dot, bad_domain, too_long.
    """
    bare = _bare(text)
    if "@" not in bare:
        return EMPTY if not bare or says_nothing(bare) else Invalid("no_at")
    local, _, domain = bare.rpartition("@")
    reason = _damage(bare) or _local_fault(local)
    if reason:
        return Invalid(reason)
    ascii_domain = _ascii_domain(domain)
    if isinstance(ascii_domain, Invalid):
        return ascii_domain
    normal = f"{local}@{ascii_domain}"
    if len(normal) > _MAX_ADDRESS:
        return Invalid("too_long")
    return EmailAddress(as_typed=text.strip(), normal=normal)


def parse_many(text: str) -> tuple[EmailAddress | Invalid, ...]:
    """Read a cell that may hold several addresses (`;`, `,`, `/`, a line break or ` ::: `).

    An empty cell gives an empty tuple; each part is read by `parse`.
    """
    if text.count("@") < 2:
        one = parse(text)
        return () if one == EMPTY else (one,)
    parts = [part for part in _BETWEEN.split(text.strip()) if part.strip(" ,;.<>")]
    if len([part for part in parts if "@" in part]) < 2:
        one = parse(text)
        return () if one == EMPTY else (one,)
    return tuple(read for read in map(parse, parts) if read != EMPTY)


def likeness_key(normal: str) -> str:
    """Return what two spellings of one mailbox share: no plus tag, and no dots at Gmail.

    Evidence for duplicates only; mail always goes to the normal form itself.
    """
    local, at, domain = normal.rpartition("@")
    local = local.split("+", 1)[0] or local
    if domain in _ANY_DOTS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}{at}{domain}"


def _bare(text: str) -> str:
    if not text.isascii():
        text = text.translate(_INVISIBLE).replace("\xa0", " ")
    bare = text.strip().strip("'\"“”«» ")
    inside = _IN_BRACKETS.search(bare)
    bare = (inside[1] if inside else bare).strip().lower()
    bare = bare.removeprefix("mailto:").split("?subject=", 1)[0]
    return bare.lstrip("<;, \t\r\n'\"").rstrip("<>;,. \t\r\n'\"")


def _damage(bare: str) -> str:
    if bare.count("@") > 1:
        several = re.search(r"@[^@]+[\s;,/|]+[^@\s]+@", bare)
        return "several_addresses" if several else "several_at"
    if re.search(r"\s", bare):
        return "space_inside"
    return "comma_for_dot" if "," in bare else ""


def _local_fault(local: str) -> str:
    if not local:
        return "no_local"
    if not local.isascii():
        return "non_ascii_local"
    if len(local) > _MAX_LOCAL:
        return "too_long"
    return "" if _LOCAL.match(local) else "bad_local"


def _ascii_domain(domain: str) -> str | Invalid:
    if not domain:
        return Invalid("no_domain")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return Invalid("bad_domain")
    if "." not in domain:
        return Invalid("no_dot")
    if len(domain) > _MAX_DOMAIN:
        return Invalid("too_long")
    return domain if _DOMAIN.match(domain) else Invalid("bad_domain")
