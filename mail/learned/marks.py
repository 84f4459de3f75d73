"""What a model looks at in a text: its words, their neighbours, and how long words begin."""

import re
from functools import lru_cache
from itertools import pairwise

_MOST = 80  # words of a text that are looked at
_BEGINNINGS = (4, 6)  # letters: so that other forms and endings of a word are not strangers
_WORD = re.compile(
    r"[245]\.\d{1,2}\.\d{1,3}|[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[?@\ue000]+|[^\w\s\x00-\x7f]"
)


def marks(folded: str) -> list[str]:
    """Return the marks of a folded text, each once, in the order of its words.

    Numbers are all the same, save enhanced status codes; punctuation is only asked for its
    question marks, other signs (emoji) count as words.
    """
    words = [_word(found) for found in _WORD.findall(folded)[:_MOST]]
    found = dict.fromkeys(map(" ".join, pairwise(("^", *words, "$"))))
    for word in words:
        if word not in found:
            found.update(dict.fromkeys(spelled(word)))
    return list(found)


def _word(found: str) -> str:
    if found[0].isdigit():
        return found if "." in found else "#"
    return found if found[0] != "\ue000" else "\ue000"


@lru_cache(maxsize=4096)
def spelled(word: str) -> list[str]:
    """Return the marks of one word: itself, and how it begins where it is long."""
    return [word, *(f"{word[:length]}*" for length in _BEGINNINGS if len(word) > length)]
