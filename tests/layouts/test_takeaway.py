"""What is taken away from a page: figures as slides and as their data, all of them marked."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from PIL import Image
from plotly.utils import PlotlyJSONEncoder

from assessment.answer import Answer
from assessment.headings import reading
from indicators.parameters import Label
from layouts._takeaway import about, drawn, figure_file, points
from tests.assessment.marked import answer
from tests.layouts.conftest import Screen


def curve() -> go.Figure:
    when = pd.to_datetime(["2026-03-01", "2026-03-02"])
    figure = go.Figure(
        [
            go.Scatter(x=when, y=np.array([36.0, np.nan]), name="PM2.5"),
            go.Scatter(x=when, y=[1, 2], visible=False),
        ]
    )
    figure.update_layout(yaxis_title_text="PM<sub>2.5</sub> µg/m³")
    return figure


def stored(figure: go.Figure, of: Answer) -> Any:
    """A figure as the browser gives it back: through plotly's own JSON."""
    return json.loads(json.dumps(drawn(figure, of, "zh"), cls=PlotlyJSONEncoder))


def test_the_points_of_a_figure_are_rows_by_series_under_the_names_of_the_axes() -> None:
    table = points(stored(curve(), answer())["figure"], "zh")
    assert list(table.columns) == ["系列", "时间", "PM2.5 µg/m³"]
    assert table["系列"].tolist() == ["PM2.5", "PM2.5"], "what is not seen is not handed out"
    assert table["时间"].tolist() == ["2026-03-01", "2026-03-02"]
    assert table.iloc[0, 2] == 36.0
    assert np.isnan(table.iloc[1, 2])


def test_the_fields_of_a_heat_map_are_rows_as_well() -> None:
    figure = go.Figure(go.Heatmap(x=["a", "b", "c"], y=[1, 2], z=np.arange(6).reshape(2, 3)))
    table = points(stored(figure, answer())["figure"], "en")
    assert list(table.columns) == ["Series", "x", "y", "Value"]
    assert table[["x", "y", "Value"]].to_numpy().tolist() == [
        ["a", 1, 0], ["b", 1, 1], ["c", 1, 2], ["a", 2, 3], ["b", 2, 4], ["c", 2, 5],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "name", "said"),
    [
        (answer(), "lanbi-a-20260201T1200", ""),
        (answer(stages=(1, 0, 0)), "lanbi-a-20260201T1200-未审核", "未审核"),
        (
            answer(simulated=True, stages=(1, 0, 0)),
            "lanbi-a-20260201T1200-DEMO-未审核",
            "模拟数据 DEMO · 未审核",
        ),
    ],
)
def test_the_data_of_a_figure_bear_the_marks_in_name_rows_and_passport(
    of: Answer, name: str, said: str
) -> None:
    csv = figure_file(stored(curve(), of), name="a", form="csv", lang="zh")
    assert csv["filename"] == f"{name}.csv"
    rows = base64.b64decode(csv["content"]).decode("utf-8-sig").splitlines()
    assert all(row.endswith(f",{said}") for row in rows[1:]) is bool(said)
    xlsx = figure_file(stored(curve(), of), name="a", form="xlsx", lang="zh")
    assert xlsx["filename"] == f"{name}.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(xlsx["content"])))
    told = [
        [cell.value for cell in row]
        for sheet in book
        for row in sheet.iter_rows()
        if sheet.title == "passport"
    ]
    assert (["", said] in told) is bool(said)
    assert ["编号", about(of, "zh")["number"]] in told
    data = [[cell.value for cell in row] for row in book["data"].iter_rows()]
    assert [row[-1] == said for row in data[1:]] == [bool(said)] * 2
    assert (data[0][-1] == "标注") is bool(said)


def test_columns_are_headed_in_words() -> None:
    read = reading("zh", {"own": Label(zh="自己的", en="own")})
    heads = ["pm25", "good_day_rate", "edition", "over_pm25", "own"]
    assert [read.heading(one) for one in heads] == [
        "PM2.5",
        "优良天数比例",
        "依据标准",
        "PM2.5 超标倍数",
        "自己的",
    ]
    assert read.cell("primary", "pm25+o3") == "PM2.5、O3"
    assert reading("en").heading("rank") == "Rank"


@pytest.mark.browser
def test_a_figure_is_taken_away_as_a_slide_with_its_marks_and_fonts_inside(
    screen: Callable[..., Screen], demo_url: str, tmp_path: Path
) -> None:
    one = screen(demo_url, 1440, 900)
    one.page.goto(f"{demo_url}/trend?place=410800")
    one.page.wait_for_selector("#trend-picture-take:not([hidden])")
    taken: dict[str, Path] = {}
    for form in ("png", "svg", "xlsx", "csv"):
        one.page.click("#trend-picture-take summary")
        with one.page.expect_download() as handed:
            one.page.click(f"#trend-picture-{form}")
        name = handed.value.suggested_filename
        assert re.fullmatch(rf"lanbi-trend-picture-(\d+T\d+-)?DEMO-未审核\.{form}", name), name
        taken[form] = tmp_path / f"a.{form}"
        handed.value.save_as(taken[form])
    picture = Image.open(taken["png"]).convert("L")
    assert picture.size == (3840, 2160)
    assert picture.getpixel((5, 5)) == picture.getpixel((3835, 2155)) == 255, "white ground"
    for box in (
        (144, 80, 1800, 230),
        (300, 350, 3600, 1900),
        (2600, 2010, 3700, 2110),
    ):  # title, figure, marks
        assert picture.crop(box).getextrema()[0] < 120, box
    svg = taken["svg"].read_text(encoding="utf-8")
    for said in ("模拟数据 DEMO", "未审核", "焦作", "data:font/woff2;base64,"):
        assert said in svg
    assert set(re.findall(r"https?://[^\"' )]+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    book = openpyxl.load_workbook(taken["xlsx"])
    assert "模拟数据 DEMO" in str([[cell.value for cell in row] for row in book["passport"].iter_rows()])
    rows = taken["csv"].read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) > 5
    assert all("模拟数据 DEMO" in row for row in rows[1:])
