"""The list of sources: every one that the program knows, and what came of each here."""

from __future__ import annotations

from assessment.health import Watch, health
from assessment.publishers import COLUMNS, publishers
from ingest.sources import sources
from store.opening import Store
from tests.assessment.few_cities import FRIDAY


def test_every_source_is_told_whether_it_is_used_or_not(cities: Store) -> None:
    found = publishers(cities, found=health(cities, watch=Watch(), now=FRIDAY)).table
    assert tuple(found.columns) == COLUMNS
    assert set(sources()) <= set(found["source"])
    used = found[found["batches"] > 0]
    assert len(used) == 1  # the three windows of the few cities came from one source
    assert int(used["batches"].iloc[0]) == 3
    assert not found["on"].any()  # this installation serves none by itself


def test_a_live_service_says_whether_it_was_ever_proven(cities: Store) -> None:
    found = publishers(cities, found=health(cities, watch=Watch(), now=FRIDAY)).table.set_index("source")
    for name, one in sources().items():
        live = "none" if one.fetch is None else "proven" if one.proven_live else "unproven"
        assert found.loc[name, "live"] == live
    assert found.loc["demo", "simulated"]
