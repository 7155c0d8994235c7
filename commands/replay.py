"""`replay`: past hours served as the live platform would, by a clock that may run faster than the world's."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from commands.words import Moment

SPAN = timedelta(days=14)
"""So much is served from --from on where no --to is given: months of the country take memory."""


@click.command(
    help="Serve the hours in PATH... as the live platform would, on the loopback, by a clock that begins at "
    "--from. Ctrl-C ends it."
)
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--from", "start", type=Moment(), default=None, help="First hour; else the first there is.")
@click.option("--to", "end", type=Moment(end=True), default=None, help="Last day or end; else a fortnight.")
@click.option("--speed", type=click.FloatRange(min=0, min_open=True, max=1e6), default=60.0, show_default=True,
              help="Seconds of the replay in a second.")  # fmt: skip
@click.option("--lag", type=click.FloatRange(min=0, max=1440), default=20.0, show_default=True,
              help="Minutes after its end at which an hour appears.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8070, show_default=True)
@click.option(
    "--source",
    "name",
    default="cnemc_hourly",
    show_default=True,
    help="As which the files are read; water is water_national.",
)
def _replay(
    paths: tuple[Path, ...], start: datetime | None, end: datetime | None, speed: float, lag: float, port: int,
    name: str,
) -> None:  # fmt: skip
    from ingest.clock import started
    from ingest.contract import PayloadError, Source, Window
    from ingest.replay import Replay, air_acts, reel, server, whole
    from ingest.replay_water import acts, water_reel
    from ingest.sources import source
    from ingest.water_contract import WaterSource

    if start is not None and end is not None and end <= start:
        raise click.UsageError("--to must be later than --from")
    try:
        found = source("water_national" if name == "water" else name)
        first = start or datetime(1980, 1, 1, tzinfo=UTC)
        window = Window(start=first, end=end or (start + SPAN if start else datetime(2200, 1, 1, tzinfo=UTC)))
        if isinstance(found, Source):
            hours = reel(found, paths, window)
            remarks, served, shown = hours.remarks, air_acts(found, hours), whole(hours.ends)
            feed, told = "cnemc_live", f"{len(hours.ends)} hours"
        elif isinstance(found, WaterSource):
            water = water_reel(found, paths, window)
            remarks, served, shown = water.remarks, acts(water), whole(water.times, 0)
            feed, told = "water_national", f"{len(water.samples)} sections"
        else:
            raise click.UsageError(f"{name} is not replayed: it is neither of hours nor of water")
    except (LookupError, PayloadError) as error:
        raise click.UsageError(str(error.args[0])) from error
    for remark in remarks:
        click.echo(remark, err=True)
    begin = start or shown.start
    replay = Replay(
        acts=served,
        clock=started(begin, speed),
        window=Window(start=begin, end=end or max(shown.end, begin + timedelta(hours=1))),
        lag=timedelta(minutes=lag),
    )
    stage = server(replay, port)
    address = f"http://127.0.0.1:{stage.server_address[1]}"
    click.echo(f"{told} at {address}, clock {address}/clock, {speed:g} times as fast", err=True)
    _say_settings(address, feed, lag)
    try:
        stage.serve_forever()
    except KeyboardInterrupt:
        click.echo("ended", err=True)
    finally:
        stage.server_close()


def _say_settings(address: str, feed: str, lag: float) -> None:
    """Print the settings with which another process lives by this replay."""
    chosen: dict[str, object] = {"on": True, "url": address, "lag_min": lag, "attempts": 1}
    if feed == "cnemc_live":
        chosen["reach_h"] = 240
    click.echo(f"export LANBI_CLOCK={address}")
    click.echo(f"export LANBI_SOURCES='{json.dumps({feed: chosen})}'")


COMMAND = _replay
