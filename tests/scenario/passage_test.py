"""What passes through the gateway is what it would be directly, however long and however it ends.

Upstream is played byte by byte; the gateway is the real program.
"""

import gzip
import hashlib
import select
import threading
import unittest

from configuration import Gateway, tenant
from connection import Connection, parse_head
from fake_upstream import FakeUpstream, Played, reply, success
from harness import DEADLINE, ScenarioTest, eventually, metric

BIG = 48 << 20
PIECE = bytes(range(256)) * 256  # 64 KiB
OF_CONNECTION = {"connection", "keep-alive", "trailer", "transfer-encoding", "content-length"}


def request_of(method, target, fields=(), body=b""):
    """A request with exactly these fields, in this order, and a Host."""
    lines = [f"{method} {target} HTTP/1.1", "Host: gateway.example",
             *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(*pieces):
    """The pieces and the last chunk."""
    return b"".join(chunk(piece) for piece in (*pieces, b""))


def chunk(piece):
    return b"%x\r\n%s\r\n" % (len(piece), piece)


def answer_bytes(head, body=b""):
    return head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


def fields_of(head):
    """Name and value of every field, as they stand in the head."""
    lines = head.decode("latin-1").split("\r\n")[1:]
    return [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]


class Raw(Connection):
    """A connection that also tells an answer's fields as they stand."""

    def receive(self, method="GET"):
        head = self._until_blank_line()
        self.unread = head + b"\r\n\r\n" + self.unread
        answer = super().receive(method)
        answer.fields = fields_of(head)
        return answer

    def head(self):
        """Status and headers alone."""
        return parse_head(self._until_blank_line())

    def rest(self):
        """All that still comes until the other side closes."""
        data = [self.unread]
        while piece := self.socket.recv(1 << 20):
            data.append(piece)
        return b"".join(data)


class Digest:
    """Counts and hashes what goes by."""

    def __init__(self, *pieces):
        self.bytes = 0
        self.hash = hashlib.sha256()
        for piece in pieces:
            self.add(piece)

    def add(self, data):
        self.bytes += len(data)
        self.hash.update(data)

    def told(self):
        return self.bytes, self.hash.hexdigest()


BIG_TOLD = Digest(*[PIECE] * (BIG // len(PIECE))).told()


class PassageTest(ScenarioTest):
    def setUp(self):
        self.upstream = FakeUpstream()
        self.addCleanup(self.upstream.stop)
        self.gateway = self.keep(Gateway(self.folder(), [tenant(base_url=self.upstream.url)]))
        self.gateway.wait_until_ready()

    def connect(self):
        out = Raw(self.gateway.port, timeout=DEADLINE)
        self.addCleanup(out.close)
        out.open()
        return out

    def play(self, path, play):
        self.upstream.script[path] = Played(play)

    def facts(self):
        return metric(self.gateway.client, 'slotgate_facts_total{source="own_request"}')


class TransparencyTest(PassageTest):
    """The same as directly."""

    # What Cal.com says, and the body of it.
    ANSWERS = {
        "an object": ("GET", reply(200, b"{}", [("X-Request-Id", "abc"), ("ETag", 'W/"x"')]),
                      b"{}"),
        "cookies": ("POST", answer_bytes(
            "HTTP/1.1 201 Created\nSet-Cookie: uid=1; Path=/\nset-cookie: b=2\n"
            "Date: Tue, 06 May 2031 07:00:00 GMT\nContent-Length: 2", b"{}"), b"{}"),
        "chunks": ("GET", answer_bytes("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nX-A: 1",
                                       chunked(b"abc", b"de")), b"abcde"),
        "chunks with a trailer": ("GET", answer_bytes(
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nTrailer: X-T",
            chunk(b"abc") + b"0\r\nX-T: 1\r\n\r\n"), b"abc"),
        "the end as the end": ("GET", answer_bytes("HTTP/1.1 200 OK\nConnection: close\nX-A: 1",
                                                   b"until the close"), b"until the close"),
        "HTTP/1.0": ("GET", answer_bytes("HTTP/1.0 200 OK\nContent-Type: text/plain", b"old"),
                     b"old"),
        "gzip": ("GET", reply(200, gzip.compress(b"a" * 1000, mtime=0),
                              [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]),
                 gzip.compress(b"a" * 1000, mtime=0)),
        "nothing": ("DELETE", answer_bytes("HTTP/1.1 204 No Content\nX-A: 1"), b""),
        "not modified": ("GET", answer_bytes('HTTP/1.1 304 Not Modified\nETag: W/"x"'), b""),
        "empty": ("GET", reply(200, b""), b""),
        "only a head": ("HEAD", answer_bytes("HTTP/1.1 200 OK\nContent-Length: 1234"), b""),
        "a redirection": ("GET", reply(302, b"", [("Location", "https://elsewhere.example/")]),
                          b""),
        "refused": ("POST", reply(409, b'{"status":"error"}'), b'{"status":"error"}'),
        "limited": ("GET", reply(429, b"{}", [("X-RateLimit-Limit-Default", "120"),
                                              ("X-RateLimit-Remaining-Default", "0"),
                                              ("X-RateLimit-Reset-Default", "60"),
                                              ("Retry-After", "60")]), b"{}"),
        "broken": ("POST", reply(500, b"oh"), b"oh"),
        "a status of its own": ("GET", reply(599, b"?"), b"?"),
        "interim answers": ("POST", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
                                    b"Link: </x>\r\n\r\n" + reply(200, b"final"), b"final"),
        "long headers": ("GET", reply(200, b"x", [(f"X-{i}", "v" * 1000) for i in range(60)]),
                         b"x"),
    }

    def test_answers_are_the_same_as_directly(self):
        """Status, every header in its order and letters, and bytes; `Cache-Status` is added."""
        for number, (name, (method, data, body)) in enumerate(self.ANSWERS.items()):
            with self.subTest(name):
                self.check_answer(f"Bearer cal_{number}", method, data, body)

    def check_answer(self, key, method, data, body):
        """Each with a key of its own: one that met its limit has to wait."""
        self.play("/v2/case", lambda peer, request: self.say(peer, request, data))
        sent = b"{}" if method == "POST" else b""
        client = self.connect()
        fields = [("Authorization", key), *([("Content-Length", "2")] if sent else [])]
        client.send(request_of(method, "/v2/case", fields, sent))
        answer = client.receive(method)
        head = self.final_head(data)
        self.assertEqual(answer.status, int(head.split()[1]))
        expected = [(n, v) for n, v in fields_of(head) if n.lower() not in OF_CONNECTION]
        given = [(n, v) for n, v in answer.fields if n.lower() not in OF_CONNECTION]
        if "Date" not in dict(expected):
            given = [(n, v) for n, v in given if n != "Date"]  # every answer has one
        self.assertEqual(given, [*expected, ("Cache-Status", "slotgate; fwd=bypass")])
        self.assertEqual(answer.headers.get("content-length"),
                         dict(fields_of(head)).get("Content-Length"))
        self.assertEqual(answer.body, body)
        # The connection is as good as before.
        client.send(request_of("GET", "/health"))
        self.assertEqual(client.receive().status, 200)

    @staticmethod
    def goes_on(data):
        return b"Connection: close" not in data and not data.startswith(b"HTTP/1.0")

    def say(self, peer, request, data):
        peer.read_exactly(int(request.headers.get("content-length", "0")))
        peer.socket.sendall(data)
        return self.goes_on(data)

    @staticmethod
    def final_head(data):
        while data.startswith(b"HTTP/1.1 1"):
            data = data.partition(b"\r\n\r\n")[2]
        return data.partition(b"\r\n\r\n")[0]

    def test_requests_are_the_same_as_directly(self):
        """Method, target, headers in their order and letters, body; Host is Cal.com's."""
        seen = []

        def take(peer, request):
            head = peer.head_bytes
            if request.headers.get("transfer-encoding") == "chunked":
                body = b"".join(iter(peer.read_chunk, b""))
            else:
                body = peer.read_exactly(int(request.headers.get("content-length", "0")))
            seen.append((request, fields_of(head), body))
            peer.socket.sendall(success(None))
            return True

        self.play("/v2/take", take)
        asked = [("Authorization", "Bearer cal_x"), ("cal-api-version", "2024-08-13"),
                 ("Accept-Encoding", "gzip, br"), ("X-Twice", "1"), ("x-twice", "2"),
                 ("Cookie", "a=1; b=2"), ("X-Forwarded-For", "192.0.2.7"), ("Via", "1.1 mine"),
                 ("If-None-Match", 'W/"x"'), ("User-Agent", "somebody/1"), ("X-Empty", "")]
        hops = [("Connection", "keep-alive, X-Hop"), ("X-Hop", "1"), ("Keep-Alive", "timeout=5"),
                ("TE", "trailers"), ("Proxy-Authorization", "Basic x"), ("Upgrade", "h2c")]
        target = "/v2/take?a=%20b&c=%2Fd&&e"
        for method, body, in_chunks in (
                ("POST", b"{}", False), ("PUT", b"a" * 5000, False), ("PATCH", b"chunks", True),
                ("DELETE", b"with a body", False), ("GET", b"", False), ("OPTIONS", b"", False)):
            with self.subTest(method):
                framing = [("Content-Length", str(len(body)))] if body else []
                if in_chunks:
                    framing = [("Transfer-Encoding", "chunked")]
                client = self.connect()
                client.send(request_of(method, target, [*asked, *hops, *framing],
                                       chunked(body) if in_chunks else body))
                self.assertEqual(client.receive().status, 200)
                request, fields, came = seen[-1]
                self.assertEqual((request.method, request.target), (method, target))
                self.assertEqual(came, body)
                host = ("Host", self.upstream.url.removeprefix("http://"))
                self.assertEqual(sorted(fields), sorted([host, *asked, *framing]))
                self.assertEqual([f for f in fields if f in asked], asked)


class BigBodiesTest(PassageTest):
    """Tens of MiB each way, plain and in chunks, and who waits for whom."""

    def big_answer(self, peer, in_chunks, before_each=lambda sent: None):
        framing = "Transfer-Encoding: chunked" if in_chunks else f"Content-Length: {BIG}"
        peer.socket.sendall(answer_bytes(f"HTTP/1.1 200 OK\n{framing}"))
        for at in range(0, BIG, len(PIECE)):
            before_each(at)
            peer.socket.sendall(chunk(PIECE) if in_chunks else PIECE)
        if in_chunks:
            peer.socket.sendall(chunk(b""))
        return True

    def test_big_answers(self):
        """An answer of 48 MiB arrives byte for byte, and the connection lives on."""
        for in_chunks in (False, True):
            with self.subTest(in_chunks=in_chunks):
                self.play("/v2/big", lambda peer, _, c=in_chunks: self.big_answer(peer, c))
                client = self.connect()
                for _ in range(2):
                    client.send(request_of("GET", "/v2/big"))
                    self.assertEqual(Digest(client.receive().body).told(), BIG_TOLD)

    def test_big_requests(self):
        """A body of 48 MiB arrives at Cal.com byte for byte, the first of it before the last."""
        for in_chunks in (False, True):
            with self.subTest(in_chunks=in_chunks):
                self.send_big_request(in_chunks)

    def send_big_request(self, in_chunks):
        got, first_came = Digest(), threading.Event()

        def take(peer, _):
            pieces = iter(peer.read_chunk, b"") if in_chunks else (
                peer.read_exactly(len(PIECE)) for _ in range(BIG // len(PIECE)))
            for piece in pieces:
                got.add(piece)
                first_came.set()
            peer.socket.sendall(success(None))
            return True

        self.play("/v2/take", take)
        client = self.connect()
        framing = ("Transfer-Encoding", "chunked") if in_chunks else ("Content-Length", str(BIG))
        client.send(request_of("POST", "/v2/take", [framing]))
        for number in range(BIG // len(PIECE)):
            client.send(chunk(PIECE) if in_chunks else PIECE)
            if number == 0:
                self.assertTrue(first_came.wait(DEADLINE), "before the rest was sent")
        if in_chunks:
            client.send(chunk(b""))
        self.assertEqual(client.receive().status, 200)
        self.assertEqual(got.told(), BIG_TOLD)

    def test_a_client_that_does_not_read_stops_cal_com(self):
        """The gateway takes no more from Cal.com than its pipe and the sockets hold."""
        stalled, sent = threading.Event(), []

        def watch(at, peer):
            if not stalled.is_set() and not select.select([], [peer.socket], [], 1)[1]:
                sent.append(at)
                stalled.set()

        self.play("/v2/big", lambda peer, _: self.big_answer(
            peer, False, before_each=lambda at: watch(at, peer)))
        client = self.connect()
        client.send(request_of("GET", "/v2/big"))
        self.assertTrue(stalled.wait(DEADLINE), "Cal.com has to wait")
        self.assertLess(sent[0], BIG)
        self.assertEqual(Digest(client.receive().body).told(), BIG_TOLD)

    def test_a_cal_com_that_does_not_read_stops_the_client(self):
        """The client can send no more than the pipe and the sockets hold."""
        go_on, got = threading.Event(), Digest()

        def take(peer, _):
            go_on.wait(DEADLINE)
            for _ in range(BIG // len(PIECE)):
                got.add(peer.read_exactly(len(PIECE)))
            peer.socket.sendall(success(None))
            return True

        self.play("/v2/take", take)
        client = self.connect()
        client.send(request_of("POST", "/v2/take", [("Content-Length", str(BIG))]))
        sent = 0
        while sent < BIG and select.select([], [client.socket], [], 1)[1]:
            sent += client.socket.send(PIECE[sent % len(PIECE):])
        self.assertLess(sent, BIG)
        go_on.set()
        while sent < BIG:
            sent += client.socket.send(PIECE[sent % len(PIECE):])
        self.assertEqual(client.receive().status, 200)
        self.assertEqual(got.told(), BIG_TOLD)


class LeavingTest(PassageTest):
    """Either end goes in the middle."""

    def test_a_client_that_leaves_ends_its_question(self):
        """A GET whose client goes is given up at Cal.com, before its answer and in it."""
        for begun in (False, True):
            with self.subTest(begun=begun):
                arrived, closed = threading.Event(), threading.Event()

                def hold(peer, _, begun=begun, arrived=arrived, closed=closed):
                    if begun:
                        peer.socket.sendall(answer_bytes("HTTP/1.1 200 OK\nContent-Length: 9",
                                                         b"part"))
                    arrived.set()
                    peer.wait_for_close()
                    closed.set()
                    return False

                self.play("/v2/held", hold)
                client = self.connect()
                client.send(request_of("GET", "/v2/held"))
                self.assertTrue(arrived.wait(DEADLINE))
                if begun:
                    client.head()
                client.close()
                self.assertTrue(closed.wait(DEADLINE))

    def test_a_write_whose_client_leaves_in_its_body(self):
        """S1: it is broken off at Cal.com, and a fact all the same."""
        for framing, start in ((("Content-Length", "9"), b"half"),
                               (("Transfer-Encoding", "chunked"), b"4\r\nhalf\r\n")):
            with self.subTest(framing=framing):
                came, closed = threading.Event(), threading.Event()

                def take(peer, _, start=start, came=came, closed=closed):
                    if peer.read_exactly(len(start)) == start:
                        came.set()
                    peer.wait_for_close()
                    closed.set()
                    return False

                self.play("/v2/bookings", take)
                before = self.facts()
                client = self.connect()
                client.send(request_of("POST", "/v2/bookings", [framing], start))
                self.assertTrue(came.wait(DEADLINE))
                client.close()
                self.assertTrue(closed.wait(DEADLINE))
                eventually(lambda b=before: self.facts() == b + 2, "facts before and after")

    def test_a_write_that_has_left_whole(self):
        """S1: it is finished although its client has gone, and its answer is read to its end."""
        came, go_on, done = threading.Event(), threading.Event(), threading.Event()

        def take(peer, _):
            peer.read_exactly(2)
            came.set()
            go_on.wait(DEADLINE)
            peer.socket.sendall(answer_bytes(f"HTTP/1.1 201 Created\nContent-Length: {BIG}"))
            for _ in range(BIG // len(PIECE)):
                peer.socket.sendall(PIECE)
            done.set()
            return True

        self.play("/v2/bookings", take)
        before = self.facts()
        client = self.connect()
        client.send(request_of("POST", "/v2/bookings", [("Content-Length", "2")], b"{}"))
        self.assertTrue(came.wait(DEADLINE))
        client.close()
        go_on.set()
        self.assertTrue(done.wait(DEADLINE))
        eventually(lambda: self.facts() == before + 3, "facts before, at the head, and after")

    def test_an_answer_that_breaks_off(self):
        """A client can tell it from a whole one: short of its length, or of its last chunk."""
        for field, data in (("Content-Length: 9", b"part"),
                            ("Transfer-Encoding: chunked", chunk(b"part"))):
            with self.subTest(field):
                def die(peer, _, field=field, data=data):
                    peer.socket.sendall(answer_bytes(f"HTTP/1.1 200 OK\n{field}", data))
                    return False

                self.play("/v2/dies", die)
                client = self.connect()
                client.send(request_of("GET", "/v2/dies"))
                self.assertEqual(client.head()[0], 200)
                self.assertEqual(client.rest(), data)

    def test_an_answer_that_breaks_off_to_http_1_0(self):
        """Where the close is the end of the body, a broken one is a reset."""
        def die(peer, _):
            peer.socket.sendall(answer_bytes("HTTP/1.1 200 OK\nTransfer-Encoding: chunked",
                                             chunk(b"part")))
            return False

        self.play("/v2/dies", die)
        client = self.connect()
        client.send(b"GET /v2/dies HTTP/1.0\r\nHost: a\r\n\r\n")
        with self.assertRaises(ConnectionResetError):
            client.head()
            client.rest()

    def test_cal_com_dies_before_its_answer(self):
        """Then there is an answer: 502 in Cal.com's shape."""
        self.play("/v2/dies", lambda peer, _: False)
        client = self.connect()
        client.send(request_of("GET", "/v2/dies"))
        answer = client.receive()
        self.assertEqual(answer.status, 502)
        self.assertIn("Could not check", answer.json()["error"]["message"])


class OrderTest(PassageTest):
    def test_pipelining_and_keep_alive(self):
        """Streams, hits and errors of one connection are answered in their order."""
        self.upstream.script["/v2/one"] = answer_bytes(
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked", chunked(b"one"))
        self.upstream.script["/v2/two"] = success("two")
        client = self.connect()
        client.send(request_of("GET", "/v2/one") + request_of("GET", "/health")
                    + request_of("POST", "/v2/two", [("Content-Length", "2")], b"{}")
                    + request_of("GET", "/v2/../etc") + request_of("GET", "/v2/one")
                    + request_of("GET", "/v2/two"))
        self.assertEqual(client.receive().body, b"one")
        self.assertEqual(client.receive().status, 200)
        self.assertEqual(client.receive().json()["data"], "two")
        self.assertEqual(client.receive().status, 404)
        self.assertEqual(client.receive().body, b"one")
        self.assertEqual(client.receive().json()["data"], "two")

    def test_expect_continue(self):
        """The body is asked for when Cal.com's connection wants it, and not for one refused."""
        self.upstream.script["/v2/take"] = success("taken")
        client = self.connect()
        fields = [("Content-Length", "4"), ("Expect", "100-continue")]
        client.send(request_of("POST", "/v2/take", fields))
        self.assertEqual(client.head()[0], 100)
        client.send(b"four")
        self.assertEqual(client.receive().json()["data"], "taken")
        self.assertEqual(self.upstream.requests[-1].body, b"four")
        self.assertNotIn("expect", self.upstream.requests[-1].headers)
        client.send(request_of("POST", "/v2/a/../b", fields))
        self.assertEqual(client.receive().status, 404)
        self.assertTrue(client.is_closed_by_peer())

    def test_paths_that_walk_upwards(self):
        """They are refused in Cal.com's words, and Cal.com never sees them."""
        for path in ("/v2/../admin", "/v2/%2e%2e/admin", "/v2/x/%2E%2e/y", "/v2/..", "/v2/a..%2fb",
                     "/v2/./x/../..", "/v2/x%2f..%2fadmin", "/v2/..;/admin"):
            with self.subTest(path):
                client = self.connect()
                client.send(request_of("GET", path))
                answer = client.receive()
                self.assertEqual(answer.status, 404)
                self.assertEqual(answer.json()["error"]["message"], f"Cannot GET {path}")
        self.assertFalse([r for r in self.upstream.requests if ".." in r.target])

    def test_one_stream_too_many(self):
        """T4: 256 pass at once; one more is told to come again."""
        release = threading.Event()

        def hold(peer, _):
            release.wait(DEADLINE)
            peer.socket.sendall(success("late"))
            return True

        self.play("/v2/held", hold)
        clients = [self.connect() for _ in range(256)]
        for number, client in enumerate(clients):  # one of a key at a time, until Cal.com answers
            key = ("Authorization", f"Bearer cal_{number}")
            client.send(request_of("GET", "/v2/held", [key]))
        eventually(lambda: len(self.upstream.targets("/v2/held")) == 256, "all to arrive")
        one_more = self.connect()
        one_more.send(request_of("GET", "/v2/held"))
        answer = one_more.receive()
        self.assertEqual(answer.status, 503)
        self.assertEqual(answer.headers["retry-after"], "1")
        self.assertEqual(answer.json()["status"], "error")
        release.set()
        for client in clients:
            self.assertEqual(client.receive().json()["data"], "late")
        one_more.send(request_of("GET", "/v2/held"))
        self.assertEqual(one_more.receive().json()["data"], "late")


if __name__ == "__main__":
    unittest.main()
