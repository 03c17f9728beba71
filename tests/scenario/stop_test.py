"""SIGTERM: what is under way is answered, what has left is finished, and the port is free."""

import signal
import socket
import threading
import unittest

from configuration import Gateway, tenant
from connection import Connection, request_bytes
from fake_upstream import FakeUpstream, Held, slots, success
from harness import SLOTS, Program, ScenarioTest, eventually, slots_target, starts_of

QUESTION = request_bytes("GET", slots_target(eventTypeId=1, start="2031-05-06", end="2031-05-06"),
                         headers=SLOTS)


def takes_connections(port):
    try:
        socket.create_connection(("127.0.0.1", port), 10).close()
        return True
    except ConnectionRefusedError:
        return False
    except ConnectionResetError:  # by one of its loops; another may still listen
        return True


class StopTest(ScenarioTest):
    def setUp(self):
        self.upstream = FakeUpstream()
        self.addCleanup(self.upstream.stop)

    def start(self):
        """A gateway whose questions to Cal.com wait until the test releases them."""
        gateway = Gateway(self.folder(), [tenant(base_url=self.upstream.url)])
        self.keep(gateway).wait_until_ready()
        return gateway

    def hold(self, path, answer):
        held = self.upstream.script[path] = Held(answer)
        self.addCleanup(held.released.set)
        return held

    def connect(self, gateway):
        connection = Connection(gateway.port)
        self.addCleanup(connection.close)
        return connection

    def test_a_slow_question_is_answered(self):
        """SIGTERM and SIGINT let a question under way be answered; then the exit code is 0."""
        for stop in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(stop.name):
                held = self.hold("/v2/slots", slots("2031-05-06T08"))
                gateway = self.start()
                idle, asker = self.connect(gateway), self.connect(gateway)
                idle.get("/health")
                asker.send(QUESTION)
                self.assertTrue(held.arrived.wait(60))
                gateway.program.process.send_signal(stop)
                eventually(lambda: not takes_connections(gateway.port), "to take nobody any more")
                self.assertTrue(idle.is_closed_by_peer())
                held.released.set()
                answer = asker.receive()
                self.assertEqual(starts_of(answer), ["2031-05-06T08:00:00.000Z"])
                self.assertEqual(answer.headers["connection"], "close")
                asker.close()  # else the gateway waits a while for us to have read it
                self.assertEqual(gateway.program.wait(), 0)

    def test_the_port_is_free_at_once(self):
        """After a stop with connections open the same port can be bound again at once."""
        held = self.hold("/v2/slots", slots("2031-05-06T08"))
        gateway = self.start()
        asker = self.connect(gateway)
        asker.send(QUESTION)
        self.assertTrue(held.arrived.wait(60))
        gateway.program.terminate()
        held.released.set()
        self.assertEqual(asker.receive().status, 200)
        asker.close()
        self.assertEqual(gateway.program.wait(), 0)
        again = Program("serve", "--listen", f"127.0.0.1:{gateway.port}", "--sim-listen",
                        "127.0.0.1:0", addresses=2)
        self.keep(again)
        self.assertEqual(again.ports[0], gateway.port)

    def test_a_write_that_has_left_is_finished(self):
        """S1: the program waits for a write that has left, although its client has gone."""
        held = self.hold("/v2/bookings", success({"id": 1, "uid": "one"}))
        gateway = self.start()
        asker = self.connect(gateway)
        asker.send(request_bytes("POST", "/v2/bookings", {"eventTypeId": 1}))
        self.assertTrue(held.arrived.wait(60))
        asker.close()
        gateway.program.terminate()
        eventually(lambda: not takes_connections(gateway.port), "to take nobody any more")
        self.assertIsNone(gateway.program.process.poll(), "still waits for Cal.com")
        held.released.set()
        self.assertEqual(gateway.program.wait(), 0)
        facts = [line for line in gateway.program.stderr().splitlines() if "own_request" in line]
        self.assertEqual(len(facts), 3, "before it left, before its answer and after its end")

    def test_a_second_gateway_on_the_port(self):
        """A port that is taken is said so, with exit code 1."""
        gateway = self.start()
        with self.assertRaisesRegex(AssertionError, "does not start"):
            Program("serve", "--listen", f"127.0.0.1:{gateway.port}", "--sim-listen",
                    "127.0.0.1:0", addresses=2)

    def test_the_sandbox_stops_with_a_question_under_way(self):
        """The embedded Cal.com stops after the gateway: a question it is slow about is answered."""
        box = self.sandbox(latency="real")
        answers = []
        asker = threading.Thread(target=lambda: answers.append(
            box.gateway.slots(eventTypeId=1, start="2031-05-06", end="2031-05-06")))
        asker.start()
        eventually(lambda: box.calcom.count("GET /v2/slots"), "to ask its Cal.com")
        box.program.terminate()
        asker.join()
        box.gateway.close()
        box.calcom.close()
        self.assertEqual(answers[0].status, 200)
        self.assertTrue(starts_of(answers[0]))
        self.assertEqual(box.program.wait(), 0)


if __name__ == "__main__":
    unittest.main()
