"""The long proof: every real station-hour through the real command line; once, twice, and killed on the way."""

from __future__ import annotations

import hashlib
import marshal
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.contract.process import CHECKOUT, surroundings

pytestmark = [pytest.mark.real, pytest.mark.prove, pytest.mark.timeout(5400)]

ROWS = 4_285_095  # as the readings' own description counts them
KILLS = 6
EARLIEST_S = 2.0
LATEST = 0.8  # of the undisturbed load's time of computing; the making of facts comes last
COLUMN = {"pm25": "pm2_5", "pm10": "pm10", "so2": "so2", "no2": "no2", "co": "co", "o3": "o3"}
TICKS = os.sysconf("SC_CLK_TCK")

#: What a store says, without numbers that tell only in which order it learnt it.
CONTENT = {
    "readings": "select h.start, s.code, h.stage, h.revision, h.pm25, h.pm10, h.so2, h.no2, h.co, h.o3, h.marks "
    "from air_hour h join station s on s.id = h.station_id order by h.start, s.code, h.stage, h.revision",
    "published": "select h.start, s.code, h.revision, h.aqi, h.pm25_24h, h.pm10_24h, h.so2_24h, h.no2_24h, "
    "h.co_24h, h.o3_24h, h.o3_8h, h.o3_8h_24h, w.text from published_hour h "
    "join station s on s.id = h.station_id left join wording w on w.id = h.primary_id "
    "order by h.start, s.code, h.revision",
    "spells": "select s.code, p.name, p.area, p.lon, p.lat, p.control, p.role, p.first, p.last, p.province, "
    "p.city, p.county, p.township, p.placed_by from station_spell p join station s on s.id = p.station_id "
    "order by 1, 2, 3, 4, 5, 6, 7",
    "latest": "select s.code, l.start, l.stage, l.revision from latest l join station s on s.id = l.station_id "
    "order by 1",
    "station days": "select d.day, s.code, d.stage, hours, unmonitored, n_pm25, n_pm10, n_so2, n_no2, n_co, n_o3, "
    "pm25, pm10, so2, no2, co, windows, o3_8h, o3 from station_day d join station s on s.id = d.station_id "
    "order by d.day, s.code, d.stage",
    "city days": "select day, region, stage, observed, unmonitored, valid_pm25, valid_pm10, valid_so2, valid_no2, "
    "valid_co, valid_o3_8h, valid_o3, pm25, pm10, so2, no2, co, o3_8h, o3 from city_day order by 1, 2, 3",
    "quarantine": "select sha256, file, line, field, reason, payload, whole from quarantine order by 1, 2, 3, 4, 5",
    "days that wait": "select day, station_id from stale_day",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A load that ended by itself: what it said, and how long it computed [s] and took [s]."""

    counts: dict[str, int]
    computed_s: float
    took_s: float


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "cnemc_hourly_2026"


@pytest.fixture(scope="module")
def published(folder: Path) -> dict[str, dict[str, int]]:
    """Cells by parameter and kind, counted in the files as they are."""
    found = {p: {"value": 0, "missing": 0, "not monitored": 0} for p in COLUMN}
    for file in sorted(folder.glob("*.parquet")):
        table = pq.read_table(file, columns=list(COLUMN.values()))
        for parameter, column in COLUMN.items():
            text = pc.fill_null(table[column].cast(pa.string()), "")
            slashes = pc.sum(pc.equal(text, "/")).as_py()
            missing = pc.sum(pc.is_in(text, pa.array(["", "NA"]))).as_py()
            found[parameter]["missing"] += missing
            found[parameter]["not monitored"] += slashes
            found[parameter]["value"] += len(text) - missing - slashes
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("undisturbed")


@pytest.fixture(scope="module")
def first(home: Path, folder: Path) -> Run:
    return loaded(home, folder)


@pytest.fixture(scope="module")
def content(home: Path, first: Run) -> dict[str, str]:
    """Fingerprint of each part of the store that nothing disturbed."""
    return fingerprints(home)


def started(home: Path, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "app.py", "load", "cnemc_hourly", str(folder)]
    with (home / "out").open("wb") as out, (home / "err").open("wb") as err:
        return subprocess.Popen(command, cwd=CHECKOUT, env=surroundings(home), stdout=out, stderr=err)


def loaded(home: Path, folder: Path) -> Run:
    began = time.monotonic()
    process = started(home, folder)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, (home / "err").read_text("utf-8")[-2000:]
    told = re.findall(r"^(.+?) {2,}(\d+)$", (home / "out").read_text("utf-8"), re.MULTILINE)
    return Run(
        counts={name: int(count) for name, count in told},
        computed_s=usage.ru_utime + usage.ru_stime,
        took_s=time.monotonic() - began,
    )


def killed(home: Path, folder: Path, after_s: float, *, in_facts: bool = False) -> None:
    """Start the load and kill it -9 once it has computed so long (since its facts began), on however busy a machine."""
    process = started(home, folder)
    stat, log = Path(f"/proc/{process.pid}/stat"), home / "err"
    waited_for = b"ingest.collect" if in_facts else b""
    begun = None
    while process.poll() is None:
        fields = stat.read_text().rpartition(")")[2].split()
        computed = (int(fields[11]) + int(fields[12])) / TICKS
        if begun is None and waited_for in log.read_bytes():
            begun = computed if in_facts else 0.0
        if begun is not None and computed - begun >= after_s:
            process.kill()
        try:
            process.wait(0.01)
        except subprocess.TimeoutExpired:
            continue
    assert process.returncode == -signal.SIGKILL, f"the load ended by itself before {after_s:.1f} s"


def asked(home: Path, query: str) -> list[tuple[object, ...]]:
    held = sqlite3.connect(home / "lanbi.sqlite")
    try:
        return held.execute(query).fetchall()
    finally:
        held.close()


def fingerprints(home: Path) -> dict[str, str]:
    found = {}
    held = sqlite3.connect(home / "lanbi.sqlite")
    try:
        for name, query in CONTENT.items():
            digest, count = hashlib.sha256(), 0
            cursor = held.execute(query)
            while rows := cursor.fetchmany(50_000):
                digest.update(marshal.dumps(rows, 2))  # of this version: equal rows are equal bytes
                count += len(rows)
            found[name] = f"{count} rows {digest.hexdigest()[:16]}"
    finally:
        held.close()
    return found


def test_every_row_goes_in(
    first: Run,
    home: Path,
    published: dict[str, dict[str, int]],
    content: dict[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    """Rows, and cells of each parameter and kind, are those of the files; nothing is refused."""
    values = sum(kinds["value"] for kinds in published.values())
    record_property("rows", first.counts["rows"])
    for kind in ("value", "missing", "not monitored"):
        record_property(f"cells: {kind}", sum(kinds[kind] for kinds in published.values()))
    record_property("computed_s", round(first.computed_s))
    record_property("took_s", round(first.took_s))
    for name, fingerprint in content.items():
        record_property(name, fingerprint)
    assert sum(sum(kinds.values()) for kinds in published.values()) == 6 * ROWS
    assert first.counts == {
        "payloads": 5,
        "rows": ROWS,
        "rows taken": ROWS,
        "readings": values,
        "kept": values,
        "known already": 0,
        "revised": 0,
        "rejected": 0,
        "payloads refused": 0,
        "days refreshed": 115,
    }
    sums = ", ".join(f"count({p})" for p in COLUMN)
    ((rows, *counts),) = asked(home, f"select count(*), {sums} from air_hour")
    assert rows == ROWS
    assert dict(zip(COLUMN, counts, strict=True)) == {p: kinds["value"] for p, kinds in published.items()}


def test_a_second_load_keeps_none(
    first: Run,
    home: Path,
    folder: Path,
    content: dict[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    again = loaded(home, folder)
    record_property("known already", again.counts["known already"])
    record_property("kept", again.counts["kept"])
    record_property("computed_s", round(again.computed_s))
    assert again.counts == {
        **first.counts,
        "kept": 0,
        "known already": first.counts["readings"],
        "days refreshed": 0,
    }
    assert fingerprints(home) == content


def test_a_load_killed_anywhere_ends_the_same(
    first: Run,
    folder: Path,
    tmp_path: Path,
    content: dict[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    """Six kills on one store, each in a further sixth of the load, and one while facts are made."""
    chance = random.Random(20260226)
    width = (LATEST * first.computed_s - EARLIEST_S) / KILLS
    moments = [EARLIEST_S + width * (sixth + chance.random()) for sixth in range(KILLS)]
    moments.append(chance.uniform(1, 5))
    survived, waiting = [], []
    for number, moment in enumerate(moments):
        killed(tmp_path, folder, moment, in_facts=number == KILLS)
        if not (tmp_path / "lanbi.sqlite").exists() or not asked(
            tmp_path, "select 1 from sqlite_master where name = 'air_hour'"
        ):
            survived.append(0)
            continue
        ((rows, orphans),) = asked(
            tmp_path, "select count(*), sum(batch_id not in (select id from batch)) from air_hour"
        )
        ((days,),) = asked(tmp_path, "select count(distinct day) from stale_day")
        survived.append(rows)
        waiting.append(days)
        assert not orphans
    record_property("killed after computing [s]", " ".join(f"{moment:.1f}" for moment in moments))
    record_property("rows then in the store", " ".join(str(rows) for rows in survived))
    record_property("days then waiting for facts", " ".join(str(days) for days in waiting))
    assert survived == sorted(survived)
    assert 0 < waiting[-1] < first.counts["days refreshed"]
    last = loaded(tmp_path, folder)
    record_property("the load run again kept", last.counts["kept"])
    assert (last.counts["rows taken"], last.counts["days refreshed"]) == (ROWS, waiting[-1])
    assert fingerprints(tmp_path) == content
    assert asked(tmp_path, "pragma integrity_check") == [("ok",)]
