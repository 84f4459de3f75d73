"""HTML mail as plain text: blocks on lines of their own, quotes marked with ">", nothing hidden.

A tokeniser and not a tree: it is linear in the input whatever the nesting, and mail is the one
place where nobody closes what he opened. It never raises.
"""

import html
import re

_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})([^<>]*)>")
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_DROP_START = re.compile(r"<(script|style|head|title|template|noscript|svg|object)\b", re.I)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
        "body",
        "html",
        "tbody",
        "thead",
        "caption",
    ]
)
_PARAGRAPHS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table", "blockquote"]
)
_BLANK = re.compile(r"[ \t\r\f\v\xa0]+")
_WHITE = re.compile(r"\s+")
_MANY_LINES = re.compile(r"\n{3,}")
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|mso-hide\s{0,9}:\s{0,9}all", re.I)


def page_text(source: str) -> str:
    """The visible words of an HTML page, block structure kept, `<blockquote>` as "> " lines."""
    if "<!" in source or "<?" in source:
        source = _DECLARATION.sub("", _without_comments(source))
    source = _without_dropped(source)
    writer = _Writer()
    end = 0
    for tag in _TOKEN.finditer(source):
        writer.words(source[end : tag.start()])
        writer.tag(closing=bool(tag[1]), name=tag[2].lower(), attributes=tag[3])
        end = tag.end()
    writer.words(source[end:])
    return writer.text()


def _without_comments(source: str) -> str:
    """An unclosed comment swallows the rest, as browsers have it."""
    out = []
    position = 0
    while (start := source.find("<!--", position)) >= 0:
        out.append(source[position:start])
        end = source.find("-->", start + 4)
        if end < 0:
            return "".join(out)
        position = end + 3
    return "".join(out) + source[position:]


def _without_dropped(source: str) -> str:
    """Leave out elements whose content is no text; an unclosed one ends with its own tag, except
    that an unclosed <style> or <script> swallows the rest, as browsers have it."""
    out = []
    position = 0
    lowered = source.lower()
    unclosed: set[str] = set()
    while found := _DROP_START.search(source, position):
        out.append(source[position : found.start()])
        name = found[1].lower()
        close = -1 if name in unclosed else lowered.find(f"</{name}", found.end())
        if close < 0:
            if name in ("script", "style"):
                return "".join(out)
            unclosed.add(name)
            position = found.end()
            out.append(f"<{name} ")
            continue
        position = close
    out.append(source[position:])
    return "".join(out)


class _Writer:
    """Collects lines; knows how deep in quotes it is and whether it stands in hidden text."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.hidden: list[str] = []
        self.keep_space = 0

    def words(self, raw: str) -> None:
        if self.hidden or not raw:
            return
        text = html.unescape(raw) if "&" in raw else raw
        if self.keep_space:
            self._preformatted(text)
        else:
            self.line.append(_WHITE.sub(" ", text))

    def _preformatted(self, text: str) -> None:
        first, *more = text.split("\n")
        self.line.append(first)
        for piece in more:
            self._break()
            self.line.append(piece)

    def tag(self, *, closing: bool, name: str, attributes: str) -> None:
        if self.hidden:
            self._hidden_tag(closing, name)
        elif (
            not closing and attributes and _HIDDEN.search(attributes) and name in _BLOCKS | {"span"}
        ):
            self.hidden.append(name)
        elif name == "br":
            self._break()
        elif name in ("td", "th") and closing:
            self.line.append(" ")
        elif name in _BLOCKS:
            self._block(closing, name)

    def _hidden_tag(self, closing: bool, name: str) -> None:
        if name != self.hidden[0]:
            return
        if closing:
            self.hidden.pop()
        elif len(self.hidden) < 500:
            self.hidden.append(name)

    def _block(self, closing: bool, name: str) -> None:
        if self.line:
            self._break(soft=True)
        if name in _PARAGRAPHS and self.lines and self.lines[-1].strip("> "):
            self.lines.append("> " * min(self.quotes, 20))
        if name == "blockquote":
            self.quotes = max(0, self.quotes + (-1 if closing else 1))
        elif name == "pre":
            self.keep_space = max(0, self.keep_space + (-1 if closing else 1))
        elif name == "li" and not closing:
            self.line.append("- ")

    def _break(self, *, soft: bool = False) -> None:
        text = "".join(self.line)
        self.line = []
        shown = text.rstrip() if self.keep_space else _BLANK.sub(" ", text).strip()
        if soft and not shown:
            return
        self.lines.append("> " * min(self.quotes, 20) + shown)

    def text(self) -> str:
        self._break(soft=True)
        return _MANY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in self.lines)).strip()
