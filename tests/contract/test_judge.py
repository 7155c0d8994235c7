"""`judge` on hand-written files: columns appended, the rest kept, blanks, slashes and edges as the standards say."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from pathlib import Path

import pytest

from tests.contract.little_network import rows_of
from tests.contract.process import Forked

QUIET = {"pm25": "10", "pm10": "20", "so2": "5", "no2": "10", "co": "0.5", "o3": "60", "o3_8h": "50"}
APPENDED = ["aqi", "primary", "level", "edition", "note"]


def written(path: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> Path:
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def judged(
    call: Forked, tmp_path: Path, kind: str, rows: list[dict[str, str]], *more: str, encoding: str = "utf-8"
) -> list[dict[str, str]]:
    done = call(tmp_path, "judge", kind, str(written(tmp_path / "in.csv", rows, encoding)), *more)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert not done.stdout.startswith(b"\xef\xbb\xbf")
    return rows_of(done.stdout)


def day(**cells: str) -> dict[str, str]:
    return {"average": "day", **QUIET, **cells}


def hour(**cells: str) -> dict[str, str]:
    return {"average": "hour", **QUIET, **cells}


CASES_2026 = [
    (day(pm25="35"), "50", ""),
    (day(pm25="36"), "52", "pm25"),
    (day(pm25="60"), "100", "pm25"),
    (day(pm25="61"), "101", "pm25"),
    (day(pm25="75"), "114", "pm25"),
    (day(pm25="115"), "150", "pm25"),
    (day(pm25="150"), "200", "pm25"),
    (day(pm25="151"), "201", "pm25"),
    (day(pm25="3225"), "500", "pm25"),
    (day(pm10="50"), "50", ""),
    (day(pm10="120"), "100", "pm10"),
    (day(pm10="121"), "101", "pm10"),
    (day(pm10="150"), "112", "pm10"),
    (day(pm10="13251"), "500", "pm10"),
    (day(co="2.2"), "55", "co"),
    (day(co="2.25"), "55", "co"),
    (day(co="2.35"), "60", "co"),
    (day(so2="51"), "51", "so2"),
    (day(no2="41"), "52", "no2"),
    (day(o3_8h="160"), "100", "o3"),
    (day(o3_8h="161"), "101", "o3"),
    (day(o3_8h="801"), "300", "o3"),
    (day(o3="400", o3_8h="100"), "50", ""),
    (day(pm25="35.5"), "52", "pm25"),
    (day(pm25="34.5"), "49", ""),
    (day(pm25="36.5"), "52", "pm25"),
    (day(pm25="60", pm10="120"), "100", "pm25+pm10"),
    (day(pm25="60", pm10="120", so2="150", no2="80", co="4", o3_8h="160"), "100", "pm25+pm10+so2+no2+co+o3"),
    (day(pm25=""), "", ""),
    (day(pm25="NA"), "", ""),
    (day(pm25="", o3_8h="160"), "", ""),
    (day(pm25="", o3_8h="161"), "101", "o3"),
    (day(so2="/", co="/", pm25="60"), "100", "pm25"),
    (day(so2="/", co="", pm25="60"), "", ""),
    (hour(so2="801"), "200", "so2"),
    (hour(so2="500"), "100", "so2"),
    (hour(no2="201"), "101", "no2"),
    (hour(co="5.1"), "51", "co"),
    (hour(o3="160"), "50", ""),
    (hour(o3="161"), "52", "o3"),
    (hour(o3="1300"), "500", "o3"),
    (hour(o3="60", o3_8h="400"), "20", ""),
    (hour(o3="", pm25="60"), "", ""),
    (hour(pm25="61"), "101", "pm25"),
]


def test_hj633_2026_edges_marks_and_ties(tmp_path: Path, call: Forked) -> None:
    """All cases in one file; what a case does not name is low (its own highest is PM10 20 -> 20, O3 8h 50 -> 25)."""
    rows = judged(call, tmp_path, "aqi", [c[0] for c in CASES_2026], "--edition", "2026")
    assert list(rows[0])[-5:] == APPENDED
    wrong = [
        f"{ {k: v for k, v in given.items() if QUIET.get(k) != v} }: aqi {row['aqi']!r} for {aqi!r}, "
        f"primary {row['primary']!r} for {primary!r}"
        for (given, aqi, primary), row in zip(CASES_2026, rows, strict=True)
        if (row["aqi"], row["primary"]) != (aqi, primary)
    ]
    assert wrong == []
    assert {row["edition"] for row in rows} == {"HJ 633-2026"}
    assert all(row["note"] for row in rows if not row["aqi"])


def test_hj633_level_follows_the_aqi(tmp_path: Path, call: Forked) -> None:
    """Six levels, one for each stretch of 1.3; none without an AQI."""
    particles = ["35", "36", "60", "61", "115", "116", "150", "151", "250", "251", ""]
    rows = judged(call, tmp_path, "aqi", [day(pm25=v) for v in particles], "--edition", "2026")
    assert [row["aqi"] for row in rows[:10]] == [
        "50",
        "52",
        "100",
        "101",
        "150",
        "152",
        "200",
        "201",
        "300",
        "301",
    ]
    levels = [row["level"] for row in rows]
    assert levels[-1] == ""
    assert levels[1] == levels[2]
    assert levels[3] == levels[4]
    assert levels[5] == levels[6]
    assert levels[7] == levels[8]
    assert len(set(levels)) == 7


def test_hj633_2012_table(tmp_path: Path, call: Forked) -> None:
    rows = judged(
        call, tmp_path, "aqi", [day(pm25="75"), day(pm10="150"), day(pm25="60")], "--edition", "2012"
    )
    assert [(r["aqi"], r["primary"], r["edition"]) for r in rows] == [
        ("100", "pm25", "HJ 633-2012"),
        ("100", "pm10", "HJ 633-2012"),
        ("82", "pm25", "HJ 633-2012"),
    ]


def test_what_the_file_held_is_kept(tmp_path: Path, call: Forked) -> None:
    given = [
        {"编号": "007", "remark": '=1+1,"引号"', **day(pm25="36.0"), "empty": ""},
        {"编号": "008", "remark": " 两端空格 ", **day(pm25="NA"), "empty": ""},
    ]
    rows = judged(call, tmp_path, "aqi", given, "--edition", "2026")
    assert list(rows[0]) == [*given[0], *APPENDED]
    assert [{k: row[k] for k in given[0]} for row in rows] == given


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_files_of_excel_are_read(encoding: str, tmp_path: Path, call: Forked) -> None:
    rows = judged(
        call, tmp_path, "aqi", [{**day(pm25="61"), "站点": "焦作市"}], "--edition", "2026", encoding=encoding
    )
    assert list(rows[0]) == [*day(), "站点", *APPENDED]
    assert (rows[0]["average"], rows[0]["aqi"], rows[0]["站点"]) == ("day", "101", "焦作市")


@pytest.mark.parametrize("cells", [{"pm25": "abc"}, {"pm25": "-1"}, {"pm25": "inf"}, {"average": "week"}])
def test_a_cell_that_cannot_be_read_is_refused_and_the_rest_is_judged(
    cells: dict[str, str], tmp_path: Path, call: Forked
) -> None:
    path = written(tmp_path / "in.csv", [day(**cells), day(pm25="61")])
    done = call(tmp_path, "judge", "aqi", str(path), "--edition", "2026")
    said = done.stderr.decode("utf-8")
    assert done.returncode == 1, said
    assert said.strip()
    assert "Traceback" not in said
    rows = rows_of(done.stdout)
    assert [row["aqi"] for row in rows] == ["", "101"]
    assert rows[0]["note"]


def test_a_file_without_its_columns_is_refused(tmp_path: Path, call: Forked) -> None:
    done = call(tmp_path, "judge", "aqi", str(written(tmp_path / "in.csv", [{"a": "1", "b": "2"}])))
    assert done.returncode in {1, 2}
    assert done.stderr.strip()
    assert b"Traceback" not in done.stderr


SIX = {"so2": "7", "no2": "19", "pm10": "37", "pm25": "24", "co_p95": "1.0", "o3_8h_p90": "118"}
RATIOS = ["i_so2", "i_no2", "i_pm10", "i_pm25", "i_co", "i_o3"]


def test_composite_index_of_a_published_table(tmp_path: Path, call: Forked) -> None:
    """Heping county, October 2023: 0.12 0.48 0.53 0.69 0.25 0.74 -> 2.81; under 60/30 0.62 and 0.80 -> 3.01."""
    old = judged(call, tmp_path, "composite", [{"县": "和平县", **SIX}], "--edition", "2012")[0]
    assert list(old)[: 7 + 8] == ["县", *SIX, *RATIOS, "composite_index", "basis"]
    assert [old[name] for name in RATIOS] == ["0.12", "0.48", "0.53", "0.69", "0.25", "0.74"]
    assert (old["composite_index"], old["县"]) == ("2.81", "和平县")
    assert "60/40/70/35/4/160" in old["basis"]
    new = judged(call, tmp_path, "composite", [SIX], "--edition", "2026")[0]
    assert (new["i_pm10"], new["i_pm25"], new["composite_index"]) == ("0.62", "0.80", "3.01")
    assert "60/40/60/30/4/160" in new["basis"]


def test_composite_index_rounds_its_inputs_and_wants_all_six(tmp_path: Path, call: Forked) -> None:
    """34.5 -> 34, 35.5 -> 36 (half even), CO 1.05 -> 1.0; a blank or NA leaves no index."""
    rows = [
        {**SIX, "pm25": "34.5"}, {**SIX, "pm25": "35.5"}, {**SIX, "co_p95": "1.05"},
        {**SIX, "no2": ""}, {**SIX, "so2": "NA"},
    ]  # fmt: skip
    found = judged(call, tmp_path, "composite", rows, "--edition", "2012")
    assert [found[0]["i_pm25"], found[1]["i_pm25"], found[2]["i_co"]] == ["0.97", "1.03", "0.25"]
    assert [row["composite_index"] for row in found[3:]] == ["", ""]


# --- published values --------------------------------------------------------------------------------------

WORDS = {
    "细颗粒物(PM2.5)": "pm25",
    "颗粒物(PM10)": "pm10",
    "二氧化硫(SO2)": "so2",
    "二氧化氮(NO2)": "no2",
    "一氧化碳(CO)": "co",
}


@pytest.mark.real
def test_published_aqi_of_the_oracle(shared: Path, tmp_path: Path, call: Forked) -> None:
    """Every usable row. On sand days the rule takes PM10 and PM2.5 away, so they stand as not in the reckoning."""
    with (shared / "reference" / "oracles" / "aqi.csv").open(encoding="utf-8-sig", newline="") as file:
        oracle = [row for row in csv.DictReader(file) if row["usable"].startswith(("yes", "NA-rule"))]
    given = []
    for row in oracle:
        hourly = row["averaging"].startswith("hourly")
        gone = "/" if row["note"].startswith("sand-affected") else ""
        given.append(
            {
                "id": row["id"], "average": "hour" if hourly else "day",
                "pm25": row["pm25"] or gone, "pm10": row["pm10"] or gone, "so2": row["so2"], "no2": row["no2"],
                "co": row["co_mg"], "o3": row["o3_1h"], "o3_8h": row["o3_8h"],
            }
        )  # fmt: skip
    rows = judged(call, tmp_path, "aqi", given, "--edition", "2012")
    assert len(rows) == len(oracle) > 60
    wrong = [
        f"{row['id']}: {row['aqi']!r} for published {published['published_aqi']!r}"
        for published, row in zip(oracle, rows, strict=True)
        if row["aqi"] != published["published_aqi"]
    ]
    assert wrong == []
    single = [
        f"{row['id']}: {row['primary']!r} for published {word!r}"
        for published, row in zip(oracle, rows, strict=True)
        if row["average"] == "hour"
        and (word := published["published_primary"]) in WORDS
        and row["primary"] != WORDS[word]
    ]
    assert single == []


@pytest.mark.real
def test_published_composite_indices_of_the_oracle(shared: Path, tmp_path: Path, call: Forked) -> None:
    """Every row comes out but Qingyang 2023-08, a mean over eight counties: 2.42 by the rule, printed 2.40."""
    with (shared / "reference" / "oracles" / "composite-index.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        oracle = list(csv.DictReader(file))
    given = [
        {
            "id": r["id"], "so2": r["so2"], "no2": r["no2"], "pm10": r["pm10"], "pm25": r["pm25"],
            "co_p95": r["co_p95_mg"], "o3_8h_p90": r["o3_8h_p90"],
        }
        for r in oracle
    ]  # fmt: skip
    rows = judged(call, tmp_path, "composite", given, "--edition", "2012")
    assert len(rows) == len(oracle) >= 16
    for published, row in zip(oracle, rows, strict=True):
        expected = "2.42" if published["city"] == "庆阳市" else published["published_composite_index"]
        assert Fraction(row["composite_index"]) == Fraction(expected), published
        ratios = [published[n] for n in ("I_so2", "I_no2", "I_pm10", "I_pm25", "I_co", "I_o3")]
        assert [row[n] for n in RATIOS] == ratios, published
