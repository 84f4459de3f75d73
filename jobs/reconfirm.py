"""Plan the run of this half-year, and put it before an admin (or start it, where so settled)."""

import math
from dataclasses import dataclass

from mail.composing import Composer
from storage import campaigns, notices
from storage.audience import Asked
from storage.events import By
from storage.letters import sample

SAMPLES = 3
SAMPLE_LENGTH = 3000
"""Characters of a sample: a chat message holds 4096, markup included."""


@dataclass(frozen=True, slots=True)
class Reconfirming:
    """How the semiannual run is planned: from the owner's settings."""

    asked: Asked
    waves: bool
    unattended: bool
    mails_a_minute: int
    composer: Composer


async def reconfirm(by: By, how: Reconfirming) -> dict[str, object]:
    """Plan the run of this half-year, once; return the plan.

    Admins are shown three mails as they will be, then what approving would send.
    """
    planned = await campaigns.plan("reconfirm", by, how.asked, waves=how.waves)
    if how.unattended:
        await campaigns.approve(planned.run_id, by)
    await _show_samples(planned.run_id, by, how)
    params = {
        "run": planned.run_id,
        "n": planned.to_send,
        "skipped": sum(planned.skipped.values()),
        "minutes": minutes(planned.to_send, how.mails_a_minute),
    }
    code = "run_started" if how.unattended else "run_planned"
    await notices.post(f"{code}:{planned.run_id}", code, params, by.at)
    return {"run": planned.run_id, "audience": planned.audience, "skipped": planned.skipped}


async def _show_samples(run_id: int, by: By, how: Reconfirming) -> None:
    for i, contact_id in enumerate(await campaigns.sample_of(run_id, SAMPLES), start=1):
        letter = await sample(contact_id, "ask", run_id=run_id)
        if letter is not None:
            shown = how.composer.preview(letter, by.at)
            text = without_links(str(shown["text"]))[:SAMPLE_LENGTH]
            params = {"run": run_id, "i": i, "subject": shown["subject"], "text": text}
            await notices.post(f"sample:{run_id}:{i}", "sample", params, by.at)


def without_links(text: str) -> str:
    """Leave out the lines with mailto links: they are long, and a sample is only looked at."""
    return "\n".join(line for line in text.splitlines() if "<mailto:" not in line)


def minutes(mails: int, mails_a_minute: int) -> int:
    """Estimate how long a run takes to send, without its waves being watched; at least 1."""
    return max(1, math.ceil(mails / (mails_a_minute or 600)))
