#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "calcom-sim/control.hpp"
#include "calcom-sim/movable_clock.hpp"
#include "calcom-sim/simulator.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace slotgate::sim {

struct server_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;          ///< 0: any free one
    control_desk::settings control;  ///< what the control routes can change
};

/// The simulator behind a socket: `/v2/...`, the booking page `/{username}/{slug}`, and the control
/// routes under `/_sim/` (docs/simulator.md). Posts webhooks, and does what the faults say.
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
