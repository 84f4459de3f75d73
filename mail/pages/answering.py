"""A page as the answer to a request."""

from aiohttp import web

from mail.pages.rendering import render
from mail.pages.settings import PagesSettings


def page(
    settings: PagesSettings, template: str, language: str, *, status: int = 200, **values: object
) -> web.Response:
    """Return a template in a language with its values; see `rendering.render`."""
    return web.Response(
        text=render(template, language, settings, **values),
        status=status,
        content_type="text/html",
        charset="utf-8",
        headers={"Content-Language": language},
    )
