"""A stored SQL result as a pandas DataFrame, every value exact; the counterpart of rules/column-type.ts.

What pandas has no exact column for becomes a column of Python objects: HUGEINTs above 64 bits, DECIMALs, intervals
(pandas.DateOffset), times of day, nested values. A UNION is `{tag: value}`, as in DuckDB's JSON. Times beyond Python's
calendar are numpy's, and the infinite ones the texts 'infinity' and '-infinity'.
"""

import datetime
import decimal
import json
import re
import uuid
from pathlib import Path

import numpy
import pandas
import pyarrow
import pyarrow.compute
import pyarrow.parquet


def read_result(folder):
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


# What pyarrow turns into pandas without loss. A DECIMAL becomes decimal.Decimal.
PLAIN = {"DECIMAL", "VARCHAR", "JSON", "BLOB", "GEOMETRY", "BIT"}
INTEGERS = {
    "TINYINT": pandas.Int8Dtype(),
    "SMALLINT": pandas.Int16Dtype(),
    "INTEGER": pandas.Int32Dtype(),
    "BIGINT": pandas.Int64Dtype(),
    "UTINYINT": pandas.UInt8Dtype(),
    "USMALLINT": pandas.UInt16Dtype(),
    "UINTEGER": pandas.UInt32Dtype(),
    "UBIGINT": pandas.UInt64Dtype(),
}
# Of times that Parquet has as numbers: the unit, and the first and last that pandas shows.
MOMENTS = {
    "DATE": ("D", -719162, 2932896),
    "TIMESTAMP": ("us", -62135596800000000, 253402300799999999),
    "TIMESTAMP_TZ": ("us", -62135596800000000, 253402300799999999),
    "TIMESTAMP_NS": ("ns", 2 - 2**63, 2**63 - 2),
}
DAY_MICROSECONDS = 86_400_000_000


def to_series(column, tree, time_zone):
    kind = tree["id"]
    if kind in PLAIN:
        return column.to_pandas()
    if kind == "BOOLEAN":
        return nullable(column, pandas.BooleanDtype())
    if kind in INTEGERS:
        return nullable(column, INTEGERS[kind])
    if kind in ("HUGEINT", "UHUGEINT"):
        try:
            return nullable(column.cast(pyarrow.int64()), INTEGERS["BIGINT"])
        except pyarrow.ArrowInvalid:
            return objects(column, tree)
    if kind in ("FLOAT", "DOUBLE"):
        return floats(column)
    if kind == "ENUM":
        codes = pyarrow.compute.index_in(column, value_set=pyarrow.array(tree["values"], pyarrow.string()))
        filled = codes.fill_null(-1).to_numpy()
        return pandas.Series(pandas.Categorical.from_codes(filled, categories=tree["values"]))
    if kind in MOMENTS and lies_within(column, *MOMENTS[kind]):
        series = column.to_pandas(date_as_object=False)
        return in_zone(series, time_zone) if kind == "TIMESTAMP_TZ" else series
    if kind in ("TIMESTAMP_S", "TIMESTAMP_MS"):
        try:
            return column.cast(pyarrow.timestamp("s" if kind == "TIMESTAMP_S" else "ms")).to_pandas()
        except pyarrow.ArrowInvalid:  # an infinite one, or one before year 1
            return objects(column, tree)
    if kind == "TIME" and (latest(column) or 0) < DAY_MICROSECONDS:
        return column.to_pandas()
    if kind == "TIME_NS":
        return column.cast(pyarrow.int64()).cast(pyarrow.duration("ns")).to_pandas()
    return objects(column, tree)


def nullable(column, dtype):
    """Integers with gaps stay integers; pandas would make floats of them."""
    return column.to_pandas() if column.null_count == 0 else column.to_pandas(types_mapper=lambda _: dtype)


def floats(column):
    """pandas marks gaps with NaN: where a column has both, Arrow's own column keeps them apart."""
    has_both = column.null_count > 0 and pyarrow.compute.any(pyarrow.compute.is_nan(column)).as_py()
    return pandas.Series(pandas.array(column, dtype=pandas.ArrowDtype(column.type))) if has_both else column.to_pandas()


def lies_within(column, unit, first, last):
    bounds = pyarrow.compute.min_max(numbers(column, unit))
    least, greatest = bounds["min"].as_py(), bounds["max"].as_py()
    return least is None or (first <= least and greatest <= last)


def numbers(array, unit):
    return array.cast(pyarrow.int32() if unit == "D" else pyarrow.int64())


def latest(column):
    return pyarrow.compute.max(column.cast(pyarrow.int64())).as_py()


def in_zone(series, time_zone):
    try:
        return series.dt.tz_convert(time_zone)
    except Exception:  # a zone that this machine does not know
        return series


def objects(column, tree):
    return pandas.Series([value for chunk in column.chunks for value in values(chunk, tree)], dtype=object)


def values(array, tree):
    """The values of an Arrow array as Python objects, those inside of nested ones too."""
    kind = tree["id"]
    if kind in ("LIST", "ARRAY"):
        return [None if own is None else list(own) for own in sliced(array, values(array.flatten(), tree["item"]))]
    if kind == "MAP":
        keys = [hashable(key) for key in values(array.keys, tree["key"])]
        pairs = list(zip(keys, values(array.items, tree["value"])))
        starts = array.offsets.to_pylist()
        return where_valid(array, (dict(pairs[start:end]) for start, end in zip(starts, starts[1:])))
    if kind == "STRUCT":
        names = [field["name"] for field in tree["fields"]]
        parts = zip(*(values(part, field["type"]) for part, field in zip(array.flatten(), tree["fields"])))
        named = "" not in names
        return where_valid(array, ((dict(zip(names, row)) if named else row) for row in parts))
    if kind == "UNION":
        tags, *members = array.flatten()
        tag_names = [field["name"] for field in tree["fields"]]
        parts = [values(part, field["type"]) for part, field in zip(members, tree["fields"])]
        return [
            None if tag is None else {tag: parts[tag_names.index(tag)][at]} for at, tag in enumerate(tags.to_pylist())
        ]
    if kind in MOMENTS:
        unit = MOMENTS[kind][0]
        return [moment(number, unit, kind == "TIMESTAMP_TZ") for number in numbers(array, unit).to_pylist()]
    if kind == "TIME":
        return [time_of_day(number) for number in array.cast(pyarrow.int64()).to_pylist()]
    if kind == "TIME_NS":
        return [None if number is None else pandas.Timedelta(number, "ns") for number in array.cast(pyarrow.int64()).to_pylist()]
    found = array.to_pylist()
    read = FROM_STORED.get(kind)
    return found if read is None else [None if value is None else read(value) for value in found]


def sliced(array, inner):
    """The parts of `inner` that belong to each list of the array."""
    start = 0
    for length in pyarrow.compute.list_value_length(array).to_pylist():
        yield None if length is None else inner[start : start + length]
        start += length or 0


def where_valid(array, rows):
    return [row if valid else None for row, valid in zip(rows, array.is_valid().to_pylist())]


def hashable(key):
    if isinstance(key, list):
        return tuple(hashable(item) for item in key)
    if isinstance(key, dict):
        return tuple((name, hashable(item)) for name, item in key.items())
    return key


def moment(number, unit, has_zone):
    if number is None:
        return None
    if abs(number) == (2**31 if unit == "D" else 2**63) - 1:
        return "infinity" if number > 0 else "-infinity"
    if unit == "ns":
        return pandas.Timestamp(number, unit="ns")
    try:
        if unit == "D":
            return datetime.date(1970, 1, 1) + datetime.timedelta(days=number)
        zone = datetime.timezone.utc if has_zone else None
        return datetime.datetime(1970, 1, 1, tzinfo=zone) + datetime.timedelta(microseconds=number)
    except OverflowError:
        return numpy.datetime64(number, unit)


def time_of_day(microseconds):
    if microseconds is None:
        return None
    if microseconds == DAY_MICROSECONDS:
        return "24:00:00"
    return (datetime.datetime.min + datetime.timedelta(microseconds=microseconds)).time()


def from_timestamp_text(text, unit):
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        found = re.fullmatch(r"(\d+)(-\d\d-\d\d)( \(BC\))? (.*)", text)
        if found is None:  # an infinite one
            return text
        year = 1 - int(found[1]) if found[3] else int(found[1])
        return numpy.datetime64(f"{year:+05d}{found[2]}T{found[4]}", unit)


def from_time_zone_text(text):
    """`12:34:56.789+05:30:15`; what Python's clock cannot show (24:00:00) stays text."""
    found = re.fullmatch(r"(\d+):(\d+):(\d+)(?:\.(\d+))?([+-])(\d+)(?::(\d+))?(?::(\d+))?", text)
    if not found or found[1] == "24":
        return text
    offset = datetime.timedelta(hours=int(found[6]), minutes=int(found[7] or 0), seconds=int(found[8] or 0))
    zone = datetime.timezone(-offset if found[5] == "-" else offset)
    micros = int((found[4] or "0").ljust(6, "0"))
    return datetime.time(int(found[1]), int(found[2]), int(found[3]), micros, tzinfo=zone)


def from_interval(parts):
    """What adds to a timestamp as SQL does; beyond what Python's calendar can count, the three numbers."""
    try:
        return pandas.DateOffset(months=parts["months"], days=parts["days"], microseconds=parts["micros"])
    except OverflowError:
        return parts


def from_uuid(value):
    if isinstance(value, uuid.UUID):
        return value
    return uuid.UUID(bytes=value) if isinstance(value, bytes) else uuid.UUID(str(value))


def from_variant(value):
    """Numbers, truth values, and what JSON can nest; anything else is its text."""
    kind, text = value["kind"], value["text"]
    if kind.startswith(("ARRAY", "OBJECT")):
        return json.loads(value["json"])
    if re.match(r"U?INT\d|BIGNUM", kind):
        return int(text)
    if kind.startswith("DECIMAL"):
        return decimal.Decimal(text)
    if kind in ("FLOAT", "DOUBLE"):
        return float(text)
    return kind == "BOOL_TRUE" if kind.startswith("BOOL_") else text


FROM_STORED = {
    "HUGEINT": int,
    "UHUGEINT": int,
    "BIGNUM": int,
    "UUID": from_uuid,
    "INTERVAL": from_interval,
    "TIME_TZ": from_time_zone_text,
    "TIMESTAMP_S": lambda text: from_timestamp_text(text, "s"),
    "TIMESTAMP_MS": lambda text: from_timestamp_text(text, "ms"),
    "VARIANT": from_variant,
}
