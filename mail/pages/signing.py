"""The page to sign up on: a form, and one answer whether or not we know the address.

What the form says is kept, and the address asked by one mail (double opt-in): `storage/sign_ups`.
A field that people do not see catches programs that fill whatever they find.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from mail.pages.answering import page
from mail.pages.posted import read_form
from mail.pages.rendering import language_of
from mail.pages.settings import PagesSettings
from mail.shown import one_line
from mail.understanding.values import Place, normalise
from storage import sign_ups
from storage.clock import Clock
from storage.events import By
from storage.sign_ups import Request
from storage.texts import LANGUAGES, say
from storage.values import Invalid, emails
from storage.values.secret import without_secrets

ASKED = ("first_name", "last_name")
_TRAP = "website"
_LONGEST = {"email": 254, "first_name": 120, "last_name": 160, "site": 250}
_AUTOCOMPLETE = {"email": "email", "first_name": "given-name", "last_name": "family-name"}
_PHONES = ("Mobile", "Android", "iPhone")


class SignUpPage:
    """Shows the form and takes it."""

    def __init__(self, settings: PagesSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    async def show(self, request: web.Request) -> web.Response:
        """Show the empty form; `?lang=` and the visitor's browser say in which language."""
        site = urlsplit(request.headers.get("Referer", "")).hostname or ""
        return self._form(self._language(request), {"site": request.query.get("from", site)})

    async def take(self, request: web.Request) -> web.Response:
        """Take the form; the same one twice sends one mail."""
        posted = {name: one_line(value) for name, value in (await read_form(request)).items()}
        language = self._language(request)
        address = emails.parse(posted.get("email", "")[: _LONGEST["email"]])
        if isinstance(address, Invalid) or posted.get("agreed") != "yes":
            return self._form(language, posted, faulty=True)
        asked = "asked"
        if not posted.get(_TRAP):
            wanted = self._request(request, posted, language, address)
            by = By("page:sign_up", self._clock.now(), "page:sign_up")
            asked = await sign_ups.ask(wanted, by, country=self._settings.country)
        what, status = ("full_today", 429) if asked == "too_many" else ("asked", 200)
        told = {"what": what, "changes": (), "address": address.as_typed}
        return page(self._settings, "told", language, status=status, **told)

    def _request(
        self,
        request: web.Request,
        posted: Mapping[str, str],
        language: str,
        address: emails.EmailAddress,
    ) -> Request:
        place = Place(self._settings.country, language, self._clock.now().date())
        values: dict[str, str] = {}
        for name in ASKED:
            typed = without_secrets(posted.get(name, "")[: _LONGEST[name]])[0]
            # A first name in a field of its own may have three words.
            values |= {name: normalise("last_name", typed, place).get("last_name", "")}
        agent = request.headers.get("User-Agent", "")
        return Request(
            address=address.as_typed,
            normal=address.normal,
            wording=self._wording(language),
            language=language,
            values={name: value for name, value in values.items() if value},
            interests=[one for one in self._settings.interests if posted.get(f"i.{one}")],
            referring_site=posted.get("site", "")[: _LONGEST["site"]],
            device="mobile" if any(word in agent for word in _PHONES) else "desktop",
        )

    def _wording(self, language: str) -> str:
        return say(language, "page.sign_up_form.agree", business=self._settings.business)

    def _language(self, request: web.Request) -> str:
        wanted = request.query.get("lang", "")
        accepted = request.headers.get("Accept-Language", "")
        return wanted if wanted in LANGUAGES else language_of("", accepted, self._settings)

    def _form(
        self, language: str, posted: Mapping[str, str], *, faulty: bool = False
    ) -> web.Response:
        rows = [(name, say(language, f"field.{name}")) for name in ("email", *ASKED)]
        return page(
            self._settings,
            "sign_up",
            language,
            status=422 if faulty else 200,
            rows=rows,
            posted={name: value[: _LONGEST.get(name, 60)] for name, value in posted.items()},
            faulty=faulty,
            wording=self._wording(language),
            interests=self._settings.interests,
            autocomplete=_AUTOCOMPLETE,
            longest=_LONGEST,
            trap=_TRAP,
        )
