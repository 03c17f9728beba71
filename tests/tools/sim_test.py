"""Tests of tools/sim and tools/mutants: they must be able to fail."""

import contextlib
import importlib.machinery
import importlib.util
import io
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

sys.dont_write_bytecode = True
TOOLS = Path(__file__).resolve().parents[2] / "tools"


def tool(name):
    loader = importlib.machinery.SourceFileLoader(name, str(TOOLS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


sim, mutants = tool("sim"), tool("mutants")


class SimTest(unittest.TestCase):
    def said_by(self, script, *arguments):
        """(lines printed, exit code) with this shell script as the program."""
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder, "program")
            program.write_text("#!/bin/sh\n" + script)
            program.chmod(0o755)
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                code = sim.main([str(program), *arguments])
        return out.getvalue(), code

    def test_worlds_are_added_up(self):
        """what several processes counted is one report"""
        said, code = self.said_by('echo worlds $2; echo question 10; echo digest $1', "7",
                                  "--hours", "12")
        self.assertEqual(code, 0, said)
        self.assertIn("30 operations in 12 worlds", said)

    def test_a_broken_rule_fails(self):
        """a world that ends with 1 is told and fails the run"""
        said, code = self.said_by('echo "broken S3, seed 5"; exit 1', "5")
        self.assertEqual(code, 1)
        self.assertIn("broken S3, seed 5", said)

    def test_too_little_fails(self):
        """with --enough rare rules and rare operations are failures"""
        said, code = self.said_by('echo question 1000000; echo digest 1', "--enough")
        self.assertEqual(code, 1)
        self.assertIn("fact: less than 2%", said)
        self.assertIn("S9 decided 0 answers", said)
        self.assertIn("1,000,000 operations, fewer than 10,000,000", said)

    def test_enough_is_enough(self):
        """what CI asks for can be reached"""
        counted = Counter({name: sim.OPERATIONS_LEAST for name in (*sim.OPERATIONS, *sim.RULES)})
        self.assertEqual(list(sim.lacking(counted)), [])


class MutantsTest(unittest.TestCase):
    def test_head(self):
        """a patch says its rule, what it breaks and who kills it"""
        head = mutants.HEAD.match("S8: no window\nKilled by: radius, from seed 12\n\n--- a/x\n")
        self.assertEqual(head.groups(), ("S8", "no window", "radius", "12"))
        self.assertIsNone(mutants.HEAD.match("no window\nKilled by: radius\n"))

    def test_what_does_not_apply_is_no_kill(self):
        """a patch of other sources than there are is a failure"""
        with tempfile.TemporaryDirectory() as folder:
            patch = Path(folder, "one.patch")
            text = ("--- a/LICENSE\n+++ b/LICENSE\n@@ -1,1 +1,1 @@\n-no such line\n+another\n")
            patch.write_text(text)
            with self.assertRaisesRegex(mutants.Failure, "does not apply"):
                mutants.patched(patch, text, Path(folder, "copy"))
            with self.assertRaisesRegex(mutants.Failure, "which is not there"):
                mutants.patched(patch, "+++ b/no/such.cpp\n", Path(folder, "copy"))


if __name__ == "__main__":
    unittest.main()
