"""Drives SQL kernels with jupyter_client, the reference client, and prints what it saw as one line of JSON.

Arguments: the command that is the kernel's argv with {connection_file}; the engine's control socket.
"""

import http.client
import json
import os
import socket
import sys
import tempfile
import time
import uuid

from jupyter_client import BlockingKernelClient, KernelManager
from jupyter_client.connect import write_connection_file
from jupyter_client.kernelspec import KernelSpec


class Control(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(sys.argv[2])


def call(method, path, body=None):
    control = Control("engine")
    control.request(method, path, body and json.dumps(body))
    answer = control.getresponse()
    text = answer.read()
    return answer.status, json.loads(text) if text else None


def opened(transport, folder):
    id = uuid.uuid4().hex[:8]
    path = os.path.join(folder, id + ".json")
    ip = os.path.join(folder, id) if transport == "ipc" else "127.0.0.1"
    write_connection_file(path, transport=transport, ip=ip, key=b"key of " + id.encode(), kernel_name="sql")
    status, _ = call("POST", "/kernels", {"id": id, "connectionFile": path, "cwd": os.environ["HOME"]})
    assert status == 201, status
    client = BlockingKernelClient(connection_file=path)
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=20)
    return id, client


def run(client, code, **options):
    outputs = []
    reply = client.execute_interactive(code, output_hook=outputs.append, timeout=30, **options)
    return reply["content"], [message for message in outputs if message["msg_type"] != "status"]


def text(outputs):
    return [m["content"]["data"]["text/plain"] for m in outputs if "data" in m["content"]][-1]


def main():
    seen = {}
    with tempfile.TemporaryDirectory(prefix="stoa-") as folder:
        id, ipc = opened("ipc", folder)
        other, tcp = opened("tcp", folder)
        reply, outputs = run(ipc, "select 42 as answer")
        seen["first"] = [reply["status"], reply["execution_count"], text(outputs)]
        seen["silent"] = [run(ipc, "select 1", silent=True)[0]["execution_count"], len(run(ipc, "select 1", silent=True)[1])]
        run(ipc, "create table shared as select 7 as x; create temp table own as select 1 as x")
        seen["shared"] = text(run(tcp, "from shared")[1])
        seen["temporary"] = run(tcp, "from own")[0]["ename"]
        seen["tables"] = "shared" in ipc.complete("from sha", reply=True, timeout=20)["content"]["matches"]
        open(os.path.join(os.environ["HOME"], "é.parquet"), "w").close()
        seen["files"] = ipc.complete("from 'é", reply=True, timeout=20)["content"]["matches"]
        seen["inspect"] = "x  INTEGER" in ipc.inspect("from shared", 8, reply=True, timeout=20)["content"]["data"]["text/plain"]

        # Two at once: one runs for long, the other answers, the first is stopped; what waited behind it is aborted.
        long = ipc.execute("select count(*) from range(100000000) a, range(1000000) b")
        waiting = ipc.execute("select 1")
        time.sleep(0.8)
        seen["busy"] = call("GET", "/status")[1]["running"][0]["kernelId"] == id
        seen["meanwhile"] = text(run(tcp, "select 1 as one")[1])
        begun = time.monotonic()
        ipc.session.send(ipc.control_channel.socket, "interrupt_request", {})
        replies = {}
        while len(replies) < 2:
            message = ipc.get_shell_msg(timeout=10)
            replies[message["parent_header"]["msg_id"]] = message["content"]
            if long in replies and "stopped" not in seen:
                seen["stopped"] = time.monotonic() - begun < 1
        seen["interrupted"] = [replies[long]["ename"], replies[waiting]["status"]]
        call("POST", f"/kernels/{id}/restart")
        seen["restarted"] = run(ipc, "from own")[0]["ename"]
        seen["forged"] = forged(ipc)
        call("DELETE", f"/kernels/{other}")
        seen["closed"] = call("GET", f"/kernels/{other}")[0]

        # As any Jupyter client starts it: by argv, with signals.
        manager = KernelManager()
        manager._kernel_spec = KernelSpec(argv=json.loads(sys.argv[1]), display_name="SQL", language="sql", interrupt_mode="signal")
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=30)
        seen["thin"] = text(run(client, "from shared")[1])
        client.execute("select count(*) from range(100000000) a, range(1000000) b")
        time.sleep(0.8)
        manager.interrupt_kernel()
        seen["signal"] = client.get_shell_msg(timeout=10)["content"]["ename"]
        manager.shutdown_kernel()
        seen["ended"] = not manager.is_alive()
    print(json.dumps(seen))


def forged(client):
    """A message with a wrong signature gets no answer."""
    key = client.session.key
    client.session.key = b"wrong"
    client.kernel_info()
    client.session.key = key
    try:
        client.get_shell_msg(timeout=0.5)
        return "answered"
    except Exception:
        return "dropped"


main()
