"""Classes, names and units of water as people write them."""

from __future__ import annotations

import pytest

from indicators.water_parameters import WATER_PARAMETERS, water_parameter
from ingest.section_names import aliases, fault, folded, section_key
from ingest.water_classes import published_class
from ingest.water_units import FACTORS, factor


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ⅲ", "Ⅲ"), ("III", "Ⅲ"), ("ＩＩＩ", "Ⅲ"), ("3", "Ⅲ"), ("３", "Ⅲ"), ("Ⅲ类", "Ⅲ"), ("三类", "Ⅲ"),
        ("劣Ⅴ", "劣Ⅴ"), ("劣V类", "劣Ⅴ"), ("劣五类", "劣Ⅴ"), ("6", "劣Ⅴ"), ("Ⅰ", "Ⅰ"), ("ii", "Ⅱ"),
        ("-", ""), ("*", ""), ("--", ""), ("", ""), ("\\N", ""), ("轻度黑臭", "轻度黑臭"),
    ],
)  # fmt: skip
def test_a_class_has_one_spelling(text: str, said: str) -> None:
    assert published_class(text) == (said, "")


@pytest.mark.parametrize("text", ["7", "3.5", "x" * 21, "Ⅲ\x00"])
def test_what_is_no_class_is_said_so(text: str) -> None:
    assert published_class(text) == ("", "not a class")


@pytest.mark.parametrize(
    "names",
    [
        ("广北滨河路(桥）", "广北滨河路（桥)", "广北滨河路 ( 桥 )", "广北滨河路【桥】"),
        ("湖心A", "湖心Ａ", "湖心a", " 湖心 A"),
        ("26#大桥", "26＃大桥", "２６#大桥"),
    ],
)
def test_one_name_in_many_widths(names: tuple[str, ...]) -> None:
    assert len({folded(name) for name in names}) == 1
    assert len({section_key("320000", name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("兰山嘴(老)", "兰山嘴"), ("大杖子(一)", "大杖子(二)"), ("博湖5", "博湖7")]
)
def test_two_sections_that_look_alike_stay_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)
    assert section_key("130000", one) != section_key("130000", other)


def test_the_key_of_a_section_has_its_province() -> None:
    assert section_key("320000", "某桥").startswith("320000-")
    assert section_key("", "某桥").startswith("000000-")
    assert section_key("320000", "某桥")[7:] == section_key("410000", "某桥")[7:]


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("闵行西界(松浦大桥)", ("闵行西界", "松浦大桥")),
        ("大观河入湖口(航运公司)(篆塘河泵站)", ("大观河入湖口", "航运公司", "篆塘河泵站")),
        ("兰山嘴(老)", ("兰山嘴",)),
        ("某桥", ()),
    ],
)
def test_what_stands_in_brackets_is_another_name(name: str, also: tuple[str, ...]) -> None:
    assert aliases(name) == also


@pytest.mark.parametrize("text", ["", " ", "*", "--", "\\N", "x" * 121, "()", "桥\x07"])
def test_what_is_no_name(text: str) -> None:
    assert fault(text)


def test_every_parameter_is_in_its_own_unit_and_none_in_a_unit_that_nobody_knows() -> None:
    for one in WATER_PARAMETERS:
        assert factor("", one) == 1
        assert factor(one.unit, one) == 1
        assert factor(one.unit_text, one) == 1
        assert factor("ppb", one) is None
    assert set(FACTORS) >= {one.unit for one in WATER_PARAMETERS}


def test_a_unit_of_another_dimension_is_none() -> None:
    assert factor("mg/L", water_parameter("ec")) is None
    assert factor("μS/cm", water_parameter("tp")) is None
    assert factor("个/L", water_parameter("nh3n")) is None
