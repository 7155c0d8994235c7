"""The tables of the water editions against a second transcription.

Holds: GB 3838-2002 table 1; GB 3838-2002 table 1, metals and others; GB 3838-2002 table 1, lakes;
GB 3838-2002 table 1, temperature; 环办〔2011〕22号 items; 环办〔2011〕22号 states; 环办〔2011〕22号 rounding;
总站生字〔2001〕090号 weights; 环办监测〔2017〕51号 items.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from indicators.standard import edition, editions, in_force
from indicators.trophic import weights
from indicators.water_parameters import WATER_PARAMETERS, named, water_parameter
from indicators.water_regime import WATER_KINDS, water_regime
from tests.indicators.water.rows import ITEMS, NAMES, PRINTED, RULES, SET_CLASS, golden


def test_every_limit_of_table_1() -> None:
    limits = RULES.limits
    held = {(i, b) for b in ("river", "lake") for i in [*limits.both, *getattr(limits, b)]}
    assert held == set(PRINTED)
    for (item, body), printed in PRINTED.items():
        assert limits.of(item, body) == tuple(float(d) for d in printed), (item, body)  # type: ignore[arg-type]
    assert dict(limits.ranges) == {"ph": (6.0, 9.0)}
    assert limits.classes == NAMES


def test_what_has_no_limit_is_a_sentence() -> None:
    for item, body in (("tn", "river"), ("wt", "river"), ("ph", "lake"), ("chla", "lake")):
        with pytest.raises(LookupError, match="no limit"):
            RULES.limits.of(item, body)  # type: ignore[arg-type]


def test_codes_of_hj_525() -> None:
    for printed in golden("gb3838_2002.csv"):
        parameter = named(printed["item"].split()[0].rstrip(","))
        assert parameter is not None
        assert parameter.hj525 == tuple(printed["code"].split()), printed["item"]
    assert {water_parameter(c).hj525 for c in ("ec", "turb", "chla", "algae", "sd")} == {
        ("w01014",),
        ("w01003",),
        ("w01016",),
        ("w19011",),
        ("w01004",),
    }
    assert len({p.code for p in WATER_PARAMETERS}) == len(WATER_PARAMETERS) == 29


def test_21_items_set_the_class() -> None:
    assert set(RULES.assessment.items) == set(ITEMS) - {"wt", "tn", "fcoli"}
    assert set(RULES.assessment.reference_items) == {"wt", "tn", "fcoli"}
    assert len(RULES.assessment.items) == len(SET_CLASS) == 21
    assert set(RULES.ranking.items) == set(SET_CLASS)


def test_decimals() -> None:
    seen = {"fcoli"}
    for printed in golden("decimals.csv"):
        for item in printed["items"].split():
            seen.add(item)
            assert RULES.assessment.decimals[item] == int(printed["for evaluation"]), item
            assert water_parameter(item).decimals == int(printed["for evaluation"]), item
            if printed["hourly"]:
                assert water_parameter(item).decimals_live == int(printed["hourly"]), item
    assert set(RULES.assessment.decimals) == seen


def test_words_and_colours_of_states() -> None:
    for printed, one in zip(golden("states.csv"), RULES.assessment.states, strict=True):
        assert NAMES[one.worst_class - 1] == printed["classes"].split()[-1]
        assert (one.label.zh, one.label.en) == (printed["state"], printed["en"])
        assert one.colour_label.zh.startswith(printed["colour"])


def test_trophic_constants_and_weights() -> None:
    rule = {one.item: one for one in RULES.trophic.items}
    share = weights(RULES)
    for printed in golden("trophic.csv"):
        one = rule[printed["item"]]
        assert (one.constant, one.slope, one.correlation) == tuple(float(printed[c]) for c in ("a", "b", "r"))
        assert one.correlation**2 == pytest.approx(float(printed["r squared"]), abs=1e-12)
        assert share[one.item] == pytest.approx(float(printed["W"]), abs=5e-6)
    assert sum(share.values()) == pytest.approx(1.0)


def test_dates() -> None:
    for printed in golden("dates.csv"):
        one = edition(printed["number"])
        assert one.kind == printed["kind"]
        assert one.issued == (date.fromisoformat(printed["issued"]) if printed["issued"] else None)
        assert one.in_force == date.fromisoformat(printed["in force"])
        assert one.first_day == date.fromisoformat(printed["judges from"])
        assert one.withdrawn is None


@pytest.mark.parametrize("kind", WATER_KINDS)
def test_exactly_one_edition_of_a_kind_judges_any_day(kind: str) -> None:
    day = date(2002, 6, 1)
    while day < date(2032, 1, 1):
        assert sum(e.kind == kind and e.judges(day) for e in editions()) == 1, day
        day += timedelta(days=1)


def test_before_the_standard_there_is_a_sentence() -> None:
    with pytest.raises(LookupError, match="judges 2002-05-31"):
        water_regime(date(2002, 5, 31))
    with pytest.raises(LookupError, match="judges water"):
        RULES.edition("aqi")
    assert [RULES.edition(kind).kind for kind in WATER_KINDS] == list(WATER_KINDS)


def test_an_edition_gives_only_what_it_holds() -> None:
    water, air = in_force("water_limits", date(2024, 1, 1)), in_force("aqi", date(2024, 1, 1))
    for wrong in ("water_assessment", "water_ranking", "trophic", "aqi_rule"):
        with pytest.raises(TypeError, match="GB 3838-2002"):
            getattr(water, wrong)
    with pytest.raises(TypeError, match="limits no water"):
        _ = air.water_limits
