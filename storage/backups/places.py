"""Copies of backups elsewhere, and what goes with them.

A place gets each backup, and beside them the ledger and its key. The key is sealed with
ALDIA_SECRET_KEY, which is not in the place: a thief of the place learns what the backups hold, and
cannot try names against the hashes of those who were erased. See docs/decisions/0003.
"""

import hashlib
import hmac
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from storage.backups.manifest import Backup, BackupError, backups_in, sha256_of, sync
from storage.ledger import Ledger

SEALED = "ledger.key.sealed"
LEDGER = "ledger.jsonl"
_CONTEXT = b"aldia sealed ledger key 1"
_NONCE, _KEY, _TAG = 16, 32, 32


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of copying to one place: `ok`, or a code (`place_unreachable` …) and why."""

    place: str
    code: str = "ok"
    why: str = ""


def copy_to(place: Path, backup: Backup, ledger: Ledger, secret: str) -> Copied:
    """Copy a backup and the ledger to a place, and read the copy back to be sure of it."""
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        _copy_folder(backup, place)
        if ledger.path.exists():
            _copy_file(ledger.path, place / LEDGER)
        if secret:
            _write(place / SEALED, seal(ledger.key, secret))
        return Copied(str(place))
    except OSError as error:
        return Copied(str(place), "place_unreachable", str(error))
    except BackupError as error:
        return Copied(str(place), error.code, str(error.params.get("why", "")))


def seal(key: bytes, secret: str) -> str:
    """Encrypt the 32-byte key under the secret, and authenticate it (HMAC-SHA-256 for both)."""
    nonce = secrets.token_bytes(_NONCE)
    pad, mac = _pad(secret, nonce), _mac_key(secret)
    body = nonce + bytes(a ^ b for a, b in zip(key, pad, strict=True))
    return (body + hmac.digest(mac, body, "sha256")).hex()


def unseal(sealed: str, secret: str) -> bytes | None:
    """Return the key; None where the secret is another, or the text was changed."""
    try:
        data = bytes.fromhex(sealed.strip())
    except ValueError:
        return None
    body, tag = data[:-_TAG], data[-_TAG:]
    if len(body) != _NONCE + _KEY:
        return None
    if not hmac.compare_digest(tag, hmac.digest(_mac_key(secret), body, "sha256")):
        return None
    pad = _pad(secret, body[:_NONCE])
    return bytes(a ^ b for a, b in zip(body[_NONCE:], pad, strict=True))


def key_in(place: Path, secret: str) -> bytes | None:
    """Return the ledger key that lies sealed in a place; None where there is none to open."""
    path = place / SEALED
    return unseal(path.read_text(encoding="ascii"), secret) if path.exists() and secret else None


def remove_old(folder: Path, keep: frozenset[str]) -> list[str]:
    """Remove the backups of a place that are not to be kept; return their ids."""
    gone = [backup for backup in backups_in(folder) if backup.manifest.id not in keep]
    for backup in gone:
        shutil.rmtree(backup.folder, ignore_errors=True)
    return [backup.manifest.id for backup in gone]


def _copy_folder(backup: Backup, place: Path) -> None:
    target = place / backup.folder.name
    if target.exists():
        return
    making = place / f".copying-{backup.folder.name}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    for path in backup.folder.iterdir():
        _copy_file(path, making / path.name)
    if sha256_of(making / backup.manifest.file) != backup.manifest.sha256:
        raise BackupError("damaged", path=str(making), why="sha256")
    making.replace(target)
    sync(place)


def _copy_file(source: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o600)
    sync(part)
    part.replace(target)


def _write(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _pad(secret: str, nonce: bytes) -> bytes:
    return hmac.digest(_derived(secret, b"pad"), nonce, "sha256")


def _mac_key(secret: str) -> bytes:
    return _derived(secret, b"mac")


def _derived(secret: str, use: bytes) -> bytes:
    return hmac.digest(hashlib.sha256(secret.encode()).digest(), _CONTEXT + use, "sha256")
