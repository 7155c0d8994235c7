"""One small store for all questions of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geo import atlas as places
from geo.atlas import Atlas
from store.opening import Store
from tests.assessment.few_cities import filled


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The shipped places."""
    return places.load()


@pytest.fixture(scope="session")
def cities(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The five cities with their three windows; nobody writes into it."""
    store = filled(tmp_path_factory.mktemp("cities"), atlas)
    yield store
    store.close()
