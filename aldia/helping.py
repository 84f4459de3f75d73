"""click in the owner's language: what `--help` says, and what is wrong with the words of a call.

Every sentence is in the catalogue (`usage.po`). `usage.<command>` tells a command, as in
`usage.campaign.plan`; `usage.<command>.<option>` an option of it, as in `usage.import.dry-run`;
`usage.any.<option>` one that several commands have. `placeholder.<word>` stands for a value.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import click

from aldia.language import language_of_surroundings
from storage.texts import say

SHARED = frozenset(
    {"json", "env-file", "now", "help", "version", "basis", "consent", "consent-date"}
)
"""Options that several commands have."""


class WrongValueError(click.BadParameter):
    """An option or an argument does not take this word."""

    def __init__(self, word: object, param: click.Parameter, ctx: click.Context) -> None:
        super().__init__(str(word), ctx, param)


class TooManyWordsError(click.UsageError):
    """The command takes no more arguments."""


class _Parameter(click.Parameter):
    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """Convert what was typed. Raises WrongValueError."""
        for word in value if isinstance(value, tuple) else (value,):
            try:
                self.type(word, self, ctx)
            except click.BadParameter as error:
                raise WrongValueError(word, self, ctx) from error
        return super().type_cast_value(ctx, value)


class Option(_Parameter, click.Option):
    """An option; its `metavar` names a placeholder."""

    @property
    def word(self) -> str:
        """The option as it is typed, without its dashes."""
        return self.opts[-1].removeprefix("--")

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value; where one is to be chosen, the choices."""
        if isinstance(self.type, click.Choice):
            return super().make_metavar(ctx)
        return _say(f"placeholder.{self.metavar or self.type.name.replace(' ', '_')}")

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and what it does."""
        self.help = _say(f"usage.{'any' if self.word in SHARED else path_of(ctx)}.{self.word}")
        return super().get_help_record(ctx)

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Return nothing: its sentence says all."""
        return {}


class Argument(_Parameter, click.Argument):
    """An argument; its name or `metavar` names a placeholder."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for it."""
        word = _say(f"placeholder.{self.metavar or self.name}")
        word += "…" if self.nargs == -1 else ""
        return word if self.required else f"[{word}]"


class _Told(click.Command):
    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how to call it."""
        pieces = [f"[{_say('usage.options').upper()}]"]
        pieces += [piece for param in self.get_params(ctx) for piece in param.get_usage_pieces(ctx)]
        if isinstance(self, click.Group):
            pieces.append(_say("placeholder.command"))
        formatter.write_usage(ctx.command_path, " ".join(pieces), f"{_say('usage.usage')}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what it does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_say(f"usage.{path_of(ctx) or 'aldia'}"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its options as they stand in the code, and then the ones of every command."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        own = [o for o in reversed(options) if isinstance(o, Option) and o.word not in SHARED]
        records = (o.get_help_record(ctx) for o in (*own, *(o for o in options if o not in own)))
        with formatter.section(_say("usage.options")):
            formatter.write_dl([record for record in records if record is not None])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _say("usage.any.help")
        return option


class Command(_Told, click.Command):
    """A command."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read options and arguments. Raises TooManyWordsError."""
        try:
            rest = super().parse_args(ctx, args)
        except click.BadOptionUsage as error:
            error.ctx = ctx  # its reader knows none, and `--help` is to be this command's
            raise
        if ctx.args and not ctx.resilient_parsing:
            raise TooManyWordsError(" ".join(ctx.args), ctx)
        return rest


class Group(_Told, click.Group):
    """A command with commands of its own."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its options and its commands."""
        _Told.format_options(self, ctx, formatter)
        above = f"usage.{path_of(ctx)}.".replace("..", ".")
        rows = [(name, _say(above + name)) for name in self.list_commands(ctx)]
        with formatter.section(_say("usage.commands")):
            formatter.write_dl(rows)


option: Callable[..., Callable[[Any], Any]] = partial(click.option, cls=Option)
argument: Callable[..., Callable[[Any], Any]] = partial(click.argument, cls=Argument)


def path_of(ctx: click.Context) -> str:
    """Return the names of a command below `aldia`, joined by dots; of `aldia` itself nothing."""
    names: list[str] = []
    while ctx.parent is not None:
        names.append(ctx.info_name or "")
        ctx = ctx.parent
    return ".".join(reversed(names))


def _say(key: str) -> str:
    return say(language_of_surroundings(), key)
