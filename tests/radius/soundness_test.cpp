#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "calcom-sim/slots.hpp"
#include "coherence/radius.hpp"
#include "radius/random_change.hpp"
#include "radius/random_world.hpp"
#include "sim/practice.hpp"

using namespace slotgate;
using namespace slotgate::testing;

namespace {

constexpr int changes_of_a_world = 12;

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Starts, with their seats, by UTC date; nothing: there was no answer.
using answer = std::optional<std::map<utc_date, std::vector<seated_slot>>>;

/// A question for whole UTC dates, of which the outermost are thrown away, as every fetch is (S2).
struct fetch {
    event_type_id type;
    utc_date first;
    utc_date last;
    const zone* place = nullptr;
    minutes duration{};
};

answer ask(const sim::world& w, const fetch& what, instant now) {
    wire::slots_question q;
    q.selector.id = what.type;
    q.start = what.first - days{1};
    q.end = what.last + days{4} - seconds{1};  // there are starts of more than a day
    q.zone = what.place;
    q.duration = what.duration;
    const auto& zones = sim::testing::zones();
    const auto selected = sim::select_for(w, q);
    if (!selected) return std::nullopt;
    const auto found = sim::find_slots(w, zones, q, *selected, {}, now);
    if (!found) return std::nullopt;
    answer out;
    out.emplace();
    for (const auto& one : found->starts.all) {
        const auto date = date_of(one.seats.slot.start);
        const bool listed = !one.away && what.first <= date && date <= what.last;
        if (listed) (*out)[date].push_back(one.seats);
    }
    return out;
}

std::vector<fetch> draw_fetches(chance& c, const drawn_world& drawn) {
    const auto& zones = sim::testing::zones();
    const auto today = date_of(drawn.now);
    std::vector<fetch> out;
    for (const auto& type : drawn.known)
        for (const int length : {0, 24}) {
            const auto first = today + days{length == 0 ? c.between(0, 18) : c.between(-1, 2)};
            const auto* const name = c.one_of<const char*>(
                {nullptr, "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Etc/GMT-14"});
            out.push_back({.type = type.id,
                           .first = first,
                           .last = first + days{length},
                           .place = name == nullptr ? nullptr : zones.find(name),
                           .duration = c.once_in(2) ? minutes{0} : c.one_of(type.lengths)});
        }
    return out;
}

bool same(const std::vector<seated_slot>& a, const std::vector<seated_slot>& b) {
    return std::ranges::equal(a, b, [](const seated_slot& x, const seated_slot& y) {
        return x.slot == y.slot && x.booked == y.booked && x.remaining == y.remaining;
    });
}

struct tally {
    std::uint64_t cases = 0;
    std::uint64_t reached = 0;  ///< (question, date) pairs within the radius
    std::uint64_t changed = 0;  ///< those whose answer was another
    std::uint64_t missed = 0;   ///< changed outside of the radius: there must be none
    std::uint64_t asked = 0;
};

bool lies_in(const std::vector<coherence::reach>& radius, event_type_id type, utc_date date) {
    return std::ranges::any_of(radius, [&](const coherence::reach& r) {
        return r.type == type && (!r.first || *r.first <= date) && (!r.last || date <= *r.last);
    });
}

std::string told(const coherence::change& c) {
    std::string out = "booked " + std::to_string(c.booked.value) + ", people";
    for (const auto who : c.people) out += ' ' + std::to_string(who.value);
    for (const auto& when : c.when) out += ", " + to_text(when.start()) + '/' + to_text(when.end());
    return out;
}

/// One world and changes of it, one after another.
class run {
  public:
    run(std::uint64_t seed, tally& counts)
        : seed_(seed),
          counts_(counts),
          chance_(seed),
          drawn_(draw_world(chance_, sim::testing::zones())),
          fetches_(draw_fetches(chance_, drawn_)) {}

    void go() {
        for (std::size_t n = chance_.below(6); n > 0; --n)
            (void)change_world(chance_, drawn_.w, drawn_.now);
        auto before = answers();
        for (int n = 0; n < changes_of_a_world; ++n) {
            const auto change = change_world(chance_, drawn_.w, drawn_.now);
            const auto radius = coherence::radius_of(change, drawn_.known);
            REQUIRE(radius);
            auto after = answers();
            ++counts_.cases;
            for (std::size_t i = 0; i < fetches_.size(); ++i)
                compare(fetches_[i], before[i], after[i], *radius, change);
            before = std::move(after);
        }
    }

  private:
    std::vector<answer> answers() const {
        std::vector<answer> out;
        for (const auto& one : fetches_) out.push_back(ask(drawn_.w, one, drawn_.now));
        return out;
    }

    void compare(const fetch& asked, const answer& before, const answer& after,
                 const std::vector<coherence::reach>& radius, const coherence::change& change) {
        if (!before || !after) return;
        const std::vector<seated_slot> none;
        for (auto date = asked.first; date <= asked.last; date += days{1}) {
            const auto old = before->find(date);
            const auto now = after->find(date);
            const bool changed = !same(old == before->end() ? none : old->second,
                                       now == after->end() ? none : now->second);
            const bool reached = lies_in(radius, asked.type, date);
            counts_.asked += 1;
            counts_.reached += reached ? 1 : 0;
            counts_.changed += changed ? 1 : 0;
            if (!changed || reached) continue;
            if (++counts_.missed > 3) continue;
            MESSAGE("seed ", seed_, ": event type ", asked.type.value, " on ",
                    to_text(std::chrono::year_month_day{date}), " of ",
                    to_text(std::chrono::year_month_day{asked.first}), " to ",
                    to_text(std::chrono::year_month_day{asked.last}), " in ",
                    asked.place == nullptr ? "UTC" : asked.place->name(), ", duration ",
                    asked.duration.count(), "; ", told(change), "; ", drawn_.text);
        }
    }

    std::uint64_t seed_;
    tally& counts_;
    chance chance_;
    drawn_world drawn_;
    std::vector<fetch> fetches_;
};

}  // namespace

TEST_CASE("S4: whatever is booked, moved or cancelled, nothing changes outside its radius") {
    const auto seed = number_from("SLOTGATE_SEED", 1);
    const auto cases = number_from("SLOTGATE_CASES", 8'000);
    tally counts;
    for (auto n = seed; counts.cases < cases; ++n) run(n, counts).go();
    MESSAGE("SLOTGATE_SEED=", seed, ": ", counts.cases, " changes, ", counts.asked,
            " dates asked for, ", counts.reached, " reached, ", counts.changed, " changed");
    CHECK(counts.missed == 0);
}
