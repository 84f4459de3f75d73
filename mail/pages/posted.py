"""What a POST brought, read with bounds: 16 kB, ten seconds, a hundred fields.

Both ways in which forms are sent are read, as RFC 8058 section 3.1 asks. Nothing in a body raises:
what is no form has no fields.
"""

import asyncio
from email import message_from_bytes
from email.message import Message
from urllib.parse import parse_qsl

from aiohttp import web

BODY = 16 * 1024
"""The most bytes that a POST may hold: a filled form has two thousand."""
SECONDS = 10.0
_FIELDS = 100
_MULTIPART = "multipart/form-data"


async def read_form(request: web.Request, *, seconds: float = SECONDS) -> dict[str, str]:
    """Return the fields by name, the first of each.

    Raises aiohttp's HTTPRequestEntityTooLarge, and TimeoutError where the body does not come.
    """
    if (request.content_length or 0) > BODY:
        raise web.HTTPRequestEntityTooLarge(BODY, request.content_length or 0)
    async with asyncio.timeout(seconds):
        body = await request.read()
    if request.content_type == _MULTIPART:
        pairs = _parts(request.headers.get("Content-Type", ""), body)
    else:
        pairs = _pairs(body)
    form: dict[str, str] = {}
    for name, value in pairs:
        form.setdefault(name, value)
    return form


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode("utf-8", "replace")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS, errors="replace")
    except ValueError:
        return []


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode("utf-8", "replace")
    parts = message_from_bytes(head + body).get_payload()
    if not isinstance(parts, list):
        return []
    return [_part(part) for part in parts[:_FIELDS] if isinstance(part, Message)]


def _part(part: Message) -> tuple[str, str]:
    name = part.get_param("name", "", header="content-disposition")
    payload = part.get_payload(decode=True)
    value = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return str(name), value
