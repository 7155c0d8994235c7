"""The same questions asked of every indicator of water, and that each gives what the arrays beneath it give."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from indicators.indicator import Indicator, indicator, indicators
from indicators.standard import editions
from indicators.water_regime import WATER_KINDS
from tests.indicators.water.rows import NAMES, RULES

PACKAGE = Path(__file__).resolve().parents[3] / "indicators" / "water"
ALL = sorted(indicators("water").items())
ITEMS = ("ph", "do", "codmn", "tp", "tn")


def test_one_file_one_indicator() -> None:
    files = {p.stem for p in PACKAGE.glob("*.py")} - {"__init__"}
    assert files == {code for code, _ in ALL}
    assert not files & set(indicators())


@pytest.mark.parametrize(("code", "one"), ALL)
def test_words_clauses_and_signature(code: str, one: Indicator) -> None:
    assert one.title.zh != one.title.en
    assert one.clauses
    assert set(one.stands_on) <= set(WATER_KINDS)
    assert {c.reference for c in one.clauses} <= {c.reference for e in editions() for c in e.clauses}
    parameters = inspect.signature(one.compute).parameters
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in parameters.values())
    assert parameters["regime"].default is inspect.Parameter.empty
    assert set(parameters) == {*one.inputs, "regime", *one.options}


def test_unknown_indicator_of_water_is_a_sentence() -> None:
    with pytest.raises(LookupError, match="no indicator 'aqi'"):
        indicator("aqi", "water")


def samples() -> xr.DataArray:
    """Two months, three sections: a river, a lake of the same water, and one that is dry in the second month."""
    month = [[7.0, 8.0, 3.0, 0.04, 0.1], [7.0, 8.0, 3.0, 0.04, 0.1], [7.0, 8.0, 30.0, 0.04, 0.1]]
    dry = [*month[:2], [np.nan] * 5]
    return xr.DataArray(
        np.array([month, dry]),
        dims=("time", "section", "item"),
        coords={"time": [1, 2], "section": ["a", "b", "c"], "item": list(ITEMS)},
    )


LAKE = xr.DataArray([False, True, False], dims="section", coords={"section": ["a", "b", "c"]})


def of(code: str, **given: xr.DataArray) -> xr.DataArray:
    result = indicator(code, "water").compute(**given, regime=RULES)
    assert result.attrs["units"] == indicator(code, "water").unit
    return result


def test_classes_and_what_stands_on_them() -> None:
    values = samples()
    rows = {"values": values, "qualifiers": xr.zeros_like(values, dtype=np.int8), "lake": LAKE}
    number = of("water_class", **rows)
    assert number.dims == ("time", "section")
    np.testing.assert_array_equal(number, [[2, 3, 6], [2, 3, np.nan]])
    np.testing.assert_array_equal(of("water_state", water_class=number), [[1, 2, 5], [1, 2, np.nan]])
    by_item = of("water_item_classes", **rows)
    assert by_item.dims == ("time", "section", "item")
    assert by_item.sel(time=1, section="b").values.tolist() == [1, 1, 2, 3, 1]
    times = of("water_exceedance", **rows)
    assert times.sel(time=1, section="c", item="codmn") == 4
    assert of("good_water_share", water_class=number) == 80.0
    assert of("worse_than_v_share", water_class=number.isel(time=0)) == pytest.approx(100 / 3)
    counts = of("class_distribution", water_class=number)
    assert dict(zip(counts["class"].values.tolist(), counts.values.tolist(), strict=True)) == dict(
        zip(NAMES, (0, 2, 2, 0, 0, 1), strict=True)
    )
    met = xr.where(number <= 3, 1.0, 0.0).where(number.notnull())
    assert of("section_compliance_rate", met=met) == 80.0


def test_shares_keep_other_dimensions() -> None:
    number = xr.DataArray(
        [[1.0, 6.0], [2.0, np.nan]], dims=("region", "section"), coords={"region": ["x", "y"]}
    )
    assert of("good_water_share", water_class=number).values.tolist() == [50.0, 100.0]
    counts = of("class_distribution", water_class=number)
    assert counts.dims == ("class", "region")
    assert counts.sel(region="y").values.tolist() == [0, 1, 0, 0, 0, 0]


def test_what_is_below_detection_exceeds_nothing() -> None:
    values = samples().isel(time=0)
    signs = xr.zeros_like(values, dtype=np.int8)
    signs.loc[{"section": "c", "item": "codmn"}] = -1
    found = of("water_exceedance", values=values, qualifiers=signs, lake=LAKE)
    assert found.sel(section="c", item="codmn").isnull()


def test_city_index() -> None:
    means = samples().isel(time=0)
    index = of("water_item_index", means=means, lake=LAKE)
    assert index.sel(section="a").values[:4] == pytest.approx([0.0, 0.625, 0.5, 0.2])
    total = of("cwqi", water_item_index=index)
    assert total.sel(section="a") == pytest.approx(1.325)
    assert total.sel(section="b") == pytest.approx(0.625 + 0.5 + 0.8)


def test_trophic_index_and_grade() -> None:
    given = {"chla": 10.0, "tp": 0.05, "tn": 1.0, "sd": 1.0, "codmn": 4.0}
    arrays = {k: xr.DataArray([v, np.nan], dims="section") for k, v in given.items()}
    found = of("tli", **arrays)
    assert round(float(found[0]), 3) == 48.018
    np.testing.assert_array_equal(of("trophic_grade", tli=found), [2, np.nan])
