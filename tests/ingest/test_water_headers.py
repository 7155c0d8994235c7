"""Names and units in headers of water."""

from __future__ import annotations

import pytest

from indicators.water_parameters import WATER_PARAMETERS
from ingest import water_units
from ingest.water_headers import bare_unit, is_unit, item, split
from ingest.water_template import heading


@pytest.mark.parametrize(
    ("text", "name", "unit", "code"),
    [
        ("氨氮(mg/L)", "氨氮", "mg/L", "nh3n"),
        ("氨氮（mg/L）", "氨氮", "mg/L", "nh3n"),
        ("氨氮[mg/L]", "氨氮", "mg/L", "nh3n"),
        ("氨氮", "氨氮", "", "nh3n"),
        ("氨氮 (NH3-N) mg/L", "氨氮", "mg/L", "nh3n"),
        ("高锰酸盐指数(CODMn)(mg/L)", "高锰酸盐指数", "mg/L", "codmn"),
        ("铬（六价）（mg/L）", "铬（六价）", "mg/L", "cr6"),
        ("pH(无量纲)", "pH", "无量纲", "ph"),
        ("水温  (℃)", "水温", "℃", "wt"),
        ("电导率(μs/cm)", "电导率", "μs/cm", "ec"),
        ("粪大肠菌群(MPN/100mL)", "粪大肠菌群", "MPN/100mL", "fcoli"),
        ("粪大肠菌群（10^4个/L）", "粪大肠菌群", "10^4个/L", "fcoli"),
        ("chlorophyll a(μg/L)", "chlorophyll a", "μg/L", "chla"),
        ("叶绿素a mg/m³", "叶绿素a", "mg/m³", "chla"),
        ("五日生化需氧量，mg/L", "五日生化需氧量", "mg/L", "bod5"),
        ("总磷(以P计)(mg/L)", "总磷(以P计)", "mg/L", "tp"),
        ("透明度(cm)", "透明度", "cm", "sd"),
        ("COD等级", "COD等级", "", None),
        ("氨氮超标倍数", "氨氮超标倍数", "", None),
        ("溶解性总氮(mg/L)", "溶解性总氮", "mg/L", None),
        ("碱度(CaCO3计) (mg/L)", "碱度(CaCO3计)", "mg/L", None),
        ("水质类别", "水质类别", "", None),
        ("达标/不达标", "达标/不达标", "", None),
    ],
)
def test_a_header_is_a_name_and_a_unit(text: str, name: str, unit: str, code: str | None) -> None:
    assert split(text) == (name, unit)
    assert getattr(item(text), "code", None) == code


@pytest.mark.parametrize(
    "text", ["mg/L", "（mg/L）", "单位：mg/L", "℃", "无量纲", "μS/cm", "个/L", "mg/m³", "NTU", "10^4个/L"]
)
def test_a_unit_is_known_by_its_form(text: str) -> None:
    assert is_unit(text)
    assert bare_unit(text) in text


@pytest.mark.parametrize(
    "text", ["", "/", "—", "断面/点位", "达标/不达标", "7.8", "氨氮", "2026/3/5", "Ⅱ/Ⅲ", "单位：某市监测站"]
)
def test_what_is_no_unit_is_none(text: str) -> None:
    assert not is_unit(text)
    assert bare_unit(text) == ""


@pytest.mark.parametrize("parameter", WATER_PARAMETERS, ids=lambda one: one.code)
def test_each_heading_of_the_template_is_its_item_in_its_own_unit(parameter) -> None:  # type: ignore[no-untyped-def]
    header = split(heading(parameter))
    assert item(heading(parameter)) is parameter
    assert water_units.factor(header.unit, parameter) == 1
