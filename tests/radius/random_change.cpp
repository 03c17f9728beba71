#include "radius/random_change.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "calcom-sim/hosts.hpp"

namespace slotgate::testing {
namespace {

using sim::booking;
using sim::booking_status;

/// What a change touches, gathered from the bookings before and after it.
class touched {
  public:
    explicit touched(const sim::world& w) : w_(w) {}

    void add(const booking& b) {
        out_.booked = b.event_type;
        people_.insert(b.organizer);
        for (const auto& [id, user] : w_.users)
            for (const auto& one : b.attendees)
                if (one.email == user.email) people_.insert(id);
        out_.when.push_back(*interval::between(b.start, b.end));
    }
    void add_time_of_all(const sim::event_type& type, instant start, instant end) {
        out_.booked = type.id;
        for (const auto& host : sim::hosts_for(w_, type, {}, {})) people_.insert(host.who->id);
        out_.when.push_back(*interval::between(start, end));
    }
    [[nodiscard]] coherence::change all() {
        out_.people.assign(people_.begin(), people_.end());
        return out_;
    }

  private:
    const sim::world& w_;
    coherence::change out_;
    std::set<user_id> people_;
};

class changer {
  public:
    changer(chance& c, sim::world& w, instant now) : c_(c), w_(w), now_(now), touched_(w) {}

    coherence::change any() {
        auto* const old = draw_booking();
        switch (old == nullptr ? c_.below(4) : c_.below(11)) {
            case 0:
            case 1:
                book();
                break;
            case 2:
                book_series();
                break;
            case 3:
                hold();
                break;
            case 4:
            case 5:
                move(*old);
                break;
            case 6:
                reassign(*old);
                break;
            case 7:
                add_guest(*old);
                break;
            case 8:
                touched_.add(*old);
                old->status = c_.one_of<booking_status>(
                    {booking_status::accepted, booking_status::pending, booking_status::rejected});
                break;
            default:
                touched_.add(*old);
                old->status = booking_status::cancelled;
        }
        return touched_.all();
    }

  private:
    booking* draw_booking() {
        if (w_.bookings.empty()) return nullptr;
        auto chosen = w_.bookings.begin();
        std::advance(chosen, static_cast<std::ptrdiff_t>(c_.below(w_.bookings.size())));
        return &chosen->second;
    }

    const sim::event_type& draw_type() {
        auto chosen = w_.event_types.begin();
        std::advance(chosen, static_cast<std::ptrdiff_t>(c_.below(w_.event_types.size())));
        return chosen->second;
    }

    instant draw_start() {
        const auto step = c_.one_of<std::int64_t>({5, 15, 15, 30, 30, 60, 60, 1});
        const auto today = date_of(now_);
        return today + minutes{c_.between(0, 18 * 24 * 60 / step) * step};
    }

    /// With one of the hosts as organizer; those who must be there attend, as Cal.com writes it.
    booking draw_new(const sim::event_type& type) {
        booking b;
        b.uid = "b" + std::to_string(w_.bookings.size());
        b.event_type = type.id;
        b.start = draw_start();
        auto length = type.length;
        if (!type.length_options.empty()) length = c_.one_of(type.length_options);
        b.end = b.start + length;
        b.status = c_.once_in(6) ? booking_status::pending : booking_status::accepted;
        b.attendees.push_back({.name = "Bo", .email = "bo@guests.example"});
        seat_hosts(b, type);
        return b;
    }

    void seat_hosts(booking& b, const sim::event_type& type) {
        const auto hosts = sim::hosts_for(w_, type, {}, {});
        if (hosts.empty()) return;
        const auto& organizer = hosts[c_.below(hosts.size())];
        b.organizer = organizer.who->id;
        for (const auto& h : hosts)
            if (h.fixed && h.who != organizer.who)
                b.attendees.push_back({.name = h.who->name, .email = h.who->email});
    }

    void put(booking b) {
        touched_.add(b);
        w_.bookings[b.uid] = std::move(b);
    }

    /// As Cal.com writes it: of the first host. Who else is told by the event type alone.
    void hold() {
        const auto& type = draw_type();
        const auto b = draw_new(type);
        touched_.add_time_of_all(type, b.start, b.end);
        const auto hosts = sim::hosts_for(w_, type, {}, {});
        if (hosts.empty()) return;
        const auto uid = "r" + std::to_string(w_.reservations.size());
        w_.reservations.emplace(
            uid, sim::reservation{.uid = uid,
                                  .event_type = type.id,
                                  .who = hosts.front().who->id,
                                  .start = b.start,
                                  .end = b.end,
                                  .length = std::chrono::duration_cast<minutes>(b.end - b.start),
                                  .release_at = now_ + days{365},
                                  .is_seat = type.seats.has_value()});
    }

    void book() { put(draw_new(draw_type())); }

    void book_series() {
        const auto& type = draw_type();
        auto b = draw_new(type);
        const days apart{c_.one_of<int>({1, 7, 7, 28})};
        for (int n = 0; n < 3; ++n) {
            b.uid = "b" + std::to_string(w_.bookings.size());
            put(b);
            b.start += apart;
            b.end += apart;
        }
    }

    void move(booking& old) {
        touched_.add(old);
        old.status = booking_status::cancelled;
        auto b = old;
        b.uid = "b" + std::to_string(w_.bookings.size());
        b.start = c_.once_in(3) ? old.start + minutes{15} : draw_start();
        b.end = b.start + (old.end - old.start);
        b.status = c_.once_in(6) ? booking_status::pending : booking_status::accepted;
        if (c_.once_in(2)) seat_hosts(b, w_.event_types.at(b.event_type));
        put(std::move(b));
    }

    void reassign(booking& b) {
        touched_.add(b);
        seat_hosts(b, w_.event_types.at(b.event_type));
        touched_.add(b);
    }

    void add_guest(booking& b) {
        auto user = w_.users.begin();
        std::advance(user, static_cast<std::ptrdiff_t>(c_.below(w_.users.size())));
        b.attendees.push_back({.name = "Guest", .email = user->second.email});
        touched_.add(b);
    }

    chance& c_;
    sim::world& w_;
    instant now_;
    touched touched_;
};

}  // namespace

coherence::change change_world(chance& c, sim::world& w, instant now) {
    return changer(c, w, now).any();
}

}  // namespace slotgate::testing
