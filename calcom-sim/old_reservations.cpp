// Reservations of the versions before 2024-09-04: what a browser picks is kept under its cookie.
#include "calcom-sim/request_body.hpp"
#include "calcom-sim/reservations.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/validation.hpp"
#include "wire/iso_time.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr minutes kept_for{5};

struct picked_slot {
    event_type_id type;
    instant start;
    instant end;
    std::string booking_uid;  ///< whose seats are asked for
    bool dry_run = false;
};

std::optional<instant> date_in(validation& check, std::string_view name) {
    const auto* const given = check.find(name);
    if (given != nullptr && given->is_string()) {
        if (const auto t = wire::read_iso_time(given->get_string())) return *t;
    }
    check.complain(name, "isDateString",
                   std::string(name) + " must be a valid ISO 8601 date string");
    return std::nullopt;
}

std::expected<picked_slot, wire::response> read_picked(const exchange& x) {
    auto body = read_body(x);
    if (!body) return std::unexpected(std::move(body.error()));
    validation check(std::move(*body));
    check.keep_only(
        {"eventTypeId", "slotUtcStartDate", "slotUtcEndDate", "bookingUid", "_isDryRun"});
    const auto type = check.integer("eventTypeId", presence::required);
    const auto start = date_in(check, "slotUtcStartDate");
    const auto end = date_in(check, "slotUtcEndDate");
    auto booking_uid = check.text("bookingUid", presence::optional);
    const auto dry_run = check.flag("_isDryRun", presence::optional);
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return picked_slot{.type = event_type_id{*type},
                       .start = *start,
                       .end = *end,
                       .booking_uid = booking_uid.value_or(""),
                       .dry_run = dry_run.value_or(false)};
}

/// On an event type with seats only a booking that is named and has room lets one be kept.
bool has_room(const world& w, const event_type& type, const picked_slot& picked) {
    if (!type.seats) return true;
    const auto b = w.bookings.find(picked.booking_uid);
    if (b == w.bookings.end() || b->second.attendees.empty()) return false;
    return static_cast<std::int64_t>(b->second.attendees.size()) < type.seats->per_slot;
}

/// The same time picked again is kept anew, not twice.
void keep(world& w, const reservation& r) {
    const auto [first, last] = w.reservations.equal_range(r.uid);
    for (auto kept = first; kept != last; ++kept) {
        auto& one = kept->second;
        if (one.who != r.who || one.start != r.start || one.end != r.end) continue;
        one.event_type = r.event_type;
        one.release_at = r.release_at;
        return;
    }
    w.reservations.emplace(r.uid, r);
}

}  // namespace

std::string uid_cookie(const wire::request& request) {
    auto cookies = request.headers.find("Cookie").value_or("");
    while (!cookies.empty()) {
        auto one = cookies.substr(0, cookies.find(';'));
        cookies.remove_prefix(std::min(cookies.size(), one.size() + 1));
        one.remove_prefix(std::min(one.size(), one.find_first_not_of(' ')));
        constexpr std::string_view name = "uid=";
        if (one.starts_with(name)) return std::string(one.substr(name.size()));
    }
    return {};
}

reaction make_old_reservation(exchange& x) {
    const auto picked = read_picked(x);
    if (!picked) return just(picked.error());
    const auto found = x.w.event_types.find(picked->type);
    if (found == x.w.event_types.end()) return just(failure(x, 404, "Event Type not found"));
    const auto& type = found->second;
    auto uid = uid_cookie(x.request);
    if (uid.empty()) uid = make_uuid(x.random);
    // A team's event type has hosts but no users of its own, and so nobody whose time is kept.
    if (!type.team && !picked->dry_run && has_room(x.w, type, *picked)) {
        const auto length = std::chrono::floor<minutes>(picked->end - picked->start);
        keep(x.w, {.uid = uid,
                   .event_type = type.id,
                   .who = type.owner,
                   .start = picked->start,
                   .end = picked->end,
                   .length = length,
                   .kept_for = kept_for,
                   .release_at = x.now + kept_for,
                   .is_seat = type.seats.has_value()});
    }
    auto answer = success(201, json::string(uid));
    answer.headers.add("Set-Cookie", "uid=" + wire::encode_component(uid) + "; Path=/");
    return just(std::move(answer));
}

reaction drop_old_reservation(exchange& x) {
    auto uid = uid_cookie(x.request);
    for (const auto& [name, value] : wire::parse_query(x.request.query()))
        if (uid.empty() && name == "uid") uid = value;
    if (!uid.empty()) x.w.reservations.erase(uid);
    return just(wire::json_response(200, R"({"status":"success"})"));
}

}  // namespace slotgate::sim
