"""Questions that left before a change and land after it, where nothing else keeps them out.

In race_test.py the account settles all the time, so that nothing is ever kept (S8). Here every
account has been calm for a while when its change comes, and a question about an event type never
asked before is under way to a Cal.com as slow as the real one: what it brings would be kept, were
it not for the stamps. Many accounts share the waiting.
"""

import json
import os
import random
import sys
import unittest
from datetime import date, timedelta

from configuration import Gateway, tenant
from harness import Client, Program, ScenarioTest, Simulator, eventually, free_port, metric
from hourly_world import body_for, event_type_of, hourly_world, key_of, start_text

ACCOUNTS = 24
# Each a change of every account: booked, moved, cancelled, again and again.
PASSES = max(3, int(os.environ.get("SLOTGATE_RACE_ROUNDS", "10000")) // 10000 * 6)
SEED = int(os.environ.get("SLOTGATE_SEED", random.randrange(1 << 32)))
SECRET = "one-secret-for-all"
LEAD_MAX = 12  # how many changes of others, some 60 ms each, lie between a question and its change


class Account:
    """One tenant with one host: its bookings, and clients that ask under its name."""

    def __init__(self, number, gateway_port, calcom):
        self.number = number
        host = {"Host": f"t{number}.example"}
        self.early = Client(gateway_port, host)
        self.late = Client(gateway_port, host)
        self.through = Client(gateway_port, host) if number % 2 else calcom
        self.days = (date.today() + timedelta(10), date.today() + timedelta(11))
        self.busy = self.old_busy = ()
        self.uid = None

    def ask(self, client, turn):
        client.send_slots(eventTypeId=event_type_of(self.number, turn), start=self.days[0],
                          end=self.days[1])

    def change(self, turn):
        """Books on the first day, moves to the second, cancels, in turn."""
        self.old_busy = self.busy
        day, hour = self.days[turn % 3 % 2], 8 + (turn + self.number) % 10
        if turn % 3 == 2:
            answer = self.through.cancel(self.uid)
            self.busy = ()
        elif turn % 3 == 1:
            answer = self.through.reschedule(self.uid, start_text(day, hour))
            self.busy = ((day, hour),)
        else:
            answer = self.through.book(event_type_of(self.number), start_text(day, hour))
            self.busy = ((day, hour),)
        if answer.status not in (200, 201):
            raise AssertionError(f"not changed: {answer}")
        self.uid = answer.json()["data"]["uid"]

    def old_body(self):
        return body_for(self.days, self.old_busy)

    def body(self):
        return body_for(self.days, self.busy)

    def close(self):
        for client in (self.early, self.late, self.through):
            client.close()


class OvertakenTest(ScenarioTest):
    def setUp(self):
        folder, port = self.folder(), free_port()
        world = hourly_world(ACCOUNTS, PASSES, secret=SECRET,
                             webhook_url=f"http://127.0.0.1:{port}/webhooks/calcom/t{{}}")
        path = folder / "world.json"
        path.write_text(json.dumps(world))
        calcom = self.keep(Program("calcom-sim", "--listen", "127.0.0.1:0", "--scenario", path,
                                   "--no-rate-limits", addresses=1))
        url = f"http://127.0.0.1:{calcom.ports[0]}"
        tenants = [tenant(f"t{n}", url, [f"t{n}.example"], key_of(n), SECRET)
                   for n in range(1, ACCOUNTS + 1)]
        gateway = Gateway(folder, tenants, port, webhook={"tenant": "t1"})
        self.gateway = self.keep(gateway).wait_until_ready()
        self.calcom = Simulator(calcom.ports[0])
        self.accounts = [Account(n, port, self.calcom) for n in range(1, ACCOUNTS + 1)]
        self.addCleanup(lambda: [account.close() for account in self.accounts])
        self.random = random.Random(SEED)

    def test_a_landing_that_was_overtaken_is_not_kept(self):
        """S3, S8, S10: what left before a change and landed after it is never found in memory."""
        print(f"SLOTGATE_SEED={SEED}", file=sys.stderr)
        for turn in range(PASSES):
            self.race(turn)
            self.settle(turn)
        overtaken = metric(self.gateway.client, 'slotgate_fetches_total{outcome="overtaken"}')
        self.assertGreater(overtaken, 0, "no change came while its question was under way")
        print(f"{PASSES * ACCOUNTS} changes, {overtaken:.0f} landings overtaken", file=sys.stderr)

    def race(self, turn):
        """Every account asks, and a little later its change is made; then some ask again."""
        order = self.random.sample(self.accounts, ACCOUNTS)
        early = [[] for _ in order]
        for place, account in enumerate(order):
            early[max(0, place - self.random.randrange(LEAD_MAX))].append(account)
        for askers, changed in zip(early, order):
            for account in askers:
                account.ask(account.early, turn)
            changed.change(turn)
            # Who does not ask again leaves what the early question brings alone in memory.
            changed.asked_again = self.random.random() < 0.5
            if changed.asked_again:
                changed.ask(changed.late, turn)
        for account in order:
            before = account.early.connection.receive()
            self.assertIn(before.body, (account.old_body(), account.body()))
            if account.asked_again:
                after = account.late.connection.receive()
                self.assertEqual(after.body, account.body(), f"asked after the change: {after}")

    def settle(self, turn):
        """Asks until everything comes from memory; each answer must show the change."""
        restless = list(self.accounts)

        def all_calm():
            for account in restless:
                account.ask(account.late, turn)
            answers = [account.late.connection.receive() for account in restless]
            for account, answer in zip(restless, answers):
                self.assertEqual(answer.body, account.body(), answer)
            restless[:] = [a for a, answer in zip(restless, answers) if not answer.is_hit]
            return not restless

        eventually(all_calm, "to answer every account from memory")


if __name__ == "__main__":
    unittest.main()
