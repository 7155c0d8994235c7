"""`surface`: a parameter between the stations of a region, as a grid or an image, with the error of leaving out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assessment.terms import Terms
from commands.program import Program
from commands.sheet import print_answer
from commands.words import Moment, judging
from indicators.parameters import Language

if TYPE_CHECKING:
    from assessment.answer import Answer
    from assessment.surface import Surface

_FORMS = (".nc", ".csv", ".png")


@click.command(
    help="Interpolate a parameter between the stations of a region and say its error; not for assessment."
    " Prints the stations with what the others say of each; --out writes the grid (.nc, .csv) or a slide of it (.png)."
)
@click.option("--of", "parameter", required=True, help="Parameter: pm25 pm10 so2 no2 co o3; of days o3_8h.")
@click.option("--place", required=True, help="Division code or name (410000, 河南).")
@click.option("--at", "hour", type=Moment(), default=None, help="The hour that begins then (2026-03-13T14).")
@click.option("--start", type=Moment(), default=None, help="First day of a period, whose mean is taken.")
@click.option("--end", type=Moment(end=True), default=None, help="Last day, inclusive.")
@click.option("--cell", "cell_km", type=click.FloatRange(0.1, 100), default=None, help="Side of a cell [km].")
@click.option("--reach", "reach_km", type=click.FloatRange(1, 500), default=None,
              help="Cells farther than this from every station have no value [km]; default 100.")  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=None)
@judging
def _surface(
    program: Program, terms: Terms, parameter: str, place: str, hour: datetime | None, start: datetime | None,
    end: datetime | None, cell_km: float | None, reach_km: float | None, out: Path | None, against: Any,
    precision: str, form: str, bom: bool,
) -> None:  # fmt: skip
    from assessment.surface import station_surface
    from geo.surface import REACH_KM

    if against is not None:
        raise click.UsageError("a surface is not compared with another")
    if (hour is None) == (start is None) or (start is None) != (end is None):
        raise click.UsageError("say --at HOUR, or --start DAY and --end DAY")
    if out is not None and out.suffix.lower() not in _FORMS:
        raise click.UsageError(f"{out.name}: a surface is written as {', '.join(_FORMS)}")
    if hour is not None:
        start, end = hour, hour + timedelta(hours=1)
    if start is None or end is None:
        raise click.UsageError("say --at HOUR, or --start DAY and --end DAY")
    found = station_surface(
        program.store, of=parameter, start=start, end=end, terms=terms, within=place, cell_km=cell_km,
        reach_km=reach_km or REACH_KM,
    )  # fmt: skip
    print_answer(_rounded(found.answer, precision), form=form, bom=bom, language=program.language)
    click.echo(found.said.text(program.language), err=True)
    if out is None:
        return
    try:
        _write(found, out, program.language)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error
    click.echo(
        f"{out}: {found.field.shape[1]} x {found.field.shape[0]} cells of {found.cell_km:g} km", err=True
    )


def _rounded(answer: Answer, precision: str) -> Answer:
    """The stations with figures as they are shown: values of their unit with one decimal, positions as they are."""
    if precision == "full":
        return answer
    figures = ["value", "left_out", "error", "left_out_city", "error_city"]
    return replace(answer, table=answer.table.round(dict.fromkeys(figures, 1)))


def _write(found: Surface, out: Path, language: Language) -> None:
    from figures.surface import surface_slide

    said = _said(found)
    suffix = out.suffix.lower()
    if suffix == ".png":
        out.write_bytes(surface_slide(found, lang=language, told=said))
        return
    field = found.field.rename(found.field.attrs["long_name"])
    if suffix == ".nc":
        told = {key.lower(): text for key, text in said}
        field.to_dataset().assign_attrs(**told, Conventions="CF-1.11").to_netcdf(out, engine="scipy")
        return
    table = field.to_dataframe().dropna().reset_index()
    heads = "".join(f"# {key}: {text}\n" for key, text in said)
    body = table[["lon", "lat", "x", "y", str(field.name)]].to_csv(
        index=False, float_format="%.4f", lineterminator="\n"
    )
    out.write_text(heads + body, encoding="utf-8")


def _said(found: Surface) -> list[tuple[str, str]]:
    """What a file says of itself: title, window, unit, error, purpose, stage, method; simulated data first."""
    from assessment.columns import stamp
    from assessment.marking import SIMULATED, UNREVIEWED, unreviewed

    about = found.answer.passport
    told = [
        ("Title", f"{about.title.zh} / {about.title.en}"),
        ("Window", f"{stamp(about.start)} {stamp(about.end)}"),
        ("Unit", about.unit),
        ("Error", f"{found.said.zh} / {found.said.en}"),
        ("Method", f"{about.formula.zh} / {about.formula.en}"),
        ("Members", about.members),
    ]
    if unreviewed(found.answer):
        told.insert(1, ("Stage", UNREVIEWED.en))
    if about.simulated:
        told.insert(0, ("Simulated", SIMULATED))
    return told


COMMAND = _surface
