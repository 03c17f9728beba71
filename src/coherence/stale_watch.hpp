#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "coherence/barriers.hpp"
#include "coherence/day_store.hpp"
#include "coherence/overlay.hpp"
#include "coherence/stamps.hpp"
#include "core/id.hpp"
#include "core/time.hpp"

namespace slotgate::coherence {

/// What showed it: Cal.com lists the start no more, or refused to book it.
enum class stale_proof : std::uint8_t { not_listed, refused };

/// A start that memory went on offering though a booking told before took it, as Cal.com then
/// showed: what the rules exclude.
struct stale_start {
    tenant_id tenant;
    event_type_id type;
    instant start;
    std::string taken_by;  ///< the uid
    stale_proof proof = stale_proof::not_listed;
};

/// Looks for faults of the rules themselves (S3, S7), by times instead of stamps: a day that left
/// Cal.com before a booking of its event type was told, is still in use and offers its time, is
/// proved stale when Cal.com refuses that start, or lists it no more. Finds nothing while stamps
/// move as they should. Bounded. Threads: confined to the engine that owns it.
class stale_watch {
  public:
    /// What there is to compare with.
    struct memory {
        const day_store& days;
        const stamp_table& stamps;
        const overlay& known;
    };

    /// To be called before this takes the place of what was filed for the date.
    void files(const memory& m, const series& s, utc_date date, const day_entry& fresh, moment now);
    /// To be called before a booking that asks for this start moves any stamp.
    void leaves(const memory& m, write_id write, tenant_id tenant, event_type_id type,
                instant start, moment now);
    /// Cal.com refused it as taken.
    void is_refused(write_id write);
    void is_over(write_id write) { doubtful_.erase(write); }

    /// What was found since, each once.
    [[nodiscard]] std::vector<stale_start> take() { return std::exchange(found_, {}); }

  private:
    std::map<write_id, stale_start> doubtful_;  ///< offered though taken, if they are refused
    std::vector<stale_start> found_;
};

}  // namespace slotgate::coherence
