"""An installation as `app.py serve` starts it: two workers of gunicorn over a store of national days."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from socket import socket

from benchmarks.loading import folder
from benchmarks.questions import START, day_batch
from geo.atlas import load as atlas
from store.facts import refresh
from store.keeping import keep
from store.opening import open_store

ROOT = Path(__file__).resolve().parents[1]
DAYS = 20
LAST = START + timedelta(days=DAYS) - timedelta(hours=1)


@contextmanager
def installation() -> Iterator[str]:
    """Address of the screens of an installation with so many national days."""
    with folder() as home:
        store = open_store(None, home, atlas())
        for day in range(DAYS):
            keep(store, day_batch(day))
        refresh(store)
        store.close()
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        given = {"LANBI_HOME": str(home), "LANBI_PORT": str(port)}
        server = subprocess.Popen([sys.executable, str(ROOT / "app.py"), "serve"], env=os.environ | given)
        try:
            url = f"http://127.0.0.1:{port}"
            _until_served(f"{url}/wall", server)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=30)


def _until_served(url: str, server: subprocess.Popen[bytes], seconds: float = 300.0) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=60).read()
            return
        except OSError:
            if time.monotonic() > until or server.poll() is not None:
                raise
            time.sleep(0.2)
