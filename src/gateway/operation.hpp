#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "gateway/grant.hpp"

namespace slotgate::gateway {

/// What Cal.com makes of a caller's credential on a route (calcom.md 1.4, calcom-recorded E4, G9).
/// An API key it does not know is refused everywhere.
enum class credential_use : std::uint8_t {
    ignored,   ///< public: any other credential changes nothing
    optional,  ///< nobody is asked for one, a wrong one is refused
    required
};

/// Where a request says which event type it is about.
enum class event_type_place : std::uint8_t {
    nowhere,  ///< it is about the account, or about something that is not an event type's
    query,    ///< `eventTypeId` or `eventTypeIds`
    body,     ///< `eventTypeId` of a JSON object
    path,     ///< the first `{...}` is its number
    booking   ///< the first `{...}` is the uid of a booking, which has one
};

/// One row of the table of operations: what a method on a path is, as far as rule T2 is concerned.
struct operation {
    std::string_view method;   ///< `GET` stands for `HEAD` too
    std::string_view pattern;  ///< `/v2/bookings/{uid}/cancel`
    /// What a credential of ours must grant; nothing: none of ours can do it.
    std::optional<grant> needs;
    credential_use credentials;
    event_type_place event_type;
};

/// The table. Source: Cal.com's published schema, and calcom-recorded for what it does not tell.
[[nodiscard]] std::span<const operation> operations();

/// The row of a request. What no row describes needs `everything` and takes credentials; a path
/// that hides what it names (escapes, empty segments) is for no credential of ours.
[[nodiscard]] const operation& operation_of(std::string_view method, std::string_view path);

/// What stood for the `{...}` of the row's pattern in `path`.
[[nodiscard]] std::vector<std::string_view> values_in(std::string_view pattern,
                                                      std::string_view path);

}  // namespace slotgate::gateway
