#include "calcom-sim/reservations.hpp"

#include <algorithm>
#include <expected>

#include "calcom-sim/request_body.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/validation.hpp"
#include "wire/iso_time.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr minutes kept_by_default{5};
/// Keeps sums of instants far from overflow; Cal.com has no bound.
constexpr std::int64_t minutes_max = 1'000'000'000;

/// A body of POST and PATCH, checked by itself.
struct wanted_slot {
    event_type_id type;
    std::string start_text;  ///< as sent; an error repeats it
    instant start;
    std::optional<minutes> length;
    std::optional<minutes> kept_for;
};

using outcome = std::expected<wanted_slot, wire::response>;

std::optional<minutes> span_in(validation& check, std::string_view name) {
    const auto value = check.integer(name, presence::optional);
    if (!value) return std::nullopt;
    return minutes{std::clamp(*value, -minutes_max, minutes_max)};
}

outcome read_wanted(const exchange& x) {
    auto body = read_body(x);
    if (!body) return std::unexpected(std::move(body.error()));
    validation check(std::move(*body));
    check.keep_only({"eventTypeId", "slotStart", "slotDuration", "reservationDuration"});
    wanted_slot out;
    out.type = event_type_id{check.integer("eventTypeId", presence::required).value_or(0)};
    const auto* const given = check.find("slotStart");
    if (given != nullptr && given->is_string()) out.start_text = given->get_string();
    const auto start = wire::read_iso_time(out.start_text);
    if (!start && start.error() == wire::iso_fault::not_iso)
        check.complain("slotStart", "isDateString",
                       "slotStart must be a valid ISO 8601 date string");
    out.length = span_in(check, "slotDuration");
    out.kept_for = span_in(check, "reservationDuration");
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    if (!start) return std::unexpected(failure(x, 400, "Invalid start date"));
    out.start = *start;
    // Zero is no length to Cal.com.
    if (out.length == minutes{0}) out.length.reset();
    return out;
}

bool share_a_team(const world& w, user_id a, user_id b) {
    return std::ranges::any_of(w.teams, [&](const auto& entry) {
        const auto& members = entry.second.members;
        return std::ranges::find(members, a) != members.end() &&
               std::ranges::find(members, b) != members.end();
    });
}

/// Who may say how long a time is kept: the owner, who shares a team with him, the team's members.
bool may_say_how_long(const world& w, user_id who, const event_type& type) {
    if (!type.team) return who == type.owner || share_a_team(w, who, type.owner);
    const auto found = w.teams.find(*type.team);
    return found != w.teams.end() &&
           std::ranges::find(found->second.members, who) != found->second.members.end();
}

std::optional<wire::response> refuse_length(const exchange& x, const event_type& type,
                                            const wanted_slot& wanted) {
    if (!wanted.length) return std::nullopt;
    if (type.length_options.empty())
        return failure(
            x, 400,
            "You passed 'slotDuration' but this event type is not a variable length event type.");
    if (std::ranges::find(type.length_options, *wanted.length) != type.length_options.end())
        return std::nullopt;
    std::string offered;
    for (const auto length : type.length_options)
        offered += (offered.empty() ? "" : ", ") + std::to_string(length.count());
    return failure(x, 400,
                   "Provided 'slotDuration' is not one of the possible lengths for the event type. "
                   "The possible lengths for this variable length event type are: " +
                       offered);
}

const booking* overlapping_booking(const world& w, event_type_id type, instant start, instant end) {
    const auto found = std::ranges::find_if(w.bookings, [&](const auto& entry) {
        const auto& b = entry.second;
        const bool live =
            b.status == booking_status::accepted || b.status == booking_status::pending;
        return live && b.event_type == type && b.start < end && b.end > start;
    });
    return found == w.bookings.end() ? nullptr : &found->second;
}

bool overlaps_reservation(const exchange& x, event_type_id type, instant start, instant end) {
    return std::ranges::any_of(x.w.reservations, [&](const auto& entry) {
        const auto& r = entry.second;
        return r.event_type == type && r.release_at > x.now && r.start < end && r.end > start;
    });
}

/// Everything that is looked at in bookings and other reservations, the moved one's own included.
std::optional<wire::response> refuse_time(const exchange& x, const event_type& type,
                                          const wanted_slot& wanted) {
    const instant end = wanted.start + wanted.length.value_or(type.length);
    const auto* const booked = overlapping_booking(x.w, type.id, wanted.start, end);
    if (type.seats && booked != nullptr &&
        static_cast<std::int64_t>(booked->attendees.size()) >= type.seats->per_slot)
        return failure(x, 422,
                       "Booking with id=" + std::to_string(type.id.value) + " at " +
                           wanted.start_text + " has no more seats left.");
    // The rules for round robin lie in a closed part; without it everything is accepted.
    if (type.kind == scheduling::round_robin) return std::nullopt;
    if (!type.seats && booked != nullptr)
        return failure(x, 422, "Can't reserve a slot if the event is already booked.");
    if (overlaps_reservation(x, type.id, wanted.start, end))
        return failure(x, 422,
                       "This time slot is already reserved by another user. Please choose a "
                       "different time.");
    return std::nullopt;
}

const event_type* find_type(const exchange& x, event_type_id id) {
    const auto found = x.w.event_types.find(id);
    return found == x.w.event_types.end() ? nullptr : &found->second;
}

wire::response no_such_type(const exchange& x, event_type_id id) {
    return failure(x, 404, "Event Type with ID=" + std::to_string(id.value) + " not found");
}

std::optional<wire::response> refuse_keeping(const exchange& x, const event_type* type,
                                             const wanted_slot& wanted) {
    const bool says_how_long = wanted.kept_for.value_or(minutes{0}) != minutes{0};
    if (says_how_long && !x.caller.who)
        return failure(x, 401,
                       "reservationDuration can only be used for authenticated requests - use "
                       "access token, api key or OAuth credentials");
    if (type == nullptr) return no_such_type(x, wanted.type);
    if (says_how_long && !may_say_how_long(x.w, *x.caller.who, *type))
        return failure(x, 403,
                       "authenticated user is not owner of event type, does not have memberships "
                       "in common with owner of the event type, nor does belong to event type's "
                       "team or org.");
    return std::nullopt;
}

void put(reservation& r, const event_type& type, const wanted_slot& wanted, instant now) {
    r.event_type = type.id;
    r.start = wanted.start;
    r.length = wanted.length.value_or(type.length);
    r.end = wanted.start + r.length;
    r.kept_for = wanted.kept_for.value_or(kept_by_default);
    r.release_at = now + r.kept_for;
}

wire::response kept(int status, const reservation& r) {
    return success(status, json::object{{"eventTypeId", r.event_type.value},
                                        {"slotStart", to_text(r.start)},
                                        {"slotEnd", to_text(r.end)},
                                        {"slotDuration", r.length.count()},
                                        {"reservationUid", r.uid},
                                        {"reservationDuration", r.kept_for.count()},
                                        {"reservationUntil", to_text(r.release_at)}});
}

}  // namespace

reaction make_reservation(exchange& x) {
    const auto wanted = read_wanted(x);
    if (!wanted) return just(wanted.error());
    const auto* const type = find_type(x, wanted->type);
    if (auto refusal = refuse_keeping(x, type, *wanted)) return just(std::move(*refusal));
    if (auto refusal = refuse_length(x, *type, *wanted)) return just(std::move(*refusal));
    if (auto refusal = refuse_time(x, *type, *wanted)) return just(std::move(*refusal));
    reservation r;
    if (!type->team)
        r.who = type->owner;
    else if (!type->hosts.empty())
        r.who = type->hosts.front().who;
    else
        return just(failure(x, 400, "Cannot reserve a slot for a team event without any hosts"));
    r.uid = make_uuid(x.random);
    r.is_seat = type->seats.has_value();
    put(r, *type, *wanted, x.now);
    return just(kept(201, x.w.reservations.emplace(r.uid, r)->second));
}

reaction show_reservation(exchange& x) {
    const auto found = x.w.reservations.find(x.path_values.front());
    if (found == x.w.reservations.end()) return just(success(200, nullptr));
    const auto& r = found->second;
    return just(success(200, json::object{{"reservationUid", r.uid},
                                          {"eventTypeId", r.event_type.value},
                                          {"slotStart", to_text(r.start)},
                                          {"slotEnd", to_text(r.end)},
                                          {"slotDuration", r.length.count()},
                                          {"reservationUntil", to_text(r.release_at)}}));
}

reaction move_reservation(exchange& x) {
    const auto wanted = read_wanted(x);
    if (!wanted) return just(wanted.error());
    const auto& uid = x.path_values.front();
    const auto found = x.w.reservations.find(uid);
    if (found == x.w.reservations.end())
        return just(failure(x, 404, "Slot with uid=" + uid + " not found"));
    const auto* const type = find_type(x, wanted->type);
    if (type == nullptr) return just(no_such_type(x, wanted->type));
    if (auto refusal = refuse_length(x, *type, *wanted)) return just(std::move(*refusal));
    if (auto refusal = refuse_time(x, *type, *wanted)) return just(std::move(*refusal));
    put(found->second, *type, *wanted, x.now);
    return just(kept(200, found->second));
}

reaction drop_reservation(exchange& x) {
    x.w.reservations.erase(x.path_values.front());
    return just(wire::json_response(200, R"({"status":"success"})"));
}

}  // namespace slotgate::sim
