"""An HTTP/1.1 connection that stays open: what a client of the gateway sees, byte for byte.

`http.client` reads headers with the parser for e-mail, which costs more than the gateway's answer;
here a test may ask some thousand questions a second, and look at raw bytes where it matters.
"""

import json
import socket

HEADERS_MAX = 64 * 1024


class Answer:
    """Status, headers (names in lower case; of several equal ones the last) and body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    @property
    def source(self):
        """`hit`, `fwd=miss`, `fwd=miss; collapsed`, `fwd=bypass`, or None if it does not say;
        without the key under which an answer is kept."""
        told = self.headers.get("cache-status")
        return told and told.removeprefix("slotgate; ").partition("; key=")[0]

    @property
    def is_hit(self):
        return self.source == "hit"

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:500]!r}"


class Connection:
    """Not for several threads at once. Reconnects when the other side has closed."""

    def __init__(self, port, timeout=90):
        self.port = port
        self.timeout = timeout
        self.socket = None
        self.unread = b""
        self.is_last = False  # the last answer said `Connection: close`

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def open(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.unread = b""
        self.is_last = False

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def get(self, target, headers=()):
        return self.request("GET", target, headers=headers)

    def post(self, target, body, headers=()):
        return self.request("POST", target, body, headers)

    def request(self, method, target, body=None, headers=()):
        """Sends one request and waits for its answer. A body that is not bytes goes as JSON."""
        self.send(request_bytes(method, target, body, headers))
        return self.receive(method)

    def send(self, data):
        if self.is_last:
            self.close()
        if self.socket is None:
            self.open()
        self.socket.sendall(data)

    def receive(self, method="GET"):
        head = self._until_blank_line()
        status, headers = parse_head(head)
        if method == "HEAD" or status in (204, 304):
            body = b""
        elif headers.get("transfer-encoding") == "chunked":
            body = self._chunks()
        else:
            body = self._exactly(int(headers.get("content-length", "0")))
        self.is_last = headers.get("connection", "").lower() == "close"
        return Answer(status, headers, body)

    def is_closed_by_peer(self):
        """Waits for the other side's close; true if nothing else came before it."""
        if self.socket is None:
            return True
        try:
            return not self.unread and self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def _until_blank_line(self):
        while b"\r\n\r\n" not in self.unread:
            if len(self.unread) > HEADERS_MAX:
                raise AssertionError("an answer's headers never end")
            self._read_more()
        head, _, self.unread = self.unread.partition(b"\r\n\r\n")
        return head

    def _exactly(self, count):
        while len(self.unread) < count:
            self._read_more()
        body, self.unread = self.unread[:count], self.unread[count:]
        return body

    def _chunks(self):
        """Chunks without extensions or trailers, as ours are."""
        body = []
        while size := int(self._line(), 16):
            body.append(self._exactly(size))
            self._expect_line_end()
        self._expect_line_end()
        return b"".join(body)

    def _line(self):
        while b"\r\n" not in self.unread:
            self._read_more()
        line, _, self.unread = self.unread.partition(b"\r\n")
        return line

    def _expect_line_end(self):
        if (line := self._line()) != b"":
            raise AssertionError(f"no line end after a chunk, but {line[:100]!r}")

    def _read_more(self):
        data = self.socket.recv(256 * 1024)
        if not data:
            self.close()
            raise ConnectionError(f"closed in the middle of an answer, after {self.unread[:200]!r}")
        self.unread += data


def request_bytes(method, target, body=None, headers=()):
    """The request as it stands on the wire."""
    fields = [("Host", "127.0.0.1"), *dict(headers).items()]
    if "Host" in dict(headers):
        del fields[0]
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        fields.append(("Content-Type", "application/json"))
    if body is not None:
        fields.append(("Content-Length", str(len(body))))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b"")


def parse_head(head):
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    if headers.get("transfer-encoding", "chunked") != "chunked":
        raise AssertionError(f"a transfer coding nobody asked for: {headers}")
    return int(first.split(" ", 2)[1]), headers
