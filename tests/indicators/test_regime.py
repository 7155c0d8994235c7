"""Which editions judge a day, and where a window is split. Holds: GB 3095-2012 amendment 2018."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from indicators.regime import civil_day, regime, regime_at, spells
from indicators.standard import edition, editions, in_force

FIRST = date(2013, 1, 1)


@pytest.mark.parametrize("kind", ["aqi", "limits", "assessment", "ranking"])
def test_exactly_one_edition_of_a_kind_judges_any_day(kind: str) -> None:
    day = FIRST
    while day < date(2032, 1, 1):
        assert sum(e.kind == kind and e.judges(day) for e in editions()) == 1, day
        day += timedelta(days=1)


def test_each_edition_in_phases_has_one_phase_a_day() -> None:
    for one in (e for e in editions() if e.phases):
        day = one.first_day
        while day < (one.withdrawn or date(2035, 1, 1)):
            assert sum(p.start <= day and (p.end is None or day <= p.end) for p in one.phases) == 1
            day += timedelta(days=30)


def test_before_any_edition_there_is_a_sentence() -> None:
    with pytest.raises(LookupError, match="judges 2012-12-31"):
        in_force("aqi", date(2012, 12, 31))
    with pytest.raises(LookupError, match="judges 2016-12-31"):
        in_force("sand", date(2016, 12, 31))
    with pytest.raises(LookupError, match="no edition"):
        edition("HJ 633-2031")
    with pytest.raises(LookupError, match="no regime"):
        regime("2025", FIRST)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stamp_utc", "number"),
    [
        (datetime(2026, 2, 28, 15, tzinfo=UTC), "HJ 633-2012"),  # stamped T00: 23:00-24:00 of 28 February
        (datetime(2026, 2, 28, 16, tzinfo=UTC), "HJ 633-2026"),  # stamped T01
    ],
)
def test_the_start_of_the_hour_decides(stamp_utc: datetime, number: str) -> None:
    assert regime_at("auto", stamp_utc).aqi.number == number


def test_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        civil_day(datetime(2026, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("word", "day", "aqi", "phase", "assessment"),
    [
        ("auto", date(2014, 5, 1), "HJ 633-2012", "original", "HJ 663-2013"),
        ("auto", date(2018, 9, 1), "HJ 633-2012", "amended", "HJ 663-2013"),
        ("auto", date(2026, 3, 1), "HJ 633-2026", "transition", "HJ 663-2026"),
        ("auto", date(2031, 1, 1), "HJ 633-2026", "final", "HJ 663-2026"),
        ("2012", date(2026, 6, 1), "HJ 633-2012", "amended", "HJ 663-2013"),
        ("2026", date(2020, 6, 1), "HJ 633-2026", "transition", "HJ 663-2026"),
        ("2031", date(2020, 6, 1), "HJ 633-2026", "final", "HJ 663-2026"),
    ],
)
def test_words(word: str, day: date, aqi: str, phase: str, assessment: str) -> None:
    found = regime(word, day)  # type: ignore[arg-type]
    assert (found.aqi.number, found.limits_phase.name, found.assessment_edition.number) == (
        aqi,
        phase,
        assessment,
    )


def test_a_window_is_split_at_the_change_and_at_2031() -> None:
    parts = spells("auto", date(2026, 1, 1), date(2031, 6, 30))
    assert [(a, b, r.aqi.number, r.limits_phase.name) for a, b, r in parts] == [
        (date(2026, 1, 1), date(2026, 2, 28), "HJ 633-2012", "amended"),
        (date(2026, 3, 1), date(2030, 12, 31), "HJ 633-2026", "transition"),
        (date(2031, 1, 1), date(2031, 6, 30), "HJ 633-2026", "final"),
    ]


def test_an_aqi_alone_is_not_split_in_2031() -> None:
    parts = spells("auto", date(2030, 1, 1), date(2031, 6, 30), kinds=("aqi",))
    assert [(a, b) for a, b, _ in parts] == [(date(2030, 1, 1), date(2031, 6, 30))]


def test_the_amendment_of_2018_changed_no_limit() -> None:
    assert len(spells("auto", date(2018, 1, 1), date(2018, 12, 31))) == 1
    before = regime("auto", date(2018, 8, 31)).limits
    after = regime("auto", date(2018, 9, 1)).limits
    assert before.basic == after.basic
    assert "273" in before.reference.en
    assert "298.15" in after.reference.en


@pytest.mark.parametrize("word", ["2012", "2026", "2031"])
def test_a_named_word_is_one_spell(word: str) -> None:
    assert len(spells(word, date(2025, 1, 1), date(2031, 12, 31))) == 1  # type: ignore[arg-type]


def test_no_sand_rule_before_2017() -> None:
    assert regime("auto", date(2016, 12, 31)).sand_edition is None
    with pytest.raises(LookupError, match="2017"):
        regime("auto", date(2016, 12, 31)).edition("sand")
    assert regime("auto", date(2017, 1, 1)).edition("sand").kind == "sand"


def test_a_window_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        spells("auto", date(2026, 2, 2), date(2026, 2, 1))
