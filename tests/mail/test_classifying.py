"""The objects of `aldia classify`, and the worker that a hostile message cannot hold up."""

import time
from pathlib import Path

import pytest

from mail.classifying import classify, classify_paths
from mail.worker import CrashedError, TooSlowError, Worker
from tests.mail.recognising.letters import MESSAGE_ID, fields, plain, recipient, report

ANA = "ana@cliente.test"


def test_a_bounce_has_the_promised_shape() -> None:
    raw = report("It failed.", fields(recipient(ANA, "5.1.1", "550 5.1.1 user unknown")), to=ANA)
    found = classify(raw, "one.eml")
    assert found["file"] == "one.eml"
    assert found["kind"] == "bounce"
    assert found["original_message_id"] == MESSAGE_ID
    assert found["feedback_type"] is None
    assert found["reply_text"] is None
    (one,) = found["recipients"]
    assert {key: one[key] for key in ("address", "action", "status", "reply_code", "reason")} == {
        "address": ANA,
        "action": "failed",
        "status": "5.1.1",
        "reply_code": 550,
        "reason": "user_unknown",
    }
    assert one["permanent"] is True


def test_a_persons_mail_is_understood() -> None:
    raw = plain(f"Ana <{ANA}>", "Re: Datos", "Todo correcto, gracias.\n\n> ¿Son correctos?\n")
    found = classify(raw, "two.eml")
    assert found["kind"] == "confirm"
    assert found["reply_text"].strip() == "Todo correcto, gracias."
    assert found["recipients"] == []


def test_a_quoted_form_is_no_correction_where_no_record_says_what_stood_there() -> None:
    form = "> Nombre: Ana\n> Móvil: +34 612 345 678\n> Calle: Mayor 1\n> Ciudad: Madrid\n"
    head = "El sáb, 21 nov 2026 a las 10:00, Aldía (<hola@demo.example>) escribió:\n"
    found = classify(plain(f"Ana <{ANA}>", "Re: Datos", f"Todo bien\n\n{head}{form}"), "a.eml")
    assert (found["kind"], found["reply_text"]) == ("confirm", "Todo bien")


def test_every_file_under_the_paths_is_classified_in_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.eml").write_bytes(plain(f"Ana <{ANA}>", "Re: Datos", "Todo correcto."))
    (tmp_path / "sub" / "c.eml").write_bytes(b"")
    (tmp_path / "a.eml").write_bytes(report("No.", fields(recipient(ANA, "5.1.1", "")), to=ANA))
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    found = list(classify_paths([tmp_path]))
    assert [Path(one["file"]).name for one in found] == ["a.eml", "b.eml", "c.eml"]
    assert [one["kind"] for one in found] == ["bounce", "confirm", "empty"]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    first, gone = tmp_path / "a.eml", tmp_path / "b.eml"
    first.write_bytes(b"")
    gone.write_bytes(b"")
    found = classify_paths([first, gone])
    assert next(found)["kind"] == "empty"
    gone.unlink()
    assert list(found) == []


def _work(seconds: float) -> str:
    if seconds < 0:
        raise ValueError("no time")
    time.sleep(seconds)
    return "done"


def test_work_that_takes_too_long_is_killed_and_the_next_goes_on() -> None:
    with Worker(_work, seconds=1.0) as worker:
        with pytest.raises(TooSlowError):
            worker.run(600.0)
        assert worker.run(0.0) == "done"
        with pytest.raises(CrashedError, match="no time"):
            worker.run(-1.0)
        assert worker.run(0.0) == "done"


def _prepare_slowly() -> None:
    time.sleep(2.0)


def test_what_a_process_prepares_is_not_taken_from_the_first_message() -> None:
    with Worker(_work, seconds=1.0, prepare=_prepare_slowly) as worker:
        assert worker.run(0.0) == "done"
