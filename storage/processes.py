"""Which process does a thing, and whether it still lives.

A worker's name is `host:pid:mark:number`. The mark tells apart two programs that had the same
number, as happens in containers, where everything is number 1.
"""

import itertools
import os
import secrets
import socket

_MARK = secrets.token_hex(4)
_numbers = itertools.count(1)


def new_worker() -> str:
    """Return a name that no other worker has, at most 60 characters long."""
    return f"{named(os.getpid())}:{_MARK}:{next(_numbers)}"


def named(pid: int) -> str:
    """Name a process of this machine to a person, as `host:pid`."""
    return f"{socket.gethostname()[:30]}:{pid}"


def process_of(worker: str) -> str:
    """Return `host:pid` of a worker."""
    return ":".join(worker.split(":")[:2])


def is_dead(worker: str) -> bool:
    """Tell whether a worker of this machine has ended; of others nothing is known: False."""
    host, _, rest = worker.partition(":")
    pid, _, mark = rest.partition(":")
    if named(0) != f"{host}:0" or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return not mark.startswith(f"{_MARK}:")
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
