"""Names of published cities: by rule or by a named exception, never guessed."""

from __future__ import annotations

import pytest

from geo.atlas import Atlas, load


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("焦作", "410800"), ("焦作市", "410800"), (" 焦作 ", "410800"), ("北京", "110000"),
        ("吉林", "220200"),  # the city, not the province
        ("海南州", "632500"),  # the prefecture in Qinghai, not the province
        ("恩施州", "422800"),  # not 恩施市
        ("襄樊", "420600"), ("博州", "652700"), ("巴州", "652800"), ("伊犁哈萨克州", "654000"),
        ("哈密地区", "650500"), ("大兴安岭地区", "232700"), ("锡林郭勒盟", "152500"),
        ("昆山", "320583"), ("定州", "130682"),
    ],
)  # fmt: skip
def test_a_published_name_means_one_division(atlas: Atlas, name: str, code: str) -> None:
    assert atlas.published_city(name).code == code


@pytest.mark.parametrize("name", ["莱芜", "莱芜市", "胶南", "鼓楼", "朝州", "甲市", "", "410800", "州"])
def test_a_name_that_would_have_to_be_guessed_is_refused(atlas: Atlas, name: str) -> None:
    with pytest.raises(LookupError):
        atlas.published_city(name)
