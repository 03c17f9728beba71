#include "calcom-sim/told_world.hpp"

#include <algorithm>

#include "calcom-sim/fields.hpp"
#include "calcom-sim/json_access.hpp"
#include "calcom-sim/settings.hpp"
#include "calcom-sim/told_notes.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::int64_t id_max = 2'147'483'647;
constexpr std::int64_t untold_ids = 900'000'000;  ///< above any that Cal.com gave

booking_status status_named(std::string_view name) {
    if (name == "accepted") return booking_status::accepted;
    if (name == "pending") return booking_status::pending;
    if (name == "rejected") return booking_status::rejected;
    return booking_status::cancelled;  // also `cancelled (rescheduled)`
}

scheduling kind_named(std::string_view name) {
    if (name == "collective") return scheduling::collective;
    if (name == "managed") return scheduling::managed;
    return scheduling::round_robin;
}

/// Reads lists in the order in which their elements refer to each other.
class scenario_of_recording {
  public:
    scenario_of_recording(const recording& item, const zone_database& zones, fault& wrong)
        : item_(item), zones_(zones), fault_(wrong) {}

    told_world read() {
        const json::value whole(item_.scenario);
        fields in(whole, "scenario", fault_);
        read_list(in, "hosts", &scenario_of_recording::read_host);
        read_list(in, "eventTypes", &scenario_of_recording::read_event_type);
        read_list(in, "bookings", &scenario_of_recording::read_booking);
        read_list(in, "reservations", &scenario_of_recording::read_reservation);
        return std::move(out_);
    }

  private:
    void read_list(fields& in, std::string_view key, void (scenario_of_recording::*one)(fields)) {
        in.each(key, [&](const json::value& element, const std::string& at) {
            (this->*one)(fields(element, at, fault_));
        });
    }

    void read_host(fields in) {
        user one;
        one.id = user_id{in.number("userId", 1, id_max)};
        one.username = in.text("username");
        one.email = in.text("email");
        one.name = in.text_or("name", one.username);
        one.zone = in.text_or("timeZone", "Europe/London");
        in.each("schedules", [&](const json::value& element, const std::string& at) {
            fields hours(element, at, fault_);
            const auto id = hours.number("id", 1, id_max);
            one.schedules.push_back(read_schedule(hours, zones_, fault_, {}));
            one.schedules.back().id = id;
        });
        out_.hosts[in.text_or("ref", one.username)] = one.id;
        out_.hosts[one.username] = one.id;
        out_.state.api_keys.push_back({.key = key_of(one.id), .owner = one.id, .limits = {}});
        out_.state.users.emplace(one.id, std::move(one));
    }

    user_id host_named(fields& in, std::string_view key) {
        const auto name = in.text(key);
        const auto found = out_.hosts.find(name);
        if (found != out_.hosts.end()) return found->second;
        in.complain(key, "names no host of this scenario");
        return {};
    }

    void read_team(fields& in, event_type& into) {
        into.team = in.number("team", 1, id_max);
        into.kind = kind_named(in.text_or("schedulingType", "roundRobin"));
        in.each("hosts", [&](const json::value& element, const std::string& at) {
            fields one(element, at, fault_);
            into.hosts.push_back(
                {.who = host_named(one, "host"),
                 .fixed = into.kind == scheduling::collective || one.flag_or("mandatory", false),
                 .priority = one.text_or("priority", "medium")});
        });
        team& whose = out_.state.teams[*into.team];
        whose.id = *into.team;
        whose.slug = whose.name = "team-" + std::to_string(*into.team);
        for (const auto& host : into.hosts)
            if (std::ranges::find(whose.members, host.who) == whose.members.end())
                whose.members.push_back(host.who);
    }

    void read_event_type(fields in) {
        event_type one;
        one.id = event_type_id{in.number("id", 1, id_max)};
        const auto ref = in.text_or("ref", std::to_string(one.id.value));
        event_types_[ref] = one.id;
        if (in.has("team"))
            read_team(in, one);
        else
            one.owner = host_named(in, "owner");
        one.settings = in.object("settings");
        if (!one.settings.contains("locations"))
            one.settings["locations"] = json::array{
                json::object{{"type", "address"}, {"address", "Room 1"}, {"public", true}}};
        const json::value given(one.settings);
        // A setting of a form we do not know must not keep the others from being asked about.
        fault passed_over;
        fields settings(given, in.place() + ".settings", passed_over);
        one.title = settings.text_or("title", ref);
        one.slug = settings.text_or("slug", ref);
        read_event_settings(settings, one);
        out_.state.event_types.emplace(one.id, std::move(one));
    }

    event_type* type_named(fields& in) {
        const auto found = event_types_.find(in.text("eventType"));
        if (found == event_types_.end()) {
            in.complain("eventType", "names no event type of this scenario");
            return nullptr;
        }
        return &out_.state.event_types.at(found->second);
    }

    void read_attendees(fields& in, booking& into) {
        std::vector<std::string> emails;
        if (in.has("attendeeEmail")) emails.push_back(in.text("attendeeEmail"));
        const bool names_booker = !emails.empty();
        into.guests = in.texts("guests");
        for (const auto* const key : {"attendees", "guests"})
            for (const auto& email : in.texts(key))
                if (std::ranges::find(emails, email) == emails.end()) emails.push_back(email);
        for (const auto& email : emails) {
            attendee one{.name = "", .email = email, .zone = "UTC"};
            one.zone = in.text_or("attendeeTimeZone", one.zone);
            if (&email == &emails.front()) one.name = "Bo Guest";
            if (names_booker && &email == &emails.front() && in.has("seatUid"))
                one.seat_uid = in.text("seatUid");
            into.attendees.push_back(std::move(one));
        }
    }

    /// One booking stands once for each of its seats.
    bool is_another_seat(const booking& one) {
        const auto known = out_.state.bookings.find(one.uid);
        if (known == out_.state.bookings.end()) return false;
        auto& attendees = known->second.attendees;
        for (const auto& seat : one.attendees)
            if (std::ranges::find(attendees, seat.email, &attendee::email) == attendees.end())
                attendees.push_back(seat);
        return true;
    }

    void guess_times(booking& one) {
        const auto before = seconds{10} - milliseconds{2 * out_.state.bookings.size()};
        one.created_at = item_.now - before;
        one.updated_at = one.created_at + milliseconds{1};
        out_.guesses.insert(one.created_at);
        out_.guesses.insert(*one.updated_at);
    }

    void read_booking(fields in) {
        booking one;
        const auto* type = type_named(in);
        if (type == nullptr) return;
        one.event_type = type->id;
        one.uid = in.text("uid");
        one.id = in.number_if("id", 1, id_max).value_or(untold_id());
        one.start = in.time("start");
        one.end = in.time("end");
        one.status = status_named(in.text_or("status", "accepted"));
        one.organizer = type->team && !type->hosts.empty() ? type->hosts.front().who : type->owner;
        if (in.has("organizer")) one.organizer = host_named(in, "organizer");
        read_attendees(in, one);
        if (type->seats) give_seats(one);
        if (is_another_seat(one)) return;
        guess_times(one);
        out_.state.bookings.emplace(one.uid, std::move(one));
    }

    void give_seats(booking& one) {
        for (auto& seat : one.attendees)
            if (!seat.seat_uid) seat.seat_uid = untold_uuid();
    }

    std::int64_t untold_id() { return untold_ids + ++untold_; }

    std::string untold_uuid() {
        const auto number = std::to_string(++untold_);
        return "00000000-0000-4000-8000-" + std::string(12 - number.size(), '0') + number;
    }

    void read_reservation(fields in) {
        reservation one;
        const auto* type = type_named(in);
        if (type == nullptr) return;
        one.event_type = type->id;
        one.who = type->team && !type->hosts.empty() ? type->hosts.front().who : type->owner;
        one.uid = in.text("reservationUid");
        one.start = in.time("slotStart");
        one.end = in.time("slotEnd");
        one.length =
            minutes{in.number_if("slotDuration", 0, id_max)
                        .value_or(std::chrono::floor<minutes>(one.end - one.start).count())};
        one.kept_for = minutes{in.number_if("reservationDuration", 0, id_max).value_or(5)};
        one.release_at = in.time("reservationUntil");
        one.is_seat = type->seats.has_value();
        out_.state.reservations.emplace(one.uid, std::move(one));
    }

    const recording& item_;
    const zone_database& zones_;
    fault& fault_;
    told_world out_;
    std::map<std::string, event_type_id> event_types_;
    std::int64_t untold_ = 0;
};

}  // namespace

std::string key_of(user_id who) {
    return "cal_recorded_" + std::to_string(who.value);
}

told_world read_told_world(const recording& item, const zone_database& zones,
                           std::span<const recorded_delivery> heard) {
    fault wrong;
    auto out = scenario_of_recording(item, zones, wrong).read();
    heed_notes(item, heard, out);
    if (!wrong.none()) out.unread = wrong.as_error().detail;
    return out;
}

}  // namespace slotgate::sim
