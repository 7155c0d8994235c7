"""Regions by code, by name and by kinship."""

from __future__ import annotations

import pytest

from geo.atlas import Atlas, load
from geo.names import english_name, initials, short_name
from geo.regions import Level


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


@pytest.mark.parametrize("text", ["河南", "河南省", "Henan", "henan", "410000", " 河南 "])
def test_a_province_by_any_of_its_names(atlas: Atlas, text: str) -> None:
    assert atlas.find(text).code == "410000"


@pytest.mark.parametrize("text", ["焦作", "焦作市", "Jiaozuo", "410800"])
def test_a_city_by_any_of_its_names(atlas: Atlas, text: str) -> None:
    assert atlas.find(text).code == "410800"


def test_the_higher_level_and_the_full_name_count_first(atlas: Atlas) -> None:
    assert atlas.find("海南").name == "海南省"
    assert atlas.find("海南", "city").name == "海南藏族自治州"
    assert atlas.find("吉林").name == "吉林省"
    assert atlas.find("吉林市").code == "220200"


def test_an_ambiguous_name_lists_its_candidates(atlas: Atlas) -> None:
    with pytest.raises(LookupError, match=r"苏州市 \(320500, 江苏省\).*宿州市 \(341300, 安徽省\)"):
        atlas.find("Suzhou")
    with pytest.raises(LookupError, match="110105"):
        atlas.find("朝阳区")


def test_an_unknown_name_says_what_is_near(atlas: Atlas) -> None:
    with pytest.raises(LookupError, match="焦作市"):
        atlas.find("Jiaozu")
    with pytest.raises(LookupError, match="Nowhere"):
        atlas.find("Nowhere")
    with pytest.raises(LookupError, match="999999"):
        atlas.find("999999")


@pytest.mark.parametrize(("code", "name"), [("110000", "北京市"), ("310000", "上海市"), ("500000", "重庆市")])
def test_a_municipality_is_one_whole_prefecture(atlas: Atlas, code: str, name: str) -> None:
    city = atlas.find(code, Level.PREFECTURE)
    assert (city.name, city.parent) == (name, code)
    assert [one.code for one in atlas.cities(code)] == [code]
    assert len(atlas.regions.children(city)) > 10


def test_the_index_code_of_a_municipality_is_understood(atlas: Atlas) -> None:
    assert atlas.find("110100").code == "110000"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("济源市", "419001"),
        ("仙桃市", "429004"),
        ("神农架林区", "429021"),
        ("石河子市", "659001"),
        ("五家渠市", "659004"),
        ("琼海市", "469002"),
        ("三沙市", "460300"),
    ],
)
def test_units_governed_by_their_province_are_prefectures(atlas: Atlas, name: str, code: str) -> None:
    region = atlas.find(name, "city")
    assert (region.code, region.level, region.parent) == (code, Level.PREFECTURE, code[:2] + "0000")


@pytest.mark.parametrize(
    ("name", "code", "counties"),
    [
        ("雄安新区", "133100", {"雄县", "容城县", "安新县"}),
        ("定州市", "130682", {"定州市"}),
        ("辛集市", "130181", {"辛集市"}),
    ],
)
def test_units_published_as_cities_belong_to_hebei(
    atlas: Atlas, name: str, code: str, counties: set[str]
) -> None:
    region = atlas.find(name)
    assert (region.code, region.level, region.parent) == (code, Level.PREFECTURE, "130000")
    assert region.overlaps
    assert {one.name for one in atlas.regions.children(region)} == counties
    assert region in atlas.cities("130000")
    assert atlas.regions.shape(region).area > 0.05


def test_kinship(atlas: Atlas) -> None:
    wuzhi = atlas.find("武陟县")
    assert [one.name for one in atlas.regions.ancestors(wuzhi)] == ["焦作市", "河南省", "中国"]
    assert atlas.province(wuzhi.code).name == "河南省"
    assert wuzhi in atlas.listed(level="county", within="焦作")
    assert len(atlas.cities("410000")) == 18
    assert len(atlas.listed(level="province")) == 34
    assert len(atlas.listed(level="city")) == 373


def test_old_codes_of_upgraded_counties_are_understood(atlas: Atlas) -> None:
    assert atlas.find("祁阳市").code == "431181"
    assert atlas.find("431121").code == "431181"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("jz", None),
        ("jiaoz", "焦作市"),
        ("焦", "焦作市"),
        ("4108", "焦作市"),
        ("xiongan", "雄安新区"),
        ("luliang", "吕梁市"),
    ],
)
def test_search_finds_while_typing(atlas: Atlas, typed: str, first: str | None) -> None:
    hits = atlas.search(typed, limit=50)
    if first is None:
        assert "焦作市" in [one.name for one in hits]
    else:
        assert hits[0].name == first
    assert atlas.search("") == []


@pytest.mark.parametrize(
    ("name", "short", "english"),
    [
        ("焦作市", "焦作", "Jiaozuo"),
        ("内蒙古自治区", "内蒙古", "Inner Mongolia"),
        ("陕西省", "陕西", "Shaanxi"),
        ("山西省", "山西", "Shanxi"),
        ("恩施土家族苗族自治州", "恩施", "Enshi"),
        ("伊犁哈萨克自治州", "伊犁", "Ili"),
        ("西安市", "西安", "Xi'an"),
        ("长治市", "长治", "Changzhi"),
        ("闵行区", "闵行", "Minhang"),
        ("呼和浩特市", "呼和浩特", "Hohhot"),
        ("唐县", "唐县", "Tangxian"),
        ("管城回族区", "管城", "Guancheng"),
        ("阿里地区", "阿里", "Ngari"),
        ("香港特别行政区", "香港", "Hong Kong"),
    ],
)
def test_names_are_the_established_ones(name: str, short: str, english: str) -> None:
    assert short_name(name) == short
    assert english_name(short, name) == english


def test_initials_follow_the_local_reading() -> None:
    assert initials("重庆") == "cq"
    assert initials("厦门") == "xm"


def test_the_word_for_a_level() -> None:
    assert Level.named("city") is Level.PREFECTURE
    with pytest.raises(LookupError, match="county"):
        Level.named("parish")
