"""A long answer is cut so that Telegram takes every part, and nothing visible is lost."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import LIMIT, split
from bot.wording import escape

WORDS = st.text("ab <&>\n😀я", max_size=60).map(escape)
TAGGED = st.one_of(
    WORDS,
    WORDS.map(lambda text: f"<b>{text}</b>"),
    WORDS.map(lambda text: f"<i>a<code>{text}</code></i>"),
)
HTML = st.lists(TAGGED, max_size=30).map("".join)


class Balance(HTMLParser):
    """Raises AssertionError where a tag is closed that is not the last opened one."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def visible(text: str) -> str:
    return re.sub(r"<[^>]*>|\n", "", text)


@given(HTML)
def test_every_part_fits_is_balanced_and_nothing_visible_is_lost(text: str) -> None:
    parts = split(text, 120)
    for part in parts:
        assert len(part.encode("utf-16-le")) // 2 <= 120 or len(parts) == 1
        Balance(part)
    assert "".join(map(visible, parts)).rstrip() == visible(text).rstrip()


def test_what_fits_is_left_alone() -> None:
    assert split("<b>hola</b>") == ["<b>hola</b>"]
    assert split("x" * LIMIT) == ["x" * LIMIT]
