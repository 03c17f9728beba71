#include "coherence/ladders.hpp"

#include <algorithm>
#include <utility>

namespace slotgate::coherence {
namespace {

constexpr milliseconds first_step{1'000};
constexpr milliseconds longest_step{60'000};
/// A commit that comes later than this after its webhook is nothing anybody waited for.
constexpr minutes given_up{15};

/// The step of a ladder on which `now` falls: 1 s, then 2, then 4.
milliseconds step_at(steady_instant since, steady_instant now) {
    auto step = first_step;
    for (auto end = since + step; end <= now && step < longest_step; end += step) step += step;
    return std::min(step, longest_step);
}

}  // namespace

void ladders::begin(const std::string& name, ladder one, steady_instant now) {
    std::erase_if(all_, [&](const auto& l) { return l.second.until <= now; });
    if (!all_.contains(name) && all_.size() >= all_max_)
        all_.erase(
            std::ranges::min_element(all_, {}, [](const auto& l) { return l.second.since; }));
    all_.insert_or_assign(name, std::move(one));
}

void ladders::begin(const std::string& name, tenant_id told_by, std::vector<blast_radius> radii,
                    stamp announced, steady_instant now) {
    begin(name,
          ladder{.told_by = told_by,
                 .radii = std::move(radii),
                 .announced = announced,
                 .since = now,
                 .until = now + given_up,
                 .asked = now},
          now);
}

void ladders::begin_lost(const std::string& name, std::vector<blast_radius> radii,
                         steady_instant now, milliseconds horizon) {
    begin(name,
          ladder{.told_by = {},
                 .radii = std::move(radii),
                 .announced = {},
                 .since = now,
                 .until = now + horizon,
                 .can_be_read = false,
                 .asked = now},
          now);
}

void ladders::end(const std::string& name) {
    all_.erase(name);
}

bool ladders::was_announced(const std::string& name, stamp noted, steady_instant now) const {
    const auto found = all_.find(name);
    return found != all_.end() && noted >= found->second.announced && now < found->second.until;
}

milliseconds ladders::life(tenant_id tenant, event_type_id type, utc_date date,
                           steady_instant left) const {
    auto out = milliseconds::max();
    for (const auto& [name, one] : all_) {
        if (left >= one.until) continue;
        const bool is_there = std::ranges::any_of(
            one.radii, [&](const auto& r) { return reaches_any(r, tenant, type, date, date); });
        if (is_there) out = std::min(out, step_at(one.since, left));
    }
    return out;
}

std::vector<ladders::due> ladders::take_due(tenant_id tenant, event_type_id type, utc_date first,
                                            utc_date last, steady_instant now) {
    std::vector<due> out;
    for (auto& [name, one] : all_) {
        if (now >= one.until || !one.can_be_read) continue;
        // A step has passed since it was asked last.
        if (now < one.asked + step_at(one.since, one.asked)) continue;
        const bool is_there = std::ranges::any_of(
            one.radii, [&](const auto& r) { return reaches_any(r, tenant, type, first, last); });
        if (!is_there) continue;
        one.asked = now;
        out.push_back({name, one.told_by});
    }
    return out;
}

}  // namespace slotgate::coherence
