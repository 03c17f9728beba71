"""A Cal.com that misbehaves as it is told: one reply for each path, as raw bytes, silence or none.

Only for faults and for moments that must be held still; what Cal.com does otherwise is the
simulator's to say.
"""

import json
import socket
import threading
from typing import NamedTuple

EVENT_TYPE = {"id": 1, "lengthInMinutes": 60, "slug": "treatment", "title": "Treatment",
              "ownerId": 1, "minimumBookingNotice": 0}


class Request(NamedTuple):
    method: str
    target: str
    headers: dict
    body: bytes


class HangUp:
    """In place of a reply: the connection is closed without a word."""


class Silence:
    """In place of a reply: nothing comes, ever."""


class Held:
    """A reply that waits until the test releases it."""

    def __init__(self, data):
        self.data = data
        self.arrived = threading.Event()
        self.released = threading.Event()


class Played:
    """In place of a reply: `play(peer, request)` has the connection once the head is read, with
    nothing read of a body; true if the next request may follow."""

    def __init__(self, play):
        self.play = play


def reply(status, body, headers=()):
    """A whole answer on the wire; what is not bytes goes as JSON."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    fields = {"Content-Type": "application/json; charset=utf-8",
              "Content-Length": str(len(body)), **dict(headers)}
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {text}" for name, text in fields.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def success(data):
    return reply(200, {"status": "success", "data": data})


def slots(*starts):
    """What Cal.com answers with these free starts of an hour each: `2031-05-06T08`."""
    dates = {}
    for start in starts:
        date, hour = start.split("T")
        end = f"{date}T{int(hour) + 1:02}:00:00.000Z"
        dates.setdefault(date, []).append({"start": f"{start}:00:00.000Z", "end": end})
    return success(dates)


class FakeUpstream:
    """Listens at once. `script` maps a path to its reply, or to a function of the request that
    gives it, and may be changed while it runs; `otherwise` is for paths it lacks."""

    def __init__(self):
        self.otherwise = reply(404, {"status": "error", "error": {"message": "no such path here"}})
        self.script = {"/v2/event-types": success([EVENT_TYPE]),
                       "/v2/event-types/1": success(EVENT_TYPE),
                       "/v2/me": success({"id": 1}), "/v2/slots": slots("2031-05-06T08")}
        self.requests = []
        self.connections = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def targets(self, path):
        """What was asked of one path so far."""
        with self.lock:
            return [r.target for r in self.requests if r.target.split("?")[0] == path]

    def stop(self):
        """Whoever comes now finds nobody."""
        with self.lock:
            if self.connections is None:
                return
            # A thread that waits in accept() holds the socket open otherwise.
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            connections, self.connections = self.connections, None
        for connection in connections:
            connection.close_for_all()

    def _accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            connection = _Peer(peer)
            with self.lock:
                if self.connections is None:
                    return connection.close_for_all()
                self.connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            while request := connection.read_head():
                with self.lock:
                    found = self.script.get(request.target.split("?")[0], self.otherwise)
                if not isinstance(found, Played):
                    length = int(request.headers.get("content-length", "0"))
                    request = request._replace(body=connection.read_exactly(length))
                with self.lock:
                    self.requests.append(request)
                    if callable(found) and not isinstance(found, type):
                        found = found(request)
                if not self._reply(connection, found, request):
                    return
        except OSError:
            pass
        finally:
            connection.close_for_all()

    def _reply(self, connection, found, request):
        """False ends the connection."""
        if isinstance(found, Played):
            return found.play(connection, request)
        if isinstance(found, Held):
            found.arrived.set()
            found.released.wait()
            found = found.data
        if found is HangUp:
            return False
        if found is Silence:
            connection.wait_for_close()
            return False
        connection.socket.sendall(found)
        # A reply that is not whole is followed by the end, else the peer waits for the rest.
        return found.startswith(b"HTTP/1.1 ") and b"X-Cut: yes" not in found


class _Peer:
    def __init__(self, peer):
        self.socket = peer
        self.unread = b""
        self.head_bytes = b""  # of the request read last

    def read_head(self):
        while b"\r\n\r\n" not in self.unread:
            if not self._read_more():
                return None
        head, _, self.unread = self.unread.partition(b"\r\n\r\n")
        self.head_bytes = head
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip()
                   for name, _, value in (line.partition(":") for line in lines)}
        method, target, _ = first.split(" ")
        return Request(method, target, headers, b"")

    def read_exactly(self, count):
        while len(self.unread) < count:
            if not self._read_more():
                raise ConnectionError("the client left in the middle of a body")
        data, self.unread = self.unread[:count], self.unread[count:]
        return data

    def read_chunk(self):
        """One chunk's bytes; empty for the last one, without trailers."""
        while b"\r\n" not in self.unread:
            if not self._read_more():
                raise ConnectionError("the client left in the middle of a body")
        size, _, self.unread = self.unread.partition(b"\r\n")
        data = self.read_exactly(int(size, 16))
        if self.read_exactly(2) != b"\r\n":
            raise AssertionError("a chunk ends with a line end")
        return data

    def wait_for_close(self):
        while self._read_more():
            pass

    def close_for_all(self):
        """Wakes a thread that reads here as well."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    def _read_more(self):
        data = self.socket.recv(65536)
        self.unread += data
        return data
