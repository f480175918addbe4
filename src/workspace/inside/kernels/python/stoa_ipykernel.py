"""Starts an IPython kernel, with less to import than `python -m ipykernel_launcher`.

    stoa_ipykernel.py -f CONNECTION_FILE [options]   becomes the kernel at once
    stoa_ipykernel.py --wait [package ...]           imports everything, and the packages while nobody asks for more,
                                                     then waits for one line of JSON on stdin:
                                                     {"argv": [...], "cwd": ..., "env": {...}, "log": ...}

Left out are jedi (IPython completes from the living objects instead, at once and not after seconds), debugpy and what
only clients of kernels need: together more than a third of the time to start.
"""

import datetime
import functools
import importlib.util
import sys
import types

# The script's own folder is not where a person's imports should come from.
sys.path.pop(0)


def import_late(name, submodules):
    """The package as if imported, though its __init__ runs when something is asked for that `submodules` do not have."""
    spec = importlib.util.find_spec(name)
    module = importlib.util.module_from_spec(spec)

    def load(attribute):
        if attribute in submodules:
            return getattr(importlib.import_module(f"{name}.{submodules[attribute]}"), attribute)
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        del module.__getattr__
        spec.loader.exec_module(module)
        return getattr(module, attribute)

    module.__getattr__ = load
    sys.modules[name] = module


def stand_in(name, **attributes):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(attributes)
    return name


# Clients of kernels, which a kernel does not need.
import_late("jupyter_client", {"write_connection_file": "connect"})
stand_in("ipykernel.debugger", _is_debugpy_available=False, Debugger=type("Debugger", (), {}))
sys.modules["jedi"] = None
late = ["jedi"]
if sys.version_info >= (3, 11):
    # For the dates of messages: Python reads them itself by now.
    late.append(stand_in("dateutil.parser", isoparse=datetime.datetime.fromisoformat))
    late.append(stand_in("dateutil.tz", tzlocal=lambda: datetime.datetime.now().astimezone().tzinfo))

import ipykernel.ipkernel  # noqa: E402
import ipykernel.kernelbase  # noqa: E402
import ipykernel.zmqshell  # noqa: E402, F401
from ipykernel.kernelapp import IPKernelApp  # noqa: E402
from stoa_history import write_later  # noqa: E402
from stoa_output import send_directly  # noqa: E402
from traitlets.config import Config  # noqa: E402

# A person may still import them.
for name in late:
    del sys.modules[name]

send_directly()

# What a method takes is asked twice for each cell.
accepts = functools.lru_cache(16)(ipykernel.ipkernel._accepts_parameters)
for module in (ipykernel.ipkernel, ipykernel.kernelbase):
    module._accepts_parameters = lambda method, names: accepts(method, tuple(names))

config = Config()
write_later(config)
# A pause before each reply, so that output is seen before it: clients of ours wait for the kernel to be idle.
config.IPythonKernel._execute_sleep = 0
# Records of what happens are made for nobody otherwise, several for each cell.
config.IPKernelApp.logging_config = {"loggers": {"IPKernelApp": {"level": "WARNING"}}}


def become(order):
    import os

    os.environ.clear()
    os.environ.update(order["env"])
    for path in reversed(order["env"].get("PYTHONPATH", "").split(os.pathsep)):
        if path and path not in sys.path:
            sys.path.insert(0, path)
    os.chdir(order["cwd"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(nothing)
    os.close(log)
    sys.argv[1:] = order["argv"]


def import_meanwhile(names):
    """Until somebody wants the kernel: it may not need them."""
    import select

    for name in names:
        if select.select([sys.stdin], [], [], 0)[0]:
            return
        try:
            importlib.import_module(name)
        except Exception:  # the cell that imports it will say what is wrong
            return


if sys.argv[1:2] == ["--wait"]:
    import json

    import_meanwhile(sys.argv[2:])
    line = sys.stdin.buffer.readline()
    # The server ended without needing it.
    if not line:
        sys.exit(0)
    become(json.loads(line))

# In a notebook the current folder is importable, as with ipykernel's own launcher.
sys.path.insert(0, "")
IPKernelApp.launch_instance(config=config)
