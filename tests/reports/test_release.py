"""A set is released whole or not at all, comes out again from its id, and is watched for what has changed since."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assessment.basis import Basis
from assessment.periods import Days
from geo.atlas import load as load_atlas
from ingest.collect import load
from ingest.sources import source
from reports.gathering import Gathering
from reports.release import RefusedError, Studio, failures, manifest_of, release, released
from reports.scope import Scope, month, week
from reports.snapshot import snapshot
from reports.watch import scope_of, watch
from store.facts import refresh
from store.keeping import Keeper
from store.opening import Store, open_store

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on this machine"),
]
BOUNDARIES = Path(__file__).resolve().parents[2] / "data" / "boundaries"
PAGES = ("overview", "ranking", "ahead")
FIRST = date(2026, 3, 2)
HEADER = (
    "timepoint,stationcode,longitude,latitude,area,positionname,primarypollutant,aqi,pm10,pm10_24h,pm2_5,pm2_5_24h,"
    "o3,o3_24h,o3_8h,o3_8h_24h,no2,no2_24h,so2,so2_24h,co,co_24h"
)


def rows(days: int, pm25: dict[str, int]) -> str:
    """Whole days of one station in each of two cities, PM2.5 the same in every hour."""
    said = [HEADER]
    for hour in range(24 * days):
        stamp = datetime(FIRST.year, FIRST.month, FIRST.day) + timedelta(hours=hour + 1)  # noqa: DTZ001 (a text)
        for code, area, at in (("9001A", "焦作市", "113.24,35.23"), ("9003A", "郑州市", "113.63,34.76")):
            values = f"NA,NA,100,NA,{pm25[code]},NA,40,NA,NA,NA,30,NA,9,NA,0.6,NA"
            said.append(f"{stamp:%Y-%m-%dT%H00},{code},{at},{area},{area}站,{values}")
    return "\n".join(said) + "\n"


def taken(store: Store, folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    assert load(source("cnemc_hourly"), [path], Keeper(store=store)).is_whole
    refresh(store)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sets")


@pytest.fixture(scope="module")
def store(home: Path) -> Iterator[Store]:
    held = open_store(None, home, load_atlas())
    taken(held, home, "a.csv", rows(14, {"9001A": 60, "9003A": 80}))
    yield held
    held.close()


@pytest.fixture(scope="module")
def studio(store: Store, home: Path) -> Studio:
    return Studio(store=store, basis=Basis(), boundaries=BOUNDARIES, folder=home / "sets", pdf=False)


@pytest.fixture(scope="module")
def scope(store: Store) -> Scope:
    return Scope(region="410800", kind="weekly", days=week("2026-W11"), as_of=datetime.now(UTC))


@pytest.fixture(scope="module")
def made(studio: Studio, scope: Scope) -> Path:
    return release(studio, scope, pages=PAGES)


def test_weeks_months_and_windows_are_whole_days() -> None:
    assert week("2026-W11") == Days(first=date(2026, 3, 9), last=date(2026, 3, 15))
    assert week("2020-W53") == Days(first=date(2020, 12, 28), last=date(2021, 1, 3))
    assert month("2024-02") == Days(first=date(2024, 2, 1), last=date(2024, 2, 29))
    for wrong in ("2026-11", "2026-W54", "W11"):
        with pytest.raises(ValueError):
            week(wrong)


def test_the_manifest_lists_every_file_by_its_hash_and_every_number_with_its_passport(made: Path) -> None:
    told = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    on_disk = {p.name for p in made.iterdir()} - {"manifest.json"}
    assert set(told["files"]) == on_disk
    for name, held in told["files"].items():
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == held["sha256"]
    mean = next(f for f in told["figures"] if f["key"] == "air.pm25")
    assert (mean["shown"], mean["unit"], mean["expected"], mean["valid"]) == ("60", "µg/m³", 7, 7)
    assert mean["origin"]["command"].startswith("python app.py table pm25 --of city")
    assert "HJ 663-2026" in mean["origin"]["editions"]
    (chart,) = told["charts"]
    assert [one["en"] for one in chart["categories"]] == ["Jiaozuo", "Zhengzhou"]
    assert len(chart["series"][0]["values"]) == 2
    assert chart["origin"]["command"].startswith("python app.py rank composite_index")
    assert told["provisional"] is True
    assert told["simulated"] is False


def test_the_same_question_is_the_same_set_and_is_not_made_twice(
    studio: Studio, scope: Scope, made: Path
) -> None:
    before = (made / "manifest.json").stat().st_mtime_ns
    assert release(studio, scope, pages=PAGES) == made
    assert (made / "manifest.json").stat().st_mtime_ns == before


def test_a_set_comes_out_again_from_its_manifest(studio: Studio, store: Store, made: Path) -> None:
    told = manifest_of(studio.folder, made.name)
    again = snapshot(store, scope=scope_of(told), basis=Basis(), pages=PAGES)
    assert (again.id, again.digest) == (told["id"], told["digest"])


def test_an_id_is_never_a_path(studio: Studio, made: Path) -> None:
    for asked in ("../sets/" + made.name, "..", "/etc/passwd", ""):
        with pytest.raises(LookupError):
            manifest_of(studio.folder, asked)


def test_a_run_that_fails_says_why_and_the_last_good_set_stays(
    studio: Studio, store: Store, scope: Scope, made: Path
) -> None:
    held = {p.name: p.read_bytes() for p in made.iterdir()}
    later = Scope(
        region=scope.region, kind=scope.kind, days=scope.days, as_of=scope.as_of + timedelta(seconds=1)
    )
    dead = Studio(
        store=store,
        basis=Basis(),
        boundaries=BOUNDARIES,
        folder=studio.folder,
        pdf=False,
        program="/bin/false",
    )
    with pytest.raises(RefusedError, match="did not draw the slides"):
        release(dead, later, pages=PAGES)
    bare = Studio(
        store=store, basis=Basis(), boundaries=BOUNDARIES, folder=studio.folder, pdf=False, fonts=list
    )
    with pytest.raises(RefusedError, match="no font here has these characters"):
        release(bare, later, pages=PAGES)
    assert [one["id"] for one in released(studio.folder)] == [made.name]
    (failed,) = failures(studio.folder)
    assert failed["faults"][0].startswith("no font here has these characters")
    assert {p.name: p.read_bytes() for p in made.iterdir()} == held
    assert [p.name for p in studio.folder.iterdir() if p.name.startswith(".making")] == []


def test_a_window_without_any_reading_is_refused_with_the_reasons(studio: Studio, scope: Scope) -> None:
    empty = Scope(region="410800", kind="monthly", days=month("2019-05"), as_of=scope.as_of)
    with pytest.raises(RefusedError) as refused:
        release(studio, empty, pages=("overview", "calendar"))
    assert refused.value.faults == ("overview: 时段内无空气监测数据", "calendar: 时段内无有效日")


def test_every_sentence_names_only_figures_that_its_page_holds(store: Store, scope: Scope) -> None:
    made = snapshot(store, scope=scope, basis=Basis())
    said = [text for content in made.shown for lang in ("zh", "en") for text in content.said(lang)]
    assert len(said) >= 10
    assert [text for text in said if "{" in text] == []


def test_rank_and_change_are_those_of_the_table(store: Store, scope: Scope) -> None:
    made = snapshot(store, scope=scope, basis=Basis(), pages=("overview",))
    held = made.contents[0].by_key
    assert held["air.pm25.period"].shown == "0.0"
    assert held["air.rank"].shown == "1"
    assert held["air.rank.of"].shown == "2"
    assert "环比持平" in made.contents[0].said("zh")[1]


def test_good_days_stand_beside_the_days_that_were_valid(store: Store, scope: Scope) -> None:
    made = snapshot(store, scope=scope, basis=Basis(), pages=("overview",))
    assert made.contents[0].by_key["air.good_days.valid"].shown == "7"
    assert "（有效7天）" in made.contents[0].said("zh")[0]
    assert "of 7 valid" in made.contents[0].said("en")[0]


def test_counties_are_shown_where_stations_stand_and_left_out_with_the_reason(
    store: Store, scope: Scope
) -> None:
    (city,) = snapshot(store, scope=scope, basis=Basis(), pages=("counties",)).contents
    (picture,) = city.maps
    assert [place.shown for place in picture.places if place.shown] == ["60"]
    assert "其余县（市、区）无数据" in city.said("zh")[0]
    province = replace(scope, region="410000")
    (whole,) = snapshot(store, scope=province, basis=Basis(), pages=("counties",)).contents
    assert whole.why_empty is not None
    assert whole.why_empty.zh == "仅城市材料作县级图"


def test_days_by_level_stand_in_the_place_of_a_calendar_that_a_province_cannot_have(
    store: Store, scope: Scope
) -> None:
    province = replace(scope, region="410000")
    calendar, levels = snapshot(store, scope=province, basis=Basis(), pages=("calendar", "levels")).contents
    assert calendar.why_empty is not None
    assert levels.why_empty is None
    (table,), (chart,) = levels.tables, levels.charts
    valid = {row.cells[0].zh: int(row.cells[-1].zh) for row in table.rows}
    assert valid == {"焦作市": 7, "郑州市": 7}
    for i, row in enumerate(table.rows):
        drawn = [one.values[i] for one in chart.series]
        assert drawn == [float(cell.zh) for cell in row.cells[1:-1]]
        assert sum(v or 0 for v in drawn) == 7
    (own,) = snapshot(store, scope=scope, basis=Basis(), pages=("levels",)).contents
    assert own.why_empty is not None, "a city has its calendar"


def test_a_revised_reading_is_told_by_the_slide_watch_and_the_old_set_stays_as_it_was(
    studio: Studio, store: Store, home: Path, scope: Scope, made: Path
) -> None:
    told = manifest_of(studio.folder, made.name)
    assert watch(store, told, basis=Basis(), now=datetime.now(UTC)).empty
    taken(store, home, "b.csv", rows(14, {"9001A": 62, "9003A": 80}))
    changed = watch(store, told, basis=Basis(), now=datetime.now(UTC)).set_index("key")
    row = changed.loc["air.pm25"]
    assert (row["then"], row["now"], row["change"]) == ("60", "62", "+2")
    assert "cnemc_hourly b.csv" in row["why"]
    assert "revised 336" in row["why"]
    again = snapshot(store, scope=scope_of(told), basis=Basis(), pages=PAGES)
    assert again.digest == told["digest"], "as known then, nothing has changed"


def test_a_gathering_asks_as_known_at_the_time_of_the_scope(store: Store, scope: Scope) -> None:
    from assessment.terms import Terms

    ask = Gathering(store=store, terms=Terms(basis=Basis(), as_of=scope.as_of), scope=scope)
    (figure, *_) = ask.figures("pm25", "k")
    assert figure.shown == "60"
    assert figure.origin.command.endswith(
        f"--as-of {scope.as_of.astimezone(ask.zone).isoformat(timespec='microseconds')}"
    )
