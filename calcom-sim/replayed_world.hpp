#pragma once

#include <memory>
#include <string>
#include <vector>

#include "calcom-sim/correspondence.hpp"
#include "calcom-sim/differences.hpp"
#include "calcom-sim/recording.hpp"
#include "calcom-sim/simulator.hpp"
#include "calcom-sim/told_world.hpp"
#include "core/error.hpp"
#include "core/zone.hpp"

namespace slotgate::sim {

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
/// A call that neither was recorded nor is told (`cancelled_untold`) is reckoned with only where
/// the answer shows it.
///
/// Where the recorder counted requests against a rate limit (group `rate`), those it did not record
/// are asked as well: as many as the recorded number of a request, or what was left of the limit,
/// says.
///
/// Cal.com's cache and its rate limits are off where they were off for the recorder: in all groups
/// but `cache`, and all but `rate`.
class replayed_world {
  public:
    /// `zones` must outlive it. `witness` is told every answer. `heard`: the webhooks recorded in
    /// the whole flow.
    replayed_world(const zone_database& zones, answer_witness witness,
                   std::vector<recorded_delivery> heard = {})
        : zones_(&zones), witness_(std::move(witness)), heard_(std::move(heard)) {}

    /// Brings the world to where the recording begins.
    void enter(const recording& item);

    /// Asks what was asked, at its time, with its credentials, and returns the differences between
    /// what the simulator did and what was recorded; takes over what was recorded. `enter` comes
    /// first. A question that left just before a full minute may have been answered after it
    /// (calcom-recorded, Limits): it is right if it is right on either side.
    [[nodiscard]] std::vector<std::string> replay(const recording& item);

    /// Asks the same at another time. Where a summary names no exact target, its query is spelled
    /// out, or the flow's last request to that path stands for it.
    wire::response ask_at(const recording& item, instant at);

    /// What of the last scenario could not be read; or empty.
    [[nodiscard]] const std::string& unread() const { return told_.unread; }

    /// When the flow's first request arrived.
    [[nodiscard]] instant begun() const { return begun_.value_or(instant{}); }
    /// Forgets what requests after the first left behind (answers kept, requests counted), for a
    /// summary that tells times since then; the world stays as it is.
    void rewind();
    /// The answers to a run of numbered requests (`request 119 with one API key`), and those of
    /// `ask_at`; requests of the run that were not recorded were asked too.
    [[nodiscard]] const std::vector<wire::response>& run() const { return run_; }

  private:
    void take_over(const told_world& told, const recording& item);
    [[nodiscard]] wire::request request_of(const recording& item) const;
    [[nodiscard]] std::vector<std::string> attempt(const recording& item, instant at);
    void undo_untold(const recording& item);
    [[nodiscard]] replayed ask(const recording& item, instant at);
    void catch_up(const recording& item);
    void use_up(const recording& item);
    [[nodiscard]] simulator_options options_for(const recording& item) const;

    const zone_database* zones_;
    answer_witness witness_;
    std::vector<recorded_delivery> heard_;
    std::optional<simulator> simulator_;
    wire::response answer_;              ///< to the last request
    told_world told_;                    ///< as the last scenario told it
    std::optional<recording> entered_;   ///< the last
    std::optional<std::string> undone_;  ///< a booking that an untold call may have cancelled
    correspondence names_;
    std::optional<instant> begun_;
    instant last_;                                   ///< when the request before arrived
    std::map<std::string, wire::request> requests_;  ///< the last to each path
    std::optional<simulator> after_first_;
    std::vector<wire::response> run_;
};

}  // namespace slotgate::sim
