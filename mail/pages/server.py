"""The pages on their socket: where each address leads, and what every answer carries.

| address | GET, HEAD | POST |
| --- | --- | --- |
| `/r/TOKEN` | the form, or "is this your address?" | takes it |
| `/u/TOKEN` | a button | takes somebody off (RFC 8058) |
| `/s` | the form to sign up, where the owner wants one | asks the address by mail |

Everything else, and every token that is not ours, is the same page: 404 where we never signed it,
410 where it is too old or the person is gone.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from mail.addresses import FORM_PATH, SIGN_UP_PATH, UNSUBSCRIBE_PATH, Addresses
from mail.pages import acting, fields
from mail.pages.answering import page
from mail.pages.links import Link, Reader, find, reader
from mail.pages.posted import BODY, read_form
from mail.pages.rendering import language_of, security_policy
from mail.pages.settings import PagesSettings
from mail.pages.signing import SignUpPage
from mail.understanding.values import Place
from storage import contacts, letters
from storage.clock import Clock

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Server": "aldia",
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"""What every answer carries beside its Content-Security-Policy."""
DRAIN_SECONDS = 5.0
_ONE_CLICK = ("List-Unsubscribe", "one-click")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
log = logging.getLogger("aldia.pages")
# Broken requests of strangers are no news, and would stand in the log with their path.
_WIRE = logging.getLogger("aldia.pages.wire")
_WIRE.setLevel(logging.CRITICAL)


class PagesError(Exception):
    """The pages cannot be served; the message says where and why, on one line."""


async def serve_pages(
    settings: PagesSettings, addresses: Addresses, clock: Clock, stop: asyncio.Event
) -> None:
    """Serve the pages until `stop` is set, and end what was begun. Raises PagesError."""
    # No access log: the tokens in the paths are secrets.
    app = application(settings, addresses, clock)
    runner = web.AppRunner(app, access_log=None, logger=_WIRE, shutdown_timeout=DRAIN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        await stop.wait()
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise PagesError(f"cannot listen on {where}: {error.strerror or error}") from error
    finally:
        await runner.cleanup()


def application(settings: PagesSettings, addresses: Addresses, clock: Clock) -> web.Application:
    """Return the pages as an application, also under the path of their public address."""
    pages = _Pages(settings, addresses, clock)
    app = web.Application(client_max_size=BODY, middlewares=[pages.guard])
    for prefix in dict.fromkeys(("", settings.prefix)):
        app.router.add_get(f"{prefix}{FORM_PATH}{{token}}", pages.show_form)
        app.router.add_post(f"{prefix}{FORM_PATH}{{token}}", pages.take_form)
        app.router.add_get(f"{prefix}{UNSUBSCRIBE_PATH}{{token}}", pages.show_leave)
        app.router.add_post(f"{prefix}{UNSUBSCRIBE_PATH}{{token}}", pages.take_leave)
        if settings.sign_up:
            form = SignUpPage(settings, clock)
            app.router.add_get(f"{prefix}{SIGN_UP_PATH}", form.show)
            app.router.add_post(f"{prefix}{SIGN_UP_PATH}", form.take)
    app.on_response_prepare.append(_finish)
    return app


async def _finish(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
    response.headers["Content-Security-Policy"] = security_policy()


@dataclass(frozen=True, slots=True)
class _Visit:
    """A request: its link, and the language to answer in."""

    token: str
    link: Link | None
    language: str


class _Pages:
    def __init__(self, settings: PagesSettings, addresses: Addresses, clock: Clock) -> None:
        self._settings = settings
        self._addresses = addresses
        self._clock = clock

    async def show_form(self, request: web.Request) -> web.Response:
        visit = await self._visit(request)
        let_in = reader(visit.link)
        if visit.link is None or let_in is None:
            return self._lost(visit)
        if visit.link.question:
            return await self._question(visit, visit.link, let_in)
        rows = fields.rows_of(let_in.who.record, visit.language, self._settings)
        return await self._form(visit, visit.link, let_in, rows)

    async def take_form(self, request: web.Request) -> web.Response:
        visit = await self._visit(request)
        let_in = reader(visit.link)
        if visit.link is None or let_in is None:
            return self._lost(visit)
        posted = await read_form(request)
        if visit.link.question:
            return await self._answer_question(visit, visit.link, posted.get("do", ""))
        if posted.get("do") != "answer":
            return self._problem(visit.language, 400)
        return await self._answer_form(visit, visit.link, let_in, posted)

    async def show_leave(self, request: web.Request) -> web.Response:
        visit = await self._visit(request)
        if visit.link is None:
            return self._lost(visit)
        return await self._leave(visit, visit.link)

    async def take_leave(self, request: web.Request) -> web.Response:
        """RFC 8058: no redirect, no cookie; a repeated POST is 200; old links serve as well."""
        visit = await self._visit(request)
        if visit.link is None:
            return self._lost(visit)
        posted = await read_form(request)
        name, value = _ONE_CLICK
        if posted.get(name, "").strip().lower() != value:
            return await self._leave(visit, visit.link, status=400)
        await acting.leave(visit.link.delivery_id, self._clock.now())
        return self._told(visit.language, "refused" if visit.link.question else "left")

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer every fault with a page that says what to do."""
        language = language_of("", request.headers.get("Accept-Language", ""), self._settings)
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return self._told(language, "lost", status=404)
        except web.HTTPException as error:
            response = self._problem(language, error.status)
            if "Allow" in error.headers:
                response.headers["Allow"] = error.headers["Allow"]
            return response
        except TimeoutError:
            return self._problem(language, 408)
        except Exception:  # whatever one visit meets, the next must find a page
            log.exception("a page failed")
            return self._problem(language, 500)

    async def _visit(self, request: web.Request) -> _Visit:
        token = request.match_info["token"]
        link = await find(self._addresses, token, self._clock.now().date())
        preferred = link.who.language if link is not None and link.who is not None else ""
        accepted = request.headers.get("Accept-Language", "")
        return _Visit(token, link, language_of(preferred, accepted, self._settings))

    async def _form(
        self,
        visit: _Visit,
        link: Link,
        let_in: Reader,
        rows: tuple[fields.Row, ...],
        *,
        status: int = 200,
    ) -> web.Response:
        letter = await letters.sample(let_in.who.contact_id, let_in.mail.kind)
        return page(
            self._settings,
            "form",
            visit.language,
            status=status,
            rows=rows,
            faulty=any(row.fault for row in rows),
            custom=letter.custom if letter is not None else {},
            answered=await contacts.confirmed_since(let_in.who.contact_id, link.sent_at),
            waiting=await acting.waiting(let_in.who, link.sent_at),
            off=await acting.is_off(let_in.who),
            leave=f"..{UNSUBSCRIBE_PATH}{visit.token}",
        )

    async def _answer_form(
        self, visit: _Visit, link: Link, let_in: Reader, posted: dict[str, str]
    ) -> web.Response:
        record, now = let_in.who.record, self._clock.now()
        rows = fields.rows_of(record, visit.language, self._settings)
        country = record.get("country") or self._settings.country
        filled = fields.read(posted, rows, record, Place(country, visit.language, now.date()))
        if filled.faulty:
            return await self._form(visit, link, let_in, filled.rows, status=422)
        if not await acting.answer(link.delivery_id, filled.changes, now):
            return self._told(visit.language, "full", status=429)
        what = "corrected" if filled.changes else "confirmed"
        return self._told(visit.language, what, changes=filled.changes)

    async def _question(
        self, visit: _Visit, link: Link, let_in: Reader, *, status: int = 200
    ) -> web.Response:
        state, address = await acting.state_of(link, let_in), let_in.mail.address
        if state not in ("awaiting_confirmation", "pending"):
            return self._told(visit.language, _settled(state), address=address)
        asked = {"what": link.question, "address": address}
        return page(self._settings, "question", visit.language, status=status, **asked)

    async def _answer_question(self, visit: _Visit, link: Link, word: str) -> web.Response:
        let_in = reader(link)
        if let_in is None:
            return self._lost(visit)
        if word not in ("yes", "no"):
            return await self._question(visit, link, let_in, status=400)
        state = await acting.settle_address(
            link.delivery_id, self._clock.now(), yes=word == "yes", country=self._settings.country
        )
        what = _settled(state) if word == "yes" else "refused"
        return self._told(visit.language, what, address=let_in.mail.address)

    async def _leave(self, visit: _Visit, link: Link, *, status: int = 200) -> web.Response:
        if link.who is None or (not link.question and await acting.is_off(link.who)):
            return self._told(visit.language, "left", status=status)
        back = f"..{FORM_PATH}{visit.token}" if reader(link) is not None else ""
        return page(self._settings, "leave", visit.language, status=status, back=back)

    def _lost(self, visit: _Visit) -> web.Response:
        return self._told(visit.language, "lost", status=404 if visit.link is None else 410)

    def _problem(self, language: str, status: int) -> web.Response:
        return self._told(language, "problem", status=status)

    def _told(
        self,
        language: str,
        what: str,
        *,
        status: int = 200,
        changes: tuple[fields.Change, ...] = (),
        address: str = "",
    ) -> web.Response:
        told = {"what": what, "changes": changes, "address": address}
        return page(self._settings, "told", language, status=status, **told)


def _settled(state: str) -> str:
    return {"accepted": "taken", "confirmed": "signed_up"}.get(state, "settled")
