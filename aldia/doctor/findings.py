"""What the doctor says of one thing: fine, worth a look, at fault, or not looked at."""

from dataclasses import dataclass, field
from typing import Any, Literal

from storage.texts import say

State = Literal["ok", "warning", "fault", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is what was looked at; `key` with `params` is the sentence that says how to mend."""

    check: str
    state: State
    key: str
    params: dict[str, Any] = field(default_factory=dict)

    def shown(self, language: str) -> dict[str, Any]:
        """Return the finding in the shape of the command line."""
        text = " ".join(say(language, self.key, **self.params).split())
        return {"check": self.check, "state": self.state, "text": text}


def fine(check: str, **params: Any) -> Finding:
    """Nothing to do."""
    return Finding(check, "ok", f"doctor.{check}.ok", params)


def fault(check: str, code: str, **params: Any) -> Finding:
    """It does not work, or mail will suffer."""
    return Finding(check, "fault", f"doctor.{check}.{code}", params)


def warning(check: str, code: str, **params: Any) -> Finding:
    """It works, and could go wrong."""
    return Finding(check, "warning", f"doctor.{check}.{code}", params)


def skipped(check: str, code: str, **params: Any) -> Finding:
    """It was not looked at, and why."""
    return Finding(check, "skipped", f"doctor.{check}.{code}", params)
