"""From what there is to say to a page: the visitor's language, the templates, the one stylesheet.

Every value is escaped by the templates. The stylesheet stands in the page, named by its digest in
the Content-Security-Policy, which allows nothing else but a form that posts to where it came from.
"""

import base64
import hashlib
import re
from functools import cache, partial
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mail.pages.settings import PagesSettings
from storage.texts import LANGUAGES, say

_MAX_HEADER = 300
_TAG = re.compile(r"\s*([a-z]{2})(?:-[a-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*\Z")


def language_of(preferred: str, accepted: str, settings: PagesSettings) -> str:
    """Return the contact's language, else the visitor's (RFC 9110 section 12.5.4), else ours."""
    if preferred in LANGUAGES:
        return preferred
    wanted = (_TAG.match(part) for part in accepted[:_MAX_HEADER].lower().split(","))
    weighed = [
        (-float(tag[2] or 1), number, tag[1])
        for number, tag in enumerate(wanted)
        if tag and tag[1] in LANGUAGES and float(tag[2] or 1) > 0
    ]
    return min(weighed)[2] if weighed else settings.language


def render(template: str, language: str, settings: PagesSettings, **values: Any) -> str:
    """Return a page. `t` in a template says a text in the page's language."""
    return (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            t=partial(say, language),
            language=language,
            business=settings.business,
            contact=settings.contact,
            controller=settings.controller or settings.business,
            privacy_url=settings.privacy_url,
            style=Markup(_style()),  # noqa: S704 - our own file, no value of anybody's
            **values,
        )
    )


@cache
def security_policy() -> str:
    """Return the Content-Security-Policy of every page."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def _style() -> str:
    return (resources.files(__package__) / "templates" / "pages.css").read_text("utf-8").strip()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("mail.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
