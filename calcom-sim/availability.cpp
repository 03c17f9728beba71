#include "calcom-sim/availability.hpp"

#include <algorithm>

#include "calcom-sim/absence.hpp"

namespace slotgate::sim {
namespace {

/// By the exact text of the address only (C5).
bool attends(const booking& b, const std::string& email) {
    return std::ranges::find(b.attendees, email, &attendee::email) != b.attendees.end() ||
           std::ranges::find(b.guests, email) != b.guests.end();
}

/// A pending booking takes the time from its own event type, and only if that says so.
bool counts(const booking& b, const event_type& type) {
    if (b.status == booking_status::accepted) return true;
    return b.status == booking_status::pending && b.event_type == type.id && type.confirmation &&
           type.confirmation->blocks_unconfirmed;
}

bool is_seen(const booking& b, const demand& wanted) {
    return counts(b, *wanted.type) && b.start <= wanted.looked_at.end() &&
           b.end >= wanted.looked_at.start();
}

/// How often the two queries of Cal.com bring the booking: once for its organizer, once for a host
/// among its attendees, unless the organizer attends it too. Shows where seats are counted.
int times_found(const booking& b, const demand& wanted) {
    const auto organizer = std::ranges::find_if(
        wanted.hosts, [&](const serving_host& h) { return h.who->id == b.organizer; });
    const bool organized = organizer != wanted.hosts.end();
    const bool attended = std::ranges::any_of(
        wanted.hosts, [&](const serving_host& h) { return attends(b, h.who->email); });
    const bool attends_own = organized && attends(b, organizer->who->email);
    return (organized ? 1 : 0) + (attended && !attends_own ? 1 : 0);
}

/// Gathers what takes a host's time from an event type.
class busy_times {
  public:
    busy_times(const world& w, const demand& wanted) : w_(w), wanted_(wanted) {}

    void add(const booking& b) {
        const auto booked = w_.event_types.find(b.event_type);
        const event_type* type = booked == w_.event_types.end() ? nullptr : &booked->second;
        const minutes before = type == nullptr ? minutes{0} : type->buffer_before;
        const minutes after = type == nullptr ? minutes{0} : type->buffer_after;
        const free_range whole{.start = b.start - before - wanted_.type->buffer_after,
                               .end = b.end + after + wanted_.type->buffer_before};
        const bool shares = wanted_.type->seats && type == wanted_.type && type->seats;
        const int copies = shares ? times_found(b, wanted_) : 1;
        for (int n = 0; n < copies; ++n) {
            if (shares && has_room(b)) {
                // The start is still for sale, only the time around it is taken.
                if (whole.start < b.start) out_.push_back({.start = whole.start, .end = b.start});
                if (b.end < whole.end) out_.push_back({.start = b.end, .end = whole.end});
            } else if (b.uid != wanted_.ignore_uid) {
                out_.push_back(whole);
            }
        }
    }

    void add(const busy_time& elsewhere) {
        out_.push_back({.start = elsewhere.when.start() - wanted_.type->buffer_after,
                        .end = elsewhere.when.end() + wanted_.type->buffer_before});
    }

    [[nodiscard]] std::vector<free_range> sorted() && {
        std::ranges::sort(out_);
        return std::move(out_);
    }

  private:
    /// Cal.com counts bookings here, not seats: a full one has room until there are as many
    /// bookings at one time as seats (C1).
    bool has_room(const booking& b) {
        auto& here = seated_[{.start = b.start, .end = b.end}];
        if (++here < wanted_.type->seats->per_slot) return true;
        here = 0;
        return false;
    }

    const world& w_;
    const demand& wanted_;
    std::map<free_range, std::int64_t> seated_;
    std::vector<free_range> out_;
};

std::vector<free_range> ranges_of(const std::vector<dated_range>& open) {
    std::vector<free_range> out;
    for (const auto& r : open) out.push_back(r.range);
    return out;
}

/// Limits are told by the clock of the event type's own schedule, else, where starts are listed, by
/// that of the first host himself, and where somebody books by that of the host's schedule.
const zone& clock_of_limits(const world& w, const zone_database& zones, const demand& wanted,
                            const schedule& hours) {
    const user& first = *wanted.hosts.front().who;
    const schedule* own = wanted.type->schedule_id ? schedule_for(w, first, *wanted.type) : nullptr;
    const bool lists = wanted.look == limits_look::starts;
    const auto& name = !lists ? hours.zone : own != nullptr ? own->zone : first.zone;
    const zone* found = zones.find(name);
    return found != nullptr ? *found : zones.utc();
}

std::vector<free_range> taken_from(const world& w, const zone_database& zones, const user& host,
                                   const demand& wanted, const schedule& hours) {
    auto busy = busy_time_of(w, host, wanted);
    std::vector<user_id> hosts;
    for (const auto& one : wanted.hosts) hosts.push_back(one.who->id);
    const limits_question limits{.type = wanted.type,
                                 .from = wanted.asked.from,
                                 .to = wanted.asked.to,
                                 .length = wanted.length,
                                 .place = &clock_of_limits(w, zones, wanted, hours),
                                 .hosts = hosts,
                                 .ignore_uid = wanted.ignore_uid};
    const auto closed = closed_by_limits(w, limits, wanted.look, host.id);
    busy.insert(busy.end(), closed.begin(), closed.end());
    std::ranges::sort(busy);
    return busy;
}

host_availability time_of(const world& w, const zone_database& zones, const serving_host& host,
                          const demand& wanted) {
    host_availability out{.host = host};
    const schedule* hours = schedule_for(w, *host.who, *wanted.type);
    if (hours == nullptr) return out;
    const zone* place = zones.find(hours->zone);
    out.place = place != nullptr ? place : &zones.utc();
    auto open = working_time(*hours, *out.place, wanted.asked);
    out.opens = !open.empty();
    if (!out.opens) return out;
    const auto busy = taken_from(w, zones, *host.who, wanted, *hours);
    out.free = subtract(ranges_of(open), busy);
    out.away = dates_away(w, *host.who, *hours, wanted.looked_at, wanted.now);
    std::erase_if(open, [&](const dated_range& r) { return out.away.contains(r.date); });
    out.free_of_absence = subtract(ranges_of(open), busy);
    std::ranges::sort(out.free);
    std::ranges::sort(out.free_of_absence);
    return out;
}

}  // namespace

std::vector<free_range> busy_time_of(const world& w, const user& host, const demand& wanted) {
    busy_times out(w, wanted);
    for (const auto& [uid, b] : w.bookings)
        if (is_seen(b, wanted) && (b.organizer == host.id || attends(b, host.email))) out.add(b);
    for (const auto& elsewhere : w.busy)
        if (elsewhere.who == host.id) out.add(elsewhere);
    return std::move(out).sorted();
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

const schedule* schedule_for(const world& w, const user& host, const event_type& type) {
    if (type.schedule_id)
        for (const auto& [id, u] : w.users)
            for (const auto& s : u.schedules)
                if (s.id == *type.schedule_id) return &s;
    const auto preferred = std::ranges::find(host.schedules, true, &schedule::is_default);
    if (preferred != host.schedules.end()) return &*preferred;
    return host.schedules.empty() ? nullptr : &host.schedules.front();
}

std::vector<host_availability> availability_of(const world& w, const zone_database& zones,
                                               const demand& wanted) {
    std::vector<host_availability> out;
    for (const auto& host : wanted.hosts) out.push_back(time_of(w, zones, host, wanted));
    return out;
}

std::vector<free_range> combined(const event_type& type,
                                 const std::vector<host_availability>& hosts) {
    const bool of_team = type.kind == scheduling::collective ||
                         type.kind == scheduling::round_robin || hosts.size() > 1;
    std::vector<host_time> times;
    for (const auto& one : hosts)
        times.push_back(
            {.fixed = one.host.fixed, .free = of_team ? one.free_of_absence : one.free});
    return time_of_hosts(times);
}

}  // namespace slotgate::sim
