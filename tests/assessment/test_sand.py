"""Sand events on two cities: proposed by the rule, approved by a person, left out where that is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from actions.sand import approve_sand, propose_sand, withdraw_sand
from assessment.periods import Days, midnight
from assessment.ranking import rank
from assessment.sand import events, evidence, proposals
from assessment.terms import Terms
from assessment.values import table
from geo.atlas import Atlas
from store.facts import refresh
from store.keeping import keep
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, LUOYANG, PLACES, TERMS, XINXIANG, opened
from tests.store.making import Cell, at, batch, spell

WITHOUT = replace(TERMS, sand="without")
FIRST = date(2026, 3, 10)
THREE_DAYS = Days(first=FIRST, last=date(2026, 3, 12))
STORM_BEGINS, STORM_ENDS = 30, 40  # hours after midnight of the first day: 06:00 to 16:00 of the second
CALM = 80.0
TALL = 400.0


def filled(home: Path, atlas: Atlas) -> Store:
    """Two stations of Luoyang read 80 and in the storm 400 and 200; Jiaozuo reads 80, Xinxiang 120 throughout."""
    moments = iter(datetime(2026, 4, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(1000))
    store = opened(home, atlas, lambda: next(moments))
    rows, spells = [], []
    start = datetime(2026, 3, 9, 16, tzinfo=UTC)
    code, lon, lat = PLACES[LUOYANG]
    stations = [(code, lon, lat, TALL), ("9108A", lon + 0.01, lat, 200.0)]
    stations += [(*PLACES[JIAOZUO], CALM), (*PLACES[XINXIANG], 120.0)]
    for name, x, y, peak in stations:
        usual = peak if name == PLACES[XINXIANG][0] else CALM
        for hour in range(72):
            cells: dict[str, Cell] = {"pm25": 30.0, "so2": 10.0, "no2": 20.0, "co": 0.5, "o3": 60.0}
            storm = STORM_BEGINS <= hour < STORM_ENDS
            rows.append((name, at(hour, start), {**cells, "pm10": peak if storm else usual}))
        spells.append(spell(name, start, start + timedelta(hours=71), lon=x, lat=y, area=""))
    keep(store, batch(rows, spells=spells))
    refresh(store)
    return store


@pytest.fixture
def store(atlas: Atlas, tmp_path: Path) -> Iterator[Store]:
    store = filled(tmp_path / "home", atlas)
    yield store
    store.close()


def proposed(store: Store) -> str:
    found = proposals(store, within="410000", days=THREE_DAYS, terms=TERMS)
    propose_sand(store, found, by="rule", reason="by the rule")
    assert len(found) == 1
    return found[0].event


def column(store: Store, indicator: str, name: str, terms: Terms, **others: object) -> list[object]:
    asked = {"of": "city", "within": LUOYANG, "start": THREE_DAYS.start, "end": THREE_DAYS.end} | others
    return list(table(store, indicator=indicator, terms=terms, **asked).table[name])  # type: ignore[arg-type]


def test_start_and_end(store: Store) -> None:
    """City mean 300 is twice the 80 before and above 150; 80 again is within 10 %."""
    event = proposed(store)
    assert event == f"{LUOYANG}-20260311T06"
    row = events(store).table.iloc[0]
    assert (row["start"][11:16], row["end"][11:16], row["hours"]) == ("06:00", "16:00", 10)
    assert (row["before_ug"], row["peak_ug"], row["state"], row["stations"]) == (80.0, 300.0, "proposed", 2)
    _, stations, hours = evidence(store, event=event, terms=TERMS)
    assert dict(zip(stations.table["code"], stations.table["times"], strict=True)) == {
        PLACES[LUOYANG][0]: 5.0, "9108A": 2.5,
    }  # fmt: skip
    assert hours.table["inside"].sum() == 3 * 10  # the city and its two stations


def test_proposing_twice_is_once(store: Store) -> None:
    event = proposed(store)
    again = propose_sand(
        store, proposals(store, within="410000", days=THREE_DAYS, terms=TERMS), by="rule", reason="again"
    )
    assert (len(again.new), len(again.revised), again.known) == (0, 0, 1)
    withdraw_sand(store, event=event, by="a", reason="no dust seen")
    proposed(store)
    assert list(events(store).table["state"]) == ["withdrawn"]


def test_only_an_approved_event_takes_hours_out(store: Store) -> None:
    event = proposed(store)
    before = column(store, "pm10", "value", TERMS)
    # (14 x 80 + 10 x 300) / 24 = 171.67
    assert before == ["80", "172", "80"]
    assert column(store, "pm10", "value", WITHOUT) == before
    approve_sand(store, event=event, by="a", reason="dust network")
    assert column(store, "pm10", "value", TERMS) == before
    assert column(store, "pm10", "value", WITHOUT) == ["80", "", "80"]  # 14 hours are fewer than 20
    assert ["sand_excluded" in str(n) for n in column(store, "pm10", "note", WITHOUT)] == [False, True, False]
    assert column(store, "o3_8h", "value", WITHOUT) == ["60"] * 3
    withdraw_sand(store, event=event, by="b", reason="it was fire")
    assert column(store, "pm10", "value", WITHOUT) == before


def test_effect_on_the_day_and_the_period(store: Store) -> None:
    """PM10 172 has an IAQI over 100; without it the highest is that of PM2.5 ... which leaves too: ozone's 30."""
    approve_sand(store, event=proposed(store), by="a", reason="dust network")
    with_sand, without = column(store, "aqi", "value", TERMS), column(store, "aqi", "value", WITHOUT)
    assert int(str(with_sand[1])) > 100
    assert without == [with_sand[0], "30", with_sand[2]]
    assert column(store, "good_day_rate", "value", TERMS, every="all") == ["66.7"]
    assert column(store, "good_day_rate", "value", WITHOUT, every="all") == ["100.0"]
    assert column(store, "good_day_rate", "valid", WITHOUT, every="all") == [3]
    left_out = replace(WITHOUT, basis=replace(WITHOUT.basis, sand_day="left_out"))
    assert column(store, "good_day_rate", "valid", left_out, every="all") == [2]


def test_hours_and_stations_and_provinces(store: Store) -> None:
    approve_sand(store, event=proposed(store), by="a", reason="dust network")
    noon = {"start": midnight(FIRST) + timedelta(hours=33), "end": midnight(FIRST) + timedelta(hours=34)}
    assert column(store, "pm10", "value", TERMS, every="hour", **noon) == ["300"]
    assert column(store, "pm10", "value", WITHOUT, every="hour", **noon) == [""]
    assert column(store, "pm10", "value", WITHOUT, of="station") == ["80", "", "80"] * 2
    # Jiaozuo 80 and Xinxiang 120 remain of the three cities on the second day.
    assert column(store, "pm10", "value", WITHOUT, of="province", within="410000") == ["93", "100", "93"]


def test_ranking_and_passport_name_what_was_left_out(store: Store) -> None:
    approve_sand(store, event=proposed(store), by="Wang", reason="dust network")
    asked = {"indicator": "pm10", "within": "410000", "start": FIRST, "end": THREE_DAYS.last}
    alone = rank(store, terms=TERMS, **asked).table  # type: ignore[arg-type]
    assert list(alone["rank"][alone["code"] == LUOYANG]) == ["2"]
    answer = rank(store, terms=WITHOUT, **asked)  # type: ignore[arg-type]
    ranks = dict(zip(answer.table["code"], answer.table["rank"], strict=True))
    assert (ranks[LUOYANG], ranks[JIAOZUO], ranks[XINXIANG]) == ("1", "1", "3")
    assert "Wang" in answer.passport.exclusions[0].en
    assert "sand_excluded" in answer.passport.notes


def test_as_of_before_the_approval_the_event_counts_not(store: Store) -> None:
    event = proposed(store)
    act = approve_sand(store, event=event, by="a", reason="dust network")
    then = replace(WITHOUT, as_of=act.known_at - timedelta(seconds=1))
    assert column(store, "pm10", "value", then) == ["80", "172", "80"]
    assert column(store, "pm10", "value", replace(WITHOUT, as_of=act.known_at)) == ["80", "", "80"]


def test_acts_need_a_name_and_a_reason(store: Store) -> None:
    event = proposed(store)
    with pytest.raises(ValueError, match="--by"):
        approve_sand(store, event=event, by=" ", reason="dust")
    with pytest.raises(LookupError, match="no sand event"):
        approve_sand(store, event="410100-20260101T00", by="a", reason="dust")
    approve_sand(store, event=event, by="a", reason="dust")
    with pytest.raises(ValueError, match="already"):
        approve_sand(store, event=event, by="b", reason="dust")
