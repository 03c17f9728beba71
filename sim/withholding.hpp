#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calcom-sim/world.hpp"
#include "core/interval.hpp"
#include "core/slot.hpp"

namespace slotgate::simulation {

using change_number = std::uint32_t;

/// The naive reference of what is withheld (S6, S7, B7): the bookings there are and were not long
/// ago, which of them the process that runs now was told of, what it is asking for itself and what
/// it was refused, or is held. Steady time, where nothing else is said. Confined to its caller.
class withholding {
  public:
    /// The world was changed.
    void note(change_number which, const sim::world& w, steady_instant now);
    /// A webhook told of this change.
    void tell(change_number which);
    /// Cal.com answered, to who made or moved one, with what this text names.
    void tell_named(std::string_view text);
    /// What this change had made of event types was told, after it was made.
    void tell_types(change_number which, steady_instant now);
    /// The process began anew, and knows of no booking.
    void forget_told();

    /// Cal.com's answer to a question for this booking, made at `then`, has come: if it was no more
    /// it withholds nothing (S7).
    void read(const std::string& uid, steady_instant then);
    /// Event types were read, and may have been found edited.
    void read_types(steady_instant now);

    /// A booking of this start leaves: it may be withheld from now on, and is until its outcome is
    /// known if the gateway knows what the event type needs (S6).
    void intend(change_number which, event_type_id type, instant start, bool is_known,
                steady_instant now);
    /// Cal.com has seen it, or never will: the booking is there, or not.
    void arrive(change_number which);
    /// Its outcome is known.
    void settle(change_number which);
    /// Cal.com would not book it: its start is missing for a lifetime, whatever is free (B7).
    void refuse(change_number which, steady_instant now);
    /// Something may have ended, or been edited: what was refused may be answered again.
    void lift();

    /// The process was told that this is held until then, and may withhold it so long.
    struct hold {
        event_type_id type;
        std::vector<user_id> people;
        interval when;
        steady_instant until;
    };
    void hold_time(const std::string& uid, hold what) {
        holds_.insert_or_assign(uid, std::move(what));
    }
    /// It was told that this is not held any more.
    void let_go(const std::string& uid) { holds_.erase(uid); }

    /// May a start that is free be missing from an answer?
    [[nodiscard]] bool may_hide(event_type_id asked, const slot& free, moment now) const;
    /// The longest notice that whoever asked then may have been told of: an edit made while he
    /// waits need not show.
    [[nodiscard]] minutes notice_most(event_type_id asked, steady_instant asked_at) const;
    /// Is this start, though free, not to be answered?
    [[nodiscard]] bool must_hide(event_type_id asked, const slot& free, steady_instant now) const;
    /// The same, as it was refused?
    [[nodiscard]] bool is_refused(event_type_id asked, const slot& s, steady_instant now) const;
    /// May it be missing, as it was refused?
    [[nodiscard]] bool was_refused(event_type_id asked, const slot& s, steady_instant now) const;
    /// Was there a booking near this start not long ago, whoever's and told or not?
    [[nodiscard]] bool was_booked_near(const slot& s, steady_instant now) const;

  private:
    struct booked {
        change_number made_by = 0;
        event_type_id type;
        std::vector<user_id> people;  ///< whose time it takes for certain
        interval when;
        std::optional<steady_instant> ended;
        bool is_told = false;  ///< to the process that runs now
        /// Under way, so as good as booked until then at least.
        std::optional<steady_instant> under_way_until;
    };
    /// What an event type was like, the newest last.
    struct described {
        minutes before;
        minutes after;
        minutes notice;
        change_number replaced_by = 0;
        std::optional<steady_instant> replaced_at;
        std::optional<steady_instant> replacement_told_at;
    };
    struct of_type {
        std::vector<user_id> people;  ///< without whom nothing of it can start
        minutes length{};
        std::deque<described> history;
    };
    struct margins {
        minutes before{};
        minutes after{};
    };
    struct refused {
        event_type_id type;
        instant start;
        steady_instant at;
        bool is_lifted = false;
    };
    void describe(change_number which, const sim::event_type& type, steady_instant now);
    [[nodiscard]] bool need_somebody_of(event_type_id asked, const booked& b) const;
    [[nodiscard]] margins own_margins(const booked& b) const;
    [[nodiscard]] bool hides(const booked& b, event_type_id asked, const slot& s, moment now) const;
    [[nodiscard]] bool hides(const hold& h, event_type_id asked, const slot& s,
                             steady_instant now) const;

    std::map<event_type_id, of_type> types_;
    std::map<std::string, booked> all_;  ///< by uid
    std::vector<change_number> under_way_;
    std::optional<steady_instant> edited_at_;
    std::vector<refused> refused_;
    std::map<std::string, hold> holds_;  ///< by uid
};

}  // namespace slotgate::simulation
