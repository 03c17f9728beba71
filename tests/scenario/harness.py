"""Starts and stops the real programs, and says what tests want to ask of them.

The binary is $SLOTGATE_BINARY, else the one of the build `dev`. Every program listens on ports of
its own choice; nothing here waits by the clock, only for something to happen, with a deadline.
"""

import hashlib
import hmac
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from urllib.parse import urlencode

from connection import Connection, request_bytes

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("SLOTGATE_BINARY", str(ROOT / "build/dev/src/app/slotgate"))
DEADLINE = 60  # seconds: for anything that must happen; generous, as sanitizers are slow
PRACTICE = ROOT / "examples/practice.json"

SLOTS = {"cal-api-version": "2024-09-04"}
BOOKINGS = {"cal-api-version": "2024-08-13"}
EVENT_TYPES = {"cal-api-version": "2024-06-14"}
SCHEDULES = {"cal-api-version": "2024-06-11"}

ADDRESS = re.compile(rb"http://127\.0\.0\.1:(\d+)")
FINDINGS = ("AddressSanitizer", "LeakSanitizer", "ThreadSanitizer", "runtime error:")


def eventually(condition, what):
    """Asks again and again until `condition` gives something true, and returns that."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        if found := condition():
            return found
        select.select([], [], [], 0.005)  # lets the program have the core
    raise AssertionError(f"in vain within {DEADLINE} s: {what}")


class Program:
    """A running slotgate. `ports` are those it printed, in order; `printed` is all it printed till
    then."""

    def __init__(self, *arguments, addresses, env=None):
        self.name = f"slotgate {' '.join(map(str, arguments))}"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [BINARY, *map(str, arguments)], stdout=subprocess.PIPE, stderr=self.log,
            stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})})
        try:
            self.ports = self._printed_ports(addresses)
        except BaseException:
            self.kill()
            raise

    def _printed_ports(self, count):
        printed, end = b"", time.monotonic() + DEADLINE
        while len(ADDRESS.findall(printed)) < count or not printed.endswith(b"\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], end - time.monotonic())
            more = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            if not more:
                raise AssertionError(f"{self.name} does not start: {self.stderr()}")
            printed += more
        self.printed = printed.decode()
        return [int(port) for port in ADDRESS.findall(printed)[:count]]

    def stderr(self):
        if not self.log.closed:
            # Without moving the position at which the program writes on.
            said = os.pread(self.log.fileno(), os.fstat(self.log.fileno()).st_size, 0)
            self.said = said.decode("utf-8", "replace")
        return self.said

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self):
        """The exit code."""
        return self.process.wait(DEADLINE + 60)

    def stop(self):
        """Asks it to stop; complaints about how it ended, if any."""
        if self.process.poll() is None:
            self.terminate()
        try:
            code = self.wait()
        except subprocess.TimeoutExpired:
            self.kill()
            return [f"{self.name} does not stop on SIGTERM"]
        finally:
            self.close()
        return ([f"{self.name} ended with {code}"] if code != 0 else []) + self.complaints()

    def complaints(self):
        """What standard error says of our own bugs."""
        return [line for line in self.stderr().splitlines()
                if '"level":"ERROR"' in line or any(found in line for found in FINDINGS)]

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.close()

    def close(self):
        """Keeps what it said, and gives the files back."""
        self.stderr()
        self.log.close()
        self.process.stdout.close()


class Client:
    """Asks one port, over one connection, what tests ask there."""

    def __init__(self, port, headers=()):
        self.port = port
        self.headers = dict(headers)  # of every request
        self.connection = Connection(port)

    def close(self):
        self.connection.close()

    def request(self, method, target, body=None, headers=()):
        return self.connection.request(method, target, body, {**self.headers, **dict(headers)})

    def slots(self, headers=(), **parameters):
        """GET /v2/slots of version 2024-09-04."""
        return self.request("GET", slots_target(**parameters), headers={**SLOTS, **dict(headers)})

    def send_slots(self, **parameters):
        """Asks as `slots` does and does not wait: `connection.receive()` gives the answer."""
        self.connection.send(request_bytes("GET", slots_target(**parameters),
                                           headers={**self.headers, **SLOTS}))

    def old_slots(self, **parameters):
        """GET /v2/slots/available of the older generation."""
        return self.request("GET", "/v2/slots/available?" + urlencode(parameters))

    def book(self, event_type, start, name="Nora Stern", email="nora@strangers.example"):
        """Asks for a booking without any credential; the answer."""
        body = {"eventTypeId": event_type, "start": start,
                "attendee": {"name": name, "email": email, "timeZone": "Europe/Berlin"}}
        return self.request("POST", "/v2/bookings", body, BOOKINGS)

    def reschedule(self, uid, start):
        return self.request("POST", f"/v2/bookings/{uid}/reschedule", {"start": start}, BOOKINGS)

    def cancel(self, uid):
        return self.request("POST", f"/v2/bookings/{uid}/cancel",
                            {"cancellationReason": "no need"}, BOOKINGS)


class Simulator(Client):
    """The simulated Cal.com with its controls (docs/simulator.md)."""

    def now(self):
        return self.connection.get("/_sim/clock").json()["now"]

    def set_clock(self, now):
        return self._control("clock", {"now": now})

    def advance(self, milliseconds):
        return self._control("clock", {"advance_ms": milliseconds})

    def let_pass(self, milliseconds):
        """As if one had waited: the gateway's days grow older, and it sees no step of a clock."""
        return self._control("clock", {"pass_ms": milliseconds})

    def set_latency(self, slots):
        """`real` or `off`."""
        return self._control("latency", {"slots": slots})

    def set_cache(self, milliseconds):
        """How long Cal.com gives a slots answer again."""
        return self._control("cache", {"slots_ms": milliseconds})

    def add_faults(self, *faults):
        return self._control("faults", list(faults))

    def faults(self):
        """Those in force, with how often each matched and struck, in their order."""
        return self.connection.get("/_sim/faults").json()["faults"]

    def clear_faults(self):
        """Also sets free the webhooks they held."""
        return self.request("DELETE", "/_sim/faults")

    def reset(self):
        return self._control("reset", {})

    def requests(self, last=1000):
        return self.connection.get(f"/_sim/requests?last={last}").json()

    def count(self, route):
        """How often it was asked for `GET /v2/slots` and the like."""
        return self.requests(last=0)["counts"].get(route, 0)

    def _control(self, what, body):
        answer = self.connection.post(f"/_sim/{what}", body)
        if answer.status != 200:
            raise AssertionError(f"/_sim/{what}: {answer}")
        return answer.json()


class Sandbox:
    """`slotgate serve` without a configuration: the gateway in front of an embedded Cal.com."""

    def __init__(self, scenario=None, latency="off", env=None):
        choice = () if scenario is None else ("--scenario", scenario)
        self.program = Program("serve", "--listen", "127.0.0.1:0", "--sim-listen", "127.0.0.1:0",
                               *choice, addresses=2, env=env)
        self.gateway = Client(self.program.ports[0])
        self.calcom = Simulator(self.program.ports[1])
        self.calcom.set_latency(latency)

    def wait_until_ready(self):
        wait_until_ready(self.gateway)

    def stop(self):
        self.gateway.close()
        self.calcom.close()
        return self.program.stop()


def free_port():
    """A port nobody listens on, for programs that must know each other's before they start."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def wait_until_ready(gateway):
    eventually(lambda: gateway.request("GET", "/health/ready").status == 200, "to be ready")


def slots_target(**parameters):
    """`timeZone` and its like as keywords; None leaves one out."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return "/v2/slots?" + urlencode(given)


def starts_of(answer):
    """Every start of an answer of version 2024-09-04, in its order."""
    if answer.status != 200:
        raise AssertionError(f"no starts: {answer}")
    return starts_in(answer.json())


def starts_in(body):
    return [slot["start"] for slots in body["data"].values() for slot in slots]


def webhook_headers(secret, body):
    """Signed as Cal.com signs: HMAC-SHA256 over the bytes, in hex."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Cal-Signature-256": digest}


def metric(gateway, line):
    """The value of one line of /metrics, `slotgate_lookups_total{result="hit"}`; absent is 0."""
    for text in gateway.request("GET", "/metrics").body.decode().splitlines():
        if text.startswith(line + " "):
            return float(text.rsplit(" ", 1)[1])
    return 0.0


class ScenarioTest(unittest.TestCase):
    """Stops what a test started, and shows what the programs said if it failed."""

    shared_programs = ()

    def run(self, result=None):
        self.programs = list(self.shared_programs)
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            for program in self.programs:
                print(f"--- standard error of {program.name}\n{program.stderr()[-8000:]}",
                      file=sys.stderr)
        return result

    @classmethod
    def share(cls, runs):
        """As `keep`, for all tests of a class; to be called in setUpClass."""
        cls.shared_programs = (*cls.shared_programs, getattr(runs, "program", runs))
        cls.addClassCleanup(cls._stop_shared, runs)
        runs.wait_until_ready()
        return runs

    @staticmethod
    def _stop_shared(runs):
        if complaints := runs.stop():
            raise AssertionError(complaints)

    def sandbox(self, scenario=None, latency="off", env=None):
        """A sandbox for this test, ready; `env` overrides settings."""
        out = self.keep(Sandbox(scenario, latency, env))
        out.wait_until_ready()
        return out

    def keep(self, runs):
        """Stops `runs`, a Sandbox or a Program, when the test ends."""
        self.programs.append(getattr(runs, "program", runs))
        self.addCleanup(lambda: self.assertEqual(runs.stop(), []))
        return runs

    def folder(self):
        """A fresh folder for files of this test."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return Path(folder.name)
