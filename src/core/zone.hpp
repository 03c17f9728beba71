#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace slotgate {

/// A time zone as a value: what its clocks said, from when on. Built by an adapter from the
/// machine's zone database; everything that reckons with zones is then pure. Safe to share once
/// built.
class zone {
  public:
    /// From `since` on, local time is UTC + offset.
    struct period {
        instant since;
        minutes offset;
    };

    /// `periods` ascend; the first counts for all time before it too. Offsets are whole minutes:
    /// the database's odd seconds before 1972 are not served.
    zone(std::string name, std::vector<period> periods);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] minutes offset_at(instant t) const;
    [[nodiscard]] local_time to_local(instant t) const {
        return local_time{t.time_since_epoch() + offset_at(t)};
    }
    [[nodiscard]] local_date local_date_of(instant t) const {
        return std::chrono::floor<days>(to_local(t));
    }
    /// The instant at which clocks here read `t`. A reading that occurs twice (clocks set back)
    /// means the first; one that never occurs (clocks set forward) means the same distance after
    /// the change (01:00 + 90 min), as luxon and the ECMAScript Date reckon.
    [[nodiscard]] instant to_utc(local_time t) const;
    /// The midnight that begins `date` here, or the first instant of it if clocks skip midnight.
    [[nodiscard]] instant start_of(local_date date) const { return to_utc(local_time{date}); }
    /// The changes of the clock, ascending.
    [[nodiscard]] const std::vector<period>& periods() const { return periods_; }

  private:
    std::string name_;
    std::vector<period> periods_;
};

/// Port: the zones this machine knows. Implementations are safe to share.
class zone_database {
  public:
    virtual ~zone_database() = default;
    /// The zone of that IANA name, whatever the case of its letters; links (`CET`, `Asia/Calcutta`)
    /// count. Null if there is none. The zone lives as long as the database.
    [[nodiscard]] virtual const zone* find(std::string_view name) const = 0;
    /// UTC itself; always there.
    [[nodiscard]] virtual const zone& utc() const = 0;
};

}  // namespace slotgate
