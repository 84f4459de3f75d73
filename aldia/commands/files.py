"""`aldia import`, `aldia export`: files in and out."""

from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import click

from aldia.helping import argument, option
from aldia.layouts import (
    Layout,
    corrections,
    read_layout,
    show_layout,
)
from aldia.program import Program, command
from storage import access
from storage.comparing import compare
from storage.consent import PURPOSES
from storage.exporting import ENDINGS, LIST_ENDINGS, export, export_labels, export_list
from storage.files.drafts import Reading
from storage.files.postal_labels import SHEETS
from storage.files.systems import CHOICES
from storage.files.wording import flag_of
from storage.importing import Imported, ImportOptions, Noticed, import_contacts
from storage.importing.columns import CONTACTS, remember
from storage.importing.sales import KINDS, import_sales
from storage.lists import LISTS, Kind


def consent_options(body: Any) -> Any:
    """Add the options by which the owner states a legal basis for a whole file."""
    day = click.DateTime(["%Y-%m-%d"])
    for stated in (
        option("--basis", type=click.Choice(["consent", "contract"])),
        option("--consent", "wording", default="", metavar="wording"),
        option("--consent-date", type=day, metavar="date"),
    ):
        body = stated(body)
    return body


def options_for(
    program: Program,
    basis: str | None,
    wording: str,
    consent_date: datetime | None,
    **more: Any,
) -> ImportOptions:
    """Return import options; a basis of consent needs its wording and its date."""
    if basis == "consent" and not (wording and consent_date):
        raise program.out.misuse("import.consent_needs_proof")
    settings = program.settings
    today = program.clock.now().astimezone(settings.zone).date()
    if consent_date and consent_date.date() > today:
        raise program.out.misuse("import.consent_to_come", date=consent_date.date().isoformat())
    stated_on = datetime.combine(consent_date.date(), time(12), UTC) if consent_date else None
    reading = Reading(country=settings.country, language=settings.language, today=today)
    return ImportOptions(reading, basis=basis, wording=wording, stated_on=stated_on, **more)


@argument("file", type=click.Path(path_type=Path))
@option("--kind", type=click.Choice([CONTACTS, *KINDS]), default=CONTACTS)
@option("--from", "system", type=click.Choice(CHOICES), default="auto")
@option("--sheet")
@option("--map", "maps", multiple=True, metavar="mapping")
@option("--source", default="")
@option("--dry-run", is_flag=True)
@option("--fill", is_flag=True)
@consent_options
@command("import")
async def import_command(
    program: Program,
    *,
    file: Path,
    kind: str,
    system: str,
    sheet: str | None,
    maps: tuple[str, ...],
    source: str,
    dry_run: bool,
    fill: bool,
    basis: str | None,
    wording: str,
    consent_date: datetime | None,
) -> None:
    """Import customers from a spreadsheet, a database, an address book or another program."""
    more = {"sheet": sheet, "dry_run": dry_run, "fill": fill, "system": system, "source": source}
    options = options_for(program, basis, wording, consent_date, **more)
    layout = await read_layout(file, kind, options, corrections(program, maps))
    if dry_run and not program.out.as_json:
        hint = "import.map_hint" if kind == CONTACTS else "import.map_hint_sales"
        show_layout(program.out, layout, hint)
    done = await _import(program, file, kind, layout)
    if not dry_run:
        await remember(layout.headers, layout.corrected, program.by(), kind)
    _print(program, done, layout)


@argument("file", type=click.Path(path_type=Path))
@option("--query", default="", metavar="query")
@option("--list", "kind", type=click.Choice(LISTS))
@option("--purpose", type=click.Choice(PURPOSES), default="marketing")
@option("--labels", "sheet", type=click.Choice(list(SHEETS)))
@option("--first", type=int, default=1)
@command("export")
async def export_command(
    program: Program,
    *,
    file: Path,
    query: str,
    kind: Kind | None,
    purpose: str,
    sheet: str | None,
    first: int,
) -> None:
    """Write contacts to a file: all of them, a list for a purpose, or labels. It is logged."""
    ending = _ending(program, file, kind, sheet)
    now = program.clock.now()
    settings = program.settings
    contacts = await settings.asked.audience(query, now)
    place = {"home": settings.country, "language": settings.language}
    left_out: dict[str, int] = {}
    with program.out.progress("export.writing") as advance:
        if sheet:
            count, left_out = await export_labels(
                file, contacts, advance, sheet=sheet, first=first, **place
            )
        elif kind:
            count, left_out = await export_list(file, contacts, kind, purpose, advance)
        else:
            count = await export(file, contacts, now, advance)
    await access.log("export", program.by(), query=query, count=count)
    told: dict[str, Any] = {"file": str(file), "contacts": count}
    program.out.one(told | ({"left_out": left_out} if kind or ending == ".pdf" else {}))


@argument("b", metavar="list_b", type=click.Path(path_type=Path))
@argument("a", metavar="list_a", type=click.Path(path_type=Path))
@command("compare", opens=False)
async def compare_command(program: Program, a: Path, b: Path) -> None:
    """Compare two lists before they are joined: who is in both, and what differs."""
    settings = program.settings
    today = program.clock.now().astimezone(settings.zone).date()
    found = compare(a, b, Reading(settings.country, settings.language, today=today))
    program.out.one(found.as_json())


def _ending(program: Program, file: Path, kind: str | None, sheet: str | None) -> str:
    """Return the ending of the file; a wrong one is told with those that fit."""
    ending = file.suffix.lower()
    fit = (".pdf",) if sheet else LIST_ENDINGS if kind else ENDINGS
    if ending == ".pdf" and not sheet:
        raise program.out.misuse("export.which_labels", sheets=", ".join(SHEETS))
    if ending not in fit:
        raise program.out.misuse("export.ending", endings=", ".join(fit))
    return ending


async def _import(program: Program, file: Path, kind: str, layout: Layout) -> Imported:
    with program.out.progress("import.reading") as advance:
        more: Any = {
            "rejected_in": program.settings.data_dir / "rejected",
            "language": program.settings.language,
            "on_progress": advance,
        }
        if kind != CONTACTS:
            return await import_sales(file, kind, layout.options, program.by(), **more)
        mapping = layout.mapping
        return await import_contacts(file, layout.options, program.by(), mapping=mapping, **more)


def _counted(done: Imported) -> dict[str, Any]:
    rejected = str(done.rejected_file) if done.rejected_file else None
    events = asdict(done.events) if done.events else None
    more = {"rejected_file": rejected, "import": done.import_id, "events": events}
    return asdict(done.counts) | more


def _print(program: Program, done: Imported, layout: Layout) -> None:
    found = _counted(done) | layout.found()
    if program.out.as_json:
        found["mapping"] = layout.meanings()
        found["noticed"] = [_noticed(one) for one in done.noticed]
    if program.out.as_json and done.import_id is None:
        found["columns"] = layout.columns()
    program.out.one(found)
    for one in done.noticed:
        text = flag_of(program.settings.language, one.flag)
        program.out.say("import.noticed", text=text, row=one.row, n=one.count)


def _noticed(one: Noticed) -> dict[str, Any]:
    return asdict(one.flag) | {"row": one.row, "count": one.count}


COMMANDS = (import_command, export_command, compare_command)
