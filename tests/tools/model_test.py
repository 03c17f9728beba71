"""Tests of tools/model: it must be able to fail. `python3 tests/tools/model_test.py`, with spin."""

import contextlib
import importlib.machinery
import importlib.util
import io
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
MODEL = Path(__file__).resolve().parents[2] / "tools" / "model"
loader = importlib.machinery.SourceFileLoader("model", str(MODEL))
model = importlib.util.module_from_spec(importlib.util.spec_from_loader("model", loader))
loader.exec_module(model)

# A counter that must not pass 2; each part can be replaced.
COMMENT = "/* Counts.\n *\n * States: 8\n *\n * Switches:\n *   BREAK_BOUND  no bound\n */\n"
BODY = """byte count = 0;
init {
    do
#ifdef BREAK_BOUND
    :: count < 5 -> count++
#else
    :: count < 2 -> count++
#endif
    :: count >= 2 -> break
    od;
    assert(count <= 2)
}
"""


class ModelTest(unittest.TestCase):
    def said_about(self, text):
        """(lines printed, exit code) for a model of this text."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "counter.pml")
            file.write_text(text)
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                code = model.main([str(file)])
        return out.getvalue(), code

    def assert_fails(self, text, words):
        said, code = self.said_about(text)
        self.assertEqual(code, 1, said)
        self.assertIn(words, said)

    def test_a_model_that_holds_with_a_switch_that_is_caught_passes(self):
        said, code = self.said_about(COMMENT + BODY)
        self.assertEqual(code, 0, said)
        self.assertIn("holds, 8 states", said)
        self.assertIn("caught: (count<=2)", said)
        self.assertIn("1 models, 2 searches, 0 failures", said)

    def test_a_switch_that_nothing_catches_is_a_failure(self):
        self.assert_fails(COMMENT + BODY.replace("count < 5", "count < 2"), "is not caught")

    def test_a_switch_that_only_gets_stuck_is_no_proof(self):
        stuck = BODY.replace("    :: count < 5 -> count++", "    :: count == 5 -> break")
        self.assert_fails(COMMENT + stuck.replace(":: count >= 2", ":: count == 2"),
                          "no assertion catches it, but: invalid end state")

    def test_a_model_that_does_not_hold_is_a_failure(self):
        self.assert_fails(COMMENT + BODY.replace("assert(count <= 2)", "assert(count <= 1)"),
                          "FAILED: assertion violated (count<=1)")

    def test_a_statement_no_run_comes_to_is_a_failure(self):
        self.assert_fails(COMMENT + BODY.replace(":: count >= 2", ":: count == 9 -> count = 4\n    "
                                                 ":: count >= 2"), "never comes to line")

    def test_another_number_of_states_than_told_is_a_failure(self):
        self.assert_fails(COMMENT.replace("8", "7") + BODY, "has 8 states, and its first")

    def test_a_search_that_ends_early_is_a_failure(self):
        depth = model.DEPTH_MAX
        self.addCleanup(setattr, model, "DEPTH_MAX", depth)
        model.DEPTH_MAX = 3
        self.assert_fails(COMMENT + BODY, "max search depth too small")

    def test_a_switch_without_a_line_in_the_comment_is_a_failure(self):
        self.assert_fails(COMMENT.replace("BREAK_BOUND", "BREAK_OTHER") + BODY,
                          "looks at BREAK_BOUND, which its first comment does not list")

    def test_a_switch_the_model_never_looks_at_is_a_failure(self):
        more = COMMENT.replace(" */", " *   BREAK_MORE   nothing\n */")
        self.assert_fails(more + BODY, "lists BREAK_MORE and never looks at it")

    def test_a_model_without_switches_is_a_failure(self):
        plain = COMMENT.replace(" *   BREAK_BOUND  no bound\n", "")
        self.assert_fails(plain + "init { skip }\n", "has no switch")

    def test_what_spin_cannot_read_is_a_failure(self):
        self.assert_fails(COMMENT + BODY.replace("od;", ""), "FAILED: spin:")

    def test_the_rule_book_names_every_switch_of_the_models_beside_its_model(self):
        docs = MODEL.parents[1] / "docs"
        models = sorted((docs / "protocol").glob("*.pml"))
        has = {(file.name, name.removeprefix("BREAK_")) for file in models
               for name in model.switches_of(file.read_text())}
        told = set()
        rules = (docs / "protocol.md").read_text()
        for row in re.findall(r"^\|.*protocol/\w+\.pml.*$", rules, re.M):
            files = re.findall(r"protocol/(\w+\.pml)", row)
            for name in re.findall(r"`(\w+)`", row.split("|")[3]):
                homes = [(file, name) for file in files if (file, name) in has]
                self.assertEqual(len(homes), 1, f"{name} of {files}")
                told.update(homes)
        self.assertEqual(told, has)


if __name__ == "__main__":
    unittest.main()
