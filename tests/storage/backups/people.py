"""Invented customers in a database, and a place to back it up to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from storage import backups, consent, contacts
from storage.backups.restoring import Restored, restore
from storage.consent import Proof
from storage.contacts import Corrected
from storage.database import close, open_database
from storage.events import By
from storage.ledger import open_ledger
from storage.rules.subscriptions import ConsentAct
from tests.databases import NOW

SECRET = "a secret of the tests, long enough"


@dataclass(slots=True)
class Shop:
    """A database with its store of backups, and a clock that goes on by a minute a step."""

    url: str
    folder: Path
    minutes: int = 0

    @property
    def store(self) -> backups.Store:
        return backups.Store(
            url=self.url,
            folder=self.folder / "backups",
            ledger=self.folder / "ledger",
            others=(self.folder / "usb",),
            zone=ZoneInfo("Europe/Madrid"),
            program="0.0",
            secret=SECRET,
        )

    def now(self) -> datetime:
        self.minutes += 1
        return NOW + timedelta(minutes=self.minutes)

    def by(self) -> By:
        return By("cli", self.now())

    async def person(self, **values: str) -> int:
        made = await contacts.create(values, self.by(), country="ES")
        assert isinstance(made, Corrected)
        proof = Proof("contract", "", "invoice 7", NOW)
        await consent.record(made.contact_id, ConsentAct.STATED, proof, self.by())
        return made.contact_id

    async def back_up(self) -> str:
        made = await backups.make(self.store, "by_hand", self.now())
        assert [copy.code for copy in made.copies] == ["ok"]
        return made.backup.manifest.id

    async def go_back(self, backup_id: str) -> Restored:
        """Restore with the database closed, as the command does, and open it again."""
        await close()
        restored = await restore(self.store, backup_id, self.by())
        await open_database(self.url)
        open_ledger(self.folder / "ledger")
        return restored


ANA = {
    "first_name": "Ana María",
    "last_name": "Ruiz Núñez",
    "email": "Ana.Ruiz@example.org",
    "mobile": "612345678",
    "street": "Calle del Pez 12, 3º B",
    "city": "Valdepeñas",
    "postcode": "13300",
    "birth_date": "1980-03-12",
    "company": "Cerámicas Ruiz",
    "job_title": "gerente",
}
LUIS = {"first_name": "Luis", "last_name": "Gil", "email": "luis@example.net"}
