"""The page of sources: what a source says of its licence, in both languages."""

from __future__ import annotations

import re

from ingest.sources import sources
from layouts.sources import LICENCES, licence

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_source_has_its_licence_in_both_languages() -> None:
    assert set(LICENCES) == set(sources())
    for name, one in sources().items():
        assert CHINESE.search(licence(name, one.licence, "zh")), name
        assert not CHINESE.search(licence(name, one.licence, "en")), name


def test_the_licence_of_a_source_nobody_knows_stands_as_it_says_it() -> None:
    assert licence("their_own", "as agreed", "zh") == "as agreed"
