"""The science of the house: standards as dated data, and indicators as pure functions on arrays. No I/O.

What is where
-------------
``parameters``
    Codes, names, units, displayed decimals; ``AIR_HOURLY`` is the order of the six items everywhere.
``rounding``
    ``half_even`` (GB/T 8170), ``ceil_exact``, ``shown``.
``standard``, ``rules``, ``standards/``
    ``Edition``, ``Phase``, ``Clause``; what each kind of edition holds; one file an edition.
    ``in_force(kind, day)``, ``edition(number)``, ``editions()``.
``regime``
    The editions that judge a day together: ``regime(word, day)``, ``regime_at(word, start)``,
    ``spells(word, first_day, last_day)``.
``aggregate``
    Hour → 8 h → day → city → period: ``day_facts``, ``daily``, ``moving_8h``, ``valid_day``,
    ``valid_ozone_day``, ``group_mean``, ``period_mean``, ``percentile``, ``period_valid``.
``iaqi``, ``levels``
    ``aqi`` with IAQI, primary pollutants and remarks; categories and colours.
``composite``
    Single indices, composite and greatest index, its basis, places, change.
``days``
    Good and heavy days, days by category and primary pollutant, compliance, exceedance, episodes.
``trend``, ``sand``, ``budget``, ``control``
    Rank trend and robust slope; proposed sand hours; what may still be lost; what the rest of today may be.
``indicator``, ``air/``
    One file an indicator, found by being there: ``indicators()``, ``indicator(code)``. Its ``compute`` takes
    xarray with the dimension ``time``, and ``regime``; the modules above take NumPy and are what it calls.

Water
-----
``water_parameters``, ``detection``
    Codes, HJ 525 codes, names and decimals of items; how a laboratory writes a number and a limit of detection.
``water_rules``, ``water_regime``
    What the water editions hold; ``water_regime(day)``.
``water_class``, ``water_main_items``
    Class by single factor, deciding items, multiples, targets; main pollution indicators.
``water_means``, ``water_states``
    Means of months, quarters and years and their rounding; states, shares, compliance, change.
``cwqi``, ``trophic``
    City water index; trophic level index.
``water/``
    One file an indicator: ``indicators("water")``. Arrays there have the dimension ``item``.

What is a choice of ours, not of a standard
-------------------------------------------
Each is named where it is made: days of 2013–2015 (and, for HJ 663, of January to September 2013) are judged by
the editions of 2012/2013 (``Edition.choice``); SO2 by hour above 800 and ozone by 8 hours above 800 count 200 and
300 under 2012 in practice; an AQI of 0 is of the first category under 2026 too; a quarter or half-year is valid
when each of its months is; CO and ozone are held to the numbers of days that the standard gives for the other
four; the sand rule needs four of the six hours before and ends after six hours without a value.
Of water: days before an edition of assessment or ranking are judged by it too (``Edition.choice``); an item below
detection takes the best class whose limit its limit of detection meets, and is left out where it meets none; of two
changes equally large and opposite that by state is taken; items without a multiple stand after those of their class;
the item index of oxygen at 0 is infinite.
"""
