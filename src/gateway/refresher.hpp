#pragma once

#include <optional>
#include <unordered_map>
#include <utility>

#include "coherence/engine.hpp"
#include "coherence/grid.hpp"
#include "gateway/cache_switch.hpp"
#include "gateway/catalogue.hpp"
#include "gateway/flights.hpp"
#include "gateway/guarded.hpp"
#include "gateway/tenant.hpp"

namespace slotgate::gateway {

/// Fetches again, before anybody has to wait for them, the dates that were asked for in the last
/// 15 to 30 minutes: shortly before their lifetime ends, as long as nothing has outdated
/// them. One request for a series at a time, in the refresh lane, only if that has room at once
/// and the breaker is closed (S13, S14); what it brings lands as everything does (S3).
///
/// Many servers that share a cache refresh early by chance (XFetch: Vattani, Chierichetti and
/// Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015), so that they do not
/// all do it at once. Here one process knows of every request under way: nothing is left for chance
/// to spread, and refreshing at a fixed part of the lifetime costs fewer requests. It also helps
/// where few ask: a day asked for once a minute would, by chance alone, hardly ever be asked for in
/// the one second before its end in which XFetch draws. Threads: `note` is safe to share; `tick` is
/// confined to the executor of the flights.
class refresher {
  public:
    refresher(guarded<coherence::engine>& engine, const catalogue& types, flights& under_way,
              const cache_switch& power, clock now)
        : engine_(engine),
          catalogue_(types),
          flights_(under_way),
          power_(power),
          now_(std::move(now)) {}

    /// These dates were asked for, in this zone (null: UTC). Where dates decide together (S2)
    /// nothing is noted: such a question is seldom asked twice.
    void note(const coherence::question& asked, const zone* asker, moment now);

    /// To be called about every second: sends what is due.
    void tick();

  private:
    struct hot {
        const zone* asker;
        steady_instant since;  ///< of `lately`
        coherence::dates_asked lately;
        std::optional<coherence::dates_asked> before;

        [[nodiscard]] coherence::dates_asked dates() const;
    };
    using table = std::unordered_map<coherence::series, hot>;

    [[nodiscard]] std::optional<fetch_order> due(const coherence::series& s, const hot& h,
                                                 moment now) const;

    guarded<coherence::engine>& engine_;
    const catalogue& catalogue_;
    flights& flights_;
    const cache_switch& power_;
    clock now_;
    guarded<table> hot_;
};

}  // namespace slotgate::gateway
