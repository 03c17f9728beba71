#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "calcom-sim/world.hpp"
#include "core/interval.hpp"
#include "core/slot.hpp"

namespace slotgate::simulation {

using change_number = std::uint32_t;

/// The naive reference of what is withheld (S6, S7, B7): near the bookings there are and were not
/// long ago, told to the gateway or not, and those it is asking for or was refused. Steady time,
/// where nothing else is said. Confined to its caller.
class withholding {
  public:
    /// The world was changed.
    void note(const sim::world& w, steady_instant now);

    /// A booking of this start leaves: it may be withheld from now on (S6).
    void intend(change_number which, event_type_id type, instant start, steady_instant now);
    /// Cal.com would not book it: its start may be missing for a lifetime, whatever is free (B7).
    void refuse(change_number which, steady_instant now);

    /// May a start that is free be missing from an answer? Near a booking that is or was there
    /// lately: too wide, never too narrow.
    [[nodiscard]] bool may_hide(event_type_id asked, const slot& free, moment now) const;
    /// Was there a booking near this start not long ago, whoever's and told or not?
    [[nodiscard]] bool was_booked_near(const slot& s, steady_instant now) const;

  private:
    struct booked {
        event_type_id type;
        interval when;
        std::optional<steady_instant> ended;
    };
    std::map<event_type_id, minutes> lengths_;
    std::map<std::string, booked> all_;  ///< by uid
    struct refused {
        event_type_id type;
        instant start;
        steady_instant at;
    };
    std::vector<refused> refused_;
};

}  // namespace slotgate::simulation
