"""The days above the standard and those without a value, with how far each item was above."""

from __future__ import annotations

from datetime import date

from figures.series import exceedance_days
from indicators.parameters import AIR_DAILY, Label
from layouts._air_words import SHORT, level_cell, level_word, primaries
from layouts._tiles import records
from layouts._trend_view import ENDS, WORDS, Asked, Shown, View, called, column, plain


def _exceedances(asked: Asked) -> Shown:
    below = asked.place.of == "province"
    member = {"of": "city", "within": asked.place.code} if below else asked.member
    answer = asked.hall.ask.exceedances(
        start=asked.start, end=asked.end, missing=True, **member, **asked.terms
    )
    names = {str(row["code"]): called(asked, row) for row in records(answer.table)}
    rows = []
    for row in records(answer.table):
        day = date.fromisoformat(str(row["start"])[:10])
        multiples = [
            f"{SHORT[code].text(asked.lang)} {row[f'over_{code}']}"
            for code in AIR_DAILY
            if row[f"over_{code}"]
        ]
        level = int(row["level"] or 0)
        rows.append(
            {
                "day": day.isoformat(), "member": names[str(row["code"])],
                "value": level_cell(
                    str(row["aqi"]) or WORDS["none"].text(asked.lang), level, asked.lang, day,
                    asked.passport("aqi", str(row["start"]), str(row["end"]), of="city" if below else "",
                                   code=str(row["code"])),
                ),
                "level": level_word(level, asked.lang, day), "primary": primaries(row["primary"]),
                "over": " · ".join(multiples),
                "capture": str(row["capture"]), **plain(row, asked.lang),
            }
        )  # fmt: skip
    listed = any(row["aqi"] for row in records(answer.table))
    rows.sort(key=lambda row: str(row["day"]), reverse=True)
    return Shown(
        answer=answer,
        figure=exceedance_days(answer, lang=asked.lang, names=names) if listed else None,
        rows=rows, height_rem=6 + 1.5 * max(len(names), 3),
        columns=[column("day"), column("member"), column("value", "number"), column("level"), column("primary"),
                 column("over", "wide"), column("capture", "number", "%"), *ENDS],
    )  # fmt: skip


VIEW = View(
    title=Label(zh="超标日", en="Exceedances"),
    says=Label(zh="AQI 大于 100 的日与无 AQI 的日", en="days with an AQI above 100, and those without one"),
    items=("aqi",), show=_exceedances,
)  # fmt: skip
