"""Why a row was refused is told in both languages."""

from __future__ import annotations

from assessment.quarantine import REASONS
from ingest import cells, refusal, tables


def test_every_reason_of_the_common_reading_has_its_chinese() -> None:
    told = {
        cells.NOT_A_NUMBER, cells.NOT_FINITE, cells.NEGATIVE, cells.TOO_LONG, cells.NOT_A_TIME, cells.NO_SUCH_TIME,
        cells.NOT_FULL_HOUR, cells.WRONG_ZONE, cells.OUT_OF_TIME, cells.NO_STATION, cells.BAD_STATION,
        cells.BAD_NAME, cells.BAD_POSITION, refusal.DUPLICATE, refusal.OVERRULED, refusal.LEFT_STANDING,
        tables.WRONG_COUNT, tables.OPEN_QUOTES,
    }  # fmt: skip
    assert told <= REASONS.keys()
    for label in REASONS.values():
        assert label.zh.isascii() is False
