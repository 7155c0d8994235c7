"""The same questions asked of every indicator and of every clause."""

from __future__ import annotations

import ast
import inspect
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from indicators.indicator import Indicator, indicator, indicators
from indicators.parameters import RANKING_ITEMS
from indicators.regime import regime
from indicators.standard import KINDS, editions

PACKAGE = Path(__file__).resolve().parents[2] / "indicators"
TESTS = Path(__file__).resolve().parent
ALL = sorted(indicators().items())

CONTRACT = {
    *("pm25", "pm10", "so2", "no2", "co", "o3", "o3_8h"),
    *("o3_8h_p90", "co_p95", "pm25_p95", "pm10_p95", "so2_p98", "no2_p98"),
    *("aqi", "primary", "good_days", "good_day_rate", "heavy_days", "composite_index"),
}


def test_the_ids_of_the_contract_are_there() -> None:
    assert set(indicators()) >= CONTRACT


def test_one_file_one_indicator() -> None:
    files = {p.stem for p in (PACKAGE / "air").glob("*.py")} - {"__init__"}
    assert files == set(indicators())


@pytest.mark.parametrize(("code", "one"), ALL)
def test_words_and_clauses(code: str, one: Indicator) -> None:
    assert one.title.zh
    assert one.title.en
    assert one.title.zh != one.title.en
    assert one.clauses
    assert set(one.stands_on) <= set(KINDS)
    known = {c.reference for e in editions() for c in e.clauses}
    assert {c.reference for c in one.clauses} <= known


@pytest.mark.parametrize(("code", "one"), ALL)
def test_compute_is_keyword_only_and_has_no_default_edition(code: str, one: Indicator) -> None:
    parameters = inspect.signature(one.compute).parameters
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in parameters.values())
    assert parameters["regime"].default is inspect.Parameter.empty
    assert set(parameters) == {*one.inputs, "regime", *one.options}


@pytest.mark.parametrize(("code", "one"), [(c, i) for c, i in ALL if i.every == ("period",)])
def test_windows_take_time_away_and_carry_a_unit(code: str, one: Indicator) -> None:
    rng = np.random.default_rng(5)
    rules = regime("auto", date(2026, 4, 30))
    time = np.arange("2026-04-01", "2026-05-01", dtype="datetime64[D]")
    daily = xr.DataArray(
        rng.integers(20, 180, (30, 3)).astype(float),
        dims=("time", "region"),
        coords={"time": time.astype("datetime64[ns]"), "region": ["410100", "410800", "320400"]},
    )
    period = daily.mean("time")
    given = dict.fromkeys(one.inputs, period if one.inputs == RANKING_ITEMS else daily)
    if "primary" in given:
        given["primary"] = xr.ones_like(daily, dtype=np.uint8)
    result = one.compute(**given, regime=rules)
    assert "time" not in result.dims
    assert set(result.dims) == {"region", *([one.adds] if one.adds else [])}
    assert result["region"].values.tolist() == ["410100", "410800", "320400"]
    assert result.attrs["units"] == one.unit or one.inputs == RANKING_ITEMS
    shuffled = one.compute(**{k: v.isel(region=[2, 0, 1]) for k, v in given.items()}, regime=rules)
    xr.testing.assert_allclose(shuffled.sel(region=result["region"]), result)


def test_unknown_indicator_is_a_sentence() -> None:
    assert indicator("aqi").decimals == 0
    with pytest.raises(LookupError, match="no indicator 'api'"):
        indicator("api")


def test_other_coordinates_are_refused() -> None:
    one = xr.DataArray([1.0, 2.0], dims="time", coords={"time": [0, 1]})
    with pytest.raises(ValueError, match="exact"):
        indicator("days_by_primary").compute(
            aqi=one, primary=one.assign_coords(time=[1, 2]), regime=regime("auto", date(2026, 4, 1))
        )


def test_every_clause_is_named_by_a_test() -> None:
    words = " ".join(" ".join(p.read_text(encoding="utf-8").split()) for p in TESTS.rglob("*.py"))
    unnamed = [c.reference for e in editions() for c in e.clauses if c.reference not in words]
    assert unnamed == []


def test_the_science_does_no_io() -> None:
    forbidden = {"open", "print", "input"}
    for path in PACKAGE.rglob("*.py"):
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & forbidden, path
