#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "calcom-sim/world.hpp"
#include "core/slot.hpp"
#include "core/starts.hpp"
#include "core/zone.hpp"
#include "sim/withholding.hpp"

namespace slotgate::simulation {

/// A way to look at an event type: what decides which starts it has, the dates asked for apart.
struct view {
    event_type_id type;
    const zone* place = nullptr;  ///< null: none is asked for
    minutes duration{};           ///< 0: the event type's own
    /// Its dates decide together (S2): only exactly these are asked for, and true.
    bool whole = false;
    utc_date first;
    utc_date last;
};

/// Who told the gateway of a change first.
enum class teller : std::uint8_t { nobody, own_request, webhook };

/// Something that changed at Cal.com, and what the gateway was told of it. Steady time.
struct change {
    event_type_id about;  ///< 0: of no event type
    std::optional<steady_instant> committed;
    std::optional<steady_instant> announced;  ///< before it was committed: the last time
    steady_instant shows_not_before;          ///< it was announced to a process that is gone
    /// From when on it has to show; nothing: nobody told it in time.
    std::optional<steady_instant> shows_from;
    teller by = teller::nobody;
    /// A booking that left through the gateway.
    std::optional<steady_instant> left_at;
    /// From when on it has to show though nobody told how it ended (S6).
    std::optional<steady_instant> shows_untold_from;
};

/// What a date was like, from some moment on.
struct version {
    steady_instant since;
    change_number made_by = 0;
    starts found;
    minutes length{};  ///< of each
    minutes notice{};
    bool by_time = false;  ///< nobody changed anything: time went on
};

/// The naive reference: every answer Cal.com would have given to whole dates, at every moment of
/// the last minutes, and which changes made it another (S1 to S5). Computed anew after every
/// change, for every view, by the simulator itself. Confined to its caller.
class truth {
  public:
    /// After an announcement a commit may take so long (S8); a later one need not show (docs/
    /// protocol.md, "Not promised").
    static constexpr milliseconds settle_window{3'000};

    truth(std::vector<view> views, const zone_database& zones)
        : views_(std::move(views)), zones_(zones), dates_(views_.size()) {}

    /// A change begins, which may be announced before it is made.
    change_number begin(event_type_id about);
    /// A booking leaves through the gateway: what it reaches is in doubt (S6).
    void leave(change_number which, steady_instant now) { changes_[which].left_at = now; }
    /// It is made: the world is as it is from now on.
    void commit(change_number which, const sim::world& w, moment now);
    /// Nothing is changed, but time goes on: to be called at every whole minute and just after it.
    /// Cal.com forgets the buffers of a booking, where another event type is asked for, when now
    /// and the notice have passed its end.
    void look_again(const sim::world& w, moment now);
    /// The gateway was told of it, and has said that it knows.
    void tell(change_number which, teller by, steady_instant now);
    /// The gateway's process began anew. What was announced to the one before shows once the settle
    /// window after the start is over: entries live until then (S8).
    void forget_told(steady_instant now);

    [[nodiscard]] const std::vector<view>& views() const { return views_; }
    [[nodiscard]] const change& changed(change_number which) const { return changes_[which]; }
    /// The versions of one date, the oldest first; those that nobody may see any more are gone.
    [[nodiscard]] const std::deque<version>& versions(std::size_t of_view, utc_date date) const;
    /// What is true and not to be seen.
    [[nodiscard]] const withholding& withheld() const { return withheld_; }
    [[nodiscard]] withholding& withheld() { return withheld_; }
    [[nodiscard]] steady_instant life_began() const { return life_began_; }

  private:
    struct found_dates {
        std::vector<starts> dates;
        minutes length;
        minutes notice;
    };
    [[nodiscard]] found_dates look(const view& v, const sim::world& w, instant now) const;
    void file(std::size_t of_view, found_dates found, std::optional<change_number> made_by,
              moment now);

    std::vector<view> views_;
    const zone_database& zones_;
    std::vector<std::vector<std::deque<version>>> dates_;  ///< by view and date
    std::vector<change> changes_;
    withholding withheld_;
    steady_instant life_began_;
};

}  // namespace slotgate::simulation
