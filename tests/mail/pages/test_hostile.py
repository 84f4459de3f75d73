"""What strangers send: markup, line breaks, big and slow bodies, odd types."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.pages import PagesError, PagesSettings, listening_at, serve_pages
from mail.pages.fields import read, rows_of
from mail.pages.posted import _pairs, _parts
from mail.pages.rendering import language_of
from mail.understanding.values import Place
from storage.clock import RehearsedClock
from storage.tables.work import Proposal
from storage.values.record import FIELDS
from tests.databases import NOW
from tests.mail.pages.site import ADDRESSES, CONFIRM, SETTINGS, Site, dump, paths
from tests.mail.shop import asked, customer

MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


async def test_a_name_full_of_markup_stays_text(site: Site) -> None:
    form, _ = paths(await asked(await customer(first_name=MARKUP, city=MARKUP)))
    page = await site.get(form)
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


async def test_markup_that_is_sent_stays_text(site: Site) -> None:
    form, _ = paths(await asked(await customer()))
    page = await site.post(form, {**CONFIRM, "city": MARKUP, "was.city": MARKUP[::-1]})
    assert page.status == 200
    assert "<script" not in page.text
    assert (await Proposal.get()).new == MARKUP


async def test_line_breaks_and_nothings_reach_neither_headers_nor_rows(both: Site) -> None:
    form, _ = paths(await asked(await customer()))
    page = await both.post(form, {**CONFIRM, "city": "Alzira\r\nSet-Cookie: a=b\x00\u2028x"})
    assert page.status == 200
    assert "Set-Cookie" not in page.headers
    assert (await Proposal.get()).new == "Alzira Set-Cookie: a=b x"
    page = await both.get(form + "%0d%0aSet-Cookie:%20a=b")
    assert "Set-Cookie" not in page.headers


async def test_every_answer_carries_the_strict_headers(site: Site) -> None:
    form, leave = paths(await asked(await customer()))
    for method, path in (("GET", form), ("POST", leave), ("GET", "/"), ("PUT", form)):
        page = await site.ask(method, path)
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert "aiohttp" not in page.headers["Server"]
        policy = page.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
    assert not re.search(r"(src|href)=.?(https?:)?//", (await site.get(form)).text)


async def test_a_body_that_is_too_large_is_refused_unread(site: Site) -> None:
    form, leave = paths(await asked(await customer()))
    before = await dump()
    for path in (form, leave):
        page = await site.post(path, b"do=answer&city=" + b"x" * 20_000)
        assert page.status == 413
    page = await site.post(leave, _endless())
    assert page.status == 413
    assert await dump() == before


async def _endless() -> AsyncIterator[bytes]:
    for _ in range(40):
        yield b"x" * 1024


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded; charset=klingon",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "application/json",
        "text/plain; charset=\xff",
    ],
)
async def test_an_odd_content_type_is_no_fault_of_ours(site: Site, content_type: str) -> None:
    _, leave = paths(await asked(await customer()))
    page = await site.post(leave, b"\xff\x00--x", headers={"Content-Type": content_type})
    assert page.status == 400


@given(st.binary(max_size=400), st.text(max_size=60))
def test_any_body_reads_as_some_fields(body: bytes, boundary: str) -> None:
    assert isinstance(_pairs(body), list)
    assert isinstance(_parts(f"multipart/form-data; boundary={boundary}", body), list)


@given(st.text(max_size=300))
def test_any_accept_language_gives_a_language_of_ours(header: str) -> None:
    assert language_of("", header, SETTINGS) in ("es", "en", "ru")


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=80)))
def test_any_filled_form_gives_changes_or_faults(posted: dict[str, str]) -> None:
    settings = PagesSettings(business="x", contact="x@y.test")
    record = dict.fromkeys(FIELDS, "")
    rows = rows_of(record, "es", settings)
    filled = read(posted, rows, record, Place("ES", "es", NOW.date()))
    assert len(filled.rows) == len(rows)
    assert all("\n" not in change.new for change in filled.changes)


@pytest.mark.parametrize(
    ("preferred", "accepted", "expected"),
    [
        ("ru", "en", "ru"),
        ("", "en-GB,es;q=0.9", "en"),
        ("", "de, ru;q=0.5, en;q=0.7", "en"),
        ("", "en;q=0", "es"),
        ("fr", "", "es"),
    ],
)
def test_the_language_is_the_contacts_then_the_visitors_then_ours(
    preferred: str, accepted: str, expected: str
) -> None:
    assert language_of(preferred, accepted, SETTINGS) == expected


async def test_the_pages_listen_until_they_are_stopped_and_say_where_they_cannot() -> None:
    stop = asyncio.Event()
    probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = probe.sockets[0].getsockname()[1]
    settings = PagesSettings(business="x", contact="x@y.test", port=port)
    with pytest.raises(PagesError, match=f"cannot listen on 127.0.0.1:{port}"):
        await serve_pages(settings, ADDRESSES, RehearsedClock(NOW), stop)
    probe.close()
    await probe.wait_closed()
    serving = asyncio.create_task(serve_pages(settings, ADDRESSES, RehearsedClock(NOW), stop))
    await asyncio.sleep(0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 404")
    writer.close()
    stop.set()
    await asyncio.wait_for(serving, 10)


def test_where_to_listen_is_read_or_refused() -> None:
    assert listening_at("127.0.0.1:8480") == ("127.0.0.1", 8480)
    assert listening_at("[::1]:80") == ("::1", 80)
    for wrong in ("8480", "localhost", "x:99999", "", ":80"):
        with pytest.raises(ValueError, match=r".+"):
            listening_at(wrong)
