"""By what a text is known to be about a person: for what has to be forgotten with them.

A colleague's search needs one word of a name to be about somebody; a row of a file that nobody
imported needs more: an address, a number, or the whole name. Both are asked of `Traits`, which are
gathered before an erasure and kept nowhere.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product

import phonenumbers

from storage.likeness.names import PARTICLES
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact, EmailAddress, Phone
from storage.values.folding import fold

_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d[\d ().\-/\u2010-\u2015\u2212\u00a0]*\d")
_FEWEST_DIGITS = 6
"""Fewer are a postcode or a year."""
_WHOLE_NUMBER = 9
"""So many digits are nobody else's by chance."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What points at somebody, as `fold` writes it.

    `words`: those of their names; `names`: their whole names; `addresses`: of e-mail; `numbers`:
    telephones, as digits without and with the country; `ids`: record numbers of other systems.
    """

    words: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()

    def point_at(self, text: str) -> bool:
        """Tell whether the text names the person beyond doubt: nobody else would be named so."""
        folded = fold(text)
        plain = f" {_plain(folded)} "
        return (
            any(address in self.addresses for address in _ADDRESS.findall(folded))
            or any(_is(number, run) for run in _numbers_in(text) for number in self.numbers)
            or any(f" {name} " in plain for name in (*self.names, *self.ids))
        )

    def looked_for_by(self, query: str) -> bool:
        """Tell whether a search was for the person: by a word of a name, or part of a number."""
        found = self.words & set(_WORD.findall(fold(query)))
        parts = [part for part in _numbers_in(query) if len(part) >= _FEWEST_DIGITS]
        known = any(part in number for part in parts for number in self.numbers)
        return bool(found) or known or self.point_at(query)


async def traits_of(contact_ids: Collection[int]) -> Traits:
    """Return what points at these contacts, who are one person, today or before."""
    ids = list(contact_ids)
    said: defaultdict[str, set[str]] = defaultdict(set)
    for other in await OtherValue.filter(contact_id__in=ids):
        said[other.field].add(other.value)
    for person in await Contact.filter(id__in=ids):
        for field in ("first_name", "last_name", "external_id"):
            said[field].add(getattr(person, field) or "")
    for mail in await EmailAddress.filter(contact_id__in=ids):
        said["email"] |= {mail.normal, mail.address}
    for phone in await Phone.filter(contact_id__in=ids):
        said["phone"] |= {phone.e164 or "", phone.as_typed}
    whole = [pair for pair in product(said["first_name"], said["last_name"]) if all(pair)]
    outside = {_plain(fold(number)) for number in said["external_id"]}
    return Traits(
        words=frozenset(w for part in said["first_name"] | said["last_name"] for w in _words(part)),
        names=frozenset(_plain(fold(" ".join(way))) for one in whole for way in (one, one[::-1])),
        addresses=frozenset(fold(mail) for mail in said["email"] if mail),
        numbers=frozenset(n for typed in said["phone"] | said["mobile"] for n in _numbers(typed)),
        ids=frozenset(number for number in outside if _tells(number)),
    )


def _plain(folded: str) -> str:
    return " ".join(_WORD.findall(folded))


def _words(name: str) -> Iterator[str]:
    return (word for word in _WORD.findall(fold(name)) if len(word) > 1 and word not in PARTICLES)


def _numbers(typed: str) -> Iterator[str]:
    """Yield the digits of a telephone, as typed and without its country."""
    digits = re.sub(r"\D", "", typed)
    if len(digits) < _FEWEST_DIGITS:
        return
    yield digits
    if typed.startswith("+"):
        yield f"00{digits}"
        try:
            yield str(phonenumbers.parse(typed, None).national_number)
        except phonenumbers.NumberParseException:
            return


def _numbers_in(text: str) -> list[str]:
    # A spreadsheet makes 612345678.0 of a telephone.
    return [re.sub(r"\D", "", re.sub(r"\.0+\Z", "", run)) for run in _NUMBER.findall(text)]


def _is(number: str, run: str) -> bool:
    """Tell whether digits are this telephone, or hold all of it between others."""
    return number == run or (len(number) >= _WHOLE_NUMBER and number in run)


def _tells(outside: str) -> bool:
    """A short record number would be found in half of all texts."""
    return len(outside) >= _FEWEST_DIGITS or (len(outside) > 3 and not outside.isdigit())
