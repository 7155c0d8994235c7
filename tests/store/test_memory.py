"""Months of city facts that are held and written beside the store: never believed against the table."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sqlalchemy import event

from ingest.contract import Stage
from store.backup import backup, restore
from store.facts import city_days, refresh
from store.keeping import keep
from store.memory import FOLDER
from store.opening import Store, open_store
from store.readings import StageName
from tests.store.making import DAY, Halves, batch, day_of, spell

FIRST, LAST = date(2026, 2, 20), date(2026, 4, 10)
WEST, EAST = {"1001A": 113.5, "1002A": 113.6}, {"1003A": 114.5}


def put(
    store: Store, pm25: float, *, day: int = 0, stage: Stage = Stage.PROVISIONAL, among: str = ""
) -> None:
    """Keep a whole day of all stations, or of one."""
    start = DAY + timedelta(days=day)
    places = {code: lon for code, lon in (WEST | EAST).items() if among in ("", code)}
    rows = [
        row for code in places for row in day_of(code, {"pm25": [pm25] * 24, "o3": [pm25 + 60.0] * 24}, start)
    ]
    spells = [spell(code, start, start + timedelta(hours=23), lon=lon) for code, lon in places.items()]
    keep(store, batch(rows, spells=spells, stage=stage, name=f"{day} {pm25} {among} {stage}"))
    refresh(store)


def read(store: Store, stage: StageName = "best") -> xr.Dataset:
    return city_days(store, first=FIRST, last=LAST, stage=stage)


def from_the_table(url: str | None, store: Store, stage: StageName = "best") -> xr.Dataset:
    """The same by a process that remembers nothing, has no file, and looks each city up by key."""
    bare = Store(engine=store.engine, home=store.home, atlas=store.atlas)
    codes = ["410100", "410200"]
    return city_days(bare, first=FIRST, last=LAST, regions=codes, stage=stage)


@pytest.fixture
def again(url: str | None, tmp_path: Path) -> Callable[[], Store]:
    """Opens the same store as another process would: with the files, and nothing in its memory."""
    return lambda: open_store(url, tmp_path / "home", Halves())


def files(store: Store) -> list[Path]:
    return sorted((store.home / FOLDER).iterdir())


def statements(store: Store, act: Callable[[], object]) -> list[str]:
    """What is asked of the table of city days meanwhile."""
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        if "FROM city_day" in statement:
            asked.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    act()
    event.remove(store.engine, "before_cursor_execute", note)
    return asked


@pytest.mark.parametrize("stage", ["best", "provisional", "reviewed"])
def test_file_memory_and_table_say_the_same(
    again: Callable[[], Store], url: str | None, stage: StageName
) -> None:
    store = again()
    for day in (-3, 0, 1, 20):
        put(store, 30.0 + day, day=day)
    put(store, 90.0, day=1, stage=Stage.REVIEWED, among="1001A")
    put(store, 50.0, day=25, stage=Stage.REVIEWED)
    wanted = from_the_table(url, store, stage)
    assert int((wanted["observed"] > 0).sum()) > 1
    xr.testing.assert_identical(read(store, stage), wanted)
    assert [file.name for file in files(store)] == [f"cities-2026-0{month}.facts" for month in (3, 4)]
    other = again()
    assert statements(other, lambda: xr.testing.assert_identical(read(other, stage), wanted)) == []


def test_a_corrected_day_is_read_anew_and_no_other(again: Callable[[], Store], url: str | None) -> None:
    store, screen = again(), again()
    put(store, 30.0)
    put(store, 40.0, day=1)
    assert read(screen)["pm25"].sel(day="2026-03-14", region="410200") == 40.0
    put(store, 70.0, day=1, among="1003A")
    asked = statements(screen, lambda: read(screen))
    assert len(asked) == 1
    for one in (screen, again()):
        found = read(one)["pm25"].sel(region="410200")
        assert found.sel(day=["2026-03-13", "2026-03-14"]).to_numpy().tolist() == [30.0, 70.0]
        xr.testing.assert_identical(read(one), from_the_table(url, one))


def test_a_city_that_comes_later_and_one_that_goes(url: str | None, tmp_path: Path) -> None:
    store = open_store(url, tmp_path / "home", Halves())
    put(store, 30.0, among="1001A")
    assert read(store)["region"].to_numpy().tolist() == ["410100"]
    put(store, 40.0, day=1)
    xr.testing.assert_identical(read(store), from_the_table(url, store))
    moved = open_store(url, tmp_path / "home", Halves(meridian=100.0))  # everybody lies in the east now
    refresh(moved)
    for one in (store, moved):
        found = city_days(one, first=FIRST, last=LAST, regions=["410100", "410200", "410300", "410400"])
        assert not found["observed"].sel(region=["410100", "410300"]).any()
        assert found["observed"].sel(day="2026-03-14", region="410200") == 3


@pytest.mark.parametrize("harm", ["cut", "padded", "empty", "no header", "other store", "no folder"])
def test_a_file_that_cannot_be_believed_is_made_again(
    again: Callable[[], Store], url: str | None, tmp_path: Path, harm: str
) -> None:
    store = again()
    put(store, 30.0)
    wanted = read(store)
    file = next(f for f in files(store) if "2026-03" in f.name)
    whole = file.read_bytes()
    head, _, body = whole.partition(b"\n")
    broken = {
        "cut": whole[:-8], "padded": whole + bytes(8), "empty": b"", "no header": body,
        "other store": json.dumps(json.loads(head) | {"origin": "0" * 64}).encode() + b"\n" + bytes(len(body)),
    }  # fmt: skip
    if harm == "no folder":
        for one in files(store):
            one.unlink()
        file.parent.rmdir()
        file.parent.write_text("a file where the folder should be")
    else:
        file.write_bytes(broken[harm])
    xr.testing.assert_identical(read(again()), wanted)
    if harm != "no folder":
        assert json.loads(file.read_bytes().partition(b"\n")[0])["origin"] != "0" * 64
        assert len(file.read_bytes()) == len(whole)


def test_two_stores_with_one_home_do_not_read_each_other(tmp_path: Path, postgresql_url: str) -> None:
    ours, other = (open_store(url, tmp_path / "home", Halves()) for url in (None, postgresql_url))
    put(ours, 30.0)
    put(other, 80.0)
    for _ in range(2):
        for store, value in ((ours, 30.0), (other, 80.0)):
            fresh = open_store(None if store is ours else postgresql_url, tmp_path / "home", Halves())
            assert read(fresh)["pm25"].sel(day="2026-03-13", region="410100") == value


def test_what_was_read_before_a_backup_came_back_is_forgotten(tmp_path: Path) -> None:
    store = open_store(None, tmp_path / "home", Halves())
    put(store, 30.0)
    assert FOLDER not in {
        Path(name).parts[0] for name in backup(store, tmp_path / "one.zip", program="x").files
    }
    put(store, 80.0)
    assert read(store)["pm25"].sel(day="2026-03-13", region="410100") == 80.0
    restore(store, tmp_path / "one.zip", program="x", actor="a", reason="b")
    for one in (store, open_store(None, tmp_path / "home", Halves())):
        assert read(one)["pm25"].sel(day="2026-03-13", region="410100") == 30.0
    put(store, 90.0)
    assert (
        read(open_store(None, tmp_path / "home", Halves()))["pm25"].sel(day="2026-03-13", region="410100")
        == 90.0
    )


def test_a_reader_keeps_the_month_it_opened_while_another_is_written(again: Callable[[], Store]) -> None:
    store = again()
    put(store, 30.0)
    held = read(again())
    before = held["pm25"].to_numpy().copy()
    put(store, 80.0)
    read(again())
    assert np.array_equal(held["pm25"].to_numpy(), before, equal_nan=True)


def test_a_window_is_laid_out_once_and_cannot_be_written_to(again: Callable[[], Store]) -> None:
    store = again()
    put(store, 30.0)
    one, two = read(store), read(store)
    assert np.shares_memory(one["pm25"].to_numpy(), two["pm25"].to_numpy())
    with pytest.raises(ValueError, match="read-only"):
        one["pm25"].to_numpy()[:] = 0.0
    reviewed = read(store, "reviewed")
    assert not (reviewed["observed"] > 0).any()
    put(store, 80.0)
    assert read(store)["pm25"].sel(day="2026-03-13", region="410100") == 80.0
    assert one["pm25"].sel(day="2026-03-13", region="410100") == 30.0
