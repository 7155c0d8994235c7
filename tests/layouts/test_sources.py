"""The page of sources: what each source says of its licence, in the language of the screen."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from assessment.basis import Basis
from indicators.parameters import Language
from ingest.sources import sources
from layouts.questions import questions
from layouts.web import Drawing, Settings, web
from store.opening import Store
from tests.layouts.answering import URL, answered
from tests.layouts.conftest import END


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_source_is_shown_with_its_licence_in_the_language_of_the_screen(
    measured: Store, drawn: Drawing, lang: Language
) -> None:
    """The words are the source's own: a source more is one file more, and no table of the page."""
    app = web(
        questions(measured, Basis()), drawn, settings=Settings(clock=lambda: END + timedelta(minutes=20))
    )
    body = answered(app, ("sources-body", "children"), {URL: f"?lang={lang}"})
    shown = json.dumps(body, ensure_ascii=False)
    other: Language = "en" if lang == "zh" else "zh"
    for name, one in sources().items():
        assert one.licence.text(lang) in shown, name
        assert one.licence.text(other) not in shown, name
