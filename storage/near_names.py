"""The name that was meant: `carmen lopes` is nobody, and Carmen López is near.

Only to suggest, never to answer. What may be near is looked up by pieces of the word through the
index of the search text; the slips are counted here.
"""

from collections import Counter

from tortoise.expressions import Q

from storage.query.nearest import nearest
from storage.query.text_index import narrowed
from storage.tables.people import Contact
from storage.values.folding import fold

MOST_WORDS = 5
SHORTEST = 4
_CANDIDATES = 1500


def words_of(text: str) -> list[str]:
    """Return the folded words, where they are nothing but words; of anything else, none."""
    words = fold(text).split()
    plain = len(words) <= MOST_WORDS and all(word.isalpha() for word in words)
    return words if plain else []


async def nearest_name(word: str) -> str | None:
    """Return the word of somebody's name or company that is nearest to a folded word."""
    if len(word) < SHORTEST:
        return None
    for near_by in (_slips(word), _pieces(word) | Q(first_key__startswith=word[:2])):
        near = nearest(word, await _words_of(near_by))
        if near is not None:
            return near
    return None


async def _words_of(near_by: Q) -> list[str]:
    """Return the words of the names of those who are near by, the commonest first."""
    people = Contact.filter(near_by, merged_into_id=None, erased_at=None).limit(_CANDIDATES)
    names = await people.values_list("name_key", "company_key")
    return [word for word, _ in Counter(" ".join(map(" ".join, names)).split()).most_common()]


def _slips(word: str) -> Q:
    """Who has the word with two letters swapped, or one too many taken out."""
    forms = [f"{word[:i]}{word[i + 1]}{word[i]}{word[i + 2 :]}" for i in range(len(word) - 1)]
    forms += [word[:i] + word[i + 1 :] for i in range(len(word))]
    return Q(*(narrowed(form) for form in dict.fromkeys(forms)), join_type=Q.OR)


def _pieces(word: str) -> Q:
    """Who has a piece that is left whole where one letter is wrong or missing."""
    pieces = [f" {word[:2]}", *(word[i : i + 3] for i in range(len(word) - 2))]
    return Q(*(narrowed(piece) for piece in pieces), join_type=Q.OR)
