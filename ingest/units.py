"""Concentration units that sources publish in, as exact factors: why no unit is ever guessed.

Mass concentrations only. Turning ppb into ug m-3 needs the temperature that the standard refers to, and that
differs between editions; a source that publishes ppb states its own conversion in a decision record first.
"""

from __future__ import annotations

from decimal import Decimal

#: Grams per cubic metre in one unit; CF spellings.
GRAMS_PER_M3: dict[str, Decimal] = {
    "ng m-3": Decimal("1e-9"),
    "ug m-3": Decimal("1e-6"),
    "mg m-3": Decimal("1e-3"),
    "g m-3": Decimal(1),
}


def factor(unit: str, target: str) -> Decimal:
    """Exact number by which a value in ``unit`` is multiplied to be in ``target``.

    Raises
    ------
    LookupError
        Where one of the two is not a unit of this table.

    Examples
    --------
    >>> factor("mg m-3", "ug m-3")
    Decimal('1E+3')
    """
    try:
        return GRAMS_PER_M3[unit] / GRAMS_PER_M3[target]
    except KeyError as unknown:
        known = ", ".join(GRAMS_PER_M3)
        raise LookupError(f"There is no conversion for the unit {unknown}; known are {known}.") from None
