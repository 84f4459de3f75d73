"""The page on its socket, and what its buttons call.

| address | what |
| --- | --- |
| `GET /` `/page.css` `/page.js` | the page |
| `GET /words/LANGUAGE` | its words |
| `GET /state?who=&seen=` | everything that changes; 204 where it is as in `seen` |
| `GET /mail/N`, `/mail/N/html`, `/file/ID` | one mail; a file of the chat |
| `POST /say` `/tap` `/send` `/language` | what a person does in the chat |
| `POST /time` | let `hours` go by, or everything until the end |
"""

import base64
import binascii
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from typing import Any

from aiohttp import web

from aldia.sandbox.album import Kept
from aldia.sandbox.bot_api import NoSuchButtonError, Person
from aldia.sandbox.bot_api.errors import Refusal
from aldia.sandbox.view import drawing
from aldia.sandbox.view.play import NAMES, Play
from storage.texts import LANGUAGES, keys, say

FILES = {"/page.css": "text/css", "/page.js": "text/javascript"}
PREFIX = "view."
STATES = ("planned", "sending", "paused", "watching", "closed", "cancelled")
PLACEHOLDERS = ("status", "text")
BODY = 30 * 1024 * 1024
LONGEST_TEXT = 4096
LONGEST_HOURS = 24 * 60
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""What a mail may do in its frame: be looked at."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = logging.getLogger("aldia.sandbox")


@dataclass(frozen=True, slots=True)
class View:
    """A page that is being served."""

    address: str


@asynccontextmanager
async def view(play: Play, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[View]:
    """Serve the page until the context ends. Raises OSError where the port is taken."""
    runner = web.AppRunner(_Page(play).application(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield View(f"http://{host}:{runner.addresses[0][1]}/")
    finally:
        await play.end()
        await runner.cleanup()


class _Page:
    def __init__(self, play: Play) -> None:
        self._play = play

    def application(self) -> web.Application:
        """Return the routes."""
        app = web.Application(client_max_size=BODY, middlewares=[_guard])
        app.router.add_get("/", self.page)
        for path in FILES:
            app.router.add_get(path, self.asset)
        app.router.add_get("/words/{language}", self.words)
        app.router.add_get("/state", self.state)
        app.router.add_get(r"/mail/{number:\d+}", self.mail)
        app.router.add_get(r"/mail/{number:\d+}/html", self.mail_html)
        app.router.add_get("/file/{id}", self.file)
        for path, take in {
            "/say": self.say,
            "/tap": self.tap,
            "/send": self.send,
            "/language": self.language,
            "/time": self.time,
        }.items():
            app.router.add_post(path, take)
        return app

    async def page(self, _: web.Request) -> web.Response:
        """Return the page itself, in the owner's language from the start."""
        language = self._play.stage.settings.language
        text = _asset("page.html").replace('lang="es"', f'lang="{language}"', 1)
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    async def asset(self, request: web.Request) -> web.Response:
        """Return the page's style or script."""
        kind = FILES[request.path]
        return web.Response(text=_asset(request.path[1:]), content_type=kind, charset="utf-8")

    async def words(self, request: web.Request) -> web.Response:
        """Return every word of the page in a language."""
        language = request.match_info["language"]
        if language not in LANGUAGES:
            raise web.HTTPNotFound
        # Of a run and of who is skipped, the page speaks as the bot does.
        mine = [key for key in keys(language) if key.startswith((PREFIX, "skipped."))]
        mine += [f"run.{state}" for state in STATES]
        return web.json_response({key.removeprefix(PREFIX): _word(language, key) for key in mine})

    async def state(self, request: web.Request) -> web.Response:
        """Return what changes, or nothing where it has not."""
        self._person(who := request.query.get("who", ""))
        shown = await drawing.state(self._play, who)
        version = hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]
        if request.query.get("seen") == version:
            return web.Response(status=204)
        return web.json_response({"version": version, **shown})

    async def mail(self, request: web.Request) -> web.Response:
        """Return one mail to read."""
        return web.json_response(drawing.opened(self._mail(request)))

    async def mail_html(self, request: web.Request) -> web.Response:
        """Return a mail's HTML for a frame in which nothing runs."""
        shown = drawing.html_of(self._mail(request))
        headers = {"Content-Security-Policy": MAIL_POLICY}
        return web.Response(text=shown, content_type="text/html", charset="utf-8", headers=headers)

    async def file(self, request: web.Request) -> web.Response:
        """Return a file of the chat."""
        try:
            kept = self._play.stage.api.world.files.of(request.match_info["id"])
        except Refusal as error:
            raise web.HTTPNotFound from error
        photo = kept.media.kind == "photo"
        name = json.dumps(kept.upload.name)
        headers = {"Content-Disposition": "inline" if photo else f"attachment; filename={name}"}
        kind = "image/png" if photo else "application/octet-stream"
        return web.Response(body=kept.upload.data, content_type=kind, headers=headers)

    async def say(self, request: web.Request) -> web.Response:
        """Type a message, perhaps as a reply."""
        given = await _given(request)
        person, text = self._person(given.get("who")), str(given.get("text", "")).strip()
        if not 0 < len(text) <= LONGEST_TEXT:
            raise web.HTTPBadRequest
        await person.says(text, reply_to=person.chat.messages.get(_number(given, "reply_to")))
        return web.json_response({})

    async def tap(self, request: web.Request) -> web.Response:
        """Tap a button under a message; a link's address comes back."""
        given = await _given(request)
        person = self._person(given.get("who"))
        message = person.chat.messages.get(_number(given, "message"))
        if message is None:
            raise web.HTTPNotFound
        try:
            done = await person.taps(str(given.get("button", "")), on=message)
        except NoSuchButtonError as error:
            raise web.HTTPConflict from error
        return web.json_response({"url": done} if isinstance(done, str) else {})

    async def send(self, request: web.Request) -> web.Response:
        """Send a file to the bot; its bytes come in base64."""
        given = await _given(request)
        try:
            data = base64.b64decode(str(given.get("data", "")), validate=True)
        except binascii.Error as error:
            raise web.HTTPBadRequest from error
        await self._person(given.get("who")).sends_document(data, str(given.get("name", "file")))
        return web.json_response({})

    async def language(self, request: web.Request) -> web.Response:
        """Ask the bot to speak another language."""
        given = await _given(request)
        self._person(who := str(given.get("who")))
        if given.get("language") not in NAMES:
            raise web.HTTPBadRequest
        await self._play.speak(who, given["language"])
        return web.json_response({})

    async def time(self, request: web.Request) -> web.Response:
        """Let time go by."""
        given = await _given(request)
        hours = _number(given, "hours")
        if not 0 <= hours <= LONGEST_HOURS:
            raise web.HTTPBadRequest
        going = self._play.go_on(timedelta(hours=hours) if hours else None)
        return web.json_response({"going": going})

    def _person(self, who: Any) -> Person:
        if who not in self._play.people:
            raise web.HTTPNotFound
        return self._play.people[who]

    def _mail(self, request: web.Request) -> Kept:
        found = self._play.album.find(int(request.match_info["number"]))
        if found is None:
            raise web.HTTPNotFound
        return found


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in only this machine's own page: no other name for it, no form of another site."""
    host = request.headers.get("Host", "").rpartition(":")[0]
    json_only = request.method != "POST" or request.content_type == "application/json"
    if host not in ("127.0.0.1", "localhost") or not json_only:
        return web.Response(status=403)
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = web.Response(status=error.status)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _given(request: web.Request) -> dict[str, Any]:
    try:
        given = await request.json()
    except ValueError as error:
        raise web.HTTPBadRequest from error
    if not isinstance(given, dict):
        raise web.HTTPBadRequest
    return given


def _number(given: dict[str, Any], name: str) -> int:
    value = given.get(name)
    return value if isinstance(value, int) else 0


def _word(language: str, key: str) -> str:
    """Return a text with its placeholders left for the page to fill."""
    return say(language, key, **{name: f"{{{name}}}" for name in PLACEHOLDERS})


def _asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")
