#include "coherence/inspection.hpp"

#include <algorithm>

namespace slotgate::coherence {
namespace {

seconds whole_seconds(milliseconds time) {
    return std::chrono::floor<seconds>(time);
}

bool is_current(const engine& e, const series& s, const day_store::dated& filed) {
    return e.stamps().current(filed.entry.departed, s.tenant, s.type, filed.date);
}

entry_view view_of(const engine& e, const series& s, const day_store::dated& filed, instant start,
                   moment now) {
    const auto& entry = filed.entry;
    return {.series = s,
            .age = whole_seconds(now.steady - entry.left_at),
            .lives = std::chrono::ceil<seconds>(entry.expires - now.steady),
            .current = is_current(e, s, filed),
            .lists = entry.starts.contains(minute_of(start)),
            .starts = entry.starts.size(),
            .length = entry.length,
            .departed = entry.departed};
}

}  // namespace

bool entry_search::step(const engine& e) {
    const auto date = date_of(start_);
    return walk_.step(e.store(), [&](const series& s, const auto& entries) {
        if (s.tenant != tenant_ || s.type != type_) return;
        const auto filed = std::ranges::lower_bound(entries, date, {}, &day_store::dated::date);
        if (filed != entries.end() && filed->date == date)
            found_.push_back(view_of(e, s, *filed, start_, now_));
    });
}

bool census::step(const engine& e) {
    return walk_.step(e.store(), [&](const series& s, const auto& entries) {
        auto& of_type = counted_[{s.tenant, s.type}];
        of_type.tenant = s.tenant;
        of_type.type = s.type;
        of_type.days += entries.size();
        for (const auto& filed : entries) {
            if (filed.entry.expires <= now_.steady || !is_current(e, s, filed)) continue;
            ++of_type.servable;
            of_type.oldest =
                std::max(of_type.oldest, whole_seconds(now_.steady - filed.entry.left_at));
        }
    });
}

std::vector<holding> census::counted() const {
    std::vector<holding> out;
    for (const auto& [key, of_type] : counted_) out.push_back(of_type);
    return out;
}

obstacles obstacles_to(const engine& e, tenant_id tenant, event_type_id type, const slot& s,
                       moment now) {
    const auto date = date_of(s.start);
    obstacles out{.taken_by = {},
                  .is_refused = e.refused_until(tenant, type, s, now).has_value(),
                  .in_doubt = e.writes().is_up(tenant, type, date, date, now.steady),
                  .on_ladder = e.cancelling().reaches(tenant, type, date, now.steady)};
    if (const auto* by = e.denied(tenant, type, s, now)) {
        out.taken_by = *by;
        out.is_cancelling = e.cancelling().contains(by->uid, now.steady);
    }
    return out;
}

}  // namespace slotgate::coherence
