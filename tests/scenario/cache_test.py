"""An operator's look into the cache and orders to it, by `slotgate cache` and under /admin."""

import json
import os
import subprocess
import unittest

from harness import BINARY, Sandbox, ScenarioTest, eventually, starts_of

TOKEN = {"Authorization": "Bearer sandbox"}
TUESDAY = {"eventTypeId": 2, "start": "2031-05-06", "end": "2031-05-06"}
START = "2031-05-06T09:00:00.000Z"
CLOSED = "2031-05-06T03:00:00.000Z"


class CacheTest(ScenarioTest):
    @classmethod
    def setUpClass(cls):
        cls.box = cls.share(Sandbox(env={"SLOTGATE_CACHE_SETTLE_WINDOW_S": "1"}))

    def setUp(self):
        self.order("on")
        self.wait_until_settled()

    def wait_until_settled(self):
        """Until the day is kept for longer than a settle window."""
        lives = lambda: [one["secondsLeft"] for one in self.explain(START)["entries"]
                         if one["current"]]
        eventually(lambda: self.ask().is_hit and max(lives(), default=0) > 10, "to have settled")

    def ask(self):
        return self.box.gateway.slots(**TUESDAY)

    def order(self, *words, token=None):
        """What the command printed; it must have succeeded."""
        done = self.run_order(*words, token=token)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout

    def run_order(self, *words, token=None):
        env = {**os.environ, **({"SLOTGATE_ADMIN_TOKEN": token} if token else {})}
        url = f"http://127.0.0.1:{self.box.gateway.port}"
        return subprocess.run([BINARY, "cache", "--url", url, *words], env=env, timeout=60,
                              capture_output=True, text=True, check=False)

    def explain(self, start):
        return json.loads(self.order("--json", "explain", "2", start))

    def admin(self, method, path, body=None, headers=TOKEN):
        return self.box.gateway.request(method, f"/admin/{path}", body, headers)

    def test_explains_what_is_offered_and_what_is_not(self):
        """Why a start is offered or not: entry, age, lifetime, source and facts."""
        self.assertIn(START, starts_of(self.ask()))
        why = self.explain(START)
        self.assertEqual((why["verdict"], why["reason"]), ("offered", "listed"))
        [entry] = [one for one in why["entries"] if one["current"]]
        self.assertEqual((entry["source"], entry["lists"]), ("calcom", True))
        self.assertGreater(entry["secondsLeft"], 0)
        self.assertEqual(self.explain(CLOSED)["reason"], "not_listed")
        self.assertEqual(self.explain("2031-07-01T08:00:00Z")["reason"], "not_cached")
        self.assertEqual(self.explain("2001-07-01T08:00:00Z")["reason"], "under_notice")
        self.assertIn("verdict: offered\n", self.order("explain", "2", START))

    def test_a_booking_shows_as_the_fact_that_outdated_the_day(self):
        """S3, S7: the explanation names booking and fact; asked again, the start is gone."""
        start = starts_of(self.ask())[-1]
        self.assertEqual(self.box.calcom.book(2, start).status, 201)
        why = eventually(lambda: (found := self.explain(start))["reason"] == "booked" and found,
                         "the webhook to be taken")
        self.assertFalse(any(entry["current"] for entry in why["entries"]))
        self.assertIn("webhook", [fact["source"] for fact in why["facts"]])
        self.assertNotIn(start, starts_of(self.ask()))
        self.wait_until_settled()
        self.assertEqual(self.explain(start)["reason"], "booked")

    def test_what_is_held_and_counted(self):
        """ls and stats tell days, hits and fetches."""
        held = json.loads(self.order("--json", "ls"))
        [checkup] = [one for one in held["eventTypes"] if one["eventTypeId"] == 2]
        self.assertEqual(checkup["tenant"], "sandbox")
        self.assertGreaterEqual(checkup["servable"], 1)
        before = json.loads(self.order("--json", "stats"))
        self.assertTrue(self.ask().is_hit)
        after = json.loads(self.order("--json", "stats"))
        hits = lambda stats: stats["lookups"]["hit"] + stats["lookups"]["derived"]
        self.assertEqual(hits(after) - hits(before), 1)
        self.assertIn(after["hitPercent"], range(1, 101))

    def test_forgets_what_is_named(self):
        """S1: an order to forget is a fact: the next question asks Cal.com."""
        for words in ([], ["--tenant", "sandbox"], ["--event-type", "2"],
                      ["--event-type", "2", "--from", "2031-05-06", "--to", "2031-05-06"]):
            self.wait_until_settled()
            self.order("invalidate", *words)
            self.assertFalse(self.ask().is_hit, words)
        self.wait_until_settled()
        self.order("invalidate", "--event-type", "2", "--from", "2031-05-07", "--to", "2031-05-08")
        self.assertEqual(self.explain(START)["reason"], "listed")

    def test_off_sends_every_question_to_calcom(self):
        """S8: off, answers are Cal.com's own; on, nothing from before is used."""
        self.order("off")
        before = self.box.calcom.count("GET /v2/slots")
        for _ in range(3):
            answer = self.ask()
            self.assertEqual((answer.status, answer.is_hit), (200, False))
        self.assertEqual(self.box.calcom.count("GET /v2/slots") - before, 3)
        self.assertEqual(self.explain(START)["reason"], "cache_off")
        self.assertIn("state: off\n", self.order("stats"))
        self.order("on")
        self.assertFalse(self.ask().is_hit)

    def test_nobody_without_the_token(self):
        """T1: every route under /admin asks for the operator's token."""
        routes = [("GET", "explain?eventTypeId=2&start=" + START), ("GET", "cache"),
                  ("GET", "cache/stats"), ("POST", "cache/invalidate"), ("POST", "cache/off"),
                  ("POST", "cache/on")]
        for method, path in routes:
            for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "sandbox"}):
                answer = self.admin(method, path, headers=headers)
                self.assertEqual(answer.status, 401, (path, headers))
        self.assertTrue(self.ask().is_hit)
        refused = self.run_order("off", token="wrong")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("answered 401", refused.stderr)

    def test_how_old_an_answer_may_be_is_the_callers_to_say(self):
        """S12: with a credential no-cache asks Cal.com, only-if-cached never does."""
        keyed = {"Authorization": "Bearer cal_sandbox_practice"}
        ask = lambda wish, who=keyed: self.box.gateway.slots(
            {"Cache-Control": wish, **who}, **TUESDAY)
        self.assertTrue(ask("max-age=60").is_hit)
        before = self.box.calcom.count("GET /v2/slots")
        self.assertFalse(ask("no-cache").is_hit)
        self.assertEqual(self.box.calcom.count("GET /v2/slots") - before, 1)
        self.assertTrue(ask("no-cache", {}).is_hit)
        self.assertTrue(ask("only-if-cached").is_hit)
        self.order("invalidate", "--event-type", "2", "--from", "2031-05-06", "--to", "2031-05-06")
        answer = ask("only-if-cached")
        self.assertEqual(answer.status, 504)
        self.assertIn("Nothing in memory", answer.json()["error"]["message"])
        self.assertEqual(self.box.calcom.count("GET /v2/slots") - before, 1)

    def test_bad_input_is_told(self):
        """Wrong parameters get a problem that names them."""
        wrong = {"explain?start=" + START: "eventTypeId", "explain?eventTypeId=2": "start",
                 "explain?eventTypeId=2&start=tomorrow": "start",
                 "explain?eventTypeId=-2&start=" + START: "eventTypeId",
                 f"explain?eventTypeId=2&start={START}&tenant=north": "tenant",
                 f"explain?eventTypeId=2&start={START}&duration=x": "duration",
                 f"explain?eventTypeId=2&start={START}&colour=red": "parameter"}
        for path, name in wrong.items():
            answer = self.admin("GET", path)
            self.assertEqual(answer.status, 400, path)
            self.assertIn(name, answer.json()["detail"], path)
        for body in ("[]", "{", {"eventTypeId": "2"}, {"tenant": "north"}, {"from": "2031-05-06"},
                     {"eventTypeId": 2, "from": "2031-05-06"}, {"colour": "red"},
                     {"eventTypeId": 2, "from": "2031-05-06", "to": "2031-05-01"},
                     {"eventTypeId": 2, "from": "2031-05-06", "to": "2041-05-01"}):
            self.assertEqual(self.admin("POST", "cache/invalidate", body).status, 400, body)
        self.assertTrue(self.ask().is_hit)


class TokenTest(ScenarioTest):
    def test_the_token_of_the_configuration_is_the_only_one(self):
        """T1: a configured token replaces the sandbox's own."""
        box = self.sandbox(env={"SLOTGATE_ADMIN_TOKEN": "of-this-test"})
        for token, status in (("sandbox", 401), ("of-this-test", 200)):
            answer = box.gateway.request("GET", "/admin/cache",
                                         headers={"Authorization": f"Bearer {token}"})
            self.assertEqual(answer.status, status)


if __name__ == "__main__":
    unittest.main()
