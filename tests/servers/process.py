"""Start a server as our own child, wait until it answers, and end it: it and nothing else.

A child is told to end when the test run dies, however it dies, so that no server is left behind.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp

HOST = "127.0.0.1"
_POLL_SECONDS = 0.05
_GUARD = 'trap "kill \\$child" TERM; "$@" & child=$!; wait $child; wait $child'


class ServerDidNotStartError(RuntimeError):
    """A server that is installed did not come up; the message ends with the tail of its log."""


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Does anybody accept connections there?"""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def is_root() -> bool:
    """May we change users and start daemons that insist on it?"""
    return os.geteuid() == 0


def own_folder(name: str, owner: str | None = None) -> Path:
    """A new short-named folder, given to `owner` when we are root.

    Not pytest's: that one is closed to the other users whom servers run as.
    """
    folder = Path(mkdtemp(prefix=f"aldia-{name}-"))
    folder.chmod(0o755)
    if owner and is_root():
        shutil.chown(folder, owner)
    return folder


def start(
    command: Sequence[str | Path],
    *,
    folder: Path,
    log: Path,
    user: str | None = None,
    guarded: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a server in the foreground, as `user` when we are root, writing to `log`.

    `guarded` is for servers that change their user themselves: the kernel then forgets whose death
    they were to follow, so a shell that remembers stands between.
    """
    guard = ("sh", "-c", _GUARD, "guard") if guarded else ()
    with log.open("ab") as output:
        return subprocess.Popen(
            [*_dying_with_us(user), *guard, *map(str, command)],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _dying_with_us(user: str | None) -> list[str]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return []
    as_user = [f"--reuid={user}", f"--regid={_group_of(user)}", "--clear-groups"] if user else []
    return [setpriv, "--pdeathsig=TERM", *(as_user if is_root() else []), "--"]


def _group_of(user: str) -> str:
    import pwd  # noqa: PLC0415 - not on Windows, where these tests are skipped

    return str(pwd.getpwnam(user).pw_gid)


def wait_until(
    ready: Callable[[], bool], child: subprocess.Popen[bytes], *, log: Path, seconds: float = 20
) -> None:
    """Return when `ready` says so; ServerDidNotStartError when the child ends or time is up."""
    deadline = time.monotonic() + seconds
    while not ready():
        if child.poll() is not None or time.monotonic() > deadline:
            stop(child)
            raise ServerDidNotStartError(f"{child.args!r} did not start:\n{tail(log)}")
        time.sleep(_POLL_SECONDS)


def stop(
    child: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, seconds: float = 10
) -> None:
    """End the child politely, and after `seconds` for good."""
    if child.poll() is not None:
        return
    child.send_signal(how)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def crash(child: subprocess.Popen[bytes]) -> None:
    """End the child and all it started, at once and without a word, as a power cut does."""
    if child.poll() is None:
        # Not reaped yet, so the number of its group is still its own.
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def tail(log: Path, lines: int = 30) -> str:
    """The last lines of a log, or nothing where there is none."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
