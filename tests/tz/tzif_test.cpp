#include "tz/tzif.hpp"

#include <array>
#include <string>

#include <doctest/doctest.h>

using namespace slotgate;
using tz::read_tzif;

namespace {

std::string big_endian(std::int64_t value, int bytes) {
    std::string out;
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
        out += static_cast<char>((value >> shift) & 0xFF);
    return out;
}

struct listed_change {
    std::int64_t at;
    int type;
};

/// One block with two kinds of time, one and two hours east, as version 2 writes it.
std::string block(std::initializer_list<listed_change> changes, int time_bytes) {
    std::string out = "TZif2" + std::string(15, '\0');
    const std::array<std::int64_t, 6> counts{0, 0, 0, static_cast<std::int64_t>(changes.size()),
                                             2, 4};
    for (const auto count : counts) out += big_endian(count, 4);
    for (const auto& c : changes) out += big_endian(c.at, time_bytes);
    for (const auto& c : changes) out += static_cast<char>(c.type);
    for (const int offset : {3600, 7200}) out += big_endian(offset, 4) + std::string(2, '\0');
    return out + std::string("XST\0", 4);
}

std::string file(std::initializer_list<listed_change> changes, const std::string& footer) {
    return block({}, 4) + block(changes, 8) + "\n" + footer + "\n";
}

std::int64_t unix_time(const char* text) {
    return std::chrono::floor<seconds>(*parse_instant(text)).time_since_epoch().count();
}

}  // namespace

TEST_CASE("the changes listed, then those of the footer's rule to the end of 2099") {
    const auto periods = read_tzif(
        file({{unix_time("1980-04-06T01:00:00Z"), 1}, {unix_time("1980-09-28T01:00:00Z"), 0}},
             "CET-1CEST,M3.5.0,M10.5.0/3"));
    REQUIRE(periods);
    const zone berlin("x", *periods);
    CHECK(berlin.offset_at(*parse_instant("1975-07-01T00:00:00Z")) == minutes{60});
    CHECK(berlin.offset_at(*parse_instant("1980-07-01T00:00:00Z")) == minutes{120});
    CHECK(berlin.offset_at(*parse_instant("2031-03-30T00:59:59Z")) == minutes{60});
    CHECK(berlin.offset_at(*parse_instant("2031-03-30T01:00:00Z")) == minutes{120});
    CHECK(berlin.offset_at(*parse_instant("2099-07-01T00:00:00Z")) == minutes{120});
    CHECK(periods->size() == 1 + 2 + 2 * (2100 - 1981));
}

TEST_CASE("what was before 1972 is one period, with the offset of its end") {
    const auto periods = read_tzif(file({{unix_time("1945-01-01T00:00:00Z"), 1}}, "XXX-2"));
    REQUIRE(periods);
    REQUIRE(periods->size() == 1);
    CHECK(periods->front().since == *parse_instant("1972-01-01T00:00:00Z"));
    CHECK(periods->front().offset == minutes{120});
}

TEST_CASE("changes that change nothing are left out") {
    const auto periods = read_tzif(file({{unix_time("1980-01-01T00:00:00Z"), 0},
                                         {unix_time("1990-01-01T00:00:00Z"), 1},
                                         {unix_time("2000-01-01T00:00:00Z"), 1}},
                                        "XXX-2"));
    REQUIRE(periods);
    CHECK(periods->size() == 2);
}

TEST_CASE("an empty footer ends with the last change listed") {
    const auto periods = read_tzif(file({{unix_time("1990-01-01T00:00:00Z"), 1}}, ""));
    REQUIRE(periods);
    CHECK(periods->back().offset == minutes{120});
}

TEST_CASE("a file cut anywhere is an error, and so are other bytes") {
    const auto whole = file({{unix_time("1990-01-01T00:00:00Z"), 1}}, "XXX-2");
    for (std::size_t n = 0; n < whole.size(); ++n) CHECK_FALSE(read_tzif(whole.substr(0, n)));
    CHECK_FALSE(read_tzif(std::string(500, 'x')));
    CHECK_FALSE(read_tzif(file({{0, 7}}, "XXX-2")));
    CHECK_FALSE(read_tzif(file({{unix_time("1990-01-01T00:00:00Z"), 1}, {0, 0}}, "XXX-2")));
    CHECK_FALSE(read_tzif(file({}, "nonsense")));
    auto first_version = whole;
    first_version[4] = '\0';
    CHECK_FALSE(read_tzif(first_version));
}
