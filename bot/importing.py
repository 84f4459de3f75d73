"""A spreadsheet sent to the bot: tried first without changing anything, imported when confirmed.

The work is done where answers are delivered, outside any transaction, because it fetches the file
and takes long. A kill repeats it from the start: a trial changes nothing, an import goes on from
where it was, and the same file twice changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.answers import Answer, Key, Rows, Show
from bot.wording import Html, View, escape, known, lines, paragraphs
from storage.events import By
from storage.files import FileError
from storage.files.drafts import Reading
from storage.files.headers import Mapping as Columns
from storage.files.reading import open_table
from storage.files.wording import flag_of, problem_of
from storage.importing.columns import columns_of, remembered
from storage.importing.options import Counts, ImportOptions
from storage.importing.verb import Imported, import_contacts

BIGGEST = 20_000_000
"""What a bot may fetch: https://core.telegram.org/bots/api#getfile"""
_SHOWN_COLUMNS = 25
_SHOWN_NOTICES = 5


class Fetch(Protocol):
    """Fetches a file of Telegram's to a path."""

    async def __call__(self, file_id: str, path: Path) -> None:
        """Fetch it whole."""


@dataclass(frozen=True, slots=True)
class Done:
    """What to say, and the file of rejected rows where there is one."""

    answers: list[Answer]
    rejected: Path | None = None


async def work(part: Mapping[str, Any], folder: Path, fetch: Fetch, now: datetime) -> Done:
    """Try or import the file that `part` names; `part["trial"]` tells which."""
    view = View(part["language"], ZoneInfo(part["timezone"]), part["country"], now)
    path = folder / (re.sub(r"[^\w.-]", "_", str(part["name"]))[-80:] or "file")
    await fetch(str(part["file_id"]), path)
    try:
        options, columns = await _layout(path, _options(part, now))
        done = await _import(path, part, options, columns, now)
    except FileError as error:
        return Done([Show(escape(problem_of(view.language, error)))])
    counts = _counts(done.counts, view)
    if not part["trial"]:
        text = paragraphs(lines(view.speak("import.done"), counts), _noticed(done, view))
        told = Show(text, _back(part, done, view))
        return Done([told], done.rejected_file)
    tried = view.speak("import.trial", name=str(part["name"]))
    text = paragraphs(tried, _columns(columns, view), counts, _noticed(done, view))
    carried = {"file_id": part["file_id"], "name": part["name"]}
    headers = [column.header for column in columns.columns]
    mend = Key(view.label("key.columns"), "import_columns", {**carried, "headers": headers})
    yes = Key(view.label("key.import"), "import_yes", carried, bound=True)
    no = Key(view.label("key.no"), "never_mind", {})
    useful = done.counts.created + done.counts.updated > 0
    told = Show(text, ((yes, no), (mend,)) if useful else ((mend,),))
    return Done([told], done.rejected_file)


def _options(part: Mapping[str, Any], now: datetime) -> ImportOptions:
    today = now.astimezone(ZoneInfo(part["timezone"])).date()
    reading = Reading(country=part["country"], language=part["language"], today=today)
    return ImportOptions(reading, dry_run=bool(part["trial"]))


async def _layout(path: Path, options: ImportOptions) -> tuple[ImportOptions, Columns]:
    """Return what the columns are taken for, with what was corrected for this layout before."""
    with open_table(path) as table:
        options = replace(options, columns=await remembered(table.headers))
        return options, columns_of(table, options)


async def _import(
    path: Path, part: Mapping[str, Any], options: ImportOptions, columns: Columns, now: datetime
) -> Imported:
    by = By(str(part["actor"]), now, str(part["cause"]))
    language = str(part["language"])
    return await import_contacts(
        path, options, by, rejected_in=path.parent, language=language, mapping=columns
    )


def _back(part: Mapping[str, Any], done: Imported, view: View) -> Rows:
    """Offer to take the import back, where it changed anything."""
    if done.events is None:
        return ()
    carried = {"import": done.import_id, "name": part["name"]}
    return ((Key(view.label("key.import_back"), "import_back_ask", carried),),)


def _columns(mapping: Columns, view: View) -> Html:
    """Say which column is taken for what."""
    named = [column for column in mapping.columns if column.header][:_SHOWN_COLUMNS]
    return lines(*(f"{escape(c.header)} → <b>{meaning_of(c.field, view)}</b>" for c in named))


def meaning_of(field: str, view: View) -> Html:
    """Say what a column is taken for."""
    ours = f"import.column.{field}" in known(view.language)
    return view.speak(f"import.column.{field}") if ours else view.code("field", field)


def _counts(counts: Counts, view: View) -> Html:
    names = ("created", "updated", "unchanged", "skipped", "rejected")
    return lines(*(view.speak(f"import.{name}", n=getattr(counts, name)) for name in names))


def _noticed(done: Imported, view: View) -> Html:
    """Say what was mended or left as typed, the most frequent first."""
    return lines(
        *(
            view.speak(
                "import.noticed", text=flag_of(view.language, one.flag), row=one.row, n=one.count
            )
            for one in done.noticed[:_SHOWN_NOTICES]
        )
    )
