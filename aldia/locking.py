"""Who has the database to themselves: one `aldia run` on SQLite, `restore` and `migrate`.

An advisory lock on a file beside the database: the kernel lets go of it when its holder dies,
however it dies. The file says who holds it. PostgreSQL serves several `aldia run`.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.database import DatabaseError, sqlite_path
from storage.processes import named


@contextmanager
def running(url: str, data_dir: Path) -> Iterator[None]:
    """Be the one `aldia run` of a SQLite database; PostgreSQL serves several."""
    if sqlite_path(url) is None:
        yield
        return
    with alone(url, data_dir):
        yield


@contextmanager
def alone(url: str, data_dir: Path) -> Iterator[None]:
    """Hold the database alone. Raises DatabaseError (`in_use`) with who holds it."""
    path = sqlite_path(url)
    lock = path.with_name(path.name + ".lock") if path else data_dir / "database.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise DatabaseError("in_use", holder=file.read().strip() or "?") from error
        file.truncate(0)
        file.write(named(os.getpid()))
        file.flush()
        yield
        file.truncate(0)
