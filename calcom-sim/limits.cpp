#include "calcom-sim/limits.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "calcom-sim/hosts.hpp"
#include "calcom-sim/local_text.hpp"

namespace slotgate::sim {
namespace {

using unit_limits = std::array<std::pair<calendar_unit, std::optional<std::int64_t>>, 4>;

/// Longest first, as Cal.com goes.
unit_limits by_unit(const period_limits& limits) {
    return {{{calendar_unit::year, limits.year},
             {calendar_unit::month, limits.month},
             {calendar_unit::week, limits.week},
             {calendar_unit::day, limits.day}}};
}

/// Where bookings are looked for.
struct search {
    instant from;
    instant to;

    /// Makes room for whole units of every limit but the year's.
    void widen(const unit_limits& limits) {
        const search asked = *this;
        for (const auto& [unit, limit] : limits) {
            if (!limit || unit == calendar_unit::year) continue;
            from = std::min(from, first_of(unit, asked.from));
            to = std::max(to, last_of(unit, asked.to));
        }
    }
};

search search_for(const limits_question& asked, limits_look look) {
    const auto counts = by_unit(asked.type->count_limits);
    const auto durations = by_unit(asked.type->duration_limits);
    search out{asked.from, asked.to};
    // The list of starts widens twice: once for the limits of the first kind there is.
    if (look == limits_look::starts) out.widen(asked.type->count_limits.any() ? counts : durations);
    out.from = std::chrono::floor<seconds>(out.from);
    out.to = std::chrono::floor<seconds>(out.to);
    const search rounded = out;
    out.widen(counts);
    search other = rounded;
    other.widen(durations);
    return {std::min(out.from, other.from), std::max(out.to, other.to)};
}

bool counts(const booking& b, const event_type& type, std::string_view ignore_uid) {
    return b.event_type == type.id && b.status == booking_status::accepted && b.uid != ignore_uid;
}

minutes duration_of(const booking& b) {
    return std::chrono::duration_cast<minutes>(b.end - b.start);
}

/// How much is booked between two instants, on whichever host.
struct tally {
    std::int64_t bookings = 0;
    minutes length{0};
};

tally booked_between(const world& w, const event_type& type, instant first, instant last,
                     std::string_view ignore_uid) {
    tally out;
    for (const auto& [uid, b] : w.bookings) {
        if (!counts(b, type, ignore_uid) || b.start < first || b.end > last) continue;
        ++out.bookings;
        out.length += duration_of(b);
    }
    return out;
}

/// The unit around a local text. `start` is kept as Cal.com steps on from the first one: with the
/// offset of that first one, right or wrong.
struct period {
    local_time text;
    instant start;
};

std::vector<period> periods_between(const limits_question& asked, calendar_unit unit) {
    const zone& place = *asked.place;
    const local_time first = first_of(unit, place.to_local(asked.from));
    const minutes offset = offset_of_text(place, first);
    const instant end = instant_of_text(place, last_of(unit, place.to_local(asked.to)));
    std::vector<period> out;
    for (local_time text = first;; text = next_after(unit, text)) {
        const instant start{text.time_since_epoch() - offset};
        if (start >= end) return out;
        out.push_back({.text = text, .start = start});
    }
}

class limits_of_type {
  public:
    limits_of_type(const world& w, const limits_question& asked, limits_look look, user_id host)
        : w_(w), asked_(asked), look_(look), host_(host) {
        const auto where = search_for(asked, look);
        for (const auto& [uid, b] : w.bookings)
            if (counts(b, *asked.type, asked.ignore_uid) && b.start >= where.from &&
                b.end <= where.to &&
                std::ranges::find(asked.hosts, b.organizer) != asked.hosts.end())
                found_.push_back(&b);
    }

    [[nodiscard]] std::vector<free_range> closed() const {
        std::vector<free_range> out;
        const auto bookings = by_unit(asked_.type->count_limits);
        const auto lengths = by_unit(asked_.type->duration_limits);
        for (std::size_t i = 0; i < bookings.size(); ++i) {
            const auto unit = bookings[i].first;
            if (!bookings[i].second && !lengths[i].second) continue;
            for (const auto& p : periods_between(asked_, unit)) {
                const bool full = (bookings[i].second && is_full(p, unit, *bookings[i].second)) ||
                                  (lengths[i].second && is_spent(p, unit, *lengths[i].second));
                if (full) out.push_back(extent_of(p, unit));
            }
        }
        return out;
    }

  private:
    [[nodiscard]] bool lies_in(const booking& b, const period& p, calendar_unit unit) const {
        const local_date date = asked_.place->local_date_of(b.start);
        return date >= std::chrono::floor<days>(p.text) &&
               date <= std::chrono::floor<days>(last_of(unit, p.text));
    }

    /// What the database says of a whole year, found or not.
    [[nodiscard]] tally whole_year(const period& p) const {
        const auto text = asked_.place->to_local(p.start);
        return booked_between(
            w_, *asked_.type, instant_of_text(*asked_.place, first_of(calendar_unit::year, text)),
            instant_of_text(*asked_.place, last_of(calendar_unit::year, text)), asked_.ignore_uid);
    }

    [[nodiscard]] bool is_full(const period& p, calendar_unit unit, std::int64_t most) const {
        const auto here =
            std::ranges::count_if(found_, [&](const auto* b) { return lies_in(*b, p, unit); });
        return here >= most || (unit == calendar_unit::year && whole_year(p).bookings >= most);
    }

    [[nodiscard]] bool is_spent(const period& p, calendar_unit unit, std::int64_t most) const {
        minutes sum = asked_.length;
        if (sum > minutes{most}) return true;
        if (unit == calendar_unit::year) return sum + whole_year(p).length > minutes{most};
        for (const auto* b : found_)
            if (lies_in(*b, p, unit) && (look_ == limits_look::booking || b->organizer == host_))
                sum += duration_of(*b);
        return sum > minutes{most};
    }

    [[nodiscard]] free_range extent_of(const period& p, calendar_unit unit) const {
        const auto last = last_of(unit, asked_.place->to_local(p.start));
        return {.start = p.start, .end = instant_of_text(*asked_.place, last)};
    }

    const world& w_;
    const limits_question& asked_;
    limits_look look_;
    user_id host_;
    std::vector<const booking*> found_;
};

const schedule* own_schedule(const world& w, const event_type& type) {
    if (!type.schedule_id) return nullptr;
    for (const auto& [id, one] : w.users)
        for (const auto& hours : one.schedules)
            if (hours.id == *type.schedule_id) return &hours;
    return nullptr;
}

tally booked_around(const world& w, const event_type& type, calendar_unit unit, const zone& place,
                    instant start, std::string_view ignore_uid) {
    const local_time text = place.to_local(start);
    return booked_between(w, type, instant_of_text(place, first_of(unit, text)),
                          instant_of_text(place, last_of(unit, text)), ignore_uid);
}

}  // namespace

std::vector<free_range> closed_by_limits(const world& w, const limits_question& asked,
                                         limits_look look, user_id host) {
    if (!asked.type->count_limits.any() && !asked.type->duration_limits.any()) return {};
    return limits_of_type(w, asked, look, host).closed();
}

std::optional<std::string_view> limit_reached(const world& w, const zone_database& zones,
                                              const event_type& type, instant start,
                                              std::string_view ignore_uid) {
    const schedule* own = own_schedule(w, type);
    const zone* place = own == nullptr ? nullptr : zones.find(own->zone);
    for (const auto& [unit, most] : by_unit(type.count_limits))
        if (most &&
            booked_around(w, type, unit, place != nullptr ? *place : zones.utc(), start, ignore_uid)
                    .bookings >= *most)
            return "booking_limit_reached";
    for (const auto& [unit, most] : by_unit(type.duration_limits))
        if (most &&
            booked_around(w, type, unit, zones.utc(), start, ignore_uid).length >= minutes{*most})
            return "duration_limit_reached";
    return std::nullopt;
}

}  // namespace slotgate::sim
