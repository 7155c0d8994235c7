"""One source, once: its files, its live answer or its made-up hours, read, normalised, kept, and what became of them.

A file that is refused does not stop the others; of a live answer in several payloads all are taken or none, since
partial is worse than none. Keeping is the sink's: a run that was killed is simply run again, and finds known what
it had kept. Nothing here fetches on a schedule or checks readings.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import httpx
import numpy as np

from ingest import days, stations, water, water_cells
from ingest.contract import (
    Batch,
    DayBatch,
    DaySource,
    Payload,
    PayloadError,
    Published,
    Receipt,
    Remark,
    Stage,
    Window,
)
from ingest.normalise import normalise
from ingest.sink import Sink
from ingest.slices import slices
from ingest.transport import Failure
from ingest.water_contract import AnySource, PublishedWater, WaterBatch, WaterSource

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
    source: AnySource
    sink: Sink
    region_of: days.RegionOf | None = None
    province_of: water_cells.ProvinceOf | None = None
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

    def _parsed(self, payload: Payload) -> Iterator[Published | PublishedWater]:
        assert self.source.parse is not None, "a source that gives payloads can parse them"
        return self.source.parse(payload)

    def _keep(self, published: Published | PublishedWater, size: int) -> None:
        total = len(published.line)
        if not total and not published.rejected:
            self.remarks.append(f"{published.payload.name}: holds no rows")
        done = 0
        try:
            made = batches(
                self.source,
                published,
                listed=self.listed,
                region_of=self.region_of,
                province_of=self.province_of,
            )
        except PayloadError as fault:  # one table of several, of which the others can be taken
            self.refused.append(str(fault))
            return
        for batch in made:
            self.receipt = self.receipt + self.sink.keep(batch)
            self.published += batch.rows
            done = min(done + batch.rows, total)
            self._tell(published.payload.name, done, total, self.bytes_done + size * done // max(total, 1))

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What became of one window of a live source.

    Attributes
    ----------
    state
        ``done``; ``empty`` where the source answered and told no reading (its answer was kept all the same);
        ``failed`` where nothing was kept, for the reason in `failure`.
    receipt, published
        As of an `Outcome`: kept + known + revised readings, and rows that the answer held.
    payloads
        What came, each with its sha256 and body; also where it could then not be read.
    failure
        Why it failed: its ``kind``, ``sentence``, ``retryable`` and ``retry_after_s``.
    newest
        Start of the newest hour [UTC, epoch s] of which a value came; None where there is none.
    """

    state: Literal["done", "empty", "failed"]
    window: Window
    receipt: Receipt = field(default_factory=Receipt)
    published: int = 0
    payloads: tuple[Payload, ...] = ()
    failure: Failure | None = None
    newest: int | None = None
    seconds: float = 0.0


def batches(
    source: AnySource,
    published: Published | PublishedWater,
    *,
    listed: Mapping[str, stations.Listed] | None = None,
    region_of: days.RegionOf | None = None,
    province_of: water_cells.ProvinceOf | None = None,
) -> Iterator[Batch | DayBatch | WaterBatch]:
    """Batches of one published table, each to be kept in one transaction.

    Raises
    ------
    PayloadError
        At once, where the table is not what it claims.
    LookupError
        Where days of regions, or sections of waters, come without the register by which names are read.
    """
    if isinstance(source, WaterSource):
        if province_of is None:
            raise LookupError("Sections need the register by which provinces' names are read.")
        assert isinstance(published, PublishedWater), "a source of water publishes water"
        return iter(list(water.batches(source, published, province_of)))
    assert isinstance(published, Published), "only a source of water publishes water"
    if isinstance(source, DaySource):
        if region_of is None:
            raise LookupError("Days of regions need the register by which cities' names are read.")
        return iter(list(days.batches(source, published, region_of)))
    return (normalise(source, part, listed) for part in slices(source, published))


def collect(
    source: AnySource,
    window: Window,
    sink: Sink,
    client: httpx.Client,
    *,
    listed: Mapping[str, stations.Listed] | None = None,
    region_of: days.RegionOf | None = None,
    province_of: water_cells.ProvinceOf | None = None,
) -> Collected:
    """What became of one window of a live source, asked once: fetch, parse, normalise, keep.

    Everything is fetched and read before anything is kept: a payload of several that cannot be had or read fails
    the whole window, and the failure names it. A fault of the sink is the caller's: what was kept before it is
    found known the next time.

    Parameters
    ----------
    source
        Which can be fetched.
    window
        Hours that are asked for; what the source answers beyond them is taken as well.
    sink
        Where each batch is kept in one transaction.
    client
        From `ingest.transport.connect`.
    listed
        Stations of a bureau's list, which override what the source says of them.
    region_of
        Division code of a published city name, for a source of days of regions.
    province_of
        Division code of a published province's name, for a source of water.

    Raises
    ------
    LookupError
        Where the source is not a live one.
    """
    if source.fetch is None or source.parse is None:
        raise LookupError(f"The source {source.title.en!r} is not a live one.")
    started = time.monotonic()
    payloads: list[Payload] = []
    made: list[Batch | DayBatch | WaterBatch] = []
    receipt, failure = Receipt(), None
    try:
        for payload in source.fetch(client, window):
            payloads.append(payload)
        for payload in payloads:
            for published in source.parse(payload):
                made.extend(
                    batches(source, published, listed=listed, region_of=region_of, province_of=province_of)
                )
    except Failure as fault:
        failure = fault
    except PayloadError as fault:
        failure = Failure("unreadable", str(fault))
    except (httpx.HTTPError, httpx.InvalidURL) as fault:  # too many redirects, a redirect to nowhere
        failure = Failure("stray", f"{source.title.en}: {fault}")
    if failure is None:
        for batch in made:
            receipt = receipt + sink.keep(batch)
    collected = Collected(
        state="failed" if failure else "done" if receipt.readings else "empty",
        window=window,
        receipt=receipt,
        published=sum(batch.rows for batch in made) if failure is None else 0,
        payloads=tuple(payloads),
        failure=failure,
        newest=_newest(made) if failure is None else None,
        seconds=time.monotonic() - started,
    )
    _LOG.info(
        "%s: %s; %d payloads, %d rows published; readings kept %d, known %d, revised %d; rejected %d; %.1f s%s",
        source.title.en, collected.state, len(payloads), collected.published, receipt.kept, receipt.known,
        receipt.revised, sum(receipt.rejected.values()), collected.seconds,
        f"; {failure.kind}: {failure.sentence}" if failure else "",
    )  # fmt: skip
    return collected


def _newest(made: Iterable[Batch | DayBatch | WaterBatch]) -> int | None:
    """Start of the newest hour, or interval of water, [epoch s] with a value in any batch."""
    found = [
        int(batch.hours.start[has].max())
        for batch in made
        if isinstance(batch, Batch)
        and (has := np.logical_or.reduce([np.isfinite(v) for v in batch.hours.values.values()])).any()
    ]
    found += [
        int(batch.samples.start[has].max())
        for batch in made
        if isinstance(batch, WaterBatch) and (has := np.isfinite(batch.samples.value)).any()
    ]
    return max(found, default=None)


def load(
    source: AnySource,
    paths: Sequence[Path],
    sink: Sink,
    *,
    stations_file: Path | None = None,
    region_of: days.RegionOf | None = None,
    province_of: water_cells.ProvinceOf | None = None,
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
    province_of
        Division code of a published province's name, for a source of water.
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
        region_of=region_of, province_of=province_of,
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
    source: AnySource,
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
