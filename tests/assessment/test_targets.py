"""Targets followed through made-up years of published days of one city, each figure computed here a second time."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from actions.target_entry import report_value
from assessment.basis import Basis
from assessment.periods import midnight
from assessment.target_board import board, listed, one_target
from assessment.target_path import path
from assessment.target_progress import Progress, progress, what_if
from assessment.terms import Terms
from assessment.values import table
from geo.atlas import Atlas
from indicators.demand import State
from ingest.target import TargetRecord
from store.keeping import keep
from store.opening import Store, open_store
from store.target_book import keep_targets
from tests.store.test_region_days import FIRST, published

CITY, UNTIL = "410800", date(2026, 11, 20)
YEARS = range(2014, 2021)
FAR = {"pm25": 40.0, "so2": 10.0, "no2": 20.0, "co": 0.8, "o3_8h": 90.0}


def level(day: date) -> float:
    """PM10 of a day: less every year, more in winter; a whole number below 150, so that no day exceeds by it."""
    winter = 30 if day.month in (1, 2, 11, 12) else 0
    return float(90 - 4 * (day.year - 2014) + winter + (day.toordinal() * 7919) % 11)


def heavy(day: date) -> bool:
    """Days with PM2.5 of 200, whose AQI is 250: the first three of January, and of December in odd years."""
    return day.day <= 3 and (day.month == 1 or (day.month == 12 and day.year % 2 == 1))


def days_of(year: int, until: date | None = None) -> list[date]:
    last = min(date(year, 12, 31), until or date.max)
    return [date(year, 1, 1) + timedelta(days=i) for i in range((last - date(year, 1, 1)).days + 1)]


#: 2020 ends with September; five days of it are missing.
SO_FAR = date(2020, 9, 30)
MISSING = {date(2020, 5, d) for d in range(1, 6)}
DAYS = [d for y in YEARS for d in days_of(y, SO_FAR) if d not in MISSING]


def target(name: str, indicator: str, comparator: str, value: float, **more: object) -> TargetRecord:
    given = {
        "id": name, "region": CITY, "place": "焦作市", "indicator": indicator, "title_zh": "某", "title_en": "some",
        "comparator": comparator, "value": value, "unit": "", "first": date(2020, 1, 1), "last": date(2020, 12, 31),
    }  # fmt: skip
    return TargetRecord(**(given | more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def store(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(None, tmp_path_factory.mktemp("targets"), atlas)
    rows = [
        (CITY, (d - FIRST).days, FAR | {"pm10": level(d)} | ({"pm25": 200.0} if heavy(d) else {}))
        for d in DAYS
    ]
    keep(opened, published(rows))
    yield opened
    opened.close()


def asked(store: Store, one: TargetRecord, day: date | None = SO_FAR, **more: object) -> Progress:
    return progress(store, target=one, basis=Basis(), day=day, until=UNTIL, **more)  # type: ignore[arg-type]


def test_a_mean_over_valid_days_with_its_control_value(store: Store) -> None:
    """274 days are over, 269 of them valid: the five lost ones are in no denominator."""
    values = [level(d) for d in DAYS if d.year == 2020]
    assert len(values) == 269
    found = asked(store, target("t", "pm10", "<=", 80))
    assert found.remainder is not None
    assert found.figure == pytest.approx(statistics.fmean(values), abs=1e-9)
    assert (found.remainder.valid, found.remainder.remaining) == (269, 92)
    assert found.remainder.control == pytest.approx((80 * 361 - sum(values)) / 92, abs=1e-9)
    assert found.remainder.shown == int((80 * 361 - sum(values)) / 92 * 10) / 10
    assert found.proof == "open"


def test_the_figure_is_the_one_that_a_table_shows(store: Store) -> None:
    for code, comparator in (("pm10", "<="), ("pm10_p95", "<="), ("good_days", ">="), ("heavy_days", "<="),
                             ("good_day_rate", ">="), ("composite_index", "<="), ("o3_8h_p90", "<=")):  # fmt: skip
        told = table(
            store, indicator=code, of="city", within=CITY, start=midnight(date(2020, 1, 1)),
            end=midnight(date(2020, 10, 1)), every="all", terms=Terms(basis=Basis()), precision="full",
        )  # fmt: skip
        assert asked(store, target("t", code, comparator, 5)).figure == pytest.approx(
            float(told.table["value"].iloc[0])
        ), code


def test_the_default_day_is_the_last_with_a_value(store: Store) -> None:
    assert asked(store, target("t", "pm10", "<=", 80), None).day == SO_FAR
    assert (
        asked(store, target("t", "pm10", "<=", 80, first=date(2030, 1, 1), last=date(2030, 12, 31)), None).day
        == UNTIL
    )


def test_the_years_on_record_and_their_back_test(store: Store) -> None:
    """Each year's October to December after this year's days, counted here by plain loops."""
    target_value = 84.5
    found = asked(store, target("t", "pm10", "<=", target_value)).past

    def first(year: int) -> list[float]:
        return [level(d) for d in DAYS if d.year == year and d <= date(year, 9, 30)]

    def rest(year: int) -> list[float]:
        return [level(d) for d in days_of(year) if d > date(year, 9, 30)]

    past = range(2014, 2020)
    meets = [statistics.fmean(first(2020) + rest(y)) <= target_value for y in past]
    assert 0 < sum(meets) < 6
    assert (found.usable, found.met) == (6, sum(meets))
    assert found.probability == pytest.approx(sum(meets) / 6)
    expected = {}
    for year in past:
        others = [y for y in past if y != year]
        hits = sum(statistics.fmean(first(year) + rest(y)) <= target_value for y in others)
        expected[year] = (hits / 5, statistics.fmean(first(year) + rest(year)) <= target_value)
    assert {t.year: (t.probability, t.met) for t in found.tried} == expected
    assert found.score == pytest.approx(statistics.fmean((p - met) ** 2 for p, met in expected.values()))


def test_fewer_than_three_years_give_no_probability_and_say_so(store: Store) -> None:
    of_2016 = target("t", "pm10", "<=", 80, first=date(2016, 1, 1), last=date(2016, 12, 31))
    found = asked(store, of_2016, date(2016, 9, 20))
    assert [y.year for y in found.past.years] == [2015, 2014]
    assert (found.past.usable, found.past.probability, found.past.tried) == (2, None, ())
    assert "too_few_years" in found.notes
    of_2017 = target("t", "pm10", "<=", 80, first=date(2017, 1, 1), last=date(2017, 12, 31))
    found = asked(store, of_2017, date(2017, 9, 20))
    assert found.past.probability is not None
    assert "too_few_years" not in found.notes


def test_what_is_proved_gets_no_probability(store: Store) -> None:
    for value in (266, 266 + 93):
        found = asked(store, target("t", "good_days", ">=", value))
        assert found.proof != "open"
        assert (found.past.years, found.past.probability) == ((), None)
        assert "too_few_years" not in found.notes


def test_good_and_heavy_days(store: Store) -> None:
    """Three heavy days in January 2020; every other valid day is good (PM10 ≤ 150, PM2.5 40)."""
    good = asked(store, target("t", "good_days", ">=", 350))
    assert good.remainder is not None
    assert (good.figure, good.remainder.shown, good.proof) == (266, 84, "open")
    assert asked(store, target("t", "good_days", ">=", 266 + 92)).proof == "open"
    assert asked(store, target("t", "good_days", ">=", 266 + 93)).state is State.MISSED
    assert asked(store, target("t", "good_days", ">=", 266)).state is State.MET
    bad = asked(store, target("t", "heavy_days", "<=", 5))
    assert bad.remainder is not None
    assert (bad.figure, bad.remainder.shown, bad.remainder.upper) == (3, 2, True)
    assert bad.state is State.ON_COURSE
    assert asked(store, target("t", "heavy_days", "<=", 2)).state is State.MISSED
    # By 31 March three heavy days of 91 make twelve of 366: behind a quota of ten, though seven are left.
    early = asked(store, target("t", "heavy_days", "<=", 10), date(2020, 3, 31))
    assert early.state is State.BEHIND
    assert early.remainder is not None
    assert early.remainder.shown == 7


def test_a_target_relative_to_the_year_before(store: Store) -> None:
    """2019 had six heavy days; "fewer" leaves two after the three of January."""
    found = asked(store, target("t", "heavy_days", "<", 0, relative="year"))
    assert found.demand is not None
    assert found.demand.value == 6
    assert found.remainder is not None
    assert found.remainder.shown == 2
    nobody = target(
        "t", "heavy_days", "<", 0, relative="year", first=date(2014, 1, 1), last=date(2014, 12, 31)
    )
    alone = asked(store, nobody, date(2014, 6, 1))
    assert (alone.demand, alone.remainder, alone.state) == (None, None, State.BEHIND)
    assert "no_earlier_value" in alone.notes


def test_states_of_a_year_from_before_its_first_day_to_after_its_last(store: Store) -> None:
    one = target("t", "pm10", "<=", 95, first=date(2016, 1, 1), last=date(2016, 12, 31))
    mean = statistics.fmean(level(d) for d in days_of(2016))
    at = replace(one, value=mean)
    assert asked(store, at, date(2015, 12, 31)).state is State.NOT_BEGUN
    assert asked(store, at, date(2016, 1, 1)).state is State.BEHIND
    assert asked(store, at, date(2016, 12, 30)).state in (State.ON_COURSE, State.BEHIND)
    assert asked(store, at, date(2016, 12, 31)).state is State.MET
    assert asked(store, replace(at, value=mean - 0.001), date(2016, 12, 31)).state is State.MISSED
    assert asked(store, at, date(2018, 1, 1)).state is State.MET


def test_an_invalid_year_is_neither_met_nor_missed(store: Store) -> None:
    """2020 ends with September here: not 324 days."""
    found = asked(store, target("t", "pm10", "<=", 200), date(2020, 12, 31))
    assert found.state is State.ON_COURSE
    assert "too_few_days" in found.notes
    assert asked(store, target("t", "pm10", "<=", 1), date(2020, 12, 31)).state is State.BEHIND


def test_a_mean_of_three_years(store: Store) -> None:
    one = target("t", "pm10", "<=", 85, first=date(2018, 1, 1), last=date(2020, 12, 31))
    found = asked(store, one)
    assert found.remainder is not None
    over = [statistics.fmean(level(d) for d in days_of(y)) for y in (2018, 2019)]
    values = [level(d) for d in DAYS if d.year == 2020]

    def whole(control: float) -> float:
        return statistics.fmean([*over, (sum(values) + control * 92) / 361])

    assert found.remainder.kind == "years"
    assert whole(found.remainder.shown) <= 85 < whole(found.remainder.shown + 0.1)
    early = asked(store, one, date(2018, 6, 30))
    assert early.remainder is not None
    assert early.remainder.remaining == 184 + 365 + 366


def test_percentile_and_composite_index(store: Store) -> None:
    p95 = asked(store, target("t", "pm10_p95", "<=", 104))
    assert p95.remainder is not None
    over = [level(d) for d in DAYS if d.year == 2020]
    days_over = p95.remainder.days_over
    assert days_over is not None
    assert np.percentile(over + [1e6] * days_over + [104.0] * (92 - days_over), 95) <= 104
    assert np.percentile(over + [1e6] * (days_over + 1) + [104.0] * (91 - days_over), 95) > 104
    index = asked(store, target("t", "composite_index", "<=", 3.8))
    assert index.remainder is not None
    assert index.proof == "open"
    figure, met = what_if(index, index.remainder.shown)
    assert met is True
    assert figure <= 3.8
    assert what_if(index, index.remainder.shown + 0.001)[1] is False
    items = one_target_of(store, target("items", "composite_index", "<=", 3.8), show="items").table
    assert items["item"].tolist() == ["so2", "no2", "pm10", "pm25", "co", "o3_8h"]


def one_target_of(store: Store, one: TargetRecord, **more: object):  # type: ignore[no-untyped-def]
    keep_targets(store, [one], actor="Zhang", reason="test")
    return one_target(store, target=one.id, basis=Basis(), day=SO_FAR, until=UNTIL, **more)  # type: ignore[arg-type]


def test_what_if(store: Store) -> None:
    found = asked(store, target("t", "pm10", "<=", 80))
    values = [level(d) for d in DAYS if d.year == 2020]
    assert what_if(found, 70)[0] == pytest.approx((sum(values) + 70 * 92) / 361)
    good = asked(store, target("t", "good_days", ">=", 350))
    assert what_if(good, 84) == (350, True)
    assert what_if(good, 83) == (349, False)
    assert what_if(good, 1000)[0] == 266 + 92


def test_the_path_to_the_years_end(store: Store) -> None:
    found = asked(store, target("t", "pm10", "<=", 80))
    drawn = path(found)
    assert len(drawn) == 366
    at = drawn.set_index("day")
    values = [level(d) for d in DAYS if d.year == 2020]
    assert at.loc[SO_FAR, "actual"] == pytest.approx(statistics.fmean(values))
    assert drawn["actual"].notna().sum() == 274
    assert at.loc[date(2020, 12, 31), "needed"] == pytest.approx(80)
    # On 1 March of a leap year the band holds what other years had by 1 March.
    by_march = [
        statistics.fmean(level(d) for d in days_of(y) if d <= date(y, 3, 1)) for y in range(2014, 2020)
    ]
    assert at.loc[date(2020, 3, 1), "low"] == pytest.approx(min(by_march))
    assert at.loc[date(2020, 3, 1), "high"] == pytest.approx(max(by_march))
    ends = [
        statistics.fmean(values + [level(d) for d in days_of(y) if d > date(y, 9, 30)])
        for y in range(2014, 2020)
    ]
    assert at.loc[date(2020, 12, 31), "ahead_low"] == pytest.approx(min(ends))
    assert at.loc[date(2020, 12, 31), "ahead_high"] == pytest.approx(max(ends))
    assert at.loc[SO_FAR, "ahead_low"] != at.loc[SO_FAR, "ahead_low"]


def test_a_reported_target_stands_on_what_people_say(store: Store) -> None:
    one = target("waste", "waste", ">=", 98, measured=False)
    keep_targets(store, [one], actor="Zhang", reason="test")
    assert asked(store, one, date(2019, 12, 31)).state is State.NOT_BEGUN
    nothing = asked(store, one, date(2020, 7, 1))
    assert (nothing.state, nothing.notes) == (State.BEHIND, ("no_value",))
    report_value(store, target="waste", day=date(2020, 6, 30), value=98.5, by="Li", reason="half-year report")
    assert asked(store, one, date(2020, 6, 29)).state is State.BEHIND
    assert asked(store, one, date(2020, 7, 1)).state is State.ON_COURSE
    assert asked(store, one, date(2021, 2, 1)).state is State.ON_COURSE
    report_value(store, target="waste", day=date(2020, 12, 31), value=97, by="Li", reason="year's report")
    assert asked(store, one, date(2021, 2, 1)).state is State.MISSED
    report_value(store, target="waste", day=date(2020, 12, 31), value=98, by="Li", reason="corrected")
    assert asked(store, one, date(2021, 2, 1)).state is State.MET


def test_the_years_of_a_plan_stand_together(store: Store) -> None:
    years = [
        target(f"plan@{y}", "pm10", "<=", value, plan="plan", first=date(y, 1, 1), last=date(y, 12, 31))
        for y, value in ((2018, 89), (2019, 84), (2020, 79), (2021, 75))
    ]
    keep_targets(store, years, actor="Zhang", reason="test")
    rows = board(store, basis=Basis(), until=UNTIL, plan="plan", day=SO_FAR).table
    assert rows["id"].tolist() == [f"plan@{y}" for y in range(2018, 2022)]
    # 2018 had 88.88, 2019 had 84.87; 2020 stands at 77.75.
    assert rows["state_zh"].tolist() == ["已达标", "未达标", "暂时达标", "未开始"]


def test_board_and_list(store: Store) -> None:
    keep_targets(store, [target("x1", "pm10", "<=", 70)], actor="Zhang", reason="test")
    of_henan = board(store, basis=Basis(), until=UNTIL, within="河南", day=SO_FAR).table.set_index("id")
    assert of_henan.loc["x1", "state_zh"] == "暂未达标"
    assert {"410800-2016-pm10", "410823-2020-pm25"} <= set(of_henan.index)
    assert "320600-2020-pm25" not in of_henan.index
    city = listed(store, within=CITY).table
    assert {"x1", "410800-2016-pm10", "410823-2020-pm25"} <= set(city["id"])
    county = listed(store, within="410823").table
    assert set(county["region"]) == {"410823"}


def test_a_province_has_no_good_days_of_its_own_and_a_mean_of_its_cities(store: Store) -> None:
    with pytest.raises(ValueError, match="no AQI of its own"):
        asked(store, target("p", "good_days", ">=", 9, region="410000"))
    mean = asked(store, target("p", "pm10", "<=", 80, region="410000"))
    assert mean.figure == pytest.approx(asked(store, target("t", "pm10", "<=", 80)).figure)


def test_as_known_then(atlas: Atlas, tmp_path: Path) -> None:
    opened = open_store(None, tmp_path / "home", atlas)
    monday, friday = datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 13, tzinfo=UTC)
    one = target("t", "pm10", "<=", 80, first=date(2016, 1, 1), last=date(2016, 12, 31))
    for moment, value in ((monday, 90.0), (friday, 70.0)):
        keep(replace(opened, now=lambda moment=moment: moment), published([(CITY, 0, FAR | {"pm10": value})]))
    assert asked(opened, one, FIRST).figure == 70
    assert asked(opened, one, FIRST, as_of=monday).figure == 90
    opened.close()


def test_the_passport_names_the_phase_of_gb_3095(store: Store) -> None:
    """GB 3095-2026 has two phases with other limits, and the composite index is reckoned with one of them."""
    for last, named in (
        (date(2020, 12, 31), "GB 3095-2012"),
        (date(2026, 12, 31), "GB 3095-2026 (transition)"),
        (date(2031, 12, 31), "GB 3095-2026 (final)"),
    ):
        one = target("phase", "composite_index", "<=", 4, first=last.replace(month=4, day=1), last=last)
        keep_targets(store, [one], actor="Zhang", reason="test")
        told = one_target(store, target="phase", basis=Basis(), day=last, until=UNTIL).passport
        assert named in told.editions, told.editions
