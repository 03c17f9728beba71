#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "calcom-sim/fields.hpp"
#include "calcom-sim/settings.hpp"
#include "calcom-sim/simulator.hpp"

namespace slotgate::sim {
namespace {

constexpr std::size_t file_bytes_max = 4UL << 20U;
constexpr std::int64_t id_max = 2'147'483'647;

/// Fields of an event type that answers show as they were given.
constexpr std::array<std::string_view, 14> settings_kept{"description",
                                                         "locations",
                                                         "bookerActiveBookingsLimit",
                                                         "bookingRequiresAuthentication",
                                                         "allowReschedulingPastBookings",
                                                         "allowReschedulingCancelledBookings",
                                                         "disableRescheduling",
                                                         "disableCancelling",
                                                         "bookingLimitsCount",
                                                         "bookingLimitsDuration",
                                                         "bookingWindow",
                                                         "seats",
                                                         "confirmationPolicy",
                                                         "recurrence"};

/// The value that a table of names has for the text at `key`; its first value if there is none.
template <class Value, std::size_t Size>
Value named(fields& in, std::string_view key, const std::string& text,
            const std::array<std::pair<std::string_view, Value>, Size>& names) {
    std::string known;
    for (const auto& [name, value] : names) {
        if (name == text) return value;
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    in.complain(key, "must be one of " + known);
    return names.front().second;
}

/// Builds a world from the lists of a scenario file, in an order in which every reference can be
/// checked when it is read.
class scenario_reader {
  public:
    scenario_reader(const zone_database& zones, fault& wrong) : zones_(zones), fault_(wrong) {}

    scenario read(const boost::json::value& file) {
        fields in(file, "", fault_);
        scenario out;
        out.now = in.time_if("now");
        now_ = out.now;
        read_list(in, "users", &scenario_reader::read_user);
        read_list(in, "schedules", &scenario_reader::read_loose_schedule);
        give_usual_hours();
        read_list(in, "teams", &scenario_reader::read_team);
        read_list(in, "eventTypes", &scenario_reader::read_event_type);
        read_list(in, "apiKeys", &scenario_reader::read_api_key);
        read_list(in, "bookings", &scenario_reader::read_booking);
        read_list(in, "reservations", &scenario_reader::read_reservation);
        read_list(in, "outOfOffice", &scenario_reader::read_absence);
        read_list(in, "busy", &scenario_reader::read_busy);
        read_list(in, "webhooks", &scenario_reader::read_webhook);
        in.finish();
        out.initial = std::move(world_);
        return out;
    }

  private:
    void read_list(fields& in, std::string_view key, void (scenario_reader::*read_one)(fields&)) {
        in.each(key, [&](const boost::json::value& element, const std::string& at) {
            fields one(element, at, fault_);
            (this->*read_one)(one);
            one.finish();
        });
    }

    void check_zone(fields& in, std::string_view key, const std::string& name) {
        if (zones_.find(name) == nullptr) in.complain(key, "is no time zone of this machine");
    }

    user* owner_of(fields& in, std::string_view key) {
        const auto found = world_.users.find(user_id{in.number(key, 1, id_max)});
        if (found != world_.users.end()) return &found->second;
        in.complain(key, "names no user of this file");
        return nullptr;
    }

    event_type* type_of(fields& in) {
        const auto id = event_type_id{in.number("eventTypeId", 1, id_max)};
        const auto found = world_.event_types.find(id);
        if (found != world_.event_types.end()) return &found->second;
        in.complain("eventTypeId", "names no event type of this file");
        return nullptr;
    }

    schedule read_one_schedule(fields& in) {
        const auto id = in.number("id", 1, id_max);
        schedule out = read_schedule(in, zones_, fault_);
        out.id = id;
        if (!schedule_ids_.insert(id).second) in.complain("id", "is taken by another schedule");
        return out;
    }

    void read_user(fields& in) {
        user one;
        one.id = user_id{in.number("id", 1, id_max)};
        one.username = in.text("username");
        one.email = in.text("email");
        one.name = in.text_or("name", one.username);
        one.zone = in.text_or("timeZone", "Europe/London");
        check_zone(in, "timeZone", one.zone);
        one.week_start = in.text_or("weekStart", "Sunday");
        in.each("schedules", [&](const boost::json::value& element, const std::string& at) {
            fields hours(element, at, fault_);
            one.schedules.push_back(read_one_schedule(hours));
            hours.finish();
        });
        const auto same_name = [&](const auto& entry) {
            return entry.second.username == one.username;
        };
        if (std::ranges::any_of(world_.users, same_name))
            in.complain("username", "is taken by another user");
        if (!world_.users.try_emplace(one.id, one).second)
            in.complain("id", "is taken by another user");
    }

    void read_loose_schedule(fields& in) {
        user* owner = owner_of(in, "ownerId");
        const schedule one = read_one_schedule(in);
        if (owner != nullptr) owner->schedules.push_back(one);
    }

    void give_usual_hours() {
        for (auto& [id, one] : world_.users) {
            if (one.schedules.empty()) {
                const auto next = schedule_ids_.empty() ? 1 : *schedule_ids_.rbegin() + 1;
                schedule_ids_.insert(next);
                one.schedules.push_back(usual_hours(next, one.zone));
            }
            if (std::ranges::none_of(one.schedules, &schedule::is_default))
                one.schedules.front().is_default = true;
        }
    }

    void read_team(fields& in) {
        team one;
        one.id = in.number("id", 1, id_max);
        one.slug = in.text("slug");
        one.name = in.text_or("name", one.slug);
        in.each("members", [&](const boost::json::value& element, const std::string& at) {
            fields member(element, at, fault_);
            if (const user* who = owner_of(member, "userId")) one.members.push_back(who->id);
            member.finish();
        });
        if (!world_.teams.try_emplace(one.id, one).second)
            in.complain("id", "is taken by another team");
    }

    host read_host(fields in) {
        host one;
        if (const user* who = owner_of(in, "userId")) one.who = who->id;
        one.fixed = in.flag_or("mandatory", false);
        constexpr std::array<std::pair<std::string_view, std::string_view>, 5> priorities{
            {{"medium", "medium"},
             {"lowest", "lowest"},
             {"low", "low"},
             {"high", "high"},
             {"highest", "highest"}}};
        one.priority = named(in, "priority", in.text_or("priority", "medium"), priorities);
        in.finish();
        return one;
    }

    /// Whose an event type is: a person's, a managed one's child, or a team's with its hosts.
    bool read_owner(fields& in, event_type& one) {
        if (in.has("ownerId") == in.has("teamId"))
            in.complain("ownerId", "or teamId must be given, not both");
        if (!in.has("teamId")) {
            if (const auto parent = in.number_if("parentEventTypeId", 1, id_max))
                one.parent = event_type_id{*parent};
            const user* owner = owner_of(in, "ownerId");
            if (owner != nullptr) one.owner = owner->id;
            return owner != nullptr;
        }
        one.team = in.number("teamId", 1, id_max);
        constexpr std::array<std::pair<std::string_view, scheduling>, 3> kinds{
            {{"collective", scheduling::collective},
             {"roundRobin", scheduling::round_robin},
             {"managed", scheduling::managed}}};
        one.kind = named(in, "schedulingType", in.text("schedulingType"), kinds);
        in.each("hosts", [&](const boost::json::value& element, const std::string& at) {
            one.hosts.push_back(read_host(fields(element, at, fault_)));
        });
        if (world_.teams.contains(*one.team)) return true;
        in.complain("teamId", "names no team of this file");
        return false;
    }

    void read_event_type(fields& in) {
        event_type one;
        one.id = event_type_id{in.number("id", 1, id_max)};
        const bool owned = read_owner(in, one);
        one.slug = in.text("slug");
        one.title = in.text_or("title", one.slug);
        read_event_settings(in, one);
        one.settings = in.rest(settings_kept);
        if (one.schedule_id && !schedule_ids_.contains(*one.schedule_id))
            in.complain("scheduleId", "names no schedule of this file");
        // One without its owner would break what relies on finding him; the fault is noted already.
        if (owned && !world_.event_types.try_emplace(one.id, one).second)
            in.complain("id", "is taken by another event type");
    }

    void read_api_key(fields& in) {
        const user* owner = owner_of(in, "ownerId");
        const std::string key = in.text("key");
        if (!key.starts_with("cal_")) in.complain("key", "must begin with cal_");
        std::vector<rate_limit> limits;
        in.each("limits", [&](const boost::json::value& element, const std::string& at) {
            limits.push_back(read_rate_limit(fields(element, at, fault_)));
        });
        if (owner != nullptr)
            world_.api_keys.push_back(
                {.key = key, .owner = owner->id, .limits = std::move(limits)});
    }

    static rate_limit read_rate_limit(fields in) {
        constexpr std::int64_t milliseconds_max = 86'400'000;
        constexpr std::int64_t minute = 60'000;
        rate_limit one;
        one.name = in.text("name");
        one.limit = in.number("limit", 1, id_max);
        one.window = milliseconds{in.number_if("ttl", 1, milliseconds_max).value_or(minute)};
        one.block =
            milliseconds{in.number_if("blockDuration", 0, milliseconds_max).value_or(minute)};
        in.finish();
        return one;
    }

    attendee read_attendee(fields in) {
        attendee one;
        one.email = in.text("email");
        one.name = in.text_or("name", one.email);
        one.zone = in.text_or("timeZone", "UTC");
        check_zone(in, "timeZone", one.zone);
        one.language = in.text_or("language", "en");
        if (in.has("phoneNumber")) one.phone = in.text("phoneNumber");
        if (in.has("seatUid")) one.seat_uid = in.text("seatUid");
        in.finish();
        return one;
    }

    static booking_status read_status(fields& in) {
        constexpr std::array<std::pair<std::string_view, booking_status>, 4> names{
            {{"accepted", booking_status::accepted},
             {"pending", booking_status::pending},
             {"cancelled", booking_status::cancelled},
             {"rejected", booking_status::rejected}}};
        return named(in, "status", in.text_or("status", "accepted"), names);
    }

    /// Who leads a meeting of this type unless the file says so: its owner, or the first host.
    static user_id first_host(const event_type& type) {
        return type.team && !type.hosts.empty() ? type.hosts.front().who : type.owner;
    }

    void read_organizer(fields& in, booking& one, const event_type& type) {
        one.organizer = first_host(type);
        if (in.has("organizerId"))
            if (const user* who = owner_of(in, "organizerId")) one.organizer = who->id;
        const auto organizer = world_.users.find(one.organizer);
        if (organizer == world_.users.end()) {
            in.complain("organizerId", "must be given for an event type without hosts");
            return;
        }
        if (!one.attendees.empty())
            one.title = type.title + " between " + organizer->second.name + " and " +
                        one.attendees.front().name;
    }

    /// The booker, further seats, then guests: guests are attendees without a name of their own.
    void read_people(fields& in, booking& one, const event_type* type) {
        in.each("attendees", [&](const boost::json::value& element, const std::string& at) {
            one.attendees.push_back(read_attendee(fields(element, at, fault_)));
        });
        if (one.attendees.empty()) in.complain("attendees", "must name at least the booker");
        if (type != nullptr && type->seats)
            for (std::size_t i = 0; i < one.attendees.size(); ++i)
                if (auto& seat = one.attendees[i].seat_uid; !seat)
                    seat = one.uid + "-seat-" + std::to_string(i + 1);
        one.guests = in.texts("guests");
        for (const auto& email : one.guests) {
            attendee guest;
            guest.email = email;
            if (!one.attendees.empty()) guest.zone = one.attendees.front().zone;
            one.attendees.push_back(std::move(guest));
        }
    }

    void read_booking(fields& in) {
        booking one;
        const event_type* type = type_of(in);
        const auto next = static_cast<std::int64_t>(world_.bookings.size()) + 1;
        one.id = in.number_if("id", 1, id_max).value_or(next);
        one.uid = in.text_or("uid", "booking-" + std::to_string(one.id));
        one.status = read_status(in);
        one.start = in.time("start");
        const minutes length = type == nullptr ? minutes{30} : type->length;
        one.end = in.time_if("end").value_or(one.start + length);
        if (one.end <= one.start) in.complain("end", "must be after the start");
        if (in.has("recurringBookingUid")) one.recurring_uid = in.text("recurringBookingUid");
        read_people(in, one, type);
        one.created_at = now_.value_or(one.start);
        if (type != nullptr) {
            one.event_type = type->id;
            read_organizer(in, one, *type);
        }
        if (!world_.bookings.try_emplace(one.uid, one).second)
            in.complain("uid", "is taken by another booking");
    }

    void read_reservation(fields& in) {
        reservation one;
        const event_type* type = type_of(in);
        const auto next = world_.reservations.size() + 1;
        one.uid = in.text_or("reservationUid", "reservation-" + std::to_string(next));
        one.start = in.time("slotStart");
        const minutes usual = type == nullptr ? minutes{30} : type->length;
        one.length = in.span_if("slotDuration").value_or(usual);
        one.end = one.start + one.length;
        one.kept_for = in.span_if("reservationDuration").value_or(minutes{5});
        const auto until = in.time_if("reservationUntil");
        if (!until && !now_) in.complain("reservationUntil", "must be given where `now` is not");
        one.release_at = until.value_or(now_.value_or(one.start) + one.kept_for);
        if (type != nullptr) {
            one.event_type = type->id;
            one.who = first_host(*type);
            one.is_seat = type->seats.has_value();
        }
        if (world_.reservations.contains(one.uid))
            in.complain("reservationUid", "is taken by another reservation");
        world_.reservations.emplace(one.uid, one);
    }

    void read_absence(fields& in) {
        out_of_office one;
        const auto next = static_cast<std::int64_t>(world_.away.size()) + 1;
        one.id = in.number_if("id", 1, id_max).value_or(next);
        one.uuid = in.text_or("uuid", "out-of-office-" + std::to_string(one.id));
        if (const user* who = owner_of(in, "userId")) one.who = who->id;
        if (in.has("toUserId"))
            if (const user* to = owner_of(in, "toUserId")) one.to = to->id;
        one.start = utc_date{in.date("start")};
        one.end = utc_date{in.date("end")} + days{1} - milliseconds{1};
        if (one.end < one.start) in.complain("end", "must not be before the start");
        one.notes = in.text_or("notes", "");
        one.reason = in.text_or("reason", "unspecified");
        one.created_at = one.updated_at = now_.value_or(one.start);
        world_.away.push_back(std::move(one));
    }

    void read_busy(fields& in) {
        const user* who = owner_of(in, "userId");
        const instant start = in.time("start");
        const auto when = interval::between(start, in.time("end"));
        if (!when) in.complain("end", "must not be before the start");
        if (who != nullptr && when) world_.busy.push_back({.who = who->id, .when = *when});
    }

    void read_webhook(fields& in) {
        webhook one;
        one.id = "webhook-" + std::to_string(world_.webhooks.size() + 1);
        one.url = in.text("subscriberUrl");
        if (in.has("secret")) one.secret = in.text("secret");
        one.triggers = in.texts("triggers");
        one.active = in.flag_or("active", true);
        if (in.has("ownerId") == in.has("eventTypeId"))
            in.complain("ownerId", "or eventTypeId must be given, not both");
        if (in.has("ownerId"))
            if (const user* owner = owner_of(in, "ownerId")) one.owner = owner->id;
        if (in.has("eventTypeId"))
            if (const event_type* type = type_of(in)) one.event_type = type->id;
        world_.webhooks.push_back(std::move(one));
    }

    const zone_database& zones_;
    fault& fault_;
    world world_;
    std::optional<instant> now_;
    std::set<std::int64_t> schedule_ids_;
};

}  // namespace

result<scenario> parse_scenario(std::string_view json, const zone_database& zones) {
    if (json.size() > file_bytes_max) return fail(errc::config, "the file is longer than 4 MiB");
    boost::system::error_code broken;
    const auto file = boost::json::parse(json, broken);
    if (broken) return fail(errc::config, "the file is not JSON: " + broken.message());
    fault wrong;
    scenario out = scenario_reader(zones, wrong).read(file);
    if (!wrong.none()) return std::unexpected(wrong.as_error());
    return out;
}

}  // namespace slotgate::sim
