"""`serve`: the web application under gunicorn, on 127.0.0.1 unless a setting says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.logs import adopt
from commands.program import Program

if TYPE_CHECKING:
    from layouts.web import Drawing


@click.command(help="Serve the screens (no scheduler).")
@click.pass_obj
def _serve(program: Program) -> None:
    serve(program)


def serve(program: Program) -> None:
    """Serve until told to stop; each worker opens its own connection to the store."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.glogging import Logger

    from actions.river_layer import FOLDER
    from assessment.catalogue import catalogue
    from geo.names import syllables
    from ingest.sources import sources
    from layouts._scenes import programme
    from layouts.web import drawing

    try:
        programme(program.scenes)
    except ValueError as error:
        raise click.UsageError(f"wall.scenes: {error}") from error
    _ = program.clock.now()  # one clock for all workers
    # Before the workers part, so that they share its memory and no first question waits for what is read late.
    drawn = drawing(program.boundaries, program.home / FOLDER)
    catalogue()
    sources()
    syllables("蓝碧")

    class OurLog(Logger):  # type: ignore[misc]
        """gunicorn's log without handlers of its own, so that its lines have the form of all others."""

        def setup(self, cfg: Any) -> None:
            """Set it up as it likes, and take its handlers away."""
            super().setup(cfg)
            adopt("gunicorn.error")

    class Server(BaseApplication):  # type: ignore[misc]
        """gunicorn with our settings and nothing read from its own files."""

        def load_config(self) -> None:
            """Synchronous workers: measured steadier than threads, which contend over row fetching."""
            chosen = {
                "bind": f"{program.host}:{program.port}",
                "workers": program.workers,
                "worker_class": "sync",
                "timeout": 120,
                "control_socket_disable": True,
                "proc_name": "lanbi",
                "logger_class": OurLog,
            }
            for key, value in chosen.items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            """The WSGI application, made in the worker."""
            return application(program, drawn)

    click.echo(f"Lanbi 蓝碧: http://{program.host}:{program.port}", err=True)
    Server().run()


def application(program: Program, drawn: Drawing) -> Any:
    """The WSGI application over the program's store and the map."""
    from commands.report import shelf
    from layouts.acts import acts
    from layouts.questions import questions
    from layouts.web import Settings, web

    app = web(
        questions(program.store, program.basis, program.watch),
        drawn,
        settings=Settings(
            language=program.language,
            approval=program.map_approval,
            clock=program.clock.now,
            metrics=program.metrics,
            scenes=program.scenes,
        ),
        act=acts(program.store),
        shelf=shelf(program),
    )
    return app.server


COMMAND = _serve
