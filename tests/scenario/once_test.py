"""Many ask, Cal.com is asked once."""

import selectors
import socket
import unittest
from collections import Counter

from connection import parse_head, request_bytes
from harness import SLOTS, Sandbox, ScenarioTest, eventually, metric, slots_target

ASKERS = 1000
WEEK = {"eventTypeId": 2, "start": "2031-05-12", "end": "2031-05-18", "timeZone": "Europe/Berlin"}
MONTH = {"eventTypeId": 2, "start": "2031-06-01", "end": "2031-06-30", "timeZone": "Europe/Berlin"}


class Asker:
    """One of many connections that ask once, all from one thread."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 60)
        self.socket.setblocking(False)
        self.received = b""

    def read(self):
        """True once the answer is whole."""
        data = self.socket.recv(65536)
        if not data:
            raise AssertionError(f"closed after {self.received!r}")
        self.received += data
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return False
        self.status, self.headers = parse_head(head)
        self.body = body
        return len(body) >= int(self.headers["content-length"])


class OnceTest(ScenarioTest):
    @classmethod
    def setUpClass(cls):
        cls.box = cls.share(Sandbox(latency="real"))
        # What is fetched just after the start lives only until its settling ends (S8), and a late
        # asker might find it gone.
        probe = {**WEEK, "start": "2031-07-07", "end": "2031-07-07"}
        eventually(lambda: (a := cls.box.gateway.slots(**probe)).is_hit
                   and int(a.headers["age"]) >= 3, "to have settled")

    def fetches(self):
        return self.box.calcom.count("GET /v2/slots")

    def ask_all_at_once(self, targets):
        """Opens a connection for each question, then sends all before it reads any answer."""
        askers = [Asker(self.box.gateway.port) for _ in targets]
        self.addCleanup(lambda: [asker.socket.close() for asker in askers])
        for asker, target in zip(askers, targets):
            self.assertTrue(asker.socket.send(request_bytes("GET", target, headers=SLOTS)))
        with selectors.DefaultSelector() as waiting:
            for asker in askers:
                waiting.register(asker.socket, selectors.EVENT_READ, asker)
            while waiting.get_map():
                ready = waiting.select(60)
                self.assertTrue(ready, "no answer within 60 s")
                for key, _ in ready:
                    if key.data.read():
                        waiting.unregister(key.fileobj)
        return askers

    def test_a_thousand_askers(self):
        """S10: 1,000 simultaneous cold questions for one week cause exactly one request."""
        before = self.fetches()
        askers = self.ask_all_at_once([slots_target(**WEEK)] * ASKERS)
        self.assertEqual(self.fetches(), before + 1)
        self.assertEqual({asker.status for asker in askers}, {200})
        self.assertEqual(len({asker.body for asker in askers}), 1)
        sources = Counter(asker.headers["cache-status"] for asker in askers)
        self.assertEqual(sources["slotgate; fwd=miss"], 1, sources)
        self.assertGreater(sources["slotgate; fwd=miss; collapsed"], 0, "too slow to be at once")
        direct = self.box.calcom.slots(**WEEK)
        self.assertEqual(askers[0].body, direct.body)
        counted = [metric(self.box.gateway, f'slotgate_lookups_total{{result="{result}"}}')
                   for result in ("miss", "collapsed", "hit", "derived")]
        self.assertGreaterEqual(sum(counted), ASKERS)

    def test_different_questions_share_the_days(self):
        """S2, S10: questions that differ in zone and form, but not in days, share one request."""
        before = self.fetches()
        week = {"eventTypeId": 2, "start": "2031-12-01", "end": "2031-12-07"}
        askers = self.ask_all_at_once([
            slots_target(**week, timeZone=zone, format=form)
            for zone in ("Europe/Berlin", "Europe/London", "America/New_York", None)
            for form in ("time", "range", None)])
        self.assertEqual(self.fetches(), before + 1)
        self.assertEqual({asker.status for asker in askers}, {200})

    def test_a_month_is_one_request(self):
        """S10: a month costs one request, and then each of its days none."""
        before = self.fetches()
        self.assertEqual(self.box.gateway.slots(**MONTH).source, "fwd=miss")
        self.assertEqual(self.fetches(), before + 1)
        for day in range(1, 31):
            one = {**MONTH, "start": f"2031-06-{day:02}", "end": f"2031-06-{day:02}"}
            self.assertEqual(self.box.gateway.slots(**one).source, "hit")
        self.assertEqual(self.fetches(), before + 1)

    def test_only_missing_days_are_fetched(self):
        """S10: of a question half in memory only the missing days are asked for."""
        month = {**MONTH, "start": "2031-08-01", "end": "2031-08-31"}
        first = {**month, "end": "2031-08-10"}
        self.assertEqual(self.box.gateway.slots(**first).source, "fwd=miss")
        self.assertEqual(self.box.gateway.slots(**month).source, "fwd=miss")
        asked = [entry["target"] for entry in self.box.calcom.requests()["last"]
                 if entry["target"].startswith("/v2/slots?")]
        # The first ten brought more days along, to the 26th: a month in all, a quarter of what is
        # added before them. One day more on the left, which is thrown away (S2).
        self.assertIn("start=2031-08-26T00", asked[-1])


if __name__ == "__main__":
    unittest.main()
