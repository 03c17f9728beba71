#include "coherence/stamps.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::coherence;

namespace {

const tenant_id tenant{0};
const tenant_id neighbour{1};
const event_type_id type{7};
const event_type_id other_type{8};
constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};

bool is_current(const stamp_table& t, stamp noted, event_type_id of, utc_date date) {
    return t.current(noted, tenant, of, date);
}

}  // namespace

TEST_CASE("S3: a stamp of a tenant outdates every event type of it and nobody else") {
    stamp_table table{1, 100};
    const auto noted = table.newest();
    table.move(tenant);
    CHECK_FALSE(is_current(table, noted, type, monday));
    CHECK_FALSE(is_current(table, noted, other_type, monday + days{300}));
    CHECK(table.current(noted, neighbour, type, monday));
    CHECK(is_current(table, table.newest(), type, monday));
}

TEST_CASE("S3: a stamp of an event type outdates its dates only") {
    stamp_table table{1, 100};
    const auto noted = table.newest();
    table.move(tenant, type);
    CHECK_FALSE(is_current(table, noted, type, monday));
    CHECK(is_current(table, noted, other_type, monday));
}

TEST_CASE("S3: a stamp of a date outdates that date only, and every range that holds it") {
    stamp_table table{1, 100};
    const auto noted = table.newest();
    table.move(tenant, type, monday);
    CHECK_FALSE(is_current(table, noted, type, monday));
    CHECK(is_current(table, noted, type, monday + days{1}));
    CHECK_FALSE(table.current(noted, tenant, type, monday - days{3}, monday + days{3}));
    CHECK(table.current(noted, tenant, type, monday + days{1}, monday + days{30}));
}

TEST_CASE("S3: forgetting dates moves the stamp of their event type") {
    stamp_table table{1, 3};
    const auto noted = table.newest();
    for (int i = 0; i < 4; ++i) table.move(tenant, type, monday + days{i});
    CHECK_FALSE(is_current(table, noted, type, monday));
    CHECK_FALSE(is_current(table, noted, type, monday + days{200}));
    CHECK(is_current(table, noted, other_type, monday));
}

TEST_CASE("S3: stamps of two lives never agree") {
    const stamp_table first{1, 10};
    stamp_table second{2, 10};
    CHECK(first.newest() != second.newest());
    const auto from_first = first.newest();
    second.move(tenant);
    CHECK_FALSE(is_current(second, from_first, type, monday));
}

TEST_CASE("S3: a fact about everything outdates everything noted before it") {
    stamp_table table{1, 10};
    table.move(tenant, type, monday);
    const auto noted = table.newest();
    table.move_all();
    CHECK_FALSE(is_current(table, noted, type, monday));
    CHECK_FALSE(table.current(noted, neighbour, other_type, monday));
}

TEST_CASE("S3: a stamp of all later dates outdates those, and none before") {
    stamp_table table{1, 100};
    const auto noted = table.newest();
    table.move_from(tenant, type, monday);
    CHECK_FALSE(is_current(table, noted, type, monday));
    CHECK_FALSE(is_current(table, noted, type, monday + days{500}));
    CHECK(is_current(table, noted, type, monday - days{1}));
    CHECK(is_current(table, noted, other_type, monday));
    CHECK_FALSE(table.current(noted, tenant, type, monday - days{5}, monday + days{1}));
    CHECK(table.current(noted, tenant, type, monday - days{5}, monday - days{1}));
}

TEST_CASE("S3: later dates keep the newest of the stamps that reach them") {
    stamp_table table{1, 100};
    table.move_from(tenant, type, monday);
    const auto first = table.newest();
    table.move_from(tenant, type, monday + days{7});
    const auto second = table.newest();
    CHECK(is_current(table, first, type, monday + days{6}));
    CHECK_FALSE(is_current(table, first, type, monday + days{7}));
    CHECK(is_current(table, second, type, monday + days{7}));
    table.move_from(tenant, type, monday - days{7});
    CHECK_FALSE(is_current(table, second, type, monday + days{8}));
    CHECK_FALSE(is_current(table, second, type, monday));
    CHECK(is_current(table, second, type, monday - days{8}));
}

TEST_CASE("S3: stamps of later dates count among those that are bounded") {
    stamp_table table{1, 3};
    const auto noted = table.newest();
    for (int i = 0; i < 4; ++i) table.move_from(tenant, type, monday + days{i});
    CHECK_FALSE(is_current(table, noted, type, monday - days{200}));
    const auto after = table.newest();
    table.move(tenant);
    CHECK_FALSE(is_current(table, after, type, monday));
}
