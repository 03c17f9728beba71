"""What a client gets for everything the gateway passes on: the same as from Cal.com, byte for byte.

One list of requests, sent to a gateway and, in a second world of the same seed, to the simulator
itself. Status, body and the headers a client reads must agree; what Cal.com invents (ids, uids,
the time of making) is mapped by its order of appearance.
"""

import json
import re
import unittest

from harness import BOOKINGS, EVENT_TYPES, SCHEDULES, SLOTS, ScenarioTest

KEY = "cal_sandbox_practice"
OWNER = {"Authorization": f"Bearer {KEY}"}
WRONG_KEY = {"Authorization": "Bearer cal_unheard_of"}
WRONG_TOKEN = {"Authorization": "Bearer unheard-of"}
JSON = "application/json; charset=utf-8"
INVENTED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\b[0-9A-Za-z]{22}\b")
NOW = re.compile(r"2031-05-05T05:3\d:\d\d\.\d{3}Z")  # in messages
MADE_AT = re.compile(r'"(createdAt|updatedAt|timestamp|reservationUntil)":"[^"]*"')
HEADERS = ("content-type", "access-control-allow-origin", "set-cookie", "location")

ATTENDEE = {"name": "Bo Guest", "email": "bo@guests.example", "timeZone": "Europe/Berlin"}
BOOKING = {"eventTypeId": 1, "start": "2031-05-12T07:00:00Z", "attendee": ATTENDEE}


class Step:
    """A request and the status it must get. `{name}` in its target stands for what an earlier
    step, called `name`, got as uid, id or reservationUid."""

    def __init__(self, status, method, target, body=None, headers=(), name=None):
        self.status, self.method, self.target = status, method, target
        self.body, self.headers, self.name = body, dict(headers), name

    def __str__(self):
        return f"{self.method} {self.target} {self.body} {self.headers}"


def owner(version):
    return {**version, **OWNER}


RESERVATIONS = [
    Step(201, "POST", "/v2/slots/reservations",
         {"eventTypeId": 1, "slotStart": "2031-05-13T07:00:00Z"}, SLOTS, "held"),
    Step(422, "POST", "/v2/slots/reservations",
         {"eventTypeId": 1, "slotStart": "2031-05-13T07:00:00Z"}, SLOTS),
    Step(404, "POST", "/v2/slots/reservations",
         {"eventTypeId": 99, "slotStart": "2031-05-13T07:00:00Z"}, SLOTS),
    Step(400, "POST", "/v2/slots/reservations", {"eventTypeId": "1", "colour": "red"}, SLOTS),
    Step(401, "POST", "/v2/slots/reservations",
         {"eventTypeId": 1, "slotStart": "2031-05-13T08:00:00Z", "reservationDuration": 9}, SLOTS),
    Step(201, "POST", "/v2/slots/reservations",
         {"eventTypeId": 1, "slotStart": "2031-05-13T08:00:00Z", "reservationDuration": 9},
         owner(SLOTS)),
    Step(404, "POST", "/v2/slots/reservations",
         {"eventTypeId": 1, "slotStart": "2031-05-13T09:00:00Z"}),
    Step(200, "GET", "/v2/slots/reservations/{held}", None, SLOTS),
    Step(200, "GET", "/v2/slots/reservations/unknown", None, SLOTS),
    Step(422, "PATCH", "/v2/slots/reservations/{held}",
         {"eventTypeId": 1, "slotStart": "2031-05-13T07:15:00Z"}, SLOTS),
    Step(200, "PATCH", "/v2/slots/reservations/{held}",
         {"eventTypeId": 1, "slotStart": "2031-05-13T12:00:00Z"}, SLOTS),
    Step(404, "PATCH", "/v2/slots/reservations/unknown",
         {"eventTypeId": 1, "slotStart": "2031-05-13T12:00:00Z"}, SLOTS),
    Step(200, "DELETE", "/v2/slots/reservations/{held}", None, SLOTS),
    Step(200, "DELETE", "/v2/slots/reservations/unknown", None, SLOTS),
]

BOOKING_STEPS = [
    Step(201, "POST", "/v2/bookings", BOOKING, BOOKINGS, "first"),
    Step(400, "POST", "/v2/bookings", BOOKING, BOOKINGS),
    Step(404, "POST", "/v2/bookings", {**BOOKING, "eventTypeId": 99}, BOOKINGS),
    Step(400, "POST", "/v2/bookings", {**BOOKING, "colour": "red"}, BOOKINGS),
    Step(400, "POST", "/v2/bookings", {"eventTypeId": 1, "start": "then"}, BOOKINGS),
    Step(400, "POST", "/v2/bookings", {**BOOKING, "start": "2001-01-01T07:00:00Z"}, BOOKINGS),
    Step(400, "POST", "/v2/bookings", {**BOOKING, "start": "2031-05-05T05:45:00Z"}, BOOKINGS),
    Step(401, "POST", "/v2/bookings", BOOKING, {**BOOKINGS, **WRONG_KEY}),
    Step(401, "POST", "/v2/bookings", BOOKING, {**BOOKINGS, **WRONG_TOKEN}),
    Step(201, "POST", "/v2/bookings",
         {"eventTypeSlug": "treatment-60", "username": "anna-berg",
          "start": "2031-05-12T12:00:00Z", "attendee": ATTENDEE,
          "guests": ["guest@guests.example"], "metadata": {"call": "7"}}, BOOKINGS, "second"),
    Step(200, "GET", "/v2/bookings/{first}", None, BOOKINGS),
    Step(200, "GET", "/v2/bookings/{first}"),
    Step(404, "GET", "/v2/bookings/unknown", None, BOOKINGS),
    Step(403, "GET", "/v2/bookings", None, BOOKINGS),
    Step(200, "GET", "/v2/bookings?status=upcoming&take=2&sortStart=desc", None, owner(BOOKINGS)),
    Step(200, "GET", "/v2/bookings?eventTypeId=1&afterStart=2031-05-12T00:00:00Z", None,
         owner(BOOKINGS)),
    Step(400, "GET", "/v2/bookings?take=9999&status=strange", None, owner(BOOKINGS)),
    Step(201, "POST", "/v2/bookings/{first}/reschedule", {"start": "2031-05-12T08:00:00Z"},
         BOOKINGS, "moved"),
    Step(400, "POST", "/v2/bookings/{first}/reschedule", {"start": "2031-05-12T09:00:00Z"},
         BOOKINGS),
    Step(400, "POST", "/v2/bookings/{moved}/reschedule", {"start": 5}, BOOKINGS),
    Step(404, "POST", "/v2/bookings/unknown/reschedule", {"start": "2031-05-12T09:00:00Z"},
         BOOKINGS),
    Step(400, "POST", "/v2/bookings/{moved}/cancel", {}, owner(BOOKINGS)),
    Step(200, "POST", "/v2/bookings/{moved}/cancel", {"cancellationReason": "ill"},
         owner(BOOKINGS)),
    Step(400, "POST", "/v2/bookings/{moved}/cancel", {}, BOOKINGS),
    Step(404, "POST", "/v2/bookings/unknown/cancel", {}, BOOKINGS),
    Step(403, "POST", "/v2/bookings/{second}/confirm", {}, BOOKINGS),
    Step(400, "POST", "/v2/bookings/{second}/confirm", {}, owner(BOOKINGS)),
    Step(400, "POST", "/v2/bookings/{second}/mark-absent", {"host": True}, owner(BOOKINGS)),
    Step(200, "POST", "/v2/bookings/{second}/guests",
         {"guests": [{"email": "more@guests.example"}]}, owner(BOOKINGS)),
    Step(200, "GET", "/v2/bookings/{second}/calendar-links", None, owner(BOOKINGS)),
]

EVENT_TYPE_STEPS = [
    Step(200, "GET", "/v2/event-types", None, owner(EVENT_TYPES)),
    Step(200, "GET", "/v2/event-types?username=anna-berg", None, EVENT_TYPES),
    Step(200, "GET", "/v2/event-types?username=anna-berg&eventSlug=checkup-30", None, EVENT_TYPES),
    Step(200, "GET", "/v2/event-types/1", None, owner(EVENT_TYPES)),
    Step(403, "GET", "/v2/event-types/1", None, EVENT_TYPES),
    Step(404, "GET", "/v2/event-types/99", None, owner(EVENT_TYPES)),
    Step(400, "GET", "/v2/event-types/one", None, owner(EVENT_TYPES)),
    Step(401, "GET", "/v2/event-types/1", None, {**EVENT_TYPES, **WRONG_TOKEN}),
    Step(201, "POST", "/v2/event-types",
         {"title": "Talk", "slug": "talk", "lengthInMinutes": 15}, owner(EVENT_TYPES), "talk"),
    Step(400, "POST", "/v2/event-types",
         {"title": "Talk", "slug": "talk", "lengthInMinutes": 15}, owner(EVENT_TYPES)),
    Step(400, "POST", "/v2/event-types", {"title": "Talk", "lengthInMinutes": 0},
         owner(EVENT_TYPES)),
    Step(200, "PATCH", "/v2/event-types/{talk}", {"slotInterval": 20, "minimumBookingNotice": 0},
         owner(EVENT_TYPES)),
    Step(404, "PATCH", "/v2/event-types/99", {"slotInterval": 20}, owner(EVENT_TYPES)),
    Step(200, "DELETE", "/v2/event-types/{talk}", None, owner(EVENT_TYPES)),
    Step(404, "DELETE", "/v2/event-types/{talk}", None, owner(EVENT_TYPES)),
]

HOURS = [{"days": ["Monday", "Tuesday"], "startTime": "10:00", "endTime": "16:00"}]
SCHEDULE_STEPS = [
    Step(200, "GET", "/v2/schedules", None, owner(SCHEDULES)),
    Step(200, "GET", "/v2/schedules/default", None, owner(SCHEDULES)),
    Step(200, "GET", "/v2/schedules/1", None, owner(SCHEDULES)),
    Step(404, "GET", "/v2/schedules/99", None, owner(SCHEDULES)),
    Step(403, "GET", "/v2/schedules", None, SCHEDULES),
    Step(201, "POST", "/v2/schedules",
         {"name": "Other", "timeZone": "Europe/Berlin", "isDefault": False,
          "availability": HOURS}, owner(SCHEDULES), "other"),
    Step(400, "POST", "/v2/schedules", {"name": "Other", "timeZone": "Nowhere"},
         owner(SCHEDULES)),
    Step(200, "PATCH", "/v2/schedules/1", {"availability": HOURS}, owner(SCHEDULES)),
    Step(200, "DELETE", "/v2/schedules/{other}", None, owner(SCHEDULES)),
    Step(400, "DELETE", "/v2/schedules/{other}", None, owner(SCHEDULES)),
]

HOOK = {"subscriberUrl": "https://receiver.example/hook", "triggers": ["BOOKING_CREATED"],
        "active": True, "secret": "s"}
WEBHOOK_STEPS = [
    Step(201, "POST", "/v2/webhooks", HOOK, OWNER, "hook"),
    Step(409, "POST", "/v2/webhooks", HOOK, OWNER),
    Step(400, "POST", "/v2/webhooks", {**HOOK, "triggers": ["BOOKING_CONFIRMED"]}, OWNER),
    Step(403, "GET", "/v2/webhooks", None),
    Step(200, "GET", "/v2/webhooks/{hook}", None, OWNER),
    Step(200, "PATCH", "/v2/webhooks/{hook}", {"active": False}, OWNER),
    Step(201, "POST", "/v2/event-types/1/webhooks", HOOK, OWNER, "typed"),
    Step(200, "GET", "/v2/event-types/1/webhooks", None, OWNER),
    Step(200, "DELETE", "/v2/event-types/1/webhooks/{typed}", None, OWNER),
    Step(200, "DELETE", "/v2/webhooks/{hook}", None, OWNER),
    Step(404, "DELETE", "/v2/webhooks/{hook}", None, OWNER),
]

OTHER_STEPS = [
    Step(200, "GET", "/v2/me", None, OWNER),
    Step(403, "GET", "/v2/me"),
    Step(401, "GET", "/v2/me", None, WRONG_KEY),
    Step(404, "GET", "/v2/no-such-thing?a=b", None, OWNER),
    Step(404, "POST", "/v2/no-such-thing", {"a": "b"}, OWNER),
]


class Asker:
    """Takes the steps in one world and keeps what later ones refer to."""

    def __init__(self, client):
        self.client = client
        self.known = {}

    def take(self, step):
        answer = self.client.request(step.method, step.target.format(**self.known), step.body,
                                     step.headers)
        if step.name:
            data = answer.json()["data"]
            self.known[step.name] = next(data[key] for key in ("uid", "reservationUid", "id")
                                         if key in data)
        return answer


def comparable(body, numbers):
    text = INVENTED.sub(lambda m: f"#{numbers.setdefault(m[0], len(numbers))}", body.decode())
    return NOW.sub("now", MADE_AT.sub(r'"\1":""', text))


class SameAnswersTest(ScenarioTest):
    def compare(self, steps):
        through, direct = Asker(self.sandbox().gateway), Asker(self.sandbox().calcom)
        numbers = ({}, {})
        for step in steps:
            with self.subTest(str(step)):
                answers = through.take(step), direct.take(step)
                self.assertEqual(answers[1].status, step.status, answers[1])
                self.assertEqual(answers[0].status, step.status, answers[0])
                one, other = (comparable(a.body, n) for a, n in zip(answers, numbers))
                self.assertEqual(one, other)
                for name in HEADERS:
                    self.assertEqual(*(a.headers.get(name) for a in answers), name)
                self.assertIn("x-request-id", answers[0].headers)

    def test_reservations(self):
        self.compare(RESERVATIONS)

    def test_bookings(self):
        self.compare(BOOKING_STEPS)

    def test_event_types(self):
        self.compare(EVENT_TYPE_STEPS)

    def test_schedules(self):
        self.compare(SCHEDULE_STEPS)

    def test_webhooks(self):
        self.compare(WEBHOOK_STEPS)

    def test_others(self):
        self.compare(OTHER_STEPS)

    def test_slots_refusals(self):
        """What is no question gets Cal.com's own words, although the gateway says them."""
        self.compare([Step(status, "GET", target, None, SLOTS) for status, target in [
            (400, "/v2/slots"), (400, "/v2/slots?eventTypeId=1"),
            (400, "/v2/slots?eventTypeId=1&start=2031-05-06&end=never"),
            (400, "/v2/slots?eventTypeId=1&start=2031-05-06&end=2031-05-06&timeZone=Nowhere"),
            (400, "/v2/slots?eventTypeId=1&start=2031-05-06&end=2031-05-06&colour=red"),
            (404, "/v2/slots?eventTypeId=99&start=2031-05-06&end=2031-05-06"),
            (404, "/v2/slots?eventTypeSlug=x&username=nobody&start=2031-05-06&end=2031-05-06"),
            (200, "/v2/slots?eventTypeId=1&start=2031-05-09&end=2031-05-06")]])


if __name__ == "__main__":
    unittest.main()
