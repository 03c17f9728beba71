"""Tests of tools/tidy on trees of one or two files. `python3 tests/tools/tidy_test.py`."""

import importlib.machinery
import importlib.util
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
TIDY = Path(__file__).resolve().parents[2] / "tools" / "tidy"
loader = importlib.machinery.SourceFileLoader("tidy", str(TIDY))
tidy = importlib.util.module_from_spec(importlib.util.spec_from_loader("tidy", loader))
loader.exec_module(tidy)

HEADER = "#pragma once\n"


class TidyTest(unittest.TestCase):
    def offences(self, files, protocol=""):
        """Messages about a tree of these files (path -> text), the protocol's own apart."""
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {"docs/protocol.md": protocol, **files}.items():
                file = Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            found, self.warnings, _ = tidy.check_tree(folder)
        return [f"{path}:{line}: {message}" for path, line, message in found
                if "no CMakeLists.txt" not in message]

    def assert_clean(self, files, protocol=""):
        self.assertEqual(self.offences(files, protocol), [])

    def assert_offence(self, files, start, words, protocol=""):
        """Exactly one offence, at that place, with these words in it."""
        found = self.offences(files, protocol)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(start), found)
        self.assertIn(words, found[0])

    # Arrows point inwards.

    def test_an_include_along_the_arrow_passes(self):
        self.assert_clean({"src/gateway/a.cpp": '#include "core/time.hpp"\n'})

    def test_an_include_against_the_arrow_fails(self):
        self.assert_offence({"src/core/a.cpp": '#include "gateway/a.hpp"\n'},
                            "src/core/a.cpp:1:", "core must not know gateway/a.hpp")

    def test_gateway_sees_the_port_of_origin_and_no_adapter(self):
        self.assert_clean({"src/gateway/a.cpp": '#include "origin/origin.hpp"\n'})
        self.assert_offence({"src/gateway/a.cpp": '#include "origin/calcom.hpp"\n'},
                            "src/gateway/a.cpp:1:", "must not know origin/calcom.hpp")

    def test_the_simulator_knows_the_network_only_in_its_server(self):
        include = '#include "net/server.hpp"\n'
        self.assert_clean({"calcom-sim/server.cpp": include})
        self.assert_offence({"calcom-sim/slots.cpp": include}, "calcom-sim/slots.cpp:1:", "net")

    def test_an_include_starts_at_the_root(self):
        self.assert_offence({"src/core/a.cpp": '#include "time.hpp"\n'},
                            "src/core/a.cpp:1:", "include from the root")

    def test_an_unknown_folder_is_reported(self):
        self.assert_offence({"src/magic/a.cpp": "\n"}, "src/magic/a.cpp:1:", "not in the table")

    # Pure folders.

    def test_a_pure_folder_does_no_io(self):
        for include in ("boost/asio/awaitable.hpp", "thread", "mutex", "sys/socket.h"):
            self.assert_offence({"src/wire/a.cpp": f"#include <{include}>\n"},
                                "src/wire/a.cpp:1:", "wire is pure")

    def test_a_pure_folder_reads_no_clock_and_no_environment(self):
        self.assert_offence({"src/core/a.cpp": "auto e = std::getenv(name);\n"},
                            "src/core/a.cpp:1:", "parameter")
        found = self.offences({"src/core/a.cpp": "auto t = std::chrono::steady_clock::now();\n"})
        self.assertTrue(any("core is pure" in line for line in found), found)

    def test_boost_in_a_pure_folder_stays_with_its_sources(self):
        inner = {"src/wire/a.hpp": HEADER + "#include <boost/json.hpp>\n",
                 "src/wire/a.cpp": '#include "wire/a.hpp"\n'}
        self.assert_clean(inner)
        self.assert_offence({**inner, "src/wire/b.hpp": HEADER + '#include "wire/a.hpp"\n'},
                            "src/wire/a.hpp:1:", "brings Boost to src/wire/b.hpp")
        self.assert_offence({**inner, "src/net/b.cpp": '#include "wire/a.hpp"\n'},
                            "src/wire/a.hpp:1:", "brings Boost to src/net/b.cpp")

    def test_what_a_comment_or_a_text_says_is_not_code(self):
        text = '// getenv\nauto t = "steady_clock::now()"; /* rand( */\nauto r = R"(throw "x")";\n'
        self.assert_clean({"src/core/a.cpp": text})

    # Sizes.

    def test_a_file_has_at_most_600_lines_and_is_warned_of_above_400(self):
        self.assert_clean({"src/core/a.cpp": "\n" * 600})
        self.assertEqual(len(self.warnings), 1)
        self.assert_offence({"src/core/a.cpp": "\n" * 601}, "src/core/a.cpp:1:", "601 lines")

    def test_a_function_has_at_most_70_lines(self):
        def function(lines):
            return "namespace a {\nint f(int x) {\n" + "    g();\n" * (lines - 2) + "}\n}\n"
        self.assert_clean({"src/core/a.cpp": function(70)})
        self.assert_offence({"src/core/a.cpp": function(71)}, "src/core/a.cpp:2:", "71 lines")

    def test_a_constructor_with_initialisers_is_a_function(self):
        text = "struct a {\n    a() : b_{1}, c_{2} {\n" + "        g();\n" * 80 + "    }\n};\n"
        self.assert_offence({"src/core/a.cpp": text}, "src/core/a.cpp:2:", "82 lines")

    def test_a_table_or_a_type_is_no_function(self):
        rows = "    {1, 2},\n" * 80
        for start in ("constexpr row rows[] =", "std::array<row, 80> more", "enum class a : int"):
            self.assert_clean({"src/core/a.cpp": f"{start} {{\n{rows}}};\n"})

    def test_a_line_has_at_most_100_columns_of_characters_not_bytes(self):
        self.assert_clean({"src/core/a.cpp": "// " + "ö" * 97 + "\n"})
        self.assert_offence({"src/core/a.cpp": "// " + "o" * 98 + "\n"},
                            "src/core/a.cpp:1:", "101 columns")

    # Names and calls.

    def test_a_file_has_a_name_that_says_something(self):
        self.assert_offence({"src/core/text_util.cpp": "\n"}, "src/core/text_util.cpp:1:", "util")
        self.assert_clean({"src/core/database.cpp": "\n"})

    def test_a_banned_call_is_reported_with_its_replacement(self):
        for call, instead in (("std::this_thread::sleep_for(x);", "timer"),
                              ("std::cout << x;", "ops::log"), ("auto x = rand();", "mt19937_64"),
                              ("throw x;", "return fail"), ("spawn(x, detached);", "logs")):
            self.assert_offence({"src/net/a.cpp": call + "\n"}, "src/net/a.cpp:1:", instead)

    def test_a_call_is_allowed_where_it_belongs(self):
        self.assert_clean({"src/cli/a.cpp": "std::cout << x;\n",
                           "src/app/a.cpp": "auto t = std::chrono::system_clock::now();\n"})

    def test_a_header_guards_itself_and_opens_no_namespace(self):
        self.assert_offence({"src/core/a.hpp": "int x;\n"}, "src/core/a.hpp:1:", "pragma once")
        self.assert_offence({"src/core/a.hpp": HEADER + "using namespace std;\n"},
                            "src/core/a.hpp:2:", "using namespace")

    def test_a_function_that_returns_a_result_says_nodiscard(self):
        self.assert_offence({"src/core/a.hpp": HEADER + "/// Why.\nvirtual result<int> f();\n"},
                            "src/core/a.hpp:3:", "[[nodiscard]]")
        marked = "[[nodiscard]] static x::awaitable<result<int>>\nf(int x);\n"
        others = "using a = result<int>;\nresult<int> g() const override;\n"
        self.assert_clean({"src/core/a.hpp": HEADER + marked + others})

    def test_a_macro_of_ours_is_reported(self):
        self.assert_offence({"src/core/a.cpp": "\n#define A 3\n"}, "src/core/a.cpp:2:", "macros")

    # Text.

    def test_nothing_unfinished_is_merged(self):
        word = "TO" + "DO"
        self.assert_offence({"src/core/a.cpp": f"// {word}: later\n"}, "src/core/a.cpp:1:", "(#12)")
        self.assert_clean({"src/core/a.cpp": f"// {word}(#12): later\n"})

    def test_white_space_is_tidy(self):
        self.assert_offence({"README.md": "text \n"}, "README.md:1:", "white space")
        self.assert_offence({"src/core/a.cpp": "\tint x;\n"}, "src/core/a.cpp:1:", "tab")
        self.assert_offence({"README.md": "text"}, "README.md:1:", "line end")

    def test_no_path_of_a_workplace_remains(self):
        self.assert_offence({"README.md": "see /work/" + "main/x\n"}, "README.md:1:", "workplace")

    def test_a_relative_link_leads_somewhere(self):
        self.assert_clean({"README.md": "[a](docs/protocol.md#x) [b](https://x.example) [c](#d)\n"
                                        "`[f](g.md)`\n"})
        self.assert_offence({"docs/a.md": "[a](gone.md)\n"}, "docs/a.md:1:", "leads nowhere")

    def test_a_source_that_no_list_names_is_reported(self):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {"docs/protocol.md": "", "src/core/a.cpp": "", "src/core/b.cpp": "",
                               "src/core/CMakeLists.txt": "SOURCES a.cpp\n"}.items():
                Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, path).write_text(text)
            found, _, _ = tidy.check_tree(folder)
        self.assertEqual([path for path, _, _ in found], ["src/core/b.cpp"])

    # Rules and their tests.

    def test_every_rule_has_a_test(self):
        test = {"tests/core/a_test.cpp": 'TEST_CASE("S1: one door") {}\n'}
        self.assert_clean(test, "- **S1 One door.** Everything enters here.\n")
        self.assert_offence(test, "docs/protocol.md:2:", "no test names rule W3",
                            "- **S1 One door.**\n## W3 Duplicates\n")

    def test_a_name_over_two_lines_is_one_name(self):
        text = 'TEST_CASE(\n    "a start "\n    "(S1, T2)") {}\n'
        self.assert_clean({"tests/core/a_test.cpp": text}, "**S1 a** **T2 b**\n")

    def test_a_scenario_names_its_rules_in_the_sentence_under_its_name(self):
        test = 'def test_cold_and_warm(self):\n    """S2: cold, then warm."""\n'
        self.assert_clean({"tests/scenario/a_test.py": test}, "**S2 Day entries.**\n")

    def test_a_test_names_no_rule_that_does_not_exist(self):
        self.assert_offence({"tests/core/a_test.cpp": 'TEST_CASE("S99: what?") {}\n'},
                            "tests/core/a_test.cpp:1:", "no rule S99")

    def test_a_header_names_no_rule_that_does_not_exist(self):
        self.assert_offence({"src/core/a.hpp": HEADER + "/// Bounded (S99).\n"},
                            "src/core/a.hpp:2:", "no rule S99")

    def test_a_recording_is_no_rule(self):
        header = HEADER + "/// calcom-recorded B4, B5 and E6; recorded B7.\n"
        test = 'TEST_CASE("cut to the minute (recorded B4)") {}\n'
        self.assert_clean({"src/core/a.hpp": header, "tests/core/a_test.cpp": test})

    def test_a_missing_protocol_is_said(self):
        with tempfile.TemporaryDirectory() as folder:
            found, _, _ = tidy.check_tree(folder)
        self.assertEqual(len(found), 1)
        self.assertIn("is missing", found[0][2])


if __name__ == "__main__":
    unittest.main()
