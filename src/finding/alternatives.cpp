#include "finding/alternatives.hpp"

#include <algorithm>

#include "core/ensure.hpp"

namespace slotgate::finding {
namespace {

using slots = std::span<const slot>;

constexpr hours same_day_reach{2};
constexpr minutes same_time_reach{30};
constexpr days next_available_reach{7};

constexpr std::int64_t score_at_wish = 10'000;
constexpr std::int64_t bonus_preferred = 500;  ///< earlier before noon, later from noon on
constexpr std::int64_t bonus_same_day = 300;

std::int64_t bonus_of(alternative_kind kind, bool before_noon) {
    switch (kind) {
        case alternative_kind::same_day_earlier:
            return before_noon ? bonus_preferred : bonus_same_day;
        case alternative_kind::same_day_later:
            return before_noon ? bonus_same_day : bonus_preferred;
        case alternative_kind::next_workday:
            return 250;
        case alternative_kind::next_week:
            return 150;
        case alternative_kind::next_available:
            return 100;
    }
    return 0;
}

milliseconds distance(instant a, instant b) {
    return a < b ? b - a : a - b;
}

/// One search: the candidates so far, and the strategies that add to them.
class search {
  public:
    search(slots free, const wish& wanted, const opening_hours& open, const zone& place)
        : free_(free),
          open_(open),
          place_(place),
          asked_day_(std::chrono::floor<days>(wanted.at)),
          refused_(place.to_utc(wanted.at)),
          moved_(moved_into(open, wanted.at)),
          day_(std::chrono::floor<days>(moved_)),
          wished_(place.to_utc(moved_)),
          most_(wanted.most) {}

    std::vector<alternative> run() {
        try_same_day();
        if (!enough() && is_workday(open_, asked_day_))
            try_same_time(workday_after(open_, day_), alternative_kind::next_workday);
        if (!enough()) try_same_time(day_ + days{7}, alternative_kind::next_week);
        if (!enough()) try_next_available();
        if (found_.empty()) try_first_of_all();
        rank();
        return std::move(found_);
    }

  private:
    [[nodiscard]] bool enough() const { return found_.size() >= most_; }

    [[nodiscard]] slots between(instant from, instant until) const {
        const auto first = std::ranges::lower_bound(free_, from, {}, &slot::start);
        const auto last = std::ranges::lower_bound(first, free_.end(), until, {}, &slot::start);
        return {first, last};
    }

    /// The starts within the opening hours of a date.
    [[nodiscard]] slots open_on(local_date date) const {
        if (!is_workday(open_, date)) return {};
        return between(place_.to_utc(date + open_.opens), place_.to_utc(date + open_.closes));
    }

    void add(const slot& s, alternative_kind kind) {
        const bool known = std::ranges::any_of(found_, [&](const auto& f) { return f.slot == s; });
        if (known || s.start == refused_) return;
        const auto away = std::chrono::floor<minutes>(distance(s.start, wished_)).count();
        const bool before_noon = moved_ - day_ < hours{12};
        found_.push_back(
            {.slot = s, .kind = kind, .score = score_at_wish - away + bonus_of(kind, before_noon)});
    }

    /// Adds the start closest to `wanted`, of two the earlier.
    void add_closest(slots some, instant wanted, milliseconds reach, alternative_kind kind) {
        const slot* best = nullptr;
        for (const auto& s : some)
            if (s.start != refused_ &&
                (best == nullptr || distance(s.start, wanted) < distance(best->start, wanted)))
                best = &s;
        if (best != nullptr && distance(best->start, wanted) <= reach) add(*best, kind);
    }

    void try_same_day() {
        using enum alternative_kind;
        for (const auto& s : open_on(day_)) {
            if (distance(s.start, wished_) > same_day_reach) continue;
            add(s, s.start < wished_ ? same_day_earlier : same_day_later);
        }
    }

    void try_same_time(local_date date, alternative_kind kind) {
        add_closest(open_on(date), same_time_on(date), same_time_reach, kind);
    }

    void try_next_available() {
        for (auto date = day_ + days{1}; date <= day_ + next_available_reach && !enough();
             date += days{1})
            add_closest(open_on(date), same_time_on(date), milliseconds::max(),
                        alternative_kind::next_available);
    }

    void try_first_of_all() {
        for (auto date = day_; date < day_ + searched && found_.empty(); date += days{1})
            for (const auto& s : open_on(date))
                if (found_.empty()) add(s, alternative_kind::next_available);
    }

    [[nodiscard]] instant same_time_on(local_date date) const {
        return place_.to_utc(date + (moved_ - day_));
    }

    void rank() {
        std::ranges::sort(found_, [](const alternative& a, const alternative& b) {
            return a.score != b.score ? a.score > b.score : a.slot.start < b.slot.start;
        });
        if (found_.size() > most_)
            found_.erase(found_.begin() + static_cast<std::ptrdiff_t>(most_), found_.end());
    }

    slots free_;
    const opening_hours& open_;
    const zone& place_;
    local_date asked_day_;
    instant refused_;   ///< the wish itself: what is asked for is an alternative to it
    local_time moved_;  ///< the wish within opening hours
    local_date day_;
    instant wished_;
    std::size_t most_;
    std::vector<alternative> found_;
};

}  // namespace

std::string_view to_text(alternative_kind kind) {
    switch (kind) {
        case alternative_kind::same_day_earlier:
            return "same_day_earlier";
        case alternative_kind::same_day_later:
            return "same_day_later";
        case alternative_kind::next_workday:
            return "next_workday";
        case alternative_kind::next_week:
            return "next_week";
        case alternative_kind::next_available:
            return "next_available";
    }
    return "next_available";
}

interval window_of(local_time wished, const opening_hours& open, const zone& place) {
    const auto day = std::chrono::floor<days>(moved_into(open, wished));
    const auto first = std::min(wished, local_time{day + open.opens});
    const auto last = day + searched - days{1} + open.closes;
    const auto out = interval::between(place.to_utc(first), place.to_utc(last));
    ensure(out.has_value(), "a search ends after it begins");
    return *out;
}

std::vector<alternative> find_alternatives(std::span<const slot> free, const wish& wanted,
                                           const opening_hours& open, const zone& place) {
    return search{free, wanted, open, place}.run();
}

}  // namespace slotgate::finding
