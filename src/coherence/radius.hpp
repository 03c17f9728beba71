#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/event_type.hpp"
#include "core/id.hpp"
#include "core/interval.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// One booking that was made, moved, cancelled, or whatever else changes whose time it takes.
struct change {
    event_type_id booked;
    /// Everybody whose time it takes or gives back, before and after: organizers, and attendees who
    /// are hosts. Ascending, each once.
    hosts people;
    std::vector<interval> when;  ///< before and after
    /// It is one of a series whose others, at times nobody told, may change with it.
    bool of_series = false;
};

/// Dates of an event type, both included. What is not there is no bound.
struct reach {
    event_type_id type;
    std::optional<utc_date> first;
    std::optional<utc_date> last;
    friend bool operator==(const reach&, const reach&) = default;
};

/// The (event type, UTC date) pairs whose answer a change can alter (S4), ascending by event type
/// and date, none inside another. `known` is everything that was known of the event types within
/// the last lifetime: several versions of one widen its reach. Nothing if the change cannot be
/// placed, because nothing is known of what was booked.
///
/// People are busy, not event types, so it reaches every event type with one of them, and those
/// whose hosts are not known. There it reaches
/// - back to the first start that would run into the booking and its buffers, those of both types;
/// - forward to the end of the buffers; but where the grid begins anew behind each booking, to the
///   end of the free range that follows, and as nights need not divide free ranges, without end;
/// - the whole day, week (from Sunday), month or year around it where the event type booked counts
///   them, in whatever zone they are told, shifted by an hour near clock changes;
/// - everything where one booking decides about all dates: a window that rolls, starts placed by
///   where the free range ends (calcom-recorded B5), a pool whose fixed hosts are ignored if they
///   have no time at all (calcom-recorded C3), ways of serving that are not known;
/// - everything if the others of a series are not known;
/// - and one date more at each end: local days of any zone, the first start of a day, and the hour
///   by which Cal.com misplaces starts near a clock change (calcom-recorded D3) lie within.
/// Source: calcom.md 5.1, 7; calcom-recorded A, B, C, D. Pure.
[[nodiscard]] std::optional<std::vector<reach>> radius_of(const change& c,
                                                          std::span<const event_type> known);

}  // namespace slotgate::coherence
