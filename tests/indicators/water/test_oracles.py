"""Published classes: the oracle's rows, and those of the national feed. Holds: 环办〔2011〕22号 single factor."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from indicators.water_class import classify
from indicators.water_parameters import AUTOMATIC_ITEMS, named
from tests.indicators.water.rows import NAMES, RULES

COLUMNS = {
    "pH": "ph", "DO": "do", "CODMn": "codmn", "COD": "cod", "BOD5": "bod5", "NH3N": "nh3n", "TP": "tp", "TN": "tn",
}  # fmt: skip
FEED = ("pH(无量纲)", "溶解氧(mg/L)", "高锰酸盐指数(mg/L)", "氨氮(mg/L)", "总磷(mg/L)")


def oracle(shared: Path) -> list[dict[str, str]]:
    with (shared / "reference" / "oracles" / "water-class.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values_of(row: dict[str, str]) -> tuple[list[str], list[float], list[int]]:
    """Items of a row with their values and qualifiers, those of the column ``other`` too."""
    items = [item for column, item in COLUMNS.items() if row[column]]
    values = [float(row[column]) for column in COLUMNS if row[column]]
    signs = [0] * len(items)
    for part in filter(None, row["other"].split(";")):
        name, text = part.split("=")
        parameter = named(name)
        if parameter is not None:
            items.append(parameter.code)
            values.append(float(text.removesuffix("L")))
            signs.append(-1 if text.endswith("L") else 0)
    return items, values, signs


@pytest.mark.real
def test_every_published_class_of_the_oracle_comes_out(shared: Path) -> None:
    wrong: list[str] = []
    rows = oracle(shared)
    for row in rows:
        items, values, signs = values_of(row)
        bodies = (
            [True, False] if row["water_body"].startswith("river_or_lake") else [row["water_body"] == "lake"]
        )
        for lake in bodies:
            found = classify(values, signs, items=items, lake=lake, regime=RULES)
            names = {i for i, d in zip(items, found.deciding, strict=True) if d}
            # The deciding items of rows that are alike either way are those of a river.
            same = (lake and len(bodies) > 1) or {
                COLUMNS[c] for c in row["deciding_items_computed"].split("、")
            } == names
            if NAMES[int(found.number) - 1] != row["published_class"] or not same:
                wrong.append(
                    f"{row['section']} {row['published_period']} lake={lake}: {found.number} {names}"
                )
    assert wrong == []
    assert len(rows) == 110


@pytest.mark.real
def test_the_two_rows_of_2007_name_their_main_item(shared: Path) -> None:
    first = oracle(shared)[0]
    items, values, signs = values_of(first)
    found = classify(values, signs, items=items, lake=False, regime=RULES)
    over = [i for i, n in zip(items, found.by_item, strict=True) if n > 3]
    assert over == ["codmn"]
    assert first["published_main_pollutants"] == "高锰酸盐指数"


def numbers(frame: pd.DataFrame, suffix: str = "") -> NDArray[np.float64]:
    return np.stack(
        [pd.to_numeric(frame[f"{c}{suffix}"], errors="coerce").to_numpy(float) for c in FEED], axis=1
    )


def fitted(
    river: NDArray[np.bool_], lake: NDArray[np.bool_], stations: pd.Series[str]
) -> tuple[NDArray[np.bool_], int]:
    """Hits under the body of water that explains more of a station's rows, river where both do; and the lakes."""
    sums = pd.DataFrame({"river": river, "lake": lake}).groupby(stations.to_numpy()).sum()
    is_lake = (sums["lake"] > sums["river"]).to_dict()
    chosen = np.array([is_lake[s] for s in stations])
    return np.where(chosen, lake, river), sum(is_lake.values())


def published(frame: pd.DataFrame) -> NDArray[np.float64]:
    return frame["水质类别"].map({name: i + 1.0 for i, name in enumerate(NAMES)}).to_numpy(float)


def classes(values: NDArray[np.float64], lake: bool) -> NDArray[np.float64]:
    return classify(values, items=AUTOMATIC_ITEMS, lake=lake, regime=RULES).number


@pytest.mark.real
def test_the_feed_is_reproduced_from_its_raw_values(shared: Path) -> None:
    """Four rows of 17,973 differ, all of one answer whose classes are not of its values (CODMn 12.52 beside Ⅲ)."""
    path = shared / "data" / "surface_water_cnemc" / "realtime_json_2020-05-08_2021-01-09.parquet"
    frame = pd.read_parquet(path)
    frame = frame[~np.isnan(published(frame))]
    raw, said = numbers(frame, "|raw"), published(frame)
    stations = frame["省份"] + frame["断面名称"]
    hits, lakes = fitted(classes(raw, False) == said, classes(raw, True) == said, stations)
    assert len(frame) > 17_000
    assert hits.mean() >= 0.999
    assert set(frame["file"][~hits]) == {"2020-11-04"}
    assert 0 < lakes < 0.1 * stations.nunique()
    # Where the shown value has another class than the raw one, the raw one is the published one.
    shown, _ = fitted(classes(numbers(frame), False) == said, classes(numbers(frame), True) == said, stations)
    differ = (classes(raw, False) != classes(numbers(frame), False)) & hits
    assert differ.sum() > 0
    assert shown.mean() < hits.mean()


@pytest.mark.real
def test_rows_by_section_hold_shown_values_only(shared: Path) -> None:
    """98.7 % as they stand: the rest lie on a limit after rounding to what is shown, or were revised."""
    path = shared / "data" / "surface_water_cnemc" / "by_section_2021-04-01_05.parquet"
    frame = pd.read_parquet(path).drop_duplicates()
    frame = frame[~np.isnan(published(frame))]
    said, values = published(frame), numbers(frame)
    stations = frame["dir_province"] + frame["断面名称"]
    hits, _ = fitted(classes(values, False) == said, classes(values, True) == said, stations)
    assert hits.mean() >= 0.985
    half = np.array([0.005, 0.005, 0.005, 0.0005, 0.0005])
    towards_worse = np.array([0, -1, 1, 1, 1]) * half
    spread = [
        (classes(values - towards_worse, lake) <= said) & (said <= classes(values + towards_worse, lake))
        for lake in (False, True)
    ]
    explained, _ = fitted(spread[0], spread[1], stations)
    assert explained.mean() >= 0.99
    assert explained.mean() > hits.mean()
