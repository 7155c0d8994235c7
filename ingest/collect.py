"""One source, once: its files or its made-up hours, read, normalised, kept, and what became of them.

A payload that is refused does not stop the others. Keeping is the sink's: a run that was killed is simply run
again, and finds known what it had kept. Nothing here fetches on a schedule or checks readings.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest import days, stations
from ingest.contract import (
    DaySource,
    Payload,
    PayloadError,
    Published,
    Receipt,
    Remark,
    Sink,
    Source,
    Stage,
    Window,
)
from ingest.normalise import normalise, slices

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: rows of the payload at hand, and bytes of all files where files are read."""

    payload: str
    rows: int
    rows_total: int
    bytes_done: int
    bytes_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a run: `published` = `receipt.rows` + rows refused whole.

    `refused` holds a sentence for each payload (or row of a station list) that was refused, `remarks` one for
    each that was passed over; `payloads` counts those that were taken.
    """

    receipt: Receipt
    published: int
    payloads: int
    refused: tuple[str, ...]
    remarks: tuple[str, ...]
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether everything went in: no payload and no row or cell was refused."""
        return not self.refused and not self.receipt.rejected


@dataclass(slots=True, kw_only=True)
class _Run:
    source: Source | DaySource
    sink: Sink
    region_of: days.RegionOf | None = None
    listed: Mapping[str, stations.Listed]
    report: Callable[[Progress], None] | None
    refused: list[str]
    remarks: list[str]
    bytes_total: int = 0
    bytes_done: int = 0
    receipt: Receipt = field(default_factory=Receipt)
    published: int = 0
    payloads: int = 0

    def take(self, payload: Payload) -> None:
        """Keep one payload, or note why it is refused."""
        size = _size(payload)
        before = len(self.refused)
        try:
            for published in self._parsed(payload):
                self._keep(published, size)
        except PayloadError as fault:
            self.refused.append(str(fault))
        self.payloads += len(self.refused) == before
        self.bytes_done += size
        self._tell(payload.name, 0, 0, self.bytes_done)

    def _parsed(self, payload: Payload) -> Iterator[Published]:
        assert self.source.parse is not None, "a source that gives payloads can parse them"
        return self.source.parse(payload)

    def _keep(self, published: Published, size: int) -> None:
        total = len(published.line)
        if not total and not published.rejected:
            self.remarks.append(f"{published.payload.name}: holds no rows")
        done = 0
        try:
            if isinstance(self.source, DaySource):
                self._keep_days(self.source, published, size)
                return
            parts = slices(self.source, published)
        except PayloadError as fault:  # one table of several, of which the others can be taken
            self.refused.append(str(fault))
            return
        for part in parts:
            batch = normalise(self.source, part, self.listed)
            self.receipt = self.receipt + self.sink.keep(batch)
            self.published += batch.rows
            done += len(part.line)
            self._tell(published.payload.name, done, total, self.bytes_done + size * done // max(total, 1))

    def _keep_days(self, source: DaySource, published: Published, size: int) -> None:
        if self.region_of is None:
            raise LookupError("Days of regions need the register by which cities' names are read.")
        total = max(len(published.line), 1)
        done = 0
        for batch in days.batches(source, published, self.region_of):
            self.receipt = self.receipt + self.sink.keep(batch)
            self.published += batch.rows
            done += batch.rows
            self._tell(
                published.payload.name, done, total, self.bytes_done + size * min(done, total) // total
            )

    def _tell(self, payload: str, rows: int, rows_total: int, bytes_done: int) -> None:
        if self.report is not None:
            self.report(
                Progress(
                    payload=payload,
                    rows=rows,
                    rows_total=rows_total,
                    bytes_done=min(bytes_done, self.bytes_total),
                    bytes_total=self.bytes_total,
                )
            )


def load(
    source: Source | DaySource,
    paths: Sequence[Path],
    sink: Sink,
    *,
    stations_file: Path | None = None,
    region_of: days.RegionOf | None = None,
    stage: Stage | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Outcome of loading files and folders in the order given; to be repeated safely at any time.

    Parameters
    ----------
    source
        As which the files are read.
    paths
        Files, or folders of files.
    sink
        Where each slice is kept in one transaction.
    stations_file
        A bureau's list of stations that overrides what the source says of them; see `ingest.stations.read`.
    region_of
        Division code of a published city name, for a source of days of regions.
    stage
        Stage of the readings where it is another than the source's own: a bureau's reviewed export.
    progress
        Called after each slice.

    Raises
    ------
    PayloadError
        Where the list of stations is none: nothing was loaded then.
    LookupError
        Where the source does not read files.
    """
    if stage is not None:
        source = replace(source, stage=stage)
    if source.files is None or source.parse is None:
        raise LookupError(f"The source {source.title.en!r} does not read files.")
    listed, faults = stations.read(stations_file) if stations_file else ({}, ())
    run = _Run(
        source=source, sink=sink, listed=listed, report=progress, refused=list(faults), remarks=[],
        region_of=region_of,
    )  # fmt: skip
    started = time.monotonic()
    found: list[Payload | Remark] = []
    for path in paths:
        try:
            found.extend(source.files(path))
        except (PayloadError, OSError) as fault:
            run.refused.append(str(fault))
    run.bytes_total = sum(_size(each) for each in found)
    _take_all(run, found)
    return _outcome(run, started)


def simulate(
    source: Source | DaySource,
    window: Window,
    sink: Sink,
    *,
    progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Outcome of keeping the made-up readings of a window of whole hours.

    Raises
    ------
    LookupError
        Where the source does not simulate.
    """
    if source.simulate is None or source.parse is None or not source.simulated:
        raise LookupError(f"The source {source.title.en!r} does not make readings up.")
    run = _Run(source=source, sink=sink, listed={}, report=progress, refused=[], remarks=[])
    started = time.monotonic()
    _take_all(run, source.simulate(window))
    return _outcome(run, started)


def _take_all(run: _Run, found: Iterable[Payload | Remark]) -> None:
    for each in found:
        if isinstance(each, Remark):
            run.remarks.append(f"{each.file}: {each.text}")
        else:
            run.take(each)


def _size(each: Payload | Remark) -> int:
    if isinstance(each, Remark):
        return 0
    if isinstance(each.body, bytes):
        return len(each.body)
    try:
        return each.body.stat().st_size
    except OSError:  # said when it is read
        return 0


def _outcome(run: _Run, started: float) -> Outcome:
    outcome = Outcome(
        receipt=run.receipt,
        published=run.published,
        payloads=run.payloads,
        refused=tuple(run.refused),
        remarks=tuple(run.remarks),
        seconds=time.monotonic() - started,
    )
    receipt = outcome.receipt
    _LOG.info(
        "%s: %d payloads, %d rows published, %d taken; readings kept %d, known %d, revised %d; rejected %d; "
        "payloads refused %d; %.1f s",
        run.source.title.en, outcome.payloads, outcome.published, receipt.rows, receipt.kept, receipt.known,
        receipt.revised, sum(receipt.rejected.values()), len(outcome.refused), outcome.seconds,
    )  # fmt: skip
    return outcome
