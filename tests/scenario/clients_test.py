"""Clients of Cal.com's API that others wrote and published, unmodified, in front of the gateway.

Each script of tests/clients runs twice, on a fresh world each: through the gateway, and directly.
What the client got must be the same, errors included. `npm ci` in tests/clients brings them.
"""

import json
import re
import subprocess
import unittest

from harness import ROOT, ScenarioTest

CLIENTS = ROOT / "tests/clients"
KEY = "cal_sandbox_practice"
INVENTED = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9A-Za-z]{22}\b")


def run(script, *arguments):
    """What each operation of a script told, in order."""
    done = subprocess.run(["node", script, *map(str, arguments)], cwd=CLIENTS, timeout=300,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise AssertionError(f"{script}: {done.stderr}\n{done.stdout}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def comparable(told):
    """With uids numbered as they come, and without the moments at which things were made."""
    numbers = {}
    text = INVENTED.sub(lambda m: f"#{numbers.setdefault(m[0], len(numbers))}", json.dumps(told))
    return json.loads(re.sub(r'"(createdAt|updatedAt|timestamp|releaseAt)": "[^"]*"', r'"\1": ""',
                             text))


@unittest.skipUnless((CLIENTS / "node_modules").is_dir(), "npm ci in tests/clients was not run")
class ClientsTest(ScenarioTest):
    def both(self, script, arguments):
        """The same script through a gateway and directly; `arguments` makes them of a port."""
        through, direct = (run(script, *arguments(port))
                           for port in (self.sandbox().gateway.port, self.sandbox().calcom.port))
        self.assertGreater(len(through), 5)
        for one, other in zip(comparable(through), comparable(direct), strict=True):
            self.assertEqual(one, other)
        return {name: told for name, told in through}

    def test_sdk(self):
        """@calcom/sdk gets the same from the gateway as from Cal.com."""
        told = self.both("sdk.mjs", lambda port: (f"http://127.0.0.1:{port}/", KEY))
        times = [slot["time"] for day in told["free week"]["slots"].values() for slot in day]
        self.assertIn("2031-05-13T09:00:00.000Z", times)
        self.assertEqual(told["unknown event type"]["failed"], 404)

    def test_mcp(self):
        """@calcom/cal-mcp gets the same from the gateway as from Cal.com, and what it booked is
        gone from the next answer."""
        folder = self.folder()
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                        "-days", "2", "-subj", "/CN=api.cal.com", "-addext",
                        "subjectAltName=DNS:api.cal.com"], check=True, capture_output=True)
        told = self.both("mcp.mjs", lambda port: (port, KEY, key, certificate))
        self.assertIn("11:00", self.times(told["free day"]))
        self.assertNotIn("11:00", self.times(told["after booking"]))
        self.assertIn("11:00", self.times(told["after moving"]))
        self.assertNotIn("14:00", self.times(told["after moving"]))
        self.assertIn("14:00", self.times(told["after cancelling"]))
        self.assertTrue(told["book it again"]["isError"])

    @staticmethod
    def times(told):
        return [slot["start"][11:16] for day in told["data"]["data"].values() for slot in day]


if __name__ == "__main__":
    unittest.main()
