#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "coherence/inspection.hpp"
#include "gateway/cache_switch.hpp"
#include "gateway/catalogue.hpp"
#include "gateway/fact_desk.hpp"
#include "gateway/guarded.hpp"
#include "gateway/tenant.hpp"

namespace slotgate::gateway {

/// Why a start is offered from the cache, is not, or cannot be told without asking Cal.com.
enum class offer_reason : std::uint8_t {
    listed,        ///< a cached answer has it
    not_listed,    ///< a cached answer for its date does not have it
    under_notice,  ///< too soon (S9)
    booked,        ///< a known booking takes its time (S7)
    cancelling,    ///< likewise, and its cancellation is announced (S8)
    being_booked,  ///< somebody is booking it, or the outcome was lost (S6)
    held,          ///< by a reservation that is known (S7)
    refused,       ///< Cal.com lately refused to book it (B7)
    cache_off,     ///< nothing is answered from here
    unknown_type,  ///< the event type has not been read, or not since event types changed
    never_kept,    ///< answers for this event type are not kept (S2)
    outdated,      ///< what was cached is older than a fact (S3)
    expired,       ///< what was cached is past its lifetime (S9)
    not_cached     ///< nobody has asked for that date lately
};

/// What an operator reads of a reason.
struct offer_reason_facts {
    offer_reason reason;
    std::string_view name;     ///< for machines
    std::string_view verdict;  ///< `offered`, `not_offered`, or `asks_calcom`
    std::string_view sentence;
};
[[nodiscard]] const offer_reason_facts& facts_of(offer_reason reason);

/// Everything there is to say of one start.
struct explanation {
    offer_reason reason = offer_reason::not_cached;
    std::optional<terms> type;  ///< what is known of the event type now
    instant earliest;           ///< nothing before it is answered now (S9)
    bool settling = false;      ///< what is fetched now is not kept (S8)
    coherence::obstacles obstacles;
    std::vector<coherence::entry_view> entries;
    std::vector<told_fact> facts;  ///< the last ones that concern it, the newest first
};

/// What an operator does with the cache: looks into it, orders parts of it forgotten, switches it
/// off and on. Threads: safe to share.
class cache_desk {
  public:
    cache_desk(guarded<coherence::engine>& engine, const catalogue& types, fact_desk& facts,
               cache_switch& power, clock now)
        : engine_(engine), catalogue_(types), facts_(facts), power_(power), now_(std::move(now)) {}

    /// Why `start` is or is not offered, for a question of this duration (0: the event type's own).
    [[nodiscard]] explanation explain(tenant_id tenant, event_type_id type, instant start,
                                      minutes duration) const;

    [[nodiscard]] std::vector<coherence::holding> holdings() const;

    /// A fact of the operator's about all of this (S1). More than dates means event types too: they
    /// are read again.
    void invalidate(const coherence::blast_radius& what);

    [[nodiscard]] bool is_on() const { return power_.is_on(); }
    /// Switching on is a fact about everything (S8): what changed meanwhile is not in any entry.
    void switch_to(bool on);

  private:
    [[nodiscard]] offer_reason reason_for(const explanation& known, instant start,
                                          minutes duration) const;

    guarded<coherence::engine>& engine_;
    const catalogue& catalogue_;
    fact_desk& facts_;
    cache_switch& power_;
    clock now_;
};

}  // namespace slotgate::gateway
