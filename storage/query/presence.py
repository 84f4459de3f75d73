"""`es:caducado`, `con:correo`, `sin:tel`: terms that say only that something is, or is there."""

from storage.query import fields, words
from storage.query.errors import QueryError
from storage.query.fields import FIELDS
from storage.query.nearest import nearest, nearest_field
from storage.query.readers import Reader, read_choice
from storage.query.scanner import RAW, Piece
from storage.query.tree import Anything, Nothing, Op, Term


def read_presence(reader: Reader, word: Piece, value: Anything | Nothing) -> Term:
    """`con:correo` is `correo:*`, `sin:correo` is `correo:-`."""
    piece = _read_only_word(reader, word)
    return _presence_of(reader, word, piece, value)


def _presence_of(reader: Reader, word: Piece, piece: Piece, value: Anything | Nothing) -> Term:
    scanner = reader.scanner
    if fields.key(piece.text) in fields.TWO_FIELDS:
        names = fields.TWO_FIELDS[fields.key(piece.text)]
        options = " / ".join(FIELDS[name].word(reader.language) for name in names)
        raise scanner.wrong("ambiguous_field", piece, word=piece.text, options=options)
    field = fields.field_of(piece.text)
    if field is None:
        raise unknown_field(reader, piece)
    return Term(field.name, Op.HAS, value, None, scanner.span(word.start, piece.end))


def read_is(reader: Reader, word: Piece) -> Term:
    """`es:caducado` is `estado:caducado`, `es:mujer` is `sexo:mujer`."""
    scanner = reader.scanner
    piece = _read_only_word(reader, word)
    at = scanner.span(word.start, piece.end)
    for name in ("sex", "status"):
        if words.choice_of(name, piece.text) or words.readings(name, piece.text):
            return Term(name, Op.HAS, read_choice(reader, name, piece), None, at)
    if fields.field_of(piece.text):
        if fields.key(word.text) == fields.key(fields.IS["ru"]):
            return _presence_of(reader, word, piece, Anything())
        has = fields.HAS.get(reader.language, "has")
        raise scanner.error(
            "is_needs_state", word.start, piece.end, f"{has}:{piece.text}", word=piece.text
        )
    own = [w for name in ("status", "sex") for w in words.choice_words(name, reader.language)]
    near = nearest(piece.text, own)
    options = ", ".join(words.first_words("status", reader.language))
    raise scanner.wrong(
        "unknown_value", piece, near, word=piece.text, field=word.text, options=options
    )


def _read_only_word(reader: Reader, word: Piece) -> Piece:
    scanner = reader.scanner
    start = scanner.pos
    if scanner.peek() == "[":
        raise scanner.error("window_not_here", start, start + 1, field=word.text)
    op = scanner.operator()
    if op not in (Op.HAS, Op.EQ):
        raise scanner.error("bad_operator", start, scanner.pos, ":", op=op.value, allowed=":")
    scanner.skip_space()
    if scanner.peek() == '"':
        return scanner.quoted()
    found = scanner.take(RAW)
    if not found:
        raise scanner.error("missing_value", start, scanner.pos)
    if "," in found[0]:
        raise scanner.error("one_at_a_time", *found.span(), word=word.text)
    return Piece(found[0], *found.span())


def unknown_field(reader: Reader, word: Piece) -> QueryError:
    """Return the error for a word that names no field."""
    near = nearest_field(word.text, reader.language)
    code = "mixed_alphabets" if words.mixed_alphabets(word.text) else "unknown_field"
    return reader.scanner.error(code, word.start, word.end, near, word=word.text)
