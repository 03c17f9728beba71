#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "calcom-sim/fields.hpp"
#include "calcom-sim/world.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// Builds a world, or changes one, from JSON objects in the spelling of scenario files
/// (docs/simulator.md). What is wrong with one, or with what it refers to, is noted in `wrong` with
/// its place; the world is to be thrown away then. Confined to its caller.
class world_builder {
  public:
    /// Adds, changes or removes the one thing that the fields describe; the caller finishes them.
    using action = void (world_builder::*)(fields&);

    /// `now`: when things are said to be made; absent where the scenario has no clock of its own.
    world_builder(world from, std::optional<instant> now, const zone_database& zones, fault& wrong);

    [[nodiscard]] world take() { return std::move(world_); }

    void add_user(fields& in);
    void add_schedule(fields& in);
    /// Hours for everybody without a schedule, and a default schedule for everybody.
    void give_usual_hours();
    void add_team(fields& in);
    void add_event_type(fields& in);
    void add_api_key(fields& in);
    void add_webhook(fields& in);
    void add_booking(fields& in);
    void add_reservation(fields& in);
    void add_absence(fields& in);
    void add_busy(fields& in);

    /// What is not given stays as it is.
    void set_user(fields& in);
    void set_schedule(fields& in);
    void set_team(fields& in);
    void set_event_type(fields& in);
    void set_booking(fields& in);
    void set_absence(fields& in);

    void remove_schedule(fields& in);
    void remove_event_type(fields& in);
    void remove_api_key(fields& in);
    void remove_webhook(fields& in);
    void remove_booking(fields& in);
    void remove_reservation(fields& in);
    void remove_absence(fields& in);
    void remove_busy(fields& in);

  private:
    void check_zone(fields& in, std::string_view key, const std::string& name);
    user* owner_of(fields& in, std::string_view key);
    event_type* type_of(fields& in);
    schedule* schedule_of(fields& in);
    booking* booking_of(fields& in);
    out_of_office* absence_of(fields& in);
    schedule read_one_schedule(fields& in);
    void read_members(fields& in, team& into);
    host read_host(fields in);
    void read_hosts(fields& in, event_type& into);
    bool read_owner(fields& in, event_type& one);
    void check_schedule(fields& in, const event_type& one);
    static booking_status read_booking_status(fields& in);
    attendee read_attendee(fields in);
    void read_organizer(fields& in, booking& one, const event_type& type);
    void read_people(fields& in, booking& one, const event_type* type);
    void read_absent_days(fields& in, out_of_office& into);

    const zone_database& zones_;
    fault& fault_;
    world world_;
    std::optional<instant> now_;
    std::set<std::int64_t> schedule_ids_;
};

/// The kinds of things a world is made of, in an order in which each refers only to those before.
struct thing {
    std::string_view list;  ///< key in a scenario file: `eventTypes`
    std::string_view name;  ///< in an edit: `eventType`
    world_builder::action add;
    world_builder::action set;     ///< null: cannot be changed, only replaced
    world_builder::action remove;  ///< null: cannot be removed
};
inline constexpr std::array things{
    thing{"users", "user", &world_builder::add_user, &world_builder::set_user, nullptr},
    thing{"schedules", "schedule", &world_builder::add_schedule, &world_builder::set_schedule,
          &world_builder::remove_schedule},
    thing{"teams", "team", &world_builder::add_team, &world_builder::set_team, nullptr},
    thing{"eventTypes", "eventType", &world_builder::add_event_type, &world_builder::set_event_type,
          &world_builder::remove_event_type},
    thing{"apiKeys", "apiKey", &world_builder::add_api_key, nullptr,
          &world_builder::remove_api_key},
    thing{"bookings", "booking", &world_builder::add_booking, &world_builder::set_booking,
          &world_builder::remove_booking},
    thing{"reservations", "reservation", &world_builder::add_reservation, nullptr,
          &world_builder::remove_reservation},
    thing{"outOfOffice", "outOfOffice", &world_builder::add_absence, &world_builder::set_absence,
          &world_builder::remove_absence},
    thing{"busy", "busy", &world_builder::add_busy, nullptr, &world_builder::remove_busy},
    thing{"webhooks", "webhook", &world_builder::add_webhook, nullptr,
          &world_builder::remove_webhook},
};

}  // namespace slotgate::sim
