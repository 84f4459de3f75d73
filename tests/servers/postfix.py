"""A Postfix of the tests' own: our program submits to it, and the bounces are its own making.

Where mail for an address goes:

| address | what becomes of it |
| --- | --- |
| of tienda.test, catchall.test, clientes.test | by LMTP to Dovecot, which knows some of them |
| eva@conocidos.test; others there | to Dovecot; refused at RCPT with 550 5.1.1 |
| FORWARDED | on to an address that is unknown: the bounce names that one |
| of caido.test | deferred for ever with 4.4.1: nobody listens there |
| of any other domain | by SMTP to the next hop, which a test plays and scripts |

What Dovecot or the next hop refuses for good, Postfix reports to the envelope sender.
"""

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.dovecot import Dovecot
from tests.servers.need import missing, program
from tests.servers.process import (
    HOST,
    crash,
    free_port,
    is_root,
    listens,
    own_folder,
    start,
    stop,
    wait_until,
)

FORWARDED = "antigua@clientes.test"
FORWARDED_TO = "nadie@clientes.test"
_PACKAGE = "postfix"
_DAEMONS = ("/usr/lib/postfix/sbin", "/usr/libexec/postfix")
_QUEUES = ("maildrop", "incoming", "active", "deferred")

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = {host}
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mail.tienda.test
mydestination =
alias_maps =
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtp_dns_support_level = disabled
smtp_host_lookup = native
recipient_delimiter = +
relayhost = [{host}]:{hop}
transport_maps = inline:{{ caido.test=smtp:[{host}]:1 }}
virtual_transport = lmtp:inet:{host}:{lmtp}
virtual_mailbox_domains = tienda.test catchall.test clientes.test conocidos.test
virtual_mailbox_maps = inline:{{
  {{ @tienda.test = ok }} {{ @catchall.test = ok }} {{ @clientes.test = ok }}
  {{ eva@conocidos.test = ok }} }}
virtual_alias_maps = inline:{{ {{ {forwarded} = {forwarded_to} }} }}
lmtp_destination_recipient_limit = 1
notify_classes =
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
in_flow_delay = 0
default_process_limit = 20
"""

_MASTER = """\
{host}:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(slots=True)
class Postfix:
    """A running instance. Submit to `host`:`port` by plain SMTP; play the hop at `hop_port`."""

    folder: Path
    port: int
    hop_port: int
    _master: Path
    _child: subprocess.Popen[bytes] | None = None

    host: str = HOST

    def waiting(self) -> int:
        """How many mails are in the queue, deferred ones included."""
        queue = self.folder / "queue"
        return sum(path.is_file() for name in _QUEUES for path in (queue / name).rglob("*"))

    async def settled(self, seconds: float = 20) -> None:
        """Wait until nothing is in the queue. TimeoutError says what Postfix was about."""
        deadline = time.monotonic() + seconds
        empty = 0
        # Twice: a bounce may enter behind our back while the mail it is about leaves.
        while empty < 2:
            empty = 0 if self.waiting() else empty + 1
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.waiting()} mails still queued:\n{self.log()}")
            await asyncio.sleep(0.05)

    def forget(self) -> None:
        """Throw away what is queued."""
        self._run("postsuper", "-d", "ALL")

    def flush(self) -> None:
        """Try what is deferred now."""
        self._run("postqueue", "-f")

    @contextmanager
    def settings(self, **changed: str) -> Iterator[None]:
        """Run with other settings (see postconf(5)) for a while."""
        main = self.folder / "main.cf"
        before = main.read_text()
        main.write_text(before + "".join(f"{name} = {value}\n" for name, value in changed.items()))
        self._run("postfix", "reload")
        try:
            yield
        finally:
            main.write_text(before)
            self._run("postfix", "reload")

    def log(self, lines: int = 40) -> str:
        """The end of Postfix's log."""
        log = self.folder / "log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])

    def start(self) -> None:
        """Start, or start again with the same queue and the same ports."""
        log = self.folder / "console"
        command = [str(self._master), "-d", "-c", str(self.folder)]
        self._child = start(command, folder=self.folder, log=log, guarded=True)
        wait_until(lambda: listens(self.port), self._child, log=log)

    def stop(self) -> None:
        """End politely."""
        if self._child:
            stop(self._child)

    def crash(self) -> None:
        """End as in a power cut; the queue stays."""
        if self._child:
            crash(self._child)

    def check(self) -> None:
        """Make the folders of the queue. RuntimeError tells what Postfix finds wrong."""
        done = self._run("postfix", "check")
        if done.returncode:
            raise RuntimeError(f"postfix check: {done.stderr}")

    def _run(self, name: str, *what: str) -> subprocess.CompletedProcess[str]:
        found = program(name, package=_PACKAGE)
        command = [str(found), "-c", str(self.folder), *what]
        return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def postfix_server(dovecot: Dovecot) -> Iterator[Postfix]:
    """Run an instance in its own folder until the context ends; skips where it cannot."""
    program("postfix", package=_PACKAGE)
    master = program("master", package=_PACKAGE, also_in=_DAEMONS)
    if not is_root():
        missing(_PACKAGE, "and to be root: Postfix starts no other way")
    folder = own_folder("postfix")
    running = Postfix(folder, free_port(), free_port(), master)
    try:
        _configure(running, dovecot)
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _configure(server: Postfix, dovecot: Dovecot) -> None:
    data = server.folder / "data"
    data.mkdir()
    shutil.chown(data, "postfix")
    (server.folder / "queue").mkdir()
    main = _MAIN.format(
        folder=server.folder,
        host=HOST,
        hop=server.hop_port,
        lmtp=dovecot.lmtp_port,
        forwarded=FORWARDED,
        forwarded_to=FORWARDED_TO,
    )
    (server.folder / "main.cf").write_text(main)
    (server.folder / "master.cf").write_text(_MASTER.format(host=HOST, port=server.port))
    server.check()


@contextmanager
def smtp_sink(*flags: str) -> Iterator[int]:
    """Run Postfix's smtp-sink, which takes all mail and keeps none; gives the port it listens on.

    `flags` as in smtp-sink(1): `-r RCPT` answers RCPT with 450, `-f MAIL` with 500, and so on.
    """
    found = program("smtp-sink", package=_PACKAGE)
    folder, port = own_folder("sink"), free_port()
    log = folder / "log"
    command = [str(found), *flags, f"{HOST}:{port}", "200"]
    child = start(command, folder=folder, log=log, user="nobody")
    try:
        wait_until(lambda: listens(port), child, log=log)
        yield port
    finally:
        stop(child)
        shutil.rmtree(folder, ignore_errors=True)
