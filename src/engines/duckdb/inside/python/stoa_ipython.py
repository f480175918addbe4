"""SQL results as data frames, by name: `%load_ext stoa_ipython`, or `--ext stoa_ipython` for ipykernel.

Before a cell runs, each name that it reads and that a SQL cell of the same notebook gave to its result is bound
to a pandas DataFrame, read from the columns that the SQL kernel stored. A newer result replaces the frame unless
the name has been bound to something else meanwhile. A request that says in its metadata which result a name stands
for (`stoa.results`) is believed more than the names of runs: a cell may get its name after it ran. Environment: HOME, STOA_NOTEBOOK (the notebook's key).
"""

import ast
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


SLOW_PACKAGES = re.compile(r"\b(?:numpy|pandas|pyarrow)\b")


class Bridge:
    def __init__(self, ipython):
        self.ipython = ipython
        stoa = Path(os.environ.get("HOME", "~")).expanduser() / ".stoa"
        self.results = stoa / "results"
        self.used = stoa / "used"
        self.noted = set()
        notebook = os.environ.get("STOA_NOTEBOOK", "")
        key = hashlib.sha256(notebook.encode()).hexdigest()[:32]
        self.names_file = self.results / "names" / (key + ".json")
        self.seen = None
        self.names = {}
        # name: (id of the result, weak reference to the frame that we bound)
        self.given = {}

    def before_cell(self, info):
        self.note_used(SLOW_PACKAGES.findall(info.raw_cell))
        try:
            self.refresh_names()
            names = {**self.names, **self.names_asked()}
            if names:
                for name in sorted(names_read(self.ipython, info.raw_cell) & names.keys()):
                    self.bind(name, names[name])
        except Exception as error:  # a cell runs even if its results cannot be had
            print(f"SQL results could not be loaded: {error}", file=sys.stderr)

    def note_used(self, names):
        for name in set(names) - self.noted:
            self.noted.add(name)
            try:
                (self.used / name).touch()
            except OSError:  # elsewhere than in a workspace, or the home is full
                pass

    def refresh_names(self):
        try:
            stat = self.names_file.stat()
        except OSError:
            return
        seen = (stat.st_mtime_ns, stat.st_size)
        if seen != self.seen:
            self.names = {name: entry["id"] for name, entry in names_in(self.names_file.read_text()).items()}
            self.seen = seen

    def names_asked(self):
        kernel = getattr(self.ipython, "kernel", None)
        asked = kernel.get_parent("shell").get("metadata", {}).get("stoa", {}) if kernel else {}
        found = asked.get("results", {})
        return {name: id for name, id in found.items() if isinstance(id, str) and re.fullmatch("[a-z0-9-]{8,64}", id)}

    def bind(self, name, result_id):
        space = self.ipython.user_ns
        given_id, frame = self.given.get(name, (None, lambda: None))
        if name in space and space[name] is not frame():
            return
        if name in space and given_id == result_id:
            return
        folder = self.results / result_id
        if not (folder / "result.json").exists():
            print(f"The SQL result {name} is no longer stored. Run its cell again.", file=sys.stderr)
            return
        # Imported late: pandas takes longer than a kernel's start.
        from stoa_result import read_result

        self.note_used(["pandas"])
        loaded = read_result(folder)
        space[name] = loaded
        self.given[name] = (result_id, weakref.ref(loaded))


def names_in(text):
    """Of lines of JSON; a later one goes before an earlier one, and one that a crash cut short says nothing."""
    names = {}
    for line in text.split("\n"):
        try:
            names.update(json.loads(line)["names"])
        except ValueError:
            continue
    return names


def names_read(ipython, cell):
    """Names that the cell reads anywhere; of a cell that is not Python (yet), every word."""
    try:
        tree = ast.parse(ipython.transform_cell(cell))
    except (SyntaxError, ValueError):
        return set(re.findall(r"[^\W\d]\w*", cell))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)}
