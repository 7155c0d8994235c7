"""`check`, `review`, `quarantine`, `backup`, `restore` and `doctor` as a caller sees them."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.contract.little_network import FIRST, HEADER, SECOND, network, platform_csv, rows_of
from tests.contract.process import Forked

BY = ("--by", "张三", "--reason", "比对记录")
DAY = ("--start", "2026-03-05", "--end", "2026-03-05")
Row = dict[str, str]


def answered(call: Forked, home: Path, *words: str) -> list[Row]:
    done = call(home, *words)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    return rows_of(done.stdout)


def changed(path: Path, source: Path, cells: dict[tuple[str, str], Row], only: bool = False) -> Path:
    """The platform's file with some rows changed, by stamp and station; or these rows alone."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = []
    for row in rows:
        new = cells.get((row["timepoint"], row["stationcode"]))
        row.update(new or {})
        if new or not only:
            wanted.append(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, HEADER.split(","), lineterminator="\n")
        out.writeheader()
        out.writerows(wanted)
    return path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return platform_csv(tmp_path_factory.mktemp("csv") / "two_days.csv", network(), [FIRST, SECOND])


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, call: Forked, written: Path) -> Path:
    """Home of a store of two days in which one cell and one whole row were refused: batch 1, refusals 1 and 2."""
    folder = tmp_path_factory.mktemp("faulty")
    cells = {
        ("2026-03-05T1500", "9101A"): {"pm2_5": "4O"},
        ("2026-03-05T1600", "9101A"): {"timepoint": "2026-03-05T9900"},
    }
    done = call(folder / "home", "load", "cnemc_hourly", str(changed(folder / "faulty.csv", written, cells)))
    assert done.returncode == 1, done.stderr.decode("utf-8")
    return folder / "home"


@pytest.fixture
def place(tmp_path: Path, faulty: Path) -> Path:
    """A copy of that store for one test."""
    shutil.copytree(faulty, tmp_path / "home")
    return tmp_path / "home"


def hour(call: Forked, home: Path, station: str, start: str) -> Row:
    words = ("table", "pm25", "--of", "station", "--in", "焦作", *DAY, "--every", "hour")
    (row,) = [
        r
        for r in answered(call, home, *words)
        if r["code"] == station and r["start"][:13] == f"2026-03-05T{start}"
    ]
    return row


def test_a_refused_cell_is_mended_and_keeps_its_refusal(call: Forked, place: Path) -> None:
    listed = answered(call, place, "quarantine", "list")
    cell = next(r for r in listed if r["field"] == "pm2_5")
    assert (cell["state"], cell["payload"], cell["whole"], cell["mendable"]) == (
        "open",
        "4O",
        "False",
        "True",
    )
    assert hour(call, place, "9101A", "14")["value"] == ""
    shown = call(place, "quarantine", "show", cell["id"]).stdout.decode("utf-8")
    assert "> pm2_5 = 4O" in shown
    assert "  stationcode = 9101A" in shown
    mend = ("quarantine", "mend", cell["id"], "--field", "pm2_5", "--value", "40")
    assert call(place, *mend).returncode == 2  # nobody named
    done = call(place, *mend, *BY)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert "mended: batch 2" in done.stdout.decode("utf-8")
    assert hour(call, place, "9101A", "14")["value"] == "40"
    again = next(
        r for r in answered(call, place, "quarantine", "list", "--state", "all") if r["id"] == cell["id"]
    )
    assert (again["state"], again["by"], again["because"], again["kept_in"]) == (
        "mended",
        "张三",
        "比对记录",
        "2",
    )
    assert (
        "mended by 张三: 比对记录; batch 2" in call(place, "quarantine", "show", cell["id"]).stdout.decode()
    )
    assert [r["id"] for r in answered(call, place, "quarantine", "list")] != [cell["id"]]
    counted = answered(call, place, "quarantine", "list", "--reasons")
    assert sum(int(r["refusals"]) for r in counted) == 2
    assert sum(int(r["open"]) for r in counted) == 1


def test_a_refused_row_is_mended_whole_and_twice_is_once(call: Forked, place: Path) -> None:
    whole = next(r for r in answered(call, place, "quarantine") if r["whole"] == "True")
    mend = ("quarantine", "mend", whole["id"], "--field", "timepoint", "--value", "2026-03-05T1600", *BY)
    first = call(place, *mend).stdout.decode("utf-8")
    assert "kept 6, known 0" in first
    assert hour(call, place, "9101A", "15")["value"] == "40"
    second = call(place, *mend).stdout.decode("utf-8")
    assert "kept 0, known 6" in second


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--field", "pm2_5", "--value", "vier"), "refused again"),
        (("--field", "pm2_5", "--value", "-3"), "refused again"),
        (("--field", "no_such", "--value", "4"), "no field 'no_such'"),
        (("--field", "pm2_5", "--value", "4", "--value", "5"), "one --value for each --field"),
        (("--field", "timepoint", "--value", "heute"), "refused again"),
    ],
)
def test_a_row_that_is_still_wrong_is_not_taken(
    call: Forked, place: Path, words: tuple[str, ...], says: str
) -> None:
    cell = next(r for r in answered(call, place, "quarantine") if r["field"] == "pm2_5")
    done = call(place, "quarantine", "mend", cell["id"], *words, *BY)
    assert done.returncode == 2
    assert says in done.stderr.decode("utf-8")
    assert hour(call, place, "9101A", "14")["value"] == ""
    assert len(answered(call, place, "review", "--all")) == 1


def test_a_row_taken_again_unchanged_is_refused_again_and_an_unknown_one_said(
    call: Forked, place: Path
) -> None:
    cell = next(r for r in answered(call, place, "quarantine") if r["field"] == "pm2_5")
    done = call(place, "quarantine", "retake", cell["id"], *BY)
    assert (done.returncode, b"refused again" in done.stderr) == (2, True)
    for word in ("show", "retake"):
        tail = () if word == "show" else BY
        done = call(place, "quarantine", word, "999", *tail)
        assert (done.returncode, b"no refusal 999" in done.stderr) == (2, True)


def test_an_old_row_does_not_overwrite_what_came_since(
    call: Forked, place: Path, written: Path, tmp_path: Path
) -> None:
    cell = next(r for r in answered(call, place, "quarantine") if r["field"] == "pm2_5")
    newer = changed(
        tmp_path / "newer.csv", written, {("2026-03-05T1500", "9101A"): {"pm2_5": "33"}}, only=True
    )
    assert call(place, "load", "cnemc_hourly", str(newer)).returncode == 0
    done = call(place, "quarantine", "mend", cell["id"], "--field", "pm2_5", "--value", "40", *BY)
    assert (done.returncode, b"newer reading" in done.stderr) == (2, True)
    assert hour(call, place, "9101A", "14")["value"] == "33"


def test_a_reviewed_reading_supersedes_and_both_stay(call: Forked, place: Path) -> None:
    words = ("review", "set", "--station", "9102A", "--hour", "2026-03-05T08", "--parameter", "pm25")
    assert call(place, *words, "--value", "291").returncode == 2
    done = call(place, *words, "--value", "291", *BY)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert "51 (provisional) -> 291 (reviewed); batch 2" in done.stdout.decode("utf-8")
    now = hour(call, place, "9102A", "08")
    assert (now["value"], now["stage"]) == ("291", "reviewed")
    question = (
        "table",
        "pm25",
        "--of",
        "station",
        "--in",
        "焦作",
        *DAY,
        "--every",
        "hour",
        "--stage",
        "provisional",
    )
    old = [r for r in answered(call, place, *question) if (r["code"], r["start"][11:13]) == ("9102A", "08")]
    assert old[0]["value"] == "51"
    revisions = answered(call, place, "review", "hour", "--station", "9102A", "--hour", "2026-03-05T08")
    assert [(r["stage"], r["pm25"], r["pm10"], r["by"]) for r in revisions] == [
        ("provisional", "51.0", "29.0", ""),
        ("reviewed", "291.0", "29.0", "张三"),
    ]
    (listed,) = answered(call, place, "review")
    assert (listed["batch"], listed["source"], listed["by"], listed["reason"]) == (
        "2",
        "review",
        "张三",
        "比对记录",
    )
    same = call(place, *words, "--value", "291", *BY).stdout.decode("utf-8")
    assert "as it was already" in same


def test_what_a_batch_moved(call: Forked, place: Path) -> None:
    """9102A read 51 for 24 hours; one hour of 291 makes its day 61 and its city's mean of 40 and 61 rises by 5."""
    words = ("review", "set", "--station", "9102A", "--hour", "2026-03-05T08", "--parameter", "pm25")
    call(place, *words, "--value", "291", *BY)
    rows = answered(call, place, "review", "2")
    moved = {
        (r["kind"], r["code"], r["indicator"], r["start"][:10]): (r["before"], r["after"], r["change"])
        for r in rows
    }
    assert moved["figure", "9102A", "pm25", "2026-03-05"] == ("51", "61", "+10")
    assert moved["figure", "410800", "pm25", "2026-03-05"] == (
        "46",
        "50",
        "+4",
    )  # 45.5 -> 46, 50.5 -> 50: half-even
    assert {code for _, code, _, _ in moved} == {"9102A", "410800"}
    assert call(place, "review", "1-2").returncode == 0
    missing = call(place, "review", "9")
    assert (missing.returncode, b"no batch 9" in missing.stderr) == (2, True)


def test_a_batch_that_moved_nothing_says_so(call: Forked, place: Path) -> None:
    words = ("review", "set", "--station", "9102A", "--hour", "2026-03-05T08", "--parameter", "pm25")
    call(place, *words, "--value", "51", *BY)
    done = call(place, "review", "2")
    assert (done.returncode, rows_of(done.stdout)) == (0, [])
    assert "未改变任何统计结果" in done.stderr.decode("utf-8")


def test_a_withdrawn_reading_is_missing(call: Forked, place: Path) -> None:
    words = ("review", "set", "--station", "9102A", "--hour", "2026-03-05T08", "--parameter", "pm25", *BY)
    assert call(place, *words).returncode == 2
    assert call(place, *words, "--withdraw", "--value", "1").returncode == 2
    assert call(place, *words, "--withdraw").returncode == 0
    now = hour(call, place, "9102A", "08")
    assert (now["value"], now["observed"], now["valid"]) == ("", "1", "0")


@pytest.mark.parametrize(
    ("station", "at", "value", "says"),
    [
        ("1X", "2026-03-05T08", "3", "no station 1X"),
        ("9102A", "2026-03-09T08", "3", "nothing of 9102A"),
        ("9102A", "2026-03-05T08", "-3", "no concentration"),
        ("9102A", "2026-03-05T08", "nan", "no concentration"),
    ],
)
def test_a_review_of_nothing_is_a_wrong_call(
    call: Forked, place: Path, station: str, at: str, value: str, says: str
) -> None:
    words = ("review", "set", "--station", station, "--hour", at, "--parameter", "pm25", "--value", value)
    done = call(place, *words, *BY)
    assert done.returncode == 2
    assert says in done.stderr.decode("utf-8")


def test_check_lists_runs_with_reason_and_evidence(call: Forked, tmp_path: Path, written: Path) -> None:
    odd = changed(
        tmp_path / "odd.csv", written,
        {**{(f"2026-03-0{d}T{h:02d}00", "9108A"): {"no2": "10.1"} for d in (5, 6) for h in (6, 11, 20)},  # not held
         ("2026-03-05T1500", "9108A"): {"no2": "90"},
         **{(f"2026-03-06T{h:02d}00", "9108A"): {"so2": "400", "pm10": "2500"} for h in (3, 4)}},
    )  # fmt: skip
    home = tmp_path / "home"
    assert call(home, "load", "cnemc_hourly", str(odd)).returncode == 0
    words = ("check", "--in", "洛阳", "--start", "2026-03-05", "--end", "2026-03-06")
    rows = [r for r in answered(call, home, *words) if r["code"] == "9108A"]
    kinds = {(r["parameter"], r["check"]): r for r in rows}
    spike = kinds["no2", "spike"]
    assert (spike["start"], spike["hours"], spike["value"]) == ("2026-03-05T14:00:00+08:00", "1", "90")
    assert spike["evidence"] == "前一小时 10，本小时 90，后一小时 10"
    assert spike["reason"] == "突变"
    high = kinds["pm10", "range"]
    assert (high["start"], high["end"], high["hours"]) == (
        "2026-03-06T02:00:00+08:00",
        "2026-03-06T04:00:00+08:00",
        "2",
    )
    stuck = kinds["pm25", "stuck"]
    assert (stuck["hours"], stuck["evidence"]) == ("48", "连续 48 小时均为 75")
    only = answered(call, home, *words, "--only", "spike")
    assert {r["check"] for r in only} == {"spike"}
    counted = answered(call, home, *words, "--of", "city")
    found = next(r for r in counted if (r["parameter"], r["check"]) == ("no2", "spike"))
    assert (found["code"], found["hours"], found["observed"], found["share"]) == ("410300", "1", "96", "1.04")
    marked = ("table", "no2", "--of", "station", "--in", "洛阳", *DAY, "--every", "hour")
    notes = {(r["code"], r["start"][11:13]): (r["value"], r["note"]) for r in answered(call, home, *marked)}
    assert notes["9108A", "14"] == ("90", "suspect")
    assert notes["9108A", "13"] == ("10", "")
    steps = (
        "explain",
        "no2",
        "--of",
        "station",
        "--code",
        "9108A",
        *DAY,
        "--step",
        "hours",
        "--format",
        "csv",
    )
    told = {r["hour"]: r["suspect"].split(";") for r in answered(call, home, *steps)}
    assert "no2 spike" in told["15"]
    assert "no2 spike" not in told["14"]
    assert "pm25 stuck" in told["14"]
    # Of 24 hours one is left out: (23 x 10) / 23; kept in it is (23 x 10 + 90) / 24 = 13.3.
    for choice, value, note in (("kept", "13", ""), ("left_out", "10", "suspect_out")):
        day = call(
            home, "table", "no2", "--of", "station", "--in", "洛阳", *DAY, extra={"LANBI_SUSPECT": choice}
        )
        row = next(r for r in rows_of(day.stdout) if r["code"] == "9108A")
        assert (row["value"], row["note"]) == (value, note)
        assert row["valid"] == ("24" if choice == "kept" else "23")
    wrong = call(home, *words, "--only", "colour")
    assert (wrong.returncode, b"no check 'colour'" in wrong.stderr) == (2, True)


def test_backup_and_restore(call: Forked, place: Path, tmp_path: Path) -> None:
    out = tmp_path / "b.zip"
    done = call(place, "backup", str(out))
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert b"batch 1" in done.stdout
    (found,) = [r for r in answered(call, place, "doctor") if r["check"] == "backup"]
    assert (found["state"], found["finding"][:14]) == ("right", "last backed up")
    words = ("review", "set", "--station", "9102A", "--hour", "2026-03-05T08", "--parameter", "pm25")
    call(place, *words, "--value", "291", *BY)
    assert call(place, "restore", str(out)).returncode == 2  # nobody named
    assert hour(call, place, "9102A", "08")["value"] == "291"
    assert call(place, "restore", "--check", str(out)).returncode == 0
    done = call(place, "restore", str(out), *BY)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert hour(call, place, "9102A", "08")["value"] == "51"
    listed = answered(call, place, "review", "--all")
    assert [(r["batch"], r["source"]) for r in listed] == [("3", "restore"), ("1", "cnemc_hourly")]
    no = call(place, "restore", str(place / "lanbi.sqlite"), *BY)
    assert (no.returncode, b"no backup of Lanbi" in no.stderr) == (1, True)


def test_doctor_says_what_is_wrong_and_what_mends_it(call: Forked, place: Path, tmp_path: Path) -> None:
    def found(*extra: tuple[str, str]) -> tuple[int, dict[str, Row]]:
        done = call(place, "doctor", extra=dict(extra))
        assert b"Traceback" not in done.stderr
        return done.returncode, {r["check"]: r for r in rows_of(done.stdout)}

    code, rows = found()
    assert code == 0
    assert rows["quarantine"]["finding"] == "2 refusals nobody has acted on"
    assert rows["gaps"]["state"] == "right"
    code, rows = found(("LANBI_OLDEST_HOURS", "5"))
    assert (code, rows["age"]["state"]) == (1, "wrong")
    code, rows = found(("LANBI_BOUNDARIES", str(tmp_path / "nothing")))
    assert (code, rows["boundaries"]["state"], rows["boundaries"]["mend"] != "") == (1, "wrong", True)
    code, rows = found(("LANBI_STORE", "postgresql://nobody@127.0.0.1:1/nothing"))
    assert (code, rows["store"]["state"]) == (1, "wrong")
    with closing(sqlite3.connect(place / "lanbi.sqlite", isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        code, rows = found()
        assert (code, rows["lock"]["state"]) == (1, "wrong")
        assert "locked" in rows["lock"]["finding"]
        held.execute("ROLLBACK")
    with closing(sqlite3.connect(place / "lanbi.sqlite")) as conn, conn:
        conn.execute("update batch set known_at = known_at + 400000000000000")
    code, rows = found()
    assert (code, rows["clock"]["state"]) == (1, "wrong")
    with closing(sqlite3.connect(place / "lanbi.sqlite")) as conn, conn:
        conn.execute("update batch set known_at = known_at - 400000000000000")
        conn.execute(
            "delete from air_hour where start between 1772697600 and 1772704800"
        )  # three hours of 5 March
        conn.execute("insert into stale_day values (739680, 1)")
    code, rows = found()
    assert (rows["gaps"]["state"], rows["gaps"]["finding"][:7]) == ("note", "3 hours")
    assert (code, rows["facts"]["finding"]) == (1, "1 days wait for their facts")


def test_logs_are_json_where_a_setting_says_so(call: Forked, tmp_path: Path, written: Path) -> None:
    done = call(tmp_path / "home", "load", "cnemc_hourly", str(written), extra={"LANBI_LOG_FORMAT": "json"})
    lines = [line for line in done.stderr.decode("utf-8").splitlines() if line.startswith("{")]
    told = [json.loads(line) for line in lines]
    assert {"event", "level", "logger", "timestamp"} <= told[0].keys()
    assert told[0]["logger"] == "ingest.collect"
    wrong = call(tmp_path / "home", "doctor", extra={"LANBI_LOG_FORMAT": "xml"})
    assert wrong.returncode == 2


def test_a_refused_value_of_water_is_mended(call: Forked, tmp_path: Path) -> None:
    head = [
        "省份",
        "流域",
        "断面名称",
        "监测时间",
        "水质类别",
        "氨氮<br/><span class='unit'>(mg/L)</span>",
        "站点情况",
    ]
    told = ["江苏省", "长江流域", "东桥", "05-12 08:00", "Ⅱ", "0.1OO", "正常"]
    other = ["江苏省", "长江流域", "西桥", "05-12 08:00", "Ⅱ", "0.200", "正常"]
    answer = {"result": 1, "total": 1, "records": 2, "thead": head, "tbody": [told, other]}
    path = tmp_path / "2020-05-12.json"
    path.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    home = tmp_path / "home"
    loaded = call(home, "load", "water_national", str(path))
    assert loaded.returncode == 1, loaded.stderr.decode("utf-8")
    (refusal,) = answered(call, home, "quarantine", "list")
    assert (refusal["payload"], refusal["mendable"], refusal["source"]) == ("0.1OO", "True", "water_national")
    mend = ("quarantine", "mend", refusal["id"], "--field", "text", *BY)
    wrong = call(home, *mend, "--value", "viel")
    assert (wrong.returncode, b"refused again" in wrong.stderr) == (2, True)
    done = call(home, *mend, "--value", "0.100")
    assert done.returncode == 0, done.stderr.decode("utf-8")
    assert "kept 0, known 0, revised 1" in done.stdout.decode("utf-8")  # it was there without a value
    assert answered(call, home, "quarantine", "list") == []
    again = call(home, *mend, "--value", "0.100")
    assert "kept 0, known 1, revised 0" in again.stdout.decode("utf-8")
