"""What the command prints: for people in their language, or JSON; errors in one line."""

import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from storage.texts import say


class Failed(click.ClickException):
    """The command could not do it (exit 1), in one plain line that says what to do."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the line to stderr."""
        click.echo(self.message, err=True)


class Misused(Failed):
    """The command was called wrongly (exit 2), told the same way."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Output:
    """Where and how to print. `language` is the owner's."""

    as_json: bool
    language: str

    def one(self, data: Mapping[str, Any]) -> None:
        """Print one object: a JSON line, or a line per key."""
        if self.as_json:
            click.echo(json.dumps(data, ensure_ascii=False, default=str))
            return
        width = max((len(key) for key in data), default=0)
        for key, value in data.items():
            click.echo(f"{key:<{width}}  {_plain(value)}")

    def many(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """Print one object a line, as each comes; return how many."""
        count = 0
        for row in rows:
            count += 1
            if self.as_json:
                click.echo(json.dumps(row, ensure_ascii=False, default=str))
            else:
                click.echo("  ".join(_plain(value) for value in row.values()))
        return count

    def say(self, key: str, **params: object) -> None:
        """Tell people something in their language; scripts do not hear it."""
        if not self.as_json:
            click.echo(say(self.language, key, **params))

    def asks(self, key: str, **params: object) -> bool:
        """Ask people whether to go on; True only for a yes in their language or in English."""
        question = (
            f"{say(self.language, key, **params)} [{say(self.language, 'program.yes_or_no')}]"
        )
        answer = str(click.prompt(question, default="", show_default=False)).strip().lower()
        return answer[:1] in {"y", say(self.language, "program.yes_or_no")[:1]}

    def fail(self, key: str, **params: object) -> Failed:
        """Return the error to raise, in the owner's language."""
        return Failed(say(self.language, key, **params))

    def misuse(self, key: str, **params: object) -> Misused:
        """Return the error to raise where the words of the call itself are wrong."""
        return Misused(say(self.language, key, **params))

    @contextmanager
    def progress(self, key: str) -> Any:
        """Show a progress bar on a terminal; gives `advance(done, total)`."""
        if self.as_json or not sys.stderr.isatty():
            yield lambda done, total=None: None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
            task = bar.add_task(say(self.language, key), total=None)
            yield lambda done, total=None: bar.update(task, completed=done, total=total)


def _plain(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "-" if value is None else str(value)
