#include "coherence/inspection.hpp"

#include <algorithm>
#include <map>
#include <utility>

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

std::vector<entry_view> entries_about(const engine& e, tenant_id tenant, event_type_id type,
                                      instant start, moment now) {
    std::vector<entry_view> out;
    const auto date = date_of(start);
    for (const auto& [s, entries] : e.store().all()) {
        if (s.tenant != tenant || s.type != type) continue;
        const auto filed = std::ranges::lower_bound(entries, date, {}, &day_store::dated::date);
        if (filed != entries.end() && filed->date == date)
            out.push_back(view_of(e, s, *filed, start, now));
    }
    return out;
}

std::vector<holding> holdings(const engine& e, moment now) {
    std::map<std::pair<tenant_id, event_type_id>, holding> found;
    for (const auto& [s, entries] : e.store().all()) {
        auto& of_type = found[{s.tenant, s.type}];
        of_type.tenant = s.tenant;
        of_type.type = s.type;
        of_type.days += entries.size();
        for (const auto& filed : entries) {
            if (filed.entry.expires <= now.steady || !is_current(e, s, filed)) continue;
            ++of_type.servable;
            of_type.oldest =
                std::max(of_type.oldest, whole_seconds(now.steady - filed.entry.left_at));
        }
    }
    std::vector<holding> out;
    for (const auto& [key, of_type] : found) out.push_back(of_type);
    return out;
}

}  // namespace slotgate::coherence
