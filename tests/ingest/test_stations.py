"""A bureau's list of stations overrides what a source says, field by field, and names its bad rows by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import cells, stations
from ingest.contract import PayloadError, Spell
from ingest.stations import Listed

SAID = Spell(
    station="1001A", name="万寿西宫", area="北京市", longitude=116.3611, latitude=39.8786, first=0, last=3600,
    control="national",
)  # fmt: skip


def read(folder: Path, text: str) -> tuple[dict[str, Listed], tuple[str, ...]]:
    path = folder / "stations.csv"
    path.write_text(text, encoding="utf-8")
    return stations.read(path)


def test_levels_and_roles_are_read_in_both_languages(tmp_path: Path) -> None:
    listed, refused = read(
        tmp_path,
        "\ufeffcode,name,city,longitude,latitude,control,role\n"
        "4108S1,武陟一站,焦作市,113.40,35.10,乡镇,评价点\n"
        "4108S2,,,,,County,background\n"
        "4108S3,,,,,国控,对照点\n",
    )
    assert refused == ()
    assert listed["4108S1"] == Listed(
        code="4108S1", name="武陟一站", area="焦作市", longitude=113.40, latitude=35.10, control="township",
        role="assessed",
    )  # fmt: skip
    assert [(listed[code].control, listed[code].role) for code in ("4108S2", "4108S3")] == [
        ("county", "background"), ("national", "background"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",a,b,1,2,国控,", "no station code"),
        ("X1,a,b,181,2,国控,", "not a position on the earth"),
        ("X1,a,b,1,,国控,", "longitude and latitude go together"),
        ("X1,a,b,1,2,国家,", "not a control level"),
        ("X1,a,b,1,2,国控,参比", "not a role of a station"),
        ("X1,a,b,1,2,国控", "wrong number of fields"),
        ("X0,a,b,1,2,国控,", "station X0 comes twice"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_rest_is_taken(tmp_path: Path, row: str, reason: str) -> None:
    header = "code,name,area,longitude,latitude,control,role"
    listed, refused = read(tmp_path, f"{header}\nX0,a,b,1,2,国控,\n\n{row}\nX9,a,b,1,2,国控,\n")
    assert list(listed) == ["X0", "X9"]
    assert refused == (f"stations.csv: line 4: {reason}",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("name,area\n", "line 1: there is no column code"),
        ("code,height\n", "line 1: column 'height' is unknown"),
        ("code,code\n", "line 1: column code comes twice"),
        ('code\n"X1\n', "unexpected end of data"),
    ],
)
def test_what_is_no_list_is_refused_whole(tmp_path: Path, text: str, sentence: str) -> None:
    if (
        "unexpected" in sentence
    ):  # an open quote swallows the rest of a list, which is short and typed by hand
        assert read(tmp_path, text)[1]
        return
    with pytest.raises(PayloadError, match=sentence):
        read(tmp_path, text)


def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gbk.csv").write_bytes("code,name\n1,万\n".encode("gb18030"))
    with pytest.raises(PayloadError, match=r"gbk\.csv: cannot be read"):
        stations.read(tmp_path / "gbk.csv")
    with pytest.raises(PayloadError, match=r"none\.csv: cannot be read"):
        stations.read(tmp_path / "none.csv")


def test_what_the_list_says_goes_over_what_the_source_said_and_an_empty_field_does_not() -> None:
    listed = {"1001A": Listed(code="1001A", area="雄安新区", longitude=1.5, latitude=2.5, role="background")}
    said = stations.overridden(SAID, listed)
    assert (said.name, said.area, said.longitude, said.latitude) == ("万寿西宫", "雄安新区", 1.5, 2.5)
    assert (said.control, said.role, said.first, said.last) == ("national", "background", 0, 3600)
    assert stations.overridden(SAID, {}) is SAID


@pytest.mark.parametrize(
    ("area", "name", "code"),
    [
        ("焦作", "市环保局", "焦作.市环保局"),
        ("焦作", "市环保局　", "焦作.市环保局_"),
        ("焦作", "影视城(对照点)", "焦作.影视城_对照点_"),
        ("衢州市", "衢州三中（市）", "衢州市.衢州三中_市_"),
    ],
)
def test_a_station_known_by_name_alone_has_a_code_of_city_and_name(area: str, name: str, code: str) -> None:
    assert stations.name_code(area, name) == code
    assert cells.station_code(code) == (code, "")


def test_a_name_that_stands_for_two_stations_of_a_list_is_nobodys() -> None:
    listed = {
        code: stations.Listed(code=code, name=name, area=area)
        for code, name, area in [
            ("1A", "市环保局", "焦作市"), ("2A", "监测站", "焦作市"), ("3A", "监测站", "焦作市"), ("4A", "", "焦作市"),
            ("5A", "监测站", "南通市"), ("6A", "无城", ""),
        ]
    }  # fmt: skip
    assert stations.codes_by_name(listed) == {
        "焦作市.市环保局": "1A", "焦作.市环保局": "1A", "南通市.监测站": "5A", "南通.监测站": "5A",
    }  # fmt: skip
