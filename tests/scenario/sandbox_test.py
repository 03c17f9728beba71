"""The story of the README, told by the real program: a time that a stranger books is gone."""

import unittest
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from harness import ScenarioTest, eventually, metric, starts_of

CHECKUP, TREATMENT = 1, 2  # event types of examples/practice.json, both Anna Berg's
TUESDAY = {"start": "2031-05-06", "end": "2031-05-06", "timeZone": "Europe/Berlin"}
BOTH_DAYS = {**TUESDAY, "end": "2031-05-08"}
PROCESSED = 'slotgate_webhooks_total{outcome="processed"}'


def instant(text):
    return datetime.fromisoformat(text).astimezone(timezone.utc)


class SandboxTest(ScenarioTest):
    def setUp(self):
        self.box = self.sandbox()

    def ask(self, event_type=TREATMENT, **parameters):
        return self.box.gateway.slots(eventTypeId=event_type, **{**TUESDAY, **parameters})

    def ask_until_warm(self, event_type=TREATMENT, **parameters):
        """An answer from memory. Just after a fact there is none for some seconds (S8)."""
        def warm():
            answer = self.ask(event_type, **parameters)
            return answer if answer.is_hit else None
        return eventually(warm, "to be answered from memory")

    def test_cold_and_warm(self):
        """S2, S10: the first question goes to Cal.com, the next is the same from memory."""
        cold = self.ask()
        self.assertEqual(cold.source, "fwd=miss")
        self.assertTrue(starts_of(cold))
        warm = self.ask_until_warm()
        self.assertEqual(warm.body, cold.body)
        self.assertEqual(warm.headers["etag"], cold.headers["etag"])
        self.assertEqual(warm.headers["content-type"], "application/json; charset=utf-8")
        for answer in (cold, warm):
            self.assertRegex(answer.headers["age"], r"^\d+$")
        self.assertNotEqual(warm.headers["x-request-id"], cold.headers["x-request-id"])
        direct = self.box.calcom.slots(eventTypeId=TREATMENT, **TUESDAY)
        self.assertEqual(warm.body, direct.body)

    def book(self, through, start):
        answer = through.book(TREATMENT, start)
        self.assertEqual(answer.status, 201, answer)
        return answer.json()["data"]["uid"]

    def tell_story(self, through):
        """Books, moves and cancels; after each the very next answer must know."""
        before = starts_of(self.ask_until_warm(**BOTH_DAYS))
        self.ask_until_warm()
        first = before[0]
        second = next(start for start in before if start.startswith("2031-05-08"))

        uid = self.book(through, first)
        self.assertNotIn(first, starts_of(self.ask()))
        self.assertNotIn(first, starts_of(self.ask(CHECKUP)), "the same host is busy")
        self.assertNotIn(first, starts_of(self.ask(**BOTH_DAYS)))
        self.assertIn(second, starts_of(self.ask(**BOTH_DAYS)))

        moved = through.reschedule(uid, second)
        self.assertEqual(moved.status, 201, moved)
        now_free = starts_of(self.ask(**BOTH_DAYS))
        self.assertIn(first, now_free)
        self.assertNotIn(second, now_free)

        cancelled = through.cancel(moved.json()["data"]["uid"])
        self.assertEqual(cancelled.status, 200, cancelled)
        self.assertEqual(starts_of(self.ask(**BOTH_DAYS)), before)
        self.assertEqual(starts_of(self.ask_until_warm(**BOTH_DAYS)), before)

    def test_a_stranger_at_calcom(self):
        """S1, S5: what a stranger books, moves and cancels at Cal.com shows at once."""
        self.tell_story(self.box.calcom)

    def test_a_client_of_the_gateway(self):
        """S1, S5: what a client books, moves and cancels through the gateway shows at once."""
        self.tell_story(self.box.gateway)

    def test_the_booking_page(self):
        """S1, S5: a time booked on Cal.com's page is gone from the next answer."""
        start = starts_of(self.ask_until_warm())[0]
        form = urlencode({"start": start, "name": "Nora", "email": "nora@strangers.example"})
        page = self.box.calcom.request("POST", "/anna-berg/treatment-60", form.encode(),
                                       {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(page.status, 200, page)
        self.assertIn(b"Booked", page.body)
        self.assertNotIn(start, starts_of(self.ask()))

    def test_the_webhook_comes_first(self):
        """W2: the webhook has been taken in before the booking is answered."""
        start = starts_of(self.ask())[0]
        before = metric(self.box.gateway, PROCESSED)
        self.book(self.box.calcom, start)
        self.assertEqual(metric(self.box.gateway, PROCESSED), before + 1)

    def test_a_write_that_fails_is_a_fact_too(self):
        """S1: a refused booking through the gateway makes what is in memory stale."""
        free = starts_of(self.ask_until_warm())
        refused = self.box.gateway.book(TREATMENT, "2031-05-06T03:00:00Z")
        self.assertEqual(refused.status, 400, refused)
        answer = self.ask()
        self.assertEqual(answer.source, "fwd=miss")
        self.assertEqual(starts_of(answer), free)

    def test_head(self):
        """S2: HEAD tells what GET would, without a body."""
        target = f"/v2/slots?eventTypeId={TREATMENT}&" + urlencode(TUESDAY)
        answer = self.ask_until_warm()
        head = self.box.gateway.request("HEAD", target, headers={"cal-api-version": "2024-09-04"})
        self.assertEqual(head.status, 200)
        self.assertEqual(head.headers["content-length"], str(len(answer.body)))
        self.assertEqual(head.headers["etag"], answer.headers["etag"])
        self.assertEqual(self.ask().body, answer.body, "the connection goes on")

    def test_not_modified(self):
        """S11: who has the bytes already gets 304, until they change."""
        known = {"If-None-Match": self.ask_until_warm().headers["etag"]}
        same = self.ask(headers=known)
        self.assertEqual((same.status, same.body), (304, b""))
        self.assertEqual(same.headers["etag"], known["If-None-Match"])
        other = self.ask(headers={"If-None-Match": 'W/"other"'})
        self.assertEqual(other.status, 200)
        self.book(self.box.calcom, starts_of(other)[0])
        self.assertEqual(self.ask(headers=known).status, 200)

    def test_the_older_generation(self):
        """S2: the older contract is answered from the same days, in its own bytes."""
        parameters = {"eventTypeId": TREATMENT, "startTime": "2031-05-06T00:00:00Z",
                      "endTime": "2031-05-06T23:59:59Z", "timeZone": "Europe/Berlin"}
        free = starts_of(self.ask_until_warm())
        fetched = self.box.calcom.count("GET /v2/slots")
        old = self.box.gateway.old_slots(**parameters)
        if old.is_hit:  # else the days' lifetime has just ended
            self.assertEqual(self.box.calcom.count("GET /v2/slots"), fetched)
        self.assertEqual(old.body, self.box.calcom.old_slots(**parameters).body)
        slots = old.json()["data"]["slots"]
        self.assertEqual([slot["time"] for day in slots.values() for slot in day], free)

    def test_the_clock_is_one(self):
        """S9: moving the simulator's clock moves the gateway's, and is a fact."""
        self.ask_until_warm()
        told = self.box.calcom.set_clock("2031-05-06T06:00:00Z")["now"]
        answer = self.ask()
        self.assertEqual(answer.source, "fwd=miss")
        earliest = instant(told).timestamp() + 60 * 60  # the notice of the treatment
        free = starts_of(answer)
        self.assertTrue(free)
        self.assertTrue(all(instant(start).timestamp() >= earliest for start in free), free)
        date = parsedate_to_datetime(self.box.gateway.request("GET", "/health").headers["date"])
        self.assertLess(abs((date - instant(self.box.calcom.now())).total_seconds()), 60)
        self.box.calcom.advance(3 * 3_600_000)
        self.assertLess(len(starts_of(self.ask())), len(free))

    def test_a_start_falls_under_its_notice(self):
        """S9: a start within the notice vanishes from answers out of memory."""
        start, notice_begins = "2031-05-05T09:30:00.000+02:00", "2031-05-05T06:30:00.000Z"
        monday = {"start": "2031-05-05", "end": "2031-05-05"}
        # Long enough before for the settling after the step to end, and days to be kept.
        self.box.calcom.set_clock("2031-05-05T06:29:55.500Z")

        def gone_from_memory():
            before = self.box.calcom.now()
            answer = self.ask(CHECKUP, **monday)
            after = self.box.calcom.now()
            if after <= notice_begins:
                self.assertIn(start, starts_of(answer))
            if before > notice_begins:
                self.assertNotIn(start, starts_of(answer))
            return before > notice_begins and answer.is_hit

        eventually(gone_from_memory, "to answer from memory without the start")


if __name__ == "__main__":
    unittest.main()
