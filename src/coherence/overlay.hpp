#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/event_type.hpp"
#include "core/id.hpp"
#include "core/interval.hpp"
#include "core/slot.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// Who may be concerned by a booking besides those whose time it takes for certain (S4).
struct company {
    hosts members;                       ///< further hosts that were named, in no order
    std::vector<std::string> mentioned;  ///< digests of all e-mail addresses
};

/// How time is taken. What is held is subtracted as Cal.com does it: without buffers (calcom.md
/// 3.4).
enum class taking : std::uint8_t {
    booked,
    being_booked,  ///< asked for, the outcome is not known
    held           ///< a reservation, which ends by itself
};

/// Time that is taken, or may be: a booking as it was told, one that is being made, or a hold. A
/// value.
struct known_booking {
    std::string uid;    ///< of a booking being made one of ours
    tenant_id told_by;  ///< whose key reads it
    event_type_id type;
    hosts people;  ///< whose time it takes for certain; ascending, each once
    interval when;
    taking how = taking::booked;
    steady_instant told_at{};  ///< when it became known
    /// When it counts no more: a booking being made, whose outcome is known by then, or a hold.
    steady_instant until = steady_instant::max();
    /// Nor does a hold from then on, by Cal.com's clock, should that be sooner: it may step.
    instant held_until = instant::max();
    /// Nothing: not all of it was told, or others change with it.
    std::optional<coherence::company> company = std::nullopt;

    [[nodiscard]] bool is_made() const { return how == taking::booked; }
};

/// What an event type needs, as far as a booking can be in its way.
struct needs {
    hosts people;  ///< without whom nothing of it can start; ascending
    minutes length{};
    minutes buffer_before{};
    minutes buffer_after{};
    minutes notice{};
    bool seated = false;
    /// A booking closes no more of it than its own time, with buffers: no limit, no window counts.
    bool only_time_counts = false;
    friend bool operator==(const needs&, const needs&) = default;
};

/// Whom a start of `type` cannot do without: its person, all of a collective; of a pool who is
/// fixed, and its only one. Nobody where it is not known.
[[nodiscard]] needs needs_of(const event_type& type);

/// The known bookings and holds, which are subtracted from every answer (S7). It only removes, and
/// only where it is sure: starts of event types that cannot do without somebody whose time is
/// taken, with the buffers of both. Where another host or a seat may be free the start stays. What
/// is held is missing of its own event type whoever serves it, and has no buffers. What is over is
/// forgotten; the end of a uid is remembered until its time has passed, so that a late "created"
/// does not raise it (W4). Bounded: what does not fit is not taken in, and held by its fact alone.
/// Threads: confined to the engine that owns it.
class overlay {
  public:
    explicit overlay(std::size_t bookings_max) : bookings_max_(bookings_max) {}

    /// What these event types of a tenant need now.
    void learn(tenant_id tenant, std::span<const event_type> types);

    /// The event types of a tenant, or of all, may have been edited: until they are learned again
    /// their bookings take no more than their own time, as their buffers are not sure.
    void doubt(tenant_id tenant);
    void doubt_all();

    /// A booking was made, or time is held; tells of it in answers of these tenants. Nothing
    /// happens if its uid has ended.
    void add(known_booking booking, std::vector<tenant_id> tenants, moment now);

    /// The booking is no more, and no later news of it counts until `over`, when its time has
    /// passed.
    void end(const std::string& uid, instant over, instant now);

    /// It may concern others by now, who were not told: whatever is told of it again, it is not
    /// known in full for a day.
    void forget_company(const std::string& uid, instant now);

    [[nodiscard]] const known_booking* find(std::string_view uid) const;
    /// Is it remembered that this booking is no more?
    [[nodiscard]] bool has_ended(const std::string& uid, instant now) const;

    /// A booking of this very event type, told in this account, that overlaps the start, whoever
    /// else may be free; null if none is known.
    [[nodiscard]] const known_booking* booked(tenant_id tenant, event_type_id type,
                                              const slot& s) const;

    /// Is all that this booking takes from an event type what is subtracted from it? No if that is
    /// not certain.
    [[nodiscard]] bool expresses(std::string_view uid, tenant_id tenant, event_type_id type) const;
    [[nodiscard]] std::size_t size() const { return bookings_.size(); }

    /// Time in which nothing of an event type can run, and why.
    struct denial {
        interval time;
        const known_booking* by = nullptr;
    };
    /// The denials of one event type, in an order that lets them be searched.
    class denials {
      public:
        explicit denials(minutes notice = {}) : notice_(std::max(notice, minutes{1})) {}

        /// What denies this start; null if nothing does. What is over before now + notice does not
        /// with its buffers, as Cal.com does not load it (calcom-recorded 2); with its own time it
        /// does, as the notice may be another by now.
        [[nodiscard]] const known_booking* deny(const slot& s, moment now) const;
        [[nodiscard]] bool empty() const { return all_.empty(); }

        void add(const denial& d);
        void remove(const known_booking* by);

      private:
        std::vector<denial> all_;  ///< ascending by start
        milliseconds longest_{};   ///< none of them is longer
        minutes notice_;
    };
    /// What is known of an event type; null if it was not read.
    [[nodiscard]] const coherence::needs* needs_of_type(tenant_id tenant, event_type_id type) const;

    /// Null if there are none.
    [[nodiscard]] const denials* about(tenant_id tenant, event_type_id type) const;

  private:
    struct held {
        known_booking booking;
        std::vector<tenant_id> tenants;
    };
    struct of_type {
        coherence::needs needs;
        bool in_doubt = false;
        overlay::denials denials;
    };
    using types = std::unordered_map<event_type_id, of_type>;

    [[nodiscard]] std::optional<interval> denied(const known_booking& b, event_type_id type,
                                                 const coherence::needs& needs,
                                                 const types& of_tenant) const;
    using held_bookings = std::map<std::string, held, std::less<>>;
    /// Those of one event type.
    struct timetable {
        std::multimap<instant, const held*> by_start;
        milliseconds longest{};  ///< none of them is longer
    };

    void index(tenant_id tenant);
    void drop(held_bookings::iterator one);
    void make_room(instant now);
    void forget_lapsed(steady_instant now);

    std::size_t bookings_max_;
    held_bookings bookings_;                              ///< their places do not move
    std::unordered_map<event_type_id, timetable> times_;  ///< of the same
    /// Those that count no more at some time, by when.
    std::set<std::pair<steady_instant, std::string>> lapsing_;
    std::map<std::string, instant, std::less<>> ended_;   ///< until when it is remembered
    std::map<std::string, instant, std::less<>> edited_;  ///< likewise
    std::unordered_map<tenant_id, types> tenants_;
};

}  // namespace slotgate::coherence
