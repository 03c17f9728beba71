#include "coherence/ladders.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
const tenant_id tenant{0};
const event_type_id type{7};
constexpr steady_instant announced{hours{1}};

ladders one_about_monday() {
    ladders l{2};
    l.begin("u", tenant, {some_dates{tenant, type, monday, monday}}, stamp{5}, announced);
    return l;
}

milliseconds life(const ladders& l, milliseconds after, utc_date date = monday) {
    return l.life(tenant, type, date, announced + after);
}

}  // namespace

TEST_CASE(
    "S8: entries of an announced cancellation's dates live 1, 2, 4 ... 60 s, for 15 minutes") {
    const auto l = one_about_monday();
    CHECK(life(l, seconds{0}) == seconds{1});
    CHECK(life(l, milliseconds{999}) == seconds{1});
    CHECK(life(l, seconds{1}) == seconds{2});
    CHECK(life(l, seconds{3}) == seconds{4});
    CHECK(life(l, seconds{7}) == seconds{8});
    CHECK(life(l, seconds{31}) == seconds{32});
    CHECK(life(l, seconds{63}) == seconds{60});
    CHECK(life(l, minutes{14}) == seconds{60});
    CHECK(life(l, minutes{15}) == milliseconds::max());
    CHECK(life(l, seconds{0}, monday + days{1}) == milliseconds::max());
}

TEST_CASE("S8: at each step whoever asks has the booking read, once") {
    auto l = one_about_monday();
    const auto due = [&](milliseconds after, utc_date date = monday) {
        return l.take_due(tenant, type, date, date, announced + after).size();
    };
    CHECK(due(milliseconds{999}) == 0);
    CHECK(due(seconds{1}, monday + days{1}) == 0);
    CHECK(due(seconds{1}) == 1);
    CHECK(due(seconds{2}) == 0);
    CHECK(due(seconds{3}) == 1);
    CHECK(due(seconds{6}) == 0);
    CHECK(due(minutes{15}) == 0);
}

TEST_CASE("S8: a ladder ends when it is known; when they are too many the oldest goes") {
    auto l = one_about_monday();
    CHECK(l.was_announced("u", stamp{5}, announced));
    CHECK_FALSE(l.was_announced("u", stamp{4}, announced));
    l.end("u");
    CHECK(life(l, seconds{0}) == milliseconds::max());
    for (int i = 0; i < 3; ++i)
        l.begin(std::to_string(i), tenant, {whole_tenant{tenant}}, stamp{5},
                announced + seconds{i});
    CHECK(l.size() == 2);
    CHECK_FALSE(l.was_announced("0", stamp{9}, announced));
    CHECK(l.was_announced("2", stamp{9}, announced));
}
