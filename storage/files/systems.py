"""Which program wrote a file, told by its headers: each names its columns in its own way.

`systems.tsv` beside this file lists, per program, the headers that tell it and what they mean.
Three show in the form of their headers instead: Google (`Phone 1 - Value`), Pipedrive
(`Person - Name`) and Zoho (`Contact Owner.id` beside `Contact Owner`). Our own files have a column
that no other program writes, whatever the custom fields beside it are called.
"""

import re
from collections.abc import Sequence

from storage.files import FileError
from storage.files.aliases import parted, plain, telling

OURS = "aldia"
OUR_SIGN = "aldia_id"
"""The column of our own exports that says so, and of each row that the row is one of them."""
CRM = ("hubspot", "zoho", "pipedrive", "insightly", "freshsales", "mailchimp", "google", "outlook")
KIND_CHOICES = {"access": ("access",), "vcard": ("vcard",), "excel": ("csv", "xlsx", "xls", "ods")}
"""Choices that name a kind of file rather than the program whose export it is."""
CHOICES = ("auto", "excel", "access", "vcard", OURS, *CRM)

# How many telling headers make a file that program's: where words are its own, fewer do.
_NEEDED = {"mailchimp": 2, "google": 2, "hubspot": 2}
_USUALLY_NEEDED = 3
_NUMBERED = re.compile(r"(?:.+\S) \d+ - \S")
_OF_A_PERSON = re.compile(
    r"(?:person|persona|personne|pessoa|контактное лицо|контакт|человек|лицо) - \S", re.IGNORECASE
)
_GOOGLE_NUMBERED = re.compile(
    r"(?:e-mail|email|phone|address|organization|website|event|relation|im|custom field"
    r"|correo electrónico|teléfono|dirección|эл\. ?почта|телефон|адрес|telefon|adresse)"
    r" \d+ - \S",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(.+\S \d+) - \S")
_OUR_GROUP = re.compile(
    r"(phone(?: \d+)?)(?: label)?"
    r"|(address \d+) (?:kind|street|city|province|postcode|country)"
)


def system_of(headers: Sequence[str]) -> str:
    """Return whose export has these headers, OURS or one of CRM, or "" for a plain table."""
    if score(headers, OURS):
        return OURS
    found = {system: score(headers, system) for system in CRM}
    best = max(CRM, key=lambda system: found[system])
    return best if found[best] >= _NEEDED.get(best, _USUALLY_NEEDED) else ""


def score(headers: Sequence[str], system: str) -> int:
    """Count the headers that speak for a program; those that only it writes count twice."""
    if system == OURS:
        return int(OUR_SIGN in headers)
    if system == "google":
        return sum(bool(_GOOGLE_NUMBERED.match(header)) for header in headers)
    if system == "pipedrive":
        return 2 * sum(bool(_OF_A_PERSON.match(header)) for header in headers)
    names = {text for header in headers for text in (plain(header), parted(header))}
    known = len(names & telling().get(system, frozenset()))
    return known + (2 * _paired_ids(headers) if system == "zoho" else 0)


def expect(headers: Sequence[str], wanted: str) -> str:
    """Return `wanted` where the headers bear it out; raise FileError not_from where they do not.

    One telling header is enough: a view exported with few columns, or in a language we lack.
    """
    seen = system_of(headers)
    if seen == wanted or (not seen and score(headers, wanted)):
        return wanted
    if seen:
        raise FileError("from_another", system=wanted, seen=seen, choice=seen)
    raise FileError("not_from", system=wanted)


def group_of(header: str) -> str:
    """Return what numbered columns belong to, or "".

    `phone 1` of `Phone 1 - Label`; in our own files `phone 2` of `phone_2_label`.
    """
    match = _GROUP.match(header)
    if match:
        return plain(match[1])
    ours = _OUR_GROUP.fullmatch(plain(header))
    return (ours[1] or ours[2]) if ours else ""


def _paired_ids(headers: Sequence[str]) -> int:
    names = set(headers)
    return sum(name.endswith(".id") and name.removesuffix(".id") in names for name in names)
