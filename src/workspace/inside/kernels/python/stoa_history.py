"""IPython's inputs are written a moment after the cell, many at once, and wait for no disk.

A kill may take the inputs of that moment, a power cut a few more; the notebook has them all.
"""

import sqlite3
import threading

from IPython.core.history import HistorySavingThread

moment_seconds = 0.5


class Connection(sqlite3.Connection):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.execute("PRAGMA journal_mode = WAL")
        self.execute("PRAGMA synchronous = NORMAL")


class Unhurried(threading.Event):
    """Who waits for it goes on a moment after it was set: not beside the cell that did so, nor the next."""

    def __init__(self):
        super().__init__()
        self.hurry = threading.Event()

    def wait(self, timeout=None):
        was_set = super().wait(timeout)
        self.hurry.wait(moment_seconds)
        return was_set


begin, stop = HistorySavingThread.__init__, HistorySavingThread.stop


def begin_unhurried(thread, *args, **options):
    begin(thread, *args, **options)
    thread.save_flag = Unhurried()


def stop_at_once(thread):
    thread.save_flag.hurry.set()
    stop(thread)


def write_later(config):
    """To be called before the kernel starts."""
    config.HistoryManager.connection_options = {"factory": Connection}
    HistorySavingThread.__init__ = begin_unhurried
    HistorySavingThread.stop = stop_at_once
