"""Equivalence where nothing comes in order: Cal.com answers from its own cache, webhooks are late,
doubled and reordered, cancellations are announced long before they are committed, and changes are
made meanwhile. Two things hold for every generated question:

- At any moment an answer lists only starts that were free, and all that were free throughout, since
  everything was last known (what is on its way cannot be known).
- Once the webhooks have arrived no start that is taken is listed. What became free may come later:
  by the settle window, or a step of an announced cancellation's ladder (S8); then the answer is
  Cal.com's again, byte for byte, and from memory.

$SLOTGATE_SEED repeats a run; $SLOTGATE_QUESTIONS is how many are asked.
"""

import http.server
import json
import os
import random
import sys
import threading
import unittest

from expected_answer import (Question, expected_body, may_list_taken, read_instant,
                             slots_in)
from harness import Client, ScenarioTest, eventually, metric
from varied_changes import VariedChanges
from varied_world import SPRING, question, varied_world, whole_dates_question

SEED = int(os.environ.get("SLOTGATE_SEED", random.randrange(1 << 32)))
QUESTIONS = int(os.environ.get("SLOTGATE_QUESTIONS", "20000")) // 4
ROUNDS = 8
CHANGES = 6  # of each round, and so often its questions are asked while they are told
CALCOM_CACHE_MS = 2000
BY_STRANGERS = ["book"] * 3 + ["move", "cancel", "cancel"]  # at Cal.com, told by webhooks only
BY_ANYBODY = [*BY_STRANGERS, "edit", "hours"]
DISORDER = [  # of the webhooks to the gateway
    {"fault": "delay", "probability": 0.6, "ms": {"min": 10, "max": 700}},
    {"fault": "reorder", "probability": 0.3},
    {"fault": "double", "probability": 0.3},  # what is held comes once
]


class SlowSubscriber:
    """Somebody else who is told of cancellations: Cal.com commits when everybody has answered, and
    this one answers when it is let."""

    def __init__(self):
        self.let = threading.Event()
        subscriber = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                subscriber.let.wait(60)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def webhook(self, user):
        return {"subscriberUrl": f"http://127.0.0.1:{self.server.server_port}/",
                "triggers": ["BOOKING_CANCELLED"], "ownerId": user["id"]}

    def stop(self):
        self.let.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Oracle:
    """Cal.com asked past its own cache."""

    def __init__(self, calcom):
        self.calcom = calcom

    def slots(self, **parameters):
        return self._uncached(self.calcom.slots, parameters)

    def old_slots(self, **parameters):
        return self._uncached(self.calcom.old_slots, parameters)

    def _uncached(self, ask, parameters):
        self.calcom.set_cache(0)
        try:
            return ask(**parameters)
        finally:
            self.calcom.set_cache(CALCOM_CACHE_MS)


class Told:
    """One question, and what was free since everything was last known."""

    def __init__(self, q):
        self.question = q
        self.always = self.ever = None

    def look(self, oracle):
        self.expected = expected_body(self.question, oracle)
        free = slots_in(self.expected)
        self.always = free if self.always is None else self.always & free
        self.ever = free if self.ever is None else self.ever | free

    def wrong_with(self, answer):
        """What is wrong with an answer while facts are on their way, or nothing."""
        given = slots_in(answer.body)
        if answer.status == 200 and self.always <= given <= self.ever:
            return None
        return (f"never free: {sorted(given - self.ever)}\n"
                f"always free, and lacking: {sorted(self.always - given)}\nin {answer}")


class DisorderTest(ScenarioTest):
    def setUp(self):
        self.random = random.Random(SEED)
        self.world = varied_world(self.random)
        self.slow = SlowSubscriber()
        self.addCleanup(self.slow.stop)
        self.world["webhooks"] = [self.slow.webhook(user) for user in self.world["users"]]
        path = self.folder() / "world.json"
        path.write_text(json.dumps(self.world))
        self.box = self.sandbox(path, env={"SLOTGATE_CACHE_SETTLE_WINDOW_S": "1"})
        self.oracle = Oracle(self.box.calcom)
        self.changes = VariedChanges(self.random, self.box, self.world, self.oracle)
        self.compared = self.late = self.late_commits = 0

    def test_answers_in_disorder(self):
        """S2, S3, S5, S8: no taken start once it is known, whatever came when."""
        print(f"SLOTGATE_SEED={SEED}", file=sys.stderr)
        for turn in range(ROUNDS):
            self.slow.let.set()
            self.box.calcom.set_clock(SPRING)
            self.wait_until_settled()
            told = [Told(self.some_question()) for _ in range(QUESTIONS // ROUNDS // CHANGES)]
            self.ask_while_changing(told, among_strangers=turn % 4 != 3)
            announced = self.announce_cancellation() if turn % 4 == 2 else None
            self.wait_until_told()
            for one in told:
                self.check_told(one)
            self.wait_until_settled()
            for one in told:
                self.check_settled(one)
            if announced:
                self.slow.let.set()
                announced.join()
                for one in told:
                    self.check_settled(one)
        print(f"{self.compared} answers compared, {self.late} of them lacked what had just become "
              f"free; changes: {self.changes.made}, {self.late_commits} committed late",
              file=sys.stderr)
        self.assertEqual(self.late_commits, ROUNDS // 4)
        self.assertGreater(sum(self.changes.made.values()), ROUNDS * CHANGES / 2)

    def some_question(self):
        draw = whole_dates_question if self.random.random() < 0.5 else question
        now = read_instant(self.box.calcom.now())
        while True:
            q = draw(self.random, self.world["eventTypes"], now)
            if not may_list_taken(q, self.type_of(q)):  # what S7 withholds for good
                return q

    def type_of(self, q):
        return next(one for one in self.world["eventTypes"] if one["id"] == q.event_type)

    def ask_while_changing(self, told, among_strangers):
        for one in told:
            one.look(self.oracle)
            one.question.ask(self.box.gateway)
        to_gateway = f"http://127.0.0.1:{self.box.gateway.port}/"
        self.box.calcom.add_faults(*({"webhook": to_gateway, **fault} for fault in DISORDER))
        self.sent_before = self.processed()
        for _ in range(CHANGES):
            if among_strangers:
                self.changes.make(BY_STRANGERS, self.box.calcom)
            else:
                self.changes.make(BY_ANYBODY)
            for one in told:
                one.look(self.oracle)
                self.check(one, one.question.ask(self.box.gateway), one.wrong_with)

    def announce_cancellation(self):
        """Begins to cancel a booking at Cal.com, which waits; who waits for the answer."""
        self.slow.let.clear()
        plain = {t["id"] for t in self.world["eventTypes"]
                 if not {"seats", "confirmationPolicy"} & t.keys()}
        chosen = self.random.choice([b for b in self.changes.bookings if b[0] in plain])
        self.changes.bookings.remove(chosen)
        delay = self.box.calcom.faults()[0]["matched"]

        def cancel():
            client = Client(self.box.calcom.port)
            self.late_commits += client.cancel(chosen[1]).status == 200
            client.close()
        out = threading.Thread(target=cancel)
        out.start()
        eventually(lambda: self.box.calcom.faults()[0]["matched"] > delay, "to be announced")
        return out

    def wait_until_told(self):
        """Every webhook sent has been taken, the doubled ones twice."""
        delay, _, double = self.box.calcom.faults()
        self.box.calcom.clear_faults()
        expected = self.sent_before + delay["matched"] + double["struck"]
        eventually(lambda: self.processed() >= expected, "to have arrived")

    def processed(self):
        return metric(self.box.gateway, 'slotgate_webhooks_total{outcome="processed"}')

    def check_told(self, one):
        """Everything is known: a taken start is not listed."""
        one.look(self.oracle)
        free = slots_in(one.expected)

        def wrong_with(answer):
            taken = slots_in(answer.body) - free
            return f"taken: {sorted(taken)}\nin {answer}" if taken else one.wrong_with(answer)
        answer = one.question.ask(self.box.gateway)
        self.late += slots_in(answer.body) != free
        self.check(one, answer, wrong_with)

    def check_settled(self, one):
        """What became free is listed at the end of the ladder's step at the latest, but what was
        refused (B7)."""
        one.look(self.oracle)

        def is_equal():
            answer = one.question.ask(self.box.gateway)
            return answer.body == one.expected or self.changes.lacks_only_refused(
                one.question, one.expected, answer)
        eventually(is_equal, f"to be equal: {self.name(one)}")
        self.compared += 1

    def check(self, one, answer, wrong_with):
        """Time goes on: what fell under its notice since Cal.com was asked is looked at again."""
        self.compared += 1
        wrong = wrong_with(answer)
        if wrong:
            one.look(self.oracle)
            wrong = wrong_with(answer)
        if wrong:
            self.fail(f"{self.name(one)}\n{wrong}")

    def name(self, one):
        return f"SLOTGATE_SEED={SEED}: {one.question}, of {self.type_of(one.question)}"

    def wait_until_settled(self):
        """Until what is fetched is kept: as in equivalence_test."""
        self.box.gateway.request("DELETE", "/v2/slots/reservations/of-nobody", None,
                                 {"cal-api-version": "2024-09-04"})
        probe = Question(self.world["eventTypes"][0]["id"], "2032-03-01", "2032-03-01")
        eventually(lambda: probe.ask(self.box.gateway).is_hit, "to have settled")


if __name__ == "__main__":
    unittest.main()
