#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "coherence/engine.hpp"
#include "coherence/grid.hpp"
#include "gateway/allowance.hpp"
#include "gateway/cache_switch.hpp"
#include "gateway/catalogue.hpp"
#include "gateway/flights.hpp"
#include "gateway/guarded.hpp"
#include "gateway/tenant.hpp"

namespace slotgate::gateway {

/// Fetches again, before anybody has to wait for them, the dates that were asked for in the last
/// 15 to 30 minutes (S9): shortly before their lifetime ends; and those that a fact has outdated,
/// as soon as somebody asked the tenant for anything after it (W6), it has settled (S8) and no
/// change is on its way (S6). One request for a series at a
/// time, in the refresh lane, only if that has room at once and the breaker is closed (S13, S14);
/// what it brings lands as everything does (S3). However many facts come, what they outdated is
/// fetched again no oftener than a series and a tenant are allowed (W6).
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
          now_(std::move(now)),
          refills_(refill_rate) {}

    /// These dates were asked for, in this zone (null: UTC). Where dates decide together (S2)
    /// nothing is noted: such a question is seldom asked twice.
    void note(const coherence::question& asked, const zone* asker, moment now);

    /// To be called about every second: sends what is due.
    void tick();

  private:
    /// Requests because of facts, of one tenant: a sixth of what an API key may send.
    static constexpr rate refill_rate{.at_once = 10, .interval = seconds{3}};

    struct hot {
        const zone* asker;
        steady_instant since;  ///< of `lately`
        coherence::dates_asked lately;
        std::optional<coherence::dates_asked> before;
        std::optional<steady_instant> refilled;  ///< when a fact was the cause the last time

        [[nodiscard]] coherence::dates_asked dates() const;
    };
    /// When somebody asked a tenant for anything the last time, and what was known then.
    struct last_question {
        steady_instant at;
        coherence::stamp noted;
    };
    struct table {
        std::unordered_map<coherence::series, hot> all;
        std::unordered_map<tenant_id, last_question> questions;
    };
    struct hot_series {
        coherence::series series;
        hot known;
        last_question question;  ///< of its tenant
    };

    /// What to fetch of a series now.
    struct due_dates {
        coherence::dates_asked dates;
        bool refills = false;  ///< because of a fact, as W6 allows
    };
    [[nodiscard]] std::vector<hot_series> take_hot(moment now);
    [[nodiscard]] bool may_refill(const hot_series& h, moment now) const;
    [[nodiscard]] std::optional<due_dates> due(const hot_series& h, moment now) const;
    [[nodiscard]] bool begin(const hot_series& h, moment now);

    guarded<coherence::engine>& engine_;
    const catalogue& catalogue_;
    flights& flights_;
    const cache_switch& power_;
    clock now_;
    guarded<table> hot_;
    allowances<tenant_id> refills_;
};

}  // namespace slotgate::gateway
