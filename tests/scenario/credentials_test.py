"""T2 on every route: whose key goes upstream, for whom, and what is refused here.

The routes are those of the gateway's own table; two upstreams look at what arrives: one that
records every credential and says in its answer which one bought it, and the simulator, whose
refusals ours have to equal.
"""

import json
import re
import unittest
from typing import NamedTuple

from configuration import Gateway, tenant
from fake_upstream import FakeUpstream, reply, success
from harness import (BOOKINGS, ROOT, SLOTS, Client, Program, ScenarioTest, Simulator,
                     eventually, slots_target)
from hourly_world import event_type_of, hourly_world, key_of

OUR_KEY = "cal_key-of-north"
OTHER_KEY = "cal_key-of-south"
OUR_KEYS = (f"Bearer {OUR_KEY}", f"Bearer {OTHER_KEY}")
FOREIGN_KEY = "cal_key-of-a-stranger"
WRONG_KEY = "cal_never-issued"
GRANTS = ("availability", "bookings.read", "bookings.write", "event_types.read",
          "event_types.write", "schedules.read", "schedules.write", "webhooks")
VALUES = {"uid": "3kXy9", "id": "7", "seatUid": "s-1", "webhookId": "w-1"}

ROW = re.compile(r'operation\{\s*"(\w+)",\s*"([^"]+)",\s*(\S+),\s*(\w+),\s*(\w+)\}')


class Route(NamedTuple):
    method: str
    path: str
    needs: str  # the grant; "nobody": none of ours
    credentials: str  # ignored, optional, required


def routes():
    """The table of the gateway, and paths that stand in no row."""
    text = (ROOT / "src/gateway/operation.cpp").read_text()
    rows = ROW.findall(text[:text.index("any_other")])
    assert len(rows) > 70, "the table is read"
    for method, pattern, needs, credentials, _ in rows:
        path = re.sub(r"\{(\w+)\}", lambda m: VALUES.get(m[1], "5"), pattern)
        grant = "nobody" if "nullopt" in needs else grant_name(needs)
        yield Route(method, path, grant, credentials)
    for path in ("/v2/unheard-of", "/v2/oauth-clients", "/v2/organizations/1/webhooks"):
        yield Route("GET", path, "everything", "required")


def grant_name(enumerator):
    return re.sub(r"^(bookings|event_types|schedules)_", r"\1.", enumerator)


def token(grant):
    return f"sgk_token-for-{grant}-0123456789"


def issued(*grants, **more):
    return [{"name": grant.replace(".", "-"), "token": token(grant), "grants": [grant], **more}
            for grant in grants]


def bought(request):
    """An answer that says who paid for it."""
    return success({"bought": request.headers.get("authorization", "nobody")})


def judge(request):
    """GET /v2/me: Cal.com knows every key but one."""
    if WRONG_KEY not in request.headers.get("authorization", ""):
        return success({"id": 1})
    return reply(401, {"status": "error", "error": {
        "code": "UnauthorizedException", "message": "CustomThrottlerGuard - Invalid API Key"}})


def question_beyond_the_cache(path):
    """What Cal.com itself has to answer, so that it shows what it is sent."""
    if path == "/v2/slots":
        return slots_target(eventTypeId=1, start="2031-05-06", end="2031-05-06",
                            bookingUidToReschedule="u"), SLOTS
    if path == "/v2/slots/available":
        return path + ("?eventTypeId=1&startTime=2031-05-06T00:00:00Z"
                       "&endTime=2031-05-06T23:59:59Z&rescheduleUid=u"), {}
    return path, {}


def is_own_reading(request):
    """Does the gateway read its own accounts' event types, teams and profiles again?"""
    return ("x-asked-by" not in request.headers and request.method == "GET"
            and request.headers.get("authorization") in OUR_KEYS
            and re.match(r"/v2/(event-types|teams|me)(?![\w-])", request.target) is not None)


FOREIGN_CALLERS = {
    "anonymous": {},
    "cookie": {"Cookie": "next-auth.session-token=theirs"},
    "foreign key": {"Authorization": f"Bearer {FOREIGN_KEY}"},
    "bare foreign key": {"Authorization": FOREIGN_KEY},
    "unknown key": {"Authorization": f"Bearer {WRONG_KEY}"},
    "other bearer": {"Authorization": "Bearer eyJhbGciOi.theirs"},
    "other scheme": {"Authorization": "Basic dGhlaXJz"},
    "client": {"x-cal-client-id": "their-client", "x-cal-secret-key": "their-secret"},
}
OWN = ("authorization", "cookie", "x-cal-client-id", "x-cal-secret-key")


class RecordedTest(ScenarioTest):
    """In front of an upstream that records."""

    def setUp(self):
        self.upstream = FakeUpstream()
        self.addCleanup(self.upstream.stop)
        self.upstream.script["/v2/me"] = judge
        self.upstream.script["/v2/teams"] = success([])
        branch = {"id": "bonn", "time_zone": "UTC",
                  "services": [{"id": "treatment", "event_type_id": 1}]}
        gateway = self.keep(Gateway(self.folder(), [
            tenant("north", self.upstream.url, ["north.example"], OUR_KEY, branches=[branch],
                   credentials=[*issued(*GRANTS, "everything"),
                                {"name": "past", "token": token("past"), "grants": ["everything"],
                                 "expires": "2020-01-01"},
                                {"name": "limited", "token": token("limited"),
                                 "grants": ["everything"], "branch": "bonn"}]),
            tenant("south", self.upstream.url, ["south.example"], OTHER_KEY,
                   credentials=[{"name": "clerk", "token": token("south"),
                                 "grants": ["everything"]}])],
            webhook={"tenant": "north"}))
        gateway.wait_until_ready()
        self.client = Client(gateway.port, {"Host": "north.example"})
        self.addCleanup(self.client.close)
        self.upstream.script.pop("/v2/slots")
        self.upstream.script["/v2/event-types"] = bought
        self.upstream.script.pop("/v2/event-types/1")
        self.upstream.otherwise = bought

    def ask(self, route, headers):
        """The answer, and what reached the upstream meanwhile but the gateway's own readings, which
        any earlier write may have caused: what is passed on is told by its mark."""
        with self.upstream.lock:
            self.upstream.requests.clear()
        body = {"eventTypeId": 1} if route.method in ("POST", "PATCH") else None
        target, version = question_beyond_the_cache(route.path)
        marked = {**version, **headers, "X-Asked-By": "test"}
        answer = self.client.request(route.method, target, body, marked)
        with self.upstream.lock:
            arrived = [r for r in self.upstream.requests if not is_own_reading(r)]
        for request in arrived:
            for name, value in request.headers.items():
                self.assertNotIn("sgk_", value, f"{name} of {request.target}")
        return answer, arrived

    def test_foreign_callers(self):
        """T2: on no route is our key sent for callers without a credential of ours."""
        for route in routes():
            if route.path == "/v2/me":
                self.upstream.script["/v2/me"] = bought
            for kind, headers in FOREIGN_CALLERS.items():
                with self.subTest(route=route, kind=kind):
                    answer, arrived = self.ask(route, headers)
                    given = {name.lower(): value for name, value in headers.items()}
                    for request in arrived:
                        sent = {n: v for n, v in request.headers.items() if n in OWN}
                        asked_about = request.target == "/v2/me" != route.path
                        if asked_about:  # a bare key is asked about as a bearer
                            sent["authorization"] = given["authorization"]
                        self.assertEqual(sent, given)
                    self.assertNotIn(OUR_KEY.encode(), answer.body)
                    self.assertNotIn(OTHER_KEY.encode(), answer.body)
            self.upstream.script["/v2/me"] = judge

    def test_issued_credentials(self):
        """T2: with a credential of ours that grants the operation, our key is sent, or none."""
        for route in routes():
            for grant in (*GRANTS, "everything"):
                with self.subTest(route=route, grant=grant):
                    headers = {"Authorization": f"Bearer {token(grant)}"}
                    if route.path == "/v2/me":
                        self.upstream.script["/v2/me"] = bought
                    answer, arrived = self.ask(route, headers)
                    if route.needs == "nobody" or grant not in (route.needs, "everything"):
                        self.assertEqual((answer.status, arrived), (403, []))
                        error = answer.json()["error"]
                        self.assertEqual(error["code"], "ForbiddenException")
                        self.assertEqual(error["message"], "This credential does not allow that.")
                        continue
                    self.assertEqual(answer.status, 200, answer)
                    public = route.credentials == "ignored"
                    self.assertEqual([r.headers.get("authorization") for r in arrived],
                                     [None if public else f"Bearer {OUR_KEY}"])

    def test_refused_credentials(self):
        """T2: unknown, expired and foreign credentials of ours get 401 at once, everywhere."""
        for route in routes():
            for refused in ("sgk_never-issued-0123456789", token("past"), token("south")):
                for scheme in ("Bearer ", "", "bearer  ", "Token "):
                    with self.subTest(route=route, refused=refused, scheme=scheme):
                        headers = {"Authorization": scheme + refused}
                        answer, arrived = self.ask(route, headers)
                        self.assertEqual((answer.status, arrived), (401, []))
                        error = answer.json()["error"]
                        self.assertEqual(error["code"], "UnauthorizedException")
                        self.assertEqual(error["message"], "Invalid Access Token.")

    def test_conflict_of_host_and_key(self):
        """T2: the key of one tenant at another's host name is misdirected, and not sent there."""
        for route in routes():
            answer, arrived = self.ask(route, {"Authorization": f"Bearer {OTHER_KEY}"})
            self.assertEqual((answer.status, arrived), (421, []), route)

    def test_our_client_headers(self):
        """T2: beside a credential of ours nobody's client id and secret are sent."""
        route = Route("GET", "/v2/schedules", "schedules.read", "required")
        headers = {**FOREIGN_CALLERS["client"],
                   "Authorization": f"Bearer {token('schedules.read')}"}
        _, [request] = self.ask(route, headers)
        self.assertEqual(request.headers["authorization"], f"Bearer {OUR_KEY}")
        self.assertNotIn("x-cal-client-id", request.headers)
        self.assertNotIn("x-cal-secret-key", request.headers)

    def test_a_branch(self):
        """T2: a credential for one branch reaches that branch's event types, by whatever way."""
        self.upstream.script["/v2/bookings/inside"] = success({"uid": "i", "eventTypeId": 1})
        self.upstream.script["/v2/bookings/outside"] = success({"uid": "o", "eventTypeId": 2})
        headers = {**BOOKINGS, "Authorization": f"Bearer {token('limited')}"}
        for method, target, body, status in (
                ("POST", "/v2/bookings", {"eventTypeId": 1}, 200),
                ("POST", "/v2/bookings", {"eventTypeId": 2}, 403),
                ("POST", "/v2/bookings", {"eventTypeSlug": "treatment"}, 403),
                ("POST", "/v2/slots/reservations", {"eventTypeId": 1}, 200),
                ("POST", "/v2/slots/reservations", {"eventTypeId": 2}, 403),
                ("POST", "/v2/bookings/inside/cancel", {}, 200),
                ("POST", "/v2/bookings/outside/cancel", {}, 403),
                ("GET", "/v2/bookings/inside", None, 200),
                ("GET", "/v2/bookings/outside", None, 403),
                ("GET", "/v2/bookings?eventTypeId=1", None, 200),
                ("GET", "/v2/bookings?eventTypeIds=1,2", None, 403),
                ("GET", "/v2/bookings", None, 403),
                ("GET", "/v2/event-types", None, 403)):
            with self.subTest(method=method, target=target, body=body):
                answer = self.client.request(method, target, body, headers)
                self.assertEqual(answer.status, status, answer)

    def test_a_flood_of_invented_keys(self):
        """T2: invented keys cost at most so many questions, and then nobody's quota."""
        statuses = []
        for n in range(60):
            headers = {**SLOTS, "Authorization": f"Bearer {WRONG_KEY}-{n}"}
            statuses.append(self.client.request("GET", slots_target(eventTypeId=1), None,
                                                headers).status)
        with self.upstream.lock:
            keys = [r.headers.get("authorization") for r in self.upstream.requests
                    if r.target == "/v2/me"]
        # The accounts' own keys ask for their own profiles, once or twice.
        own = [key for key in keys if not key.startswith(f"Bearer {WRONG_KEY}")]
        self.assertLessEqual(len(own), 4)
        asked = len(keys) - len(own)
        self.assertLess(asked, 60)
        self.assertEqual(statuses.count(401), asked)
        self.assertEqual(statuses.count(429), 60 - asked)


class SimulatedTest(ScenarioTest):
    """In front of the simulator: what is refused, is refused in Cal.com's words."""

    @classmethod
    def setUpClass(cls):
        import pathlib
        import tempfile
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        here = pathlib.Path(folder.name)
        world = here / "world.json"
        world.write_text(json.dumps(hourly_world(hosts=2, now="2031-05-05T06:00:00Z")))
        cls.sim = Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario", world,
                          "--no-latency", "--no-rate-limits", addresses=1)
        cls.addClassCleanup(cls.sim.stop)
        cls.gateway = Gateway(here, [tenant(
            "north", f"http://127.0.0.1:{cls.sim.ports[0]}", key=key_of(1),
            credentials=issued("availability", "bookings.read"))]).wait_until_ready()
        cls.addClassCleanup(cls.gateway.stop)

    def setUp(self):
        self.direct = Simulator(self.sim.ports[0])
        self.through = Client(self.gateway.port)
        self.addCleanup(self.direct.close)
        self.addCleanup(self.through.close)

    def same(self, method, target, body, headers):
        ours = self.through.request(method, target, body, headers)
        theirs = self.direct.request(method, target, body, headers)
        self.assertEqual(ours.status, theirs.status, ours)
        self.assertEqual(untimed(ours), untimed(theirs))
        for name in ("content-type", "access-control-allow-origin"):
            self.assertEqual(ours.headers.get(name), theirs.headers.get(name), name)
        return ours

    def test_refusals_are_those_of_cal_com(self):
        """T2: on every route each caller is refused, or not, as Cal.com itself does it."""
        callers = {**FOREIGN_CALLERS,
                   "foreign key": {"Authorization": f"Bearer {key_of(2)}"},
                   "bare foreign key": {"Authorization": key_of(2)},
                   "bare unknown key": {"Authorization": WRONG_KEY}}
        for route in routes():
            target = route.path
            if target in ("/v2/slots", "/v2/slots/available"):
                continue  # both ways of answering: see below
            changes = route.method not in ("GET", "HEAD")
            for version in ({}, SLOTS, BOOKINGS, {"cal-api-version": "2024-06-14"}):
                for kind, headers in callers.items():
                    if changes and "foreign key" in kind:
                        continue  # may succeed, and then two are not the same
                    with self.subTest(route=route, kind=kind, version=version):
                        self.same(route.method, target, {} if changes else None,
                                  {**headers, **version})

    def test_refusals_on_hits(self):
        """T2: an unknown key gets Cal.com's 401 on both contracts, cold or in memory."""
        whole = slots_target(eventTypeId=event_type_of(1), start="2031-05-06", end="2031-05-06")
        older = ("/v2/slots/available?eventTypeId=%d&startTime=2031-05-06T00:00:00.000Z"
                 "&endTime=2031-05-06T23:59:59.000Z" % event_type_of(1))
        callers = {**FOREIGN_CALLERS, "bare unknown key": {"Authorization": WRONG_KEY}}
        for target, version in ((whole, SLOTS), (older, {})):
            for kind, headers in callers.items():
                with self.subTest(target=target, kind=kind, cold=True):
                    cold = self.same("GET", target, None, {**headers, **version})
                    self.assertEqual(cold.status, 401 if "key" in kind else 200)
            eventually(lambda: self.through.request("GET", target, None, version).is_hit, "a hit")
            for kind, headers in callers.items():
                with self.subTest(target=target, kind=kind, cold=False):
                    warm = self.same("GET", target, None, {**headers, **version})
                    self.assertEqual(warm.is_hit, warm.status == 200)

    def test_our_credentials(self):
        """T2: a credential of ours answers from memory and reads what the account may read."""
        target = slots_target(eventTypeId=event_type_of(1), start="2031-05-07", end="2031-05-07")
        ours = {"Authorization": f"Bearer {token('availability')}"}
        eventually(lambda: self.through.request("GET", target, None, {**ours, **SLOTS}).is_hit,
                   "a hit")
        listing = self.through.request("GET", "/v2/bookings", None, {**ours, **BOOKINGS})
        self.assertEqual(listing.status, 403)
        reader = {"Authorization": f"Bearer {token('bookings.read')}"}
        listing = self.through.request("GET", "/v2/bookings", None, {**reader, **BOOKINGS})
        self.assertEqual(listing.status, 200, listing)
        refused = self.through.request("GET", target, None, {**reader, **SLOTS})
        self.assertEqual(refused.status, 403)


def untimed(answer):
    return re.sub(rb'"timestamp":"[^"]*"', b"", answer.body)


if __name__ == "__main__":
    unittest.main()
