"""The codes of this room in words: what is wrong with a file, a row, a value."""

from storage.files import FileError
from storage.files.drafts import Flag, Rejected
from storage.texts import keys, say

_NAMES = ("system", "seen")


def problem_of(language: str, error: FileError) -> str:
    """Return what is wrong with a file and what to do about it, in one line."""
    params = dict(error.params)
    if "kind" in params:
        params["kind"] = say(language, f"file.kind.{params['kind']}")
    params |= {name: say(language, f"system.{params[name]}") for name in _NAMES if name in params}
    return say(language, f"file.{error.code}", **params)


def reason_of(language: str, rejected: Rejected) -> str:
    """Return why a row was rejected."""
    return say(language, f"reject.{rejected.reason}", **rejected.params)


def flag_of(language: str, flag: Flag) -> str:
    """Return what a flag says: field, value and why."""
    field = f"column.{flag.field}"
    name = say(language, field) if field in keys(language) else flag.field
    why = say(language, f"value.{flag.reason}") if flag.reason else ""
    return say(language, f"flag.{flag.code}", field=name, value=flag.value, why=why)
