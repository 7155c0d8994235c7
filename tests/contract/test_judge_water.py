"""`judge water` on hand-written files and on every row of the oracle."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.contract.little_network import rows_of
from tests.contract.process import Forked
from tests.contract.test_judge import judged, written

APPENDED = ["class", "deciding", "exceedances", "edition", "note"]
QUIET = {"date": "2024-02-10", "kind": "river", "ph": "7", "do": "9"}


def water(**cells: str) -> dict[str, str]:
    empty = dict.fromkeys(("codmn", "cod", "bod5", "nh3n", "tp", "tn", "pb", "cd", "petroleum", "fcoli"), "")
    return {**QUIET, **empty, **cells}


CASES = [
    (water(), "Ⅰ", "ph+do", "", ""),
    (water(do="7.5"), "Ⅰ", "ph+do", "", ""),
    (water(do="7.49"), "Ⅱ", "do", "", ""),
    (water(ph="9"), "Ⅰ", "ph+do", "", ""),
    (water(ph="9.01"), "劣Ⅴ", "ph", "ph", ""),
    (water(ph="5.99", cod="60"), "劣Ⅴ", "ph+cod", "cod(2.0)+ph", ""),
    (water(codmn="6", cod="20", bod5="4", nh3n="1.0", tp="0.2"), "Ⅲ", "codmn+cod+bod5+nh3n+tp", "", ""),
    (water(codmn="13.2", tp="0.28"), "Ⅴ", "codmn", "codmn(1.2)+tp(0.4)", ""),
    (water(codmn="13.2", do="4", pb="0.06"), "Ⅴ", "codmn+pb", "pb(0.2)+codmn(1.2)+do", ""),
    (water(tp="0.05", kind="lake"), "Ⅲ", "tp", "", ""),
    (water(tp="0.05", kind="湖库"), "Ⅲ", "tp", "", ""),
    (water(tp="0.05", kind="河流型水库"), "Ⅱ", "tp", "", ""),
    (water(tn="9.0", fcoli="99999", kind="lake"), "Ⅰ", "ph+do", "", ""),
    (water(petroleum="0.01L", cod="4L"), "Ⅰ", "ph+do+cod+petroleum", "", ""),
    (water(petroleum="＜0.05"), "Ⅰ", "ph+do+petroleum", "", ""),
    (water(petroleum="ND", cd="未检出"), "Ⅰ", "ph+do+cd+petroleum", "", "usual_limit"),
    (water(cd="0.002L"), "Ⅱ", "cd", "", "limit_decides"),
    (water(cd="0.002L", codmn="6"), "Ⅲ", "codmn", "", ""),
    (water(cod="50L", codmn="6"), "Ⅲ", "codmn", "", "limit_unjudged"),
    (water(codmn="-1", cod="/", bod5="--", nh3n="*", tp="NA"), "Ⅰ", "ph+do", "", ""),
    (water(kind="", codmn="6"), "Ⅲ", "codmn", "", ""),
    (water(kind="", tp="0.05"), "", "", "", "water_body_unknown"),
    (water(kind="", nh3n="2.4", tp="0.35"), "劣Ⅴ", "nh3n", "nh3n(1.4)", "water_body_unknown"),
    (water(ph="", do=""), "", "", "", "no_value"),
    (water(ph="", do="", tn="0.1"), "", "", "", "no_value"),
    (water(date="", codmn="6"), "Ⅲ", "codmn", "", "edition_of_today"),
]


def test_edges_marks_and_limits_of_detection(tmp_path: Path, call: Forked) -> None:
    rows = judged(call, tmp_path, "water", [c[0] for c in CASES])
    assert list(rows[0])[-5:] == APPENDED
    wrong = [
        f"{ {k: v for k, v in given.items() if v and QUIET.get(k) != v} }: {found} for {expected}"
        for (given, *expected), row in zip(CASES, rows, strict=True)
        if (found := [row[c] for c in ("class", "deciding", "exceedances", "note")]) != expected
    ]
    assert wrong == []
    assert {row["edition"] for row in rows} == {"GB 3838-2002"}


def test_what_cannot_be_read_is_said_and_the_rest_is_judged(tmp_path: Path, call: Forked) -> None:
    given = [water(codmn="abc", cod="-3"), water(kind="pond"), water(date="2001-05-01"), water(date="soon")]
    done = call(tmp_path, "judge", "water", str(written(tmp_path / "in.csv", given)))
    rows, said = rows_of(done.stdout), done.stderr.decode("utf-8")
    assert done.returncode == 1
    assert [row["class"] for row in rows] == ["Ⅰ", "", "", ""]
    assert [row["note"] for row in rows] == ["unreadable", "water_body_unknown", "unreadable", "unreadable"]
    for words in ("row 1, field codmn: 'abc'", "row 1, field cod: '-3'", "row 2, field kind: 'pond'"):
        assert words in said
    assert "row 3: No edition" in said
    assert "row 4, field date: 'soon' is no date" in said


def test_other_names_of_items_and_the_words_of_air(tmp_path: Path, call: Forked) -> None:
    given = [{"断面": "彭越浦", "kind": "river", "pH": "8", "溶解氧": "9.5", "CODMn": "3.2", "NH3-N": "0.59"}]
    rows = judged(call, tmp_path, "water", given, "--edition", "2012", encoding="gb18030")
    assert list(rows[0]) == [*given[0], *APPENDED]
    assert (rows[0]["class"], rows[0]["deciding"]) == ("Ⅲ", "nh3n")


@pytest.mark.real
def test_every_row_of_the_oracle(shared: Path, tmp_path: Path, call: Forked) -> None:
    columns = {
        "pH": "ph",
        "DO": "do",
        "CODMn": "codmn",
        "COD": "cod",
        "BOD5": "bod5",
        "NH3N": "nh3n",
        "TP": "tp",
    }
    with (shared / "reference" / "oracles" / "water-class.csv").open(encoding="utf-8", newline="") as file:
        oracle = list(csv.DictReader(file))
    given = [
        {
            "kind": "" if row["water_body"].startswith("river_or_lake") else row["water_body"],
            **{code: row[column] for column, code in columns.items()},
            "tn": row["TN"],
        }
        for row in oracle
    ]
    rows = judged(call, tmp_path, "water", given)
    wrong = [
        (known["section"], row["class"], known["published_class"])
        for row, known in zip(rows, oracle, strict=True)
        if row["class"] != known["published_class"]
    ]
    assert wrong == []
