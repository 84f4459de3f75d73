"""Messages a second on one core, beside flufl.bounce on the same messages, and peak memory.

    python benchmarks/classify.py [FILE_OR_FOLDER …]

Without arguments it reads the invented letters of the tests. flufl.bounce only looks for failed
addresses; ours also reads kind, reason, codes, original and evidence. Both are warmed up first and
take turns, so that a busy machine slows them alike; the times are of the processor, not the clock.
"""

import email
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flufl.bounce import all_failures

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mail.reading import read
from mail.recognising import recognise
from tests.mail.recognising.free_letters import FREE
from tests.mail.recognising.other_letters import OTHERS
from tests.mail.recognising.standard_letters import STANDARD

TURNS = 12


def main(paths: list[str]) -> None:
    """Measure and print one JSON object: messages per second of both, their ratio, memory."""
    messages = list(_messages(paths))
    before = _peak_mebibytes()
    seconds = {"ours": 0.0, "flufl.bounce": 0.0}
    _ours(messages)
    _theirs(messages)
    for _ in range(TURNS):
        seconds["ours"] += _timed(_ours, messages)
        seconds["flufl.bounce"] += _timed(_theirs, messages)
    rates = {name: round(TURNS * len(messages) / spent) for name, spent in seconds.items()}
    found = {
        "messages": len(messages),
        "per_second": rates,
        "ratio": round(rates["ours"] / rates["flufl.bounce"], 2),
        "peak_memory_mib": {"before": before, "after": _peak_mebibytes()},
    }
    print(json.dumps(found))


def _messages(paths: list[str]) -> list[bytes]:
    if paths:
        files = [file for path in paths for file in _files(Path(path))]
        return [file.read_bytes() for file in files]
    return [letter.raw for letter in (*STANDARD, *FREE, *OTHERS)]


def _files(path: Path) -> list[Path]:
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]


def _ours(messages: list[bytes]) -> None:
    for raw in messages:
        recognise(read(raw))


def _theirs(messages: list[bytes]) -> None:
    for raw in messages:
        try:
            all_failures(email.message_from_bytes(raw))
        except (LookupError, ValueError, AttributeError, TypeError):
            # It raises on some character sets; the time that it took still counts.
            continue


def _timed(work: Callable[[list[bytes]], None], messages: list[bytes]) -> float:
    started = time.process_time()
    work(messages)
    return time.process_time() - started


def _peak_mebibytes() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    main(sys.argv[1:])
