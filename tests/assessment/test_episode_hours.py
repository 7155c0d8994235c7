"""The hours of an episode to be played: which one, from when to when, who was hit first and hardest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from assessment.episode_hours import episode_hours
from assessment.periods import midnight
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_cities import JIAOZUO, LUOYANG, TERMS, ZHENGZHOU, opened, put

FIRST = date(2026, 3, 1)


def store_of(home: Path, atlas: Atlas, days: dict[int, dict[str, float]], last: int) -> Store:
    """Days of March 2026, every hour of a day the same: PM2.5 by city, 40 where nothing is said."""
    store = opened(home, atlas)
    for day in range(1, last + 1):
        values = dict.fromkeys((ZHENGZHOU, LUOYANG, JIAOZUO), 40.0) | days.get(day, {})
        put(store, values, date(2026, 3, day), days=1, name=f"{day}.csv")
    return store


@pytest.fixture(scope="module")
def march(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two heavy days on the 3rd and 4th with a spread, one lighter on the 9th."""
    days = {3: {LUOYANG: 200.0}, 4: {LUOYANG: 250.0, JIAOZUO: 200.0}, 9: {ZHENGZHOU: 200.0}}
    return store_of(tmp_path_factory.mktemp("march"), atlas, days, 13)


def at(day: int) -> datetime:
    return midnight(date(2026, 3, day))


def test_the_newest_episode_is_played_with_twelve_hours_before_and_after(march: Store) -> None:
    found = episode_hours(march, within="410000", at=at(13), terms=TERMS)
    assert found is not None
    assert (found.first, found.last, found.is_last) == (date(2026, 3, 9), date(2026, 3, 9), True)
    assert found.starts[0] == at(9) - timedelta(hours=12)
    assert found.starts[-1] == at(10) + timedelta(hours=11)


def test_each_city_has_its_first_heavy_hour_its_peak_and_its_hours(march: Store) -> None:
    """PM2.5 of 200 is an AQI of 250 and 250 one of 300, both level 5 (HJ 633-2026 table 1)."""
    found = episode_hours(march, within="410000", at=at(6), terms=TERMS)
    assert found is not None
    assert (found.first, found.last) == (date(2026, 3, 3), date(2026, 3, 4))
    rows = {row["code"]: row for row in found.answer.table.to_dict("records")}
    assert rows[LUOYANG]["heavy_hours"] == 48
    assert rows[LUOYANG]["first_heavy"] == at(3)
    assert (rows[LUOYANG]["peak_aqi"], rows[LUOYANG]["peak_level"]) == (300.0, 5)
    assert rows[JIAOZUO]["first_heavy"] == at(4)
    assert rows[ZHENGZHOU]["heavy_hours"] == 0
    column = found.answer.table["code"].tolist().index(LUOYANG)
    by_hour = dict(zip(found.starts, found.level[:, column].tolist(), strict=True))
    assert by_hour[at(3) - timedelta(hours=1)] == 2
    assert by_hour[at(3)] == 5


def test_the_heaviest_is_taken_when_the_newest_is_long_over(
    march: Store, atlas: Atlas, tmp_path: Path
) -> None:
    days = {3: {LUOYANG: 200.0}, 4: {LUOYANG: 200.0}, 9: {ZHENGZHOU: 200.0}}
    store = store_of(tmp_path, atlas, days, 18)
    found = episode_hours(store, within="410000", at=at(18), terms=TERMS)
    assert found is not None
    assert (found.first, found.last, found.is_last) == (date(2026, 3, 3), date(2026, 3, 4), False)
    store.close()


def test_without_a_heavy_day_there_is_nothing_to_play(march: Store) -> None:
    assert episode_hours(march, within="410000", at=at(3), terms=TERMS) is None
