"""Station names for readers of English."""

from __future__ import annotations

import pytest

from geo.names import romanised


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("人民路3066号", "Renmin Road 3066"),
        ("中站许衡医院", "Zhongzhanxuheng Hospital"),
        ("马村街道办", "Macun Subdistrict Office"),
        ("环保局", "Environment Bureau"),
        ("Site 5", "Site 5"),
        ("三门（甲)", "Sanmen (Jia)"),
        ("", ""),
    ],
)
def test_station_names_can_be_read_in_english(name: str, english: str) -> None:
    assert romanised(name) == english
