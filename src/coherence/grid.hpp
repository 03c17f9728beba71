#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>

#include "core/id.hpp"
#include "core/starts.hpp"
#include "core/time.hpp"
#include "core/zone.hpp"

namespace slotgate::coherence {

/// The zones whose askers may share an answer (S2). Cal.com rounds starts to the hour grid of the
/// asker's zone, so zones that differ by whole hours see the same instants. Exact zones stand
/// alone.
struct grid_class {
    std::uint8_t minutes = 0;     ///< of the offset, 0 to 59; 0 for an exact zone
    const zone* exact = nullptr;  ///< null: shared
    friend constexpr bool operator==(const grid_class&, const grid_class&) = default;
};

/// The class of `zone` (null: none was asked for, which is UTC) for dates from `first` to `last`.
/// Near a change of its clock, within two days, a zone stands alone: real answers are erratic there
/// (calcom-recorded D) and must not reach askers of other zones.
[[nodiscard]] grid_class grid_class_of(const zone* zone, utc_date first, utc_date last);

/// How often today's starts move although nothing was booked: Cal.com begins the grid of the free
/// range that is running at now + notice, rounded up to the greatest of 60, 30, 20, 15, 10, 5
/// minutes that divides the step, else to the minute (calcom.md 7.4). Where the step is that
/// interval itself the grid stays; 0 then.
[[nodiscard]] minutes grid_moves_every(minutes step, bool shifting);

/// A gap of that and a spacing at the same time of day on all dates of a question is taken for a
/// night; holds that make one are an exception docs/protocol.md names ("Not promised").
constexpr hours night_min{5};

/// Does every date leave out the same part of the day, a night? `of_any_date` are the starts of all
/// dates of an answer, as if of one; `spacing` from one start to the next. Without a night a free
/// range may run through whole dates, whatever holds and bookings hide of it, and hand the grid of
/// one date on to the next: where the question begins then decides for all of them, unless the step
/// is the grid's own interval.
[[nodiscard]] bool has_night(const starts& of_any_date, minutes spacing);

/// UTC dates, both included.
struct dates_asked {
    utc_date first;
    utc_date last;
    friend bool operator==(const dates_asked&, const dates_asked&) = default;
};

/// What day entries are filed under, the date apart.
struct series {
    tenant_id tenant;
    event_type_id type;
    minutes duration{};  ///< 0: the event type's own
    grid_class grid;
    /// Of questions whose dates decide together: only questions of just these share entries (S2).
    std::optional<dates_asked> question;
    friend bool operator==(const series&, const series&) = default;
};

}  // namespace slotgate::coherence

template <>
struct std::hash<slotgate::coherence::series> {
    std::size_t operator()(const slotgate::coherence::series& s) const noexcept;
};
