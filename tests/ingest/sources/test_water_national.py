"""The national feed of surface water: each odd thing that its answers and archives were seen to hold."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ingest.contract import Payload, PayloadError, Quality, Remark
from ingest.sources import water_national
from ingest.water_feed import MARKUP, NO_ITEM
from ingest.water_tables import NO_TOOLTIP
from tests.ingest.workbooks import parsed, said, taken

HEAD = ["省份", "流域", "断面名称", "监测时间", "水质类别"]
ITEMS = [
    "水温<br/><span class='unit'>(℃)</span>",
    "pH<br/><span class='unit'>(无量纲)</span>",
    "氨氮<br/><span class='unit'>(mg/L)</span>",
]
STATE = "站点情况"
TIP = "<span data-toggle='tooltip' data-placement='right' title='{}'>{}</span>"


def answer(*rows: list[Any], head: list[str] | None = None, **more: Any) -> str:
    held = {"result": 1, "total": 1, "records": len(rows), "thead": head or [*HEAD, *ITEMS, STATE]} | more
    return json.dumps({**held, "tbody": list(rows)}, ensure_ascii=False)


def row(*cells: Any, state: str | None = "正常", **named: Any) -> list[Any]:
    first = {
        "省份": "江苏省",
        "流域": "长江流域",
        "断面名称": "东桥",
        "监测时间": "05-12 08:00",
        "水质类别": "Ⅱ",
    } | named
    return [*first.values(), *(cells or ("20.0", "7.80", "0.100")), *([] if state is None else [state])]


def table(*rows: list[Any], name: str = "2020-05-12.json", **more: Any) -> Any:
    return parsed("water_national", answer(*rows, **more), name)


def test_a_row_is_a_value_each_with_its_item_and_unit_by_the_text_of_the_header() -> None:
    found = table(row())
    assert said(found, "section", "province", "basin", "start", "end", "parameter", "unit", "text") == [
        ("东桥", "江苏省", "长江流域", "2020-05-12T08:00", "", "水温", "℃", "20.0"),
        ("东桥", "江苏省", "长江流域", "2020-05-12T08:00", "", "pH", "无量纲", "7.80"),
        ("东桥", "江苏省", "长江流域", "2020-05-12T08:00", "", "氨氮", "mg/L", "0.100"),
    ]
    assert said(found, "state", "published_class", "kind", "code")[0] == ("正常", "Ⅱ", "", "")
    assert found.line.tolist() == [1, 1, 1]
    assert found.record is not None
    assert found.record.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("cell", "text", "raw"),
    [
        ("<span title='原始值：20.27'>20.3</span>", "20.3", "20.27"),  # the form of May 2020
        (TIP.format("原始值：17.67623", "17.7"), "17.7", "17.67623"),
        ('<span title="原始值:17.67623" data-toggle="tooltip">17.7</span>', "17.7", "17.67623"),
        (TIP.format("原始值：4E-05", "0.00004"), "0.00004", "4E-05"),
        (TIP.format("原始值：1.491644E+07", "14916440"), "14916440", "1.491644E+07"),
        (TIP.format("原始值：0", "0"), "0", "0"),
        (TIP.format("极值过滤", "--"), "--", "极值过滤"),
        (TIP.format("当天质控不合格", "--"), "--", "当天质控不合格"),
        ("--", "--", ""),
        ("*", "*", ""),
        (None, "\\N", ""),
        ("", "", ""),
        ("<0.05", "<0.05", ""),
    ],
)
def test_a_cell_shows_one_value_and_hides_another_in_its_tooltip(cell: Any, text: str, raw: str) -> None:
    assert said(table(row("20.0", "7.80", cell)), "text", "raw")[2] == (text, raw)


def test_what_is_hidden_is_what_is_judged_and_a_filtered_value_is_none() -> None:
    batch = taken("water_national", table(row(
        TIP.format("原始值：20.27", "20.3"), TIP.format("极值过滤", "--"), TIP.format("原始值：4E-05", "0.00004"),
    )))  # fmt: skip
    by = {
        str(item): (float(value), float(shown), int(quality))
        for item, value, shown, quality in zip(
            batch.samples.parameter,
            batch.samples.value,
            batch.samples.shown,
            batch.samples.quality,
            strict=True,
        )
    }
    assert by["wt"] == (20.27, 20.3, Quality.NOT_EVALUATED)
    assert by["nh3n"] == (0.00004, 0.00004, Quality.NOT_EVALUATED)
    assert by["ph"][2] == Quality.FAIL
    assert by["ph"][0] != by["ph"][0]


def test_a_number_that_is_no_text_keeps_every_digit() -> None:
    body = answer(row("20.0", "7.80", 0)).replace(', 0, "正常"', ', 0.10000000000000000001, "正常"')
    assert said(parsed("water_national", body, "2020-05-12.json"), "text")[2] == ("0.10000000000000000001",)


def test_the_tooltip_of_a_name_tells_its_city_and_river() -> None:
    name = TIP.format("所在地市:盘锦市&#10;所属河流:辽河", "盘锦兴安(兴安)")
    found = table(row(断面名称=name))
    assert said(found, "section", "city", "river")[0] == ("盘锦兴安(兴安)", "盘锦市", "辽河")


def test_markup_goes_nowhere() -> None:
    found = table(
        row("<script>alert(1)</script>", "<img src=x onerror=alert(1)>7.8", "<b><i>0.1</i></b>"),
        row(断面名称="&lt;script&gt;alert(1)&lt;/script&gt;"),
        row(断面名称="西桥<script>"),
    )
    assert said(found, "text")[:3] == [("alert(1)",), ("7.8",), ("0.1",)]
    assert not any("<" in text for one in said(found, "section", "text") for text in one)
    assert [(r.line, r.reason, r.whole) for r in found.rejected] == [(2, MARKUP, True)]
    assert set(said(found, "section")) == {("东桥",), ("西桥",)}


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("Ⅱ", "Ⅱ"), ("2", "Ⅱ"), ("6", "劣Ⅴ"), ("劣Ⅴ", "劣Ⅴ"), ("II", "Ⅱ"), ("ＩＩＩ", "Ⅲ"), ("４", "Ⅳ"), ("Ⅱ类", "Ⅱ"),
        ("劣V", "劣Ⅴ"), ("-", ""), ("", ""), ("*", ""), ("7", ""), ("-1", ""), (None, ""),
    ],
)  # fmt: skip
def test_a_class_is_read_in_either_digits_and_seven_is_none(written: str | None, means: str) -> None:
    batch = taken("water_national", table(row(水质类别=written)))
    assert batch.sayings.published_class.tolist() == [means]
    assert not batch.rejected


@pytest.mark.parametrize(
    ("name", "stamp", "start"),
    [
        ("2020-05-12.json", "05-12 08:00", "2020-05-12T08:00"),
        ("2021-01-01.json", "12-31 20:00", "2020-12-31T20:00"),
        ("2021-01-01.json", "01-01 00:00", "2021-01-01T00:00"),
        ("2020-12-31.json", "01-01 00:00", "2021-01-01T00:00"),  # fetched a moment before the slot it shows
        ("2020-12-31.json", "01-02 00:00", "2020-01-02T00:00"),
        ("2020-05-08.json", "09-09 09:00", "2019-09-09T09:00"),  # a station that has stood still since
        ("2021-03-01.json", "02-29 08:00", "2020-02-29T08:00"),
        ("2021-03-01.json", "02-30 08:00", "02-30 08:00"),
        ("snapshot_20260821_p1.json", "08-21 20:00", "2026-08-21T20:00"),
        ("feed_2026-01-01T00_p1.json", "12-31 20:00", "2025-12-31T20:00"),
        ("2020-05-12.json", "2020-05-12 08:00", "2020-05-12T08:00"),
        ("2020-05-12.json", "5月12日", "5月12日"),
    ],
)
def test_the_year_of_a_stamp_is_the_latest_that_the_name_allows(name: str, stamp: str, start: str) -> None:
    assert said(table(row(监测时间=stamp), name=name), "start")[0] == (start,)


def test_without_a_year_anywhere_nothing_is_taken_and_the_way_out_is_told() -> None:
    with pytest.raises(PayloadError, match=r"realtime\.json: its times have no year \(05-12 08:00\).*folder"):
        table(row(), name="realtime.json")


def test_a_folder_named_after_the_month_tells_the_year(tmp_path: Path) -> None:
    folder = tmp_path / "2020-05"
    folder.mkdir()
    (folder / "realtime.json").write_text(answer(row()), encoding="utf-8")
    (found,) = water_national.files(folder)
    assert isinstance(found, Payload)
    (published,) = water_national.parse(found)
    assert said(published, "start")[0] == ("2020-05-12T08:00",)


def test_a_station_that_stands_still_is_one_row_of_that_day_with_its_state() -> None:
    found = table(row("--", "*", "--", state="停站", 监测时间=None, 水质类别=""))
    assert said(found, "start", "end", "parameter", "text", "state") == [
        ("2020-05-12", "2020-05-13", "", "", "停站"),
    ]
    slot = table(row("--", "*", "--", state="停站", 监测时间=None), name="feed_2026-11-22T10_p1.json")
    assert said(slot, "start", "end", "state") == [("2026-11-22T08:00", "", "停站")]
    batch = taken("water_national", found)
    assert (batch.rows, batch.taken, len(batch.samples)) == (1, 1, 0)
    assert batch.sayings.state.tolist() == ["停站"]


def test_a_value_without_a_time_is_not_placed_on_the_day() -> None:
    found = table(row(监测时间=None), row())
    assert said(found, "start")[0] == ("\\N",)
    batch = taken("water_national", found)
    assert [(r.line, r.whole) for r in batch.rejected] == [(1, True)]
    assert (batch.rows, batch.taken) == (2, 1)


def test_an_answer_without_the_column_of_states_and_in_another_order_says_the_same() -> None:
    bare = table(row(state=None), head=[*HEAD, *ITEMS])
    assert said(bare, "state")[0] == ("",)
    turned = list(reversed([*HEAD, *ITEMS, STATE]))
    other = parsed("water_national", answer(list(reversed(row())), head=turned), "2020-05-12.json")
    assert sorted(said(other, "section", "start", "parameter", "text")) == sorted(
        said(table(row()), "section", "start", "parameter", "text")
    )


def test_a_new_column_is_said_once_and_the_rest_goes_in() -> None:
    found = table(
        [*row(), "1"], [*row(断面名称="西桥"), "2"], head=[*HEAD, *ITEMS, STATE, "蓝藻<br/>(cells/mL)"]
    )
    assert [(r.field, r.reason, r.whole) for r in found.rejected] == [("蓝藻 (cells/mL)", NO_ITEM, False)]
    assert len(found.table) == 6


def test_an_unknown_tooltip_is_said_and_never_taken_for_a_value() -> None:
    found = table(row("20.0", "7.80", TIP.format("仪器故障：0.5", "--")))
    assert [(r.line, r.reason, r.payload, r.whole) for r in found.rejected] == [
        (1, NO_TOOLTIP, "仪器故障：0.5", False)
    ]
    assert said(found, "text", "raw")[2] == ("--", "")


def test_rows_that_are_none_are_refused_alone() -> None:
    body = json.loads(answer(row(), row(断面名称="西桥")))
    body["tbody"] += [row()[:-1], "东桥", row(断面名称={"a": 1}), None]
    batch = taken("water_national", parsed("water_national", json.dumps(body), "2020-05-12.json"))
    assert [r.line for r in batch.rejected if r.whole] == [3, 4, 5, 6]
    assert (batch.rows, batch.taken) == (6, 2)


def test_an_answer_that_holds_fewer_rows_than_it_says_tells_so() -> None:
    found = table(row(), records=3)
    assert [(r.field, r.payload, r.whole) for r in found.rejected] == [("records", "1 of 3", False)]
    assert not table(row(), records=3, total=4).rejected  # one page of four


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("-1", "answered -1"),
        ("", "not JSON"),
        ("<html>502 Bad Gateway</html>", "not JSON"),
        ("[]", "expected an answer"),
        ('{"result": 0, "tbody": [], "thead": []}', "no data"),
        ('{"result": 1, "thead": []}', "no list tbody"),
        (answer(row(), head=["a", "b"]), "there is no column 省份"),
        (answer(row(), head=[*HEAD, STATE]), "no column is an item"),
        (answer(row(), head=[*HEAD, "氨氮", "氨氮(mg/L)", "pH", STATE]), "comes twice"),
        (answer(row(), head=[*HEAD, "氨氮", "NH3-N(mg/L)", "pH", STATE]), "the same item"),
        ("[" * 100_000, "not JSON"),
        ('{"thead": [null], "tbody": []}', "a header is no text"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_sentence(body: str, says: str) -> None:
    with pytest.raises(PayloadError, match=rf"^2020-05-12\.json: .*{says}"):
        parsed("water_national", body, "2020-05-12.json")


def test_a_packed_answer_is_unpacked_within_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(answer(row()).encode())
    assert len(parsed("water_national", packed, "2020-05-12.json.gz").table) == 3
    monkeypatch.setattr(water_national, "LARGEST_BYTES", 100)
    with pytest.raises(PayloadError, match="unpacks to more than 100 bytes"):
        parsed("water_national", packed, "2020-05-12.json.gz")


def archive(**columns: list[str]) -> bytes:
    held = io.BytesIO()
    pd.DataFrame(columns).to_parquet(held, index=False)
    return held.getvalue()


def test_an_archive_of_answers_has_the_year_in_its_rows_and_the_tooltips_in_columns() -> None:
    body = archive(
        file=["2020-05-08", "2021-01-01"], 省份=["江苏省"] * 2, 流域=["长江流域"] * 2, 断面名称=["东桥"] * 2,
        监测时间=["05-08 15:00", "12-31 20:00"], 水质类别=["Ⅳ", ""], **{
            "氨氮(mg/L)": ["0.084", "--"], "氨氮(mg/L)|raw": ["0.0837", ""], "氨氮(mg/L)|tip": ["", "极值过滤"],
            "断面名称|tip": ["所在地市:苏州市;所属河流:太湖", ""],
        }, 站点情况=["正常", "维护"],
    )  # fmt: skip
    found = parsed("water_national", body, "realtime_json_2020-05-08_2021-01-09.parquet")
    assert said(found, "start", "text", "raw", "city", "river", "state") == [
        ("2020-05-08T15:00", "0.084", "0.0837", "苏州市", "太湖", "正常"),
        ("2020-12-31T20:00", "--", "极值过滤", "", "", "维护"),
    ]


def test_in_an_archive_a_null_is_no_value_and_a_strange_tooltip_is_said() -> None:
    body = archive(
        file=["2020-05-08"] * 2, 省份=["江苏省"] * 2, 断面名称=["东桥", "西桥"], 监测时间=["\\N", "05-08 15:00"],
        **{"氨氮(mg/L)": ["--", "0.1"], "氨氮(mg/L)|tip": ["", "停电"]}, 站点情况=["停站", "正常"],
    )  # fmt: skip
    found = parsed("water_national", body, "a.parquet")
    assert said(found, "start", "end", "parameter") == [
        ("2020-05-08", "2020-05-09", ""), ("2020-05-08T15:00", "", "氨氮"),
    ]  # fmt: skip
    assert [(r.line, r.reason, r.payload) for r in found.rejected] == [(2, NO_TOOLTIP, "停电")]


def test_in_a_folder_the_table_by_section_is_left_to_its_own_source(tmp_path: Path) -> None:
    (tmp_path / "2020-05-12.json").write_text(answer(row()), encoding="utf-8")
    (tmp_path / "by_section.parquet").write_bytes(archive(dir_section=["东桥"], 断面名称=["东桥"]))
    found = list(water_national.files(tmp_path))
    assert [type(one) for one in found] == [Payload, Remark]
    assert "water_by_section" in getattr(found[1], "text", "")


def test_the_same_name_in_two_provinces_is_two_sections() -> None:
    batch = taken("water_national", table(row(), row(省份="河南省")))
    assert len({one.key for one in batch.sections}) == 2
    assert batch.taken == 2


def test_brackets_of_either_width_are_one_section() -> None:
    batch = taken("water_national", table(
        row(断面名称="广北滨河路(桥）"), row(断面名称="广北滨河路（桥)", 监测时间="05-12 12:00"),
    ))  # fmt: skip
    assert len(batch.sections) == 1
    assert batch.taken == 2


@pytest.mark.real
def test_every_row_of_the_archive_is_a_record_with_its_unrounded_values(shared: Path) -> None:
    path = shared / "data" / "surface_water_cnemc" / "realtime_json_2020-05-08_2021-01-09.parquet"
    (found,) = water_national.parse(Payload(source="water_national", name=path.name, sha256="", body=path))
    assert found.record is not None
    assert len(set(found.record.tolist())) == 27_518
    assert not found.rejected
    raw = pd.read_parquet(path)
    items = [name.removesuffix("|raw") for name in raw.columns if name.endswith("|raw")]
    assert len(items) == 11
    texts = found.table["text"].astype(str)
    assert (texts == "*").sum() == sum(
        (raw[name] == "*").where(raw["监测时间"] != "\\N", False).sum() for name in items
    )
    for word in ("极值过滤", "4E-05"):
        told = sum((raw[f"{name}{end}"] == word).sum() for name in items for end in ("|raw", "|tip"))
        assert (found.table["raw"].astype(str) == word).sum() == told
    untimed = raw["监测时间"] == "\\N"
    assert (found.table["parameter"].astype(str) == "").sum() == untimed.sum() == 6_948
    starts = found.table["start"].astype(str)
    assert starts.str.match(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$").all()
    assert starts.min() >= "2019-05-09"
    assert starts.max() <= "2021-01-10"


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "rows", "year"),
    [
        ("2020-05-08.json.gz", 1_901, "2020"), ("2020-05-12.json", 98, "2020"), ("2020-11-06.json", 98, "2020"),
        ("2021-01-08.json", 98, "2021"), ("cnemc_realtime_snapshot_20260821_p1.json.gz", 480, "2026"),
    ],
)  # fmt: skip
def test_every_raw_answer_loads_whole(shared: Path, name: str, rows: int, year: str) -> None:
    path = shared / "data" / "surface_water_cnemc" / "raw" / name
    (found,) = water_national.parse(Payload(source="water_national", name=name, sha256="", body=path))
    assert found.record is not None
    assert len(set(found.record.tolist())) == rows
    assert not any(one.whole for one in found.rejected)
    assert found.table["start"].astype(str).str.startswith(year).mean() > 0.9


@pytest.mark.real
def test_the_archive_says_of_a_day_what_its_raw_answer_says(shared: Path) -> None:
    """The parquet was made by others from the answers; the two ways to the same day must agree cell by cell."""
    folder = shared / "data" / "surface_water_cnemc"
    path = folder / "realtime_json_2020-05-08_2021-01-09.parquet"
    whole = pd.read_parquet(path)
    held = io.BytesIO()
    whole[whole["file"] == "2020-11-06"].to_parquet(held, index=False)
    archived = parsed("water_national", held.getvalue(), "archive.parquet")
    raw = parsed("water_national", (folder / "raw" / "2020-11-06.json").read_bytes(), "2020-11-06.json")
    columns = (
        "section",
        "province",
        "city",
        "river",
        "start",
        "end",
        "parameter",
        "unit",
        "text",
        "raw",
        "state",
    )
    assert sorted(said(archived, *columns)) == sorted(said(raw, *columns))
