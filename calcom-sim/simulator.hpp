#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "calcom-sim/answer_book.hpp"
#include "calcom-sim/slots_cache.hpp"
#include "calcom-sim/throttle.hpp"
#include "calcom-sim/world.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// A webhook to be posted: exact bytes, signed.
struct delivery {
    std::string url;
    std::string webhook;  ///< id of the subscription
    std::string trigger;
    wire::request request;
};

/// Deliveries that are posted at the same moment.
using delivery_round = std::vector<delivery>;

/// A cancellation: Cal.com announces it before it makes it (calcom.md 6.5).
struct pending_commit {
    std::vector<std::string> uids;  ///< of all that go: one, or what is left of a series
    std::string reason;
    std::string shown_uid;  ///< of the booking or series the answer shows
};

/// What a request sets going, in this order: `deliveries` are posted round by round, each waited
/// for; then, if there is a `commit`, `simulator::commit` makes it and gives the answer; else
/// `answer` goes out.
struct reaction {
    std::vector<delivery_round> deliveries;
    std::optional<pending_commit> commit;
    wire::response answer;
};

struct exchange;
struct route;

/// The ids that the next things made get; none is given twice.
struct id_sequences {
    std::int64_t event_type = 1;
    std::int64_t schedule = 1;
    std::int64_t out_of_office = 1;
    std::int64_t attendee = 1;
};

struct simulator_options {
    std::uint64_t seed = 1;
    /// A booking younger than this counts as made at the same time: other creates do not see it
    /// when they look whether the host is free, as in a real Cal.com between its look and its
    /// insert (calcom-recorded G1). Zero: one request at a time.
    milliseconds race_window{0};
    /// How long an answer to a slots question is given again, whatever happened since (calcom.md
    /// 7.1). Zero: never.
    milliseconds slots_cache{2'000};
    /// Counts requests and blocks who asks too often (calcom.md 8).
    bool rate_limits = true;
    /// Is told every answer, when it is made; empty: nobody is.
    answer_witness witness{};
};

/// A faithful Cal.com as a state machine: requests and the time go in, reactions come out. No
/// clock, no socket, no thread; ids and uids come from the seed, so equal inputs give equal bytes.
/// Source: reference of Cal.com's API v2 as of July 2026; docs/simulator.md tells what is covered.
/// Threads: confined to its caller.
class simulator {
  public:
    /// `zones` must outlive the simulator.
    simulator(world initial, const zone_database& zones, simulator_options options);

    /// Answers one request under /v2 at `now`.
    [[nodiscard]] reaction handle(const wire::request& request, instant now);

    /// Makes an announced change; the answer of the request that asked for it.
    [[nodiscard]] wire::response commit(const pending_commit& change, const wire::request& request,
                                        instant now);

    /// What subscribers hear of meetings that began or ended after `from` and not after `to`.
    [[nodiscard]] delivery_round meetings_between(instant from, instant to);

    [[nodiscard]] const world& state() const { return world_; }

    /// Changes the world past its routes, as somebody at the database would; nothing is announced.
    void edit(const std::function<void(world&)>& change);

    [[nodiscard]] simulator_options& options() { return options_; }

  private:
    void count_bookings();
    /// What a route works with: the request, its caller, and the world it may change.
    [[nodiscard]] exchange exchange_about(const wire::request& request, instant now);
    [[nodiscard]] reaction answer_within_limits(const route& r, exchange& x);
    /// The last hand on every answer.
    [[nodiscard]] wire::response finish(wire::response answer, const wire::request& request);

    world world_;
    const zone_database* zones_;
    std::mt19937_64 random_;
    std::int64_t next_booking_id_ = 1;
    id_sequences ids_;
    simulator_options options_;
    slots_cache cache_;
    throttle throttle_;
};

/// The row of the table of routes that `method` and `path` fall on, as the table spells it
/// (`/v2/bookings/{uid}/cancel`); empty if there is none.
[[nodiscard]] std::string_view route_of(std::string_view method, std::string_view path);

/// A scenario file read: where the clock starts (absent: the machine's own time) and the world.
struct scenario {
    std::optional<instant> now;
    world initial;
};

/// Reads a scenario (docs/simulator.md describes the format). Errors: config; the detail names the
/// place in the file (`users[2].schedules[0].timeZone`) and what is wrong with it.
[[nodiscard]] result<scenario> parse_scenario(std::string_view json, const zone_database& zones);

}  // namespace slotgate::sim
