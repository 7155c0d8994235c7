"""A source of water through the same run as any other: files and a live answer, refusals told, nothing half."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from ingest import collect as collecting
from ingest.contract import Payload, PayloadError, Receipt, Remark, Stage, Window
from ingest.water_contract import PublishedWater, WaterBatch, WaterSource
from tests.ingest.water_build import cell, province_of, source, table

WINDOW = Window(start=datetime(2021, 4, 1, tzinfo=UTC), end=datetime(2021, 4, 2, tzinfo=UTC))


@dataclass(slots=True)
class Shelf:
    held: list[WaterBatch] = field(default_factory=list)

    def keep(self, batch: WaterBatch) -> Receipt:
        self.held.append(batch)
        return Receipt(rows=batch.taken, readings=len(batch.samples), kept=len(batch.samples))


def made(*bodies: bytes) -> WaterSource:
    """A source whose payloads are these; a body is the text of a value, or `broken`."""

    def payloads() -> Iterator[Payload]:
        for number, body in enumerate(bodies):
            yield Payload(source="feed", name=f"{number}.json", sha256="0" * 64, body=body)

    def files(_path: Path) -> Iterator[Payload | Remark]:
        yield from payloads()
        yield Remark(file="b.txt", text="is no answer")

    def parse(payload: Payload) -> Iterator[PublishedWater]:
        if payload.body == b"broken":
            raise PayloadError(f"{payload.name}: is no answer")
        assert isinstance(payload.body, bytes)
        rows = [cell(text=payload.body.decode()), cell(start="*")]
        yield replace(table(rows), payload=payload)

    return source(files=files, parse=parse, fetch=lambda _client, _window: payloads())


def test_files_of_water_are_loaded_and_the_broken_one_is_told() -> None:
    shelf = Shelf()
    done = collecting.load(made(b"0.3", b"broken", b"0.4"), [Path("x")], shelf, province_of=province_of)
    assert (done.payloads, done.published, done.receipt.rows) == (2, 4, 2)
    assert done.refused == ("1.json: is no answer",)
    assert done.remarks == ("b.txt: is no answer",)
    assert [one.samples.value.tolist() for one in shelf.held] == [[0.3], [0.4]]


def test_reviewed_values_of_water_are_brought_as_such() -> None:
    shelf = Shelf()
    collecting.load(made(b"0.3"), [Path("x")], shelf, province_of=province_of, stage=Stage.REVIEWED)
    assert [one.stage for one in shelf.held] == [Stage.REVIEWED]


def test_water_without_the_register_of_provinces_is_a_wrong_call() -> None:
    with pytest.raises(LookupError, match="provinces"):
        collecting.load(made(b"0.3"), [Path("x")], Shelf())


def test_of_a_live_answer_all_is_taken_or_nothing() -> None:
    shelf = Shelf()
    with httpx.Client() as client:
        whole = collecting.collect(made(b"0.3"), WINDOW, shelf, client, province_of=province_of)
        half = collecting.collect(made(b"0.3", b"broken"), WINDOW, shelf, client, province_of=province_of)
    assert (whole.state, whole.newest) == ("done", int(datetime(2021, 4, 1, 4, tzinfo=UTC).timestamp()))
    assert (half.state, half.newest) == ("failed", None)
    assert half.failure is not None
    assert "1.json" in half.failure.sentence
    assert len(shelf.held) == 1
