#include "gateway/grant.hpp"

#include <algorithm>
#include <array>

#include "core/ensure.hpp"

namespace slotgate::gateway {
namespace {

struct named_grant {
    grant one;
    std::string_view name;
};

constexpr std::array table{
    named_grant{grant::availability, "availability"},
    named_grant{grant::bookings_read, "bookings.read"},
    named_grant{grant::bookings_write, "bookings.write"},
    named_grant{grant::event_types_read, "event_types.read"},
    named_grant{grant::event_types_write, "event_types.write"},
    named_grant{grant::schedules_read, "schedules.read"},
    named_grant{grant::schedules_write, "schedules.write"},
    named_grant{grant::webhooks, "webhooks"},
    named_grant{grant::everything, "everything"},
};

}  // namespace

std::string grants::names() const {
    std::string out;
    for (const auto& row : table) {
        if ((bits_ & bit(row.one)) == 0) continue;
        if (!out.empty()) out += ',';
        out += row.name;
    }
    return out;
}

std::string_view to_text(grant one) {
    const auto* row = std::ranges::find(table, one, &named_grant::one);
    ensure(row != table.end(), "every grant has a name");
    return row->name;
}

std::optional<grant> grant_named(std::string_view name) {
    const auto* row = std::ranges::find(table, name, &named_grant::name);
    if (row == table.end()) return std::nullopt;
    return row->one;
}

std::string all_grant_names() {
    std::string out;
    for (const auto& row : table) {
        if (!out.empty()) out += ", ";
        out += row.name;
    }
    return out;
}

}  // namespace slotgate::gateway
