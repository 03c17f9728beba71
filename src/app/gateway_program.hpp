#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "app/program_clock.hpp"
#include "app/settings.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::app {

/// May Cal.com's `Date` header correct the clock (S9)? Not in the sandbox, where the clock is the
/// simulator's own and may be moved by hand.
enum class clock_correction : std::uint8_t { from_upstream, none };

/// The gateway, wired: the only place that names adapters. Owns its threads: one for the gateway's
/// coroutines and Cal.com's connections, and those of the HTTP server.
class gateway_program {
  public:
    /// Binds; nothing runs yet. `zones` and `clock` must outlive it. Errors: io, config.
    [[nodiscard]] static result<std::unique_ptr<gateway_program>> open(const settings& s,
                                                                       const zone_database& zones,
                                                                       program_clock& clock,
                                                                       clock_correction correction);
    virtual ~gateway_program() = default;
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// Starts serving and reading event types; returns at once.
    virtual void start() = 0;
    /// Stops accepting, lets requests under way end, joins all threads.
    virtual void stop() = 0;
};

}  // namespace slotgate::app
