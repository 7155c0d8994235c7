"""Where batches of air and water go: the side of the store that ingestors know."""

from __future__ import annotations

from typing import Protocol

from ingest.contract import Batch, DayBatch, Receipt
from ingest.water_contract import WaterBatch


class Sink(Protocol):
    """Where batches go."""

    def keep(self, batch: Batch | DayBatch | WaterBatch) -> Receipt:
        """Keep one batch in one transaction and say what became of it."""
