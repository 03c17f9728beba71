#include "calcom-sim/untold_call.hpp"

#include "calcom-sim/json_access.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr milliseconds at_once{100};

/// The booking an answer says was made.
json::object made_by(const recording& item) {
    constexpr int created = 201;
    const auto* body = item.body.if_object();
    if (item.status != created || body == nullptr || item.request.path() != "/v2/bookings")
        return {};
    return object_at(*body, "data");
}

bool tells_the_same(const json::object& before, const json::object& after, std::string_view list) {
    return array_at(before, list) == array_at(after, list);
}

/// True if `after` tells one booking more than `before`, of that uid, and nothing else.
bool tells_only(const json::object& before, const json::object& after, const std::string& uid) {
    for (const auto* const list : {"hosts", "eventTypes", "reservations", "notes"})
        if (!tells_the_same(before, after, list)) return false;
    json::array others;
    for (const auto& element : array_at(after, "bookings")) {
        const auto* booking = element.if_object();
        if (booking == nullptr || text_at(*booking, "uid") != uid) others.push_back(element);
    }
    return others == array_at(before, "bookings");
}

}  // namespace

std::optional<std::string> cancelled_untold(const recording& before, const recording& after) {
    const auto made = made_by(before);
    auto uid = text_at(made, "uid");
    const auto last_stamp = parse_instant(text_at(made, "updatedAt"));
    if (uid.empty() || !last_stamp || before.took || after.now - *last_stamp <= at_once)
        return std::nullopt;
    if (!tells_only(before.scenario, after.scenario, uid)) return std::nullopt;
    return uid;
}

}  // namespace slotgate::sim
