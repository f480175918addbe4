"""A cell's messages leave from the thread that has them to say.

ipykernel hands each to a thread of its own, which must first be woken and then be given the interpreter: that takes
longer than to send it. The thread stays for output that nobody flushes while a cell runs.
"""

import os
import signal
import threading
from contextlib import contextmanager

import zmq
from ipykernel.iostream import IOPubThread, OutStream


class Turn:
    """Who may use the socket. A person's interrupt waits until the message under way is out whole."""

    def __init__(self):
        self.lock = threading.RLock()
        # A child may be forked while another thread holds the lock, which it then never gives back.
        os.register_at_fork(after_in_child=self.renew)

    def renew(self):
        self.lock = threading.RLock()

    @contextmanager
    def taken(self):
        interrupted = []
        disturbed = threading.current_thread() is threading.main_thread()
        with self.lock:
            before = signal.signal(signal.SIGINT, lambda *_: interrupted.append(True)) if disturbed else None
            try:
                yield
            finally:
                if before is not None:
                    signal.signal(signal.SIGINT, before)
        if interrupted:
            signal.raise_signal(signal.SIGINT)


listen = IOPubThread._setup_xpub_listener


def listen_in_turn(iopub):
    """The thread still hears who subscribes, on the same socket."""
    iopub.turn = Turn()
    listen(iopub)
    stream = iopub._xpub_stream
    stream.io_loop.remove_handler(stream.socket)
    for name in ("_handle_events", "_update_handler"):
        setattr(stream, name, in_turn(iopub.turn, getattr(stream, name)))
    stream._init_io_state()


def in_turn(turn, work):
    def taking_turns(*args):
        with turn.taken():
            return work(*args)

    return taking_turns


def send(iopub, *args, **options):
    if not iopub.thread.is_alive():
        iopub._really_send(*args, **options)
        return
    with iopub.turn.taken():
        iopub._really_send(*args, **options)
        # What arrived meanwhile is announced once, and sending may have taken note of it in the thread's place.
        arrived = not iopub.closed and iopub.socket.EVENTS & zmq.POLLIN
    if arrived:
        iopub.io_loop.add_callback(iopub._xpub_stream._handle_events, iopub.socket, 0)


flush_at_once = OutStream._flush


def flush(stream):
    if stream.pub_thread is None or not (stream._buffers or stream.echo):
        return
    with stream.pub_thread.turn.taken():
        waits = stream._flush_pending
        flush_at_once(stream)
        stream._flush_pending = waits


def flush_soon(stream):
    """At most one wait at a time, however many cells write meanwhile: each would wake the thread."""
    if stream._flush_pending:
        return
    stream._flush_pending = True

    def due():
        with stream.pub_thread.turn.taken():
            stream._flush_pending = False
            flush(stream)

    stream.pub_thread.schedule(lambda: stream._io_loop.call_later(stream.flush_interval, due))


def send_directly():
    """To be called before the kernel starts. Leaves an ipykernel that works otherwise as it is."""
    inside = (IOPubThread, ("_setup_xpub_listener", "_really_send")), (OutStream, ("_flush", "_schedule_flush"))
    if not all(hasattr(owner, name) for owner, names in inside for name in names):
        return
    IOPubThread._setup_xpub_listener = listen_in_turn
    IOPubThread.send_multipart = send
    OutStream.flush = flush
    OutStream._flush = flush
    OutStream._schedule_flush = flush_soon
