"""Links that open a reply already written (RFC 6068): it is right, a correction, take me off.

The `_short` ones have no body: for List-Unsubscribe, and for the plain part, where the whole form
in a link would be a page of percent signs.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from urllib.parse import quote

from storage.texts import say

_LONGEST = 1_900
"""Some mail programs cut or refuse longer links; the form's last lines give way."""
_NEW_LINE = "%0D%0A"
_READY = ("confirm", "correct", "unsubscribe")
NAMES = ("confirm", "correct", "correct_short", "unsubscribe", "unsubscribe_short")


def links(
    reply: str, language: str, form: Sequence[Mapping[str, str]], *, mark: str = ""
) -> dict[str, str]:
    """Return a link for each of `NAMES`, to the signed address `reply`.

    `form` are the rows of the form (`label`, `value`). `mark` goes behind the subject where the
    address itself can carry no token: a new mail refers to no other.
    """
    subjects, bodies = _ready(language)
    to = f"mailto:{quote(reply, safe='@+-._')}?subject="
    short = {what: f"{to}{subject}{_quoted(mark)}" for what, subject in subjects.items()}
    return {
        "confirm": f"{short['confirm']}&body={bodies['confirm']}",
        "correct": _with_form(f"{short['correct']}&body={bodies['correct']}", form),
        "correct_short": short["correct"],
        "unsubscribe": f"{short['unsubscribe']}&body={bodies['unsubscribe']}",
        "unsubscribe_short": short["unsubscribe"],
    }


@cache
def _ready(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the subjects and bodies of the ready replies, quoted: the same in every mail."""
    return (
        {what: _quoted(say(language, f"reply.subject.{what}")) for what in _READY},
        {what: _quoted(say(language, f"reply.body.{what}")) for what in _READY},
    )


def _with_form(link: str, form: Sequence[Mapping[str, str]]) -> str:
    link += _NEW_LINE
    for row in form:
        line = f"{_NEW_LINE}{_label(row['label'])}{_quoted(row['value'])}"
        if len(link) + len(line) > _LONGEST:
            break
        link += line
    return link


@lru_cache(maxsize=500)
def _label(label: str) -> str:
    return _quoted(f"{label}: ")


def _quoted(text: str) -> str:
    if text.isalnum() and text.isascii():
        return text
    return quote(text, safe="", errors="replace")
