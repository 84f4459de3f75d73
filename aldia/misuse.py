"""What the command says to wrong usage: one line, as for every other fault, and exit 2."""

from difflib import get_close_matches

import click

from aldia.helping import TooManyWordsError, WrongValueError
from aldia.language import language_of_surroundings
from aldia.output import Failed, Misused
from storage.texts import say


def in_a_line(error: click.UsageError) -> Misused:
    """Return the fault to raise instead of click's four lines."""
    command = error.ctx.command_path if error.ctx else "aldia"
    language = language_of_surroundings()
    what = " ".join(_what(error, language).split())
    return Misused(say(language, "program.misused", what=what, command=command))


def stopped() -> Failed:
    """Return what is said to whoever interrupts."""
    return Failed(say(language_of_surroundings(), "program.stopped"))


def _what(error: click.UsageError, language: str) -> str:
    key, params = "not_understood", {"words": error.message}
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near):
            return _unknown("option", name, near or [], language)
        case click.NoSuchCommand(command_name=name):
            return _unknown("command", name, _like(name, error.ctx), language)
        case click.BadOptionUsage(option_name=name):
            key, params = _lacking(error, name), {"option": name}
        case click.MissingParameter():
            key, params = "missing", {"what": _hint(error)}
        case WrongValueError():
            return _wrong(error, language)
        case TooManyWordsError():
            key = "too_many_words"
    return say(language, f"misuse.{key}", **params)


def _unknown(kind: str, name: str, near: list[str], language: str) -> str:
    said = say(language, f"misuse.no_such_{kind}", name=name)
    return f"{said} {say(language, 'misuse.near', names=', '.join(near))}" if near else said


def _like(name: str, ctx: click.Context | None) -> list[str]:
    group = ctx.command if ctx else None
    names = group.list_commands(ctx) if isinstance(group, click.Group) and ctx else []
    return get_close_matches(name, names)


def _lacking(error: click.UsageError, name: str) -> str:
    """Tell whether an option was left without its value, or given one that it does not take."""
    params = error.ctx.command.params if error.ctx else []
    flags = {name for param in params if getattr(param, "is_flag", False) for name in param.opts}
    return "takes_no_value" if name in flags else "needs_a_value"


def _wrong(error: WrongValueError, language: str) -> str:
    said = say(language, "misuse.wrong_value", word=error.message, what=_hint(error))
    match error.param.type if error.param else None:
        case click.Choice(choices=choices):
            return f"{said} {say(language, 'misuse.choices', choices=', '.join(choices))}"
        case click.IntRange(min=least, max=most):
            return f"{said} {say(language, 'misuse.range', least=least, most=most)}"
        case click.DateTime():
            return f"{said} {say(language, 'misuse.date')}"
    return said


def _hint(error: click.BadParameter) -> str:
    return error.param.get_error_hint(error.ctx) if error.param else ""
