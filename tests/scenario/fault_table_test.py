"""Each fault of `/_sim/faults`, on each way through the gateway: what its caller gets.

The rows are those of docs/http.md, "When Cal.com fails". Three ways: a question for starts that is
not in memory, a passed read, a passed write.
"""

import unittest
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from connection import Connection
from harness import BOOKINGS, Client, ScenarioTest, eventually

# Months apart, so that no request for one brings another along.
WARM, COLD, COLDER, LATER = "2031-05-06", "2031-07-08", "2031-09-09", "2031-11-11"
FREE = "2031-05-12T07:00:00Z"
UID = "practice-booking-0003c"
OTHER_SHAPE = {"fault": "content", "contentType": "text/html", "body": "<html>hello</html>"}
FAILING = "Could not check: Cal.com is failing and is left alone for a moment."


@dataclass
class Row:
    """What a fault does to each of the three. A status, and words of the body; `cut` means that
    the connection ends before the answer does."""

    name: str
    fault: dict
    slots: tuple
    read: tuple
    write: tuple
    opens: bool = False  # is it an outage, which opens the breaker (S13)?


def words(status, text=""):
    return status, text


CUT = (None, "")
NO_ANSWER = words(504, "did not answer in time")
LOST = words(502, "was lost")
USABLE = words(502, "not usable")
ROWS = [
    Row("late", {"fault": "delay", "ms": 400}, words(200), words(200), words(201)),
    Row("silent", {"fault": "drop"}, NO_ANSWER, NO_ANSWER, NO_ANSWER, opens=True),
    Row("reset", {"fault": "reset"}, LOST, LOST, LOST, opens=True),
    Row("half", {"fault": "half"}, LOST, CUT, CUT, opens=True),
    Row("internal error", {"fault": "status", "status": 500, "shape": "bare"},
        words(502, "internal error"), words(500, '"statusCode":500'),
        words(500, '"statusCode":500'), opens=True),
    Row("proxy's page", {"fault": "status", "status": 503, "shape": "html"},
        words(502, "internal error"), words(503, "<html"), words(503, "<html"), opens=True),
    Row("empty error", {"fault": "status", "status": 502, "shape": "empty"},
        words(502, "internal error"), words(502), words(502), opens=True),
    Row("not found", {"fault": "status", "status": 404, "shape": "calcom", "message": "Gone"},
        words(404, "Gone"), words(404, "Gone"), words(404, "Gone")),
    Row("refused", {"fault": "status", "status": 400, "shape": "calcom", "message": "No"},
        words(400, "No"), words(400, "No"), words(400, "No")),
    Row("key refused", {"fault": "status", "status": 401, "shape": "calcom", "message": "Bad key"},
        words(401, "Bad key"), words(401, "Bad key"), words(401, "Bad key")),
    Row("limited", {"fault": "status", "status": 429, "shape": "calcom"},
        words(429, "ThrottlerException"), words(429, "ThrottlerException"),
        words(429, "ThrottlerException")),
    Row("garbage", {"fault": "garbage"}, USABLE, words(200), words(201)),
    Row("other content", OTHER_SHAPE, USABLE, words(200, "<html>hello"),
        words(201, "<html>hello")),
]


class FaultTableTest(ScenarioTest):
    def warm_sandbox(self):
        """Both event types have answered, and one day of each is in memory."""
        box = self.sandbox(env={"SLOTGATE_CACHE_SETTLE_WINDOW_S": "1"})
        self.assertEqual(box.gateway.cancel("unknown").status, 404)  # a fact: nothing is kept
        return box

    @staticmethod
    def warm(box):
        for event_type in (1, 2):
            eventually(lambda n=event_type: box.gateway.slots(
                eventTypeId=n, start=WARM, end=WARM).is_hit, "a day to be kept")

    def plan(self, box, **fault):
        answer = box.calcom.request("POST", "/_sim/faults", fault)
        self.assertEqual(answer.status, 200, answer)

    def clear(self, box):
        box.calcom.request("DELETE", "/_sim/faults")

    @staticmethod
    def booking(client):
        return client.book(1, FREE)

    @staticmethod
    def reading(client):
        return client.request("GET", f"/v2/bookings/{UID}", headers=BOOKINGS)

    def test_table(self):
        """S13: what a caller gets of each fault on each way, and that only outages of questions
        open the breaker. All at once, as some of it is waiting for a deadline."""
        ways = {"question": self.fail_questions, "read": self.fail_reads, "write": self.fail_writes}
        cases = [(way, row, self.warm_sandbox()) for way in ways for row in ROWS]
        with ThreadPoolExecutor(len(cases)) as pool:
            told = [(way, row.name, pool.submit(ways[way], row, box)) for way, row, box in cases]
        for way, name, done in told:
            with self.subTest(f"{name}, {way}"):
                done.result()

    def expect(self, wanted, answer):
        status, text = wanted
        self.assertEqual(answer.status, status, answer)
        self.assertIn(text, answer.body.decode("utf-8", "replace"))

    def fail_questions(self, row, box):
        self.warm(box)
        self.plan(box, route="GET /v2/slots", **row.fault)
        for event_type in (1, 2):
            answer = box.gateway.slots(eventTypeId=event_type, start=COLD, end=COLD)
            self.expect(row.slots, answer)
            if answer.status == 429:
                self.assertGreater(int(answer.headers["retry-after"]), 0)
        self.clear(box)
        after = box.gateway.slots(eventTypeId=1, start=COLDER, end=COLDER)
        if row.opens:
            self.expect((503, FAILING), after)
            self.assertGreater(int(after.headers["retry-after"]), 0)
        else:
            # A 429 silences its key for the whole block (S14).
            self.assertEqual(after.status, 429 if row.slots[0] == 429 else 200, after)
        self.assertTrue(box.gateway.slots(eventTypeId=2, start=WARM, end=WARM).is_hit)
        self.assertEqual(self.booking(box.gateway).status, 201)

    def fail_reads(self, row, box):
        self.pass_on(row.read, self.reading, "GET /v2/bookings/{uid}", row, box)

    def fail_writes(self, row, box):
        self.pass_on(row.write, self.booking, "POST /v2/bookings", row, box)
        counts = box.calcom.requests(last=0)["counts"]
        self.assertEqual(counts.get("POST /v2/bookings", 0), 1, "it leaves once")

    def pass_on(self, wanted, ask, route, row, box):
        """Cal.com's own answer, or that there was none; questions go on afterwards."""
        self.plan(box, route=route, **row.fault)
        # A connection of its own: a cut one is not to be asked again by the client.
        with Connection(box.gateway.port) as connection:
            client = Client(box.gateway.port)
            client.connection = connection
            if wanted is CUT:
                with self.assertRaises((ConnectionError, OSError, ValueError)):
                    ask(client)
            else:
                self.expect(wanted, ask(client))
        self.clear(box)
        for event_type in (1, 2):
            after = box.gateway.slots(eventTypeId=event_type, start=LATER, end=LATER)
            self.assertEqual(after.status, 200, after)

    def test_once_only(self):
        """A question whose connection breaks once is asked again, and nobody notices."""
        for fault in ({"fault": "reset"}, {"fault": "status", "status": 503, "shape": "html"}):
            box = self.warm_sandbox()
            self.warm(box)
            self.plan(box, route="GET /v2/slots", count=1, **fault)
            answer = box.gateway.slots(eventTypeId=1, start=COLD, end=COLD)
            self.assertEqual(answer.status, 200, answer)

    def test_committed_and_lost(self):
        """A booking that was made and whose answer was lost is there once, and its time is gone
        from the next answer."""
        box = self.warm_sandbox()
        self.plan(box, route="POST /v2/bookings", fault="reset", committed=True)
        self.assertEqual(self.booking(box.gateway).status, 502)
        made = [one for one in box.calcom.request("GET", "/_sim/world").json()["bookings"]
                if one["start"].startswith(FREE[:16])]
        self.assertEqual(len(made), 1)
        self.assertNotIn(FREE[:16], box.gateway.slots(
            eventTypeId=1, start=FREE[:10], end=FREE[:10]).body.decode())

    def test_webhooks(self):
        """Twice, late or in another order: a webhook has the same effect. Lost: the booking shows
        within a lifetime, or with the next fact."""
        for fault in ({"fault": "double"}, {"fault": "delay", "ms": 300}, {"fault": "lost"}):
            with self.subTest(fault["fault"]):
                box = self.warm_sandbox()
                day = FREE[:10]
                self.assertIn(FREE[:16], self.day(box, day))
                self.plan(box, webhook="*", **fault)
                self.assertEqual(self.booking(box.calcom).status, 201)
                if fault["fault"] == "lost":
                    self.clear(box)
                    self.assertEqual(box.calcom.book(1, "2031-05-13T07:00:00Z").status, 201)
                self.eventually_gone(box, day)

    def day(self, box, day):
        return box.gateway.slots(eventTypeId=1, start=day, end=day).body.decode()

    def eventually_gone(self, box, day):
        eventually(lambda: FREE[:16] not in self.day(box, day), "the booked time to go")


if __name__ == "__main__":
    unittest.main()
