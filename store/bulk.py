"""Columns in, columns out: the two paths on which speed is worth a dialect of its own.

Rows travel as NumPy columns. SQLite takes tuples straight through the driver (half the time of Core's
dictionaries), PostgreSQL takes COPY. NaN is NULL both ways. Only this module knows which store it speaks to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    Double,
    Integer,
    Select,
    SmallInteger,
    Table,
    TableValuedAlias,
    bindparam,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_or_ignore
from sqlalchemy.types import TypeEngine

Array = NDArray[Any]
_AT_ONCE = 20_000
"""Rows turned into columns at once: more only fill the memory with what is thrown away."""
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def insert(
    conn: Connection, table: Table, columns: Mapping[str, Array | Sequence[Any]], *, ignore: bool = False
) -> None:
    """Insert rows given as columns of one length; NaN becomes NULL.

    Parameters
    ----------
    conn
        Connection inside a transaction.
    columns
        Column name to values, shape (row,).
    ignore
        Leave out rows whose key is there already instead of raising.
    """
    lists = {name: _plain(values) for name, values in columns.items()}
    if not lists or not len(next(iter(lists.values()))):
        return
    if conn.dialect.name == "sqlite":
        sql, order = _insert_sql(table, tuple(lists), ignore)
        conn.exec_driver_sql(sql, list(zip(*(lists[name] for name in order), strict=True)))
    elif ignore:
        given = _given(table, lists)
        chosen = select(*(given.c[name] for name in lists))
        conn.execute(insert_or_ignore(table).from_select(list(lists), chosen).on_conflict_do_nothing())
    else:
        _copy(conn, table, columns)


def update(conn: Connection, table: Table, key: str, columns: Mapping[str, Array | Sequence[Any]]) -> None:
    """Update rows by the column `key`, one of `columns`; the others are the new values."""
    lists = {name: _plain(values) for name, values in columns.items()}
    if not lists[key]:
        return
    alike = {name: values[0] for name, values in lists.items() if name != key and len(set(values)) == 1}
    if conn.dialect.name == "sqlite" and len(alike) == len(lists) - 1:
        # A national hour moves 1,600 rows to one value: a single statement takes a quarter of the time.
        keys = func.json_each(json.dumps(lists[key])).table_valued("value")
        conn.execute(table.update().where(table.c[key].in_(select(keys.c.value))).values(alike))
    elif conn.dialect.name == "sqlite":
        sql, order = _update_sql(table, key, tuple(lists))
        conn.exec_driver_sql(sql, list(zip(*(lists[name] for name in order), strict=True)))
    else:
        given = _given(table, lists)
        changed = {name: given.c[name] for name in lists if name != key}
        conn.execute(table.update().where(table.c[key] == given.c[key]).values(changed))


def fetch(conn: Connection, statement: Select[Any]) -> dict[str, Array]:
    """Return the rows of a query as columns by name: float64 with NaN for NULL, int64, or object for text.

    Reads past SQLAlchemy's row objects, which take as long as the driver itself.
    """
    columns = list(statement.selected_columns)
    result = conn.execute(statement)
    parts: list[list[Array]] = [[] for _ in columns]
    while found := result.cursor.fetchmany(_AT_ONCE):
        for c, values, made in zip(columns, zip(*found, strict=True), parts, strict=True):
            made.append(_array(values, c.type))
    result.close()
    return {
        c.name: np.concatenate(p) if p else _array((), c.type) for c, p in zip(columns, parts, strict=True)
    }


def rows(conn: Connection, statement: Select[Any]) -> list[tuple[Any, ...]]:
    """Return the driver's own tuples of a query."""
    result = conn.execute(statement)
    found = list(result.cursor.fetchall())
    result.close()
    return found


def storable(text: str) -> str:
    """Return text that any store takes: what is not Unicode, and the zero byte, as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "\\x00")


def _given(table: Table, lists: Mapping[str, list[Any]]) -> TableValuedAlias:
    """Return the rows as a table of PostgreSQL, sent as one array a column: one statement for any number."""
    arrays = [literal(values, ARRAY(table.c[name].type)) for name, values in lists.items()]
    columns = [column(name, table.c[name].type) for name in lists]
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()


@cache
def _insert_sql(table: Table, names: tuple[str, ...], ignore: bool) -> tuple[str, list[str]]:
    """Return SQLite's text of an insert and the order of its values; compiling costs as much as 500 rows."""
    statement = table.insert().prefix_with("OR IGNORE") if ignore else table.insert()
    compiled = statement.compile(dialect=sqlite.dialect(), column_keys=list(names))
    return str(compiled), compiled.positiontup or []


@cache
def _update_sql(table: Table, key: str, names: tuple[str, ...]) -> tuple[str, list[str]]:
    changed: dict[str, BindParameter[Any]] = {name: bindparam(f"_{name}") for name in names if name != key}
    statement = table.update().where(table.c[key] == bindparam(f"_{key}")).values(changed)
    compiled = statement.compile(dialect=sqlite.dialect())
    return str(compiled), [name[1:] for name in compiled.positiontup or []]


def _array(values: Sequence[Any], kind: TypeEngine[Any]) -> Array:
    if isinstance(kind, Double):
        return np.array(values, np.float64)
    if isinstance(kind, (Integer, BigInteger, SmallInteger)):
        return np.array(values, np.int64)
    out = np.empty(len(values), object)
    out[:] = values
    return out


def _plain(values: Array | Sequence[Any]) -> list[Any]:
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def _copy(conn: Connection, table: Table, columns: Mapping[str, Array | Sequence[Any]]) -> None:
    arrow = pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})
    text = BytesIO()
    csv.write_csv(arrow, text, csv.WriteOptions(include_header=False, quoting_style="needed"))
    quote: Callable[[str], str] = conn.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    cursor = conn.connection.cursor()
    try:
        with cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getvalue())
    finally:
        cursor.close()
