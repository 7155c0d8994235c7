"""`load`: twice is once, a bad row is kept aside while the rest goes in, a file that is none is refused whole."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.contract.little_network import FIRST, HEADER, SECOND, network, platform_csv, rows_of
from tests.contract.process import Forked

QUESTION = ("table", "pm25", "--of", "station", "--in", "河南", "--start", "2026-03-05", "--end", "2026-03-06",
            "--every", "hour")  # fmt: skip


def answered(call: Forked, home: Path, *words: str) -> list[dict[str, str]]:
    done = call(home, *words)
    assert done.returncode == 0, done.stderr.decode("utf-8")
    return rows_of(done.stdout)


def test_load_twice_is_once(tmp_path: Path, call: Forked) -> None:
    hours = platform_csv(tmp_path / "two_days.csv", network(), [FIRST, SECOND])
    home = tmp_path / "home"
    first = call(home, "load", "cnemc_hourly", str(hours))
    assert first.returncode == 0, first.stderr.decode("utf-8")
    before = call(home, *QUESTION).stdout
    again = call(home, "load", "cnemc_hourly", str(hours))
    assert again.returncode == 0, again.stderr.decode("utf-8")
    assert call(home, *QUESTION).stdout == before
    said = [done.stdout.decode("utf-8") for done in (first, again)]
    for text in said:
        assert re.search(r"kept", text), text
        assert re.search(r"known", text), text
        assert re.search(r"revised", text), text
        assert re.search(r"rejected", text), text
    # Seven stations of 48 hours and one of 20: 356 rows of six cells, of them 5 NA, 48 blank and 96 slashes.
    counts = [{int(n) for n in re.findall(r"\d+", text)} for text in said]
    assert {356, 1987} <= counts[0]
    assert {356, 1987} <= counts[1]
    assert re.search(r"kept\s*:?\s*0\b", said[1]), said[1]
    assert re.search(r"known[a-z ]*:?\s*1987\b", said[1]), said[1]


def test_a_corrected_hour_is_a_revision(tmp_path: Path, call: Forked) -> None:
    home = tmp_path / "home"
    hours = platform_csv(tmp_path / "one_day.csv", network(), [FIRST])
    assert call(home, "load", "cnemc_hourly", str(hours)).returncode == 0
    text = hours.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(text) if line.startswith("2026-03-05T0100,9103A"))
    row = dict(zip(HEADER.split(","), next(csv.reader([text[at]])), strict=True))
    text[at] = ",".join({**row, "pm2_5": "44"}.values())
    corrected = tmp_path / "corrected.csv"
    corrected.write_text("\n".join([text[0], text[at]]) + "\n", encoding="utf-8")
    assert call(home, "load", "cnemc_hourly", str(corrected)).returncode == 0
    question = (
        "table",
        "pm25",
        "--of",
        "station",
        "--in",
        "郑州",
        "--start",
        "2026-03-05",
        "--end",
        "2026-03-05",
    )
    by_hour = answered(call, home, *question, "--every", "hour")
    assert by_hour[0]["value"] == "44"
    # 44 + 22 x 20 + 260 = 744 over 24 hours
    assert [r["value"] for r in answered(call, home, *question, "--every", "day")] == ["31"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("timepoint", "2026-02-30T0100"),
        ("timepoint", "2026-03-05T2500"),
        ("timepoint", "yesterday"),
        ("stationcode", ""),
    ],
)
def test_a_bad_row_is_put_aside_and_the_rest_goes_in(
    field: str, text: str, tmp_path: Path, call: Forked
) -> None:
    home = tmp_path / "home"
    path = platform_csv(tmp_path / "one_day.csv", network(), [FIRST])
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    at = next(
        i for i, r in enumerate(rows) if r["stationcode"] == "9103A" and r["timepoint"] == "2026-03-05T0300"
    )
    rows[at][field] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, HEADER.split(","), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    done = call(home, "load", "cnemc_hourly", str(path))
    said = done.stderr.decode("utf-8")
    assert done.returncode == 1, said
    assert "Traceback" not in said
    assert said.strip()
    question = (
        "table",
        "pm25",
        "--of",
        "station",
        "--in",
        "郑州",
        "--start",
        "2026-03-05",
        "--end",
        "2026-03-05",
    )
    found = answered(call, home, *question, "--every", "hour")
    assert {r["start"][11:13]: r["value"] for r in found}.get("02", "") == ""
    assert sum(r["value"] != "" for r in found) == 23


def test_a_cell_that_is_no_number_costs_only_itself(tmp_path: Path, call: Forked) -> None:
    home = tmp_path / "home"
    path = platform_csv(tmp_path / "one_day.csv", network(), [FIRST])
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("2026-03-05T0300,9103A"))
    row = dict(zip(HEADER.split(","), next(csv.reader([lines[at]])), strict=True))
    lines[at] = ",".join({**row, "pm2_5": "1e999"}.values())
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = call(home, "load", "cnemc_hourly", str(path))
    assert done.returncode == 1, done.stderr.decode("utf-8")
    question = (
        "--of",
        "station",
        "--in",
        "郑州",
        "--start",
        "2026-03-05T02",
        "--end",
        "2026-03-05T03",
        "--every",
        "hour",
    )
    assert [r["value"] for r in answered(call, home, "table", "pm25", *question)] == [""]
    assert [r["value"] for r in answered(call, home, "table", "pm10", *question)] == ["300"]


def no_csv(path: Path, kind: str) -> Path:
    good = platform_csv(path, network(), [FIRST]).read_bytes()
    content = {
        "html": b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>\n",
        "empty": b"",
        "binary": bytes(range(256)) * 40,
        "utf16": good.decode("utf-8").encode("utf-16"),
        "semicolons": good.replace(b",", b";"),
        "column-gone": good.replace(b"pm2_5,", b"pm25,", 1),
    }[kind]
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", ["html", "empty", "binary", "utf16", "semicolons", "column-gone"])
def test_a_file_that_is_not_what_it_claims_is_refused_whole(kind: str, tmp_path: Path, call: Forked) -> None:
    """Named with file, line, field and reason; the good file beside it goes in."""
    home = tmp_path / "home"
    bad = no_csv(tmp_path / "bad.csv", kind)
    good = platform_csv(tmp_path / "good.csv", network(), [SECOND])
    done = call(home, "load", "cnemc_hourly", str(bad), str(good))
    said = done.stderr.decode("utf-8")
    assert done.returncode == 1, said
    assert "Traceback" not in said
    assert "bad.csv" in said
    found = answered(call, home, *QUESTION)
    assert {r["start"][:10] for r in found if r["value"]} == {"2026-03-06"}
    if kind == "column-gone":
        assert "pm2_5" in said
        assert re.search(r"line 1\b|第\s*1\s*行", said), said


def test_a_path_that_is_not_there_is_a_wrong_call(tmp_path: Path, call: Forked) -> None:
    done = call(tmp_path, "load", "cnemc_hourly", str(tmp_path / "nowhere.csv"))
    assert done.returncode == 2, done.stderr.decode("utf-8")
    assert b"Traceback" not in done.stderr


def test_a_folder_with_nothing_to_read_is_not_done_silently(tmp_path: Path, call: Forked) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "notes.txt").write_text("no readings here", encoding="utf-8")
    done = call(tmp_path / "home", "load", "cnemc_hourly", str(folder))
    assert done.returncode in {1, 2}
    assert "folder" in done.stderr.decode("utf-8")
