"""Telegram's HTML, and what Telegram finds by itself, as the local Bot API reads them."""

from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aldia.sandbox.bot_api.detect import entities_in
from aldia.sandbox.bot_api.errors import Refusal
from aldia.sandbox.bot_api.markup import from_html, utf16_length

TAGS = ["b", "i", "u", "s", "code", "pre", "blockquote", "tg-spoiler"]


def marks(source: str) -> list[tuple[str, int, int, dict[str, str]]]:
    return [(e.type, e.offset, e.length, dict(e.extra)) for e in from_html(source)[1]]


def test_entities_count_utf16_units() -> None:
    text, _ = from_html("👩‍🔧 <b>Ñandú</b>")
    assert text == "👩‍🔧 Ñandú"
    assert marks("👩‍🔧 <b>Ñandú</b>") == [("bold", 6, 5, {})]


def test_nested_marks_come_outermost_first() -> None:
    assert marks("<b>a<i>b</i></b>") == [("bold", 0, 2, {}), ("italic", 1, 1, {})]


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "', []),
        ("&#241;&#xF1; &nbsp; &#0;", "ññ &nbsp; &#0;", []),
        (
            '<a href="https://x.example/?a=1&amp;b=2">x</a>',
            "x",
            [("text_link", 0, 1, {"url": "https://x.example/?a=1&b=2"})],
        ),
        (
            '<pre><code class="language-python">x = 1</code></pre>',
            "x = 1",
            [("pre", 0, 5, {"language": "python"})],
        ),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1, {})]),
        ("\n <b> Ana </b>\n", "Ana", [("bold", 0, 3, {})]),
        ("<b></b>x", "x", []),
        ('<span class="tg-spoiler">s</span>', "s", [("spoiler", 0, 1, {})]),
        ("<B>x</B >", "x", [("bold", 0, 1, {})]),
    ],
)
def test_html_as_telegram_reads_it(
    source: str, text: str, found: list[tuple[str, int, int, dict[str, str]]]
) -> None:
    assert from_html(source)[0] == text
    assert marks(source) == found


@pytest.mark.parametrize(
    "source", ["<", "<b", "</", "<b>x</b", '<a href="x>y</a>', "<span>x</span>"]
)
def test_broken_html_is_refused(source: str) -> None:
    with pytest.raises(Refusal, match="can't parse entities"):
        from_html(source)


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert from_html(escape(text, quote=True).replace("&#x27;", "'"))[0] == text.strip()


@given(st.recursive(st.text(), lambda inner: st.tuples(st.sampled_from(TAGS), inner, st.text())))
def test_marks_never_reach_beyond_the_text(tree: object) -> None:
    text, entities = from_html(_html(tree))
    units = utf16_length(text)
    assert all(0 <= e.offset < e.offset + e.length <= units for e in entities)


def _html(tree: object) -> str:
    if isinstance(tree, tuple):
        tag, inner, after = tree
        return f"<{tag}>{_html(inner)}</{tag}>{escape(after)}"
    return escape(str(tree))


@given(st.text(alphabet="<>/ab&;\"' =ñ", max_size=40))
def test_no_input_breaks_the_reader(source: str) -> None:
    with suppress(Refusal):
        from_html(source)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/buscar ana", [("bot_command", 0, 7)]),
        ("/find@aldia_bot x", [("bot_command", 0, 15)]),
        ("01/05/2026 y/o", []),
        ("👍 ana@example.com", [("email", 3, 15)]),
        ("mira https://x.example/a y +34 600 000 000", [("url", 5, 19), ("phone_number", 27, 15)]),
        ("hola @lucia_r #vip", [("mention", 5, 8), ("hashtag", 14, 4)]),
    ],
)
def test_what_telegram_finds_by_itself(text: str, found: list[tuple[str, int, int]]) -> None:
    assert [(e.type, e.offset, e.length) for e in entities_in(text)] == found
