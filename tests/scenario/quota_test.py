"""Many askers and one rate limit: Cal.com is never asked more than it allows (S14)."""

import json
import unittest
from datetime import date, timedelta

from configuration import KEY, Gateway, tenant
from connection import Connection, request_bytes
from fake_upstream import EVENT_TYPE, FakeUpstream, reply, slots, success
from harness import (BOOKINGS, SLOTS, Program, ScenarioTest, Simulator, eventually, metric,
                     slots_target, starts_of)
from hourly_world import HOURS, event_type_of, hourly_world, key_of

ASKERS = 500
EVENT_TYPES = 20
LIMIT = 120  # a minute: Cal.com's own
THROTTLED = ("ThrottlerException",
             "CustomThrottlerGuard - Too many requests. Please try again later.")


def error_of(answer):
    error = answer.json()["error"]
    return error["code"], error["message"]


class StormTest(ScenarioTest):
    """A gateway that nobody told the limit, in front of a Cal.com that has one."""

    def setUp(self):
        folder = self.folder()
        path = folder / "world.json"
        path.write_text(json.dumps(hourly_world(1, EVENT_TYPES)))
        calcom = self.keep(Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario", path,
                                   addresses=1))
        self.calcom = Simulator(calcom.ports[0])
        self.addCleanup(self.calcom.close)
        one = tenant(base_url=f"http://127.0.0.1:{calcom.ports[0]}", key=key_of(1),
                     quota_per_minute=None)
        self.gateway = self.keep(Gateway(folder, [one])).wait_until_ready()
        self.connections = []
        self.addCleanup(lambda: [connection.close() for connection in self.connections])

    def ask_all(self):
        """Every asker wants days that no other request brings along, or another event type, at the
        same time."""
        for n in range(ASKERS):
            connection = Connection(self.gateway.port)
            self.connections.append(connection)
            first = date.today() + timedelta(5 + n // EVENT_TYPES * 70)
            connection.send(request_bytes("GET", slots_target(
                eventTypeId=event_type_of(1, n % EVENT_TYPES), start=first, end=first),
                headers=SLOTS))
        return [connection.receive() for connection in self.connections]

    def test_500_askers_of_cold_days(self):
        """S14: however many ask at once, Cal.com never says 429, and everybody is answered."""
        answers = self.ask_all()
        found = [answer for answer in answers if answer.status == 200]
        for answer in found:
            self.assertEqual(len(starts_of(answer)), len(HOURS), answer)
        for answer in answers:
            if answer.status == 200:
                continue
            self.assertIn(answer.status, (429, 503), answer)
            self.assertLessEqual(int(answer.headers["retry-after"]), 70, answer)
            if answer.status == 429:
                self.assertEqual(error_of(answer), THROTTLED)
        # Event types were read too, and the reserve and what refreshes leave free is not used.
        self.assertGreater(len(found), LIMIT - 30)
        self.assertLess(len(found), LIMIT)
        asked = self.calcom.requests()
        self.assertEqual(asked["statuses"].get("429", 0), 0, asked["statuses"])
        self.assertLessEqual(sum(asked["counts"].values()), LIMIT)
        client = self.gateway.client
        self.assertEqual(metric(client, 'slotgate_upstream_limited_total{lane="live"}'), 0)
        self.assertGreater(metric(client, 'slotgate_quota_refused_total{lane="live"}'), 0)

    def test_bookings_have_a_reserve(self):
        """S14: when questions have used up what they may, bookings with the same key still go."""
        self.ask_all()
        start = f"{date.today() + timedelta(3)}T10:00:00Z"
        answer = self.gateway.client.request("POST", "/v2/bookings", {
            "eventTypeId": event_type_of(1), "start": start,
            "attendee": {"name": "Nora Stern", "email": "nora@strangers.example",
                         "timeZone": "UTC"}},
            {**BOOKINGS, "Authorization": f"Bearer {key_of(1)}"})
        self.assertEqual(answer.status, 201, answer)
        self.assertEqual(self.calcom.requests()["statuses"].get("429", 0), 0)


class BlockTest(ScenarioTest):
    """A Cal.com that says 429 all the same: another program used its key."""

    def setUp(self):
        self.upstream = FakeUpstream()
        self.addCleanup(self.upstream.stop)
        self.upstream.script["/v2/bookings"] = success({"id": 1, "uid": "one"})
        types = [{**EVENT_TYPE, "id": n, "slug": f"visit-{n}"} for n in (1, 2, 3)]
        self.upstream.script["/v2/event-types"] = success(types)
        self.gateway = self.keep(Gateway(self.folder(), [tenant(base_url=self.upstream.url)]))
        self.gateway.wait_until_ready()

    def ask(self, event_type):
        return self.gateway.client.slots(eventTypeId=event_type, start="2031-05-06",
                                         end="2031-05-06")

    def book(self, headers=()):
        return self.gateway.client.request("POST", "/v2/bookings", {"eventTypeId": 1},
                                           {**BOOKINGS, **dict(headers)})

    def test_everything_with_the_key_is_silent(self):
        """S14: a 429 silences the key for its block, bookings too, and nobody else."""
        self.upstream.script["/v2/slots"] = reply(429, {"error": {}}, {"Retry-After": "60"})
        self.assertEqual(self.ask(1).status, 429)
        answers = [self.ask(n) for n in (1, 2, 3)]
        answers.append(self.book({"Authorization": f"Bearer {KEY}"}))
        for answer in answers:
            self.assertEqual((answer.status, error_of(answer)), (429, THROTTLED), answer)
            self.assertGreater(int(answer.headers["retry-after"]), 1)
        self.assertEqual(len(self.upstream.targets("/v2/slots")), 1)
        self.assertEqual(self.upstream.targets("/v2/bookings"), [])
        self.assertEqual(self.book().status, 200, "without the key")
        log = self.gateway.program.stderr()
        self.assertEqual(log.count("Cal.com's rate limit blocks"), 1)
        self.assertNotIn(KEY, log)

    def test_it_goes_on_after_the_block(self):
        """S14: when the block is over questions go again, after the time they were told."""
        self.upstream.script["/v2/slots"] = reply(429, {"error": {}}, {"Retry-After": "1"})
        self.assertEqual(self.ask(1).headers["retry-after"], "1")
        self.upstream.script["/v2/slots"] = slots("2031-05-06T08")
        answer = eventually(lambda: (a := self.ask(2)).status == 200 and a, "to be asked again")
        self.assertEqual(starts_of(answer), ["2031-05-06T08:00:00.000Z"])


if __name__ == "__main__":
    unittest.main()
