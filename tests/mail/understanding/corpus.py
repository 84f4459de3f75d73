"""The written replies, round by round, and what comes of them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mail.understanding import Reply, Understood, understand
from mail.understanding.folding import fold
from mail.understanding.outcome import Outcome, decide
from storage.rules.corrections import Confirmed, Propose, Trust
from storage.rules.refusals import Hold, Unsubscribe
from tests.mail.understanding.mails import RECORDS, quoted

TODAY = date(2026, 11, 22)
_COUNTRY = {"es": "ES", "en": "GB", "ru": "RU"}


@dataclass(frozen=True)
class Case:
    """One written reply and its labels, as in the head of replies/es.toml."""

    row: dict[str, Any]
    language: str
    plain: bool

    @property
    def name(self) -> str:
        return str(self.row["id"])

    @property
    def record(self) -> dict[str, str]:
        changed: dict[str, str] = self.row.get("record", {})
        return RECORDS[self.language] | changed

    @property
    def reply(self) -> Reply:
        row = self.row
        below = quoted(
            self.name, row.get("quote", ""), self.language, self.record, row.get("edits")
        )
        return Reply(
            text=row.get("text", "") + below,
            html=None,
            subject=row.get("subject", "Re: Aldía"),
            sender=row.get("sender", self.record["email"]),
            language=self.language,
            country=row.get("country") or self.record.get("country") or _COUNTRY[self.language],
            today=TODAY,
            record=self.record,
        )


@dataclass(frozen=True)
class Judged:
    """A case, what was understood, and every way in which that was wrong."""

    case: Case
    understood: Understood
    outcome: Outcome

    @property
    def right_intent(self) -> bool:
        """All wanted intents and no other than the allowed ones.

        `unknown` and `empty` are no wishes but the lack of one: right where none is wanted.
        """
        kinds = {intent.kind for intent in self.understood.intents}
        wanted = set(self.case.row["is"])
        if not wanted:
            kinds -= {"unknown", "empty"}
        return wanted <= kinds <= wanted | set(self.case.row.get("also", ()))

    @property
    def wrong_changes(self) -> list[str]:
        """Changes made unasked (a question to a new address is one) that nobody had asked for."""
        found = [
            f"{one.field}={one.value}"
            for one, decision in self.outcome.corrections
            if not isinstance(decision, Propose) and not self._asked(one.field, one.value)
        ]
        allowed = set(self.case.row["is"]) | set(self.case.row.get("also", ()))
        if isinstance(self.outcome.confirmation, Confirmed) and "confirm" not in allowed:
            found.append("confirmed")
        if isinstance(self.outcome.refusal, Unsubscribe) and not self._may_unsubscribe(allowed):
            found.append("unsubscribed")
        return found

    @property
    def missed(self) -> list[str]:
        """Corrections that were asked for and not found, or found with another value."""
        got = {(one.field, _bare(one.value)) for one in self.understood.corrections}
        return [
            f"{fields}={value}"
            for fields, value in self.case.row.get("set", {}).items()
            if not any(
                (field, _bare(one)) in got
                for field in fields.split("|")
                for one in value.split("|")
            )
        ]

    @property
    def handled(self) -> bool:
        """Nobody has to look, and everything asked for was found."""
        return self.outcome.unattended and self.right_intent and not self.missed

    @property
    def right_refusal(self) -> bool:
        """What had to happen with a refusal (`do`) happened."""
        done = "none"
        if isinstance(self.outcome.refusal, Unsubscribe):
            done = "now"
        elif isinstance(self.outcome.refusal, Hold):
            done = "hold"
        wanted = self.case.row.get("do", "")
        return not wanted or done in wanted.split("|")

    def _asked(self, field: str, value: str) -> bool:
        for fields, wanted in self.case.row.get("set", {}).items():
            if field in fields.split("|") and _bare(value) in map(_bare, wanted.split("|")):
                return True
        return False

    def _may_unsubscribe(self, allowed: set[str]) -> bool:
        return "unsubscribe" in allowed and "now" in self.case.row.get("do", "now")


def _bare(value: str) -> str:
    return "".join(char for char in fold(value) if char.isalnum())


def cases(folder: str = "replies") -> Iterator[Case]:
    for path in sorted((Path(__file__).parent / folder).glob("*.toml")):
        rows = tomllib.loads(path.read_text("utf-8"))
        for group in ("plain", "hard"):
            for row in rows.get(group, ()):
                yield Case(row, path.stem, group == "plain")


def judge(case: Case) -> Judged:
    reply = case.reply
    understood = understand(reply)
    known = reply.sender == case.record["email"]
    trust = Trust.VERIFIED if known else Trust.UNVERIFIED
    return Judged(case, understood, decide(understood, trust))
