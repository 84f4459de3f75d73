"""Settings are typed, explained in three languages, and complain in one line."""

from pathlib import Path

import pytest

from aldia.example import env_example
from aldia.house import House
from aldia.settings import Settings, SettingsError, load, variable
from mail.settings import QuietHours
from storage.clock import RealClock

ROOT = Path(__file__).parents[2]


def test_the_example_explains_every_setting_as_it_is() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example()
    for name in Settings.model_fields:
        assert f"#{variable(name)}=" in env_example()


def test_the_example_with_every_line_taken_is_accepted(tmp_path: Path) -> None:
    lines = env_example().replace("#ALDIA_", "ALDIA_")
    lines = lines.replace("ALDIA_REHEARSAL=off", "ALDIA_REHEARSAL=1")
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    settings = load(tmp_path / ".env")
    assert isinstance(settings.quiet_hours, QuietHours)
    assert settings.admins == (123456789,)
    assert settings.send_rate == 60
    assert settings.domain_rates == {"gmail.com": 20, "*": 60}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", "http://x"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "postgres://x:port/y"),
        ("LANGUAGE", "de"),
        ("TIMEZONE", "Marte/Olimpo"),
        ("COUNTRY", "España"),
        ("QUIET_HOURS", "de noche"),
        ("SEND_RATE", "mucho"),
        ("DOMAIN_RATES", "gmail.com"),
        ("DOMAIN_RATES", "gmail.com=mucho"),
        ("DOMAIN_RATES", "gmail.com=-1"),
        ("DOMAIN_RATES", "gmail=20"),
        ("ADMINS", "ana"),
        ("MAIL_FROM", "nadie"),
        ("SECRET_KEY", "corta"),
        ("WAVES", "quizás"),
        ("APPLY", "todo"),
        ("APPLY_FIELDS", "city notes"),
    ],
)
def test_a_wrong_value_names_its_setting(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as fault:
        load(None, {f"ALDIA_{name}": value})
    assert fault.value.name == f"ALDIA_{name}"
    assert fault.value.code == "wrong"


def test_receiving_domains_are_named_as_addresses_hold_them() -> None:
    assert load(None, {}).domain_rates == {}
    rates = load(None, {"ALDIA_DOMAIN_RATES": " GMail.com=20/min,correo.ESPAÑA.test=0  *=60"})
    assert rates.domain_rates == {"gmail.com": 20, "correo.xn--espaa-rta.test": 0, "*": 60}


def test_the_house_tells_the_way_out_how_fast_and_for_whom() -> None:
    given = {
        "ALDIA_SMTP_URL": "smtp://smtp.example.com",
        "ALDIA_MAIL_FROM": "Tienda <hola@example.com>",
        "ALDIA_SECRET_KEY": "a secret of the tests, long enough",
        "ALDIA_SEND_RATE": "90",
        "ALDIA_DOMAIN_RATES": "gmail.com=20",
    }
    sending = House(load(None, given), RealClock()).outgoing.sending
    assert (sending.rate, sending.domain_rates) == (90, {"gmail.com": 20})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123:abc\n", encoding="utf-8")
    settings = load(None, {"ALDIA_TELEGRAM_TOKEN_FILE": str(tmp_path / "token")})
    assert settings.telegram_token == "123:abc"


def test_a_missing_file_of_a_secret_is_named() -> None:
    with pytest.raises(SettingsError) as fault:
        load(None, {"ALDIA_SECRET_KEY_FILE": "/nowhere/key"})
    assert fault.value.name == "ALDIA_SECRET_KEY_FILE"


def test_only_what_a_command_needs_must_be_set() -> None:
    settings = load(None, {})
    with pytest.raises(SettingsError) as fault:
        settings.need("smtp_url")
    assert (fault.value.code, fault.value.name) == ("missing", "ALDIA_SMTP_URL")


def test_a_rehearsed_time_needs_a_rehearsal_and_an_offset() -> None:
    with pytest.raises(SettingsError, match="now_needs_rehearsal"):
        load(None, {"ALDIA_NOW": "2026-07-06T09:00:00+02:00"})
    with pytest.raises(SettingsError, match="now_needs_offset"):
        load(None, {"ALDIA_NOW": "2026-07-06T09:00:00", "ALDIA_REHEARSAL": "1"})
