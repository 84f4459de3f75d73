"""Every setting, read from the environment or `.env`, typed and checked before anything starts.

Each may come from a file instead, named by the same setting with `_FILE` at its end (for secrets).
Only what a command needs must be set: a missing one is named when it is asked for, by `need`.
"""

import os
import re
from datetime import datetime, time
from email.utils import parseaddr
from errno import EISDIR
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mail.settings import QuietHours
from storage.audience import Asked
from storage.faults import Fault
from storage.rules.corrections import Extent
from storage.values import Invalid, emails
from storage.values.record import FIELDS

PREFIX = "ALDIA_"


class SettingsError(Fault):
    """A setting is missing or wrong: `code` says how, `name` is its variable."""

    family = "settings"

    def __init__(self, code: str, name: str, **params: object) -> None:
        super().__init__(code, name=name, **params)
        self.name = name

    def __str__(self) -> str:
        return f"{self.name}: {self.code}"


def _admins(value: Any) -> Any:
    if isinstance(value, tuple):
        return value
    return tuple(int(word) for word in re.split(r"[,\s]+", str(value).strip()) if word)


def _fields(value: Any) -> Any:
    return value if isinstance(value, tuple) else tuple(re.split(r"[,\s]+", str(value).strip()))


def _of_a_contact(names: tuple[str, ...]) -> tuple[str, ...]:
    if set(names) <= set(FIELDS):
        return names
    raise ValueError(f"must be of {' '.join(FIELDS)}")


def _listed(value: Any) -> Any:
    if isinstance(value, tuple):
        return value
    return tuple(one.strip() for one in str(value).split(",") if one.strip())


def _quiet(value: Any) -> Any:
    if isinstance(value, QuietHours) or value is None:
        return value
    if str(value).strip().lower() == "off":
        return None
    start, _, end = str(value).partition("-")
    return QuietHours(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))


def _rate(value: Any) -> Any:
    return int(str(value).strip().lower().removesuffix("/min"))


def _domain_rates(value: Any) -> Any:
    if isinstance(value, dict):
        return value
    pairs = (one.partition("=") for one in re.split(r"[,\s]+", str(value).strip()) if one)
    return {_domain(name): _rate(rate) for name, _, rate in pairs}


def _domain(name: str) -> str:
    """Return a receiving domain as addresses hold it; `*` is every other."""
    found = emails.parse(f"x@{name}") if name != "*" else None
    if isinstance(found, Invalid):
        raise ValueError("must be domains and rates such as gmail.com=20/min, *=60/min")
    return found.normal.rpartition("@")[2] if found else name


def _on(value: Any) -> Any:
    return {"on": True, "off": False, "1": True, "0": False}.get(str(value).strip().lower(), value)


def _url(*schemes: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        parts = urlsplit(str(value))
        if parts.scheme not in schemes:
            raise ValueError(f"must begin with {' or '.join(f'{s}://' for s in schemes)}")
        if parts.scheme != "sqlite" and parts.port == 0:
            raise ValueError("must have a port between 1 and 65535")
        return value

    return BeforeValidator(check)


def _mail_from(value: Any) -> Any:
    if "@" not in parseaddr(str(value))[1]:
        raise ValueError("must be an address, or Name <address>")
    return value


def _zone(value: Any) -> Any:
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("must be a time zone such as Europe/Madrid") from error
    return value


class Settings(BaseModel):
    """All settings; see `.env.example` for what each means, in three languages."""

    model_config = ConfigDict(frozen=True)

    database_url: Annotated[str, _url("sqlite", "postgres", "postgresql")] = (
        "sqlite://data/aldia.db"
    )
    data_dir: Path = Path("data")
    backup_dirs: Annotated[tuple[str, ...], BeforeValidator(_fields)] = ()

    smtp_url: Annotated[str, _url("smtp", "smtps")] | None = None
    smtp_connections: int = Field(default=4, ge=1, le=50)
    imap_url: Annotated[str, _url("imap", "imaps")] | None = None
    mail_from: Annotated[str, BeforeValidator(_mail_from)] | None = None
    reply_address: Annotated[str, BeforeValidator(_mail_from)] | None = None
    reply_tags: Literal["plus", "minus", "catchall", "none"] = "plus"
    mail_fields: Annotated[tuple[str, ...], BeforeValidator(_fields)] = (
        *("first_name", "last_name", "email", "mobile", "phone"),
        *("street", "postcode", "city", "province", "birth_date"),
    )
    apply: Extent = Extent.CAREFUL
    apply_fields: Annotated[
        tuple[str, ...], BeforeValidator(_fields), AfterValidator(_of_a_contact)
    ] = FIELDS
    mail_templates: Path | None = None
    controller: str = ""
    privacy: str = ""
    secret_key: Annotated[str, Field(min_length=16)] | None = None
    public_url: Annotated[str, _url("http", "https")] | None = None
    pages_listen: str = "127.0.0.1:8480"
    sign_up: Annotated[bool, BeforeValidator(_on)] = False
    interests: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    waves: Annotated[bool, BeforeValidator(_on)] = True
    quiet_hours: Annotated[QuietHours | None, BeforeValidator(_quiet)] = QuietHours(
        time(22), time(8)
    )
    send_rate: Annotated[int, BeforeValidator(_rate), Field(ge=0)] = 60
    domain_rates: Annotated[
        dict[str, Annotated[int, Field(ge=0)]], BeforeValidator(_domain_rates)
    ] = Field(default_factory=dict)
    unattended: Annotated[bool, BeforeValidator(_on)] = False

    telegram_token: str | None = None
    telegram_api: Annotated[str, _url("http", "https")] | None = None
    admins: Annotated[tuple[int, ...], BeforeValidator(_admins)] = ()

    language: Literal["es", "en", "ru"] = "es"
    timezone: Annotated[str, BeforeValidator(_zone)] = "Europe/Madrid"
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "ES"

    now: datetime | None = None
    rehearsal: Annotated[bool, BeforeValidator(_on)] = False

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def asked(self) -> Asked:
        """How the owner's queries are read."""
        return Asked(self.language, self.country, self.timezone)

    def need(self, name: str) -> str:
        """Return a setting that this command cannot do without. Raises SettingsError."""
        value = getattr(self, name)
        if value is None or value == "":
            raise SettingsError("missing", variable(name))
        return str(value)


def variable(name: str) -> str:
    """Return the name of the environment variable of a setting."""
    return PREFIX + name.upper()


def load(env_file: Path | None = None, overrides: dict[str, str] | None = None) -> Settings:
    """Read all settings; the environment wins over the file. Raises SettingsError."""
    values = {**_file_values(env_file), **os.environ, **(overrides or {})}
    given = {
        name: _from_file(values, variable(name))
        for name in Settings.model_fields
        if values.get(variable(name)) or values.get(f"{variable(name)}_FILE")
    }
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        raise first_fault(error) from error
    if settings.now is not None and not settings.rehearsal:
        raise SettingsError("now_needs_rehearsal", variable("now"))
    if settings.now is not None and settings.now.tzinfo is None:
        raise SettingsError("now_needs_offset", variable("now"))
    return settings


def _file_values(env_file: Path | None) -> dict[str, str]:
    path = env_file or Path(".env")
    if not path.exists():
        if env_file is not None:
            raise SettingsError("env_file_missing", "--env-file", path=str(path))
        return {}
    if env_file is not None and path.is_dir():
        raise SettingsError("env_file_unreadable", str(path), why=os.strerror(EISDIR))
    try:
        found = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("env_file_unreadable", str(path), why=str(error)) from error
    return {name: value for name, value in found.items() if value is not None}


def _from_file(values: dict[str, str], name: str) -> str:
    if values.get(name):
        return values[name]
    path = Path(values[f"{name}_FILE"])
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("secret_file_unreadable", f"{name}_FILE", why=str(error)) from error


def first_fault(error: ValidationError) -> SettingsError:
    """Return the first of the faults that pydantic found, without the value."""
    fault = error.errors(include_input=False, include_url=False)[0]
    name = variable(str(fault["loc"][0]))
    return SettingsError("wrong", name)
