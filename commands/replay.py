"""`replay`: past hours served as the live platform would, by a clock that may run faster than the world's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from commands.words import Moment


@click.command(
    help="Serve the hours in PATH... as the live platform would, on the loopback, by a clock that begins at "
    "--from. Ctrl-C ends it."
)
@click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)
@click.option("--from", "start", type=Moment(), default=None, help="First hour; else the first there is.")
@click.option("--to", "end", type=Moment(end=True), default=None, help="Last day or end; else all there is.")
@click.option("--speed", type=click.FloatRange(min=0, min_open=True, max=1e6), default=60.0, show_default=True,
              help="Seconds of the replay in a second.")  # fmt: skip
@click.option("--lag", type=click.FloatRange(min=0, max=1440), default=20.0, show_default=True,
              help="Minutes after its end at which an hour appears.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8070, show_default=True)
@click.option(
    "--source", "name", default="cnemc_hourly", show_default=True, help="As which the files are read."
)
def _replay(
    paths: tuple[Path, ...], start: datetime | None, end: datetime | None, speed: float, lag: float, port: int,
    name: str,
) -> None:  # fmt: skip
    from ingest.clock import started
    from ingest.contract import PayloadError, Source, Window
    from ingest.replay import Replay, reel, server, whole
    from ingest.sources import source

    far = datetime(2200, 1, 1, tzinfo=UTC)
    if start is not None and end is not None and end <= start:
        raise click.UsageError("--to must be later than --from")
    try:
        found = source(name)
        if not isinstance(found, Source):
            raise click.UsageError(f"{name} is not replayed: its readings are not hours of stations")
        window = Window(start=start or datetime(1980, 1, 1, tzinfo=UTC), end=end or far)
        hours = reel(found, paths, window)
        shown = whole(hours)
    except (LookupError, PayloadError) as error:
        raise click.UsageError(str(error.args[0])) from error
    for remark in hours.remarks:
        click.echo(remark, err=True)
    begin = start or shown.start
    clock = started(begin, speed)
    replay = Replay(
        source=found,
        reel=hours,
        clock=clock,
        window=Window(start=begin, end=end or shown.end),
        lag=timedelta(minutes=lag),
    )
    stage = server(replay, port)
    address = f"http://127.0.0.1:{stage.server_address[1]}"
    click.echo(
        f"{len(hours.ends)} hours at {address}, clock {address}/clock, {speed:g} times as fast", err=True
    )
    _say_settings(address, click.echo)
    try:
        stage.serve_forever()
    except KeyboardInterrupt:
        click.echo("ended", err=True)
    finally:
        stage.server_close()


def _say_settings(address: str, say: Callable[[str], None]) -> None:
    """Print the settings with which another process lives by this replay."""
    source = (
        f'{{"cnemc_live": {{"on": true, "url": "{address}", "reach_h": 240, "lag_min": 20, "attempts": 1}}}}'
    )
    say(f"export LANBI_CLOCK={address}")
    say(f"export LANBI_SOURCES='{source}'")


COMMAND = _replay
