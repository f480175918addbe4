"""SQL results as data frames, by name: `%load_ext stoa_ipython`, or `--ext stoa_ipython` for ipykernel.

Before a cell runs, each name that it reads and that a SQL cell of the same notebook gave to its result is bound
to a pandas DataFrame, read from the columns that the SQL kernel stored. A newer result replaces the frame unless
the name has been bound to something else meanwhile. Environment: HOME, STOA_NOTEBOOK (the notebook's key).
"""

import ast
import datetime
import hashlib
import json
import os
import re
import sys
import weakref
from pathlib import Path


def load_ipython_extension(ipython):
    bridge = Bridge(ipython)
    ipython.events.register("pre_run_cell", bridge.before_cell)


class Bridge:
    def __init__(self, ipython):
        self.ipython = ipython
        self.results = Path(os.environ.get("HOME", "~")).expanduser() / ".stoa" / "results"
        notebook = os.environ.get("STOA_NOTEBOOK", "")
        key = hashlib.sha256(notebook.encode()).hexdigest()[:32]
        self.names_file = self.results / "names" / (key + ".json")
        self.seen_at = None
        self.names = {}
        # name: (id of the result, weak reference to the frame that we bound)
        self.given = {}

    def before_cell(self, info):
        try:
            self.refresh_names()
            if self.names:
                for name in sorted(names_read(self.ipython, info.raw_cell) & self.names.keys()):
                    self.bind(name)
        except Exception as error:  # a cell runs even if its results cannot be had
            print(f"SQL results could not be loaded: {error}", file=sys.stderr)

    def refresh_names(self):
        try:
            seen_at = self.names_file.stat().st_mtime_ns
        except OSError:
            return
        if seen_at != self.seen_at:
            found = json.loads(self.names_file.read_text())["names"]
            self.names = {name: entry["id"] for name, entry in found.items()}
            self.seen_at = seen_at

    def bind(self, name):
        space = self.ipython.user_ns
        result_id = self.names[name]
        given_id, frame = self.given.get(name, (None, lambda: None))
        if name in space and space[name] is not frame():
            return
        if name in space and given_id == result_id:
            return
        folder = self.results / result_id
        if not (folder / "result.json").exists():
            print(f"The SQL result {name} is no longer stored. Run its cell again.", file=sys.stderr)
            return
        loaded = read_result(folder)
        space[name] = loaded
        self.given[name] = (result_id, weakref.ref(loaded))


def names_read(ipython, cell):
    """Names that the cell reads anywhere; of a cell that is not Python (yet), every word."""
    try:
        tree = ast.parse(ipython.transform_cell(cell))
    except (SyntaxError, ValueError):
        return set(re.findall(r"[^\W\d]\w*", cell))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)}


def read_result(folder):
    """A stored result as a DataFrame, every value exact."""
    import pandas
    import pyarrow
    import pyarrow.parquet

    sidecar = json.loads((Path(folder) / "result.json").read_text())
    parts = [pyarrow.parquet.ParquetFile(Path(folder) / part["file"]).read() for part in sidecar["parts"]]
    table = pyarrow.concat_tables(parts)
    series = {
        at: to_series(table.column(f"c{at}"), column["tree"], sidecar["timeZone"])
        for at, column in enumerate(sidecar["columns"])
    }
    frame = pandas.DataFrame(series, index=pandas.RangeIndex(table.num_rows), copy=False)
    frame.columns = [column["name"] for column in sidecar["columns"]]
    return frame


def to_series(column, tree, time_zone):
    import pandas
    import pyarrow

    kind = tree["id"]
    if kind in INTEGERS or kind == "BOOLEAN":
        return nullable(column, kind)
    if kind in ("HUGEINT", "UHUGEINT"):
        try:
            return nullable(column.cast(pyarrow.int64()), "BIGINT")
        except pyarrow.ArrowInvalid:
            return objects(column, tree)
    if kind == "ENUM":
        return pandas.Series(pandas.Categorical(column.to_pylist(), categories=tree["values"]))
    if kind in ("TIMESTAMP_S", "TIMESTAMP_MS"):
        try:
            return column.cast(pyarrow.timestamp("s" if kind == "TIMESTAMP_S" else "ms")).to_pandas()
        except pyarrow.ArrowInvalid:  # infinity, or before year 1: the exact text
            return objects(column, {"id": "VARCHAR"})
    if kind == "TIMESTAMP_TZ":
        series = column.to_pandas()
        try:
            return series.dt.tz_convert(time_zone)
        except Exception:  # a zone that this machine does not know
            return series
    if kind == "DATE":
        return column.to_pandas(date_as_object=False)
    if kind in ("TIME", "TIME_NS"):
        return times(column)
    if kind in PLAIN:
        return column.to_pandas()
    return objects(column, tree)


INTEGERS = {
    "TINYINT": "Int8",
    "SMALLINT": "Int16",
    "INTEGER": "Int32",
    "BIGINT": "Int64",
    "UTINYINT": "UInt8",
    "USMALLINT": "UInt16",
    "UINTEGER": "UInt32",
    "UBIGINT": "UInt64",
}
# What pyarrow turns into pandas without loss. A DECIMAL becomes decimal.Decimal.
PLAIN = {"FLOAT", "DOUBLE", "DECIMAL", "VARCHAR", "JSON", "BLOB", "GEOMETRY", "TIMESTAMP", "TIMESTAMP_NS"}


def nullable(column, kind):
    """Integers with gaps stay integers; pandas would make floats of them."""
    import pandas

    if column.null_count == 0:
        return column.to_pandas()
    if kind == "BOOLEAN":
        return column.to_pandas(types_mapper=lambda _: pandas.BooleanDtype())
    return column.to_pandas(types_mapper=lambda _: pandas.array([], dtype=INTEGERS[kind]).dtype)


def times(column):
    import pandas
    import pyarrow

    try:
        return column.cast(pyarrow.time64("us")).to_pandas()
    except (pyarrow.ArrowInvalid, ValueError):  # nanoseconds, or 24:00:00
        return pandas.Series(pandas.array(column, dtype=pandas.ArrowDtype(column.type)))


def objects(column, tree):
    import pandas

    try:
        found = column.to_pylist()
    except (OverflowError, ValueError):  # dates inside that Python's calendar lacks: numpy's have them
        found = column.to_pandas(date_as_object=False).tolist()
    values = [decode(value, tree) for value in found]
    return pandas.Series(values, dtype=object)


def decode(value, tree):
    """A stored value as a Python object; the counterpart of rules/column-type.ts."""
    if value is None:
        return None
    kind = tree["id"]
    if kind in ("HUGEINT", "UHUGEINT", "BIGNUM"):
        return int(value)
    if kind == "UUID":
        return to_uuid(value)
    if kind == "INTERVAL":
        return to_offset(value["months"], value["days"], value["micros"])
    if kind == "TIME_TZ":
        return to_time(value)
    if kind in ("LIST", "ARRAY"):
        return [decode(item, tree["item"]) for item in value]
    if kind == "MAP":
        pairs = value.items() if isinstance(value, dict) else value
        return {hashable(decode(key, tree["key"])): decode(item, tree["value"]) for key, item in pairs}
    if kind == "STRUCT":
        fields = tree["fields"]
        if any(field["name"] == "" for field in fields):
            return tuple(decode(value[f"f{at}"], field["type"]) for at, field in enumerate(fields))
        return {field["name"]: decode(value[field["name"]], field["type"]) for field in fields}
    if kind == "UNION":
        for at, field in enumerate(tree["fields"]):
            if field["name"] == value["tag"]:
                return decode(value[f"m{at}"], field["type"])
    return value


def to_offset(months, days, micros):
    """What adds to a timestamp as SQL does; beyond what Python's calendar can count, the three numbers."""
    import pandas

    try:
        return pandas.DateOffset(months=months, days=days, microseconds=micros)
    except OverflowError:
        return {"months": months, "days": days, "micros": micros}


def to_uuid(value):
    import uuid

    if isinstance(value, uuid.UUID):
        return value
    return uuid.UUID(bytes=value) if isinstance(value, bytes) else uuid.UUID(str(value))


def to_time(text):
    """`12:34:56.789+05:30:15`; what Python's clock cannot show (24:00:00) stays text."""
    found = re.fullmatch(r"(\d+):(\d+):(\d+)(?:\.(\d+))?([+-])(\d+)(?::(\d+))?(?::(\d+))?", text)
    if not found or found[1] == "24":
        return text
    offset = datetime.timedelta(hours=int(found[6]), minutes=int(found[7] or 0), seconds=int(found[8] or 0))
    zone = datetime.timezone(-offset if found[5] == "-" else offset)
    micros = int((found[4] or "0").ljust(6, "0"))
    return datetime.time(int(found[1]), int(found[2]), int(found[3]), micros, tzinfo=zone)


def hashable(key):
    if isinstance(key, list):
        return tuple(hashable(item) for item in key)
    if isinstance(key, dict):
        return tuple((name, hashable(item)) for name, item in key.items())
    return key
