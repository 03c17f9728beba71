"""Changes race against questions under way: no later answer may show the old state.

Every worker has a host of its own, whom it books, moves and cancels, while another thread asks for
the same two dates without a pause. Each answer is compared, byte for byte, with the states it may
show: those from the last change that was answered when it was asked to the last one that had been
begun when it came, or what is free in two of them.
$SLOTGATE_RACE_ROUNDS rounds of one booking, one move and one cancellation.
"""

import json
import os
import sys
import threading
import unittest
from datetime import date, timedelta

from harness import Client, ScenarioTest
from hourly_world import HOURS, body_for, event_type_of, hourly_world, start_text

ROUNDS = int(os.environ.get("SLOTGATE_RACE_ROUNDS", "10000"))
WORKERS = 4
# The simulator keeps what is cancelled, and gets slower with it: it starts anew between batches.
BATCH = 400
MONDAY = date(2031, 5, 12)


class Worker:
    """Changes the bookings of one host, and asks; `history` is every state there ever was."""

    def __init__(self, event_type, gateway_port, calcom_port):
        self.event_type = event_type
        self.gateway = Client(gateway_port)
        self.calcom = Client(calcom_port)
        self.watcher = Client(gateway_port)
        self.history = [frozenset()]
        self.answered = 0  # index of the last state whose change has been answered
        self.days = (MONDAY, MONDAY + timedelta(1))
        self.asked = 0
        self.failure = None
        self.ended = False

    def run(self, rounds):
        watching = threading.Thread(target=self.guarded, args=(self.watch,))
        watching.start()
        self.guarded(lambda: self.change(rounds))
        self.ended = True
        watching.join()

    def guarded(self, work):
        try:
            work()
        except Exception as failed:  # told by the main thread
            self.failure = self.failure or f"event type {self.event_type}: {failed!r}"

    def change(self, rounds):
        for n in range(rounds):
            if self.failure:
                return
            first, second = self.days = self.days_of_round(n)
            through = self.gateway if n % 2 else self.calcom
            hour, later = HOURS[n % 10], HOURS[(n * 7 + 3) % 10]
            made = self.becomes({(first, hour)}, 201,
                                lambda: through.book(self.event_type, start_text(first, hour)))
            self.check(self.gateway, (first,))
            moved = self.becomes({(second, later)}, 201, lambda: through.reschedule(
                made.json()["data"]["uid"], start_text(second, later)))
            self.check(self.gateway, (first,))
            self.check(self.gateway, (second,))
            self.becomes((), 200, lambda: through.cancel(moved.json()["data"]["uid"]))
            self.check(self.gateway, (second,))

    def days_of_round(self, n):
        """The same two dates for ten rounds, then others."""
        first = MONDAY + timedelta(n // 10 % 50)
        return first, first + timedelta(1)

    def becomes(self, busy, status, change):
        self.history.append(frozenset(busy))
        answer = change()
        if answer.status != status:
            raise AssertionError(f"not changed: {answer}")
        self.answered = len(self.history) - 1
        return answer

    def watch(self):
        turn = 0
        while not self.ended and not self.failure:
            first, second = self.days
            self.check(self.watcher, ((first,), (first, second), (second,))[turn % 3])
            turn += 1

    def check(self, client, days):
        oldest = self.answered
        answer = client.slots(eventTypeId=self.event_type, start=days[0], end=days[-1])
        newest = len(self.history) - 1
        self.asked += 1
        states = self.history[oldest:newest + 1]
        # An answer from before a change, less what is known to be taken since (S7, S10).
        since = [then | now for i, then in enumerate(states) for now in states[i + 1:]]
        allowed = {body_for(days, busy) for busy in [*states, *since]}
        if answer.body not in allowed:
            raise AssertionError(f"asked when state {oldest} held: {answer}, allowed: {allowed}")

    def close(self):
        for client in (self.gateway, self.calcom, self.watcher):
            client.close()


class RaceTest(ScenarioTest):
    def setUp(self):
        # Threads that mostly wait for sockets should not wait for each other.
        interval = sys.getswitchinterval()
        sys.setswitchinterval(0.0005)
        self.addCleanup(sys.setswitchinterval, interval)

    def test_bookings_at_calcom_and_through_the_gateway(self):
        """S5, S8, S10: after a booking, a move or a cancellation no answer shows the old state."""
        path = self.folder() / "world.json"
        path.write_text(json.dumps(hourly_world(WORKERS, now="2031-05-05T00:00:00Z")))
        box = self.sandbox(path)
        left, asked = ROUNDS, 0
        while left > 0:
            rounds = max(1, min(BATCH, left // WORKERS))
            workers = [Worker(event_type_of(n), *box.program.ports)
                       for n in range(1, WORKERS + 1)]
            threads = [threading.Thread(target=worker.run, args=(rounds,)) for worker in workers]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for worker in workers:
                worker.close()
                self.assertIsNone(worker.failure)
                asked += worker.asked
            left -= rounds * WORKERS
            box.calcom.reset()
        print(f"{ROUNDS} rounds, {asked} answers compared", file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
