"""Several accounts of one Cal.com in one gateway: what they share is people, and nothing else."""

import json
import unittest

from configuration import Gateway, tenant
from harness import Client, Program, ScenarioTest, Simulator, eventually, starts_of
from hourly_world import event_type_of, hourly_world, key_of, start_text

NOW = "2031-05-05T06:00:00Z"
DAY = "2031-05-06"
SHARED = 3  # the host whom north and south have in common


class TenantsTest(ScenarioTest):
    def setUp(self):
        world = hourly_world(hosts=4, event_types_each=2, now=NOW)
        # One person, two keys: each account was given one.
        world["apiKeys"].append({"key": "cal_other_of_shared", "ownerId": SHARED})
        scenario = self.folder() / "world.json"
        scenario.write_text(json.dumps(world))
        sim = self.keep(Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario", scenario,
                                "--no-latency", addresses=1))
        self.calcom = Simulator(sim.ports[0])
        self.addCleanup(self.calcom.close)
        url = f"http://127.0.0.1:{sim.ports[0]}"
        self.gateway = self.keep(Gateway(self.folder(), [
            tenant("north", url, ["north.example"], key_of(1), people_keys=key_of(SHARED)),
            tenant("south", url, ["south.example"], key_of(2), people_keys="cal_other_of_shared"),
            tenant("west", url, ["west.example"], key_of(4))], webhook={"tenant": "north"}))
        self.gateway.wait_until_ready()
        self.north, self.south, self.west = map(self.at, ("north", "south", "west"))

    def at(self, name):
        client = Client(self.gateway.port, {"Host": f"{name}.example"})
        self.addCleanup(client.close)
        return client

    def ask(self, client, event_type):
        return client.slots(eventTypeId=event_type, start=DAY, end=DAY)

    def ask_until_hit(self, client, event_type):
        """The answer, once it comes from memory."""
        def hit():
            answer = self.ask(client, event_type)
            return answer if answer.is_hit else None
        return eventually(hit, "an answer from memory")

    def test_shared_people(self):
        """T2: a booking through one tenant clears its neighbour's answer first of all."""
        taken = start_text(DAY, 10)
        self.assertIn(taken, starts_of(self.ask_until_hit(self.south, event_type_of(SHARED))))
        self.ask_until_hit(self.south, event_type_of(2))
        self.ask_until_hit(self.west, event_type_of(4))
        booked = self.north.book(event_type_of(SHARED, 1), taken)
        self.assertEqual(booked.status, 201, booked)
        after = self.ask(self.south, event_type_of(SHARED))
        self.assertFalse(after.is_hit)
        self.assertNotIn(taken, starts_of(after))
        # Who knows nobody of them keeps what it has.
        self.assertTrue(self.ask(self.west, event_type_of(4)).is_hit)

    def test_reading_stays_within_the_tenant(self):
        """T2: no answer is shared between tenants, not even the very same one."""
        self.ask_until_hit(self.north, event_type_of(SHARED))
        before = self.calcom.count("GET /v2/slots")
        answer = self.ask(self.south, event_type_of(SHARED))
        self.assertEqual(answer.source, "fwd=miss")
        self.assertEqual(self.calcom.count("GET /v2/slots"), before + 1)


if __name__ == "__main__":
    unittest.main()
