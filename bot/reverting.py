"""An import taken back: counted first without changing anything, done when confirmed.

The work is done where answers are delivered, outside any transaction, because it takes long. A
kill repeats it: a trial changes nothing, and taking back goes on from where it was.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.answers import Answer, Key, Show
from bot.wording import Html, View, lines, paragraphs
from storage.events import By
from storage.importing.reverting import NotReverted, Reverted, revert

_COUNTED = ("removed", "emptied", "changed")


async def work(part: Mapping[str, Any], now: datetime) -> list[Answer]:
    """Take back the import that `part` names, or count what that would do (`part["trial"]`)."""
    view = View(part["language"], ZoneInfo(part["timezone"]), part["country"], now)
    by = By(str(part["actor"]), now, str(part["cause"]))
    done = await revert(int(part["import_id"]), by, dry_run=bool(part["trial"]))
    if isinstance(done, NotReverted):
        return [Show(view.speak(f"import_back.{done.reason}"))]
    counted = lines(*_counts(done, view))
    if not part["trial"]:
        return [Show(paragraphs(view.speak("import_back.done", name=str(part["name"])), counted))]
    if not any(getattr(done, name) for name in _COUNTED):
        return [Show(paragraphs(view.speak("import_back.nothing"), counted))]
    carried = {"import": part["import_id"], "name": part["name"]}
    yes = Key(view.label("key.import_back_yes"), "import_back", carried, bound=True)
    no = Key(view.label("key.no"), "never_mind", {})
    told = view.speak("import_back.trial", name=str(part["name"]))
    return [Show(paragraphs(told, counted), ((yes, no),))]


def _counts(done: Reverted, view: View) -> list[Html]:
    """Say how much goes back, and how much stays for which reason; zeros are left out."""
    counts = ((name, getattr(done, name)) for name in _COUNTED)
    told = [view.speak(f"import_back.{name}", n=n) for name, n in counts if n]
    for reason, n in sorted(done.left.items()):
        why = view.code("import_back.why", reason)
        told.append(view.speak("import_back.left", n=n, why=why))
    return told
