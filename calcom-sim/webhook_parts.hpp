#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/webhook_payload.hpp"

namespace slotgate::sim {

/// Pieces that several payloads share. Pure; keys in Cal.com's order.

/// `2031-05-06T10:00:00` and an ending: each trigger writes times in its own form (recorded H4).
[[nodiscard]] std::string time_text(instant t, std::string_view ending);
[[nodiscard]] boost::json::object language_of(std::string_view locale);
/// Minutes that clocks in `zone` are ahead of UTC when the booking starts.
[[nodiscard]] std::int64_t utc_offset(const webhook_subject& s, const std::string& zone);

/// How Cal.com comes by the form: made fresh it has every field of its own and the place; read back
/// it has what the event type stored, and no place of its own choosing.
enum class form_source : std::uint8_t { fresh, stored };
/// `responses`: each field of the booking form with its answer.
[[nodiscard]] boost::json::object form_of(const webhook_subject& s, form_source from);
/// `userFieldsResponses`: those of the host's own making.
[[nodiscard]] boost::json::object own_fields_of(const webhook_subject& s);

/// What the event type says of itself; null where it says nothing.
[[nodiscard]] boost::json::value description_of(const event_type& type);
/// `description` of a payload: that, else what the booker wrote.
[[nodiscard]] boost::json::value told_description(const webhook_subject& s);
/// `additionalNotes`: what the booker wrote; null for seats, of which each has his own.
[[nodiscard]] boost::json::value stored_notes(const webhook_subject& s);

/// `COLLECTIVE`, `ROUND_ROBIN`, or null.
[[nodiscard]] boost::json::value scheduling_name(const event_type& type);
[[nodiscard]] boost::json::value seats_per_slot(const event_type& type);
/// `{interval,count,freq}`; `count` of -1: that of the event type.
[[nodiscard]] boost::json::object recurrence_of(const event_type& type, std::int64_t count = -1);
/// `eventTypeId` to `customInputs`, as they stand in what is told of a new booking.
void add_event_rules(boost::json::object& out, const webhook_subject& s);
/// {name, email, timeZone, phoneNumber, language, utcOffset} of everybody who attends.
[[nodiscard]] boost::json::array stored_attendees(const webhook_subject& s);
/// Those who attend and are no hosts.
[[nodiscard]] std::vector<attendee> bookers_of(const webhook_subject& s);

}  // namespace slotgate::sim
