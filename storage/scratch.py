"""Folders for work that does not fit into memory: they hold personal values, and none stays.

A folder goes when its work ends. What a killed process left is swept before the next one is made
and when `aldia run` starts. A lock of the kernel tells who lives (flock(2)): it ends with its
holder, also in containers, where every process may have the same number.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "aldia-scratch-"
_UNLOCKED = "aldia-new-"


@contextmanager
def scratch(within: Path | None = None) -> Generator[Path]:
    """Give an empty folder that nobody else can read, in `within` or where the system has such.

    Whoever works in it must have ended on leaving. Raises OSError.
    """
    sweep(within)
    made = Path(tempfile.mkdtemp(prefix=_UNLOCKED, dir=within))
    with _locked(made):
        # It gets its name once it is locked, or another's sweep could take it for a dead one's.
        folder = made.rename(made.with_name(made.name.replace(_UNLOCKED, _PREFIX)))
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def sweep(within: Path | None = None) -> int:
    """Remove what dead processes left in `within`; return how many folders. Others' stay."""
    found = [*Path(within or tempfile.gettempdir()).glob(f"{_PREFIX}*")]
    return sum(_swept(folder) for folder in found)


def _swept(folder: Path) -> bool:
    # Held by who works in it, gone meanwhile, or not ours to remove.
    with suppress(OSError), _locked(folder):
        shutil.rmtree(folder)
        return True
    return False


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    """Hold a folder alone. Raises OSError, BlockingIOError where another holds it."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(opened)
