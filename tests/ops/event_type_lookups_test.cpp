#include "ops/event_type_lookups.hpp"

#include <memory>
#include <thread>

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::ops;

namespace {

using enum event_type_lookups::answered;

std::string text_of(const event_type_lookups& counted) {
    std::string out;
    counted.write(out);
    return out;
}

constexpr tenant_id north{0};
constexpr tenant_id south{1};

}  // namespace

TEST_CASE("questions are counted for each event type of each tenant") {
    event_type_lookups counted;
    counted.name_tenants({"north", "south"});
    counted.count(south, event_type_id{7}, from_memory);
    counted.count(south, event_type_id{7}, from_memory);
    counted.count(south, event_type_id{7}, otherwise);
    counted.count(north, event_type_id{7}, otherwise);
    const auto rows = counted.rows();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].tenant == north);
    CHECK(rows[0].misses == 1);
    CHECK(rows[1].type == event_type_id{7});
    CHECK(rows[1].hits == 2);
    const auto text = text_of(counted);
    const std::string name = "\nslotgate_event_type_lookups_total";
    CHECK(text.contains(name + "{tenant=\"south\",event_type=\"7\",result=\"hit\"} 2\n"));
    CHECK(text.contains(name + "{tenant=\"north\",event_type=\"7\",result=\"miss\"} 1\n"));
    CHECK_FALSE(text.contains("tenant=\"north\",event_type=\"7\",result=\"hit\""));
}

TEST_CASE("however many event types are asked about, so many are told apart and no more") {
    event_type_lookups counted;
    constexpr std::int64_t many = 3 * event_type_lookups::told_apart_max;
    for (std::int64_t type = 0; type < many; ++type)
        counted.count(north, event_type_id{type * type}, otherwise);
    counted.count(north, event_type_id{-1}, from_memory);
    counted.count(north, event_type_id{INT64_MAX}, from_memory);
    CHECK(counted.rows().size() == event_type_lookups::told_apart_max);
    const auto text = text_of(counted);
    CHECK(text.contains("event_type=\"other\",result=\"miss\"} 2000\n"));
    CHECK(text.contains("event_type=\"other\",result=\"hit\"} 2\n"));
}

TEST_CASE("nothing is lost when several threads count") {
    event_type_lookups counted;
    const auto work = [&] {
        for (int i = 0; i < 20'000; ++i)
            counted.count(north, event_type_id{i % 50}, i % 2 == 0 ? from_memory : otherwise);
    };
    {
        const std::jthread other(work);
        work();
    }
    std::uint64_t sum = 0;
    for (const auto& r : counted.rows()) sum += r.hits + r.misses;
    CHECK(counted.rows().size() == 50);
    CHECK(sum == 40'000);
}
