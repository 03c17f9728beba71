"""What bad input gets, row by row of docs/http.md, and what a failing Cal.com makes of answers."""

import json
import unittest

from configuration import KEY, SECRET, Gateway, tenant
from connection import Connection, request_bytes
from fake_upstream import EVENT_TYPE, FakeUpstream, HangUp, Held, Silence, reply, slots, success
from harness import (SLOTS, Sandbox, ScenarioTest, eventually, metric, slots_target, starts_of,
                     webhook_headers)

EMPTY = b'{"data":{},"status":"success"}'
DAY = {"eventTypeId": 1, "start": "2031-05-06", "end": "2031-05-06"}
# So late that no request for the one brings the other along.
OTHER_DAY = {"eventTypeId": 1, "start": "2031-09-07", "end": "2031-09-07"}
WRONG_ZONE = "timeZone property is wrong,timeZone must be a valid IANA time-zone "
WEBHOOK = "/api/calcom/webhook"
CREATED = json.dumps({
    "triggerEvent": "BOOKING_CREATED", "createdAt": "2031-05-05T05:30:00.000Z",
    "payload": {"uid": "some-booking", "eventTypeId": 1, "startTime": "2031-05-06T08:00:00Z",
                "endTime": "2031-05-06T09:00:00Z",
                "attendees": [{"name": "Zora Quint", "email": "zora@quint.example"}]}}).encode()


def message_of(answer):
    return answer.json()["error"]["message"]


def problem_of(answer):
    return answer.json()["type"].removeprefix("urn:slotgate:error:")


class BadQuestionTest(ScenarioTest):
    """Rows about questions, asked of a sandbox."""

    @classmethod
    def setUpClass(cls):
        cls.box = cls.share(Sandbox())

    def ask(self, **parameters):
        return self.box.gateway.slots(**{**DAY, **parameters})

    def test_a_wrong_time_zone(self):
        """T4: an unknown zone, an empty one and an offset get Cal.com's 400."""
        for zone in ("Mars/Olympus", "", "+02:00"):
            with self.subTest(zone=zone):
                answer = self.ask(timeZone=zone)
                self.assertEqual((answer.status, message_of(answer)), (400, WRONG_ZONE))
                direct = self.box.calcom.slots(**DAY, timeZone=zone)
                self.assertEqual(message_of(direct), WRONG_ZONE)

    def test_an_unknown_parameter(self):
        """T4: a parameter the contract does not know gets Cal.com's 400."""
        answer = self.ask(x="1")
        self.assertEqual((answer.status, message_of(answer)),
                         (400, "x property is wrong,property x should not exist "))

    def test_an_end_before_the_start(self):
        """S2: an end before the start is an empty answer, as Cal.com's."""
        answer = self.ask(start="2031-05-09", end="2031-05-06")
        self.assertEqual((answer.status, answer.body), (200, EMPTY))
        direct = self.box.calcom.slots(eventTypeId=1, start="2031-05-09", end="2031-05-06")
        self.assertEqual(direct.body, EMPTY)

    def test_a_range_of_400_days(self):
        """S2: a range of 400 days is Cal.com's own answer."""
        far = {**DAY, "end": "2032-06-09"}
        for _ in range(2):
            answer = self.ask(**far)
            self.assertEqual((answer.status, answer.source), (200, "fwd=bypass"))
            self.assertEqual(answer.body, self.box.calcom.slots(**far).body)

    def test_no_version(self):
        """S2: without its version /v2/slots is not there, as at Cal.com."""
        target = slots_target(**DAY)
        for headers in ({}, {"cal-api-version": "2024-08-13"}, {"cal-api-version": "latest"}):
            with self.subTest(headers=headers):
                answer = self.box.gateway.request("GET", target, headers=headers)
                self.assertEqual((answer.status, message_of(answer)), (404, f"Cannot GET {target}"))

    def test_a_wrong_key(self):
        """T2: a key Cal.com refuses gets its 401 on a miss and on a hit; a right one is served."""
        wrong = {"Authorization": "Bearer cal_nobody"}
        right = {"Authorization": "Bearer cal_sandbox_practice"}

        def refused():
            answer = self.ask(headers=wrong)
            self.assertEqual(answer.status, 401, answer)
            self.assertEqual(message_of(answer), "CustomThrottlerGuard - Invalid API Key")

        refused()
        eventually(lambda: self.ask().is_hit, "to be in memory")
        refused()
        self.assertEqual(self.ask(headers=right).status, 200)
        eventually(lambda: self.ask(headers=right).is_hit, "to serve the key from memory")
        refused()

    def test_pipelined_requests(self):
        """T4: questions that arrive in one piece are answered one by one, in order."""
        days = [f"2031-05-{day:02}" for day in range(6, 16)]
        questions = [slots_target(eventTypeId=1, start=day, end=day) for day in days]
        alone = [self.box.gateway.connection.get(q, SLOTS).body for q in questions]
        self.assertEqual(len(set(alone)), len(days) - 1, "a weekend is the only one twice")
        with Connection(self.box.gateway.port) as connection:
            wrong = request_bytes("GET", "/nowhere")
            pieces = [request_bytes("GET", q, headers=SLOTS) for q in questions]
            connection.send(b"".join([*pieces[:5], wrong, *pieces[5:]]))
            answers = [connection.receive() for _ in range(len(days) + 1)]
        self.assertEqual(answers.pop(5).status, 404)
        self.assertEqual([answer.body for answer in answers], alone)


class BadBytesTest(ScenarioTest):
    """Rows about bytes and bodies."""

    def setUp(self):
        self.upstream = FakeUpstream()
        self.addCleanup(self.upstream.stop)
        self.gateway = self.keep(Gateway(self.folder(), [tenant(base_url=self.upstream.url)]))
        self.gateway.wait_until_ready()

    def connect(self):
        connection = Connection(self.gateway.port)
        self.addCleanup(connection.close)
        return connection

    def refuse(self, data, status):
        """Sends bytes; the answer, after which the connection must be closed."""
        connection = self.connect()
        connection.send(data)
        answer = connection.receive()
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.headers["connection"], "close")
        self.assertTrue(connection.is_closed_by_peer())
        return answer

    def test_a_body_over_the_limit(self):
        """T4: a body over its route's limit is refused before it has come."""
        head = "POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n"
        big = head.format(WEBHOOK, 10_000_000).encode()
        self.assertEqual(problem_of(self.refuse(big, 413)), "body_too_large")
        self.refuse(head.format("/v2/bookings", (100 << 20) + 1).encode() + b"{", 413)

    def test_an_endless_body(self):
        """T4: a body that does not say its length is read up to the limit."""
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        head = f"POST {WEBHOOK} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.refuse(head.encode() + chunk * 9, 413)

    def test_endless_headers(self):
        """T4: request line and headers have a limit of 16 KiB."""
        self.refuse(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 17_000, 431)
        self.refuse(b"GET /" + b"z" * 17_000, 431)

    def test_bytes_that_are_not_http(self):
        """T4: what is not HTTP gets 400 and is closed."""
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello over TLS\r\n\r\n",
                     b"hello there\r\n\r\n", b"GET /health HTTP/1.1\r\n\r\n",
                     b"GET /health HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
                     b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"):
            with self.subTest(data=data):
                self.refuse(data, 400)

    def webhook(self, body, headers):
        return self.gateway.client.request("POST", WEBHOOK, body, headers)

    def test_a_wrong_signature(self):
        """W1: no signature, a wrong one, or a body one byte off gets 401 and changes nothing."""
        signed = webhook_headers(SECRET, CREATED)
        eventually(lambda: self.gateway.client.slots(**DAY).is_hit, "to be in memory")
        fetched = len(self.upstream.targets("/v2/slots"))
        off = CREATED.replace(b"Zora", b"Zorb")
        for body, headers in ((CREATED, {}), (off, signed), (CREATED + b" ", signed),
                              (CREATED, webhook_headers("another secret", CREATED)),
                              (CREATED, {"X-Cal-Signature-256": "no-secret-provided"})):
            answer = self.webhook(body, headers)
            self.assertEqual((answer.status, problem_of(answer)), (401, "unauthorized"))
        # At most the days' own lifetime after the start may have ended meanwhile.
        eventually(lambda: self.gateway.client.slots(**DAY).is_hit, "to be in memory still")
        self.assertLessEqual(len(self.upstream.targets("/v2/slots")), fetched + 1)
        self.assertEqual(self.webhook(CREATED, signed).status, 200)

    def test_a_signed_body_nobody_understands(self):
        """W5: what is signed but not understood is taken, and makes the tenant's days stale."""
        for body in (b"this is not JSON", b"[]", b"", b'{"triggerEvent":"MOON_LANDED"}'):
            with self.subTest(body=body):
                eventually(lambda: self.gateway.client.slots(**DAY).is_hit, "to be in memory")
                answer = self.webhook(body, webhook_headers(SECRET, body))
                self.assertEqual(answer.status, 200)
                self.assertEqual(answer.json(), {"received": True, "status": "processed"})
                self.assertEqual(self.gateway.client.slots(**DAY).source, "fwd=miss")

    def test_pings(self):
        """W7: the ping of a subscription's test, and the GET of a browser, are answered."""
        self.assertEqual(self.gateway.client.request("GET", WEBHOOK).json(), {"ping": "ok"})
        ping = b'{"triggerEvent":"PING"}'
        self.assertEqual(self.webhook(ping, webhook_headers(SECRET, ping)).status, 200)

    def test_nothing_private_is_logged(self):
        """T3, T5: keys, secrets and people do not appear in the log."""
        client = self.gateway.client
        self.webhook(CREATED, webhook_headers(SECRET, CREATED))
        self.webhook(CREATED.replace(b"}", b"", 1), webhook_headers("wrong", CREATED))
        self.upstream.script["/v2/me"] = reply(401, {"error": {"message": "who is Zora Quint?"}})
        client.slots(**DAY, headers={"Authorization": "Bearer cal_mistyped"})
        self.upstream.script["/v2/bookings"] = reply(400, {"error": {"message": "Zora Quint?"}})
        client.book(1, "2031-05-06T08:00:00Z", "Zora Quint", "zora@quint.example")
        self.upstream.script["/v2/slots"] = reply(400, {"error": {"message": "Zora Quint?"}})
        client.slots(**OTHER_DAY)
        client.request("GET", "/v2/bookings?attendeeEmail=zora%40quint.example")
        self.assertEqual(self.gateway.stop(), [])
        log = self.gateway.program.stderr()
        self.assertIn("Webhook processed", log)
        for private in (KEY, SECRET, "cal_mistyped", "Zora", "quint.example",
                        webhook_headers(SECRET, CREATED)["X-Cal-Signature-256"]):
            self.assertNotIn(private, log)


class FailingUpstreamTest(ScenarioTest):
    """Rows about a Cal.com that fails: "could not check" is never "nothing free"."""

    def setUp(self):
        self.upstream = FakeUpstream()
        self.addCleanup(self.upstream.stop)
        self.gateway = self.keep(Gateway(self.folder(), [tenant(base_url=self.upstream.url)]))
        self.gateway.wait_until_ready()

    def ask(self, **parameters):
        return self.gateway.client.slots(**{**DAY, **parameters})

    def keep_a_day(self):
        """A day in memory that outlives the settling after the start, which takes a second."""
        eventually(lambda: (a := self.ask()).is_hit and int(a.headers["age"]) >= 1,
                   "to have the day in memory")

    def assert_could_not_check(self, status, why, **parameters):
        answer = self.ask(**parameters)
        self.assertEqual((answer.status, message_of(answer)), (status, f"Could not check: {why}"))

    def another(self):
        """An event type nobody asked about yet: one that failed is left alone for a while."""
        self.last_type = getattr(self, "last_type", 1) + 1
        found = success({**EVENT_TYPE, "id": self.last_type, "slug": f"another-{self.last_type}"})
        self.upstream.script[f"/v2/event-types/{self.last_type}"] = found
        return {"eventTypeId": self.last_type}

    def test_unreachable(self):
        """S2, S9: Cal.com unreachable is 502; days in memory are still answered."""
        self.keep_a_day()
        self.upstream.stop()
        self.assert_could_not_check(502, "Cal.com cannot be reached.", **OTHER_DAY)
        answer = self.ask()
        self.assertTrue(answer.is_hit)
        self.assertEqual(starts_of(answer), ["2031-05-06T08:00:00.000Z"])
        booking = self.gateway.client.book(1, "2031-05-06T08:00:00Z")
        self.assertEqual(booking.status, 502, booking)
        self.assert_could_not_check(503, "Cal.com is failing and is left alone for a moment.")
        self.assertLessEqual(int(self.ask().headers["retry-after"]), 5)

    def test_garbage(self):
        """S2: what is not the API's shape is 502, and nothing of it is kept."""
        ok = b"HTTP/1.1 200 OK\r\nX-Cut: yes\r\n"
        for what, found in {
                "a page": reply(200, b"<html>Service page</html>", {"Content-Type": "text/html"}),
                "nothing": reply(200, b""), "a list": reply(200, []),
                "no data": reply(200, {"status": "success"}),
                "an error with 200": reply(200, {"status": "error", "data": {}}),
                "no map": success([]), "no list": success({"2031-05-06": {}}),
                "no date": success({"tomorrow": []}),
                "no start": success({"2031-05-06": [{"end": "2031-05-06T09:00:00.000Z"}]}),
                "seconds": success({"2031-05-06": [{"start": "2031-05-06T08:00:01.000Z",
                                                    "end": "2031-05-06T09:00:01.000Z"}]}),
                "a year off": slots("2032-05-06T08"),
                "a redirect": reply(302, b"", {"Location": "https://elsewhere.example/"}),
                "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n"}.items():
            with self.subTest(what):
                self.upstream.script["/v2/slots"] = found
                self.assert_could_not_check(502, "Cal.com's answer was not usable.")
        for what, found in {"cut short": ok + b"Content-Length: 1000\r\n\r\n{\"status\":\"succ",
                            "no answer": HangUp}.items():
            with self.subTest(what):
                self.upstream.script["/v2/slots"] = found
                self.assert_could_not_check(502, "the connection to Cal.com was lost.",
                                            **self.another())
        self.upstream.script["/v2/slots"] = slots("2031-05-06T10")
        self.assertEqual(starts_of(self.ask()), ["2031-05-06T10:00:00.000Z"])

    def test_statuses(self):
        """S2, S14: 5xx is 502, 429 is 429 with the time, other refusals are Cal.com's to word."""
        for status in (500, 502, 503, 504):
            self.upstream.script["/v2/slots"] = reply(status, b"<html>oh no</html>")
            self.assert_could_not_check(502, "Cal.com reported an internal error.",
                                        **self.another())
        self.upstream.script["/v2/slots"] = reply(403, {"error": {"message": "not for you"}})
        answer = self.ask()
        self.assertEqual((answer.status, message_of(answer)), (403, "not for you"))
        refused = reply(429, {"error": {"message": "ThrottlerException: Too Many Requests"}})
        self.upstream.script["/v2/slots"] = refused
        for _ in range(2):
            answer = self.ask()
            self.assertEqual(answer.status, 429, answer)
            self.assertEqual(answer.headers["retry-after"], "60")
            self.assertEqual(message_of(answer), "CustomThrottlerGuard - Too many requests. "
                             "Please try again later.")

    def test_silence(self):
        """T4: Cal.com silent for 10 s is 504; a client silent in its request is 408."""
        self.keep_a_day()
        self.upstream.script["/v2/slots"] = Silence
        with Connection(self.gateway.port) as half, Connection(self.gateway.port) as body:
            half.send(b"GET /v2/slots HTTP/1.1\r\nHost: x\r\nX-Cut-")
            body.send(request_bytes("POST", WEBHOOK, CREATED)[:-10])
            self.assert_could_not_check(504, "Cal.com did not answer in time.", **OTHER_DAY)
            for connection in (half, body):
                self.assertEqual(connection.receive().status, 408)
                self.assertTrue(connection.is_closed_by_peer())
        self.assertTrue(self.ask().is_hit, "days in memory are still answered")

    def test_a_client_that_leaves(self):
        """S1, S6: a write that has left is finished and is a fact, although its client has gone."""
        held = self.upstream.script["/v2/bookings"] = Held(success({"id": 7, "uid": "seven"}))
        impatient = Connection(self.gateway.port)
        impatient.send(request_bytes("POST", "/v2/bookings", {"eventTypeId": 1}))
        self.assertTrue(held.arrived.wait(60))
        impatient.close()
        self.assertEqual(starts_of(self.ask()), ["2031-05-06T08:00:00.000Z"])
        self.upstream.script["/v2/slots"] = slots("2031-05-06T12")
        self.assertEqual(self.in_doubt(), 1, "it goes on")
        held.released.set()
        eventually(lambda: self.in_doubt() == 0, "to have learned how the write ended")
        self.assertEqual(starts_of(self.ask()), ["2031-05-06T12:00:00.000Z"])
        self.keep_a_day()

    def in_doubt(self):
        return metric(self.gateway.client, "slotgate_writes_in_doubt")


class SeveralTenantsTest(ScenarioTest):
    """Whose request is it?"""

    def test_hosts_and_keys(self):
        """T2: a tenant follows from host name or key; nobody's gets 421, each its own answers."""
        south, north = FakeUpstream(), FakeUpstream()
        self.addCleanup(south.stop)
        self.addCleanup(north.stop)
        north.script["/v2/slots"] = slots("2031-05-06T14")
        tenants = [tenant("south", south.url, ["south.example"], "cal_south", "secret-of-south"),
                   tenant("north", north.url, ["north.example"], "cal_north", "secret-of-north")]
        gateway = self.keep(Gateway(self.folder(), tenants, webhook={"tenant": "south"}))
        gateway.wait_until_ready()

        def ask(host, **headers):
            return gateway.client.slots(**DAY, headers={"Host": host, **headers})

        for host in ("elsewhere.example", "127.0.0.1", "south.example.evil"):
            self.assertEqual(ask(host).status, 421)
        self.assertEqual(ask("elsewhere.example", Authorization="Bearer cal_nobody").status, 421)
        for _ in range(2):
            self.assertEqual(starts_of(ask("south.example")), ["2031-05-06T08:00:00.000Z"])
            self.assertEqual(starts_of(ask("NORTH.example:80")), ["2031-05-06T14:00:00.000Z"])
        by_key = ask("elsewhere.example", Authorization="Bearer cal_north")
        self.assertEqual(starts_of(by_key), ["2031-05-06T14:00:00.000Z"])
        with self.subTest("a webhook concerns its own tenant"):
            for host in ("south.example", "north.example"):
                eventually(lambda: (a := ask(host)).is_hit and int(a.headers["age"]) >= 1,
                           "to be in memory")
            wrong = gateway.client.request("POST", "/webhooks/calcom/north", CREATED,
                                           webhook_headers("secret-of-south", CREATED))
            self.assertEqual(wrong.status, 401)
            missing = gateway.client.request("POST", "/webhooks/calcom/east", CREATED,
                                             webhook_headers("secret-of-south", CREATED))
            self.assertEqual(missing.status, 401)
            taken = gateway.client.request("POST", "/webhooks/calcom/north", CREATED,
                                           webhook_headers("secret-of-north", CREATED))
            self.assertEqual(taken.status, 200)
            self.assertTrue(ask("south.example").is_hit)
            self.assertEqual(ask("north.example").source, "fwd=miss")


if __name__ == "__main__":
    unittest.main()
