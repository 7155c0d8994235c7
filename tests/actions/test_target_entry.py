"""Handing in a book and reporting a value: nobody does it without name and reason, and twice is once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from actions.target_entry import load_book, report_value
from geo.atlas import load
from ingest.contract import PayloadError
from store.opening import Store, open_store
from store.target_book import find_target, reported_values

BOOK = """region: "410800"
start: 2017-01-01
end: 2017-12-31
targets:
  - {indicator: pm10, value: 100}
  - {indicator: pm99, value: 3}
reported:
  - {target: 410800-2017-pm10, day: 2017-03-31, value: 120, by: 王, reason: 季报}
  - {target: nobody, day: 2017-03-31, value: 120, by: 王, reason: 季报}
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path / "home", load())
    yield opened
    opened.close()


def test_a_book_goes_in_once_and_what_is_not_understood_is_told(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(BOOK, encoding="utf-8")
    first = load_book(store, path, by="张", reason="年初下达")
    assert first.kept.new == ("410800-2017-pm10",)
    assert first.reported == 1
    assert [sentence.en.split(": ")[1] for sentence in first.refused] == [
        "line 6",
        "a value is reported of nobody, which is no target",
    ]
    again = load_book(store, path, by="李", reason="再来一次")
    assert again.kept.known == ("410800-2017-pm10",)
    held = find_target(store, "410800-2017-pm10")
    assert (held.version, held.actor, held.reason) == (1, "张", "年初下达")
    assert len(reported_values(store, held.id)) == 1
    path.write_text(BOOK.replace("value: 100", "value: 95"), encoding="utf-8")
    assert load_book(store, path, by="李", reason="调整").kept.revised == (held.id,)
    assert find_target(store, held.id).value == 95


def test_a_shipped_target_gives_way_to_the_version_of_a_person(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(BOOK.replace("2017", "2016"), encoding="utf-8")
    assert find_target(store, "410800-2016-pm10").value == 104
    load_book(store, path, by="张", reason="更正")
    assert find_target(store, "410800-2016-pm10").value == 100


def test_name_and_reason_are_obligatory(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(BOOK, encoding="utf-8")
    with pytest.raises(ValueError, match="--by"):
        load_book(store, path, by=" ", reason="x")
    with pytest.raises(ValueError, match="--reason"):
        report_value(store, target="410800-2016-pm10", day=date(2016, 9, 20), value=1, by="张", reason="")


def test_a_report_that_says_nothing_of_a_target_is_refused(store: Store) -> None:
    who = {"by": "张", "reason": "月报"}
    with pytest.raises(LookupError, match="no target 'pm10'"):
        report_value(store, target="pm10", day=date(2016, 9, 20), value=1, **who)
    with pytest.raises(ValueError, match="begins on 2016-01-01"):
        report_value(store, target="410800-2016-pm10", day=date(2015, 9, 20), value=1, **who)
    with pytest.raises(ValueError, match="no value"):
        report_value(store, target="410800-2016-pm10", day=date(2016, 9, 20), value=float("nan"), **who)


def test_a_book_none_of_which_is_understood_is_refused_whole(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text("targets:\n  - {indicator: pm99}\n", encoding="utf-8")
    with pytest.raises(PayloadError, match="no entry is understood"):
        load_book(store, path, by="张", reason="x")
