"""Messages a second on one core, beside flufl.bounce on the same messages, and peak memory.

    python benchmarks/classify.py [FILE_OR_FOLDER …]

Without arguments it reads the invented letters of the tests. flufl.bounce only looks for failed
addresses; ours also reads kind, reason, codes, original and evidence. Both are warmed up first and
take turns, so that a busy machine slows them alike; the times are of the processor, not the clock.
`ratio` is the median of the turns (above 1 we are faster), `turns` the least and the greatest.
"""

import email
import json
import resource
import statistics
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

TURNS = 15


def main(paths: list[str]) -> None:
    """Measure and print one JSON object: messages per second of both, their ratio, memory."""
    messages = list(_messages(paths))
    before = _peak_mebibytes()
    _ours(messages)
    _theirs(messages)
    turns = [(_timed(_ours, messages), _timed(_theirs, messages)) for _ in range(TURNS)]
    ours, theirs = (len(messages) / statistics.median(spent) for spent in zip(*turns, strict=True))
    ratios = sorted(round(other / own, 2) for own, other in turns)
    found = {
        "messages": len(messages),
        "per_second": {"ours": round(ours), "flufl.bounce": round(theirs)},
        "ratio": statistics.median(ratios),
        "turns": [ratios[0], ratios[-1]],
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
