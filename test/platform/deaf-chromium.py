#!/usr/bin/env python3
"""Starts the program that STOA_TEST_CHROMIUM names so that it may not open a routing socket.

Chromium breaks off whatever it loads when a network interface of the machine comes or goes, and every workspace of
every platform that is tested beside it has one. A filter of system calls, not bubblewrap: a mount namespace would hold
the file systems of homes that others unmount.
"""
import ctypes
import errno
import os
import struct
import sys

NO_NEW_PRIVILEGES, SET_FILTER, FILTER_MODE = 38, 22, 2
LOAD, EQUAL, ANSWER = 0x20, 0x15, 0x06
NETLINK, ROUTE = 16, 0
# The kernel's number of the machine, and that of socket() on it.
MACHINES = {'x86_64': (0xC000003E, 41), 'aarch64': (0xC00000B7, 198)}


def filter_of(audit: int, socket_call: int) -> bytes:
    """A classic BPF program over `struct seccomp_data`; where a value is not equal, it jumps to the end, which allows."""
    program = [
        (LOAD, 0, 0, 4),
        (EQUAL, 0, 7, audit),
        (LOAD, 0, 0, 0),
        (EQUAL, 0, 5, socket_call),
        (LOAD, 0, 0, 16),
        (EQUAL, 0, 3, NETLINK),
        (LOAD, 0, 0, 32),
        (EQUAL, 0, 1, ROUTE),
        (ANSWER, 0, 0, 0x00050000 | errno.EAFNOSUPPORT),
        (ANSWER, 0, 0, 0x7FFF0000),
    ]
    return b''.join(struct.pack('=HBBI', *each) for each in program)


class Program(ctypes.Structure):
    _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.c_char_p)]


machine = MACHINES.get(os.uname().machine)
if machine:
    code = filter_of(*machine)
    libc = ctypes.CDLL(None)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.prctl(SET_FILTER, FILTER_MODE, ctypes.byref(Program(len(code) // 8, code)), 0, 0)
chromium = os.environ['STOA_TEST_CHROMIUM']
os.execv(chromium, [chromium, *sys.argv[1:]])
