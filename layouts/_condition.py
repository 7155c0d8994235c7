"""`/healthz` and `/metrics`: how the program is, for machines, made of the store's condition when they are asked for.

No process counts anything: whichever of several workers is asked gives the same answer, and none is lost when one is
replaced. The seconds of requests are the business of the server before this one.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterator
from typing import Literal

import flask
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from assessment.health import Health, told
from layouts._page import Hall

Metrics = Literal["off", "local", "on"]
"""Who may read `/metrics`: nobody, callers on this machine that came by no other, or everybody."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OUTCOMES = ("kept", "known", "revised")


def condition_routes(server: flask.Flask, hall: Hall, metrics: Metrics) -> None:
    """Add `/healthz` (200, or 503 where the program is down) and `/metrics` (404 to whom it is not open)."""

    @server.get(hall.prefix + "healthz")
    def healthz() -> flask.Response:
        found = hall.ask.health(now=hall.clock())
        answer = flask.Response(
            json.dumps(told(found), ensure_ascii=False),
            status=503 if found.state == "down" else 200,
            mimetype="application/json",
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @server.get(hall.prefix + "metrics")
    def figures() -> flask.Response:
        if metrics == "off" or (metrics == "local" and not _is_local(flask.request)):
            flask.abort(404)
        return flask.Response(exposition(hall.ask.health(now=hall.clock())), content_type=CONTENT_TYPE)


def _is_local(request: flask.Request) -> bool:
    """Whether the caller sits on this machine; behind a server that passes requests on everybody seems to."""
    if any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


class _Answered(Collector):
    """One answer of `health` as metric families."""

    def __init__(self, found: Health) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        found, store = self._found, self._found.condition
        yield _gauge("lanbi_up", "1 where the program is not down", float(found.state != "down"))
        yield _gauge("lanbi_store_up", "1 where the store can be read", float(store is not None))
        yield _gauge("lanbi_disk_free_bytes", "Free bytes under the home", found.free_gib * 2**30)
        yield _gauge("lanbi_problems", "Things that are the matter", float(len(found.problems)))
        if store is None:
            return
        if found.age is not None:
            yield _gauge("lanbi_newest_hour_age_seconds", "Seconds since the end of the newest hour",
                         found.age.total_seconds())  # fmt: skip
        yield _gauge("lanbi_stations", "Stations known", store.stations)
        yield _gauge("lanbi_stations_reporting", "Stations that have the newest hour", store.reporting)
        yield _gauge("lanbi_stale_days", "Days that wait for their facts", store.stale_days)
        if store.backed_up is not None:
            yield _gauge("lanbi_backup_age_seconds", "Seconds since the store was last backed up",
                         (found.at - store.backed_up).total_seconds())  # fmt: skip
        yield _gauge("lanbi_store_bytes", "Bytes of the tables", store.size_bytes)
        readings = CounterMetricFamily(
            "lanbi_readings", "Readings by what became of them", labels=["source", "outcome"]
        )
        batches = CounterMetricFamily("lanbi_batches", "Batches kept", labels=["source"])
        refused = CounterMetricFamily("lanbi_refusals", "Rows and cells refused", labels=["source"])
        waiting = GaugeMetricFamily("lanbi_refusals_open", "Refusals nobody has acted on", labels=["source"])
        for name, kept in store.sources.items():
            batches.add_metric([name], kept.batches)
            refused.add_metric([name], kept.refused)
            waiting.add_metric([name], kept.refused_open)
            for outcome in OUTCOMES:
                readings.add_metric([name, outcome], getattr(kept, outcome))
        yield from (readings, batches, refused, waiting)
        overdue = GaugeMetricFamily(
            "lanbi_source_overdue", "1 where a live source is not served", labels=["source"]
        )
        beat = GaugeMetricFamily(
            "lanbi_source_beat_age_seconds", "Seconds since the schedule served a source", labels=["source"]
        )
        good = GaugeMetricFamily(
            "lanbi_source_good_age_seconds", "Seconds since a source last answered", labels=["source"]
        )
        for one in found.sources:
            overdue.add_metric([one.source], float(one.is_overdue))
            if one.beat is not None:
                beat.add_metric([one.source], (found.at - one.beat).total_seconds())
            if one.last_good is not None:
                good.add_metric([one.source], (found.at - one.last_good).total_seconds())
        yield from (overdue, beat, good)


def exposition(found: Health) -> bytes:
    """The metrics of one answer of `health` in Prometheus' text form."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Answered(found))
    return generate_latest(registry)


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)
