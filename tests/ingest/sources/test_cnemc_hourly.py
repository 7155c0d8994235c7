"""The platform's hourly form, from the real files: every trap of their README (2026-02-26 .. 06-24)."""

from __future__ import annotations

import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from ingest.collect import Outcome, load
from ingest.contract import MARKS, SHANGHAI, Batch, Quality, Receipt
from ingest.slices import slices
from tests.ingest.build import CNEMC, Pile, columns_of, parsed

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("cnemc_hourly")]

FOLDER = Path("data/cnemc_hourly_2026")


class Tally:
    """A sink that adds up and lets go, so that four million rows need no memory."""

    def __init__(self) -> None:
        self.spells: dict[tuple[Any, ...], tuple[int, int]] = {}
        self.marks: dict[str, Counter[str]] = {name: Counter() for name in CNEMC.fields}
        self.highest = dict.fromkeys(CNEMC.fields, 0.0)
        self.hours: set[int] = set()
        self.ozone_differs = 0
        self.batches = 0

    def keep(self, kept: Batch) -> Receipt:
        hours = kept.hours
        self.batches += 1
        assert (np.diff(hours.start) >= 0).all()
        for name, values in hours.values.items():
            marked = hours.mark[name][~np.isfinite(values)]
            self.marks[name].update(
                {MARKS[mark]: count for mark, count in enumerate(np.bincount(marked)) if count}
            )
            self.highest[name] = max(self.highest[name], float(np.nanmax(values)))
        self.hours.update(np.unique(hours.start).tolist())
        again, hour = hours.published["o3_24h"], hours.values["o3"]
        self.ozone_differs += int((np.isfinite(again) & (again != hour)).sum())
        for spell in kept.spells:
            key = (spell.station, spell.name, spell.area, spell.longitude, spell.latitude)
            first, last = self.spells.get(key, (spell.first, spell.last))
            self.spells[key] = (min(first, spell.first), max(last, spell.last))
        return Receipt(
            rows=len(hours), readings=sum(int(np.isfinite(v).sum()) for v in hours.values.values())
        )


@pytest.fixture(scope="module")
def run(shared: Path) -> tuple[Outcome, Tally]:
    tally = Tally()
    return load(CNEMC, [shared / FOLDER], tally), tally


def test_all_rows_of_all_files_are_taken_and_none_is_refused(run: tuple[Outcome, Tally]) -> None:
    outcome, tally = run
    assert (outcome.receipt.rows, outcome.published, outcome.payloads) == (4_285_095, 4_285_095, 5)
    assert outcome.is_whole
    assert tally.batches >= 110  # a day each, so that a kill loses little


def test_the_list_of_stations_and_the_originals_below_are_passed_over_with_a_word(
    run: tuple[Outcome, Tally],
) -> None:
    assert [remark.split(":")[0] for remark in run[0].remarks] == ["stations_seen.csv", "raw"]


def test_every_cell_is_a_reading_or_has_its_mark(run: tuple[Outcome, Tally], shared: Path) -> None:
    outcome, tally = run
    published: dict[str, Counter[str]] = {name: Counter() for name in CNEMC.fields}
    columns = {place.column: name for name, place in CNEMC.fields.items()}
    for path in sorted((shared / FOLDER).glob("*.parquet")):
        table = pq.read_table(path, columns=list(columns), read_dictionary=list(columns))
        for column, name in columns.items():
            counts = {each["values"]: each["counts"] for each in pc.value_counts(table[column]).to_pylist()}
            published[name].update({text: counts[text] for text in ("", "NA", "/") if text in counts})
    assert tally.marks == published
    assert outcome.receipt.readings == 6 * 4_285_095 - sum(sum(each.values()) for each in published.values())
    assert {name for name, counted in tally.marks.items() if counted["/"]} == {"so2", "co"}


def test_dust_and_faults_are_kept_as_they_came(run: tuple[Outcome, Tally]) -> None:
    assert run[1].highest["pm10"] == 13_251
    assert run[1].highest["pm25"] > 2_900


def test_the_24_hour_ozone_of_the_platform_is_the_hour_again(run: tuple[Outcome, Tally]) -> None:
    assert run[1].ozone_differs == 0


def test_the_first_hour_ends_at_its_stamp(run: tuple[Outcome, Tally]) -> None:
    assert min(run[1].hours) == int(datetime(2026, 2, 26, 19, tzinfo=SHANGHAI).timestamp())
    assert len(run[1].hours) == 2_703


def test_what_is_said_of_stations_agrees_with_the_list_made_from_the_readings(
    run: tuple[Outcome, Tally], shared: Path
) -> None:
    listed = pd.read_csv(shared / FOLDER / "stations_seen.csv", dtype=str)
    ends = {
        (row.stationcode, row.positionname, row.area, float(row.longitude), float(row.latitude)): tuple(
            int(datetime.strptime(f"{stamp}+0800", "%Y-%m-%dT%H%M%z").timestamp()) - 3600
            for stamp in (row.first_seen, row.last_seen)
        )
        for row in listed.itertuples()
    }
    assert run[1].spells == ends
    assert len({key[0] for key in ends}) == 1_607


@pytest.mark.parametrize("code", ["3488A", "4056A", "4156A", "4235A"])
def test_a_renamed_station_has_a_spell_for_each_name(run: tuple[Outcome, Tally], code: str) -> None:
    assert len({key[1:] for key in run[1].spells if key[0] == code}) >= 2


def test_notes_in_names_are_kept(run: tuple[Outcome, Tally]) -> None:
    assert any("（微调" in key[1] for key in run[1].spells)


def _originals(shared: Path) -> list[tuple[str, bytes]]:
    raw = shared / FOLDER / "raw"
    with zipfile.ZipFile(raw / "day_2026-03-13.zip") as archive:
        inside = [(name, archive.read(name)) for name in archive.namelist()]
    return [(path.name, path.read_bytes()) for path in sorted(raw.glob("*.csv"))] + inside


def test_the_original_csv_and_the_parquet_say_the_same(shared: Path) -> None:
    originals = _originals(shared)
    assert len(originals) == 7 + 24
    ours = pd.concat([parsed(body, name)[0].table.astype(str) for name, body in originals])
    stamps = sorted(set(ours["timepoint"]))
    months = [
        shared / FOLDER / f"cnemc_hourly_{month}.parquet" for month in sorted({each[:7] for each in stamps})
    ]
    wanted = [("timepoint", "in", stamps)]
    theirs = pd.concat([pq.read_table(path, filters=wanted).to_pandas().astype(str) for path in months])
    order = ["timepoint", "stationcode"]
    ours = ours.drop_duplicates().sort_values(
        order, ignore_index=True
    )  # one of the seven is in the zip as well
    theirs = theirs.sort_values(order, ignore_index=True)[list(ours.columns)]
    assert len(ours) > 40_000
    pd.testing.assert_frame_equal(ours, theirs, check_dtype=False, check_column_type=False)


def test_a_zip_of_originals_is_the_day(shared: Path) -> None:
    path = shared / FOLDER / "raw" / "day_2026-03-13.zip"
    pile = Pile()
    assert load(CNEMC, [path], pile).is_whole
    seen = pile.batches
    assert len({int(each.hours.start[0]) for each in seen}) == 24
    assert seen[0].payload.name == "day_2026-03-13.zip/2026-03-13T00.csv"
    assert max(columns_of(seen, "pm10")) > 1_000


def test_a_partial_hour_is_its_67_rows(shared: Path) -> None:
    (published,) = parsed((shared / FOLDER / "raw" / "2026-03-17T14.csv").read_bytes(), "2026-03-17T14.csv")
    assert sum(len(part.line) for part in slices(CNEMC, published)) == 67


def test_a_station_that_does_not_measure_is_not_missing(run: tuple[Outcome, Tally]) -> None:
    assert Quality.NOT_MONITORED != Quality.MISSING
    assert run[1].marks["so2"]["/"] == 149_054
