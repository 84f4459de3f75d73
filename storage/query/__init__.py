"""The typed query language of the search box, `aldia find` and saved segments.

    sexo:mujer gasto[30d]>500 ciudad:"Valencia" -etiqueta:vip orden:-gasto max:50

`parse` reads it in Spanish, English or Russian, `print_query` writes it, `read_back` says it in
words, `explain` says what is wrong and where, `find` looks it up. See docs/searching.md.
"""

from storage.query.errors import QueryError, caret, corrected, explain
from storage.query.parser import parse
from storage.query.printer import print_query
from storage.query.reading import read_back
from storage.query.search import Found, find, matching
from storage.query.tree import Query

__all__ = [
    "Found",
    "Query",
    "QueryError",
    "caret",
    "corrected",
    "explain",
    "find",
    "matching",
    "parse",
    "print_query",
    "read_back",
]
