"""initiate.py PORT PASSWORD_FILE: makes a mongod a replica set of one node and adds its administrator `root`.

Speaks just enough of the wire protocol (OP_MSG, https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/) to
need no driver. What was done before is left as it is.
"""

import socket
import struct
import sys
import time

PATIENCE_SECONDS = 60


def encode(document):
    """A document as BSON: booleans, small integers, texts, lists and documents."""
    elements = b""
    for key, value in document.items():
        name = key.encode() + b"\0"
        if isinstance(value, bool):
            elements += b"\x08" + name + bytes([value])
        elif isinstance(value, int):
            elements += b"\x10" + name + struct.pack("<i", value)
        elif isinstance(value, str):
            text = value.encode() + b"\0"
            elements += b"\x02" + name + struct.pack("<i", len(text)) + text
        elif isinstance(value, list):
            elements += b"\x04" + name + encode({str(index): item for index, item in enumerate(value)})
        else:
            elements += b"\x03" + name + encode(value)
    return struct.pack("<i", len(elements) + 5) + elements + b"\0"


class Connection:
    """One connection; replies are looked at as bytes."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)

    def command(self, document):
        body = struct.pack("<IB", 0, 0) + encode({**document, "$db": "admin"})
        self.socket.sendall(struct.pack("<iiii", len(body) + 16, 1, 0, 2013) + body)
        (length,) = struct.unpack("<i", self._read(4))
        return self._read(length - 4)[12:]

    def _read(self, length):
        received = b""
        while len(received) < length:
            part = self.socket.recv(length - len(received))
            if not part:
                raise SystemExit("mongod closed the connection")
            received += part
        return received


def require(what, reply, *done_before):
    """Ends with an error unless the reply is `ok: 1.0` or says that it was done before."""
    succeeded = b"\x01ok\0" + struct.pack("<d", 1.0) in reply
    if not succeeded and not any(word in reply for word in done_before):
        raise SystemExit(f"{what}: {reply!r}")


def main():
    port, password_file = int(sys.argv[1]), sys.argv[2]
    with open(password_file, encoding="ascii") as file:
        password = file.read()
    # Without a login only the exception for the first user on localhost lets these through.
    not_first = (b"Unauthorized", b"requires authentication")
    connection = Connection(port)
    member = {"_id": 0, "host": f"127.0.0.1:{port}"}
    reply = connection.command({"replSetInitiate": {"_id": "rs0", "members": [member]}})
    require("replSetInitiate", reply, b"AlreadyInitialized", *not_first)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while b"\x08isWritablePrimary\0\x01" not in connection.command({"hello": 1}):
        if time.monotonic() > deadline:
            raise SystemExit(f"no primary after {PATIENCE_SECONDS} s")
        time.sleep(0.02)
    user = {"createUser": "root", "pwd": password, "roles": [{"role": "root", "db": "admin"}]}
    require("createUser", connection.command(user), b"already exists", *not_first)


if __name__ == "__main__":
    main()
