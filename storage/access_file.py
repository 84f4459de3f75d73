"""Everything held on a person, to be handed to them (GDPR 15 and 20): JSON and a readable page.

The page is in the person's language, else the owner's. It holds what others may hold of them, but
no colleague's name and no other customer: an actor is told by its kind (`staff`), not its number.
"""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from storage import access
from storage.contacts import resolve
from storage.events import By
from storage.showing import show
from storage.tables.campaigns import Delivery
from storage.tables.consent import ConsentRecord
from storage.tables.imports import ImportFile, KeptRow
from storage.tables.inbox import InboxMessage, RawMessage
from storage.tables.people import Contact
from storage.tables.work import Note
from storage.texts import LANGUAGES, say

_SOMEBODY = re.compile(r"(?:staff|contact|import|fill|merge):\d+")
_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em}}
table{{border-collapse:collapse}}td,th{{border:1px solid #999;padding:.3em .6em;text-align:left;
vertical-align:top;overflow-wrap:anywhere}}</style>
<h1>{title}</h1><p>{intro}</p>
{body}
</html>
"""


@dataclass(frozen=True, slots=True)
class AccessFile:
    """What is held on a contact, as data and as a page of HTML; `language` is the page's."""

    contact_id: int
    language: str
    data: dict[str, Any]
    page: str


async def access_file(
    contact_id: int, by: By, *, controller: str, language: str
) -> AccessFile | None:
    """Gather everything on a contact and those merged into it; logged. None where unknown."""
    contact = await resolve(contact_id)
    shown = await show(contact_id, by.at) if contact else None
    if contact is None or shown is None:
        return None
    ids = [contact.id, *[row.id for row in await Contact.filter(merged_into_id=contact.id)]]
    data = {
        **_without_others(shown),
        "relations": [{"kind": tie["kind"], "since": tie["since"]} for tie in shown["relations"]],
        "notes": await _notes(ids),
        "consents": await _consents(ids),
        "mails_sent": await _sent(ids),
        "mails_received": await _received(ids),
        "imported_rows": await _rows(ids),
        "looked_at": await _looks(ids),
    }
    spoken = contact.language if contact.language in LANGUAGES else language
    await access.log("access_file", by, contact_id=contact.id)
    return AccessFile(contact.id, spoken, data, _page(data, spoken, controller, by.at))


def _without_others(value: Any) -> Any:
    """Return what is shown with colleagues and other customers told by their kind, not number."""
    if isinstance(value, list):
        return [_without_others(one) for one in value]
    if isinstance(value, dict):
        return {name: _without_others(told) for name, told in value.items()}
    return _kind_of(value) if isinstance(value, str) and _SOMEBODY.fullmatch(value) else value


async def _notes(ids: list[int]) -> list[dict[str, Any]]:
    rows = await Note.filter(contact_id__in=ids).order_by("id")
    return [{"at": row.at.isoformat(), "text": row.text} for row in rows]


async def _consents(ids: list[int]) -> list[dict[str, Any]]:
    names = ("purpose", "channel", "act", "basis", "wording", "evidence")
    rows = await ConsentRecord.filter(contact_id__in=ids).order_by("id")
    return [
        {"stated_on": row.stated_on.isoformat(), **{name: getattr(row, name) for name in names}}
        for row in rows
    ]


async def _sent(ids: list[int]) -> list[dict[str, Any]]:
    rows = await Delivery.filter(contact_id__in=ids).order_by("id")
    return [
        {
            "kind": row.kind,
            "address": row.address,
            "state": row.state,
            "at": row.settled_at.isoformat() if row.settled_at else None,
            "answer": row.reply_text,
        }
        for row in rows
    ]


async def _received(ids: list[int]) -> list[dict[str, Any]]:
    rows = await InboxMessage.filter(contact_id__in=ids).order_by("id")
    found: list[dict[str, Any]] = []
    for row in rows:
        raw = await RawMessage.get_or_none(inbox_id=row.id)
        content = bytes(raw.content) if raw else b""
        found.append(
            {
                "at": row.received_at.isoformat(),
                "kind": row.kind,
                "outcome": row.outcome,
                "message_base64": base64.b64encode(content).decode(),
            }
        )
    return found


async def _rows(ids: list[int]) -> list[dict[str, Any]]:
    rows = await KeptRow.filter(contact_id__in=ids).order_by("id")
    files = {f.id: f for f in await ImportFile.filter(id__in=[row.import_id for row in rows])}
    return [
        {
            "file": files[row.import_id].name if row.import_id in files else None,
            "row": row.row_number,
            "cells": row.cells,
        }
        for row in rows
    ]


async def _looks(ids: list[int]) -> list[dict[str, Any]]:
    looks = [look for contact_id in ids for look in await access.of_contact(contact_id)]
    return [
        {"at": look.at.isoformat(), "by": _kind_of(look.actor), "kind": look.kind}
        for look in sorted(looks, key=lambda look: look.at)
    ]


def _kind_of(actor: str) -> str:
    return actor.partition(":")[0]


def _page(data: dict[str, Any], language: str, controller: str, at: datetime) -> str:
    who = f"{data['first_name']} {data['last_name']}".strip() or str(data["id"])
    title = say(language, "access.title", who=who)
    intro = say(language, "access.intro", controller=controller, at=f"{at:%Y-%m-%d}")
    plain = {name: value for name, value in data.items() if not isinstance(value, list)}
    parts = [_table(plain, language)]
    for name, value in data.items():
        if isinstance(value, list) and value:
            parts.append(f"<h2>{escape(_label(name, language))}</h2>")
            parts += [_one(item, language) for item in value]
    return _PAGE.format(
        language=language, title=escape(title), intro=escape(intro), body="\n".join(parts)
    )


def _one(item: Any, language: str) -> str:
    if not isinstance(item, dict):
        return f"<p>{escape(str(item))}</p>"
    return _table({k: v for k, v in item.items() if k != "message_base64"}, language)


def _table(values: dict[str, Any], language: str) -> str:
    rows = (
        f"<tr><th>{escape(_label(name, language))}</th><td>{_shown(value, language)}</td></tr>"
        for name, value in values.items()
        if value not in (None, "", {}, [])
    )
    return f"<table>{''.join(rows)}</table>"


def _shown(value: Any, language: str) -> str:
    if isinstance(value, dict):
        return _table(value, language)
    if isinstance(value, list):
        return "".join(_one(one, language) for one in value)
    return escape(str(value))


def _label(name: str, language: str) -> str:
    for key in (f"access.{name}", f"field.{name}"):
        try:
            return say(language, key)
        except KeyError:
            continue
    return name.replace("_", " ")
