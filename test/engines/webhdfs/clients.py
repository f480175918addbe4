"""What HdfsCLI and fsspec are used for, against the address and with the token that the environment names."""

import os
import sys
import tempfile

import fsspec
import hdfs
import requests

url, token = os.environ["STOA_URL"], os.environ["STOA_TOKEN"]
account, password = "alice", token


def hdfscli(client):
    client.write("cli/a.txt", data="hello", encoding="utf-8", overwrite=True)
    client.write("cli/a.txt", data=" world", append=True)
    with client.read("cli/a.txt", offset=6) as reader:
        assert reader.read() == b"world"
    assert client.status("cli/a.txt")["permission"] == "600"
    assert client.status("cli/none", strict=False) is None
    client.makedirs("cli/d/e", permission="755")
    client.rename("cli/a.txt", "cli/d")
    assert client.list("cli/d") == ["a.txt", "e"]
    assert client.checksum("cli/d/a.txt")["length"] == 28
    assert client.content("cli")["length"] == 11
    client.set_permission("cli/d/a.txt", "640")
    client.set_times("cli/d/a.txt", modification_time=1_000_000)
    with tempfile.TemporaryDirectory() as here:
        os.makedirs(f"{here}/up/x")
        with open(f"{here}/up/x/f", "wb") as file:
            file.write(b"f" * 3_000_000)
        client.upload("cli/up", f"{here}/up")
        client.download("cli/up", f"{here}/down")
        assert open(f"{here}/down/x/f", "rb").read() == b"f" * 3_000_000
    assert [path for path, _, _ in client.walk("cli")][-1] == "/user/alice/cli/up/x"
    try:
        client.delete("cli")
        sys.exit("a folder that is not empty was deleted")
    except hdfs.HdfsError as error:
        assert "is non empty" in str(error), error
    assert client.delete("cli", recursive=True)


bearer, basic = requests.Session(), requests.Session()
bearer.headers["Authorization"] = f"Bearer {token}"
basic.auth = (account, password)
hdfscli(hdfs.Client(url, root="/user/alice", session=bearer))
hdfscli(hdfs.InsecureClient(url, user=account, root="/user/alice", session=basic))
hdfscli(hdfs.TokenClient(url, token, root="/user/alice"))
try:
    hdfs.InsecureClient(url, user="bob", session=bearer).list("/user/bob")
    sys.exit("another name was taken")
except hdfs.HdfsError as error:
    assert "not allowed to impersonate" in str(error), error

host, port = url.removeprefix("http://").split(":")
fs = fsspec.filesystem("webhdfs", host=host, port=int(port), token=token)
fs.makedirs("/user/alice/fs/a")
with fs.open("/user/alice/fs/a/x", "wb") as file:
    file.write(b"z" * 20_000_000)
assert fs.cat_file("/user/alice/fs/a/x", start=10, end=20) == b"z" * 10
assert fs.find("/user/alice/fs") == ["/user/alice/fs/a/x"] and fs.du("/user/alice/fs") == 20_000_000
fs.mv("/user/alice/fs/a/x", "/user/alice/fs/y")
assert fs.exists("/user/alice/fs/y") and not fs.exists("/user/alice/fs/a/x")
assert fs.home_directory() == "/user/alice"
fs.rm("/user/alice/fs", recursive=True)
try:
    fs.ls("/user/bob")
    sys.exit("another home was listed")
except FileNotFoundError:
    print("done")
