"""Thousands of generated questions: the gateway's bytes are those that rule S2 says, cold and warm.

$SLOTGATE_SEED repeats a run; $SLOTGATE_QUESTIONS is how many are asked.
"""

import json
import os
import random
import re
import sys
import unittest

from expected_answer import (Question, clock_changes_near, expected_body, lacks_only_taken,
                             read_instant)
from harness import ScenarioTest, eventually
from varied_changes import VariedChanges
from varied_world import (AUTUMN, SPRING, question, runs_round_the_clock, varied_world,
                          whole_dates_question)

SEED = int(os.environ.get("SLOTGATE_SEED", random.randrange(1 << 32)))
QUESTIONS = int(os.environ.get("SLOTGATE_QUESTIONS", "20000"))
ROUNDS = 25
BETWEEN_CHANGES = 25  # questions between two changes while nothing is kept (S8)
WHOLE_DATES = 0.65  # of the questions: at least half must be held to Cal.com's own bytes
HEADERS = ("content-type", "etag", "access-control-allow-origin")


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
        self.box = self.sandbox(path, env={"SLOTGATE_CACHE_SETTLE_WINDOW_S": "1"})
        self.types = self.world["eventTypes"]
        self.changes = VariedChanges(self.random, self.box, self.world)
        self.asked = self.empty = self.whole = self.hits = 0

    def test_generated_questions(self):
        """S2, S9: answers follow S2 byte for byte for 20,000 generated questions, warm and cold."""
        print(f"SLOTGATE_SEED={SEED}", file=sys.stderr)
        each = QUESTIONS // ROUNDS
        for turn in range(ROUNDS):
            # The clock is set back each time, so that today does not run away in a slow run.
            self.begin_round(SPRING if turn < ROUNDS // 2 else AUTUMN, turn == ROUNDS // 2)
            unsettled = each // 3
            for asked in range(unsettled):
                if asked % BETWEEN_CHANGES == 0:
                    self.changes.make()
                self.ask_one(settled=False)
            self.wait_until_settled()
            for _ in range(each - unsettled):
                self.ask_one(settled=True)
        print(f"{self.asked} questions compared, {self.whole} of them with Cal.com's own bytes; "
              f"for {self.empty} nothing was free; {self.hits} second askings were hits; "
              f"changes: {self.changes.made}", file=sys.stderr)
        self.assertLess(self.empty, self.asked / 2, "too little to compare")
        self.assertGreater(self.hits, self.asked / 3, "too few asked of memory")
        self.assertGreaterEqual(self.whole, self.asked / 2, "too few held to Cal.com's own bytes")

    def begin_round(self, season, is_new_season):
        self.changes.let_go()
        self.box.calcom.set_clock(season)
        if is_new_season:
            self.changes.bookings.clear()
        # Also moves on, so that windows which count from today are not always the same.
        self.box.calcom.advance(self.random.randrange(4) * 86_400_000)

    def ask_one(self, settled):
        if self.random.random() < WHOLE_DATES:
            q = whole_dates_question(self.random, self.types, self.now())
            self.compare(q, settled, is_whole=not clock_changes_near(q))
        else:
            self.compare(question(self.random, self.types, self.now()), settled, is_whole=False)

    def wait_until_settled(self):
        """Until what is fetched is kept: a day nobody else asks about comes from memory, after a
        fact about the whole tenant that is later than all others."""
        self.changes.confirm_cancellations()
        self.box.gateway.request("DELETE", "/v2/slots/reservations/of-nobody", None,
                                 {"cal-api-version": "2024-09-04"})
        probe = Question(self.types[0]["id"], "2032-03-01", "2032-03-01")
        eventually(lambda: probe.ask(self.box.gateway).is_hit, "to have settled")

    def now(self):
        return read_instant(self.box.calcom.now())

    def compare(self, q, settled, is_whole):
        """Asks twice, with a look at what is expected before; should the clock have changed that
        meanwhile, once more."""
        for _ in range(5):
            expected = expected_body(q, self.box.calcom)
            first, second = q.ask(self.box.gateway), q.ask(self.box.gateway)
            direct = q.ask(self.box.calcom) if is_whole else None
            wrong = self.wrong_with(q, expected, (first, second), direct)
            if not wrong or expected == expected_body(q, self.box.calcom):
                break
        if wrong:
            self.fail(f"SLOTGATE_SEED={SEED}: {q}, at {self.now()}, of {self.type_of(q)}\n{wrong}")
        if settled and self.is_kept(q):
            self.hits += 1
            # A day may end its life, or today's grid move, just between two askings: not thrice.
            self.assertTrue(second.is_hit or q.ask(self.box.gateway).is_hit,
                            f"SLOTGATE_SEED={SEED}: {q}, at {self.now()}, is not kept")
        self.asked += 1
        self.whole += is_whole
        self.empty += len(expected) < 50

    def wrong_with(self, q, expected, answers, direct):
        """What is wrong with the answers, or nothing."""
        for answer in answers:
            if ((answer.status, answer.body) != (200, expected)
                    and not lacks_only_taken(q, expected, answer, self.box.calcom,
                                             self.types)
                    and not self.changes.lacks_only_refused(q, expected, answer)):
                return f"{difference(expected, answer.body)}\nin the answer {answer}"
            if direct is None:
                continue
            if answer.body != expected:
                continue  # what it lacks is accounted for
            if (direct.status, direct.body) != (answer.status, answer.body):
                return f"{difference(direct.body, answer.body)}\nCal.com itself: {direct}"
            for name in HEADERS:
                if direct.headers.get(name) != answer.headers.get(name):
                    return f"{name}: {answer.headers.get(name)}, not {direct.headers.get(name)}"
        return None

    def type_of(self, q):
        return next(one for one in self.types if one["id"] == q.event_type)

    def is_kept(self, q):
        event_type = self.type_of(q)
        lengths = [event_type["lengthInMinutes"], *event_type.get("lengthInMinutesOptions", [])]
        return ("seats" not in event_type and not runs_round_the_clock(event_type)
                and (not q.duration or q.duration in lengths))


if __name__ == "__main__":
    unittest.main()
