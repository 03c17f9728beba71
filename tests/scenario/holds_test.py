"""A time held through the gateway: offered to nobody while it is, to everybody afterwards."""

import unittest

from harness import SLOTS, Sandbox, ScenarioTest, eventually, starts_of

TUESDAY = {"eventTypeId": 2, "start": "2031-05-06", "end": "2031-05-06"}
START = "2031-05-06T09:00:00.000Z"
OPERATOR = {"Authorization": "Bearer sandbox"}
RESERVATIONS = "/v2/slots/reservations"
FIVE_MINUTES, SECONDS = 300_000, 1000


class HoldsTest(ScenarioTest):
    def setUp(self):
        self.box = self.keep(Sandbox(env={"SLOTGATE_CACHE_SETTLE_WINDOW_S": "1"}))
        self.box.wait_until_ready()
        self.assertIn(START, self.offered())

    def offered(self):
        return starts_of(self.box.gateway.slots(**TUESDAY))

    def offered_from_memory(self):
        return starts_of(eventually(
            lambda: (a := self.box.gateway.slots(**TUESDAY)).is_hit and a, "a hit"))

    def hold(self, through):
        held = through.request("POST", RESERVATIONS, {"eventTypeId": 2, "slotStart": START}, SLOTS)
        self.assertEqual(held.status, 201, held)
        return held.json()["data"]

    def let_go(self, through, hold):
        gone = through.request("DELETE", f"{RESERVATIONS}/{hold['reservationUid']}", None, SLOTS)
        self.assertEqual(gone.status, 200, gone)

    def explain(self):
        answer = self.box.gateway.request(
            "GET", f"/admin/explain?eventTypeId=2&start={START}", None, OPERATOR)
        self.assertEqual(answer.status, 200, answer)
        return answer.json()

    def test_its_end(self):
        """S7, S11: nobody tells that a hold is over, and no answer lacks its time from then on."""
        self.hold(self.box.gateway)
        self.assertNotIn(START, self.offered())
        why = self.explain()
        self.assertEqual(why["reason"], "held")
        self.assertIn("heldUntil", why)
        self.assertNotIn(START, self.offered_from_memory())
        self.box.calcom.let_pass(FIVE_MINUTES - 20 * SECONDS)
        self.assertNotIn(START, self.offered())
        self.box.calcom.let_pass(23 * SECONDS)
        self.assertIn(START, self.offered())

    def test_moved_and_let_go(self):
        """S7: what a client lets go through the gateway is offered at once."""
        hold = self.hold(self.box.gateway)
        self.let_go(self.box.gateway, hold)
        self.assertIn(START, self.offered())
        hold = self.hold(self.box.gateway)
        other = next(one for one in self.offered() if one > START)
        moved = self.box.gateway.request(
            "PATCH", f"{RESERVATIONS}/{hold['reservationUid']}",
            {"eventTypeId": 2, "slotStart": other}, SLOTS)
        self.assertEqual(moved.status, 200, moved)
        self.assertIn(START, self.offered())
        self.assertNotIn(other, self.offered())

    def test_let_go_elsewhere(self):
        """S7: what is let go past the gateway is offered once Cal.com is asked: no reading."""
        self.let_go(self.box.calcom, self.hold(self.box.gateway))
        eventually(lambda: START in self.offered(), "Cal.com's list to count again")
        self.assertNotIn("heldUntil", self.explain())

    def test_held_elsewhere(self):
        """What is held past the gateway is held as far as Cal.com's answers tell."""
        self.hold(self.box.calcom)
        self.box.calcom.let_pass(FIVE_MINUTES - 20 * SECONDS)
        self.assertNotIn(START, starts_of(self.box.calcom.slots(**TUESDAY)))
        self.box.calcom.let_pass(2 * FIVE_MINUTES)
        self.assertIn(START, self.offered())


if __name__ == "__main__":
    unittest.main()
