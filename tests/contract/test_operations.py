"""What is kept of live answers, by a setting, over a replay on the loopback."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from tests.contract.little_network import rows_of
from tests.contract.process import Forked
from tests.store.replaying import Hand, platform, platform_day


@pytest.mark.parametrize("days", [0, 30])
def test_answers_of_live_sources_are_kept_as_they_came_where_a_setting_says_so(
    call: Forked, tmp_path: Path, days: int
) -> None:
    hand = Hand()
    hand.at(26)
    with platform(platform_day(tmp_path / "day.csv", stations=3), hand) as stage:
        source = {"on": True, "url": stage.url, "attempts": 1, "reach_h": 0, "lag_min": 20}
        chosen = {
            "LANBI_CLOCK": stage.url, "LANBI_SOURCES": json.dumps({"cnemc_live": source}),
            "LANBI_KEEP_PAYLOADS": str(days),
        }  # fmt: skip
        made = call(tmp_path / "home", "collect", "--once", extra=chosen)
        assert made.returncode == 0, made.stderr.decode()
        doctor = rows_of(call(tmp_path / "home", "doctor", extra=chosen).stdout)
        (served,) = [row for row in doctor if row["check"] == "sources"]
        assert served["finding"] == "switched on: cnemc_live"
        assert not [row for row in doctor if row["check"] == "source cnemc_live" and row["state"] == "wrong"]
    kept = sorted((tmp_path / "home" / "payloads").rglob("*.gz"))
    assert bool(kept) == bool(days)
    for path in kept:
        assert path.parts[-2:] == ("cnemc_live", path.name)
        assert hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest() == path.name.partition(".")[0]
