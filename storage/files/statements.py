"""What a row states about mailing its customer: consent, refusal, opt-in, bounces.

In a consent column a yes or a date grants, a no or anything that begins with one withdraws. In an
opt-out column a yes or a date withdraws and a no states nothing; in an opt-in column a yes or a
date grants and a no states nothing. A status (`Subscribed`, `Cleaned`) speaks by its word. Unclear
cells are flagged, never guessed.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal, cast

from storage.files import Cell
from storage.files.days import day, order_of
from storage.files.drafts import ConsentStatement, Purpose, Reading
from storage.files.filled import Filled, as_text
from storage.files.headers import Column
from storage.values import EMPTY, Invalid, choices, dates, emails
from storage.values.folding import fold

Basis = Literal["consent", "contract"]
_BASES: dict[Basis, str] = {
    "contract": r"\b(?:contract|contrato|contrat|contratto|vertrag\w*|договор\w*|customer|cliente"
    r")\b",
    "consent": r"\b(?:consent|consentimiento|согласи\w*|einwilligung|consentement|consenso"
    r"|consentimento)\b",
}
_NO_BASIS = re.compile(r"\b(?:legitimate|legitimo|not applicable|no aplica|законный интерес)\b")
OPT_IN = "opt-in"
DOUBLE_OPT_IN = "double opt-in"
_FIRST_WORD = re.compile(r"\s*([^\W\d_]+)[\s,.:;(-]*(.*)\Z", re.DOTALL)


def consents(filled: Filled, reading: Reading) -> tuple[ConsentStatement, ...]:
    """Return what the columns about consent state, each with its evidence."""
    own_date = None
    for column, cell in filled.all("consent_date"):
        own_date = day(filled, column, cell, reading)
    found = [
        _statement(filled, column, cell, own_date, reading)
        for name in ("consent", "opt_out")
        for column, cell in filled.all(name)
    ]
    found += [*_by_status(filled, own_date), _opt_in(filled, reading)]
    stated = tuple(statement for statement in found if statement)
    return stated or tuple(_by_basis(filled, own_date))


def basis_of(filled: Filled) -> Basis | None:
    """Return the legal basis that the row names; one that we do not know is flagged."""
    for _, cell in filled.all("basis"):
        named = (part for part in as_text(cell).replace("|", ";").split(";"))
        read = next((basis for part in named if (basis := _basis(part))), None)
        if not read:
            filled.flag("basis_unknown", "basis", cell)
        return read
    return None


def undeliverable(filled: Filled) -> dict[str, str]:
    """Return evidence that mail came back for good, by normal address; "" is the row's first."""
    found: dict[str, str] = {}
    for column, cell in filled.all("undeliverable"):
        typed = as_text(cell)
        if cell is False or choices.yes_no(typed) in (False, EMPTY):
            continue
        named = [read.normal for read in emails.parse_many(typed) if not isinstance(read, Invalid)]
        found |= dict.fromkeys(named or ("",), f"{column.header}: {typed}")
    for column, cell in filled.all("subscription"):
        if choices.subscription(as_text(cell)) == "bounced":
            found[""] = f"{column.header}: {as_text(cell)}"
    return found


def _basis(text: str) -> Basis | None:
    folded = fold(text)
    if _NO_BASIS.search(folded):
        return None  # an interest is no basis that we can show for a mail
    return next((basis for basis, words in _BASES.items() if re.search(words, folded)), None)


def _by_basis(filled: Filled, own_date: date | None) -> Iterator[ConsentStatement]:
    """A row that names its basis and says nothing else states it: a contract for what serves it."""
    for column, cell in filled.all("basis"):
        basis = next((b for part in as_text(cell).split(";") if (b := _basis(part))), None)
        if basis:
            purpose: Purpose | None = "updates" if basis == "contract" else None
            yield ConsentStatement(True, purpose, None, own_date, column.header, as_text(cell))


def _by_status(filled: Filled, own_date: date | None) -> Iterator[ConsentStatement]:
    for column, cell in filled.all("subscription"):
        said = choices.subscription(as_text(cell))
        if isinstance(said, Invalid):
            if said != EMPTY:
                filled.flag("consent_unclear", column.header, cell)
        elif said == "silent":
            filled.flag("not_subscribed", column.header, cell)
        elif said in ("in", "out"):
            given = said == "in"
            yield ConsentStatement(
                given, None, None, own_date if given else None, column.header, as_text(cell)
            )


def _opt_in(filled: Filled, reading: Reading) -> ConsentStatement | None:
    """Join the times and addresses of a sign-up into one statement with all of its evidence."""
    said = {
        column: (cell, answer)
        for column, cell in filled.all("opt_in")
        if not isinstance(answer := _said(column, cell, reading), Invalid) and answer[0]
    }
    if not said:
        return None
    days = [on for _, (_, on) in said.values() if on]
    proofs = [(column, cell) for column, (cell, _) in said.items()] + filled.all("opt_in_proof")
    proofs.sort(key=lambda proof: proof[0].index)
    head, *rest = proofs
    evidence = [as_text(head[1]), *(f"{column.header}: {as_text(cell)}" for column, cell in rest)]
    double = any(column.kind == "double" for column in said)
    return ConsentStatement(
        given=True,
        purpose=None,
        channel=None,
        on=max(days, default=None),
        column=head[0].header,
        as_typed="; ".join(evidence),
        wording=DOUBLE_OPT_IN if double else OPT_IN,
    )


def _statement(
    filled: Filled, column: Column, cell: Cell, own_date: date | None, reading: Reading
) -> ConsentStatement | None:
    said = _said(column, cell, reading)
    if isinstance(said, Invalid):
        if said != EMPTY:
            filled.flag("consent_unclear", column.header, cell)
        return None
    answer, on = said
    refusal_column = column.field == "opt_out"
    if refusal_column and not answer:
        return None
    purpose, _, channel = column.kind.partition("/")
    return ConsentStatement(
        given=answer and not refusal_column,
        purpose=cast("Purpose | None", purpose or None),
        channel=cast("choices.Channel | None", channel or None),
        on=on or (None if refusal_column else own_date),
        column=column.header,
        as_typed=as_text(cell),
    )


def _said(column: Column, cell: Cell, reading: Reading) -> tuple[bool, date | None] | Invalid:
    """Read `sí`, `no`, a date (which says yes), `Sí, 12/03/2020`, `no quiere`."""
    if isinstance(cell, bool):
        return cell, None
    text = as_text(cell)
    answer = choices.yes_no(text)
    if not isinstance(answer, Invalid):
        return answer, None
    if answer == EMPTY:
        return EMPTY
    order = order_of(column, reading)
    on = dates.parse(cell, order)
    if isinstance(on, date):
        return True, on
    return EMPTY if on == EMPTY else _by_first_word(text, order)


def _by_first_word(text: str, order: dates.Order) -> tuple[bool, date | None] | Invalid:
    parts = _FIRST_WORD.match(text)
    answer = choices.yes_no(parts[1]) if parts else EMPTY
    if not parts or isinstance(answer, Invalid):
        return Invalid("not_yes_or_no")
    on = dates.parse(re.sub(r"\A(?:el|on|от)\s+|[()]", "", parts[2].strip()), order)
    if isinstance(on, date):
        return answer, on
    # "No quiere" refuses; but "sí, por teléfono no" grants nothing.
    return (False, None) if not answer else Invalid("not_yes_or_no")
