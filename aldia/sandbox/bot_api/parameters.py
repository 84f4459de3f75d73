"""The parameters of one call, however they came: query, form, JSON or multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from aldia.sandbox.bot_api.errors import Refusal, bad_request

UPLOAD_LIMIT: Final = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Named values. A form carries them all as strings, JSON inside included."""

    values: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """A string, as given."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number; without a default it must be there."""
        value = self.values.get(name)
        if value in (None, "") and default is not None:
            return default
        try:
            return int(str(value))
        except ValueError:
            if value and name == "chat_id":  # "@name": there are no public chats here
                raise bad_request("chat not found") from None
            raise bad_request(f"{name.replace('_', ' ')} is not specified") from None

    def flag(self, name: str) -> bool:
        """A yes or no; absent is no."""
        return str(self.values.get(name, "")).lower() in ("true", "1")

    def json(self, name: str, default: Any = None) -> Any:
        """An object or list, decoded where it came as a string."""
        value = self.values.get(name)
        if value in (None, ""):
            return default
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


async def read_parameters(request: web.Request) -> Parameters:
    """Read query and body. Refusal 400 for broken JSON, 413 for over 50 MB."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return Parameters(values | await _json_body(request))
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None
    uploads: dict[str, Upload] = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            values[name] = value if isinstance(value, str) else value.decode(errors="replace")
    return Parameters(values, uploads)


async def _json_body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json() if request.can_read_body else {}
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    return body if isinstance(body, dict) else {}
