"""Splink on a list of people: reads a CSV, prints clusters (lists of row numbers) as JSON.

    python benchmarks/peers/splink_duplicates.py people.csv

Run by benchmarks/duplicates.py with a Python that has `splink` and `pandas`: they are no part of
our requirements. Settings follow Splink's own tutorial on Febrl: trained without labels, two
blocking rules for training, several for prediction, clusters at 0.5.
"""

import collections
import json
import sys
import time

import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

FIELDS = ("first_name", "last_name", "birth_date", "street", "city", "postcode", "email", "phone")
BLOCKS = (
    ("first_name", "last_name"),
    ("birth_date",),
    ("email",),
    ("phone",),
    ("postcode", "last_name"),
    ("postcode", "first_name"),
    ("street", "city"),
    ("postcode", "street"),
)


def settings(present: list[str]) -> SettingsCreator:
    """Compare what the list has."""
    levels = {
        "first_name": cl.NameComparison("first_name").configure(term_frequency_adjustments=True),
        "last_name": cl.NameComparison("last_name").configure(term_frequency_adjustments=True),
        "birth_date": cl.DamerauLevenshteinAtThresholds("birth_date", [1, 2]),
        "street": cl.LevenshteinAtThresholds("street", [2, 5]),
        "city": cl.DamerauLevenshteinAtThresholds("city", [1, 2]).configure(
            term_frequency_adjustments=True
        ),
        "postcode": cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        "email": cl.EmailComparison("email"),
        "phone": cl.DamerauLevenshteinAtThresholds("phone", [1]),
    }
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[levels[name] for name in present],
        blocking_rules_to_generate_predictions=rules(present),
    )


def rules(present: list[str]) -> list:
    """Return the blocking rules for which the list has the fields."""
    return [block_on(*names) for names in BLOCKS if set(names) <= set(present)]


def main() -> None:
    """Train, predict, cluster, print."""
    people = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False).replace({"": None})
    present = [name for name in FIELDS if name in people and people[name].notna().any()]
    start = time.perf_counter()
    api = DuckDBAPI()
    linker = Linker(api.register(people), settings(present))
    sure = list(rules(present)[:2])
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in sure:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.1)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=0.5
    ).as_pandas_dataframe()
    seconds = time.perf_counter() - start
    groups = collections.defaultdict(list)
    for cluster, number in zip(found["cluster_id"], found["unique_id"], strict=True):
        groups[cluster].append(int(number))
    clusters = [group for group in groups.values() if len(group) > 1]
    print(json.dumps({"seconds": seconds, "clusters": clusters}))


if __name__ == "__main__":
    main()
