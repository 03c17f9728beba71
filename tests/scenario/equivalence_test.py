"""Thousands of generated questions: the gateway's bytes are those that rule S2 says, cold and warm.

$SLOTGATE_SEED repeats a run; $SLOTGATE_QUESTIONS is how many are asked while answers are kept.
"""

import json
import os
import random
import re
import sys
import unittest
from datetime import timedelta

from expected_answer import Question, expected_body, read_instant
from harness import ScenarioTest, eventually
from varied_world import AUTUMN, DAYS_AHEAD, SPRING, question, varied_world

SEED = int(os.environ.get("SLOTGATE_SEED", random.randrange(1 << 32)))
QUESTIONS = int(os.environ.get("SLOTGATE_QUESTIONS", "2000"))
CHANGES = 10
UNSETTLED = 50  # questions after each change that are asked before anything is kept (S8)
LIFETIME_LEAST = 60  # seconds that a date without starts lives (S9)


def difference(expected, answered):
    """Which slots only one of two bodies has."""
    wanted, given = (set(re.findall(rb'\{"[^\[\]{}]*\}', body)) for body in (expected, answered))
    return f"lacking: {sorted(wanted - given)}\ntoo much: {sorted(given - wanted)}"


class EquivalenceTest(ScenarioTest):
    def setUp(self):
        self.random = random.Random(SEED)
        self.world = varied_world(self.random)
        path = self.folder() / "world.json"
        path.write_text(json.dumps(self.world))
        self.box = self.sandbox(path)
        self.types = [one["id"] for one in self.world["eventTypes"]]
        self.bookings = []
        self.asked = self.empty = 0

    def test_generated_questions(self):
        """S2, S9: warm answers follow S2 byte for byte for 2,000 generated questions."""
        print(f"SLOTGATE_SEED={SEED}", file=sys.stderr)
        for change in range(CHANGES):
            # The clock is set back each time, so that today does not run away in a slow run.
            season = SPRING if change < CHANGES // 2 else AUTUMN
            self.box.calcom.set_clock(season)
            if change == CHANGES // 2:
                self.bookings.clear()
            self.change_something()
            for _ in range(UNSETTLED):
                self.compare(question(self.random, self.types, self.now()))
            self.wait_until_settled()
            for _ in range(QUESTIONS // CHANGES):
                self.compare(question(self.random, self.types, self.now()), settled=True)
        print(f"{self.asked} questions compared, for {self.empty} nothing was free",
              file=sys.stderr)
        self.assertLess(self.empty, self.asked / 2, "too little to compare")

    def wait_until_settled(self):
        """Until what is fetched is kept: a day nobody else asks about comes from memory."""
        probe = Question(self.types[0], "2032-03-01", "2032-03-01")
        eventually(lambda: probe.ask(self.box.gateway).is_hit, "to have settled")

    def now(self):
        return read_instant(self.box.calcom.now())

    def compare(self, q, settled=False):
        """Asks twice between two looks at what is expected; time may pass between these."""
        for _ in range(5):
            expected = expected_body(q, self.box.calcom)
            first, second = q.ask(self.box.gateway), q.ask(self.box.gateway)
            if expected == expected_body(q, self.box.calcom):
                break
        else:
            self.fail(f"what is expected never holds still: {q}")
        for answer in (first, second):
            if (answer.status, answer.body) != (200, expected):
                self.fail(f"SLOTGATE_SEED={SEED}: {q}, at {self.now()}, of {self.type_of(q)}\n"
                          f"{difference(expected, answer.body)}\nin the answer {answer}")
        if settled and not second.is_hit:
            # A day may have reached the end of its life just between the two.
            self.assertGreaterEqual(int(first.headers["age"]), LIFETIME_LEAST - 1, f"{q} {second}")
        self.asked += 1
        self.empty += len(expected) < 50

    def type_of(self, q):
        return next(one for one in self.world["eventTypes"] if one["id"] == q.event_type)

    def change_something(self):
        """Books, moves or cancels, at Cal.com or through the gateway."""
        through = self.random.choice([self.box.calcom, self.box.gateway])
        kind = self.random.choice(["book", "book", "book", "move", "cancel"])
        if kind == "book" or not self.bookings:
            self.book(through)
        else:
            place = self.random.randrange(len(self.bookings))
            event_type, uid = self.bookings.pop(place)
            if kind == "move":
                moved = through.reschedule(uid, self.some_start(event_type))
                self.assertEqual(moved.status, 201, moved)
                self.bookings.append((event_type, moved.json()["data"]["uid"]))
            else:
                self.assertEqual(through.cancel(uid).status, 200)

    def book(self, through):
        """Several at once: a grid that bookings break up is more telling."""
        for _ in range(8):
            event_type = self.random.choice(self.types)
            made = through.book(event_type, self.some_start(event_type))
            self.assertEqual(made.status, 201, made)
            self.bookings.append((event_type, made.json()["data"]["uid"]))

    def some_start(self, event_type):
        """Of whole dates: narrow questions list starts that booking refuses (calcom-recorded A)."""
        now = self.now()
        while True:
            first = now.date() + timedelta(self.random.randrange(DAYS_AHEAD))
            q = Question(event_type, f"{first}", f"{first + timedelta(3)}")
            days = json.loads(expected_body(q, self.box.calcom))["data"]
            if days:
                return self.random.choice([slot["start"] for day in days.values() for slot in day])


if __name__ == "__main__":
    unittest.main()
