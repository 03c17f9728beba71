#include "calcom-sim/starts.hpp"

#include <algorithm>
#include <set>

#include "calcom-sim/availability.hpp"
#include "calcom-sim/grid.hpp"
#include "calcom-sim/local_text.hpp"
#include "calcom-sim/reserved.hpp"
#include "calcom-sim/window.hpp"

namespace slotgate::sim {
namespace {

/// A question on its way: what was asked, and what follows from it at once.
struct context {
    const starts_question& q;
    const zone& place;  ///< the asker's
    minutes length;

    [[nodiscard]] const wire::slots_question& asked() const { return *q.asked; }
    [[nodiscard]] const event_type& type() const { return *q.type; }
};

bool is_rolling(const event_type& type) {
    return type.window.rolling && type.window.is != booking_window::kind::unlimited;
}

/// A rolling window counts the days before the question too, so it is asked from a month earlier,
/// unless it begins before yesterday.
instant start_of_look(const context& c) {
    const instant start = c.asked().start;
    const bool is_past = start < date_of(c.q.now - days{1});
    return is_rolling(c.type()) && !is_past ? month_before(start) : start;
}

/// Free time is first cut to the question, and to what the notice leaves of it (A1).
asked_range range_of(const context& c) {
    const minutes notice = std::max(c.type().notice, minutes{1});
    const instant from = std::max(start_of_look(c), c.q.now + notice);
    return {.from = from,
            .to = c.asked().end,
            .from_offset = c.place.offset_at(from),
            .to_offset = c.place.offset_at(c.asked().end)};
}

/// Where a booking is moved and a length is asked for, Cal.com looks that much further.
interval looked_at(const context& c, const asked_range& asked) {
    const bool moves = !c.asked().booking_to_reschedule.empty();
    const minutes margin = moves ? std::max(c.asked().duration, minutes{0}) : minutes{0};
    const instant from = asked.from - margin;
    return interval::between(from, std::max(from, asked.to + margin))
        .value_or(interval::of_date(date_of(from)));
}

grid_rules grid_of(const context& c) {
    return {.length = c.length,
            .step = c.type().slot_interval.value_or(c.length),
            .offset_start = c.type().offset_start,
            .optimized = c.type().show_optimized_slots,
            .place = &c.place,
            .earliest = c.q.now + c.type().notice};
}

std::vector<user_id> ids_of(std::span<const serving_host> hosts) {
    std::vector<user_id> out;
    for (const auto& h : hosts) out.push_back(h.who->id);
    return out;
}

/// Which seats are taken. Without open hours of the first host Cal.com believes that none are.
std::map<instant, seats_taken> seats_of(const world& w, const context& c, const asked_range& asked,
                                        const std::vector<host_availability>& hosts,
                                        std::span<const reservation* const> held) {
    if (!c.type().seats) return {};
    std::map<instant, seats_taken> out;
    if (hosts.front().opens) out = seats_booked(w, c.type(), asked.from, asked.to);
    add_reserved_seats(out, c.type(), held);
    return out;
}

void keep_first_of_each_date(std::vector<instant>& starts, const zone& place) {
    std::set<local_date> seen;
    std::erase_if(starts, [&](instant t) { return !seen.insert(place.local_date_of(t)).second; });
}

void keep_window(std::vector<instant>& starts, const context& c, const zone* host_place) {
    const auto& window = c.type().window;
    const window_clocks clocks{
        .now = c.q.now,
        .booker = c.place.offset_at(c.q.now),
        .host = host_place == nullptr ? minutes{0} : host_place->offset_at(c.q.now)};
    std::set<local_date> dates;
    if (is_rolling(c.type()))
        for (const instant t : starts) dates.insert(c.place.local_date_of(t));
    const auto bounds =
        is_rolling(c.type()) ? rolling_window_of(window, clocks, dates) : window_of(window, clocks);
    std::erase_if(starts, [&](instant t) { return !bounds.admits(t); });
}

/// The local dates of the question, all of them whole. Cal.com tells them off in steps of 24 hours
/// from the first midnight, so behind the end of summer time the last one is missing (D2).
std::set<local_date> dates_of(const wire::slots_question& asked) {
    const zone& place = *asked.zone;
    const local_time first = first_of(calendar_unit::day, place.to_local(asked.start));
    const minutes offset = offset_of_text(place, first);
    std::set<local_date> out;
    for (local_time text = first; instant_of_text(place, text) <= asked.end; text += days{1})
        out.insert(place.local_date_of(instant{text.time_since_epoch() - offset}));
    return out;
}

void keep_dates_asked(std::vector<instant>& starts, const context& c) {
    if (c.asked().zone == nullptr || starts.empty()) return;
    const auto dates = dates_of(c.asked());
    std::erase_if(starts, [&](instant t) { return !dates.contains(c.place.local_date_of(t)); });
}

/// The starts of the grid that no reservation hides.
std::vector<instant> open_starts(const context& c, const std::vector<host_availability>& hosts,
                                 std::span<const reservation* const> held,
                                 const std::map<instant, seats_taken>& seats) {
    auto starts = starts_on_grid(combined(c.type(), hosts), grid_of(c));
    std::erase_if(starts, [&](instant t) {
        return is_reserved({.start = t, .end = t + c.length}, held, seats);
    });
    return starts;
}

/// Writes down what was found, each absence once.
class teller {
  public:
    teller(const context& c, const std::map<instant, seats_taken>& seats,
           const host_availability& first_host)
        : c_(c), seats_(seats), first_host_(first_host) {}

    void add(instant start) {
        found_start one;
        one.seats.slot = {.start = start, .end = start + c_.length};
        one.away = absence_at(start);
        if (c_.type().seats) add_seats(one);
        out_.all.push_back(std::move(one));
    }
    [[nodiscard]] found_starts done() && { return std::move(out_); }

  private:
    std::optional<std::size_t> absence_at(instant start) {
        if (first_host_.away.empty()) return std::nullopt;
        const auto entry = first_host_.away.find(first_host_.place->local_date_of(start));
        if (entry == first_host_.away.end()) return std::nullopt;
        const auto [known, is_new] = numbers_.try_emplace(entry->second, out_.absences.size());
        if (is_new) out_.absences.push_back(*entry->second);
        return known->second;
    }

    void add_seats(found_start& one) const {
        const auto taken = seats_.find(one.seats.slot.start);
        one.seat_taken = taken != seats_.end();
        if (one.seat_taken) {
            one.seats.booked = taken->second.attendees;
            one.seats.booking_uid = taken->second.booking_uid;
        }
        one.seats.total = c_.type().seats->per_slot;
        one.seats.remaining = one.seats.total - one.seats.booked;
    }

    const context& c_;
    const std::map<instant, seats_taken>& seats_;
    const host_availability& first_host_;
    std::map<const out_of_office*, std::size_t> numbers_;
    found_starts out_;
};

}  // namespace

std::expected<found_starts, past_start> starts_for(const world& w, const zone_database& zones,
                                                   const starts_question& q) {
    if (q.hosts.empty()) return {};
    const auto& asked = *q.asked;
    const context c{.q = q,
                    .place = asked.zone != nullptr ? *asked.zone : zones.utc(),
                    .length = asked.duration == minutes{0} ? q.type->length : asked.duration};
    const auto range = range_of(c);
    const auto hosts = availability_of(w, zones,
                                       {.type = q.type,
                                        .hosts = q.hosts,
                                        .asked = range,
                                        .looked_at = looked_at(c, range),
                                        .now = q.now,
                                        .length = c.length,
                                        .ignore_uid = asked.booking_to_reschedule});
    const auto held = reservations_of(w, ids_of(q.hosts), q.own_uid, q.now);
    const auto seats = seats_of(w, c, range, hosts, held);
    auto starts = open_starts(c, hosts, held, seats);
    if (q.type->only_first_slot) keep_first_of_each_date(starts, c.place);
    if (!starts.empty() && starts.front() < q.now) return std::unexpected(past_start{});
    keep_window(starts, c, hosts.front().place);
    std::erase_if(starts, [&](instant t) { return t < q.now + q.type->notice; });
    keep_dates_asked(starts, c);
    teller out(c, seats, hosts.front());
    for (const instant t : starts) out.add(t);
    return std::move(out).done();
}

}  // namespace slotgate::sim
