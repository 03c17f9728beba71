"""The worlds in examples/: each is loaded and asked, and the agency's gateway serves its own."""

import json
import subprocess
import sys
import unittest

from harness import (ROOT, Client, Program, ScenarioTest, Simulator, free_port, starts_of,
                     wait_until_ready)

EXAMPLES = ROOT / "examples"
WEEK = {"start": "2031-05-06", "end": "2031-05-09"}


class ExamplesTest(ScenarioTest):
    def simulator(self, name, *more):
        program = self.keep(Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario",
                                    EXAMPLES / name, "--no-latency", "--no-rate-limits", *more,
                                    addresses=1))
        calcom = Simulator(program.ports[0])
        self.addCleanup(calcom.close)
        return calcom

    def ask_every_event_type(self, name):
        calcom = self.simulator(name)
        world = json.loads((EXAMPLES / name).read_text())
        free = {kind["slug"]: starts_of(calcom.slots(eventTypeId=kind["id"], **WEEK))
                for kind in world["eventTypes"]}
        self.assertEqual(calcom.requests(0)["statuses"], {"200": len(world["eventTypes"])})
        return calcom, free

    def test_practice(self):
        """One host: both event types have free times, and one of them can be booked."""
        calcom, free = self.ask_every_event_type("practice.json")
        self.assertTrue(all(free.values()), free)
        self.assertEqual(calcom.book(1, free["checkup-30"][0]).status, 201)

    def test_salon(self):
        """Five hosts: every event type has free times, none where a host must be and is away."""
        calcom, free = self.ask_every_event_type("salon.json")
        self.assertTrue(all(free.values()), free)
        self.assertEqual(calcom.book(5, free["beard"][0]).status, 201)
        fair = {"start": "2031-05-14", "end": "2031-05-16", "timeZone": "Europe/Berlin"}
        self.assertEqual(starts_of(calcom.slots(eventTypeId=3, **fair)), [], "Nina is away")
        self.assertTrue(starts_of(calcom.slots(eventTypeId=1, **fair)), "others cut")
        for page in ("/team/salon/cut", "/team/salon/bridal", "/lena-vogt/braiding-course"):
            self.assertEqual(calcom.request("GET", page).status, 200)

    def test_agency(self):
        """Forty tenants: each asks through the gateway by its own name, and gets its own starts."""
        calcom = self.simulator("agency.json")
        folder, port = self.folder(), free_port()
        self.write("secrets", folder)
        text = (EXAMPLES / "agency.toml").read_text()
        for before, after in (("127.0.0.1:8081", f"127.0.0.1:{calcom.port}"),
                              ("127.0.0.1:8080", f"127.0.0.1:{port}"),
                              ("data/agency", str(folder))):
            text = text.replace(before, after)
        configuration = folder / "agency.toml"
        configuration.write_text(text)
        program = self.keep(Program("serve", "--config", configuration, addresses=1))
        gateway = Client(program.ports[0])
        self.addCleanup(gateway.close)
        wait_until_ready(gateway)
        for number in (1, 7, 40):
            for kind in (1, 3):  # the owner's, the team's
                asked = {"eventTypeId": number * 100 + kind, **WEEK}
                answer = gateway.slots({"Host": f"t{number:02}.agency.example"}, **asked)
                self.assertTrue(starts_of(answer))
                self.assertEqual(starts_of(answer), starts_of(calcom.slots(**asked)))

    def test_what_is_kept_is_what_is_written(self):
        """agency.json and agency.toml are what agency.py writes."""
        self.write("check")

    @staticmethod
    def write(*arguments):
        subprocess.run([sys.executable, EXAMPLES / "agency.py", *arguments], check=True)


if __name__ == "__main__":
    unittest.main()
