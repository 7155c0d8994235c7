"""`explain`: the passport of one figure, and the steps from its hours to it, each as a table."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click
import pandas as pd

from assessment.members import Of
from assessment.periods import Against
from assessment.terms import Terms
from assessment.water_catalogue import is_water
from commands.program import Program
from commands.sheet import passport_words, print_rows, workbook
from commands.words import Moment, explaining

if TYPE_CHECKING:
    from assessment.explanation import Explanation, Step

ROWS = 12


@click.command(help="Print the passport of one figure of INDICATOR and the steps behind it.")
@click.argument("indicator")
@click.option("--of", type=click.Choice(["station", "section", "river", "basin", "city", "county", "province"]),
              required=True)  # fmt: skip
@click.option("--in", "within", default=None, help="Division, section or river, where it means one member.")
@click.option("--code", default=None, help="Code of the member: a station's, or a division's.")
@click.option("--start", type=Moment(), required=True)
@click.option("--end", type=Moment(end=True), required=True, help="A day is whole; an hour is exclusive.")
@click.option("--step", default=None,
              help="Only this step, whole: items, days, stations, windows, hours, batches; of water items, index, "
                   "trophic, months, sections, values.")  # fmt: skip
@explaining
def _explain(
    program: Program, terms: Terms, indicator: str, of: Of, within: str | None, code: str | None, start: datetime,
    end: datetime, step: str | None, against: Against | None, precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.explain import explain

    if against is not None:
        raise click.UsageError(
            "a figure is explained by itself: ask each of the two windows without --against"
        )
    # Of water, a section or a river is meant by its name; how a word means one is the question's to say.
    one = code or (within if is_water(indicator) else None) or _member(program, terms, of, within, start, end)
    found = explain(program.store, indicator=indicator, of=of, code=one, start=start, end=end, terms=terms)
    chosen = found.steps if step is None else (found.step(step),)
    if form == "text":
        _write(_text(found, chosen, program.language, whole=step is not None))
    elif form == "csv" and step is not None:
        print_rows(chosen[0].table(), form=form, bom=bom)
    elif form == "csv":
        blocks = [("figure", found.answer.table), *((s.key, s.table()) for s in chosen)]
        texts = [f"# {key}\n{table.to_csv(index=False, lineterminator=chr(10))}" for key, table in blocks]
        _write(("\ufeff" if bom else "") + "\n".join(texts))
    elif form == "json":
        body = {
            "figure": _rows(found.answer.table),
            "formula": found.formula.text(program.language),
            "coverage": found.coverage.text(program.language),
            "command": found.command,
            "link": found.link,
            "passport": passport_words(found.answer, program.language),
            "steps": {
                s.key: {
                    "title": s.title.text(program.language),
                    "says": s.says.text(program.language),
                    "rows": _rows(s.table()),
                }
                for s in chosen
            },
        }
        _write(json.dumps(body, ensure_ascii=False, indent=1) + "\n")
    else:
        words = passport_words(found.answer, program.language) | {
            "formula with values": found.formula.text(program.language),
            "coverage": found.coverage.text(program.language),
            "command": found.command,
        }
        sheets = {"figure": found.answer.table} | {s.key: s.table() for s in chosen}
        sys.stdout.buffer.write(workbook(sheets, words))


def _member(
    program: Program, terms: Terms, of: Of, within: str | None, start: datetime, end: datetime
) -> str:
    """The one member that a region means, by its stations or by its published days."""
    from assessment.judged import reading
    from assessment.members import region

    if within is None:
        raise click.UsageError("say which figure: --code CODE, or --in REGION that means one member")
    if of != "station":
        place = region(program.store, within)
        level = {"city": "prefecture"}.get(of, of)
        if str(place.level) == level:
            return str(place.code)
    codes = reading(program.store, of=of, within=within, start=start, end=end, terms=terms).who.table
    if codes.empty:
        raise click.UsageError(f"the store has no {of} in {within}")
    if len(codes) != 1:
        told = ", ".join(f"{c} {n}" for c, n in zip(codes["code"][:12], codes["name"][:12], strict=True))
        raise click.UsageError(f"{within} has {len(codes)} members; say --code: {told} …")
    return str(codes["code"].iloc[0])


def _text(found: Explanation, steps: tuple[Step, ...], language: str, *, whole: bool) -> str:
    row, about = found.answer.table.iloc[0], found.answer.passport
    words = passport_words(found.answer, language)
    lines = [
        f"{about.title.text(language)}  {row['name']} ({row['code']})  {row['start']} – {row['end']}",
        *(f"  {one}" for one in found.formula.text(language).splitlines()),
        f"  {found.coverage.text(language)}",
        "",
        f"  edition    {row['edition']}",
        *(f"  clause     {one}" for one in about.clauses),
        f"  rule       {about.formula.text(language)}",
        f"  stage      {row['stage']}  " + ", ".join(f"{k} {v}" for k, v in dict(words["stages"]).items()),  # type: ignore[call-overload]
        *(f"  left out   {one.text(language)}" for one in about.exclusions),
        *(f"  basis      {label.text(language)}: {value}" for label, value in about.basis),
        f"  notes      {row['note']}",
        f"  known at   {words['as_of']}",
        f"  again      {found.command}",
        f"  screen     {found.link}",
    ]
    for step in steps:
        table = step.table()
        lines += ["", f"## {step.key}: {step.title.text(language)} — {step.says.text(language)}"]
        shown = table if whole else table.head(ROWS)
        with pd.option_context("display.unicode.east_asian_width", True, "display.width", 10_000,
                               "display.max_columns", None, "display.max_rows", None):  # fmt: skip
            lines.append(shown.to_string(index=False) if len(shown) else "(empty)")
        if len(shown) < len(table):
            lines.append(f"… {len(table) - len(shown)} more rows: --step {step.key}")
    return "\n".join(lines) + "\n"


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(
        table.to_json(orient="records", date_format="iso", force_ascii=False)
    )
    return rows


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


COMMAND = _explain
