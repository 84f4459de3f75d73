"""Assembling the rooms: each gets small frozen settings of its own, filled from ours."""

from collections.abc import Mapping
from dataclasses import dataclass

from aldia.settings import Settings
from jobs.clock import Job
from jobs.remind import remind
from jobs.sweep import sweep
from storage.clock import Clock


@dataclass(frozen=True, slots=True)
class House:
    """The program put together for one set of settings and one clock."""

    settings: Settings
    clock: Clock

    def jobs(self) -> Mapping[str, Job]:
        """Return every job, ready to run."""
        return {"remind": remind, "sweep": sweep}
