"""`aldia access` and `aldia erase`: what a customer may ask for (GDPR 15, 17, 20)."""

import json
from pathlib import Path

from aldia.helping import argument, option
from aldia.program import ID, Program, command
from storage import erasure, mentions, rejected_rows
from storage.access_file import access_file
from storage.erasure import NotErased
from storage.families import family, living

FOLDER = "access"


@argument("contact", type=ID, metavar="id")
@command("access")
async def access_command(program: Program, contact: int) -> None:
    """Write everything held on a person to files, to hand to them."""
    settings, now = program.settings, program.clock.now()
    made = await access_file(
        contact,
        program.by(),
        controller=settings.controller or settings.mail_from or "-",
        language=settings.language,
    )
    if made is None:
        raise program.out.fail("show.unknown", words=str(contact))
    folder = settings.data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"contact-{made.contact_id}-{now:%Y-%m-%dT%H%M%SZ}"
    data = json.dumps(made.data, ensure_ascii=False, indent=1, default=str)
    written = [_write(folder / f"{name}.json", data), _write(folder / f"{name}.html", made.page)]
    program.out.one({"contact": made.contact_id, "files": [str(path) for path in written]})


@option("--yes", is_flag=True)
@argument("contact", type=ID, metavar="id")
@command("erase")
async def erase_command(program: Program, contact: int, yes: bool) -> None:
    """Erase a person for good; their addresses are never mailed again."""
    if not yes:
        raise program.out.fail("erase.needs_yes", contact=contact)
    # Before: by what these rows are known to be the person's goes with the erasure.
    about = await mentions.traits_of(await family(await living(contact)))
    rejected = rejected_rows.forget(program.settings.data_dir / rejected_rows.FOLDER, about)
    erased = await erasure.erase(contact, program.by())
    if isinstance(erased, NotErased):
        raise program.out.fail(f"erase.{erased.reason}", contact=contact)
    removed = [
        str(path)
        for contact_id in erased.contacts
        for path in _forget_files(program.settings.data_dir / FOLDER, contact_id)
    ]
    wiped = await erasure.wipe_traces()
    program.out.one(
        {
            "contact": erased.contact_id,
            "contacts": list(erased.contacts),
            "event": erased.event_id,
            "addresses_suppressed": erased.addresses,
            "shared_with": list(erased.shared_with),
            "blotted_out_elsewhere": erased.elsewhere,
            "rejected_rows_removed": rejected,
            "files_removed": removed,
            "traces_wiped": wiped,
        }
    )
    program.out.say("erase.backups")


def _write(path: Path, text: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path


def _forget_files(folder: Path, contact_id: int) -> list[Path]:
    found = sorted(folder.glob(f"contact-{contact_id}-*"))
    for path in found:
        path.unlink()
    return found


COMMANDS = (access_command, erase_command)
