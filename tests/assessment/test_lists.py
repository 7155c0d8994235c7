"""Lists of members: the shipped one, versions that people hand in, and rankings over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from actions.list_upload import upload_list
from assessment.ranking import rank
from assessment.rosters import on_the_day, roster, shown
from geo.atlas import Atlas
from ingest.contract import PayloadError
from store.opening import Store
from tests.assessment.few_cities import (
    END,
    FRIDAY,
    JIAOZUO,
    LUOYANG,
    MONDAY,
    NOW,
    START,
    TERMS,
    XINXIANG,
    ZHENGZHOU,
    by_code,
    opened,
    put,
)  # fmt: skip


@pytest.fixture
def clock() -> list:
    return [MONDAY]


@pytest.fixture
def store(atlas: Atlas, tmp_path: Path, clock: list) -> Store:
    return opened(tmp_path / "home", atlas, lambda: clock[0])


def handed(tmp_path: Path, text: str, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def up(store: Store, path: Path, name: str = "key") -> object:
    return upload_list(store, name=name, path=path, by="Zhang", reason="for the test")


def test_the_168_cities_are_168_and_all_known(store: Store) -> None:
    table = shown(store, "168").table
    assert len(table) == table["code"].nunique() == 168
    by_province = table["code"].str[:2].value_counts()
    # Published with the list: 13 of Jiangsu, 11 of Zhejiang, 16 of Anhui, 9 of Guangdong; Hebei 11, Henan 17.
    assert {p: int(by_province[p]) for p in ("32", "33", "34", "44", "13", "41")} == {
        "32": 13, "33": 11, "34": 16, "44": 9, "13": 11, "41": 17,
    }  # fmt: skip
    header = (Path(__file__).parents[2] / "data" / "lists" / "168.csv").read_text(encoding="utf-8")
    assert "# sure: memory" in header


def test_before_july_2018_nobody_is_on_it(store: Store) -> None:
    found = roster(store, "168")
    assert len(on_the_day(found, date(2018, 7, 1))) == 168
    assert on_the_day(found, date(2018, 6, 30)) == []


def test_each_line_that_names_nobody_is_told_and_the_rest_goes_in(store: Store, tmp_path: Path) -> None:
    path = handed(
        tmp_path,
        "code,name,from,to\n410100,,,\n,焦作,,\n,火星,,\n410300,郑州市,,\n,新乡市,2026-13-01,\n410100,郑州,,\n"
        ",洛阳市,2027-01-01,2026-01-01\nshort\n",
    )
    done = up(store, path)
    assert [e.code for e in done.roster.entries] == [ZHENGZHOU, JIAOZUO]  # type: ignore[attr-defined]
    lines = [sentence.split(": ")[1] for sentence in done.refused]  # type: ignore[attr-defined]
    assert lines == ["line 4", "line 5", "line 6", "line 7", "line 8", "line 9"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name\n",
        "city\n郑州\n",
        "name,name\n郑州,郑州\n",
        "name\n火星\n",
        "\x00\x01",
        "name\n" + "x" * 200,
    ],
)
def test_what_is_no_list_is_refused_whole(store: Store, tmp_path: Path, text: str) -> None:
    with pytest.raises(PayloadError):
        up(store, handed(tmp_path, text))


def test_a_list_needs_a_name_a_person_and_a_reason(store: Store, tmp_path: Path) -> None:
    path = handed(tmp_path, "name\n郑州\n")
    for name, by, reason in (("key", " ", "x"), ("key", "x", ""), ("cities", "x", "x"), ("../key", "x", "x")):
        with pytest.raises(ValueError, match=r"who hands|name of a list"):
            upload_list(store, name=name, path=path, by=by, reason=reason)


def test_the_same_file_twice_is_one_version(store: Store, tmp_path: Path) -> None:
    path = handed(tmp_path, "name\n郑州\n")
    assert [up(store, path).roster.version for _ in range(2)] == [1, 1]  # type: ignore[attr-defined]
    other = handed(tmp_path, "name\n郑州\n焦作\n", "other.csv")
    assert up(store, other).roster.version == 2  # type: ignore[attr-defined]


def test_a_ranking_tells_who_is_missing_and_follows_the_day(store: Store, tmp_path: Path) -> None:
    put(store, NOW, START)
    up(store, handed(tmp_path, "name,from,to\n郑州,,\n焦作,,\n开封,,\n新乡,2026-03-07,\n洛阳,,2026-03-05\n"))
    answer = rank(store, indicator="pm25", within=None, start=START, end=END, terms=TERMS, among="key")
    assert [(r["code"], r["rank"]) for r in answer.table.to_dict("records")] == [
        (ZHENGZHOU, "1"), (JIAOZUO, "2"), ("410200", ""),
    ]  # fmt: skip
    assert "no_stations" in answer.table["note"][2].split(";")
    first_day = rank(store, indicator="pm25", within=None, start=START, end=START, terms=TERMS, among="key")
    assert LUOYANG in set(first_day.table["code"])
    assert XINXIANG not in set(first_day.table["code"])


def test_a_past_ranking_finds_the_list_of_its_day(store: Store, tmp_path: Path, clock: list) -> None:
    put(store, NOW, START)
    up(store, handed(tmp_path, "name\n郑州\n"))
    clock[0] = FRIDAY
    up(store, handed(tmp_path, "name\n郑州\n焦作\n", "other.csv"))
    monday = replace(TERMS, as_of=MONDAY + timedelta(hours=1))
    ask = {"indicator": "pm25", "within": "河南", "start": START, "end": END, "among": "key"}
    assert list(by_code(rank(store, terms=monday, **ask).table)) == [ZHENGZHOU]
    assert list(by_code(rank(store, terms=TERMS, **ask).table)) == [ZHENGZHOU, JIAOZUO]


def test_a_list_of_counties_takes_the_mean_of_the_stations_in_each(store: Store, tmp_path: Path) -> None:
    """The two stations stand in 二七区 of Zhengzhou and in 红旗区 of Xinxiang; 巩义市 has none."""
    put(store, NOW, START)
    done = up(store, handed(tmp_path, "code,name\n410103,二七区\n410702,红旗区\n,巩义市\n410100,郑州市\n"))
    assert done.roster.level == "county"  # type: ignore[attr-defined]
    assert len(done.refused) == 1  # type: ignore[attr-defined]
    answer = rank(store, indicator="pm25", within="河南", start=START, end=END, terms=TERMS, among="key")
    told = {r["name"]: (r["rank"], r["value"]) for r in answer.table.to_dict("records")}
    assert told["巩义市"] == ("", "")
    assert sorted(told.values())[1:] == [("1", "35"), ("2", "65")]


def test_an_unknown_list_names_the_known(store: Store) -> None:
    with pytest.raises(LookupError, match="168 cities counties"):
        rank(store, indicator="pm25", within="河南", start=START, end=END, terms=TERMS, among="117")
