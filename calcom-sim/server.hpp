#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "calcom-sim/simulator.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace slotgate::sim {

/// A clock that a control route may move: the machine's own plus an offset, and its hook.
/// Safe to share.
class movable_clock {
  public:
    virtual ~movable_clock() = default;
    [[nodiscard]] virtual instant now() const = 0;
    /// Moves the clock; afterwards `now()` is `to` and runs on from there.
    virtual void set(instant to) = 0;
};

struct server_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one
    std::uint64_t seed = 1;
    /// Slots answers wait 300-800 ms as a real Cal.com's do; off: none.
    enum class latency : std::uint8_t { real, off } slots_latency = latency::real;
    milliseconds slots_cache{0};  ///< as simulator_options::slots_cache
    bool rate_limits = false;
};

/// The simulator behind a socket: `/v2/...`, the booking page `/{username}/{slug}`, and the control
/// routes under `/_sim/` (docs/simulator.md). Posts webhooks.
class server {
  public:
    /// `zones` and `clock` must outlive the server. Errors: io (the address cannot be bound).
    [[nodiscard]] static result<std::unique_ptr<server>> open(server_options options,
                                                              scenario initial,
                                                              const zone_database& zones,
                                                              movable_clock& clock);
    virtual ~server() = default;
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// Adds a webhook subscription of every user to all booking triggers; it outlives resets. The
    /// sandbox points it at the gateway. Before `start` only.
    virtual void subscribe_everybody(std::string url, std::string secret) = 0;
    virtual void start() = 0;
    virtual void stop() = 0;
};

}  // namespace slotgate::sim
