"""Writing a table to standard output as CSV, JSON or XLSX; the one place where answers become text."""

from __future__ import annotations

import json
import sys

import pandas as pd

from assessment.answer import Answer
from assessment.workbook import passport_words, workbook
from indicators.parameters import Language

__all__ = ["passport_words", "print_answer", "print_rows", "workbook"]


def print_answer(answer: Answer, *, form: str, bom: bool = False, language: str = "zh") -> None:
    """Print an answer: its table, and in JSON and XLSX its passport as well.

    CSV holds the table alone, so that any program can read it; simulated data say so in their `note`. XLSX is the
    workbook that a page hands out: the sheet to send on, the table as it is, and the passport in words.
    """
    if form != "xlsx":
        print_rows(answer.table, form=form, bom=bom, passport=passport_words(answer, language))
        return
    from assessment.handout import handout
    from assessment.headings import reading, words_of

    lang: Language = "zh" if language == "zh" else "en"
    sys.stdout.buffer.write(handout(answer, reading=reading(lang, words_of(answer)), lang=lang))
    sys.stdout.buffer.flush()


def print_rows(
    table: pd.DataFrame, *, form: str, bom: bool = False, passport: dict[str, object] | None = None
) -> None:
    """Print a table in a form: `csv` (UTF-8; a byte-order mark only if asked), `json` or `xlsx` (bytes)."""
    out = sys.stdout.buffer
    if form == "csv":
        text = table.to_csv(index=False, lineterminator="\n")
        out.write(("\ufeff" if bom else "").encode() + text.encode())
    elif form == "json":
        rows = json.loads(table.to_json(orient="records", date_format="iso", force_ascii=False))
        body = {"rows": rows} | ({"passport": passport} if passport else {})
        out.write(json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n")
    else:
        out.write(workbook({"data": table}, passport))
    out.flush()
