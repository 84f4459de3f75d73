"""What two records could be to each other, and how often each would agree in which way.

A second record is not either "the same" or "a stranger": it may be a wife, a son of the same
name, a colleague behind one switchboard. Each row below gives, for one way to agree, the
probability under each of these readings; the reading that explains everything best wins. So a
shared landline and address say little by themselves (relatives have them too), and a birth date
that differs says much. `U` stands for "as often as among strangers", which is counted in the data.

The figures are agreed, not fitted to any one list: they are what clerks' slips, families and
offices are like. `learning.py` lets the data of a list correct those of "same".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

READINGS: Final = (
    "same",
    "household",
    "namesake",
    "colleague",
    "sharer",
    "neighbour",
    "cousin",
    "stranger",
)
"""namesake: a relative of the same first name; sharer: a phone or mailbox passed on."""

PARTNERS: Final = (0.06, 0.5, 0.006, 0.5, 0.04, 0.5, 0.01)
"""How many others of each kind a contact has in its list, on average; strangers are the rest."""

U: Final = -1.0

Row = tuple[float, ...]

TABLES: Final[dict[str, dict[str, Row]]] = {
    #                 same  household namesake colleague sharer neighbour cousin
    "given": {
        "exact": (0.72, 0.010, 0.74, U, U, U, 0.80),
        "variant": (0.05, 0.002, 0.03, U, U, U, 0.03),
        "short": (0.08, 0.004, 0.10, U, U, U, 0.05),
        "subset": (0.05, 0.030, 0.05, U, U, U, 0.05),
        "close": (0.07, 0.006, 0.02, U, U, U, 0.01),
        "similar": (0.012, 0.030, 0.01, U, U, U, 0.01),
        "initial": (0.025, 0.004, 0.02, U, U, U, 0.02),
        "different": (0.006, 0.914, 0.03, U, U, U, 0.03),
    },
    "surname": {
        "same": (0.72, 0.40, 0.50, U, U, U, 0.05),
        "variant": (0.04, 0.01, 0.02, U, U, U, 0.01),
        "one_missing": (0.09, 0.05, 0.08, U, U, U, 0.05),
        "reordered": (0.005, 0.02, 0.02, U, U, U, 0.02),
        "close": (0.08, 0.008, 0.01, U, U, U, 0.01),
        "similar": (0.012, 0.010, 0.01, U, U, U, 0.01),
        "half": (0.004, 0.15, 0.34, U, U, U, 0.80),
        "gendered": (0.004, 0.10, 0.01, U, U, U, 0.01),
        "initial": (0.01, 0.006, 0.01, U, U, U, 0.01),
        "married": (0.035, 0.12, 0.02, U, U, U, 0.02),
        "different": (0.005, 0.25, 0.04, U, U, U, 0.04),
    },
    "patronymic": {
        "same": (0.93, 0.25, 0.05, U, U, U, U),
        "gendered": (0.002, 0.25, 0.02, U, U, U, U),
        "close": (0.05, 0.01, 0.02, U, U, U, U),
        "different": (0.01, 0.49, 0.91, U, U, U, U),
    },
    "birth": {
        "same": (0.86, 0.10, 0.0005, U, U, U, U),
        "no_year": (0.04, 0.003, 0.003, U, U, U, U),
        "swapped": (0.02, 0.0003, 0.0003, U, U, U, U),
        "typo": (0.055, 0.004, 0.006, U, U, U, U),
        "different": (0.018, 0.38, 0.15, U, U, U, U),
        "generation": (0.007, 0.513, 0.84, U, U, U, U),
    },
    "mailbox": {
        "same": (0.55, 0.25, 0.12, 0.02, 0.45, U, U),
        "role": (0.30, 0.05, 0.05, 0.30, 0.05, U, U),
        "close": (0.06, 0.006, 0.01, U, U, U, U),
        "local": (0.06, 0.004, 0.02, U, U, U, U),
        "different": (0.33, 0.74, 0.85, 0.85, 0.55, U, U),
    },
    "phone": {
        "same": (0.62, 0.55, 0.50, 0.60, 0.55, U, U),
        "same_mobile": (0.62, 0.35, 0.15, 0.20, 0.45, U, U),
        "close": (0.05, 0.004, 0.004, 0.02, U, U, U),
        "different": (0.33, 0.446, 0.496, 0.38, 0.45, U, U),
    },
    "street": {
        "same": (0.58, 0.84, 0.66, 0.75, U, 0.55, U),
        "close": (0.15, 0.09, 0.08, 0.10, U, 0.05, U),
        "building": (0.01, 0.01, 0.02, 0.05, U, 0.35, U),
        "street_only": (0.02, 0.02, 0.04, 0.02, U, 0.03, U),
        "different": (0.24, 0.04, 0.20, 0.08, U, 0.02, U),
    },
    "locality": {
        "both": (0.68, 0.88, 0.72, 0.85, U, 0.90, 0.15),
        "postcode": (0.06, 0.04, 0.03, 0.05, U, 0.04, 0.03),
        "city": (0.08, 0.04, 0.08, 0.05, U, 0.03, 0.25),
        "close": (0.07, 0.03, 0.03, 0.02, U, 0.02, U),
        "different": (0.11, 0.01, 0.14, 0.03, U, 0.01, U),
    },
    "company": {
        "same": (0.55, 0.06, 0.10, 0.90, 0.30, U, U),
        "close": (0.10, 0.01, 0.01, 0.06, 0.02, U, U),
        "different": (0.35, 0.93, 0.89, 0.04, 0.68, U, U),
    },
    "sex": {"different": (0.012, 0.55, 0.02, 0.5, 0.5, 0.5, 0.05)},
    "suffix": {
        "differ": (0.01, 0.05, 0.45, U, U, U, 0.05),
        "one": (0.06, 0.05, 0.30, U, U, U, 0.05),
    },
}

AMONG_STRANGERS: Final[dict[str, dict[str, float]]] = {
    "given": {"close": 0.004, "similar": 0.02, "initial": 0.003, "different": 0.93},
    "surname": {"close": 0.003, "similar": 0.012, "gendered": 0.002, "initial": 0.002,
                "different": 0.95, "married": 0.95, "reordered": 1e-5},
    "patronymic": {"gendered": 0.05, "close": 0.01, "different": 0.88},
    "birth": {"no_year": 1 / 365, "swapped": 2e-5, "typo": 1.2e-3, "different": 0.42,
              "generation": 0.57},
    "mailbox": {"close": 2e-5, "local": 2e-4, "different": 0.999},
    "phone": {"close": 2e-5, "different": 0.999},
    "street": {"same": 2e-4, "close": 1e-3, "building": 5e-4, "street_only": 6e-3,
               "different": 0.99},
    "locality": {"close": 0.01, "different": 0.85},
    "company": {"close": 0.003, "different": 0.97},
    "sex": {"different": 0.5},
    "suffix": {"differ": 0.01, "one": 0.05},
}  # fmt: skip
"""How often strangers agree, where the data cannot tell (what it tells is in `frequency.py`)."""


@dataclass(frozen=True, slots=True)
class Model:
    """The figures that pairs are judged by."""

    partners: tuple[float, ...]
    tables: Mapping[str, Mapping[str, Row]]


AGREED: Final = Model(PARTNERS, TABLES)
