"""From how two records agree to the probability that they are one person, and why.

The probability is Bayes' rule over the readings of `odds.py`. `same` is more than a high
probability: the names agree, something that only this person would have agrees too (`safety.py`),
and nothing speaks against it; such a pair is safe to merge in one tap. `maybe` is for a person.
"""

from dataclasses import dataclass
from typing import Literal

from storage.likeness import fields, first_names, naming
from storage.likeness.frequency import Frequencies
from storage.likeness.naming import Names
from storage.likeness.odds import AGREED, AMONG_STRANGERS, Model, U
from storage.likeness.person import Person, Street
from storage.likeness.safety import Proof
from storage.likeness.sounds import sound

Verdict = Literal["same", "maybe", "apart"]
Code = tuple[str, dict[str, int]]
"""Why: a code with a text `likeness.<code>`, and its parameters; never a personal value."""

SAME_FROM = 0.98
MAYBE_FROM = 0.4

_STRANGER_GIVEN = {"exact": 1.0, "variant": 1.0, "short": 1.5, "subset": 1.0}
_STRANGER_SURNAME = {"same": 1.0, "variant": 1.0, "one_missing": 1.0, "half": 2.0}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two records agree: a level for each field ("" where one is silent).

    `chances` are how often strangers would agree so, in this list.
    """

    levels: dict[str, str]
    chances: dict[str, float]
    moved: bool
    phone_of: int
    mailbox_of: int
    proven: bool
    """Something that only one person has agrees: see `safety.py`."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The probability (0..1) that two records are one person, what follows, and why."""

    score: float
    verdict: Verdict
    why: tuple[Code, ...]


STRANGERS = Scored(0.0, "apart", (("given_different", {}), ("surname_different", {})))
_NOT_HERS = frozenset({"different", "half", "gendered", "similar"})


def agreement(called: Names, one: Person, other: Person, seen: Frequencies) -> Agreement:
    """Compare two records field by field; `called` is how their names agree."""
    box, box_key = fields.mailboxes(one.mailboxes, other.mailboxes)
    phone, number = fields.phones(one.phones, other.phones)
    locality, code = fields.localities(one, other)
    levels = {
        "given": called.given.level,
        "surname": called.surname.level,
        "patronymic": called.patronymic.level,
        "suffix": fields.suffixes(one.name.suffix, other.name.suffix),
        "birth": fields.birth(one.birth, other.birth),
        "mailbox": box,
        "phone": phone,
        "street": fields.streets(one.streets, other.streets),
        "locality": locality,
        "company": fields.companies(one.company, other.company),
        "sex": fields.sexes(one.sex, other.sex),
    }
    chances = {
        name: AMONG_STRANGERS[name].get(level, 0.0) for name, level in levels.items() if level
    }
    chances |= _of_names(called, levels, seen) | _of_lives(one, levels, code, seen)
    phone_of, mailbox_of = seen.shared_phone(number), seen.shared_mailbox(box_key)
    if phone in ("same", "same_mobile"):
        chances["phone"] = max(phone_of, 2) / seen.length * 0.1
    if box in ("same", "role"):
        chances["mailbox"] = max(mailbox_of, 2) / seen.length * 0.1
    named = levels["surname"] in _SURE_SURNAMES and levels["given"] != "different"
    of_name = box in ("local", "close") and named and (_of_name(one) or _of_name(other))
    if of_name:
        chances["mailbox"] = NAMED_MAILBOX
    near = first_names.alike(one.name, other.name, moved=called.moved)
    proven = Proof(near, levels, phone_of, mailbox_of, of_name).holds()
    return Agreement(levels, chances, called.moved, phone_of, mailbox_of, proven)


def _of_names(called: Names, levels: dict[str, str], seen: Frequencies) -> dict[str, float]:
    """Return how often strangers of this list would be called so much alike."""
    chances: dict[str, float] = {}
    if factor := _STRANGER_GIVEN.get(levels["given"]):
        chances["given"] = max(1e-4, min(0.5, factor * seen.of_given(called.given.shared)))
    if factor := _STRANGER_SURNAME.get(levels["surname"]):
        chances["surname"] = max(1e-7, min(0.5, factor * seen.of_surnames(called.surname.shared)))
    if levels["patronymic"] == "same":
        chances["patronymic"] = seen.of_patronymic(called.patronymic.shared)
    return chances


def _of_lives(
    one: Person, levels: dict[str, str], code: str, seen: Frequencies
) -> dict[str, float]:
    """Return how often strangers would share a birthday, a town or an employer."""
    chances: dict[str, float] = {}
    if levels["birth"] == "same":
        chances["birth"] = seen.of_birth(one.birth)
    if (locality := levels["locality"]) in ("both", "postcode", "city"):
        chances["locality"] = seen.of_locality(code) * (0.3 if locality == "postcode" else 1)
    if levels["company"] == "same":
        chances["company"] = seen.of_company(one.company)
    return chances


NAMED_MAILBOX = 0.04
"""How often two people of one name choose nearly the same address, where it is only their name."""


def _of_name(person: Person) -> bool:
    """Tell whether a mailbox is nothing but the name of who has it: anna.ivanova@."""
    words = sorted((*person.name.given, *person.name.surnames), key=len, reverse=True)
    for box in person.mailboxes:
        left = sound(box.local)
        for word in words:
            left = left.replace(sound(word), "")
        if len(left) <= 1:
            return True
    return False


def readings(found: Agreement, model: Model, length: int) -> list[float]:
    """Return how well each reading of `odds.READINGS` explains a pair, among `length` contacts."""
    weights = [partners / length for partners in model.partners]
    stranger = 1.0
    if found.moved:
        weights = [weight * _MOVED for weight in weights]
        weights[0] *= _MOVED_SAME
        stranger = _MOVED
    for name, level in found.levels.items():
        if not level:
            continue
        chance = found.chances[name]
        stranger *= chance
        for i, share in enumerate(model.tables[name][level]):
            weights[i] *= chance if share == U else share
    # A number of many is a switchboard: each further contact makes it less of a sign.
    weights[0] *= _crowd(found.phone_of) * _crowd(found.mailbox_of)
    weights[0] *= _traced(found.levels, moved=found.moved)
    return [*weights, stranger]


_MOVED, _MOVED_SAME = 1e-3, 20
"""How often words fall into the wrong column among others, and how much oftener for one person."""

_SHARED = frozenset({"same", "same_mobile", "role"})
_REACHED = {
    "mailbox": ("same", "close"),
    "phone": ("same", "same_mobile", "close"),
    "street": ("same", "close"),
}
_OWN: dict[str, tuple[str, ...]] = {"mailbox": ("same",), "phone": ("same_mobile",)}
_KNOWN_BY = {
    **_REACHED,
    "mailbox": ("same", "close", "local"),
    "birth": ("same", "swapped", "typo", "no_year"),
    "company": ("same", "close"),
    "patronymic": ("same",),
}


def _traced(levels: dict[str, str], *, moved: bool) -> float:
    """Doubt what has left no trace.

    Who takes another name, another phone and another house cannot be followed; and families of
    one name live in one town, so that a name and a town by themselves say less than they would.
    """
    if levels["surname"] in ("married", "different", "half"):
        born = levels["birth"] in _KNOWN_BY["birth"]
        return 1.0 if _any(levels, _REACHED if born else _OWN) else 0.01
    return 1.0 if _any(levels, _KNOWN_BY) else 0.02 if moved else 0.3


def _any(levels: dict[str, str], agreeing: dict[str, tuple[str, ...]]) -> bool:
    return any(levels[name] in those for name, those in agreeing.items())


def _crowd(contacts: int) -> float:
    return 1.0 if contacts <= 3 else 3 / contacts


def _one_house(a: Street, b: Street) -> bool:
    return bool(a.numbers and a.numbers[0] in b.numbers) or a.words == b.words


def _other_name(called: Names) -> bool:
    surname = called.surname.level
    differs = called.given.level == "different" or surname in _NOT_HERS or surname == "married"
    return differs and not called.moved


def _unmet(one: Person, other: Person) -> bool:
    """Tell whether two records share no birth date, no house, no mailbox and no mobile."""
    if fields.birth(one.birth, other.birth) in _KNOWN_BY["birth"]:
        return False
    if any(_one_house(a, b) for a in one.streets for b in other.streets):
        return False
    reached = fields.mailboxes(one.mailboxes, other.mailboxes)[0] in _OWN["mailbox"]
    return not reached and fields.phones(one.phones, other.phones)[0] not in _OWN["phone"]


@dataclass(frozen=True, slots=True)
class Judge:
    """What judges the pairs of one list: how common its values are, and its model."""

    seen: Frequencies
    model: Model = AGREED

    def agreement(self, one: Person, other: Person) -> Agreement:
        """Compare two records."""
        return agreement(naming.compare(one.name, other.name), one, other, self.seen)

    def chance(self, found: Agreement) -> float:
        """Return the probability that two records are one person."""
        each = readings(found, self.model, self.seen.length)
        return each[0] / sum(each)

    def score(self, one: Person, other: Person) -> Scored:
        """Judge two records."""
        unmet = _unmet(one, other)
        if unmet and naming.apart(one.name, other.name):
            return STRANGERS
        called = naming.compare(one.name, other.name)
        if unmet and _other_name(called):
            return STRANGERS
        found = agreement(called, one, other, self.seen)
        chance = self.chance(found)
        return Scored(round(chance, 4), verdict(found, chance), why(found))


_SURE_NAMES = frozenset({"exact", "variant", "short", "subset", "close"})
_SURE_SURNAMES = frozenset({"same", "variant", "one_missing", "reordered", "close"})
_AGAINST = {
    "birth": ("different", "generation"),
    "patronymic": ("different", "gendered"),
    "sex": ("different",),
    "suffix": ("differ", "one"),
}


def verdict(found: Agreement, chance: float) -> Verdict:
    """Say what may be done with a pair of this probability."""
    if chance < MAYBE_FROM:
        return "apart"
    levels = found.levels
    named = levels["given"] in _SURE_NAMES and levels["surname"] in _SURE_SURNAMES
    safe = found.proven and not _any(levels, _AGAINST)
    return "same" if chance >= SAME_FROM and named and safe else "maybe"


def why(found: Agreement) -> tuple[Code, ...]:
    """Name what speaks for and against, the agreeing first."""
    codes: list[Code] = [("moved", {})] if found.moved else []
    shared = {"phone": found.phone_of, "mailbox": found.mailbox_of}
    for name, level in found.levels.items():
        if not level:
            continue
        crowd = shared.get(name, 0) if level in _SHARED else 0
        if crowd > 2:
            codes.append((f"{name}_shared", {"n": crowd}))
        else:
            codes.append((f"{name}_{level}", {}))
    return tuple(
        sorted(codes, key=lambda code: code[0].endswith(("different", "half", "gendered")))
    )
