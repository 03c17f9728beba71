#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "calcom-sim/world.hpp"
#include "core/time.hpp"

namespace slotgate::sim {

/// Which of our ids, uids and times stand for which of the recorded ones. The server invents them,
/// so ours differ; but each of ours must stand for one of theirs and the other way round, in every
/// place, for as long as one world lasts. Everything else must be equal, in the order of keys in
/// which it was sent.
///
/// Invented are: numbers under `id` and under keys that end in `Id`; texts of the form of a uid (22
/// digits of base 58) or a UUID, also before an `@` (`icsUid`). What the scenario or the request
/// tells is not invented and stands for itself.
///
/// A time of doing (`createdAt`, `updatedAt`, `timestamp`, `reservationUntil`) is what the clock
/// said while a request was answered: ours is that of its arrival, so the recorded one must lie
/// within the time its answer took after ours; so it is with a text in which the arrival stands. A
/// time that nobody told (`guess`) may be any before the answer.
class correspondence {
  public:
    /// What `told` contains stands for itself.
    void tell(const boost::json::value& told);
    void guess(instant t) { guesses_.insert(t); }

    /// When the request arrived, and how long its answer may have taken.
    struct span {
        instant from;
        milliseconds took;
    };
    /// The first place where `ours` cannot be what was recorded, in words; nothing if there is
    /// none. Learns what stands for what on the way.
    std::optional<std::string> difference(const boost::json::value& ours,
                                          const boost::json::value& theirs, span when);
    std::optional<std::string> difference(std::string_view ours, std::string_view theirs);

    /// Renames what the last answer invented in the world that invented it, so that ours and theirs
    /// are one from here on: ids, uids and times of doing.
    void settle(world& w);

  private:
    struct place;
    /// What was done (its recorded uid), and which time of doing.
    using doing = std::pair<std::string, std::string>;

    void learn(const boost::json::value& ours, const boost::json::value& theirs,
               std::string_view key);
    void learn_text(std::string_view ours, std::string_view theirs);
    void learn_times(const boost::json::object& theirs);
    bool same(const place& at, const boost::json::value& ours, const boost::json::value& theirs);
    bool same_objects(const place& at, const boost::json::object& ours,
                      const boost::json::object& theirs);
    bool same_lists(const place& at, const boost::json::array& ours,
                    const boost::json::array& theirs);
    [[nodiscard]] bool same_texts(std::string_view ours, std::string_view theirs) const;
    [[nodiscard]] bool same_but_for_arrival(std::string_view ours, std::string_view theirs) const;
    [[nodiscard]] bool same_times(std::string_view ours, std::string_view theirs) const;
    [[nodiscard]] std::string translated(std::string_view ours) const;
    bool complain(const place& at, std::string_view what);

    void settle_bookings(world& w);
    void settle_reservations(world& w);
    void settle_resources(world& w);
    void settle_text(std::string& text);
    void settle_text(std::optional<std::string>& text);
    void settle_number(std::int64_t& number) const;
    void settle_time(const std::string& uid, const char* key, instant& t) const;

    std::set<std::string> told_texts_;
    std::set<std::int64_t> told_numbers_;
    std::set<instant> guesses_;
    std::map<std::string, std::string> texts_;
    std::map<std::string, std::string> texts_back_;
    std::map<std::int64_t, std::int64_t> numbers_;
    std::map<std::int64_t, std::int64_t> numbers_back_;
    std::set<std::string> settled_;
    std::map<doing, instant> times_;
    span when_{};
    std::map<instant, milliseconds> took_;  ///< how long what arrived then took
    std::string complaint_;
};

}  // namespace slotgate::sim
