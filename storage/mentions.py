"""By what a text is known to be about a person: for what has to be forgotten with them.

A colleague's search is for somebody where it is made of nothing but words of a name, or asks a
name field for one; a row of a file that nobody imported needs more: an address, a number, or the
whole name beside nobody else's address or number. Both are asked of `Traits`, which are gathered
before an erasure and kept nowhere.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product

import phonenumbers

from storage.likeness.names import PARTICLES
from storage.query.fields import field_of
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact, EmailAddress, Phone
from storage.values.folding import fold

_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d[\d ().\-/\u2010-\u2015\u2212\u00a0]*\d")
_DATE = re.compile(r"\b(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4})\b")
_LONE_NUMBER = re.compile(rf"(?<!\w){_NUMBER.pattern}(?!\w)")
_CELL_ENDS = re.compile(r"[;,:\t|\r\n\"()«»<>/]+")
_ASKED = re.compile(r"([\w-]+)\s*[:=]\s*(\"[^\"]*\"|\([^)]*\)|\S+)")
_CELLS_OF_A_NAME = 4
"""First and middle name, two surnames."""
_NAME_FIELDS = frozenset({"first", "last"})
_FEWEST_DIGITS = 6
"""Fewer are a postcode or a year."""
_FEWEST_OF_A_PHONE = 7
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
        """Tell whether a row is about the person.

        It is by an address, telephone or record number of theirs; by the whole name only where the
        row holds no address or telephone of somebody else, and no further surname in that cell.
        """
        return self._reached_by(text) or (not self._others_in(text) and self._named_in(text))

    def looked_for_by(self, query: str) -> bool:
        """Tell whether a search was for the person.

        By an address, part of a telephone, the whole name, nothing but words of the name, or a
        name field. `ciudad:Toledo` is a search for nobody, whoever is called Toledo.
        """
        parts = [part for part in _numbers_in(query) if len(part) >= _FEWEST_DIGITS]
        plain = f" {_plain(fold(query))} "
        return (
            any(part in number for part in parts for number in self.numbers)
            or any(f" {name} " in plain for name in self.names)
            or self._reached_by(query)
            or self._asked_by_name(query)
        )

    def _reached_by(self, text: str) -> bool:
        folded = fold(text)
        plain = f" {_plain(folded)} "
        return (
            any(address in self.addresses for address in _ADDRESS.findall(folded))
            or any(_is(number, run) for run in _numbers_in(text) for number in self.numbers)
            or any(f" {outside} " in plain for outside in self.ids)
        )

    def _others_in(self, row: str) -> bool:
        """Tell whether a row holds an address or a telephone that is not known as theirs."""
        runs = (re.sub(r"\D", "", run) for run in _LONE_NUMBER.findall(_DATE.sub(";", row)))
        phones = [run for run in runs if len(run) >= _FEWEST_OF_A_PHONE]
        return any(address not in self.addresses for address in _ADDRESS.findall(fold(row))) or any(
            not any(run in number for number in self.numbers) for run in phones
        )

    def _named_in(self, row: str) -> bool:
        """Tell whether a cell, or some side by side, are a whole name, or a sentence holds one."""
        cells = [cell for cell in map(_WORD.findall, _CELL_ENDS.split(row)) if cell]
        plain = [_plain(fold(" ".join(cell))) for cell in cells]
        runs = (
            " ".join(plain[start : start + count])
            for start in range(len(plain))
            for count in range(1, _CELLS_OF_A_NAME + 1)
        )
        return not self.names.isdisjoint(runs) or (
            any(_in_a_sentence(name.split(), cell) for cell in cells for name in self.names)
        )

    def _asked_by_name(self, query: str) -> bool:
        for word, value in _ASKED.findall(query):
            field = field_of(word)
            if field and field.name in _NAME_FIELDS and not self.words.isdisjoint(_words(value)):
                return True
        said = {word for word in _words(query) if not word.isdigit()}
        return bool(said) and said <= self.words


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


def _in_a_sentence(name: list[str], words: list[str]) -> bool:
    """Tell whether a name stands among small words: a capital or a particle goes on with it."""
    folded = [fold(word) for word in words]
    for start in range(len(words) - len(name) + 1):
        end = start + len(name)
        if folded[start:end] == name and words[start][0].isupper():
            beside = [*words[max(start - 1, 0) : start], *words[end : end + 1]]
            return not any(word[0].isupper() for word in beside) and not (
                PARTICLES & set(folded[end : end + 1])
            )
    return False


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
