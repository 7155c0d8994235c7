"""The editions that judge the water of a day together; the sibling of :mod:`indicators.regime` for water."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indicators.standard import Edition, Kind, in_force
from indicators.water_rules import TrophicRule, WaterAssessment, WaterLimits, WaterRankingRule

WATER_KINDS: tuple[Kind, ...] = ("water_limits", "water_assessment", "water_ranking", "trophic")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterRegime:
    """The editions that judge a day's water.

    Attributes
    ----------
    limits_edition
        GB 3838.
    assessment_edition
        The method of assessment, 环办〔2011〕22号.
    ranking_edition
        The rule of the city index, 环办监测〔2017〕51号.
    trophic_edition
        The rule of the trophic level index.
    """

    limits_edition: Edition
    assessment_edition: Edition
    ranking_edition: Edition
    trophic_edition: Edition

    @property
    def limits(self) -> WaterLimits:
        """Limits of the classes."""
        return self.limits_edition.water_limits

    @property
    def assessment(self) -> WaterAssessment:
        """Rules of assessment."""
        return self.assessment_edition.water_assessment

    @property
    def ranking(self) -> WaterRankingRule:
        """Rules of the city index."""
        return self.ranking_edition.water_ranking

    @property
    def trophic(self) -> TrophicRule:
        """Rules of the trophic level index."""
        return self.trophic_edition.trophic

    def edition(self, kind: Kind) -> Edition:
        """Edition of a kind of water; LookupError for a kind of air."""
        found = {
            "water_limits": self.limits_edition,
            "water_assessment": self.assessment_edition,
            "water_ranking": self.ranking_edition,
            "trophic": self.trophic_edition,
        }.get(kind)
        if found is None:
            raise LookupError(f"No edition of the kind {kind!r} judges water.")
        return found


def water_regime(day: date) -> WaterRegime:
    """Editions that judge the water of a civil day; LookupError before 2002-06-01, when there was none."""
    return WaterRegime(
        limits_edition=in_force("water_limits", day),
        assessment_edition=in_force("water_assessment", day),
        ranking_edition=in_force("water_ranking", day),
        trophic_edition=in_force("trophic", day),
    )
