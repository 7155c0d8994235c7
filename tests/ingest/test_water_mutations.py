"""Damaged payloads of water: never a crash, never a hang, and kept + refused records are the published ones."""

from __future__ import annotations

import gzip
import io
import json
import random
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.water_parameters import WATER_PARAMETERS
from ingest.contract import Payload, PayloadError, Quality
from ingest.water import batches
from ingest.water_contract import WATER_COLUMNS
from ingest.water_template import heading
from tests.ingest.damaged_by_number import Told, stood
from tests.ingest.test_mutations import DAMAGE, LONGEST_S, damaged, damaged_within, drawn_damage
from tests.ingest.workbooks import PROVINCES, Page, book, water

HEAD = [
    "省份",
    "流域",
    "断面名称",
    "监测时间",
    "水质类别",
    "水温(℃)",
    "pH(无量纲)",
    "氨氮<br/>(mg/L)",
    "站点情况",
]
ROWS: list[list[Any]] = [
    ["江苏省", "长江流域", f"断面{number % 7}", f"04-0{1 + number // 6} {number % 6 * 4:02}:00", "Ⅱ", "17.7",
     "<span title='原始值：8.1123'>8.11</span>", "<span title='极值过滤'>--</span>" if number % 5 else "*", "正常"]
    for number in range(30)
] + [["江苏省", "长江流域", "停", None, "", "--", "--", "*", "停站"]]  # fmt: skip
JSON = json.dumps(
    {"result": 1, "total": 1, "records": len(ROWS), "thead": HEAD, "tbody": ROWS}, ensure_ascii=False
).encode()
CSV = "\n".join(
    ",".join("" if cell is None else str(cell) for cell in row)
    for row in [
        [text.replace("<br/>", "") for text in HEAD],
        *([*row[:6], "8.1", "0.1", "正常"] for row in ROWS),
    ]
).encode()


def archive() -> bytes:
    held = io.BytesIO()
    table = pd.DataFrame(
        [["" if cell is None else cell for cell in row] for row in ROWS], columns=[h.replace("<br/>", "") for h in HEAD]
    ).assign(file="2021-04-05")  # fmt: skip
    table["氨氮(mg/L)|raw"] = "0.01"
    table.to_parquet(held, index=False)
    return held.getvalue()


SHEET = Page(
    title="3月",
    rows=[
        ["某市2026年3月地表水水质监测结果"],
        ["断面名称", "所在河流", "监测结果(mg/L)", None, None, "水质类别"],
        [None, None, "pH（无量纲）", "氨氮", "总磷", None],
        *([f"断面{number}", "濠河", 7.8, "0.025L", 0.05 * number, "Ⅱ"] for number in range(1, 9)),
        ["注：无"],
    ],
    merge=["A1:F1", "A2:A3", "B2:B3", "F2:F3", "C2:E2", "B4:B7"],
)
WORKBOOK = book(SHEET)
FILES = {
    "water_national/2021-04-05.json": JSON,
    "water_national/2021-04-05.json.gz": gzip.compress(JSON, mtime=0),
    "water_national/2021.parquet": archive(),
    "water_by_section/2021-04-01_05.csv": CSV,
    "water_workbook/2026年.xlsx": WORKBOOK,
    "water_samples/2026年.xlsx": WORKBOOK,
}


def province_of(name: str) -> str:
    return PROVINCES[name]


def stands(source: str, name: str, body: bytes) -> tuple[int, int] | None:
    """Rows published and records taken, or None of a file refused whole; fail unless each is accounted for."""
    it = water(source)
    assert it.parse is not None
    began = time.process_time()
    refused_with = name
    told: tuple[int, int] | None = (0, 0)
    rows = taken = 0
    try:
        for published in it.parse(Payload(source=source, name=name, sha256="", body=body)):
            assert tuple(published.table.columns) == WATER_COLUMNS
            assert len(published.table) == len(published.line)
            assert len(published.where) in (0, len(published.line))
            assert not published.table.isna().any(axis=None)
            assert all(one.file.startswith(name) and one.line > 0 for one in published.rejected)
            if not len(published.table):
                continue
            for batch in batches(it, published, province_of):
                whole = sum(one.whole for one in batch.rejected)
                assert batch.rows == batch.taken + whole
                rows, taken = rows + batch.rows, taken + batch.taken
                samples = batch.samples
                judged = samples.quality == Quality.NOT_EVALUATED
                is_plain = judged & (samples.qualifier >= 0)
                assert np.isfinite(samples.value[is_plain]).all()
    except PayloadError as fault:
        refused_with, told = str(fault), None
    assert refused_with.startswith(name)
    assert time.process_time() - began < LONGEST_S
    return None if told is None else (rows, taken)


def test_the_payloads_to_be_damaged_are_whole() -> None:
    for name, body in FILES.items():
        source, _, file = name.partition("/")
        parse = water(source).parse
        assert parse is not None
        (published,) = parse(Payload(source=source, name=file, sha256="", body=body))
        assert published.record is not None
        assert len(set(published.record.tolist())) == (8 if "xlsx" in name else 31)
        assert not published.rejected


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(how=st.lists(DAMAGE, min_size=1, max_size=4))
def test_a_damaged_payload_is_refused_or_accounted_for(
    name: str, how: list[tuple[str, float, int, bytes]]
) -> None:
    source, _, file = name.partition("/")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        stands(source, file, damaged(FILES[name], how))


#: Files by source.
OF = {
    source: [name for name in FILES if name.startswith(source)]
    for source in sorted({n.split("/")[0] for n in FILES})
}


@pytest.mark.prove
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("source", OF)
def test_a_hundred_thousand_damaged_payloads(
    source: str, record_property: Callable[[str, object], None]
) -> None:
    """The short test above searches and shrinks."""

    def draw(chance: random.Random) -> tuple[str, object, Callable[[], Told]]:
        name = chance.choice(OF[source])
        how = drawn_damage(chance)
        within = chance.random() < 0.5

        def trial() -> Told:
            body = damaged_within(FILES[name], how, chance) if within else damaged(FILES[name], how)
            return stands(source, name.partition("/")[2], body)

        return name, how, trial

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        stood(source, draw, record_property, rows="records")


#: What may stand in a cell of a sheet or of a table: words of headers, values, marks, markup, rubbish.
WORDS = (
    *(
        "断面名称",
        "采样日期",
        "监测月份",
        "河流",
        "水质类别",
        "本月",
        "上月",
        "单位：mg/L",
        "μg/L",
        "2026年3月",
        "1-3月",
    ),
    *(
        "3月",
        "注：",
        "平均值",
        "断流",
        "项目",
        "0.01L",
        "<0.05",
        "-1",
        "/",
        "ND",
        "*",
        "未检出",
        "2026-03-05",
        "=1+1",
    ),
    *(
        "<b>",
        "<span title='原始值：4E-05'>0</span>",
        "东桥",
        "西桥",
        "Ⅱ",
        "劣Ⅴ",
        "省份",
        "江苏省",
        "监测时间",
    ),
)
CELLS = st.one_of(
    st.sampled_from([heading(item) for item in WATER_PARAMETERS]),
    st.sampled_from([*WORDS, "\u3000"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**12), 10**12),
    st.none(),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12),
)
#: Rows over the random ones of a sheet: none, or a header that is understood.
HEADERS: list[list[list[object]]] = [
    [],
    [["2026年3月"], ["断面名称", "河流", "氨氮(mg/L)", "总磷", "pH", "水质类别", "采样日期"]],
    [["断面", "氨氮", None, "总磷", None], [None, "1月", "2月", "1月", "2月"]],
]
MERGES = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 3), st.integers(0, 3))


def merged(ranges: list[tuple[int, int, int, int]]) -> list[str]:
    """Ranges that do not overlap, as a workbook writes them."""
    used: set[tuple[int, int]] = set()
    found = []
    for top, left, height, width in ranges:
        cells = {(r, c) for r in range(top, top + height + 1) for c in range(left, left + width + 1)}
        if len(cells) > 1 and not cells & used:
            used |= cells
            found.append(f"{chr(64 + left)}{top}:{chr(64 + left + width)}{top + height}")
    return found


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=8),
    ranges=st.lists(MERGES, max_size=4), over=st.sampled_from(HEADERS),
    title=st.sampled_from(["Sheet1", "3月", "2026年3月", "说明"]),
)  # fmt: skip
def test_any_sheet_is_refused_with_its_cell_or_accounted_for(
    rows: list[list[object]], ranges: list[tuple[int, int, int, int]], over: list[list[object]], title: str
) -> None:
    body = book(Page(rows=[*over, *rows], merge=merged(ranges), title=title))
    stands("water_workbook", "2026年.xlsx", body)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=8))
def test_any_cells_of_an_answer_are_refused_or_accounted_for(rows: list[list[object]]) -> None:
    body = json.dumps({"result": 1, "total": 1, "records": 1, "thead": HEAD, "tbody": [ROWS[0], *rows]})
    stands("water_national", "2021-04-05.json", body.encode())
