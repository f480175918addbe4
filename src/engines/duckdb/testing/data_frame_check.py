"""Reads SQL results in an IPython shell as a notebook's Python cell does, and prints what it saw as one line of JSON."""

import json
import sys

from IPython.core.interactiveshell import InteractiveShell

sys.path.insert(0, sys.argv[1])
shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "stoa_ipython")
seen = {}
shell.user_ns["seen"] = seen


def cell(code):
    result = shell.run_cell(code)
    return "error" if not result.success else "ok"


cell("seen['exact'] = {name: [str(value) for value in exact[name]] for name in exact.columns}")
cell("seen['types'] = {name: str(exact[name].dtype) for name in exact.columns}")
cell("seen['repeated'] = list(twice.columns)")
cell("seen['every'] = [len(every), len(every.columns)]")
cell("seen['extremes'] = [every['hugeint'][0], str(every['bignum'][1])[:6], every['uhugeint'][1], int(every['bigint'][0])]")
cell("seen['latest'] = str(_sql['gap'][0])")
cell("exact = 3")
cell("seen['rebound'] = exact")
cell("del exact")
cell("seen['again'] = len(exact)")
seen["unknown"] = cell("nothing_of_that_name")
print(json.dumps(seen, default=str))
