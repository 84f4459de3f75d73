"""What an examination is given."""

from dataclasses import dataclass

from aldia.settings import Settings
from storage.clock import Clock


@dataclass(frozen=True, slots=True)
class Examination:
    """`resolver` is `address[:port]` of a name server to ask instead of the system's;
    `selector` a DKIM selector to look for; `wait` is seconds for the round trip."""

    settings: Settings
    clock: Clock
    round_trip: bool = False
    resolver: str | None = None
    selector: str | None = None
    wait: float = 60.0
