#include "calcom-sim/free_hosts.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>
#include <utility>

#include "calcom-sim/availability.hpp"

namespace slotgate::sim {
namespace {

/// The largest buffer the settings of an event type offer: Cal.com looks for bookings that far
/// around the time wished for.
constexpr minutes margin{120};

bool holds(std::span<const free_range> free, const interval& when) {
    return std::ranges::any_of(free, [&](const free_range& range) {
        return range.start <= when.start() && when.end() <= range.end;
    });
}

/// Zero: lowest, 4: highest.
std::size_t rank_of(std::string_view priority) {
    constexpr std::array<std::string_view, 5> names{"lowest", "low", "medium", "high", "highest"};
    const auto* const found = std::ranges::find(names, priority);
    return found == names.end() ? 2 : static_cast<std::size_t>(found - names.begin());
}

/// When the last booking of this event type with this host was made; long ago if there is none.
instant last_booked(const world& w, const event_type& type, const user& who) {
    instant last{};
    for (const auto& [uid, b] : w.bookings) {
        if (b.event_type != type.id || b.status != booking_status::accepted) continue;
        const bool there =
            b.organizer == who.id ||
            std::ranges::find(b.attendees, who.email, &attendee::email) != b.attendees.end();
        if (there) last = std::max(last, b.created_at);
    }
    return last;
}

/// How long the booking is that is being moved; nothing if it is a new one.
std::optional<minutes> length_moved(const world& w, std::string_view moving) {
    const auto found = w.bookings.find(std::string(moving));
    if (found == w.bookings.end()) return std::nullopt;
    return std::chrono::duration_cast<minutes>(found->second.end - found->second.start);
}

std::vector<serving_host> part(std::span<const serving_host> hosts, bool fixed) {
    std::vector<serving_host> out;
    for (const auto& h : hosts)
        if (h.fixed == fixed) out.push_back(h);
    return out;
}

}  // namespace

std::vector<serving_host> free_hosts(const world& w, const zone_database& zones,
                                     std::span<const serving_host> hosts,
                                     const host_search& search) {
    if (hosts.empty()) return {};
    const auto moved = length_moved(w, search.moving);
    const minutes around = margin + moved.value_or(minutes{0});
    const auto looked_at =
        interval::between(search.when.start() - around, search.when.end() + around)
            .value_or(search.when);
    const auto times =
        availability_of(w, zones,
                        {.type = search.type,
                         .hosts = hosts,
                         .asked = {.from = search.when.start(), .to = search.when.end()},
                         .looked_at = looked_at,
                         .now = search.now,
                         .length = moved.value_or(search.type->length),
                         .ignore_uid = search.moving,
                         .look = limits_look::booking});
    std::vector<serving_host> out;
    for (const auto& one : times)
        if (holds(one.free_of_absence, search.when)) out.push_back(one.host);
    return out;
}

user_id next_in_turn(const world& w, const event_type& type, std::span<const serving_host> free) {
    const auto rank = [](const serving_host& h) { return rank_of(h.priority); };
    const auto highest = std::ranges::max(free | std::views::transform(rank));
    std::vector<std::pair<instant, user_id>> turns;
    for (const auto& h : free)
        if (rank(h) == highest) turns.emplace_back(last_booked(w, type, *h.who), h.who->id);
    return std::ranges::min(turns).second;
}

found_hosts hosts_for_booking(const world& w, const zone_database& zones,
                              std::span<const serving_host> hosts, const host_search& search) {
    const auto free = free_hosts(w, zones, hosts, search);
    if (free.empty()) return {};
    const auto fixed = part(free, true);
    if (fixed.size() != part(hosts, true).size()) return {hosts_found::fixed_missing, {}};
    found_hosts out{hosts_found::enough, {}};
    for (const auto& h : fixed) out.hosts.push_back(h.who->id);
    if (part(hosts, false).empty()) return out;
    const auto others = part(free, false);
    if (others.empty()) return {hosts_found::round_robin_missing, {}};
    out.hosts.push_back(next_in_turn(w, *search.type, others));
    return out;
}

bool within_window(const world& w, const zone_database& zones, const event_type& type,
                   instant start, const zone* booker_zone, instant now) {
    const auto owner = w.users.find(type.owner);
    const schedule* hours = nullptr;
    // Of a team's event type nobody's clock counts but that of its own schedule.
    if (owner != w.users.end())
        hours = schedule_for(w, owner->second, type);
    else if (type.schedule_id)
        hours = schedule_for(w, {}, type);
    const zone* place = hours == nullptr ? nullptr : zones.find(hours->zone);
    const window_clocks clocks{
        .now = now,
        .booker = booker_zone == nullptr ? minutes{0} : booker_zone->offset_at(now),
        .host = place == nullptr ? minutes{0} : place->offset_at(now)};
    return window_of(type.window, clocks).admits(start);
}

}  // namespace slotgate::sim
