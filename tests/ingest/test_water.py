"""Texts of water into values: what each oddity of the feeds and sheets becomes, and what is refused."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ingest import water
from ingest.contract import PayloadError, Quality
from ingest.section_names import section_key
from ingest.water import OVERRULED_WATER, batches, normalise
from ingest.water_cells import (
    BAD_CODE,
    ENDS_EARLY,
    NO_ITEM,
    NO_PROVINCE,
    NO_SUCH_TIME,
    NO_TIME,
    NO_UNIT,
    NOT_A_TIME,
    NOT_A_VALUE,
    NOT_UNROUNDED,
)
from ingest.water_contract import FILTERED, WATER_MARKS
from tests.ingest.water_build import FEED, batch, cell, province_of, reasons, source, table, values


def test_the_unrounded_value_counts_and_the_shown_one_stays() -> None:
    made = batch(cell(text="8.00", raw="7.995", parameter="pH", unit="无量纲"))
    assert (made.samples.value.tolist(), made.samples.shown.tolist()) == ([7.995], [8.0])
    assert made.samples.quality.tolist() == [Quality.NOT_EVALUATED]


def test_scientific_notation_is_a_number() -> None:
    assert values(batch(cell(text="0.000", raw="4E-05"))) == {"nh3n": 0.00004}


def test_an_unrounded_value_that_is_none_is_refused_and_the_shown_one_counts() -> None:
    made = batch(cell(text="0.30", raw="<b>0.3</b>"))
    assert values(made) == {"nh3n": 0.3}
    assert reasons(made) == [(1, "氨氮", NOT_UNROUNDED, False)]


@pytest.mark.parametrize(
    ("text", "raw", "quality", "mark"),
    [
        ("*", "", Quality.NOT_MONITORED, "*"),
        ("/", "", Quality.NOT_MONITORED, "/"),
        ("--", "", Quality.MISSING, "--"),
        ("", "", Quality.MISSING, ""),
        ("\\N", "", Quality.MISSING, "\\N"),
        ("-1", "", Quality.MISSING, "-1"),
        ("未监测", "", Quality.MISSING, "未监测"),
        ("--", "当天质控不合格", Quality.FAIL, "当天质控不合格"),
        ("--", FILTERED, Quality.FAIL, FILTERED),
    ],
)
def test_each_mark_is_kept_and_is_no_number(text: str, raw: str, quality: Quality, mark: str) -> None:
    made = batch(cell(text=text, raw=raw))
    assert math.isnan(made.samples.value[0])
    assert made.samples.quality.tolist() == [quality]
    assert WATER_MARKS[made.samples.mark[0]] == mark
    assert made.rejected == []


def test_a_value_that_was_filtered_but_shown_stays_as_failed() -> None:
    made = batch(cell(text="14.2", raw=FILTERED))
    assert (made.samples.value.tolist(), made.samples.quality.tolist()) == ([14.2], [Quality.FAIL])


@pytest.mark.parametrize(
    ("text", "value", "qualifier", "limit"),
    [
        ("0.01L", 0.01, -1, 0.01),
        ("＜0.05", 0.05, -1, 0.05),
        ("ND", math.nan, -1, math.nan),
        ("未检出", math.nan, -1, math.nan),
        (">24000", 24000.0, 1, math.nan),
        ("0", 0.0, 0, math.nan),
    ],
)
def test_below_detection_is_a_way_to_read_a_number(
    text: str, value: float, qualifier: int, limit: float
) -> None:
    made = batch(cell(text=text)).samples
    np.testing.assert_equal((made.value[0], made.qualifier[0], made.limit[0]), (value, qualifier, limit))
    assert made.quality[0] == Quality.NOT_EVALUATED


def test_a_temperature_may_be_below_zero_and_nothing_else() -> None:
    assert values(batch(cell(parameter="水温", unit="℃", text="-1"))) == {"wt": -1.0}
    made = batch(cell(text="-0.3"))
    assert math.isnan(made.samples.value[0])
    assert reasons(made) == [(1, "氨氮", NOT_A_VALUE, False)]


@pytest.mark.parametrize(
    ("parameter", "unit", "text", "code", "value"),
    [
        ("叶绿素α", "mg/L", "0.0097", "chla", 9.7),
        ("叶绿素a", "μg/L", "9.7", "chla", 9.7),
        ("藻密度", "cells/L", "7699844", "algae", 7699844.0),
        ("藻密度", "万个/L", "12.5", "algae", 125000.0),
        ("总磷", "µg/L", "57", "tp", 0.057),
        ("总磷", "mg·L-1", "0.057", "tp", 0.057),
        ("电导率", "μS/cm", "861.9", "ec", 861.9),
        ("电导率", "mS/m", "86.19", "ec", 861.9),
        ("粪大肠菌群", "MPN/100mL", "20", "fcoli", 200.0),
        ("透明度", "cm", "35", "sd", 0.35),
        ("高锰酸盐指数", "", "5.81", "codmn", 5.81),
        ("CODMn", "mg/l", "5.81", "codmn", 5.81),
        ("NH3-N", "（mg/L）", "0.097", "nh3n", 0.097),
    ],
)
def test_units_and_names_come_right(parameter: str, unit: str, text: str, code: str, value: float) -> None:
    assert values(batch(cell(parameter=parameter, unit=unit, text=text))) == {code: value}


def test_an_unknown_unit_costs_its_cell_and_no_other() -> None:
    made = batch(cell(unit="ppb", text="30"), cell(parameter="总磷", text="0.05"), record=[1, 1])
    assert values(made)["tp"] == 0.05
    assert math.isnan(values(made)["nh3n"])
    assert reasons(made) == [(1, "氨氮", NO_UNIT, False)]
    assert made.taken == 1


def test_an_unknown_item_is_refused_where_it_says_something() -> None:
    made = batch(
        cell(), cell(parameter="臭味", text="强"), cell(parameter="浮油", text="--"), record=[1, 1, 1]
    )
    assert list(values(made)) == ["nh3n"]
    assert reasons(made) == [(2, "臭味", NO_ITEM, False)]


def test_an_interval_is_a_slot_from_its_start_in_utc() -> None:
    made = batch(cell()).samples
    assert datetime.fromtimestamp(int(made.start[0]), UTC) == datetime(2021, 4, 1, 4, tzinfo=UTC)
    assert made.end[0] - made.start[0] == 4 * 3600


def test_a_month_is_a_calendar_month_and_a_day_a_civil_day() -> None:
    month = batch(cell(start="2020-12-01"), of=source(stamp="month", slot=timedelta(days=31))).samples
    day = batch(cell(start="2020-02-29"), of=source(stamp="day", slot=timedelta(days=1))).samples
    assert month.end[0] - month.start[0] == 31 * 86400
    assert day.end[0] - day.start[0] == 86400
    told = batch(cell(start="2021-02-01", end="2021-03-01"), of=source(stamp="month")).samples
    assert told.end[0] - told.start[0] == 28 * 86400


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("*", "", NO_TIME),
        ("--", "", NO_TIME),
        ("", "", NO_TIME),
        ("04-01 12:00", "", NOT_A_TIME),
        ("2021-02-29T00:00", "", NO_SUCH_TIME),
        ("2021-04-01T25:00", "", NO_SUCH_TIME),
        ("0021-04-01", "", NO_SUCH_TIME),
        ("2021-04-02", "2021-04-01", ENDS_EARLY),
        ("2021-04-02", "soon", NOT_A_TIME),
    ],
)
def test_a_record_without_a_time_is_refused_whole_and_the_others_go_in(
    start: str, end: str, reason: str
) -> None:
    made = batch(cell(start=start, end=end), cell(section="另桥"))
    assert reasons(made) == [(1, "start", reason, True)]
    assert (made.rows, made.taken, len(made.samples)) == (2, 1, 1)


@pytest.mark.parametrize(
    ("texts", "field", "reason"),
    [
        ({"section": ""}, "section", "no section is named"),
        ({"section": "*"}, "section", "no section is named"),
        ({"section": "桥\u0007"}, "section", "not a name of a section"),
        ({"province": "大清国"}, "province", NO_PROVINCE),
        ({"code": "A B\u200b"}, "section", BAD_CODE),
    ],
)
def test_a_record_of_nowhere_is_refused_whole(texts: dict[str, str], field: str, reason: str) -> None:
    made = batch(cell(**texts), cell(section="另桥"))
    assert reasons(made) == [(1, field, reason, True)]


def test_brackets_width_and_spaces_are_no_other_section() -> None:
    made = batch(
        cell(section="广北滨河路(桥）"),
        cell(section=" 广北滨河路（桥)", start="2021-04-01T16:00"),
        cell(section="广北滨河路 (桥)", start="2021-04-01T20:00"),
    )
    assert len(set(made.samples.section)) == len(made.sections) == 1


def test_the_same_name_in_another_province_is_another_section() -> None:
    made = batch(cell(), cell(province="河南省"))
    assert sorted(one.province for one in made.sections) == ["320000", "410000"]
    assert len(set(made.samples.section)) == 2


def test_a_name_in_brackets_is_an_alias_and_no_reason_to_merge() -> None:
    made = batch(cell(section="闵行西界(松浦大桥)"), cell(section="松浦大桥"))
    assert {one.name: one.aliases for one in made.sections} == {
        "闵行西界(松浦大桥)": ("闵行西界", "松浦大桥"),
        "松浦大桥": (),
    }


def test_a_code_that_is_given_is_the_section_s() -> None:
    made = batch(cell(code="JS001"))
    assert made.samples.section.tolist() == ["JS001"] == [one.key for one in made.sections]
    assert batch(cell()).samples.section.tolist() == [section_key("320000", "某桥")]


def test_the_same_record_twice_is_taken_once_and_counted() -> None:
    made = batch(cell(), cell())
    assert reasons(made) == [(1, "", "same row twice", True)]
    assert (made.rows, made.taken, len(made.samples)) == (2, 1, 1)


def test_of_records_that_contradict_each_other_the_last_counts() -> None:
    made = batch(cell(text="0.1"), cell(text="0.2", published_class="Ⅲ"))
    assert values(made) == {"nh3n": 0.2}
    assert reasons(made) == [(1, "", OVERRULED_WATER, True)]
    assert made.sayings.published_class.tolist() == ["Ⅲ"]


def test_the_same_values_under_another_class_are_a_contradiction() -> None:
    assert reasons(batch(cell(), cell(published_class="Ⅳ")))[0][2] == OVERRULED_WATER


def test_two_names_of_one_item_in_a_record_cost_a_cell_and_not_the_record() -> None:
    made = batch(cell(parameter="CODMn", text="4"), cell(parameter="高锰酸盐指数", text="5"), record=[1, 1])
    assert values(made) == {"codmn": 5.0}
    assert reasons(made) == [(1, "CODMn", OVERRULED_WATER, False)]
    assert (made.rows, made.taken) == (1, 1)


def test_items_of_one_section_and_month_on_two_sheets_come_together() -> None:
    made = batch(cell(text="0.3"), cell(parameter="铅", text="0.001L"), record=[1, 2])
    assert values(made) == {"nh3n": 0.3, "pb": 0.001}
    assert (made.rows, made.taken, made.rejected) == (2, 2, [])


def test_a_station_at_rest_is_said_and_has_no_value() -> None:
    made = batch(cell(parameter="", unit="", text="", state="停站", published_class="-"))
    assert len(made.samples) == 0
    assert (made.sayings.state.tolist(), made.sayings.published_class.tolist()) == (["停站"], [""])
    assert (made.rows, made.taken, made.rejected) == (1, 1, [])


def test_a_word_that_is_no_class_is_refused_once_for_its_record() -> None:
    made = batch(
        cell(published_class="9"), cell(parameter="总磷", text="0.1", published_class="9"), record=[1, 1]
    )
    assert reasons(made) == [(1, "published_class", "not a class", False)]
    assert len(made.samples) == 2


def test_a_section_without_any_time_is_still_told_of() -> None:
    made = batch(cell(), cell(section="停桥", start="*"))
    assert sorted(one.name for one in made.sections) == ["停桥", "某桥"]


def test_the_place_of_a_cell_of_a_sheet_is_named() -> None:
    made = normalise(FEED, table([cell(text="很多")], where=["3月!D7"]), province_of)
    assert reasons(made) == [(1, "3月!D7 氨氮", NOT_A_VALUE, False)]


def test_a_payload_of_which_no_row_fits_is_refused_whole() -> None:
    with pytest.raises(PayloadError, match=r"feed.json: line 1: start: not a time"):
        batch(cell(start="昨天"), cell(start="前天"))


def test_a_payload_of_which_no_value_fits_has_changed_its_shape() -> None:
    rows = [cell(start=f"2021-04-{day:02d}", text="<td>0.3</td>") for day in range(1, 29)]
    with pytest.raises(PayloadError, match="no other value can be read"):
        batch(*rows)


def test_an_empty_table_is_no_fault() -> None:
    made = batch()
    assert (made.rows, made.taken, len(made.samples), made.rejected) == (0, 0, 0, [])


ODD = ("0.3", "0.30", "0.01L", "--", "*", "", "强", "1e9999", "-1", "４E-05", "=1+1", "\x00", "0.3 mg/L")


@pytest.mark.parametrize("seed", range(40))
def test_of_any_rows_those_taken_and_refused_are_those_published(seed: int) -> None:
    pick = random.Random(seed)
    rows, record = [], []
    for number in range(pick.randrange(1, 30)):
        place = {
            "section": pick.choice(["某桥", "另桥", "另 桥", "", "A(b)"]),
            "province": pick.choice(["江苏省", "江苏", "河南省", "", "火星"]),
            "start": pick.choice(["2021-04-01", "2021-04-02T04:00", "*", "2021-13-01"]),
            "state": pick.choice(["正常", "停站", "--", "x" * 50]),
            "published_class": pick.choice(["Ⅱ", "3", "", "77"]),
        }
        for item in pick.sample(["氨氮", "NH3-N", "总磷", "pH", "气味", ""], pick.randrange(1, 4)):
            rows.append(cell(**place, parameter=item, text=pick.choice(ODD), raw=pick.choice(ODD)))
            record.append(number)
    try:
        made = batch(*rows, cell(section="好桥", text="0.1"), record=[*record, 999])
    except PayloadError:
        pytest.fail("a table with a good record is taken")
    whole = sum(one.whole for one in made.rejected)
    assert made.rows == len(set(record)) + 1 == made.taken + whole
    keys = list(
        zip(made.samples.section, made.samples.start, made.samples.end, made.samples.parameter, strict=True)
    )
    assert len(set(keys)) == len(keys)
    assert {key[0] for key in keys} <= {one.key for one in made.sections}
    is_number = np.isfinite(made.samples.value)
    assert (made.samples.quality[is_number] == Quality.NOT_EVALUATED).all()
    assert not np.isinf(made.samples.value).any()
    assert not (made.samples.value[is_number] < 0).any()


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_sections_and_times_does_not_matter(seed: int) -> None:
    rows = [
        cell(section=name, start=f"2021-04-0{day}", parameter=item, text=f"0.{day}{index}")
        for name in ("甲", "乙", "丙")
        for day in (1, 2, 3)
        for index, item in enumerate(("氨氮", "总磷", "pH"))
    ]
    shuffled = random.Random(seed).sample(rows, len(rows))
    a, b = batch(*rows).samples, batch(*shuffled).samples
    for name in a.__slots__:
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_slices_hold_all_values_of_a_time_and_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(water, "SLICE_ROWS", 5)
    rows = [cell(section=s, start=f"2021-04-0{d}") for d in (1, 2, 3, 4) for s in "甲乙丙"]
    rows.append(cell(start="*"))
    made = list(batches(FEED, table(rows), province_of))
    assert [len(one.samples) for one in made] == [6, 6]
    assert [(one.rows, one.taken, len(one.rejected)) for one in made] == [(6, 6, 0), (7, 6, 1)]
    starts = [set(one.samples.start.tolist()) for one in made]
    assert not starts[0] & starts[1]
    assert all({*one.samples.section} <= {said.key for said in one.sections} for one in made)
