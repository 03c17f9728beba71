#include "calcom-sim/slots.hpp"

#include <algorithm>
#include <set>

#include "calcom-sim/availability.hpp"
#include "calcom-sim/grid.hpp"
#include "wire/calcom_error.hpp"
#include "wire/slots_answer.hpp"

namespace slotgate::sim {
namespace {

using question = wire::slots_question;

/// A real Cal.com computes far longer ranges than anybody waits for; this one gives up at once.
constexpr days range_max{3660};

std::unexpected<wire::refusal> refuse(int status, std::string message) {
    return std::unexpected(wire::refusal{.status = status, .message = std::move(message)});
}

std::expected<const event_type*, wire::refusal> type_of_user(const world& w,
                                                             const wire::slots_selector& by) {
    const auto owner = std::ranges::find_if(
        w.users, [&](const auto& entry) { return entry.second.username == by.username; });
    if (owner == w.users.end())
        return refuse(404, "User with username " + by.username + " not found");
    for (const auto& [id, type] : w.event_types)
        if (type.owner == owner->first && type.slug == by.slug) return &type;
    return refuse(404, "Event Type not found");
}

const zone& zone_of(const question& q, const zone_database& zones) {
    return q.zone != nullptr ? *q.zone : zones.utc();
}

/// Free time is first cut to the question, and to what the notice leaves of it (A1).
asked_range range_of(const question& q, const event_type& type, const zone& place, instant now) {
    const minutes notice = std::max(type.notice, minutes{1});
    const instant from = std::max(q.start, now + notice);
    return {.from = from,
            .to = q.end,
            .from_offset = place.offset_at(from),
            .to_offset = place.offset_at(q.end)};
}

demand demand_of(const question& q, const event_type& type, const asked_range& asked) {
    const auto looked_at = interval::between(asked.from, std::max(asked.from, asked.to));
    return {.type = &type,
            .asked = asked,
            .looked_at = looked_at.value_or(interval::of_date(date_of(asked.from))),
            .ignore_uid = q.booking_to_reschedule};
}

minutes length_of(const question& q, const event_type& type) {
    return q.duration == minutes{0} ? type.length : q.duration;
}

grid_rules grid_of(const question& q, const event_type& type, const zone& place, instant now) {
    const minutes length = length_of(q, type);
    return {.length = length,
            .step = type.slot_interval.value_or(length),
            .offset_start = type.offset_start,
            .optimized = type.show_optimized_slots,
            .place = &place,
            .earliest = now + type.notice};
}

void keep_first_of_each_date(std::vector<instant>& starts, const zone& place) {
    std::set<local_date> seen;
    std::erase_if(starts, [&](instant t) { return !seen.insert(place.local_date_of(t)).second; });
}

/// Keeps the local dates of the question, all of them whole. If clocks were set back between the
/// starts of its first and its last date, Cal.com loses the last one (D2).
void keep_dates_asked(std::vector<instant>& starts, const question& q) {
    if (q.zone == nullptr) return;
    const local_date first = q.zone->local_date_of(q.start);
    local_date last = q.zone->local_date_of(q.end);
    const minutes before = q.zone->offset_at(q.zone->start_of(first));
    if (q.zone->offset_at(q.zone->start_of(last)) < before) last -= days{1};
    std::erase_if(starts, [&](instant t) {
        const local_date date = q.zone->local_date_of(t);
        return date < first || date > last;
    });
}

/// Every step from hours to starts, in Cal.com's order: the first start of a date is chosen before
/// those under notice go, so that date may end up empty.
std::vector<instant> starts_for(const world& w, const zone_database& zones, const question& q,
                                const event_type& type, instant now) {
    const zone& place = zone_of(q, zones);
    const auto asked = range_of(q, type, place, now);
    auto starts = starts_on_grid(free_ranges(w, zones, demand_of(q, type, asked)),
                                 grid_of(q, type, place, now));
    if (type.only_first_slot) keep_first_of_each_date(starts, place);
    std::erase_if(starts, [&](instant t) { return t < now + type.notice; });
    keep_dates_asked(starts, q);
    return starts;
}

std::expected<std::string, wire::refusal> slots_body(const world& w, const zone_database& zones,
                                                     wire::generation contract,
                                                     std::string_view query, instant now) {
    const auto q = wire::read_slots_question(contract, query, zones);
    if (!q) return std::unexpected(q.error());
    const auto type = select_type(w, q->selector);
    if (!type) return std::unexpected(type.error());
    const auto found = find_slots(w, zones, *q, **type, now);
    if (!found) return std::unexpected(found.error());
    return write_slots(*q, *found);
}

}  // namespace

std::expected<const event_type*, wire::refusal> select_type(const world& w,
                                                            const wire::slots_selector& by) {
    if (by.id) {
        const auto found = w.event_types.find(*by.id);
        if (found == w.event_types.end()) return refuse(404, "Event Type not found");
        return &found->second;
    }
    if (!by.username.empty()) return type_of_user(w, by);
    if (!by.team.empty()) return refuse(404, "Team with slug " + by.team + " not found");
    if (!by.organization.empty())
        return refuse(404, "Organization with slug " + by.organization + " not found");
    return refuse(404, "Event Type not found");
}

std::expected<found_slots, wire::refusal> find_slots(const world& w, const zone_database& zones,
                                                     const question& q, const event_type& type,
                                                     instant now) {
    if (q.end - std::max(q.start, now) > range_max) return refuse(500, "Internal server error");
    const minutes length = length_of(q, type);
    found_slots out;
    for (const instant t : starts_for(w, zones, q, type, now))
        out.starts.push_back({.start = t, .end = t + length});
    return out;
}

std::string write_slots(const question& q, const found_slots& found) {
    return wire::render_slots(q, found.starts);
}

wire::response answer_slots(const world& w, const zone_database& zones, wire::generation contract,
                            const wire::request& request, instant now) {
    auto body = slots_body(w, zones, contract, request.query(), now);
    if (!body)
        return wire::calcom_error(body.error().status, body.error().message, request.target, now);
    auto tag = wire::etag_of(*body);
    const bool known = request.headers.find("If-None-Match") == std::string_view(tag);
    auto answer = known ? wire::response{.status = 304, .headers = {}, .body = {}}
                        : wire::json_response(200, std::move(*body));
    answer.headers.add("ETag", std::move(tag));
    return answer;
}

bool host_is_free(const world& w, const zone_database& zones, const event_type& type, interval when,
                  std::string_view ignore_uid, instant /*now*/) {
    // Unlike a slots question, a booking looks at everything whose buffers could reach it.
    constexpr days margin{2};
    const auto looked_at = interval::between(when.start() - margin, when.end() + margin);
    const demand wanted{.type = &type,
                        .asked = {.from = when.start(), .to = when.end()},
                        .looked_at = looked_at.value_or(when),
                        .ignore_uid = ignore_uid};
    return std::ranges::any_of(free_ranges(w, zones, wanted), [&](const free_range& range) {
        return range.start <= when.start() && when.end() <= range.end;
    });
}

}  // namespace slotgate::sim
