"""The ticket's second layer, asked as a voice agent asks: alternatives are never older than the
starts they were made from. Company 15, branch 9, event type 2563193 and the body of the ticket."""

import json
import os
import re
import subprocess
import unittest

from configuration import KEY, SECRET, Gateway, tenant
from harness import (ROOT, Client, Program, ScenarioTest, Simulator, eventually, free_port, metric,
                     wait_until_ready)

EVENT_TYPE = 2563193
ROUTE = "/api/retell/function-call"
TOKEN = "sgk_token-of-the-voice-agent"
PHONE = "+49228123456"
MONDAY, TUESDAY = "2025-10-13", "2025-10-14"
TICKET = {"function_name": "get_alternatives", "call_id": "test123",
          "parameters": {"datum": MONDAY, "uhrzeit": "08:00"}}
BRANCH = {"id": "9", "time_zone": "Europe/Berlin", "phone_numbers": [PHONE], "opens": "08:00",
          "services": [{"id": "cut", "name": "Herrenhaarschnitt", "event_type_id": EVENT_TYPE}]}
AGENT = {"name": "agent", "token": TOKEN, "grants": ["availability"]}


def salon(webhook_url):
    """A chair that is free from Monday to Friday, for an hour at a time, from 8:00 to 18:00."""
    hours = {"days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
             "startTime": "08:00", "endTime": "18:00"}
    return {"now": "2025-10-10T06:00:00Z",
            "users": [{"id": 1, "username": "salon", "email": "salon@practice.example",
                       "timeZone": "Europe/Berlin",
                       "schedules": [{"id": 1, "timeZone": "Europe/Berlin", "isDefault": True,
                                      "availability": [hours]}]}],
            "apiKeys": [{"key": KEY, "ownerId": 1}],
            "eventTypes": [{"id": EVENT_TYPE, "ownerId": 1, "slug": "cut",
                            "lengthInMinutes": 60, "minimumBookingNotice": 0}],
            "webhooks": [{"subscriberUrl": webhook_url, "secret": SECRET, "ownerId": 1,
                          "triggers": ["BOOKING_CREATED", "BOOKING_RESCHEDULED",
                                       "BOOKING_CANCELLED"]}]}


def at(day, hour):
    """In Berlin, where summer lasts until the 26th."""
    return f"{day}T{hour:02}:00:00.000+02:00"


def starts(answer):
    return {one["local_start"] for one in answer.json()["data"]["alternatives"]}


class AlternativesTest(ScenarioTest):
    def serve(self, credentials=(AGENT,)):
        """The gateway of company 15, in front of its Cal.com."""
        port, folder = free_port(), self.folder()
        path = folder / "salon.json"
        path.write_text(json.dumps(salon(f"http://127.0.0.1:{port}/webhooks/calcom/askpro")))
        calcom = self.keep(Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario", path,
                                   "--no-latency", "--no-rate-limits", addresses=1))
        self.calcom = Simulator(calcom.ports[0])
        self.addCleanup(self.calcom.close)
        one = tenant("askpro", f"http://127.0.0.1:{calcom.ports[0]}", branches=[BRANCH],
                     credentials=credentials, company=15)
        self.gateway = self.keep(Gateway(folder, [one], port)).wait_until_ready()
        self.agent = Client(port, {"Authorization": f"Bearer {TOKEN}"})
        self.addCleanup(self.agent.close)

    def ask(self, day=MONDAY, hour=10, call=None, **arguments):
        """The five best alternatives to this time, as Retell asks."""
        body = {"name": "get_alternatives", "call": call or {"to_number": PHONE},
                "args": {"datum": day, "uhrzeit": f"{hour:02}:00", "max_alternatives": 5,
                         **arguments}}
        return self.agent.request("POST", ROUTE, body)

    def ask_until_hit(self, **question):
        def hit():
            answer = self.ask(**question)
            return answer if answer.is_hit else None
        return eventually(hit, "alternatives from memory")

    def test_a_booking_a_move_and_a_cancellation(self):
        """S1, S11: what a stranger books, moves and cancels shows in the very next alternatives."""
        self.serve()
        tuesday = {"day": TUESDAY, "hour": 12}
        before = self.ask_until_hit()
        self.assertIn(at(MONDAY, 8), starts(before))
        self.assertIn(at(TUESDAY, 14), starts(self.ask_until_hit(**tuesday)))

        booked = self.calcom.book(EVENT_TYPE, at(MONDAY, 8))
        self.assertEqual(booked.status, 201, booked)
        answer = self.ask()
        self.assertFalse(answer.is_hit, answer)
        self.assertNotIn(at(MONDAY, 8), starts(answer))
        ticket = self.agent.request("POST", ROUTE, TICKET).json()
        self.assertFalse(ticket["data"]["requested"]["free"])
        self.ask_until_hit()
        self.ask_until_hit(**tuesday)

        moved = self.calcom.reschedule(booked.json()["data"]["uid"], at(TUESDAY, 14))
        self.assertEqual(moved.status, 201, moved)
        for answer, shown in ((self.ask(), at(MONDAY, 8)), (self.ask(**tuesday), None)):
            self.assertFalse(answer.is_hit, answer)
            self.assertNotIn(at(TUESDAY, 14), starts(answer))
            self.assertTrue(shown is None or shown in starts(answer), answer)
        self.ask_until_hit(**tuesday)

        cancelled = self.calcom.cancel(moved.json()["data"]["uid"])
        self.assertEqual(cancelled.status, 200, cancelled)
        self.assertIn(at(TUESDAY, 14), starts(self.ask(**tuesday)))
        self.assertEqual(self.ask_until_hit().body, before.body)

    def test_the_ticket(self):
        """V2, V5: the ticket's own body costs one request, then none; its key names what is kept"""
        self.serve()

        def ask():
            before = self.calcom.count("GET /v2/slots")
            answer = self.agent.request("POST", ROUTE, TICKET)
            cost = self.calcom.count("GET /v2/slots") - before
            self.assertEqual(cost, 0 if answer.is_hit else 1, answer)
            return answer

        cold = ask()
        self.assertFalse(cold.is_hit, cold)
        derived = 'slotgate_lookups_total{result="derived"}'
        eventually(lambda: ask().is_hit and metric(self.gateway.client, derived) > 0,
                   "the very answer from memory")
        warm = ask()
        self.assertEqual(warm.body, cold.body)
        self.assertIn('key="cal_slots_15_9_2563193_2025-10-13-08_2025-10-26-18_',
                      warm.headers["cache-status"])
        told = warm.json()
        self.assertEqual((told["success"], told["status"]), (True, "alternatives"))
        self.assertTrue(told["data"]["requested"]["free"])
        self.assertEqual([one["local_start"] for one in told["data"]["alternatives"]],
                         [at(MONDAY, 9), at(MONDAY, 10)])
        self.assertEqual(told["message"], "Ihre Wunschzeit ist frei. Es ginge auch am gleichen Tag "
                         "um 09:00 Uhr oder am gleichen Tag um 10:00 Uhr. Was passt Ihnen besser?")

    def test_calcom_fails_or_is_slow(self):
        """V8, S13: what could not be checked is told as that, and in time to be said aloud."""
        self.serve()
        self.fail_and_ask({"fault": "delay", "ms": 3000}, "upstream_timeout")
        self.calcom.request("DELETE", "/_sim/faults")
        self.ask_until_hit()
        # A fact, so that the next question goes to Cal.com.
        self.assertEqual(self.calcom.book(EVENT_TYPE, at(TUESDAY, 17)).status, 201)
        self.fail_and_ask({"fault": "status", "status": 500}, "upstream_error")

    def fail_and_ask(self, fault, error):
        self.calcom.request("POST", "/_sim/faults", {"route": "GET /v2/slots", **fault})
        answer = self.ask()
        self.assertEqual(answer.status, 200, answer)
        told = answer.json()
        self.assertEqual((told["success"], told["status"], told["error"]),
                         (False, "could_not_check", error))
        self.assertTrue(told["message"].endswith("?"))

    def test_tokens(self):
        """T1, V1: without the agent's token nobody is answered, and a number decides the branch."""
        self.serve([AGENT, {**AGENT, "name": "reader", "token": TOKEN + "-2",
                            "grants": ["event_types.read"]}])
        for given, status in (({}, 401), ({"Authorization": "Bearer sgk_" + "x" * 24}, 401),
                              ({"Authorization": KEY}, 401),
                              ({"Authorization": f"Bearer {TOKEN}-2"}, 403)):
            answer = self.gateway.client.request("POST", ROUTE, TICKET, given)
            self.assertEqual(answer.status, status, answer)
            self.assertEqual(answer.headers["content-type"], "application/problem+json")
        unknown = self.ask(call={"to_number": "+4911111"}).json()
        self.assertEqual((unknown["success"], unknown["status"]), (False, "branch_unknown"))

    def test_no_token_is_configured(self):
        """T1: without a token in the configuration the refusal says what to configure."""
        self.serve(credentials=())
        answer = self.agent.request("POST", ROUTE, TICKET)
        self.assertEqual(answer.status, 401, answer)
        self.assertIn("[[tenants.credentials]]", answer.json()["detail"])

    def test_the_sandbox(self):
        """V6: the example of docs/http.md, run in the sandbox, answers what the page says."""
        folder = self.folder()
        sandbox = self.keep(Program("serve", "--listen", "127.0.0.1:0", "--sim-listen",
                                    "127.0.0.1:0", "--data", folder, addresses=2))
        gateway = Client(sandbox.ports[0])
        self.addCleanup(gateway.close)
        wait_until_ready(gateway)
        token = (folder / "sandbox-agent-token").read_text()
        page = (ROOT / "docs/http.md").read_text()
        command, told = re.search(r"```sh\n(curl[^`]*function-call[^`]*)```\n\n```text\n(.*?)```",
                                  page, re.S).groups()
        done = subprocess.run(["bash", "-ec", command.replace("8080", str(sandbox.ports[0]))],
                              env={**os.environ, "TOKEN": token}, capture_output=True, text=True)
        wanted = ".*".join(re.escape(part) for part in told.replace("\n", "").split("..."))
        self.assertRegex(done.stdout, wanted)

    def test_what_is_refused(self):
        """V2, V4: what is no call is 400, an unknown function 404, and doubts are asked back."""
        self.serve()
        for body, status, name in (
                (b"what?", 400, None), ({"args": {}}, 400, None),
                ({"name": "book_everything", "args": {}}, 404, "unknown_function"),
                ({"name": "get_alternatives"}, 200, "date_needed"),
                ({"name": "get_alternatives_v4", "args": {"datum": "morgen"}}, 200, "time_needed"),
                ({"name": "get_alternatives",
                  "args": {"datum": "2025-10-09", "uhrzeit": "8 Uhr"}}, 200, "time_past")):
            answer = self.agent.request("POST", ROUTE, body)
            self.assertEqual(answer.status, status, answer)
            self.assertIsNot(answer.json().get("success"), True)
            if name is not None:
                self.assertEqual(answer.json()["status"], name)
                self.assertTrue(answer.json()["message"].endswith("?"))


if __name__ == "__main__":
    unittest.main()
