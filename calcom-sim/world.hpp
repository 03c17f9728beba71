#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "core/id.hpp"
#include "core/interval.hpp"
#include "core/time.hpp"

namespace slotgate::sim {

/// Working hours of some weekdays, in minutes since local midnight; 23:59 means 24:00.
struct working_hours {
    std::vector<unsigned> weekdays;  ///< 0 = Sunday, as std::chrono::weekday::c_encoding
    minutes start;
    minutes end;
};

/// One date with hours of its own; equal ends mean closed.
struct date_override {
    std::chrono::year_month_day date;
    minutes start;
    minutes end;
};

struct schedule {
    std::int64_t id = 0;
    std::string name;
    std::string zone;
    bool is_default = false;
    std::vector<working_hours> availability;
    std::vector<date_override> overrides;
};

struct user {
    user_id id;
    std::string username;
    std::string email;
    std::string name;
    std::string zone;
    std::vector<schedule> schedules;
};

/// Fields carry the names of the API (2024-06-14) in our spelling; `settings` keeps what was given.
struct event_type {
    event_type_id id;
    user_id owner;
    std::string title;
    std::string slug;
    minutes length{30};
    std::vector<minutes> length_options;
    std::optional<minutes> slot_interval;
    minutes offset_start{0};
    minutes buffer_before{0};
    minutes buffer_after{0};
    minutes notice{120};  ///< Cal.com's default minimumBookingNotice
    std::optional<std::int64_t> schedule_id;
    bool show_optimized_slots = false;
    bool only_first_slot = false;
    bool hidden = false;
    boost::json::object settings;
};

enum class booking_status : std::uint8_t { accepted, pending, cancelled, rejected };

struct attendee {
    std::string name;
    std::string email;
    std::string zone = "UTC";
    std::string language = "en";
    std::optional<std::string> phone;
};

struct booking {
    std::int64_t id = 0;
    std::string uid;
    event_type_id event_type;
    user_id organizer;
    booking_status status = booking_status::accepted;
    instant start;
    instant end;
    std::vector<attendee> attendees;  ///< the booker first, then guests
    std::vector<std::string> guests;
    instant created_at;
    std::optional<instant> updated_at;
    std::optional<std::string> rescheduled_from;  ///< uid
    std::optional<std::string> rescheduled_to;    ///< uid
    std::optional<std::string> rescheduled_by;    ///< e-mail
    std::string rescheduling_reason;
    std::string cancellation_reason;
    std::string cancelled_by;
    std::string title;
    boost::json::object metadata;
    boost::json::object responses;
    boost::json::value location;
};

/// A time at which somebody is busy elsewhere (an external calendar): blocks without its own
/// buffers.
struct busy_time {
    user_id who;
    interval when;
};

/// One subscription: whose bookings (user), or which event type's, go where.
struct webhook {
    std::string id;
    std::string url;
    std::optional<std::string> secret;
    std::vector<std::string> triggers;
    std::optional<user_id> owner;
    std::optional<event_type_id> event_type;
    bool active = true;
};

struct api_key {
    std::string key;  ///< as sent, with its prefix `cal_`
    user_id owner;
};

/// Everything a Cal.com knows, in one value: what a scenario file describes and requests change.
struct world {
    std::map<user_id, user> users;
    std::map<event_type_id, event_type> event_types;
    std::map<std::string, booking> bookings;  ///< by uid
    std::vector<busy_time> busy;
    std::vector<webhook> webhooks;
    std::vector<api_key> api_keys;
};

}  // namespace slotgate::sim
