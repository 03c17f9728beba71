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
    std::string week_start = "Sunday";  ///< shown only: limits always count from Sunday
    std::string organization;           ///< the slug of the organization; empty: none
    int time_format = 12;               ///< shown only, as are the next two
    std::string avatar_url;             ///< empty: none
    std::string bio;
    std::vector<schedule> schedules;
};

/// Several people who offer event types together.
struct team {
    std::int64_t id = 0;
    std::string slug;
    std::string name;
    std::vector<user_id> members;              ///< the first is its owner
    std::optional<std::int64_t> organization;  ///< the team above it; such a team is none's
};

/// Who serves an event type. Managed: a parent nobody can book, whose children are personal.
enum class scheduling : std::uint8_t { personal, collective, round_robin, managed };

/// One host of an event type of a team.
struct host {
    user_id who;
    bool fixed = false;  ///< `mandatory`: there whoever else is chosen (round robin)
    std::string priority = "medium";
};

/// How much may be booked in a day, week (from Sunday), month and year: bookings, or minutes.
struct period_limits {
    std::optional<std::int64_t> day;
    std::optional<std::int64_t> week;
    std::optional<std::int64_t> month;
    std::optional<std::int64_t> year;

    [[nodiscard]] bool any() const { return day || week || month || year; }
};

/// How far ahead an event type can be booked.
struct booking_window {
    enum class kind : std::uint8_t { unlimited, calendar_days, business_days, range };
    kind is = kind::unlimited;
    std::int64_t count = 0;            ///< of days
    bool rolling = false;              ///< only days with free starts count
    std::chrono::year_month_day from;  ///< of a range, which includes both ends
    std::chrono::year_month_day to;
};

/// Several bookers share one start.
struct seats_offer {
    std::int64_t per_slot = 1;
    bool show_attendees = false;
    bool show_availability = true;
};

/// Bookings wait for the host's word.
struct confirmation_rule {
    /// Only those that begin sooner than this; absent: all.
    std::optional<minutes> sooner_than;
    bool blocks_unconfirmed = false;  ///< pending bookings take the time from this event type
};

/// One request books a series.
struct recurrence_rule {
    std::int64_t interval = 1;
    std::int64_t occurrences = 1;
    std::string frequency;  ///< weekly, monthly, yearly, as the API spells them
};

/// Fields carry the names of the API (2024-06-14) in our spelling; `settings` keeps what was given.
struct event_type {
    event_type_id id;
    user_id owner;  ///< of a team's event type: 0
    scheduling kind = scheduling::personal;
    std::optional<std::int64_t> team;     ///< whose it is, if not a person's
    std::vector<host> hosts;              ///< of a team's event type, in order
    std::optional<event_type_id> parent;  ///< of a managed child
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
    bool keeps_host = false;        ///< round robin: a moved booking stays with its host
    bool allows_subset = false;     ///< round robin: a question may name the hosts it wants
    period_limits count_limits;     ///< bookings
    period_limits duration_limits;  ///< minutes
    booking_window window;
    std::optional<seats_offer> seats;
    std::optional<confirmation_rule> confirmation;
    std::optional<recurrence_rule> recurrence;
    boost::json::object settings;
};

enum class booking_status : std::uint8_t { accepted, pending, cancelled, rejected };

struct attendee {
    std::int64_t id = 0;  ///< 0: given by the simulator when it starts
    std::string name;
    std::string email;
    std::string zone = "UTC";
    std::string language = "en";
    std::optional<std::string> phone;
    bool absent = false;
    std::optional<std::string> seat_uid;  ///< on an event type with seats
    boost::json::object seat_responses;   ///< what a seat's booker filled in
    boost::json::object seat_metadata;
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
    std::string rejection_reason;
    std::optional<std::string> recurring_uid;  ///< names the series
    bool absent_host = false;
    std::string title;
    boost::json::object metadata;
    boost::json::object responses;
    boost::json::value location;
    std::string calendar_uid;       ///< `icsUid`; empty: made of the first uid of the chain
    std::string one_time_password;  ///< of a booking that waits for the host
};

/// A time at which somebody is busy elsewhere (an external calendar): blocks without its own
/// buffers.
struct busy_time {
    user_id who;
    interval when;
};

/// A time somebody keeps for a moment; entitles to nothing (calcom.md 3.4).
struct reservation {
    std::string uid;
    event_type_id event_type;
    user_id who;  ///< the owner, or the first host of a team's event type
    instant start;
    instant end;
    minutes length{};     ///< `slotDuration`
    minutes kept_for{5};  ///< `reservationDuration`
    instant release_at;   ///< blocks until then; the row outlives it until a slots question
    bool is_seat = false;
};

/// Whole days on which somebody is away.
struct out_of_office {
    std::int64_t id = 0;
    std::string uuid;
    user_id who;
    std::optional<user_id> to;  ///< takes the bookings over
    instant start;              ///< 00:00 UTC of the first day
    instant end;                ///< 23:59:59.999 UTC of the last
    std::string notes;
    std::string reason = "unspecified";
    instant created_at;
    instant updated_at;
};

/// One subscription: whose bookings (user), or which event type's, go where.
struct webhook {
    std::string id;
    std::string url;
    std::optional<std::string> secret;
    std::optional<std::string> payload_template;
    std::vector<std::string> triggers;
    std::optional<user_id> owner;
    std::optional<event_type_id> event_type;
    std::optional<std::int64_t> team;
    bool active = true;
};

/// So many requests in so long, then none for `block`.
struct rate_limit {
    std::string name = "default";
    std::int64_t limit = 120;
    milliseconds window{60'000};
    milliseconds block{60'000};
};

struct api_key {
    std::string key;  ///< as sent, with its prefix `cal_`
    user_id owner;
    std::vector<rate_limit> limits;    ///< empty: Cal.com's default
    std::optional<utc_date> last_day;  ///< on which it is still good; absent: for ever
};

/// Everything a Cal.com knows, in one value: what a scenario file describes and requests change.
struct world {
    std::map<user_id, user> users;
    std::map<event_type_id, event_type> event_types;
    std::map<std::int64_t, team> teams;
    std::map<std::string, booking> bookings;  ///< by uid
    /// By uid; only the old endpoint keeps several under one (a browser's cookie).
    std::multimap<std::string, reservation> reservations;
    std::vector<out_of_office> away;
    std::vector<busy_time> busy;
    std::vector<webhook> webhooks;
    std::vector<api_key> api_keys;
    std::vector<std::string> blocked_emails;  ///< whose bookings are refused
};

}  // namespace slotgate::sim
