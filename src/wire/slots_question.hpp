#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/id.hpp"
#include "core/time.hpp"
#include "core/zone.hpp"

namespace slotgate::wire {

/// Which contract a question follows: `GET /v2/slots` (version 2024-09-04) or the older
/// `GET /v2/slots/available`.
enum class generation : std::uint8_t { v2024_09_04, v2024_04_15 };

/// `unset` differs from `time` only in the older generation (calcom.md 2.2).
enum class slot_format : std::uint8_t { unset, time, range };

/// Whose starts are asked for. Exactly one of the ways Cal.com knows; the first that is complete.
struct slots_selector {
    std::optional<event_type_id> id;
    std::string slug;  ///< with `username` or `team`
    std::string username;
    std::string team;
    std::vector<std::string> usernames;  ///< dynamic event
    std::string organization;
};

/// A question for starts, validated and read exactly as Cal.com reads it.
struct slots_question {
    generation contract{};
    slots_selector selector;
    instant start;  ///< as read in UTC
    instant end;    ///< 2024-09-04: a midnight has become 23:59:59.000 of that date
    const slotgate::zone* zone = nullptr;  ///< null: none was given
    /// Cut to whole minutes; 0: none given; negative: Cal.com steps by one minute (recorded B7).
    minutes duration{};
    slot_format format = slot_format::unset;
    std::string booking_to_reschedule;  ///< uid; empty: none
    /// Of a round robin, the hosts to choose from (`rrHostSubsetIds`); empty: all.
    std::vector<user_id> host_subset;
    /// Parameters that the cache's key does not hold were given (S2): ask upstream, keep nothing.
    bool beyond_key = false;
};

/// An error Cal.com would answer: goes through `calcom_error`.
struct refusal {
    int status;
    std::string message;
};

/// Reads the query string of a slots question: parameters, texts and order of errors as the
/// recorded groups `slotbad` and `edge` show them. `zones` must outlive the question. Source:
/// calcom.md 2.1, 2.2; calcom-recorded E.
[[nodiscard]] std::expected<slots_question, refusal> read_slots_question(
    generation contract, std::string_view query, const zone_database& zones);

}  // namespace slotgate::wire
