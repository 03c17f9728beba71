#include "ops/log_line.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace slotgate;
using ops::level;

namespace {

/// The line of one text field, without what surrounds its value.
std::string escaped(std::string_view text) {
    const auto line = ops::log_line(instant{}, level::info, "m", {{"k", text}});
    const auto begin = line.find("\"k\":\"") + 5;
    return line.substr(begin, line.size() - begin - 3);
}

}  // namespace

TEST_CASE("a line is one JSON object with time, level, message and the fields in order") {
    CHECK(ops::log_line(*parse_instant("2031-05-06T07:08:09.010Z"), level::warning,
                        "Cache invalidated",
                        {{"days", std::int64_t{-3}},
                         {"ratio", 0.5},
                         {"layers", std::string_view{"all"}},
                         {"again", true}}) ==
          R"({"time":"2031-05-06T07:08:09.010Z","level":"WARNING","message":"Cache invalidated",)"
          R"("days":-3,"ratio":0.5,"layers":"all","again":true})"
          "\n");
}

TEST_CASE("levels are named in capitals") {
    const auto has = [](level at, const char* name) {
        return ops::log_line(instant{}, at, "m", {}).contains(name);
    };
    CHECK(has(level::debug, "\"DEBUG\""));
    CHECK(has(level::info, "\"INFO\""));
    CHECK(has(level::error, "\"ERROR\""));
}

TEST_CASE("T3: what names a person is not written") {
    const auto line = ops::log_line(instant{}, level::info, "m", {{"who", ops::personal{"Ana"}}});
    CHECK(line.contains(R"("who":"[redacted]")"));
    CHECK_FALSE(line.contains("Ana"));
}

TEST_CASE("nothing in a text can end the line or the value") {
    CHECK(escaped("a\"b\\c\nd\re\tf") == R"(a\"b\\c\nd\re\tf)");
    CHECK(escaped(std::string_view("\0\x1b\x7f", 3)) == R"(\u0000\u001b\u007f)");
}

TEST_CASE("UTF-8 is kept, and what is not becomes the replacement character") {
    CHECK(escaped("Grüße € 🦊") == "Grüße € 🦊");
    const std::string r = "\xEF\xBF\xBD";
    CHECK(escaped("a\xFF"
                  "b") == "a" + r + "b");
    CHECK(escaped("\xC3") == r);
    CHECK(escaped("\xC0\xAF") == r + r);
    CHECK(escaped("\xED\xA0\x80") == r + r + r);
    CHECK(escaped("\xF4\x90\x80\x80") == r + r + r + r);
}

TEST_CASE("long texts are cut, also in the middle of a character") {
    CHECK(escaped(std::string(5000, 'x')) == std::string(2000, 'x') + "...");
    CHECK(escaped(std::string(1999, 'x') + "ü") == std::string(1999, 'x') + "\xEF\xBF\xBD...");
}

TEST_CASE("numbers that JSON cannot name are null") {
    CHECK(ops::log_line(instant{}, level::info, "m", {{"x", std::nan("")}}).contains("\"x\":null"));
}
