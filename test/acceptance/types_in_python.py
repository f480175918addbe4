"""Compares the columns of a data frame with expressions of Python, and prints what differs."""

import json, math, struct
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID
import numpy, pandas
from pandas import DateOffset, Timedelta, Timestamp

def zone(**offset):
    return timezone(timedelta(**offset))

def same(found, wanted):
    if wanted is None:
        return found is None or found is pandas.NA or found is pandas.NaT or found != found
    if isinstance(wanted, (list, tuple)):
        return type(found) is type(wanted) and len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(wanted, dict):
        return isinstance(found, dict) and list(found) == list(wanted) and all(same(found[key], wanted[key]) for key in wanted)
    if found is None or found is pandas.NA or found is pandas.NaT:
        return False
    if isinstance(wanted, (float, numpy.floating)):
        if math.isnan(wanted):
            return math.isnan(found)
        return float(found) == float(wanted) and math.copysign(1, found) == math.copysign(1, wanted)
    if isinstance(wanted, numpy.datetime64):
        return numpy.datetime64(found) == wanted
    if isinstance(wanted, bool):
        return isinstance(found, (bool, numpy.bool_)) and bool(found) == wanted
    if isinstance(wanted, int):
        return isinstance(found, (int, numpy.integer)) and not isinstance(found, bool) and int(found) == wanted
    return type(found) is type(wanted) and found == wanted and str(found) == str(wanted) or (
        isinstance(wanted, Timestamp) and isinstance(found, Timestamp) and found == wanted)

def check(every, twice, expected, rows):
    faults = []
    expected = json.loads(expected)
    if list(every.columns) != [name for name, _, _ in expected]:
        faults.append(f"columns {list(every.columns)}")
    if list(twice.columns) != ["a", "a"] or list(twice.iloc[0]) != [1, 2]:
        faults.append("names that repeat")
    if len(every) != rows:
        faults.append(f"{len(every)} rows")
    for name, dtype, values in expected:
        if str(every[name].dtype) != dtype:
            faults.append(f"{name}: dtype {every[name].dtype}, expected {dtype}")
        for at in range(rows):
            wanted = eval(values[at]) if at < len(values) else None
            try:
                found = every[name].array[at] if dtype.startswith("datetime64") else every[name].iloc[at]
                if not same(found, wanted):
                    faults.append(f"{name}[{at}]: {found!r}, expected {wanted!r}")
            except Exception as error:
                faults.append(f"{name}[{at}]: {error!r}, expected {wanted!r}")
    print("\n".join(faults) or "everything is equal")
