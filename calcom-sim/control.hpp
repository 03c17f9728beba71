#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "calcom-sim/faults.hpp"
#include "calcom-sim/movable_clock.hpp"
#include "calcom-sim/request_log.hpp"
#include "calcom-sim/simulator.hpp"
#include "core/error.hpp"
#include "core/time.hpp"

namespace slotgate::sim {

/// How long answers take.
enum class latency : std::uint8_t {
    real,  ///< slots 300 to 800 ms, a create `create_takes`
    off
};

/// How long a create takes between looking and being seen, and so for how long two can miss each
/// other (calcom-recorded G1). Its answer waits as long, so that whoever waits for it never races.
inline constexpr milliseconds create_takes{50};

/// A simulator with everything the control routes under `/_sim/` set and show (docs/simulator.md):
/// clock, latency, Cal.com's cache, rate limits, faults, the log of requests, and the scenario a
/// reset goes back to. Answers those routes; no socket, no waiting. Confined to its caller.
class control_desk {
  public:
    struct settings {
        std::uint64_t seed = 1;
        latency latency_now = latency::real;
        milliseconds slots_cache{2'000};  ///< Cal.com's own cache of slots answers; zero: none
        bool rate_limits = true;
        answer_witness witness{};  ///< is told every answer
    };

    /// `zones` and `clock` must outlive the desk.
    control_desk(settings chosen, scenario initial, const zone_database& zones,
                 movable_clock& clock);

    /// Answers a request under `/_sim/`. Errors: bad_request, not_found.
    [[nodiscard]] result<wire::response> answer(const wire::request& request);

    /// Back to the scenario: its world, its clock, the seed; no faults, nothing counted. What was
    /// set by the routes for latency, cache and limits stays.
    void start_over();
    /// Counts the resets: what began under another number is of a world that is gone.
    [[nodiscard]] std::uint64_t epoch() const { return epoch_; }

    [[nodiscard]] simulator& calcom() { return *simulator_; }
    [[nodiscard]] fault_plan& faults() { return faults_; }
    [[nodiscard]] request_log& log() { return log_; }
    [[nodiscard]] instant now() const { return clock_.now(); }
    [[nodiscard]] const zone_database& zones() const { return zones_; }
    /// Deliveries that a control route has set free; the caller posts them.
    [[nodiscard]] std::vector<delivery> take_freed();

    [[nodiscard]] bool is_slow() const { return settings_.latency_now == latency::real; }
    /// How long the next slots answer takes.
    [[nodiscard]] milliseconds slots_wait();
    /// The scenario, for additions before anything is asked; `start_over` puts them in force.
    [[nodiscard]] scenario& initial() { return initial_; }

  private:
    using route = result<wire::response> (control_desk::*)(const wire::request&);
    struct row;
    static const row rows[];

    [[nodiscard]] result<wire::response> tell_time(const wire::request& request);
    [[nodiscard]] result<wire::response> set_clock(const wire::request& request);
    [[nodiscard]] result<wire::response> set_latency(const wire::request& request);
    [[nodiscard]] result<wire::response> set_cache(const wire::request& request);
    [[nodiscard]] result<wire::response> set_limits(const wire::request& request);
    [[nodiscard]] result<wire::response> reset(const wire::request& request);
    [[nodiscard]] result<wire::response> show_requests(const wire::request& request);
    [[nodiscard]] result<wire::response> show_world(const wire::request& request);
    [[nodiscard]] result<wire::response> edit(const wire::request& request);
    [[nodiscard]] result<wire::response> show_faults(const wire::request& request);
    [[nodiscard]] result<wire::response> add_faults(const wire::request& request);
    [[nodiscard]] result<wire::response> clear_faults(const wire::request& request);
    [[nodiscard]] simulator_options options() const;

    settings settings_;
    scenario initial_;
    const zone_database& zones_;
    movable_clock& clock_;
    std::mt19937_64 waits_;
    std::optional<simulator> simulator_;
    fault_plan faults_;
    request_log log_;
    std::vector<delivery> freed_;
    instant meetings_told_;  ///< up to when their webhooks went out
    std::uint64_t epoch_ = 0;
};

/// What a body of POST /_sim/clock does to the clock.
struct clock_order {
    instant to;
    bool passing = false;  ///< not set: time passes until then
};

/// Reads one, by a clock that reads `now`: {"now":"2031-05-05T05:30:00Z"}, {"advance_ms":60000} or
/// {"pass_ms":60000}. Errors: bad_request.
[[nodiscard]] result<clock_order> read_clock(std::string_view body, instant now);

/// A body of POST /_sim/latency: {"slots":"real"} or {"slots":"off"}. Errors: bad_request.
[[nodiscard]] result<latency> read_latency(std::string_view body);

/// A body of POST /_sim/cache: {"slots_ms":2000}. Errors: bad_request.
[[nodiscard]] result<milliseconds> read_cache(std::string_view body);

/// True if a body of POST /_sim/limits asks for them: {"rate":"on"} or {"rate":"off"}. Errors:
/// bad_request.
[[nodiscard]] result<bool> read_limits(std::string_view body);

/// How many requests GET /_sim/requests?last=N asks for; 20 unless told. Errors: bad_request.
[[nodiscard]] result<std::size_t> read_last(std::string_view query);

}  // namespace slotgate::sim
