"""Faults that a user or the world can cause: not defects, and never shown as tracebacks."""

from typing import ClassVar


class Fault(Exception):  # noqa: N818 - a fault is what it is, in our words
    """Something is wrong outside the program. `code` names what, `params` fill its sentence.

    `family` says which texts tell it: the sentence is `<family>.<code>`.
    """

    family: ClassVar[str]

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
