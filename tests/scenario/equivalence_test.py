"""Thousands of generated questions: the gateway's bytes are those that rule S2 says, cold and warm.

$SLOTGATE_SEED repeats a run; $SLOTGATE_QUESTIONS is how many are asked.
"""

import json
import os
import random
import re
import sys
import unittest
from datetime import timedelta

from expected_answer import Question, clock_changes_near, expected_body, read_instant
from harness import EVENT_TYPES, SCHEDULES, ScenarioTest, eventually
from varied_world import (AUTUMN, DAYS_AHEAD, FIRST_DAYTIME_HOST, SPRING, question,
                          runs_round_the_clock, varied_world, whole_dates_question)

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
        self.bookings = []
        self.asked = self.empty = self.whole = self.hits = 0
        self.changes = {}

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
                    self.change_something()
                self.ask_one(settled=False)
            self.wait_until_settled()
            for _ in range(each - unsettled):
                self.ask_one(settled=True)
        print(f"{self.asked} questions compared, {self.whole} of them with Cal.com's own bytes; "
              f"for {self.empty} nothing was free; {self.hits} second askings were hits; "
              f"changes: {self.changes}", file=sys.stderr)
        self.assertLess(self.empty, self.asked / 2, "too little to compare")
        self.assertGreater(self.hits, self.asked / 3, "too few asked of memory")
        self.assertGreaterEqual(self.whole, self.asked / 2, "too few held to Cal.com's own bytes")

    def begin_round(self, season, is_new_season):
        self.box.calcom.set_clock(season)
        if is_new_season:
            self.bookings.clear()
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
            if (answer.status, answer.body) != (200, expected):
                return f"{difference(expected, answer.body)}\nin the answer {answer}"
            if direct is None:
                continue
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

    # --- changes

    def change_something(self):
        """Books, moves, cancels or edits, at Cal.com or through the gateway."""
        through = self.random.choice([self.box.calcom, self.box.gateway])
        kind = self.random.choice(["book"] * 6 + ["move", "cancel", "cancel", "edit", "hours",
                                                  "hold", "clock"])
        done = getattr(self, f"do_{kind}")(through)
        self.changes[kind] = self.changes.get(kind, 0) + done

    def do_book(self, through):
        """Several at once: a grid that bookings break up is more telling."""
        booked = 0
        for _ in range(6):
            event_type = self.random.choice(self.types)["id"]
            start = self.some_start(event_type)
            made = through.book(event_type, start) if start else None
            if made and made.status == 201:
                booked += 1
                self.bookings.append((event_type, made.json()["data"]["uid"]))
            elif made:
                # Slots list what limits, counted otherwise, then refuse (calcom-recorded C6).
                self.assertIn(made.status, (400, 401, 409), made)
        return booked

    def do_move(self, through):
        if not self.bookings:
            return 0
        event_type, uid = self.take_booking()
        start = self.some_start(event_type)
        if not start or self.is_seated(event_type):
            return 0
        moved = through.reschedule(uid, start)
        if moved.status == 201:
            self.bookings.append((event_type, moved.json()["data"]["uid"]))
        return moved.status == 201

    def do_cancel(self, through):
        if not self.bookings:
            return 0
        event_type, uid = self.take_booking()
        return not self.is_seated(event_type) and through.cancel(uid).status == 200

    def take_booking(self):
        return self.bookings.pop(self.random.randrange(len(self.bookings)))

    def is_seated(self, event_type):
        return any("seats" in one for one in self.types if one["id"] == event_type)

    def do_hold(self, through):
        """A reservation of ten minutes."""
        event_type = self.random.choice(self.types)["id"]
        start = self.some_start(event_type)
        held = start and through.request("POST", "/v2/slots/reservations",
                                         {"eventTypeId": event_type, "slotStart": start},
                                         {"cal-api-version": "2024-09-04"})
        return bool(held) and held.status == 201

    def do_edit(self, _):
        """Through the gateway: an edit made elsewhere is announced by nothing (calcom.md 6.7)."""
        one = self.random.choice([t for t in self.types if "ownerId" in t])
        field, values = self.random.choice([
            ("beforeEventBuffer", [0, 5, 15]), ("afterEventBuffer", [0, 10, 30]),
            ("minimumBookingNotice", [0, 60, 600]), ("slotInterval", [15, 20, 30])])
        value = self.random.choice(values)
        answer = self.box.gateway.request(
            "PATCH", f"/v2/event-types/{one['id']}", {field: value},
            {**EVENT_TYPES, "Authorization": f"Bearer cal_varied_{one['ownerId']}"})
        self.assertEqual(answer.status, 200, answer)
        one[field] = value
        return 1

    def do_hours(self, _):
        """Other hours for one of the hosts, within the UTC date all the same."""
        host = self.random.choice([user for user in self.world["users"]
                                   if user["id"] >= FIRST_DAYTIME_HOST])
        hours = {"days": ["Monday", "Tuesday", "Thursday", "Friday", "Saturday"],
                 "startTime": self.random.choice(["08:00", "09:00", "10:30"]),
                 "endTime": self.random.choice(["15:00", "16:20", "18:00"])}
        answer = self.box.gateway.request(
            "PATCH", f"/v2/schedules/{host['schedules'][0]['id']}", {"availability": [hours]},
            {**SCHEDULES, "Authorization": f"Bearer cal_varied_{host['id']}"})
        self.assertEqual(answer.status, 200, answer)
        return 1

    def do_clock(self, _):
        self.box.calcom.advance(self.random.randrange(1, 7 * 3600) * 1000)
        return 1

    def some_start(self, event_type):
        """Of whole dates: narrow questions list starts that booking refuses (calcom-recorded A)."""
        now = self.now()
        for _ in range(20):
            first = now.date() + timedelta(self.random.randrange(DAYS_AHEAD))
            q = Question(event_type, f"{first}", f"{first + timedelta(3)}")
            days = json.loads(expected_body(q, self.box.calcom))["data"]
            if days:
                return self.random.choice([slot["start"] for day in days.values() for slot in day])
        return None


if __name__ == "__main__":
    unittest.main()
