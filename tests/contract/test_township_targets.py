"""A township as the region of a target: boundaries, stations, hours and book handed in, then asked by command."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.contract.little_network import rows_of
from tests.contract.process import command_line
from tests.contract.townships import boundaries, files

Ask = Callable[..., list[dict[str, str]]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    folder = tmp_path_factory.mktemp("townships")
    extra = {"LANBI_BOUNDARIES": str(boundaries(folder / "boundaries"))}
    hours, listed, book = files(folder)

    def call(*arguments: str) -> list[dict[str, str]]:
        done = command_line(folder / "home", *arguments, extra=extra)
        assert done.returncode == 0, done.stderr.decode("utf-8")
        return rows_of(done.stdout)

    call("load", "cnemc_hourly", str(hours), "--stations", str(listed))
    call("targets", "load", str(book), "--by", "试验员", "--reason", "试验")
    return call


def test_a_township_is_followed_by_the_stations_that_lie_in_it(ask: Ask) -> None:
    """East: 30 and 50 and the national 70, on average 50 on each of three days; (50·31 − 50·3)/28 = 50."""
    (row,) = ask("targets", "progress", "east", "--day", "2026-03-03")
    assert (row["place"], row["above"], row["region"]) == ("东方镇", "武陟县", "410823101")
    assert (row["figure"], row["valid"], row["remaining"]) == ("50.00", "3", "28")
    assert (row["control"], row["state"]) == ("50.0", "on_course")


def test_nine_digits_and_twelve_name_the_same_township(ask: Ask) -> None:
    """West, written with twelve digits: 90 on three days; (45·31 − 90·3)/28 = 40.17, shown to the safe side."""
    (row,) = ask("targets", "progress", "west", "--day", "2026-03-03")
    assert (row["place"], row["figure"], row["control"], row["state"]) == (
        "西方乡", "90.00", "40.1", "behind",
    )  # fmt: skip


def test_townships_stand_on_the_board_of_their_county_city_and_themselves(ask: Ask) -> None:
    for region in ("武陟县", "410800", "河南"):
        rows = [
            r
            for r in ask("targets", "progress", "--in", region, "--day", "2026-03-03")
            if r["start"] > "2026"
        ]
        assert {(r["id"], r["place"], r["above"]) for r in rows} == {
            ("east", "东方镇", "武陟县"), ("west", "西方乡", "武陟县"), ("county", "武陟县", "焦作市"),
        }  # fmt: skip
    assert [r["id"] for r in ask("targets", "progress", "--in", "410823101", "--day", "2026-03-03")] == [
        "east"
    ]


def test_a_county_is_followed_by_all_its_stations(ask: Ask) -> None:
    """(30 + 50 + 90 + 70)/4 = 60."""
    (row,) = ask("targets", "progress", "county", "--day", "2026-03-03")
    assert row["figure"] == "60.00"
