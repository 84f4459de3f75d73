"""What a telephone writes down when a number or an address is spoken, put back into signs.

"seis siete ocho doce treinta y cuatro" is 678 12 34, "double seven" 77, "maria punto lopez arroba
example punto com" an e-mail address. Only what can hardly be anything else is put back: some
number words one after the other with as many digits as a telephone number has, or an address with
its "at", its "dot" and an ending. The number words of a language: `tables/spoken/<language>.tsv`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from mail.understanding import lists, numbers, sentences, tenses
from mail.understanding.folding import fold
from mail.understanding.lists import alternatives
from mail.understanding.sentences import Sentence

# A number that is all of its sentence, and the sentence behind it.
_ALONE = re.compile(
    r"(?m)((?:^|[.!?]\s)[ \t]{0,3}\+?\d[\d ()/-]{7,20}\d)(?:\s?[.!…]{1,3}\s{1,3}|\n{1,2})"
)
_SENTENCE = re.compile(r"[^.!?\n]{1,80}")
_MOST_NAMING = 8  # words
_TURNS = ("other", "negation", "temporary", "condition", "later", "denial", "retract", "hedge")
_FEWEST_WORDS, _FEWEST, _MOST = 4, 7, 15  # words, and digits of a number (E.164 has 15 at most)
_FEWEST_MIXED, _WHOLE = 2, 9  # words, and digits, of a number that is half written in digits
_DIGITS = re.compile(r"(?:[\s-]\d{1,12}){1,6}")
_DIGITS_BEFORE = re.compile(r"(?:\d{1,12}[\s-]){1,6}\Z")
_WORD = re.compile(r"[^\W\d_]+")
_APART = re.compile(r"[\s,.-]{1,3}")
_NAME = r"[a-z0-9]{1,40}"
_BEFORE = {"twice", "thrice", "plus"}
_DOT, _SIGN = r"(?:punto|dot|точка)", r"(?:guion bajo|guion|underscore|dash|hyphen|дефис)"
_AT = r"(?:arroba|собака|собачка|at)"
_ADDRESS = re.compile(
    rf"\b(?P<name>{_NAME}(?: (?:{_DOT}|{_SIGN}) {_NAME}){{0,4}}) (?P<at>{_AT}) "
    rf"(?P<host>{_NAME}(?: (?:{_DOT}|{_SIGN}) {_NAME}){{0,2}}) {_DOT} (?P<end>[a-z]{{2,8}})\b"
)
# "emily(at)example.com", against robots.
_SIGNED = re.compile(
    r"(?i)(?<=[a-z0-9])\s?[(\[{](?:at|arroba|собака|@)[)\]}]\s?(?=[a-z0-9-]{2,40}\.)"
)
# Right before an address: else words of its name may stand there ("marta gil arroba …").
_BEFORE_NAME = re.compile(
    r"(?:\A|[:.,(\n-]|\b(?:is|it's|es|son|a|al|to|use|на|это|почта|e-?mail|mail|correo|mailbox|address|"
    r"direccion|адрес|new|nuevo|nueva|новая|новый))\s*\Z"
)
_NO_NAME = re.compile(
    r"is|es|me|us|the|an?|it|dot|punto|точка|letter|word|one|junto|todo|minusculas|mayusculas|"
    r"siempre|lowercase|uppercase|nuev[oa]|same|old"
)
_AGAIN = re.compile(r"\b(?:perdon|sorry|no wait|no espera|i mean|digo|oops|ой|вернее|простите)\b")
# Behind a number: it goes on otherwise, or is taken back.
_GOES_ON = re.compile(
    r"[\s,.-]*(?:o|u|y|or|and|и|или|либо|digo|i mean|oops|ay|no|not|wait|ой|вернее|точнее|нет|"
    r"perdon|sorry|something|algo|с чем-то)\b"
)
_SIGNS = {"guion bajo": "_", "underscore": "_"}
_ABOUT_MAIL = re.compile(r"\b(?:e-?mail|mail|correo|address|direccion|почт\w|мейл|адрес)\b")


@dataclass(frozen=True, slots=True)
class _Language:
    """The number words of a language, folded; `joined` stands between tens and units, `hundred`
    behind their number."""

    values: Mapping[str, int]
    signs: Mapping[str, str]
    joined: str
    hundred: str


def written(text: str) -> str:
    """Return a text with the numbers and addresses that were spelt out in it put into signs.

    A number that stands alone before what names it is put into one sentence with it:
    "07700 900 516. That's the new mobile."
    """
    text = _addresses(_SIGNED.sub("@", text))
    for language in _languages():
        text = _numbers(text, language)
    return _named(text)


def _named(text: str) -> str:
    return _ALONE.sub(lambda number: f"{number[1]}, " if _points(number) else number[0], text)


def _points(number: re.Match[str]) -> bool:
    """Say whether what follows a number only says of which phone it is."""
    after = _SENTENCE.match(number.string, number.end())
    words = fold(after[0]) if after else ""
    few = 0 < len(words.split()) <= _MOST_NAMING and not any(map(str.isdigit, words))
    names_it = few and _pointing().match(words) and numbers.names_one(words)
    return bool(names_it) and _is_ours_now(sentences.sentence(words))


def _is_ours_now(sentence: Sentence) -> bool:
    """Say whether nothing in a sentence makes a number another's, or an old one."""
    return not sentence.has(*_TURNS) and not tenses.of_the_past(sentence, 0, len(sentence.text))


@cache
def _pointing() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('reach', 'points')})(?!\w)")


def _addresses(text: str) -> str:
    folded = fold(text)
    for found in reversed(list(_ADDRESS.finditer(folded))):
        # "I work at example dot com" is no address; "my e-mail is work at example dot com" is one.
        told = _ABOUT_MAIL.search(folded, max(0, found.start() - 80), found.start())
        if (found["at"] != "at" or told) and _is_whole(found, folded):
            address = f"{_signed(found['name'])}@{_signed(found['host'])}.{found['end']}"
            text = text[: found.start()] + address + text[found.end() :]
    return text


def _is_whole(found: re.Match[str], folded: str) -> bool:
    """Say whether an address surely begins where it seems to, and nothing is taken back."""
    words = found["name"].split()
    partial = bool(_NO_NAME.fullmatch(words[0])) or _is_number(words[0])
    again = _AGAIN.search(folded, found.end()) or re.search(rf"\b{_AT}\b", folded[found.end() :])
    return not (partial or again) and bool(_BEFORE_NAME.search(folded[: found.start()]))


def _is_number(word: str) -> bool:
    return any(word in language.values for language in _languages())


def _signed(name: str) -> str:
    name = re.sub(rf" {_SIGN} ", lambda sign: _SIGNS.get(sign[0].strip(), "-"), name)
    return re.sub(rf" {_DOT} ", ".", name)


def _numbers(text: str, language: _Language) -> str:
    folded = fold(text)
    for run in reversed(list(_runs(text, language))):
        if _GOES_ON.match(folded, run[-1].end()):
            continue
        digits = "".join(_digits([fold(word[0]) for word in run], language))
        if _is_a_number(text, run, sum(map(str.isdigit, digits))):
            text = text[: run[0].start()] + digits + text[run[-1].end() :]
    return text


def _is_a_number(text: str, run: Sequence[re.Match[str]], count: int) -> bool:
    """Say whether a run of words with so many digits is a number, by itself or with the digits
    beside it: "plus seven nine sixteen 300 45 81"."""
    if len(run) >= _FEWEST_WORDS and _FEWEST <= count <= _MOST:
        return True
    before = _DIGITS_BEFORE.search(text[: run[0].start()])
    after = _DIGITS.match(text, run[-1].end())
    beside = sum(map(str.isdigit, "".join(found[0] for found in (before, after) if found)))
    return len(run) >= _FEWEST_MIXED and bool(beside) and _WHOLE <= count + beside <= _MOST


def _runs(text: str, language: _Language) -> Iterator[Sequence[re.Match[str]]]:
    """Yield the runs of number words that only blanks and commas part."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        beside = not run or _APART.fullmatch(text, run[-1].end(), word.start())
        if run and not (beside and _counts(fold(word[0]), language)):
            yield from _ended(run, language)
            run = []
        if run or _begins(fold(word[0]), language):
            run.append(word)
    yield from _ended(run, language)


def _ended(run: list[re.Match[str]], language: _Language) -> Iterator[Sequence[re.Match[str]]]:
    """Yield a run without the "and" that it may end with."""
    while run and fold(run[-1][0]) == language.joined:
        run.pop()
    if run:
        yield run


def _begins(word: str, language: _Language) -> bool:
    return word in language.values or word in language.signs


def _counts(word: str, language: _Language) -> bool:
    return _begins(word, language) or word in (language.joined, language.hundred)


def _digits(words: Sequence[str], language: _Language) -> Iterator[str]:
    """Yield the digits of number words, each number for itself: "doce treinta y cuatro" is 1234."""
    at = 0
    while at < len(words):
        sign = language.signs.get(words[at])
        if sign == "plus":
            yield "+"
            at += 1
        elif sign:
            follows = language.values.get(words[at + 1]) if at + 1 < len(words) else None
            yield str(follows) * (2 if sign == "twice" else 3) if follows is not None else ""
            at += 2
        else:
            value, at = _value(words, at, language)
            yield value


def _value(words: Sequence[str], at: int, language: _Language) -> tuple[str, int]:
    """Return the digits of the number that begins at a word, and where it ends."""
    whole = language.values.get(words[at], -1)
    if whole < 0:
        return "", at + 1  # "y" between two numbers
    if 0 < whole < 20 and language.hundred and words[at + 1 : at + 2] == [language.hundred]:
        return str(whole * 100), at + 2
    room = 100 if whole >= 100 else 10 if whole >= 20 else 0
    ends = at + 1
    while room and ends < len(words):
        joined = bool(language.joined) and words[ends] == language.joined
        needs = room == 10 and bool(language.joined)
        step = ends + joined
        more = language.values.get(words[step], 0) if step < len(words) else 0
        if not 0 < more < room or (needs and not joined):
            break
        whole, room, ends = whole + more, 10 if more >= 20 else 0, step + 1
    return str(whole), ends


@cache
def _languages() -> tuple[_Language, ...]:
    tables: dict[str, dict[str, str]] = {}
    for name, row in lists.rows("spoken"):
        word, _, meaning = row.partition("\t")
        tables.setdefault(name, {})[word] = meaning
    return tuple(map(_language, tables.values()))


def _language(meanings: Mapping[str, str]) -> _Language:
    values = {word: int(meaning) for word, meaning in meanings.items() if meaning.isdigit()}
    signs = {word: meaning for word, meaning in meanings.items() if meaning in _BEFORE}
    others = {meaning: word for word, meaning in meanings.items()}
    return _Language(values, signs, others.get("joins", ""), others.get("hundred", ""))
