"""A file is what it claims, or it is refused whole with a sentence that names file, line, field and reason."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import tables
from ingest.contract import Payload, PayloadError, Remark
from tests.ingest.build import COLUMNS, HEADER, line, parsed, payload, text, zipped


def parquet(frame: pd.DataFrame, **options: object) -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), held, **options)
    return held.getvalue()


def frame(rows: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        [line(stationcode=f"{1001 + number}A").split(",") for number in range(rows)],
        columns=COLUMNS,
        dtype=str,
    )


GOOD = text(line(), line(stationcode="1003A"))


def test_a_csv_is_its_rows_as_text_with_line_numbers() -> None:
    (published,) = parsed(text(line(pm10=" 7 "), "", line(stationcode="1003A", pm2_5="NA")))
    assert list(published.table.columns) == COLUMNS
    assert published.table["pm10"].tolist() == [" 7 ", "74"]
    assert published.table["pm2_5"].tolist() == ["31", "NA"]
    assert published.line.tolist() == [2, 4]
    assert published.rejected == ()


@pytest.mark.parametrize(
    "body",
    [GOOD, GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, GOOD.rstrip("\n")],
    ids=["plain", "crlf", "bom", "no last line end"],
)
def test_line_ends_and_byte_order_mark_do_not_matter(body: str) -> None:
    (published,) = parsed(body)
    assert published.table["co_24h"].tolist() == ["0.5", "0.5"]
    assert published.table["timepoint"].tolist() == ["2026-03-02T0900"] * 2


def test_columns_are_read_by_name_in_whatever_order() -> None:
    turned = sorted(COLUMNS)
    cells = dict(zip(COLUMNS, line().split(","), strict=True))
    (published,) = parsed(text(",".join(cells[name] for name in turned), header=",".join(turned)))
    assert published.table["pm2_5"].tolist() == ["31"]
    assert published.table["pm10"].tolist() == ["74"]


def test_a_quoted_field_keeps_its_comma_and_its_quotes() -> None:
    both = '"颗粒物(PM10),细颗粒物(PM2.5)"'
    (published,) = parsed(text(line(primarypollutant=both, positionname='"市""环保局"""')))
    assert published.table["primarypollutant"].tolist() == ["颗粒物(PM10),细颗粒物(PM2.5)"]
    assert published.table["positionname"].tolist() == ['市"环保局"']


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line() + ",1", tables.WRONG_COUNT),
        (line().rpartition(",")[0], tables.WRONG_COUNT),
        ("abc", tables.WRONG_COUNT),
        (line(pm10="1,234"), tables.WRONG_COUNT),
        (line(positionname='"市环保局'), tables.OPEN_QUOTES),
        (line(positionname='"a"b'), tables.OPEN_QUOTES),
    ],
)
def test_a_line_that_is_no_row_is_refused_and_the_rest_goes_in(bad: str, reason: str) -> None:
    (published,) = parsed(text(line(), bad, line(stationcode="1003A")))
    assert published.table["stationcode"].tolist() == ["1001A", "1003A"]
    (refused,) = published.rejected
    assert (refused.file, refused.line, refused.reason, refused.whole) == ("hour.csv", 3, reason, True)
    assert refused.payload == bad[:500]


def test_a_header_alone_is_an_empty_table_and_no_fault() -> None:
    (published,) = parsed(text())
    assert len(published.table) == 0
    assert list(published.table.columns) == COLUMNS


REFUSED = {
    "empty": ("hour.csv", b"", "is empty"),
    "html": ("hour.csv", b"<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>", "line 1: is a web page"),
    "json": ("hour.csv", b'{"error": "busy"}\n', "line 1: is a web page or an answer"),
    "utf-16": ("hour.csv", GOOD.encode("utf-16"), "line 1: is UTF-16"),
    "utf-16 without mark": ("hour.csv", GOOD.encode("utf-16-le"), "line 1: holds a NUL"),
    "gb18030": ("hour.csv", GOOD.encode("gb18030"), "line 2: is not UTF-8"),
    "binary": ("hour.csv", bytes(range(1, 256)) * 9, "line 1: no column of a table"),
    "binary line": ("hour.csv", bytes(range(128, 256)), "line 1: is not UTF-8"),
    "nul inside": ("hour.csv", text(line(), line(pm10="7\x00")).encode(), "line 3: holds a NUL"),
    "semicolons": ("hour.csv", GOOD.replace(",", ";").encode(), "line 1: its fields are not separated by commas"),
    "tabs": ("hour.csv", GOOD.replace(",", "\t").encode(), "line 1: its fields are not separated by commas"),
    "no header": ("hour.csv", text(header=line()).encode(), "line 1: no column of a table of readings"),
    "column missing": ("hour.csv", text(header=HEADER.replace(",pm10,", ",")).encode(), "there is no column pm10"),
    "column renamed": (
        "hour.csv",
        text(header=HEADER.replace("pm2_5,", "pm25,")).encode(),
        "line 1: there is no column pm2_5, column 'pm25' is unknown",
    ),
    "column added": ("hour.csv", text(header=HEADER + ",pm1").encode(), "line 1: column 'pm1' is unknown"),
    "column twice": ("hour.csv", text(header=HEADER + ",pm10").encode(), "line 1: column pm10 comes twice"),
    "no row is a row": ("hour.csv", text("a", "b,c").encode(), "line 2: wrong number of fields, and no line"),
    "line without end": ("hour.csv", b"t" * 70_000, "line 1: is longer than 65536 bytes"),
    "open quote in header": ("hour.csv", b'"timepoint,a\n', "line 1: no column of a table"),
    "csv named parquet": ("month.parquet", GOOD.encode(), "claims to be .parquet but does not begin like one"),
    "csv named zip": ("day.zip", GOOD.encode(), "claims to be .zip"),
    "parquet named csv": ("hour.csv", parquet(frame()), "claims to be .csv"),
    "cut parquet": ("month.parquet", parquet(frame(50))[:-40], "is no whole parquet file"),
    "cut gzip": ("hour.csv.gz", gzip.compress(GOOD.encode())[:-12], "cannot be read"),
    "wrong gzip sum": ("hour.csv.gz", gzip.compress(GOOD.encode())[:-8] + b"\0" * 8, "cannot be read"),
    "cut zip": ("day.zip", zipped({"a.csv": GOOD})[:-30], "is no whole zip file"),
    "zip of nothing": ("day.zip", zipped({"README.md": "x"}), "holds no CSV file"),
    "zip with one bad file": ("day.zip", zipped({"a.csv": GOOD, "b.csv": "<html>"}), "day.zip/b.csv: line 1: is a web"),
    "zip in a zip": ("day.zip", zipped({"b.csv": zipped({"a.csv": GOOD})}), "day.zip/b.csv: claims to be .csv"),
    "parquet of numbers": (
        "month.parquet",
        parquet(frame().assign(pm10=[1.0, 2.0, 3.0])),
        "column pm10 holds double, not the published text",
    ),
    "parquet without a column": ("month.parquet", parquet(frame().drop(columns="co")), "there is no column co"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "body", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_not_what_it_claims_is_refused_whole(name: str, body: bytes, sentence: str) -> None:
    with pytest.raises(PayloadError) as refused:
        parsed(body, name)
    assert str(refused.value).startswith(name)
    assert sentence in str(refused.value)


def test_a_zip_with_a_damaged_member_is_refused_whole() -> None:
    whole = zipped({"a.csv": GOOD, "b.csv": GOOD})
    middle = whole.index(b"b.csv") + 20
    damaged = (
        whole[:middle] + bytes(value ^ 0xFF for value in whole[middle : middle + 30]) + whole[middle + 30 :]
    )
    with pytest.raises(PayloadError, match=r"day\.zip"):
        parsed(damaged, "day.zip")


def test_a_zip_yields_its_csv_files_by_name_each_with_its_own_fingerprint() -> None:
    body = zipped(
        {
            "b.csv": text(line(pm10="2")),
            "a.csv": text(line(pm10="1")),
            "README.md": "x",
            "__MACOSX/._a.csv": "x",
        }
    )
    first, second = parsed(body, "day.zip")
    assert [each.payload.name for each in (first, second)] == ["day.zip/a.csv", "day.zip/b.csv"]
    assert first.table["pm10"].tolist() == ["1"]
    assert first.payload.sha256 == payload(text(line(pm10="1"))).sha256


def test_a_gzipped_csv_is_read_like_the_csv() -> None:
    (published,) = parsed(gzip.compress(GOOD.encode()), "hour.csv.gz")
    assert published.table["stationcode"].tolist() == ["1001A", "1003A"]


def test_a_bomb_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST_BYTES", 100_000)
    long = GOOD + "".join(f"{line()}\n" for _ in range(2_000))
    assert len(gzip.compress(long.encode())) < 10_000
    with pytest.raises(PayloadError, match="unpacks to more than"):
        parsed(gzip.compress(long.encode()), "hour.csv.gz")
    with pytest.raises(PayloadError, match="unpacks to more than"):
        parsed(zipped({"a.csv": long}), "day.zip")
    monkeypatch.setattr(tables, "LARGEST_ROWS", 1_000)
    with pytest.raises(PayloadError, match="holds more than 1000 rows"):
        parsed(parquet(pd.concat([frame(500)] * 3)), "month.parquet")


def test_a_zip_that_lies_about_its_size_gives_no_more_than_it_declares() -> None:
    body = bytearray(zipped({"a.csv": GOOD}))
    at = body.index(b"PK\x01\x02") + 24  # uncompressed size in the central directory
    body[at : at + 4] = (40).to_bytes(4, "little")
    with pytest.raises(PayloadError, match=r"day\.zip"):
        parsed(bytes(body), "day.zip")


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_a_parquet_is_its_rows_as_text(rows: int) -> None:
    (published,) = parsed(parquet(frame(rows), row_group_size=2), "month.parquet")
    assert published.table["stationcode"].tolist() == [f"{1001 + number}A" for number in range(rows)]
    assert published.line.tolist() == list(range(1, rows + 1))


def test_a_null_and_an_empty_text_in_a_parquet_stay_apart_from_numbers() -> None:
    (published,) = parsed(parquet(frame().assign(pm10=["7", None, ""])), "month.parquet")
    assert published.table["pm10"].fillna("").tolist() == ["7", "", ""]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=8),
            min_size=22,
            max_size=22,
        ),
        max_size=6,
    )
)
def test_what_a_csv_writer_wrote_is_read_back_letter_for_letter(rows: list[list[str]]) -> None:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([COLUMNS, *rows])
    (published,) = parsed(held.getvalue())
    assert published.table.to_numpy(dtype=object).tolist() == rows


def names(path: Path) -> list[str]:
    return [
        f"remark {each.file}" if isinstance(each, Remark) else each.name
        for each in tables.payloads("x", path, aside={("stationcode", "hours"): "a list"})
    ]


def test_a_folder_is_walked_by_name_and_what_is_no_reading_file_is_passed_over(tmp_path: Path) -> None:
    for name in ("b.csv", "a.parquet", "c.zip", "d.CSV", "README.md", ".hidden.csv"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    (tmp_path / "stations.csv").write_text("stationcode,hours\n1001A,3\n", encoding="utf-8")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "z.csv").write_text(GOOD, encoding="utf-8")
    assert names(tmp_path) == ["a.parquet", "b.csv", "c.zip", "d.CSV", "remark stations.csv", "remark raw"]


def test_a_folder_of_folders_is_walked_into(tmp_path: Path) -> None:
    for name in ("2026/04", "2026/03"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.csv").write_text(GOOD, encoding="utf-8")
    assert names(tmp_path) == ["2026/03/a.csv", "2026/04/a.csv"]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PayloadError, match="no such file or folder"):
        names(tmp_path / "nothing")


def test_a_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"abc")
    (only,) = tables.payloads("x", tmp_path / "a.csv")
    assert isinstance(only, Payload)
    assert only.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read_does_not_stop_the_walk(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    (tmp_path / "a.csv").chmod(0)
    assert names(tmp_path) == ["a.csv", "b.csv"]


def spanning(body: str, lines: int = 4) -> tuple[list[list[str]], list[tuple[int, str]]]:
    """Rows and refusals of a CSV whose fields may go over some lines."""
    forms = tables.Forms(columns=(("a", "b"),), field_lines=lines)
    (published,) = tables.tables(payload(body), forms)
    return published.table.astype(str).to_numpy().tolist(), [
        (each.line, each.reason) for each in published.rejected
    ]


def test_a_quoted_field_may_go_over_as_many_lines_as_the_form_allows() -> None:
    assert spanning('a,b\n1,"x\ny\n\nz"\n2,3\n') == ([["1", "x\ny\n\nz"], ["2", "3"]], [])
    assert spanning('a,b\n1,"x\ny"\n2,3\n', lines=1) == (
        [["2", "3"]],
        [(2, tables.OPEN_QUOTES), (3, tables.WRONG_COUNT)],
    )


def test_a_quote_that_does_not_close_in_time_costs_its_line_alone() -> None:
    assert spanning('a,b\n1,"x\n2,3\n4,5\n6,7\n8,9\n') == (
        [["2", "3"], ["4", "5"], ["6", "7"], ["8", "9"]], [(2, tables.OPEN_QUOTES)],
    )  # fmt: skip
    assert spanning('a,b\n1,2\n3,"') == ([["1", "2"]], [(3, tables.OPEN_QUOTES)])


def test_further_columns_may_stand_beside_a_form_and_only_they_may_come_twice() -> None:
    forms = tables.Forms(columns=(("a",),), further=str.isdigit)
    (published,) = tables.tables(payload("a,1,2,1\nx,5,6,7\n"), forms)
    assert (list(published.table.columns), published.table.iloc[0].tolist()) == (
        ["a", "1", "2", "1"],
        ["x", "5", "6", "7"],
    )
    with pytest.raises(PayloadError, match="column 'b' is unknown"):
        next(tables.tables(payload("a,1,b\nx,5,6\n"), forms))
    with pytest.raises(PayloadError, match="column a comes twice"):
        next(tables.tables(payload("a,1,a\nx,5,6\n"), forms))
