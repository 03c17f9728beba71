"""`slotgate check`: what it says of an account that is well, and of each way one can be ill."""

import json
import os
import subprocess
import unittest
from collections import Counter

from configuration import KEY, SECRET, tenant, write_configuration
from fake_upstream import FakeUpstream, Silence, reply, success
from harness import BINARY, DEADLINE, Program, ScenarioTest, Simulator, free_port
from hourly_world import event_type_of, hourly_world, key_of

GATE = "https://gate.example"
TRIGGERS = ["BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED", "BOOKING_REQUESTED",
            "BOOKING_REJECTED", "BOOKING_PAID", "OOO_CREATED"]
SUBSCRIPTION = {"id": "w", "subscriberUrl": f"{GATE}/webhooks/calcom/practice", "active": True,
                "triggers": TRIGGERS, "payloadTemplate": None, "secret": SECRET, "userId": 1}


class CheckTest(ScenarioTest):
    def check(self, tenants, *arguments, **sections):
        """The exit code, and what was printed."""
        sections.setdefault("server", {"public_url": GATE})
        path = write_configuration(self.folder(), tenants, **sections)
        clean = {k: v for k, v in os.environ.items() if not k.startswith("SLOTGATE_")}
        ended = subprocess.run([BINARY, "check", "--config", path, *arguments], env=clean,
                               text=True, capture_output=True, timeout=DEADLINE,
                               stdin=subprocess.DEVNULL)
        for one in tenants:
            for secret in (one["key"], one["secret"]):
                self.assertNotIn(secret, ended.stdout + ended.stderr)
        return ended.returncode, ended.stdout

    def findings(self, tenants, *arguments, **sections):
        """The exit code, and by subject the gravest level with its words and advice."""
        code, printed = self.check(tenants, "--json", *arguments, **sections)
        told, worst = json.loads(printed), {}
        rank = ["ok", "note", "problem"].index
        for f in told["findings"]:
            before = worst.get(f["subject"])
            if before is None or rank(f["level"]) > rank(before[0]):
                worst[f["subject"]] = (f["level"], f["what"], f["advice"])
        self.assertEqual(code, 1 if told["problems"] else 0)
        return code, worst

    def simulator(self, **world):
        """A Cal.com on the machine's own time."""
        scenario = self.folder() / "world.json"
        scenario.write_text(json.dumps({**hourly_world(hosts=2), **world}))
        program = self.keep(Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario",
                                    scenario, "--no-latency", addresses=1))
        sim = Simulator(program.ports[0])
        self.addCleanup(sim.close)
        self.url = f"http://127.0.0.1:{sim.port}"
        return sim

    def upstream(self, *subscriptions):
        fake = FakeUpstream()
        self.addCleanup(fake.stop)
        fake.script["/v2/me"] = success({"id": 1, "username": "anna"})
        fake.script["/v2/webhooks"] = success(list(subscriptions))
        fake.script["/v2/bookings"] = success([])
        return fake

    def test_a_simulated_account(self):
        """Against the simulator: key, contracts, event types and services are found well."""
        sim = self.simulator()
        branch = {"id": "bonn", "time_zone": "UTC",
                  "services": [{"id": "visit", "event_type_id": event_type_of(1)}]}
        _, found = self.findings([tenant(base_url=self.url, key=key_of(1), branches=[branch])])
        for subject in ("address", "key", "clock", "slots", "bookings", "event-types", "services",
                        "people"):
            self.assertEqual(found[subject][0], "ok", found[subject])
        self.assertIn("user 1 (host-1)", found["key"][1])
        self.assertLessEqual(sum(sim.requests(last=0)["counts"].values()), 10)

    def test_a_simulated_subscription(self):
        """Against the simulator: the subscription is missed, then found."""
        sim = self.simulator()
        one = [tenant(base_url=self.url, key=key_of(1))]
        code, found = self.findings(one)
        self.assertEqual((code, found["webhook"][0]), (1, "problem"))
        self.assertIn(f"posts to {GATE}/webhooks/calcom/practice", found["webhook"][1])
        made = sim.request("POST", "/v2/webhooks", {
            "subscriberUrl": f"{GATE}/webhooks/calcom/practice", "active": True,
            "triggers": TRIGGERS, "secret": SECRET}, {"Authorization": f"Bearer {key_of(1)}"})
        self.assertEqual(made.status, 201, made)
        code, found = self.findings(one)
        self.assertEqual((code, found["webhook"][0]), (0, "ok"), found)

    def test_services_and_people(self):
        """A service whose event type the key does not see is a problem, further keys show more."""
        self.simulator()
        branch = {"id": "bonn", "time_zone": "UTC",
                  "services": [{"id": "theirs", "event_type_id": event_type_of(2)},
                               {"id": "nobodys", "event_type_id": 4711}]}
        one = tenant(base_url=self.url, key=key_of(1), branches=[branch])
        code, found = self.findings([one])
        self.assertEqual((code, found["services"][0]), (1, "problem"))
        _, printed = self.check([one])
        self.assertIn("service 'theirs' of branch 'bonn'", printed)
        self.assertIn("service 'nobodys' of branch 'bonn'", printed)
        _, printed = self.check([{**one, "people": key_of(2)}])
        self.assertNotIn("'theirs'", printed)
        self.assertIn("'nobodys'", printed)
        self.assertIn("user 2 (host-2)", printed)

    def test_how_much_is_asked(self):
        """At most ten requests with the account's own key, seven with each of its people's."""
        fake = self.upstream(SUBSCRIPTION)
        fake.script["/v2/teams"] = success([{"id": n, "slug": f"t{n}"} for n in range(1, 6)])
        for n in range(1, 6):
            fake.script[f"/v2/teams/{n}/event-types"] = success([])
        services = [{"id": f"s{n}", "event_type_id": 4700 + n} for n in range(8)]
        branch = {"id": "bonn", "time_zone": "UTC", "services": services}
        one = tenant(base_url=fake.url, branches=[branch],
                     people_keys="\n".join(f"cal_person-{n}" for n in range(12)))
        _, found = self.findings([one])
        asked = Counter(r.headers.get("authorization") for r in fake.requests)
        self.assertEqual(asked.pop(f"Bearer {KEY}"), 10)
        self.assertEqual(asked, {f"Bearer cal_person-{n}": 7 for n in range(10)})
        self.assertIn("only the first 10 of people_keys", found["key"][1])
        _, printed = self.check([one])
        self.assertIn("7 not looked for", printed)
        self.assertIn("service 's0' of branch 'bonn'", printed)

    def test_a_wrong_key(self):
        """A key that Cal.com does not know is a problem, told in its words."""
        self.simulator()
        code, found = self.findings([tenant(base_url=self.url, key="cal_wrong")])
        self.assertEqual((code, found["key"][0]), (1, "problem"))
        self.assertIn("CustomThrottlerGuard - Invalid API Key", found["key"][1])

    def test_a_skewed_clock(self):
        """A clock more than a second off is a note, more than five a problem."""
        sim = self.simulator()
        one = [tenant(base_url=self.url, key=key_of(1))]
        sim.advance(3_500)
        self.assertEqual(self.findings(one)[1]["clock"][0], "note")
        sim.advance(20_000)
        code, found = self.findings(one)
        self.assertEqual((code, found["clock"][0]), (1, "problem"))
        self.assertIn("behind Cal.com's", found["clock"][1])

    def test_nobody_there(self):
        """An address where nobody is, and one that never answers, are problems; others go on."""
        fake = self.upstream(SUBSCRIPTION)
        fake.script["/v2/me"] = Silence
        well = self.upstream(SUBSCRIPTION)
        tenants = [tenant("gone", f"http://127.0.0.1:{free_port()}", ["a.example"], "cal_gone"),
                   tenant("silent", fake.url, ["b.example"], "cal_silent"),
                   tenant("practice", well.url, ["c.example"], "cal_practice")]
        code, printed = self.check(tenants, "--deadline", "2", webhook={"tenant": "gone"})
        self.assertEqual(code, 1)
        self.assertIn("problem  gone address: ", printed)
        self.assertIn("problem  silent address: ", printed)
        self.assertIn("ok       practice webhook: user 1 is subscribed for", printed)

    def test_webhooks(self):
        """The subscription must be there, active, whole, plain and signed with our secret."""
        for change, level, words in (
                ({}, "ok", "is subscribed for"),
                ({"subscriberUrl": f"{GATE}/api/calcom/webhook"}, "ok", "is subscribed for"),
                ({"active": False}, "problem", "is not active"),
                ({"payloadTemplate": "{{title}}"}, "problem", "payload template"),
                ({"secret": "another"}, "problem", "signs with another secret"),
                ({"triggers": TRIGGERS[1:]}, "problem", "lacks BOOKING_CREATED"),
                ({"triggers": TRIGGERS[:3]}, "note", "lacks BOOKING_REQUESTED"),
                ({"subscriberUrl": "https://elsewhere.example"}, "problem",
                 f"no subscription of user 1 posts to {GATE}/webhooks/calcom/practice")):
            with self.subTest(change):
                fake = self.upstream({**SUBSCRIPTION, **change})
                code, found = self.findings([tenant(base_url=fake.url)])
                self.assertEqual(found["webhook"][0], level, found["webhook"])
                self.assertIn(words, found["webhook"][1])
                self.assertEqual(code, 1 if level == "problem" else 0)
        _, found = self.findings([tenant(base_url=self.upstream().url)], server={})
        self.assertEqual(found["webhook"][0], "note")
        self.assertIn("server.public_url", found["webhook"][1])

    def test_the_quota(self):
        """What is left of the rate limit is told, little of it is a note."""
        fake = self.upstream(SUBSCRIPTION)
        for left, level in ((118, "ok"), (11, "note")):
            fake.script["/v2/me"] = reply(
                200, {"status": "success", "data": {"id": 1, "username": "anna"}},
                {"X-RateLimit-Limit-Default": "120", "X-RateLimit-Remaining-Default": str(left)})
            _, found = self.findings([tenant(base_url=fake.url)])
            self.assertEqual(found["quota"][:2], (level, f"{left} of 120 requests left"))

    def test_another_program(self):
        """What answers but is not Cal.com is told as such."""
        fake = self.upstream()
        fake.script.clear()
        code, found = self.findings([tenant(base_url=fake.url)])
        self.assertEqual((code, found["key"][0]), (1, "problem"))

    def test_a_wrong_configuration(self):
        """A configuration that cannot be read ends with 2, before anybody is asked."""
        self.assertEqual(self.check([tenant(base_url="nowhere")])[0], 2)
        ended = subprocess.run([BINARY, "check"], capture_output=True, timeout=DEADLINE)
        self.assertEqual(ended.returncode, 2)


if __name__ == "__main__":
    unittest.main()
