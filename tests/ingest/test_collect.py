"""A load says what became of every row, goes on after a refused file, and may be repeated at any time."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.collect import Progress, load, simulate
from ingest.contract import Batch, PayloadError, Receipt, Window
from ingest.sources import source
from tests.ingest.build import CNEMC, Basket, line, loaded, text, zipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "09.csv").write_text(text(line(), line(stationcode="1003A", so2="/")), encoding="utf-8")
    (tmp_path / "10.csv").write_text("<html>502</html>", encoding="utf-8")
    (tmp_path / "11.csv").write_text(
        text(line(timepoint="2026-03-02T1100", pm10="-5"), line(timepoint="2026-03-02T1101"), "cut"),
        encoding="utf-8",
    )
    (tmp_path / "README.md").write_text("# no readings", encoding="utf-8")
    (tmp_path / "stations_seen.csv").write_text(
        "stationcode,positionname,area,longitude,latitude,first_seen,last_seen,hours\n", encoding="utf-8"
    )
    return tmp_path


def test_a_load_says_what_became_of_every_row_and_a_refused_file_does_not_stop_it(folder: Path) -> None:
    outcome = loaded(Basket(), folder)
    assert outcome.receipt == Receipt(
        rows=3, readings=16, kept=16,
        rejected={"negative": 1, "not on the full hour": 1, "wrong number of fields": 1},
    )  # fmt: skip
    assert (outcome.published, outcome.payloads) == (5, 2)
    assert outcome.refused == ("10.csv: line 1: is a web page or an answer of a service, not a table",)
    assert outcome.remarks == (
        "stations_seen.csv: a list of stations made from the readings, which holds no readings itself",
    )
    assert not outcome.is_whole


def test_a_repeated_load_keeps_nothing_and_finds_everything_known(folder: Path) -> None:
    basket = Basket()
    first = loaded(basket, folder)
    rows = dict(basket.rows)
    second = loaded(basket, folder)
    assert (second.receipt.kept, second.receipt.revised) == (0, 0)
    assert second.receipt.known == first.receipt.kept
    assert basket.rows.keys() == rows.keys()


def test_a_load_that_was_cut_off_is_finished_by_the_next(folder: Path) -> None:
    class Dying(Basket):
        def keep(self, kept: Batch) -> Receipt:
            if self.batches:
                raise KeyboardInterrupt
            return super().keep(kept)

    whole, cut = Basket(), Dying()
    loaded(whole, folder)
    with pytest.raises(KeyboardInterrupt):
        loaded(cut, folder)
    finished = Basket(rows=cut.rows)
    assert loaded(finished, folder).receipt.known == 11
    assert {key: str(row) for key, row in finished.rows.items()} == {
        key: str(row) for key, row in whole.rows.items()
    }


def test_a_corrected_hour_is_a_revision(tmp_path: Path) -> None:
    basket = Basket()
    for pm10 in ("74", "75"):
        (tmp_path / "09.csv").write_text(text(line(pm10=pm10)), encoding="utf-8")
        outcome = loaded(basket, tmp_path / "09.csv")
    assert (outcome.receipt.kept, outcome.receipt.revised) == (0, 6)


def test_one_table_of_a_zip_without_a_row_to_take_does_not_lose_the_others(tmp_path: Path) -> None:
    members = {"a.csv": text(line(timepoint="x")), "b.csv": text(line()), "c.csv": text()}
    (tmp_path / "day.zip").write_bytes(zipped(members))
    outcome = loaded(Basket(), tmp_path / "day.zip")
    assert outcome.receipt.rows == 1
    assert outcome.payloads == 0
    assert outcome.refused == (
        "day.zip/a.csv: line 2: timepoint: not a time: 'x', and no other row can be taken",
    )
    assert outcome.remarks == ("day.zip/c.csv: holds no rows",)


def test_a_path_that_is_not_there_is_said_and_the_others_are_loaded(folder: Path) -> None:
    outcome = loaded(Basket(), folder / "nothing", folder / "09.csv")
    assert outcome.receipt.rows == 2
    assert outcome.refused == (f"{folder / 'nothing'}: there is no such file or folder",)


def test_progress_grows_to_the_whole_of_the_bytes(folder: Path) -> None:
    seen: list[Progress] = []
    loaded(Basket(), folder, progress=seen.append)
    done = [each.bytes_done for each in seen]
    assert done == sorted(done)
    assert (
        done[-1]
        == seen[0].bytes_total
        == sum((folder / name).stat().st_size for name in ("09.csv", "10.csv", "11.csv"))
    )
    assert ("09.csv", 2, 2) in [(each.payload, each.rows, each.rows_total) for each in seen]


def test_a_list_of_stations_overrides_and_its_bad_rows_are_refused(folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("code,area,role\n1001A,雄安新区,对照点\n1003A,,x\n", encoding="utf-8")
    basket = Basket()
    outcome = loaded(basket, folder / "09.csv", stations_file=listed)
    assert outcome.refused == ("list.txt: line 3: not a role of a station",)
    assert {(spell.station, spell.area, spell.role) for spell in basket.batches[0].spells} == {
        ("1001A", "雄安新区", "background"), ("1003A", "北京市", ""),
    }  # fmt: skip


def test_nothing_is_loaded_with_a_list_that_is_none(folder: Path) -> None:
    basket = Basket()
    with pytest.raises(PayloadError, match=r"10\.csv: line 1"):
        loaded(basket, folder, stations_file=folder / "10.csv")
    assert basket.batches == []


def test_a_run_is_one_line_of_log(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="ingest"):
        loaded(Basket(), folder)
    (only,) = [record.getMessage() for record in caplog.records]
    assert "5 rows published, 3 taken; readings kept 16, known 0, revised 0; rejected 3" in only


def test_a_window_is_simulated_once() -> None:
    end = datetime(2026, 3, 1, tzinfo=UTC)
    window = Window(start=end - timedelta(days=2), end=end)
    basket = Basket()
    first, second = (simulate(source("demo"), window, basket) for _ in range(2))
    assert first.receipt.kept == second.receipt.known > 10_000
    assert second.receipt.kept == second.receipt.revised == 0
    assert all(each.simulated for each in basket.batches)


def test_a_source_is_asked_only_for_what_it_can_give(tmp_path: Path) -> None:
    window = Window(start=datetime(2026, 3, 1, tzinfo=UTC), end=datetime(2026, 3, 2, tzinfo=UTC))
    with pytest.raises(LookupError, match="does not make readings up"):
        simulate(CNEMC, window, Basket())
    with pytest.raises(LookupError, match="does not read files"):
        load(source("demo"), [tmp_path], Basket())
    with pytest.raises(LookupError, match="does not read files"):
        load(replace(CNEMC, files=None), [tmp_path], Basket())
