"""A Dovecot of the tests' own: IMAP with IDLE, LMTP in, mailboxes that exist only when listed.

Mail for `user+anything@domain` is the user's; mail for any address of a catch-all domain goes to
that domain's one mailbox; mail for nobody is refused with 550 5.1.1, for a full mailbox with
552 5.2.2, both by Dovecot itself.
"""

import grp
import os
import pwd
import shutil
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

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

_LIBEXEC = ("/usr/lib/dovecot", "/usr/libexec/dovecot")
PASSWORD = "correo-de-prueba"
OWN = "clientes@tienda.test"
"""The shop's mailbox, where replies and bounces arrive."""
CATCH_ALL = "todo@catchall.test"
"""The mailbox of a domain without plus addressing, where every address is its own."""
CUSTOMERS = ("ana@clientes.test", "luis@clientes.test", "eva@conocidos.test")
"""Customers with mailboxes; others of their domains are unknown."""
FULL = "llena@clientes.test"
"""A customer whose mailbox takes nothing any more."""

_CONFIG = """\
protocols = imap lmtp
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:~/mail
mail_plugins = quota
first_valid_uid = 1
recipient_delimiter = +
auth_username_format = %{{if;%d;eq;catchall.test;todo;%Ln}}@%Ld
lmtp_rcpt_check_quota = yes
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage=100M
}}
"""


@dataclass(slots=True)
class Dovecot:
    """A running server. All accounts have the same PASSWORD; the user name is the address."""

    folder: Path
    imap_port: int
    lmtp_port: int
    _program: Path
    _owner: str
    _child: subprocess.Popen[bytes] | None = None
    _quotas: dict[str, str] = field(default_factory=dict)

    host: str = HOST
    password: str = PASSWORD

    def deliver(self, raw: bytes, *, to: str = OWN, sender: str = "") -> None:
        """Hand in a message over LMTP. smtplib.SMTPRecipientsRefused: Dovecot's own refusal."""
        with smtplib.LMTP(HOST, self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, [to], raw)

    def add_user(self, address: str, *, quota: str = "") -> None:
        """Make a mailbox, perhaps with a quota as Dovecot writes it ("1K").

        Returns once a running server knows of it: it looks at its list once a second.
        """
        self._quotas[address.lower()] = quota
        lines = (self._user_line(*entry) for entry in self._quotas.items())
        whole = self.folder / "users.new"
        whole.write_text("".join(lines))
        whole.replace(self.folder / "users")
        if self._child:
            log = self.folder / "log"
            wait_until(lambda: self._doveadm("user", address) == 0, self._child, log=log)

    def _user_line(self, address: str, quota: str) -> str:
        rule = f"userdb_quota_rule=*:storage={quota}" if quota else ""
        return f"{address}::{self._owner}::{self.home(address)}::{rule}\n"

    def home(self, address: str) -> Path:
        """Where the account's mail lies."""
        return self.folder / "homes" / address

    def mails(self, address: str = OWN) -> list[bytes]:
        """What lies in the account's INBOX, oldest first, as files: no server asked."""
        mail = self.home(address) / "mail"
        files = [path for name in ("new", "cur") for path in (mail / name).glob("*")]
        return [path.read_bytes() for path in sorted(files, key=_arrival)]

    def empty(self) -> None:
        """Throw all mail and all sessions away; accounts stay."""
        self._doveadm("kick", "*")
        shutil.rmtree(self.folder / "homes", ignore_errors=True)
        self._make_homes()

    def renumber(self, address: str = OWN) -> None:
        """Give INBOX a new UIDVALIDITY and its mails new UIDs, as a moved mailbox has."""
        self._doveadm("kick", address)
        mail = self.home(address) / "mail"
        for path in (*mail.glob("dovecot.index*"), mail / "dovecot-uidlist"):
            path.unlink(missing_ok=True)

    def start(self) -> None:
        """Start, or start again with the same mail and the same ports."""
        config, log = self.folder / "dovecot.conf", self.folder / "log"
        child = start([self._program, "-F", "-c", config], folder=self.folder, log=log)
        self._child = child
        wait_until(lambda: listens(self.imap_port) and listens(self.lmtp_port), child, log=log)

    def stop(self) -> None:
        """End politely: clients get BYE."""
        if self._child:
            stop(self._child)

    def crash(self) -> None:
        """End as in a power cut, sessions included: clients see the connection drop."""
        if self._child:
            crash(self._child)

    def make_accounts(self) -> None:
        """Make the mailboxes that every test finds."""
        self._make_homes()
        for address in (OWN, CATCH_ALL, *CUSTOMERS):
            self.add_user(address)
        self.add_user(FULL, quota="1K")

    def _make_homes(self) -> None:
        homes = self.folder / "homes"
        homes.mkdir(exist_ok=True)
        if is_root():
            shutil.chown(homes, *map(int, self._owner.split(":")))

    def _doveadm(self, *what: str) -> int:
        command = ["doveadm", "-c", str(self.folder / "dovecot.conf"), *what]
        return subprocess.run(command, capture_output=True, check=False).returncode


def _arrival(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, path.name


@contextmanager
def dovecot_server() -> Iterator[Dovecot]:
    """Run a server in its own folder until the context ends; skips where it is not installed."""
    found = program("dovecot", package="dovecot-imapd")
    _check(found)
    folder = own_folder("dovecot")
    running = Dovecot(folder, free_port(), free_port(), found, _mail_owner())
    try:
        (folder / "dovecot.conf").write_text(_config(running))
        running.make_accounts()
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _check(found: Path) -> None:
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    if not done.stdout.startswith("2.3."):
        missing("dovecot-imapd", f"2.3, whose settings are known here, not {done.stdout.strip()}")
    if not any(Path(folder, "lmtp").exists() for folder in _LIBEXEC):
        missing("dovecot-lmtpd")


def _mail_owner() -> str:
    """Mail belongs to nobody when we are root, for Dovecot delivers no mail as root."""
    if not is_root():
        return f"{os.getuid()}:{os.getgid()}"
    nobody = pwd.getpwnam("nobody")
    return f"{nobody.pw_uid}:{nobody.pw_gid}"


def _config(server: Dovecot) -> str:
    me, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    return _CONFIG.format(
        host=HOST,
        folder=server.folder,
        password=PASSWORD,
        imap=server.imap_port,
        lmtp=server.lmtp_port,
        internal="dovecot" if is_root() else me,
        internal_group="dovecot" if is_root() else group,
        login="dovenull" if is_root() else me,
    )
