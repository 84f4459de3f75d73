"""The program knows its commands before it loads them, and says every fault in one line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from aldia.faults import in_one_line
from aldia.main import FAMILIES, commands_of, main
from aldia.output import Output


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_holds_what_the_program_says(family: str) -> None:
    assert tuple(command.name for command in commands_of(family)) == FAMILIES[family]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nosuch"], "nosuch"),
        (["--nosuch"], "aldia --help"),
        (["undo", "x"], "aldia undo --help"),
        (["undo", "99999999999"], "99999999999"),
        (["find"], "QUERY"),
        (["campaign", "status"], "aldia campaign status --help"),
        (["campaign", "nosuch"], "nosuch"),
        (["import", "a.csv", "--kind", "nosuch"], "nosuch"),
        (["job", "nosuch"], "nosuch"),
    ],
)
def test_wrong_usage_is_one_line_and_two(words: list[str], said: str) -> None:
    done = CliRunner().invoke(main, words, env={"ALDIA_LANGUAGE": "en"})
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["show", "99999999999999999999", "²"], 1, "99999999999999999999, ²"),
        (["export", "gone/out.csv"], 1, "gone"),
        (["find", "ana", "--env-file", "."], 1, "directory"),
        (["proposals", "--accept", "9"], 1, "There is no proposal 9"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_one(
    words: list[str], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, words, env={"ALDIA_LANGUAGE": "en"})
    assert (done.exit_code, done.stdout) == (code, "")
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


def test_a_reader_who_has_enough_is_no_fault() -> None:
    with pytest.raises(BrokenPipeError), in_one_line(Output(True, "en")):
        raise BrokenPipeError
