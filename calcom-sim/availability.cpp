#include "calcom-sim/availability.hpp"

#include <algorithm>

namespace slotgate::sim {
namespace {

/// The people who can serve `type`.
std::vector<const user*> hosts_of(const world& w, const event_type& type) {
    const auto owner = w.users.find(type.owner);
    if (owner == w.users.end()) return {};
    return {&owner->second};
}

/// By the exact text of the address only (C5).
bool attends(const booking& b, const std::string& email) {
    return std::ranges::find(b.attendees, email, &attendee::email) != b.attendees.end() ||
           std::ranges::find(b.guests, email) != b.guests.end();
}

bool blocks(const booking& b, const user& host, const demand& wanted) {
    return b.status == booking_status::accepted && b.uid != wanted.ignore_uid &&
           b.start <= wanted.looked_at.end() && b.end >= wanted.looked_at.start() &&
           (b.organizer == host.id || attends(b, host.email));
}

std::vector<free_range> free_ranges_of(const world& w, const zone_database& zones, const user& host,
                                       const demand& wanted) {
    const schedule* hours = schedule_for(w, host, *wanted.type);
    if (hours == nullptr) return {};
    const zone* place = zones.find(hours->zone);
    const auto open = working_time(*hours, place != nullptr ? *place : zones.utc(), wanted.asked);
    return subtract(open, busy_time_of(w, host, wanted));
}

}  // namespace

std::vector<free_range> busy_time_of(const world& w, const user& host, const demand& wanted) {
    const event_type& type = *wanted.type;
    std::vector<free_range> busy;
    for (const auto& [uid, b] : w.bookings) {
        if (!blocks(b, host, wanted)) continue;
        const auto booked = w.event_types.find(b.event_type);
        const bool known = booked != w.event_types.end();
        const minutes before = known ? booked->second.buffer_before : minutes{0};
        const minutes after = known ? booked->second.buffer_after : minutes{0};
        busy.push_back({.start = b.start - before - type.buffer_after,
                        .end = b.end + after + type.buffer_before});
    }
    for (const auto& [who, when] : w.busy)
        if (who == host.id)
            busy.push_back({.start = when.start() - type.buffer_after,
                            .end = when.end() + type.buffer_before});
    std::ranges::sort(busy);
    return busy;
}

std::vector<free_range> subtract(std::span<const free_range> ranges,
                                 std::span<const free_range> busy) {
    std::vector<free_range> out;
    for (const auto& range : ranges) {
        instant at = range.start;
        for (const auto& taken : busy) {
            if (taken.start >= range.end) break;
            if (taken.end <= at) continue;
            if (taken.start > at) out.push_back({.start = at, .end = taken.start});
            at = taken.end;
        }
        if (at < range.end) out.push_back({.start = at, .end = range.end});
    }
    return out;
}

std::vector<free_range> merge_overlapping(std::vector<free_range> ranges) {
    std::ranges::sort(ranges);
    std::vector<free_range> out;
    for (const auto& next : ranges) {
        if (!out.empty() && out.back().end > next.start) {
            out.back().end = std::max(out.back().end, next.end);
        } else {
            out.push_back(next);
        }
    }
    return out;
}

const schedule* schedule_for(const world& w, const user& host, const event_type& type) {
    if (type.schedule_id)
        for (const auto& [id, u] : w.users)
            for (const auto& s : u.schedules)
                if (s.id == *type.schedule_id) return &s;
    const auto preferred = std::ranges::find(host.schedules, true, &schedule::is_default);
    if (preferred != host.schedules.end()) return &*preferred;
    return host.schedules.empty() ? nullptr : &host.schedules.front();
}

std::vector<free_range> free_ranges(const world& w, const zone_database& zones,
                                    const demand& wanted) {
    std::vector<free_range> together;
    for (const user* host : hosts_of(w, *wanted.type))
        together = merge_overlapping(free_ranges_of(w, zones, *host, wanted));
    return together;
}

}  // namespace slotgate::sim
