"""docs/simulator.md tells the truth: its commands run, in their order, and answer what it says."""

import os
import re
import select
import subprocess
import time
import unittest

from harness import BINARY, DEADLINE, ROOT, ScenarioTest, eventually, free_port

BLOCK = re.compile(r"```(sh|text)\n(.*?)```", re.S)
OWN_TERMINAL = ("slotgate calcom-sim", "python3")  # what the last line of such a block begins with


def told(text):
    """A pattern for an answer as the page tells it: `...` stands for anything."""
    return ".*".join(re.escape(part) for part in re.split(r"\.\.\.", "".join(text.splitlines())))


class ManualTest(ScenarioTest):
    def setUp(self):
        self.simulator, self.receiver = free_port(), free_port()
        self.scratch = self.folder()
        (self.scratch / "slotgate").symlink_to(os.path.abspath(BINARY))
        self.environment = {**os.environ, "PATH": f"{self.scratch}:{os.environ['PATH']}"}

    def adapted(self, text):
        """With ports and a folder of this test's own."""
        for before, after in (("8081", str(self.simulator)), ("9000", str(self.receiver)),
                              ("/tmp/", f"{self.scratch}/")):
            text = text.replace(before, after)
        return text

    def start(self, commands):
        """As in a terminal of its own; what it prints can be read as it comes."""
        *before, last = commands.rstrip().rsplit("\n", 1)
        process = subprocess.Popen(["bash", "-ec", "\n".join([*before, f"exec {last}"])], cwd=ROOT,
                                   env=self.environment, stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return process

    def run_commands(self, commands):
        done = subprocess.run(["bash", "-ec", commands], cwd=ROOT, env=self.environment,
                              timeout=DEADLINE, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"{commands}\n{done.stderr}\n{done.stdout}")
        return done.stdout.replace("\n", "").replace("\r", "")

    def wait_for_port(self, port):
        eventually(lambda: subprocess.run(["bash", "-c", f"</dev/tcp/127.0.0.1/{port}"],
                                          capture_output=True).returncode == 0, "to listen")

    def test_the_simulator(self):
        """Every command of docs/simulator.md runs, and answers what the page says."""
        page = self.adapted((ROOT / "docs/simulator.md").read_text())
        terminals, answered, count = [], "", 0
        for kind, text in BLOCK.findall(page):
            if kind == "text":
                self.assertRegex(answered, told(text))
            elif text.rstrip().rsplit("\n", 1)[-1].startswith(OWN_TERMINAL):
                self.wait_for_port_of(terminals, text)
            else:
                answered = self.run_commands(text)
                count += 1
        self.assertGreater(count, 8)
        self.assertIn("genuine", self.printed(terminals[1]))

    def wait_for_port_of(self, terminals, text):
        terminals.append(self.start(text))
        self.wait_for_port((self.simulator, self.receiver)[len(terminals) - 1])

    @staticmethod
    def printed(process):
        """What it has printed so far."""
        out, end = b"", time.monotonic() + DEADLINE
        while not out and time.monotonic() < end:
            while select.select([process.stdout], [], [], 0)[0]:
                out += os.read(process.stdout.fileno(), 65536)
        return out.decode()


if __name__ == "__main__":
    unittest.main()
