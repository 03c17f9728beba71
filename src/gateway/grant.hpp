#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slotgate::gateway {

/// What a credential we issue may be used for (T2). docs/operating.md lists them.
enum class grant : std::uint8_t {
    availability,       ///< free starts and their reservations
    bookings_read,      ///< bookings, their attendees and recordings
    bookings_write,     ///< book, move, cancel, confirm, decline, ...
    event_types_read,   ///< event types and their private links
    event_types_write,  ///< likewise
    schedules_read,     ///< working hours, out-of-office, busy times
    schedules_write,    ///< likewise
    webhooks,           ///< subscriptions, their secrets included
    everything          ///< all of these, and every other operation of the account
};

/// A set of grants. A value.
class grants {
  public:
    void add(grant one) { bits_ |= bit(one); }
    /// True if `one` is in it, or everything is.
    [[nodiscard]] bool allow(grant one) const {
        return (bits_ & (bit(one) | bit(grant::everything))) != 0;
    }
    [[nodiscard]] bool empty() const { return bits_ == 0; }
    /// Their names, as in the configuration: `availability,bookings.read`.
    [[nodiscard]] std::string names() const;
    friend bool operator==(const grants&, const grants&) = default;

  private:
    [[nodiscard]] static constexpr std::uint16_t bit(grant one) {
        return static_cast<std::uint16_t>(1U << static_cast<unsigned>(one));
    }
    std::uint16_t bits_ = 0;
};

/// `bookings.read` for `bookings_read`.
[[nodiscard]] std::string_view to_text(grant one);
[[nodiscard]] std::optional<grant> grant_named(std::string_view name);

/// Every name there is, for errors: `availability, bookings.read, ...`.
[[nodiscard]] std::string all_grant_names();

}  // namespace slotgate::gateway
