"""Who a sender is, and whether another one on this machine still lives.

A worker's name is `host:pid:mark`. The mark tells apart two programs that had the same number, as
happens in containers, where everything is number 1.
"""

import os
import secrets
import socket

_born_here: set[str] = set()


def new_worker() -> str:
    """Return a name that no other worker has."""
    name = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(6)}"
    _born_here.add(name)
    return name


def is_dead(worker: str) -> bool:
    """Tell whether a worker of this machine has ended; of others nothing is known: False."""
    host, _, rest = worker.partition(":")
    pid, _, _ = rest.partition(":")
    if host != socket.gethostname()[:30] or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return worker not in _born_here
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
