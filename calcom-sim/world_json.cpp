#include "calcom-sim/world_json.hpp"

#include <map>
#include <utility>

#include <boost/json.hpp>

#include "calcom-sim/booking_facts.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

json::object told(const booking& b) {
    json::array attendees;
    for (const auto& one : b.attendees) attendees.emplace_back(one.email);
    return {{"uid", b.uid},
            {"id", b.id},
            {"eventTypeId", b.event_type.value},
            {"organizerId", b.organizer.value},
            {"status", name_of(b.status)},
            {"start", to_text(b.start)},
            {"end", to_text(b.end)},
            {"attendees", std::move(attendees)}};
}

json::object told(const reservation& r) {
    return {{"uid", r.uid},          {"eventTypeId", r.event_type.value},
            {"userId", r.who.value}, {"start", to_text(r.start)},
            {"end", to_text(r.end)}, {"until", to_text(r.release_at)}};
}

json::object told(const busy_time& b) {
    return {{"userId", b.who.value},
            {"start", to_text(b.when.start())},
            {"end", to_text(b.when.end())}};
}

json::object told(const out_of_office& o) {
    return {{"id", o.id},
            {"userId", o.who.value},
            {"start", to_text(o.start)},
            {"end", to_text(o.end)}};
}

/// By start; equal starts in the order of the world.
using by_start = std::multimap<instant, json::object>;

json::array in_order(by_start things) {
    json::array out;
    for (auto& [start, one] : things) out.emplace_back(std::move(one));
    return out;
}

}  // namespace

std::string world_json(const world& w, instant now) {
    by_start bookings;
    for (const auto& [uid, one] : w.bookings) bookings.emplace(one.start, told(one));
    by_start reservations;
    for (const auto& [uid, one] : w.reservations) reservations.emplace(one.start, told(one));
    by_start busy;
    for (const auto& one : w.busy) busy.emplace(one.when.start(), told(one));
    by_start away;
    for (const auto& one : w.away) away.emplace(one.start, told(one));
    return json::serialize(json::object{{"now", to_text(now)},
                                        {"bookings", in_order(std::move(bookings))},
                                        {"reservations", in_order(std::move(reservations))},
                                        {"busy", in_order(std::move(busy))},
                                        {"outOfOffice", in_order(std::move(away))}});
}

}  // namespace slotgate::sim
