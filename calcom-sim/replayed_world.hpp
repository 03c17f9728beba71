#pragma once

#include <memory>
#include <string>
#include <vector>

#include "calcom-sim/correspondence.hpp"
#include "calcom-sim/recording.hpp"
#include "calcom-sim/simulator.hpp"
#include "calcom-sim/told_world.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

/// What the simulator did with a recorded request.
struct replayed {
    wire::response answer;
    std::vector<delivery> deliveries;  ///< in the order in which they left
};

/// A world in which the recordings of one flow are asked in turn; one that belongs to no flow has a
/// world of its own.
///
/// Recordings of a flow were sent to one world, and a scenario does not tell everything that the
/// requests before left in it: titles, answers to forms, who confirmed what, Cal.com's 2 s cache,
/// counted requests. So the simulator lives as long as the flow, and is told before each recording
/// only what its scenario says differently from the one before: set-up calls were not recorded.
/// After each, what it invented (ids, uids, times of doing) is renamed to what was recorded, so
/// that later requests and scenarios mean the same things. An answer of another status than the
/// recorded one is undone, so that one difference does not breed others.
///
/// Cal.com's cache and its rate limits are off where they were off for the recorder: in all groups
/// but `cache`, and all but `rate`.
class replayed_world {
  public:
    /// `zones` must outlive it.
    explicit replayed_world(const zone_database& zones) : zones_(&zones) {}

    /// Brings the world to where the recording begins. Errors: config, a scenario that cannot be
    /// read.
    [[nodiscard]] result<void> enter(const recording& item);

    /// Asks what was asked, at its time, with its credentials. `enter` comes first.
    [[nodiscard]] replayed ask(const recording& item);

    /// The differences between what the simulator did and what was recorded; takes over what was
    /// recorded.
    [[nodiscard]] std::vector<std::string> compare(const recording& item, const replayed& done);

  private:
    void take_over(const told_world& told, const recording& item);
    void compare_deliveries(const recording& item, const std::vector<delivery>& ours,
                            std::vector<std::string>& out);

    const zone_database* zones_;
    std::optional<simulator> simulator_;
    std::optional<simulator> before_;  ///< as it was before the last request
    told_world told_;                  ///< as the last scenario told it
    boost::json::object scenario_;     ///< the last
    correspondence names_;
};

}  // namespace slotgate::sim
