#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "coherence/barriers.hpp"
#include "coherence/day_store.hpp"
#include "coherence/fact.hpp"
#include "coherence/grid.hpp"
#include "coherence/held_times.hpp"
#include "coherence/ladders.hpp"
#include "coherence/landing.hpp"
#include "coherence/overlay.hpp"
#include "coherence/question.hpp"
#include "coherence/refusals.hpp"
#include "coherence/settling.hpp"
#include "coherence/stale_watch.hpp"
#include "coherence/stamps.hpp"
#include "core/slot.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// Lifetimes and bounds. Defaults are those of docs/protocol.md.
struct engine_options {
    milliseconds lifetime{300'000};       ///< of a date with starts (S9)
    milliseconds lifetime_empty{60'000};  ///< of a date without (S9)
    milliseconds settle_window{3'000};    ///< after a fact (S8)
    std::size_t days_max = 1'000'000;     ///< cached days in all
    std::size_t dated_stamps_max = 100'000;
    std::size_t settle_windows_max = 1'000;  ///< of each tenant
    std::size_t bookings_max = 20'000;       ///< known, of all tenants, with holds (S7)
    std::size_t held_times_max = 1'000;      ///< whose end is known to the date (S7)
    std::size_t cancellations_max = 1'000;   ///< announced and not confirmed (S8)
    std::size_t writes_max = 1'000;          ///< under way, or lost, at once (S6)
    std::size_t refusals_max = 1'000;        ///< remembered at once (B7)
    /// After what time Cal.com commits no more of what it was sent (S6).
    milliseconds horizon{300'000};
    std::uint32_t epoch = 1;  ///< drawn anew at each start of the process (S3)
};

/// What a fact tells of single bookings, besides what it reaches (S7, S8).
struct booking_news {
    tenant_id told_by;
    std::optional<known_booking> taken;  ///< its hosts' time, for certain
    std::optional<instant> held_until;   ///< if that is a hold: when it ends by itself
    std::string cancelling;              ///< the uid: announced, not known to be done; empty: none
    struct end {
        std::string uid;
        instant over;  ///< when its time has passed
    };
    std::optional<end> ended;
    std::string edited;  ///< the uid: who attends or serves it may be others; empty: none
    std::string let_go;  ///< the uid of what is not held any more, if it was; empty: none
};

/// The start that a booking under way asks for.
struct wanted_start {
    event_type_id type;
    instant start;
    minutes length{};  ///< 0: the event type's own
};

/// How a change on its way to Cal.com stands (S6).
enum class write_step : std::uint8_t {
    leaves,      ///< its barrier goes up
    is_told,     ///< something was heard of it
    is_over,     ///< its outcome is known: the barrier comes down
    is_refused,  ///< the same, and it is that its start is not to be had: withheld (B7)
    is_lost      ///< its outcome will not be told
};
struct write_news {
    write_id id = 0;
    write_step step = write_step::leaves;
    tenant_id told_by;
    std::optional<wanted_start> wants;  ///< of a booking: withheld as long as its outcome is open
};

/// A booking of which one has to know how it stands, and by whose key.
struct doubted_booking {
    std::string uid;
    tenant_id told_by;
    bool is_due = false;     ///< to be read now; else it was a moment ago, or is being read
    bool is_let_go = false;  ///< a hold: nothing needs to be read, it is no more
};

/// What became of a landing.
enum class landed : std::uint8_t {
    kept,      ///< filed
    unkept,    ///< true as far as known, but fetched while settling (S8), or no room
    overtaken  ///< a fact came while it was under way: for those who asked before it only (S10)
};

/// Answer to a question, or what is missing for it.
struct finding {
    std::vector<slot> slots;        ///< ascending; complete only if nothing is missing
    std::vector<utc_date> missing;  ///< ascending
    coherence::validity validity;

    [[nodiscard]] bool complete() const { return missing.empty(); }
};

/// May a landing that was overtaken serve the question at hand? Yes for who asked before the fact
/// (S10).
enum class overtaken_landing : std::uint8_t { refuse, accept };

/// The coherence engine: facts, landings and questions go in, answers come out. Reads no clock,
/// does no I/O. Source: docs/protocol.md. Threads: confined; its owner guards it
/// (gateway/guarded.hpp).
class engine {
  public:
    explicit engine(engine_options options);

    /// The one door (S1): moves the stamps of the fact's radius, opens its settle window. When it
    /// returns, no reader of this engine is answered from before (S5).
    void absorb(const fact& f, moment now);

    /// The same for all that one event told, and what it told of bookings: a change of the overlay
    /// always comes with moved stamps, those of its tenants (S11).
    void absorb(std::span<const fact> facts, const booking_news& news, moment now);

    /// The same for a change on its way: its barrier stands over what the facts reach.
    void absorb(std::span<const fact> facts, const write_news& write, const booking_news& news,
                moment now);

    /// Event types of a tenant were read by a request that left when this was noted: what is
    /// denied follows from what they are (S7). Nothing happens if they may have been edited since.
    void learn(tenant_id tenant, std::span<const event_type> types, stamp noted) {
        if (rules_current(noted, tenant)) overlay_.learn(tenant, types);
    }

    /// What is in doubt now that this landed: bookings whose time it lists though the overlay
    /// denies it (S7), unless it left in the settle window, when only cancellations, and news older
    /// than a lifetime, make it doubtful; and those said to be cancelled, at each step of their
    /// ladders (S8). What is due counts as read: once a lifetime, and anew when a fact came since.
    /// And holds whose time it lists, unless it left in the settle window: Cal.com lists none.
    [[nodiscard]] std::vector<doubted_booking> take_doubts(const landing& brought, moment now);

    /// Answers from memory what can be (S2, S3, S9), without what the overlay denies (S7).
    /// `brought`, if any, counts as entries of its own.
    [[nodiscard]] finding look(const question& q, moment now, const landing* brought = nullptr,
                               overtaken_landing policy = overtaken_landing::refuse) const;

    /// For when Cal.com cannot be asked: as `look`, also from entries whose lifetime ended up to
    /// `past` ago, but from none that was not to live it to its end, and from those of which no
    /// more has become known than bookings that are subtracted (S13).
    [[nodiscard]] finding look_past(const question& q, moment now, milliseconds past) const;

    /// What takes the time of this start, so that it is withheld (S6, S7); null if nothing does.
    [[nodiscard]] const known_booking* denied(tenant_id tenant, event_type_id type, const slot& s,
                                              moment now) const;

    /// Until when this start is withheld as Cal.com refused to book it (B7); nothing: it is not.
    [[nodiscard]] std::optional<steady_instant> refused_until(tenant_id tenant, event_type_id type,
                                                              const slot& s, moment now) const;

    /// To be called before a request leaves.
    [[nodiscard]] departure depart(moment now) const {
        return {stamps_.newest(), now.steady, now.system};
    }

    /// May somebody who asks now share a request that left then (S10)? Not if a fact came since,
    /// nor if it left while settling: what was announced may have been committed after that, nor if
    /// a hold has ended since. After a start, only those who ask within its window may.
    [[nodiscard]] bool joinable(const departure& left, const series& s, utc_date first,
                                utc_date last, moment now) const;

    /// True in the settle window of a fact that concerns one of these dates (S8), and while a
    /// barrier is up over one (S6).
    [[nodiscard]] bool settling(const series& s, utc_date first, utc_date last, moment now) const;

    /// Files what a request brought, or refuses to.
    landed land(const landing& brought, moment now);

    /// What the watch over the rules found: nothing, while they are kept.
    [[nodiscard]] std::vector<stale_start> take_stale() { return watch_.take(); }

    /// True while an answer made earlier may still be given (S11).
    [[nodiscard]] bool holds(const validity& v, moment now) const;

    /// How many facts were absorbed: while it stays the same, only time makes `holds` false. May be
    /// read at any moment, without whatever guards the rest; is moved before `absorb` returns (S5).
    [[nodiscard]] std::uint64_t facts() const { return facts_.load(std::memory_order_acquire); }

    /// True while nothing that can change event types has been learned since (S3).
    [[nodiscard]] bool rules_current(stamp noted, tenant_id tenant) const;

    [[nodiscard]] std::size_t cached_days() const { return store_.size(); }

    /// For those who look into it (inspection.hpp).
    [[nodiscard]] const day_store& store() const { return store_; }
    [[nodiscard]] const stamp_table& stamps() const { return stamps_; }
    [[nodiscard]] const overlay& known_bookings() const { return overlay_; }
    [[nodiscard]] const ladders& cancelling() const { return cancelling_; }
    [[nodiscard]] const barriers& writes() const { return barriers_; }

  private:
    /// What may be answered from, besides what is in its lifetime.
    struct also {
        const landing* brought = nullptr;
        milliseconds past{};  ///< the end of an entry's lifetime
    };
    [[nodiscard]] finding gather(const question& q, moment now, const also& from) const;
    [[nodiscard]] bool servable(const day_entry& e, const question& q, utc_date date, moment now,
                                milliseconds past) const;
    void absorb(const fact& f, moment now, bool is_expressed);
    [[nodiscard]] bool is_expressed(const blast_radius& radius, const booking_news& news) const;
    [[nodiscard]] bool current(const landing& brought) const;
    [[nodiscard]] milliseconds lifetime_of(const day_entry& e) const;
    [[nodiscard]] steady_instant expiry(const day_entry& e) const;
    void note_settling(const fact& f, moment now);
    void subtract(finding& out, const question& q, moment now) const;
    void let_go(const booking_news& news, moment now);
    void take(const booking_news& news, const std::vector<blast_radius>& radii,
              std::vector<tenant_id> tenants, moment now);
    void withhold(const write_news& write, std::vector<tenant_id> tenants, moment now);
    void watch(const write_news& write, moment now);
    [[nodiscard]] bool is_old(const known_booking& b, moment now) const;
    [[nodiscard]] bool take_reading(const std::string& uid, const series& s, utc_date date,
                                    moment now);

    /// When a booking was read last, and what was known then.
    struct last_reading {
        steady_instant at;
        stamp noted;
    };

    engine_options options_;
    stamp_table stamps_;
    /// The same, but for facts that the overlay expresses in full (S13).
    stamp_table unexpressed_;
    day_store store_;
    settle_windows settling_;
    overlay overlay_;
    held_times held_times_;
    ladders cancelling_;
    barriers barriers_;
    refusals refusals_;
    stale_watch watch_;
    std::unordered_map<std::string, last_reading> readings_;  ///< by uid
    /// End of the window after a start or a step of the clock: entries live until then, no longer.
    steady_instant all_settled_at_;
    std::atomic<std::uint64_t> facts_{0};
    stamp all_rules_;
    std::unordered_map<tenant_id, stamp> rules_;
};

}  // namespace slotgate::coherence
