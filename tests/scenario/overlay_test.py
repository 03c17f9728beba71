"""What webhooks tell of bookings is subtracted from answers, until a reading decides."""

import json
import threading
import unittest

from configuration import KEY, SECRET, Gateway, tenant
from harness import (Client, Program, ScenarioTest, Simulator, eventually, metric, starts_of,
                     webhook_headers)
from hourly_world import event_type_of, hourly_world, start_text

DAY, FAR = "2031-05-06", "2031-05-27"
VISIT, OTHER = event_type_of(1), event_type_of(1, 1)
TEN, ELEVEN = start_text(DAY, 10), start_text(DAY, 11)


class WebhookTest(ScenarioTest):
    """A gateway before a Cal.com that tells it nothing: the test does, by webhooks of its own."""

    def start(self, cache=None, **of_tenant):
        world = hourly_world(hosts=1, event_types_each=2, now="2031-05-05T06:00:00Z")
        world["apiKeys"].append({"key": KEY, "ownerId": 1})
        scenario = self.folder() / "world.json"
        scenario.write_text(json.dumps(world))
        sim = self.keep(Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario", scenario,
                                "--no-latency", addresses=1))
        self.calcom = Simulator(sim.ports[0])
        self.addCleanup(self.calcom.close)
        self.calcom.request("POST", "/_sim/limits", {"rate": "off"})
        self.gateway = self.keep(Gateway(
            self.folder(), [tenant(base_url=f"http://127.0.0.1:{sim.ports[0]}", **of_tenant)],
            cache={"settle_window_s": 1, **(cache or {})}))
        self.client = self.gateway.wait_until_ready().client
        self.ask_until_hit()

    def tell(self, trigger, uid, status, start=TEN, end=ELEVEN, **more):
        """A webhook of Cal.com's about one booking of host 1."""
        body = json.dumps({"triggerEvent": trigger, "createdAt": start, "payload": {
            "uid": uid, "bookingId": 1, "eventTypeId": VISIT, "startTime": start, "endTime": end,
            "status": status, "organizer": {"id": 1, "email": "host1@practice.example"},
            "attendees": [], **more}}).encode()
        answer = self.client.request("POST", "/api/calcom/webhook", body,
                                     webhook_headers(SECRET, body))
        self.assertEqual(answer.status, 200, answer)

    def ask(self, event_type=VISIT):
        return self.client.slots(eventTypeId=event_type, start=DAY, end=DAY)

    def offered(self, event_type=VISIT):
        return starts_of(self.ask(event_type))

    def ask_until_hit(self):
        return eventually(lambda: (a := self.ask()).is_hit and a, "an answer from memory")


class OverlayTest(WebhookTest):
    def setUp(self):
        self.start()

    def test_told_before_it_shows(self):
        """S7: a booking told by webhook is not offered while Cal.com still lists its time; if it
        does so after the settle window, the booking is read: there is none, so it is free."""
        self.tell("BOOKING_CREATED", "of-nobody", "ACCEPTED")
        self.assertIn(TEN, starts_of(self.calcom.slots(eventTypeId=VISIT, start=DAY, end=DAY)))
        for event_type in (VISIT, OTHER):
            self.assertNotIn(TEN, self.offered(event_type))
            self.assertIn(ELEVEN, self.offered(event_type))
        self.assertEqual(metric(self.client, "slotgate_known_bookings"), 1)
        eventually(lambda: TEN in self.offered(), "the reading to have decided")
        self.assertIn(TEN, self.offered(OTHER))
        self.assertEqual(metric(self.client, 'slotgate_facts_total{source="reading"}'), 1)

    def test_announced_and_not_committed(self):
        """S8: a cancellation that is announced and not committed releases nothing, however often
        it is read; once it is committed the time is free within a step."""
        uid = self.calcom.book(VISIT, TEN).json()["data"]["uid"]
        self.tell("BOOKING_CREATED", uid, "ACCEPTED")
        self.tell("BOOKING_CANCELLED", uid, "CANCELLED")
        read = 'slotgate_upstream_requests_total{operation="booking",status_class="2xx"}'

        def read_twice():
            self.assertNotIn(TEN, self.offered())
            return metric(self.client, read) >= 2
        eventually(read_twice, "two steps of the ladder")
        self.assertEqual(metric(self.client, "slotgate_cancellations_pending"), 1)
        self.assertEqual(self.calcom.cancel(uid).status, 200)
        eventually(lambda: TEN in self.offered(), "the next step to have it read")
        self.assertEqual(metric(self.client, "slotgate_cancellations_pending"), 0)

    def forget_nothing(self, change):
        """Of a day no change through the gateway concerns, whatever `change` does."""
        far = lambda: self.client.slots(eventTypeId=VISIT, start=FAR, end=FAR)
        eventually(lambda: (a := far()).is_hit and a, "the far day to be in memory")
        done = change()
        self.assertTrue(far().is_hit, done)
        return done

    def test_what_an_answer_teaches(self):
        """S7, S8, S4: a booking made, moved and cancelled through the gateway is known by Cal.com's
        own answers, without any webhook: what is taken is withheld, what is free shows at once, and
        days that a move or a cancellation cannot concern stay in memory."""
        made = self.client.book(VISIT, TEN)
        self.assertEqual(made.status, 201, made)
        uid = made.json()["data"]["uid"]
        self.assertEqual(metric(self.client, "slotgate_known_bookings"), 1)
        for event_type in (VISIT, OTHER):
            self.assertNotIn(TEN, self.offered(event_type))
        moved = self.forget_nothing(lambda: self.client.reschedule(uid, ELEVEN))
        self.assertEqual(moved.status, 201, moved)
        for event_type in (VISIT, OTHER):
            self.assertIn(TEN, self.offered(event_type))
            self.assertNotIn(ELEVEN, self.offered(event_type))
        uid = moved.json()["data"]["uid"]
        cancelled = self.forget_nothing(lambda: self.client.cancel(uid))
        self.assertEqual(cancelled.status, 200, cancelled)
        for event_type in (VISIT, OTHER):
            self.assertIn(ELEVEN, self.offered(event_type))
        self.tell("BOOKING_CANCELLED", uid, "CANCELLED", ELEVEN, start_text(DAY, 12))
        self.tell("BOOKING_CREATED", uid, "ACCEPTED", ELEVEN, start_text(DAY, 12))
        self.assertIn(ELEVEN, self.offered())
        self.assertEqual(metric(self.client, "slotgate_known_bookings"), 0)
        self.assertEqual(metric(self.client, "slotgate_cancellations_pending"), 0)

    def test_a_lost_cancellation(self):
        """S6: a cancellation whose answer was lost is awaited on the days of its booking alone."""
        uid = self.client.book(VISIT, TEN).json()["data"]["uid"]
        self.calcom.add_faults({"route": "POST /v2/bookings/{uid}/cancel", "fault": "reset"})
        lost = self.forget_nothing(lambda: self.client.cancel(uid))
        self.assertIn(lost.status, (502, 504))
        self.assertEqual(metric(self.client, "slotgate_cancellations_pending"), 1)
        self.assertNotIn(TEN, self.offered())

    def test_a_slow_booking(self):
        """S6: nobody is offered the start that somebody is booking, until the outcome is known."""
        self.calcom.add_faults({"route": "POST /v2/bookings", "fault": "delay", "ms": 2500})
        booker = Client(self.gateway.port)
        self.addCleanup(booker.close)
        made = []
        booking = threading.Thread(target=lambda: made.append(booker.book(VISIT, TEN)))
        booking.start()
        doubt = "slotgate_writes_in_doubt"
        eventually(lambda: metric(self.client, doubt) == 1 or made, "the booking to leave")
        hits = 0
        while not made:
            answer = self.ask()
            hits += answer.is_hit
            self.assertNotIn(TEN, starts_of(answer))
            self.assertIn(ELEVEN, starts_of(answer))
        booking.join()
        self.assertEqual(made[0].status, 201, made)
        self.assertNotIn(TEN, self.offered())
        self.assertGreater(hits, 0, "kept for a second, once it has settled")
        self.assertEqual(metric(self.client, doubt), 0)

    def test_a_lost_outcome(self):
        """S6: a booking whose answer was lost may be made for minutes: its start is not offered."""
        self.calcom.add_faults({"route": "POST /v2/bookings", "fault": "reset"})
        self.assertIn(self.client.book(VISIT, TEN).status, (502, 504))
        for event_type in (VISIT, OTHER):
            answer = eventually(lambda one=event_type: (a := self.ask(one)).is_hit and a,
                                "what is in doubt to be kept for a second")
            self.assertNotIn(TEN, starts_of(answer))
            self.assertIn(ELEVEN, starts_of(answer))
        self.assertIn(TEN, starts_of(self.calcom.slots(eventTypeId=VISIT, start=DAY, end=DAY)))
        self.assertEqual(metric(self.client, "slotgate_writes_in_doubt"), 1)

    def test_a_refused_start(self):
        """B7: a start that Cal.com refuses to book is not offered, though Cal.com lists it; what is
        wrong with a request says nothing of its start."""
        refusal = {"route": "POST /v2/bookings", "fault": "status", "count": 1}
        busy = "User either already has booking at this time or is not available"
        for status, start, message in ((400, TEN, busy), (400, ELEVEN, "Missing attendee phone")):
            self.calcom.add_faults({**refusal, "status": status, "message": message})
            refused = self.client.book(VISIT, start)
            self.assertEqual((refused.status, refused.json()["error"]["message"]),
                             (status, message))
        for answer in (self.ask(), self.ask_until_hit()):
            self.assertNotIn(TEN, starts_of(answer))
            self.assertIn(ELEVEN, starts_of(answer))
        self.assertIn(TEN, self.offered(OTHER), "another event type may keep other hours")
        self.assertIn(TEN, starts_of(self.calcom.slots(eventTypeId=VISIT, start=DAY, end=DAY)))


class UnrefreshedTest(WebhookTest):
    """S13: what memory answers while Cal.com cannot be asked."""

    def start_failing(self, **of_tenant):
        """A day in memory that lives a second, and a Cal.com that answers no question."""
        self.start({"lifetime_s": 1}, **of_tenant)
        self.assertEqual(self.client.cancel("unknown").status, 404)  # a fact: nothing is kept
        self.ask_until_hit()
        self.calcom.add_faults({"route": "GET /v2/slots", "fault": "reset"},
                               {"route": "GET /v2/event-types", "fault": "reset"})

    def ask_until_unrefreshed(self):
        def unrefreshed():
            answer = self.ask()
            self.assertEqual(answer.status, 200, answer)
            return "unrefreshed" in answer.headers["cache-status"] and answer
        return eventually(unrefreshed, "its lifetime to be over")

    def test_past_its_lifetime(self):
        """Marked, without what is booked meanwhile; not to who named an age, nor after news that
        a booking does not tell in full."""
        self.start_failing(past_lifetime=3600)
        answer = self.ask_until_unrefreshed()
        self.assertIn(TEN, starts_of(answer))
        self.assertRegex(answer.headers["cache-status"],
                         r"^slotgate; hit; ttl=-\d+; detail=unrefreshed$")
        self.assertGreaterEqual(int(answer.headers["age"]), 1)
        counted = 'slotgate_lookups_total{result="unrefreshed"}'
        self.assertEqual(metric(self.client, counted), 1)
        named = {"Authorization": f"Bearer {KEY}", "Cache-Control": "max-age=400"}
        self.assertGreaterEqual(
            self.client.slots(named, eventTypeId=VISIT, start=DAY, end=DAY).status, 502)
        self.tell("BOOKING_CREATED", "of-somebody", "ACCEPTED")
        self.assertNotIn(TEN, self.offered())
        self.assertIn(ELEVEN, self.offered())
        self.tell("BOOKING_CANCELLED", "of-somebody", "CANCELLED")
        self.assertGreaterEqual(self.ask().status, 502)
        self.calcom.clear_faults()
        eventually(lambda: self.ask().status == 200, "Cal.com to be asked")

    def test_without_consent(self):
        """By default it is "could not check"."""
        self.start_failing()
        failed = eventually(lambda: (a := self.ask()).status != 200 and a, "a life to be over")
        self.assertGreaterEqual(failed.status, 502)


if __name__ == "__main__":
    unittest.main()
