"""A small world to merge in, and what must hold in it whatever was done.

Every value that is entered is a word of its own, so it can be looked for. The world remembers who
was told it, which words were deliberately overwritten, and what each person agreed to; it knows
nothing of how merging works.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from tortoise import Tortoise

from storage import consent, contacts, merging, notes, tags
from storage.consent import PURPOSES, Proof
from storage.contacts import Corrected, resolve
from storage.events import By
from storage.files.drafts import Reading
from storage.importing import ImportOptions, import_contacts
from storage.merging import Merged
from storage.rules.sending import Allowed, may_send
from storage.rules.subscriptions import ConsentAct, SubscriptionStanding, standing_of
from storage.send_facts import send_facts
from storage.tables.consent import Hold
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact, ContactTag, EmailAddress
from storage.tables.work import Note
from storage.undo import Undone, undo
from tests.databases import NOW

FIELDS = ("first_name", "job_title", "company", "territory", "source")
REFUSALS = (SubscriptionStanding.WITHDRAWN, SubscriptionStanding.COMPLAINED)
UPDATES = "updates"


@dataclass(frozen=True, slots=True)
class Act:
    """What was agreed or refused, and whose records were one person when it was."""

    act: ConsentAct
    of: frozenset[int]


@dataclass(slots=True)
class Edit:
    """A correction that can be undone: the word it brought, and the one it overwrote."""

    event_id: int
    contact_id: int
    field: str
    word: str
    overwrote: str


@dataclass(slots=True)
class World:
    """Some people, and everything that was said of them."""

    folder: Path
    start: int
    people: list[int] = field(default_factory=list)
    owner: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Word → to whom it was said, in which field (`note`, `tag` for those)."""
    overwritten: set[str] = field(default_factory=set)
    merges: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Event → survivor, merged."""
    as_merged: dict[int, dict[str, str]] = field(default_factory=dict)
    """Event → the fields of the merged one, which it must get back."""
    edits: list[Edit] = field(default_factory=list)
    acts: dict[int, list[Act]] = field(default_factory=dict)
    addresses: dict[int, set[str]] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)
    suppressed: set[str] = field(default_factory=set)
    count: int = 0

    def by(self) -> By:
        """Return a colleague, a minute later each time."""
        self.count += 1
        return By("staff:1", NOW + timedelta(minutes=self.count))

    def word(self) -> str:
        """Return a word that was never said before."""
        self.count += 1
        return f"W{self.start}x{self.count}"

    def told(self, contact_id: int, place: str) -> str:
        """Return a new word, remembered as said to somebody."""
        word = self.word()
        self.owner[word] = (contact_id, place)
        return word

    async def root(self, contact_id: int) -> int:
        found = await resolve(contact_id)
        assert found is not None
        return found.id

    async def roots(self) -> dict[int, int]:
        """Return who stands for each person, by the column that says so."""
        rows = await Contact.filter(id__in=self.people).values_list("id", "merged_into_id")
        return {one: into or one for one, into in rows}

    async def family(self, root: int) -> frozenset[int]:
        roots = await self.roots()
        return frozenset(one for one in self.people if roots[one] == root)

    # What can happen. -----------------------------------------------------------------------

    async def arrive(self, named: Iterable[str], *, agrees: bool) -> None:
        """Make a person with an address, a record number, and words in the fields named."""
        values = {name: self.word() for name in named}
        address = f"{self.word().lower()}@example.org"
        made = await contacts.create({**values, "email": address}, self.by(), country="ES")
        assert isinstance(made, Corrected)
        person = made.contact_id
        for name, word in values.items():
            self.owner[word] = (person, name)
        await Contact.filter(id=person).update(external_id=f"x{self.start}-{person}")
        self.people.append(person)
        self.addresses[person] = {address}
        self.acts[person] = []
        if agrees:
            await self.agree(person, ConsentAct.STATED)

    async def agree(self, person: int, act: ConsentAct) -> None:
        """Record a basis, or the customer's own yes."""
        family = await self.family(await self.root(person))
        proof = Proof("consent", "May we?", "form", NOW)
        await consent.record(person, act, proof, self.by(), purposes=[UPDATES])
        for one in family:
            self.acts[one].append(Act(act, family))

    async def refuse(self, person: int) -> None:
        """Take somebody off."""
        root = await self.root(person)
        family = await self.family(root)
        rows = await EmailAddress.filter(contact_id=root)
        await consent.refuse(person, ConsentAct.WITHDRAWN, self.by(), purposes=PURPOSES)
        for one in family:
            self.acts[one].append(Act(ConsentAct.WITHDRAWN, family))
        self.suppressed |= {row.normal for row in rows}

    async def hold(self, person: int) -> None:
        """Stop all mail until somebody has looked."""
        self.held |= await self.family(await self.root(person))
        await consent.hold(person, "doubtful_opt_out", self.by())

    async def edit(self, person: int, name: str) -> None:
        """Correct a field."""
        root = await self.root(person)
        before = str(getattr(await Contact.get(id=root), name))
        word = self.told(root, name)
        done = await contacts.correct(person, {name: word}, self.by(), country="ES")
        assert isinstance(done, Corrected)
        assert done.event_id is not None
        self.overwritten.add(before)
        self.edits.append(Edit(done.event_id, root, name, word, before))

    async def import_row(self, person: int, name: str) -> None:
        """Bring a later file that names the person by the number of another system."""
        root = await self.root(person)
        header = {"first_name": "nombre", "job_title": "cargo", "company": "empresa"}.get(name)
        if header is None:
            return
        word = self.told(root, name)
        path = self.folder / f"{word}.csv"
        path.write_text(f"id;{header}\nx{self.start}-{person};{word}\n", encoding="utf-8")
        options = ImportOptions(Reading(country="ES", language="es", today=NOW.date()))
        by = self.by()
        done = await import_contacts(path, options, by, rejected_in=self.folder, language="es")
        assert done.counts.created == 0, done.counts

    async def write(self, person: int) -> None:
        """Write a note and put on a tag."""
        root = await self.root(person)
        await notes.add(person, self.told(root, "note"), self.by())
        await tags.change(person, self.by(), add=[self.told(root, "tag"), "vip"])

    async def add_address(self, person: int) -> None:
        """Name another address to use from now on."""
        root = await self.root(person)
        address = f"{self.word().lower()}@example.org"
        await contacts.correct(person, {"email": address}, self.by(), country="ES")
        for one in await self.family(root):
            self.addresses[one].add(address)

    async def merge(self, ids: list[int], choices: dict[str, int]) -> None:
        """Merge whoever stands for these numbers, if they are different people."""
        roots = list(dict.fromkeys([await self.root(one) for one in ids]))
        if len(roots) < 2:
            return
        chosen = {name: roots[at % len(roots)] for name, at in choices.items()}
        before = {one: await _fields(one) for one in roots}
        done = await merging.merge(roots, self.by(), choices=chosen)
        assert isinstance(done, Merged)
        for loser, event in zip(done.merged, done.events[::2], strict=True):
            self.merges[event] = (roots[0], loser)
            self.as_merged[event] = before[loser]

    async def separate(self, at: int, *, other: bool) -> None:
        """Take one of the merges back, by either of its events."""
        if not self.merges:
            return
        event = sorted(self.merges)[at % len(self.merges)]
        survivor, loser = self.merges[event]
        done = await undo(event + (1 if other else 0), self.by())
        if not isinstance(done, Undone):
            assert done.reason == "merged_since"
            assert done.first in self.merges
            return
        assert (done.contact_id, done.separated) == (survivor, loser)
        assert await _fields(loser) == self.as_merged.pop(event)
        del self.merges[event]

    async def take_back_edit(self, at: int) -> None:
        """Undo a correction, where it still stands."""
        if not self.edits:
            return
        edit = self.edits.pop(at % len(self.edits))
        done = await undo(edit.event_id, self.by())
        if isinstance(done, Undone) and not any(one.field == edit.field for one in done.left):
            self.overwritten.add(edit.word)
            self.overwritten.discard(edit.overwrote)

    # What must hold. ------------------------------------------------------------------------

    async def check(self) -> None:
        """Find every word again, on one living person; see that nothing became looser."""
        roots = await self.roots()
        await self._every_word_is_found(roots)
        for root in set(roots.values()):
            await self._nobody_is_written_to_against_their_will(root)
            await self._who_stands_alone_bears_no_name_but_their_own(root)

    async def _every_word_is_found(self, roots: dict[int, int]) -> None:
        known = {root: await _known(root) for root in set(roots.values())}
        for word, (person, place) in self.owner.items():
            if word not in self.overwritten:
                assert (place, word) in known[roots[person]], (word, place, person)
        notes_of = dict(await Note.all().values_list("text", "contact_id"))
        for word, (person, place) in self.owner.items():
            if place == "note":
                assert notes_of[word] == roots[person]

    async def _nobody_is_written_to_against_their_will(self, root: int) -> None:
        family = await self.family(root)
        for row in await EmailAddress.filter(contact_id=root).limit(4):
            facts = await send_facts([root], UPDATES, addresses={root: row.normal})
            if isinstance(may_send(facts[root]), Allowed):
                assert self._may(row.normal, family), (row.normal, root, family)
        if self.held & family:
            assert await Hold.exists(contact_id=root, released_at=None)

    async def _who_stands_alone_bears_no_name_but_their_own(self, root: int) -> None:
        if await self.family(root) != {root}:
            return
        for name, word in (await _fields(root)).items():
            assert self.owner.get(word, (root, name)) == (root, name), (word, name)

    def _may(self, address: str, family: frozenset[int]) -> bool:
        if address in self.suppressed or self.held & family:
            return False
        standings = {one: self._standing(one, family) for one in family}
        if any(one in REFUSALS for one in standings.values()):
            return False
        granted = SubscriptionStanding.GRANTED
        return any(standings[o] is granted and address in self.addresses[o] for o in family)

    def _standing(self, person: int, family: frozenset[int]) -> SubscriptionStanding:
        """What was agreed to as one person counts while those records are one person."""
        yes = (ConsentAct.STATED, ConsentAct.GRANTED)
        return standing_of(
            one.act for one in self.acts[person] if one.act not in yes or one.of <= family
        )


async def _fields(contact_id: int) -> dict[str, str]:
    contact = await Contact.get(id=contact_id)
    return {name: str(getattr(contact, name)) for name in (*FIELDS, "external_id")}


async def _known(root: int) -> set[tuple[str, str]]:
    """Return every word that is found on a living contact, and where."""
    contact = await Contact.get(id=root)
    assert contact.merged_into_id is None
    found = {(name, str(getattr(contact, name))) for name in FIELDS}
    found |= {(row.field, row.value) for row in await OtherValue.filter(contact_id=root)}
    found |= {("note", row.text) for row in await Note.filter(contact_id=root)}
    return found | {("tag", row.name) for row in await ContactTag.filter(contact_id=root)}


async def nothing_refers_to_nothing() -> None:
    """Follow every foreign key of every table."""
    for model in (Tortoise.apps or {})["storage"].values():
        for name in model._meta.fk_fields:
            target = model._meta.fields_map[name].related_model
            used = await model.filter(**{f"{name}_id__isnull": False}).values_list(
                f"{name}_id", flat=True
            )
            ids = {int(str(one)) for one in used}
            there = await target.filter(id__in=list(ids)).count()
            assert there == len(ids), (model.__name__, name)
