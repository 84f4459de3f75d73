"""The program explains itself, and says what is wrong with a call, in the owner's language."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from aldia.helping import SHARED, Argument, Option, path_of
from aldia.main import main
from storage.query import parse
from storage.texts import LANGUAGES, keys, say

EXAMPLE = re.compile(r"[\w-]+:\w+(?: -?\w+:\w+)*")


def commands(ctx: click.Context) -> Iterator[click.Context]:
    """Yield the context of a command and of all below it."""
    yield ctx
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            below = ctx.command.get_command(ctx, name)
            assert below is not None
            yield from commands(click.Context(below, parent=ctx, info_name=name))


EVERY = list(commands(click.Context(main, info_name="aldia")))


def run(words: list[str], language: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, words, env={"ALDIA_LANGUAGE": language})
    return done.exit_code, done.stdout, done.stderr


def test_every_command_and_option_is_told_and_nothing_else_is() -> None:
    told = {"usage.usage", "usage.options", "usage.commands", "usage.aldia"}
    told |= {f"usage.any.{name}" for name in SHARED}
    for ctx in EVERY[1:]:
        told.add(f"usage.{path_of(ctx)}")
        own = [param for param in ctx.command.params if isinstance(param, Option)]
        told |= {f"usage.{path_of(ctx)}.{one.word}" for one in own if one.word not in SHARED}
    assert told == {key for key in keys("es") if key.startswith("usage.")}


def test_every_option_and_argument_speaks_the_owners_language() -> None:
    ours = (Option, Argument)
    for ctx in EVERY:
        assert all(isinstance(param, ours) for param in ctx.command.params), path_of(ctx)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_whole_in_every_language(language: str) -> None:
    for ctx in EVERY:
        path = path_of(ctx)
        code, shown, _ = run([*path.split("."), "--help"] if path else ["--help"], language)
        assert code == 0
        assert say(language, f"usage.{path or 'aldia'}") in " ".join(shown.split())
        assert shown.startswith(say(language, "usage.usage"))


@pytest.mark.parametrize("language", ["es", "ru"])
def test_no_sentence_of_the_help_is_left_in_english(language: str) -> None:
    sentences = [key for key in keys("en") if key.startswith("usage.")]
    assert [key for key in sentences if say(language, key) == say("en", key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_query_shown_as_an_example_can_be_asked(language: str) -> None:
    example = EXAMPLE.search(say(language, "usage.find"))
    assert example is not None
    parse(example[0], language=language, country="ES")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["imprt"], "import"),
        (["find"], "CONSULTA"),
        (["find", "a", "b"], "Sobra: b."),
        (["find", "--nosuch"], "--nosuch"),
        (["undo", "x\ny"], "«x y» no vale para 'EVENTO'."),
        (["merge", "1", "x"], "«x» no vale"),
        (["import", "a", "--kind", "none"], "contacts, orders, payments, tickets"),
        (["import", "a", "--kind"], "--kind necesita un valor. Ayuda: aldia import --help"),
        (["find", "a", "--json=1"], "--json no admite ningún valor. Ayuda: aldia find --help"),
        (["forecast", "--as-of", "x"], "2026-07-06"),
        (["campaign", "preview", "1"], "Falta '--contact'."),
        (["--"], "Así no se entiende"),
    ],
)
def test_wrong_usage_is_told_in_the_owners_language(words: list[str], said: str) -> None:
    code, shown, told = run(words, "es")
    assert (code, shown, told.count("\n")) == (2, "", 1)
    assert said in told
    assert len({told, run(words, "en")[2], run(words, "ru")[2]}) == 3


def test_the_language_of_the_env_file_is_spoken_before_the_settings_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALDIA_LANGUAGE", raising=False)
    for file, said in ((b"ALDIA_LANGUAGE=ru\n", "ЗАПРОС"), (b"\xff\xfe", "CONSULTA")):
        Path(".env").write_bytes(file)
        assert said in CliRunner().invoke(main, ["find"]).stderr
