#include <cstdlib>
#include <map>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "coherence/radius.hpp"
#include "radius/dates_answered.hpp"
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
    std::vector<std::optional<dates_answered>> answers() const {
        std::vector<std::optional<dates_answered>> out;
        for (const auto& one : fetches_) out.push_back(ask(drawn_.w, one, drawn_.now));
        return out;
    }

    void compare(const fetch& asked, const std::optional<dates_answered>& before,
                 const std::optional<dates_answered>& after,
                 const std::vector<coherence::reach>& radius, const coherence::change& change) {
        if (!before || !after) return;
        for (auto date = asked.first; date <= asked.last; date += days{1}) {
            const bool changed = differ(*before, *after, date);
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
