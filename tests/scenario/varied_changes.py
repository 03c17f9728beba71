"""Changes of a varied world, drawn from a seed: at Cal.com itself or through the gateway."""

import json
from datetime import timedelta

from expected_answer import Question, expected_body, read_instant, slots_in
from harness import EVENT_TYPES, SCHEDULES, SLOTS, eventually, metric
from varied_world import DAYS_AHEAD, FIRST_DAYTIME_HOST

KINDS = ["book"] * 6 + ["move", "cancel", "cancel", "edit", "hours", "hold", "clock"]


class VariedChanges:
    """`made` counts what was done of each kind; what nobody announces (calcom.md 6.7) is made
    through the gateway only."""

    def __init__(self, random, box, world, oracle=None):
        self.random = random
        self.oracle = oracle or box.calcom  # whom to ask which starts are free
        self.box = box
        self.world = world
        self.types = world["eventTypes"]
        self.bookings = []  # (event type, uid)
        self.cancelled = []  # a question about the date of each
        self.held = []  # uids
        self.refused = set()  # (event type, start) that the gateway was told not to be had (B7)
        self.made = {}

    def make(self, kinds=KINDS, through=None):
        """Books, moves, cancels or edits, at Cal.com or through the gateway."""
        through = through or self.random.choice([self.box.calcom, self.box.gateway])
        kind = self.random.choice(kinds)
        done = getattr(self, f"do_{kind}")(through)
        self.made[kind] = self.made.get(kind, 0) + done

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
                if made.status not in (400, 401, 409):
                    raise AssertionError(made)
                if through is self.box.gateway:
                    self.refused.add((event_type, read_instant(start)))
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
        elif through is self.box.gateway:
            self.refused.add((event_type, read_instant(start)))
        return moved.status == 201

    def do_cancel(self, through):
        if not self.bookings:
            return 0
        event_type, uid = self.take_booking()
        if self.is_seated(event_type):
            return 0
        done = through.cancel(uid)
        if done.status != 200:
            return 0
        date = done.json()["data"]["start"][:10]
        self.cancelled.append(Question(event_type, date, date))
        return 1

    def confirm_cancellations(self):
        """Until the gateway has read what was announced: whoever asks has it read (S8)."""
        def is_confirmed():
            for about_date in self.cancelled:
                about_date.ask(self.box.gateway)
            return metric(self.box.gateway, "slotgate_cancellations_pending") == 0
        eventually(is_confirmed, "the cancellations to be confirmed")
        self.cancelled.clear()

    def lacks_only_refused(self, question, expected, answer):
        """Is every start that the answer lacks one that Cal.com refused through the gateway, which
        withholds it (B7)?"""
        wanted, given = slots_in(expected), slots_in(answer.body)
        return answer.status == 200 and given < wanted and all(
            (question.event_type, read_instant(next(iter(json.loads(slot).values()))))
            in self.refused for slot in wanted - given)

    def take_booking(self):
        return self.bookings.pop(self.random.randrange(len(self.bookings)))

    def is_seated(self, event_type):
        return any("seats" in one for one in self.types if one["id"] == event_type)

    def do_hold(self, through):
        """A reservation of five minutes."""
        event_type = self.random.choice(self.types)["id"]
        start = self.some_start(event_type)
        held = start and through.request("POST", "/v2/slots/reservations",
                                         {"eventTypeId": event_type, "slotStart": start}, SLOTS)
        if not held or held.status != 201:
            return 0
        self.held.append(held.json()["data"]["reservationUid"])
        return 1

    def let_go(self):
        """All that is held: Cal.com forgets what is over, and would not know it if its clock were
        set back."""
        for uid in self.held:
            self.box.gateway.request("DELETE", f"/v2/slots/reservations/{uid}", None, SLOTS)
        self.held.clear()

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
        if answer.status != 200:
            raise AssertionError(answer)
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
        if answer.status != 200:
            raise AssertionError(answer)
        return 1

    def do_clock(self, _):
        self.box.calcom.advance(self.random.randrange(1, 7 * 3600) * 1000)
        return 1

    def some_start(self, event_type):
        """Of whole dates: narrow questions list starts that booking refuses (calcom-recorded A)."""
        now = read_instant(self.box.calcom.now())
        for _ in range(20):
            first = now.date() + timedelta(self.random.randrange(DAYS_AHEAD))
            q = Question(event_type, f"{first}", f"{first + timedelta(3)}")
            days = json.loads(expected_body(q, self.oracle))["data"]
            if days:
                return self.random.choice([slot["start"] for day in days.values() for slot in day])
        return None
