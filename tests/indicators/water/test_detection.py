"""The notations of laboratories, one line each. Holds: 环办〔2011〕22号 below detection."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.detection import measured
from indicators.water_parameters import (
    WATER_PARAMETERS,
    by_hj525,
    named,
    water_parameter,
)
from tests.indicators.water.rows import PRINTED

READ = [
    ("0.012", 0.012, "="), (" 7.1 ", 7.1, "="), (".03", 0.03, "="), ("3.", 3.0, "="), ("4E-05", 4e-5, "="),
    ("1.491644E+07", 14916440.0, "="), ("１．５", 1.5, "="), ("0", 0.0, "="), ("+2", 2.0, "="),
    ("0.002L", 0.002, "<"), ("0.01l", 0.01, "<"), ("0.1 L", 0.1, "<"), ("０.０１Ｌ", 0.01, "<"), ("<0.05", 0.05, "<"),
    ("＜0.05", 0.05, "<"), ("< 0.05", 0.05, "<"), ("ND(0.01)", 0.01, "<"), ("nd（0.01）", 0.01, "<"),
    ("未检出(<0.05)", 0.05, "<"), ("未检出（0.004L）", 0.004, "<"), ("0.01ND", 0.01, "<"),
    (">24000", 24000.0, ">"), ("≥24000", 24000.0, ">"), ("＞50", 50.0, ">"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "qualifier"), READ)
def test_values_and_limits(text: str, value: float, qualifier: str) -> None:
    assert measured(text) == (value, qualifier, "value")


@pytest.mark.parametrize("text", ["ND", "nd", "未检出", "N.D.", "低于检出限", "＜LOD"])
def test_undetected_without_its_limit(text: str) -> None:
    found = measured(text)
    assert (found.qualifier, found.state) == ("<", "value")
    assert math.isnan(found.value)


@pytest.mark.parametrize(
    "text", ["", "  ", "/", "*", "-", "--", "—", "——", "－", "NA", "na", "-1", "-1.0", "未测", "\\N"]
)
def test_no_value(text: str) -> None:
    assert measured(text).state == "missing"


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "-0.3",
        "-2",
        "1,000",
        "1_000",
        "0.3.1",
        "1 2",
        "=1+1",
        "inf",
        "NaN",
        "1e999",
        "<",
        "L",
        "9" * 41,
        "Ⅲ",
    ],
)
def test_unreadable(text: str) -> None:
    found = measured(text)
    assert found.state == "unreadable"
    assert math.isnan(found.value)


def test_a_temperature_can_be_below_zero() -> None:
    assert measured("-1", signed=True) == (-1.0, "=", "value")
    assert measured("-0.3", signed=True).value == -0.3
    assert measured("--", signed=True).state == "missing"


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_none(text: str) -> None:
    found = measured(text)
    assert found.state in ("value", "missing", "unreadable")
    assert math.isnan(found.value) or found.value >= 0
    if found.state != "value":
        assert math.isnan(found.value)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("高锰酸盐指数", "codmn"), ("CODMn", "codmn"), ("NH3-N", "nh3n"), ("氨 氮", "nh3n"), ("pH", "ph"),
        ("pH值", "ph"), ("DO", "do"), ("叶绿素α", "chla"), ("六价铬", "cr6"), ("铬（六价）", "cr6"), ("Cr⁶⁺", "cr6"),
        ("w20119", "as"),
        ("总磷", "tp"), ("S²⁻", "sulfide"), ("F-", "f"), ("透明度", "sd"), ("BOD5", "bod5"), ("COD", "cod"),
    ],
)  # fmt: skip
def test_names(name: str, code: str) -> None:
    found = named(name)
    assert found is not None
    assert found.code == code


def test_every_parameter_is_found_by_all_its_names() -> None:
    for one in WATER_PARAMETERS:
        for name in (one.code, one.label.zh, one.label.en, one.symbol, *one.aliases, *one.hj525):
            found = named(name)
            assert found is not None, name
            assert found.code == one.code, name
        assert one.label.zh != one.label.en
        assert one.medium == "water"
    assert named("站点情况") is None
    assert by_hj525("W21003") is water_parameter("nh3n")
    assert by_hj525("a34004") is None
    with pytest.raises(LookupError, match="no parameter of water 'pm25'"):
        water_parameter("pm25")


def test_usual_limits_of_detection_meet_class_i() -> None:
    """So that a sheet that says only "not detected" is judged Ⅰ for the item, and no class stands on memory."""
    for (item, _), limits in PRINTED.items():
        limit = water_parameter(item).detection_limit
        assert limit is None or limit <= float(limits[0]), item
    for one in WATER_PARAMETERS:
        assert (one.detection_limit is None) == (one.method == "")
