"""Faults on demand (docs/simulator.md): each has its documented effect on a plain client."""

import http.server
import socket
import threading
import unittest

from connection import Connection, request_bytes
from harness import (BOOKINGS, PRACTICE, SLOTS, Program, ScenarioTest, Simulator, eventually,
                     free_port)

DAY = "/v2/slots?eventTypeId=1&start=2031-05-06&end=2031-05-06"
START = "2031-05-06T11:00:00Z"
OTHER = "2031-05-06T13:00:00Z"


class Receiver:
    """Takes webhooks and keeps them, in the order they came."""

    def __init__(self):
        self.received = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.received.append(body.decode())
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def starts(self):
        """Which of the two bookings each event was about."""
        return [START if START in body else OTHER for body in self.received]

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class FaultsTest(ScenarioTest):
    @classmethod
    def setUpClass(cls):
        cls.program = Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario", PRACTICE,
                              "--no-latency", "--slots-cache-ms", "0", "--no-rate-limits",
                              addresses=1)
        cls.addClassCleanup(cls._stop_shared, cls.program)
        cls.shared_programs = (cls.program,)

    def setUp(self):
        self.calcom = Simulator(self.program.ports[0])
        self.calcom.reset()
        self.addCleanup(self.calcom.close)

    def plan(self, *faults):
        answer = self.calcom.request("POST", "/_sim/faults", list(faults))
        self.assertEqual(answer.status, 200, answer)

    def struck(self):
        listed = self.calcom.request("GET", "/_sim/faults").json()["faults"]
        return [fault["struck"] for fault in listed]

    def day(self):
        return self.calcom.request("GET", DAY, headers=SLOTS)

    def connection(self):
        out = Connection(self.program.ports[0])
        self.addCleanup(out.close)
        return out

    def bookings(self):
        return [booking["start"] for booking in self.world()["bookings"]]

    def world(self):
        return self.calcom.request("GET", "/_sim/world").json()

    def test_status(self):
        """A status comes in Cal.com's envelope, with headers, as often as asked, and is no more."""
        self.plan({"route": "/v2/slots", "fault": "status", "status": 429, "count": 2,
                   "headers": {"Retry-After": 60}})
        for _ in range(2):
            answer = self.day()
            self.assertEqual(answer.status, 429)
            self.assertEqual(answer.headers["retry-after"], "60")
            self.assertEqual(answer.json()["error"]["code"], "ThrottlerException")
        self.assertEqual(self.day().status, 200)
        self.assertEqual(self.struck(), [2])

    def test_proxy_page(self):
        """A proxy in front answers in HTML; other routes go on."""
        self.plan({"route": "GET /v2/slots", "fault": "status", "status": 502, "shape": "html"})
        answer = self.day()
        self.assertEqual((answer.status, answer.headers["content-type"]), (502, "text/html"))
        self.assertEqual(self.calcom.book(1, START).status, 201)

    def test_delay(self):
        """A delayed request is handled late: its change is not there before."""
        self.plan({"route": "POST /v2/bookings", "fault": "delay", "ms": 300})
        slow = self.connection()
        slow.send(request_bytes("POST", "/v2/bookings", {
            "eventTypeId": 1, "start": START,
            "attendee": {"name": "Bo", "email": "bo@x.example", "timeZone": "UTC"}}, BOOKINGS))
        eventually(lambda: self.struck() == [1], "to have arrived")
        self.assertNotIn("2031-05-06T11:00:00.000Z", self.bookings())
        self.assertEqual(slow.receive("POST").status, 201)
        self.assertIn("2031-05-06T11:00:00.000Z", self.bookings())

    def test_late_answer(self):
        """With `committed` the change is there at once, and only the answer is late."""
        self.plan({"route": "POST /v2/bookings", "fault": "delay", "ms": 86_400_000,
                   "committed": True})
        slow = self.connection()
        slow.send(request_bytes("POST", "/v2/bookings", {
            "eventTypeId": 1, "start": START,
            "attendee": {"name": "Bo", "email": "bo@x.example", "timeZone": "UTC"}}, BOOKINGS))
        eventually(lambda: "2031-05-06T11:00:00.000Z" in self.bookings(), "to be booked")
        slow.socket.setblocking(False)
        with self.assertRaises(BlockingIOError):
            slow.socket.recv(1)

    def test_drop(self):
        """A dropped request is accepted and never answered; the connection stays."""
        self.plan({"route": "POST /v2/bookings", "fault": "drop"})
        mute = self.connection()
        mute.send(request_bytes("POST", "/v2/bookings", {}, BOOKINGS))
        eventually(lambda: self.struck() == [1], "to have struck")
        mute.socket.setblocking(False)
        with self.assertRaises(BlockingIOError):
            mute.socket.recv(1)
        self.assertEqual(self.calcom.requests(1)["statuses"].get("0"), 1)

    def test_reset(self):
        """The connection is reset before the first byte, and nothing was booked."""
        self.plan({"route": "POST /v2/bookings", "fault": "reset"})
        with self.assertRaises(ConnectionResetError):
            self.calcom.book(1, START)
        self.calcom.connection.close()
        self.assertNotIn("2031-05-06T11:00:00.000Z", self.bookings())

    def test_committed_then_reset(self):
        """The booking is made; its answer is lost with the connection."""
        self.plan({"route": "POST /v2/bookings", "fault": "reset", "committed": True})
        with self.assertRaises(ConnectionResetError):
            self.calcom.book(1, START)
        self.calcom.connection.close()
        self.assertIn("2031-05-06T11:00:00.000Z", self.bookings())

    def test_half(self):
        """Head and a part of the body arrive, then the connection is reset."""
        whole = self.day().body
        self.plan({"route": "*", "fault": "half", "bytes": 20})
        cut = self.connection()
        cut.send(request_bytes("GET", DAY, headers=SLOTS))
        seen = b""
        with self.assertRaises(ConnectionResetError):
            while piece := cut.socket.recv(4096):
                seen += piece
        head, _, body = seen.partition(b"\r\n\r\n")
        self.assertTrue(head.startswith(b"HTTP/1.1 200 "))
        self.assertIn(b"Content-Length: %d" % len(whole), head)
        self.assertEqual(body, whole[:20])

    def test_garbage(self):
        """As many bytes as there should be, without meaning."""
        whole = self.day()
        self.plan({"route": "/v2/slots", "fault": "garbage"})
        answer = self.day()
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["content-type"], whole.headers["content-type"])
        self.assertEqual(len(answer.body), len(whole.body))
        with self.assertRaises(ValueError):
            answer.json()

    def test_content(self):
        """Something else than was asked for, well formed."""
        self.plan({"route": "/v2/slots", "fault": "content", "body": "<p>Please log in</p>",
                   "contentType": "text/html"})
        answer = self.day()
        self.assertEqual((answer.status, answer.body), (200, b"<p>Please log in</p>"))
        self.assertEqual(answer.headers["content-type"], "text/html")

    def test_one_event_type_alone(self):
        """A fault may concern one event type's questions only."""
        self.plan({"route": "/v2/slots", "fault": "status", "status": 500,
                   "query": {"eventTypeId": 2}})
        self.assertEqual(self.day().status, 200)
        other = DAY.replace("eventTypeId=1", "eventTypeId=2")
        self.assertEqual(self.calcom.request("GET", other, headers=SLOTS).status, 500)

    def test_chance(self):
        """The same seed strikes the same requests."""
        def history():
            self.calcom.reset()
            self.plan({"route": "/v2/slots", "fault": "status", "status": 503,
                       "probability": 0.5})
            return [self.day().status for _ in range(40)]
        first = history()
        self.assertEqual(set(first), {200, 503})
        self.assertEqual(history(), first)

    def test_clearing(self):
        """DELETE ends all faults."""
        self.plan({"route": "*", "fault": "status", "status": 500})
        self.assertEqual(self.day().status, 500)
        cleared = self.calcom.request("DELETE", "/_sim/faults")
        self.assertEqual(cleared.json(), {"faults": []})
        self.assertEqual(self.day().status, 200)

    def test_wrong_words(self):
        """What cannot be understood is refused with its place, and nothing is planned."""
        answer = self.calcom.request("POST", "/_sim/faults",
                                     [{"route": "*", "fault": "drop"},
                                      {"route": "*", "fault": "delay"}])
        self.assertEqual(answer.status, 400)
        self.assertIn("faults[1].ms", answer.json()["detail"])
        self.assertEqual(self.struck(), [])


class WebhookFaultsTest(ScenarioTest):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.stop)
        world = PRACTICE.read_text()
        hook = ('"webhooks": [{"subscriberUrl": "%s", "ownerId": 1, "secret": "k", '
                '"triggers": ["BOOKING_CREATED"]}],' % self.receiver.url)
        scenario = self.folder() / "hooked.json"
        scenario.write_text(world.replace('"users":', hook + '"users":', 1))
        program = self.keep(Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario",
                                    scenario, "--no-latency", addresses=1))
        self.calcom = Simulator(program.ports[0])
        self.addCleanup(self.calcom.close)

    def plan(self, fault):
        answer = self.calcom.request("POST", "/_sim/faults", fault)
        self.assertEqual(answer.status, 200, answer)

    def book_both(self):
        for start in (START, OTHER):
            self.assertEqual(self.calcom.book(1, start).status, 201)

    def test_lost(self):
        """A lost webhook never comes; the next one does."""
        self.plan({"webhook": "BOOKING_CREATED", "fault": "lost", "count": 1})
        self.book_both()
        self.assertEqual(self.receiver.starts(), [OTHER])

    def test_delayed(self):
        """A delayed webhook comes after the answer, and after the next one."""
        self.plan({"webhook": "*", "fault": "delay", "ms": 500, "count": 1})
        self.book_both()
        eventually(lambda: len(self.receiver.received) == 2, "to hear of both")
        self.assertEqual(self.receiver.starts(), [OTHER, START])

    def test_doubled(self):
        """A doubled webhook comes twice, in the same bytes, before the answer."""
        self.plan({"webhook": self.receiver.url, "fault": "double", "count": 1})
        self.book_both()
        self.assertEqual(self.receiver.starts(), [START, START, OTHER])
        self.assertEqual(self.receiver.received[0], self.receiver.received[1])

    def test_reordered(self):
        """A reordered webhook waits until the next one has gone."""
        self.plan({"webhook": "webhook-1", "fault": "reorder", "count": 1})
        self.book_both()
        self.assertEqual(self.receiver.starts(), [OTHER, START])

    def test_held_ones_go_when_faults_are_cleared(self):
        """Clearing the faults sends what a reordering held."""
        self.plan({"webhook": "*", "fault": "reorder"})
        self.assertEqual(self.calcom.book(1, START).status, 201)
        self.assertEqual(self.receiver.received, [])
        self.calcom.request("DELETE", "/_sim/faults")
        eventually(lambda: self.receiver.starts() == [START], "to hear of it")


class StoppingTest(ScenarioTest):
    def test_nobody_is_waited_for(self):
        """A simulator with requests delayed for a day, and others never answered, stops at once."""
        program = Program("calcom-sim", "--listen", f"127.0.0.1:{free_port()}", "--scenario",
                          PRACTICE, addresses=1)
        calcom = Simulator(program.ports[0])
        self.addCleanup(calcom.close)
        calcom.request("POST", "/_sim/faults",
                       [{"route": "/v2/slots", "fault": "delay", "ms": 86_400_000},
                        {"route": "/v2/me", "fault": "drop"}])
        for target in (DAY, "/v2/me"):
            waiting = socket.create_connection(("127.0.0.1", program.ports[0]))
            self.addCleanup(waiting.close)
            waiting.sendall(request_bytes("GET", target, headers=SLOTS))
        eventually(lambda: calcom.requests()["counts"] == {"GET /v2/slots": 1, "GET /v2/me": 1},
                   "to have arrived")
        self.assertEqual(program.stop(), [])


if __name__ == "__main__":
    unittest.main()
