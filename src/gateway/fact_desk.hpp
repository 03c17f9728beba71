#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coherence/engine.hpp"
#include "gateway/guarded.hpp"
#include "gateway/people.hpp"
#include "gateway/tenant.hpp"
#include "ops/metrics.hpp"

namespace slotgate::gateway {

/// What a log line about a fact names.
struct fact_subject {
    std::optional<event_type_id> event_type;
    std::optional<std::int64_t> booking_id;
};

/// A fact that was told, for who wants to know what happened.
struct told_fact {
    coherence::fact_source source{};
    std::string_view radius;  ///< `everything`, `tenant`, `event_type` or `dates`
    std::optional<event_type_id> event_type;
    instant at;
};

/// Where every fact goes in (S1): tells the engine, then the log and the metrics. A fact about one
/// tenant's bookings is one about people, and told of every tenant that knows them (T2). When
/// `tell` returns, no answer of any of them shows the time before the fact (S5). Safe to share.
class fact_desk {
  public:
    fact_desk(guarded<coherence::engine>& engine, people& known, clock now, ops::metrics& metrics)
        : engine_(engine), people_(known), now_(std::move(now)), metrics_(metrics) {}

    void tell(const coherence::fact& f, const fact_subject& subject = {},
              const coherence::booking_news& news = {});

    /// A booking of a tenant changed: concerns what its people offer, in whatever account (S4).
    /// `news` is what becomes of the overlay in the same step (S7).
    void tell(tenant_id tenant, const booking_change& change, coherence::fact_source source,
              const fact_subject& subject, const coherence::booking_news& news = {});

    /// A step of a change on its way to Cal.com (S6): of a booking that is asked for, or of
    /// something else (`change` is nothing), which is a fact about the whole tenant.
    struct own_write {
        tenant_id tenant;
        coherence::changes changes = coherence::changes::bookings;
        std::optional<booking_change> booking;
        coherence::write_news news;
        coherence::booking_news told;  ///< by its answer
    };
    void tell(const own_write& write);

    /// A booking that this tenant was told of so well that its radius is known (S4): not one of a
    /// series, nor one with seats, which may change seat by seat.
    [[nodiscard]] std::optional<coherence::known_booking> known(tenant_id tenant,
                                                                std::string_view uid) const;

    /// A time that is held, if this tenant was told so.
    [[nodiscard]] std::optional<coherence::known_booking> held(tenant_id tenant,
                                                               std::string_view uid) const;

    /// Names a change that is about to leave.
    [[nodiscard]] coherence::write_id next_write() { return ++last_write_; }

    /// The last few facts that concerned this tenant, the newest first. The desk remembers a
    /// hundred in all.
    [[nodiscard]] std::vector<told_fact> recent(tenant_id tenant) const;

  private:
    struct remembered {
        std::optional<tenant_id> tenant;  ///< nothing: it concerned all of them
        told_fact what;
    };
    void remember(const coherence::fact& f, const fact_subject& subject, instant at);
    void absorb(const std::vector<coherence::fact>& facts, const fact_subject& subject,
                const coherence::booking_news& news, const coherence::write_news* write = nullptr);
    [[nodiscard]] std::vector<coherence::fact> facts_about(tenant_id tenant,
                                                           const booking_change& change,
                                                           coherence::fact_source source) const;
    void note_doubt(const coherence::fact& f);
    [[nodiscard]] std::vector<coherence::fact> spread(const coherence::fact& f,
                                                      const fact_subject& subject) const;

    guarded<coherence::engine>& engine_;
    people& people_;
    clock now_;
    ops::metrics& metrics_;
    guarded<std::deque<remembered>> recent_;
    std::atomic<coherence::write_id> last_write_ = 0;
};

}  // namespace slotgate::gateway
