#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/time.hpp"
#include "origin/lane.hpp"
#include "origin/rate_headers.hpp"

namespace slotgate::origin {

/// What one credential may send.
struct quota_terms {
    std::int64_t assumed = 120;  ///< a minute, until Cal.com tells its limit
    std::int64_t most = 0;       ///< a minute, whatever Cal.com tells; 0: what it tells
    std::int64_t reserve = 10;   ///< for bookings alone
};

/// Requests that count: how many, and when they stop. Times are rounded up to a tenth of a second,
/// so that however many there are, a minute of them takes six hundred entries.
class counted {
  public:
    void add(steady_instant until);
    /// Frees memory; what has stopped counting by `now` is not asked for any more.
    void forget(steady_instant now);
    [[nodiscard]] std::int64_t total(steady_instant now) const;
    /// When `how_many` of those that count at `now` have stopped; nothing if there are not as many.
    [[nodiscard]] std::optional<steady_instant> time_of(std::int64_t how_many,
                                                        steady_instant now) const;
    /// When the first, the last of those that count at `now` stop.
    [[nodiscard]] std::optional<steady_instant> first(steady_instant now) const;
    [[nodiscard]] std::optional<steady_instant> last(steady_instant now) const;

  private:
    std::map<steady_instant, std::int64_t> until_;
    std::int64_t total_ = 0;
};

/// The budget of one credential: lets requests go, makes them wait in lanes, or refuses them, so
/// that Cal.com's limit is never exceeded, whenever its windows begin. Source: docs/protocol.md,
/// S14, where the reasoning stands. Pure: `now` is a parameter, never smaller than before. Threads:
/// confined to its owner's.
class quota {
  public:
    using ticket = std::uint64_t;

    /// It may leave now. To be given back to `ended` or `not_sent` once.
    struct leave {
        origin::lane lane;
    };
    /// It waits: `turns` will decide, or `withdraw` must be called.
    struct waiting {
        quota::ticket ticket;
    };
    struct refusal {
        seconds retry_after;
    };
    using outcome = std::variant<leave, waiting, refusal>;
    /// What became of one that waited.
    struct turn {
        quota::ticket ticket;
        std::variant<leave, refusal> outcome;
    };

    explicit quota(quota_terms terms);

    /// Wants to send a request, and can wait until `deadline`.
    [[nodiscard]] outcome ask(lane l, steady_instant now, steady_instant deadline);
    /// Wants to send one now or not at all; never before those who wait in its lane or above.
    [[nodiscard]] std::optional<leave> ask_at_once(lane l, steady_instant now);
    /// Decides about those who wait. To be called after everything else here, and at `wakes_at`.
    [[nodiscard]] std::vector<turn> turns(steady_instant now);
    /// Who waited does not want any more.
    void withdraw(ticket t);

    /// An answer came. True if a block began.
    bool ended(const leave& request, const rate_reading& told, steady_instant now);
    /// No answer came: nobody knows when it was counted, or if.
    void ended(const leave& request, steady_instant now);
    /// It was not sent after all.
    void not_sent(const leave& request);

    /// Both tenants of a credential are content with the result.
    void tighten(const quota_terms& terms);

    /// When somebody who waits could be decided about; nothing if nobody waits.
    [[nodiscard]] std::optional<steady_instant> wakes_at(steady_instant now) const;
    /// How many requests bookings could send now.
    [[nodiscard]] std::int64_t remaining(steady_instant now) const;
    [[nodiscard]] std::size_t waiting_in(lane l) const { return queue(l).size(); }
    [[nodiscard]] std::optional<milliseconds> blocked_for(steady_instant now) const;
    /// True if nothing counts, waits or is blocked: who begins afresh exceeds nothing.
    [[nodiscard]] bool idle(steady_instant now) const;

  private:
    struct queued {
        quota::ticket ticket;
        steady_instant deadline;
    };
    struct limit {
        std::string name;
        std::int64_t most = 0;
        counted ours;
        std::int64_t others = 0;  ///< requests of other programs with this credential
        steady_instant others_until;
    };

    [[nodiscard]] const std::deque<queued>& queue(lane l) const;
    [[nodiscard]] std::int64_t room(const limit& under, steady_instant now) const;
    [[nodiscard]] std::int64_t left_free(lane l, std::int64_t most) const;
    [[nodiscard]] bool may_leave(lane l, steady_instant now) const;
    [[nodiscard]] bool anybody_before(lane l) const;
    [[nodiscard]] steady_instant earliest(lane l, steady_instant now) const;
    [[nodiscard]] steady_instant earliest_under(const limit& one, lane l, std::int64_t ahead,
                                                steady_instant now) const;
    [[nodiscard]] refusal refuse(lane l, steady_instant now) const;
    leave depart(lane l);
    void forget(steady_instant now);
    void learn_limits(const rate_reading& told);
    void count(const rate_reading& told, milliseconds untold, steady_instant now);
    bool block(const rate_reading& told, steady_instant now);

    quota_terms terms_;
    std::vector<limit> told_;   ///< Cal.com's, never empty: room under one of them is enough
    std::optional<limit> own_;  ///< `terms_.most`: kept besides
    std::int64_t under_way_ = 0;
    std::int64_t restrained_under_way_ = 0;  ///< of the lanes that a ramp holds back
    std::optional<std::int64_t> ramp_;       ///< how many of those may be under way
    bool fresh_ = true;  ///< nobody has told yet how much of a window is used, by an earlier life
    steady_instant blocked_until_ = steady_instant::min();
    std::array<std::deque<queued>, all_lanes.size()> queues_;
    ticket last_ticket_ = 0;
};

}  // namespace slotgate::origin
