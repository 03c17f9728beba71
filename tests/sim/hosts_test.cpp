#include "calcom-sim/hosts.hpp"

#include <doctest/doctest.h>

#include "sim/team.hpp"

namespace slotgate::sim {
namespace {

using testing::at;
using testing::practice_team;

/// Hours of one day, as [from, to).
free_range range(int from, int to) {
    const instant day = at("2031-05-06T00:00:00Z");
    return {.start = day + hours{from}, .end = day + hours{to}};
}

std::vector<std::int64_t> ids_of(const std::vector<serving_host>& hosts) {
    std::vector<std::int64_t> out;
    for (const auto& h : hosts) out.push_back(h.who->id.value);
    return out;
}

event_type& round_robin(world& w) {
    return w.event_types.at(event_type_id{12});
}

}  // namespace

TEST_CASE("fixed hosts of a round robin come after those that can be chosen") {
    world w = practice_team();
    round_robin(w).hosts.front().fixed = true;
    const auto hosts = hosts_for(w, round_robin(w), {}, {});
    CHECK(ids_of(hosts) == std::vector<std::int64_t>{2, 1});
    CHECK_FALSE(hosts.front().fixed);
    CHECK(hosts.back().fixed);
}

TEST_CASE("nobody serves the parent of managed event types") {
    world w = practice_team();
    round_robin(w).kind = scheduling::managed;
    CHECK(hosts_for(w, round_robin(w), {}, {}).empty());
}

TEST_CASE("a question names its hosts only where the round robin allows it") {
    world w = practice_team();
    const std::vector subset{user_id{2}};
    CHECK(hosts_for(w, round_robin(w), subset, {}).size() == 2);
    round_robin(w).allows_subset = true;
    CHECK(ids_of(hosts_for(w, round_robin(w), subset, {})) == std::vector<std::int64_t>{2});
}

TEST_CASE("a booking stays with its host where the round robin says so") {
    world w = practice_team();
    testing::add_booking(w, "2031-05-06T10:00:00Z", "2031-05-06T11:00:00Z", 12, 2);
    CHECK(hosts_for(w, round_robin(w), {}, "b0").size() == 2);
    round_robin(w).keeps_host = true;
    CHECK(ids_of(hosts_for(w, round_robin(w), {}, "b0")) == std::vector<std::int64_t>{2});
}

TEST_CASE("fixed hosts must all be there, of the others any one") {
    CHECK(time_of_hosts({{true, {range(9, 12)}}, {true, {range(10, 14)}}}) ==
          std::vector{range(10, 12)});
    CHECK(time_of_hosts({{false, {range(9, 10)}}, {false, {range(11, 12)}}}) ==
          std::vector{range(9, 10), range(11, 12)});
    CHECK(time_of_hosts(
              {{true, {range(9, 12)}}, {false, {range(8, 10)}}, {false, {range(11, 14)}}}) ==
          std::vector{range(9, 10), range(11, 12)});
}

TEST_CASE("recorded C3: ranges of a round robin stay apart, those inside another are dropped") {
    CHECK(time_of_hosts(
              {{false, {range(9, 12)}}, {false, {range(10, 11)}}, {false, {range(11, 14)}}}) ==
          std::vector{range(9, 12), range(11, 14)});
}

TEST_CASE("recorded C3: fixed hosts without any free time are ignored") {
    CHECK(time_of_hosts({{true, {}}, {false, {range(9, 12)}}}) == std::vector{range(9, 12)});
    CHECK(time_of_hosts({{true, {range(15, 16)}}, {false, {range(9, 12)}}}).empty());
    CHECK(time_of_hosts({{true, {}}, {true, {range(9, 12)}}}).empty());
}

}  // namespace slotgate::sim
