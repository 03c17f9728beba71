#include "net/routes/admin_json.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>

#include <boost/json/array.hpp>

namespace slotgate::net {
namespace {

namespace json = boost::json;

json::object type_json(const gateway::terms& type) {
    return {{"lengthInMinutes", type.length.count()},
            {"minimumBookingNotice", type.notice.count()},
            {"kept", type.cacheable},
            {"perZone", type.per_zone},
            {"datesDecideTogether", type.dates_decide_together}};
}

/// Whose questions an entry answers, as far as the zone decides.
std::string zones_of(const coherence::grid_class& grid) {
    if (grid.exact != nullptr) return grid.exact->name();
    return "any at " + std::to_string(grid.minutes) + " minutes past the hour";
}

json::object entry_json(const coherence::entry_view& entry, moment now) {
    json::object out{{"zones", zones_of(entry.series.grid)},
                     {"duration", entry.series.duration.count()},
                     {"lists", entry.lists},
                     {"starts", entry.starts},
                     {"lengthInMinutes", entry.length.count()},
                     {"source", "calcom"},
                     {"asked", to_text(now.system - entry.age)},
                     {"ageSeconds", entry.age.count()},
                     {"secondsLeft", entry.lives.count()},
                     {"current", entry.current},
                     {"stamp", entry.departed.value}};
    if (const auto& only_for = entry.series.question)
        out["onlyFor"] = to_text(std::chrono::year_month_day{only_for->first}) + " to " +
                         to_text(std::chrono::year_month_day{only_for->last});
    return out;
}

json::object fact_json(const gateway::told_fact& fact) {
    json::object out{{"source", coherence::to_text(fact.source)},
                     {"radius", fact.radius},
                     {"at", to_text(fact.at)}};
    if (fact.event_type) out["eventTypeId"] = fact.event_type->value;
    return out;
}

template <class Family>
json::object counts_of(Family& family) {
    json::object out;
    for (std::size_t i = 0; i < family.values().size(); ++i)
        out[family.values()[i]] = family.at(i).value();
    return out;
}

json::value percent_of(std::uint64_t part, std::uint64_t all) {
    constexpr std::uint64_t hundred = 100;
    if (all == 0) return nullptr;
    return part * hundred / all;
}

/// Of a hundred questions that the cache may answer, how many it did; none yet: null.
json::value hit_percent(ops::metrics& counted) {
    using enum ops::lookup_result;
    const auto of = [&](ops::lookup_result what) { return counted.lookups.at(what).value(); };
    const auto hits = of(hit) + of(derived);
    const auto all = hits + of(miss) + of(collapsed) + of(failed);
    return percent_of(hits, all);
}

json::array by_event_type(const ops::metrics& counted, const gateway::tenants& tenants) {
    json::array out;
    for (const auto& one : counted.of_event_types.rows())
        out.push_back(json::object{{"tenant", tenants.at(one.tenant).name},
                                   {"eventTypeId", one.type.value},
                                   {"hits", one.hits},
                                   {"misses", one.misses},
                                   {"hitPercent", percent_of(one.hits, one.hits + one.misses)}});
    return out;
}

std::string_view state_text(bool is_on) {
    return is_on ? "on" : "off";
}

}  // namespace

json::object explanation_json(const gateway::explanation& found, moment now) {
    const auto& reason = gateway::facts_of(found.reason);
    json::array entries;
    for (const auto& entry : found.entries) entries.push_back(entry_json(entry, now));
    json::array facts;
    for (const auto& fact : found.facts) facts.push_back(fact_json(fact));
    json::object out{{"verdict", reason.verdict},   {"reason", reason.name},
                     {"sentence", reason.sentence}, {"earliestStart", to_text(found.earliest)},
                     {"settling", found.settling},  {"entries", std::move(entries)},
                     {"facts", std::move(facts)}};
    out["inDoubt"] = found.obstacles.in_doubt;
    out["onLadder"] = found.obstacles.on_ladder;
    if (const auto& by = found.obstacles.taken_by) {
        if (by->is_made()) out["bookingUid"] = by->uid;
        if (by->how == coherence::taking::held) out["heldUntil"] = to_text(by->held_until);
    }
    if (found.type) out["eventType"] = type_json(*found.type);
    return out;
}

json::object holdings_json(std::vector<coherence::holding> held, const gateway::tenants& tenants,
                           bool is_on) {
    constexpr std::size_t told_max = 1000;
    std::ranges::sort(held, std::ranges::greater{}, [](const coherence::holding& one) {
        return std::tuple(one.days, one.tenant, one.type);
    });
    std::size_t days = 0;
    json::array types;
    for (const auto& one : held) {
        days += one.days;
        if (types.size() >= told_max) continue;
        types.push_back(json::object{{"tenant", tenants.at(one.tenant).name},
                                     {"eventTypeId", one.type.value},
                                     {"days", one.days},
                                     {"servable", one.servable},
                                     {"oldestSeconds", one.oldest.count()}});
    }
    return {{"state", state_text(is_on)},
            {"days", days},
            {"leftOut", held.size() - types.size()},
            {"eventTypes", std::move(types)}};
}

json::object stats_json(ops::metrics& counted, const gateway::tenants& tenants, bool is_on) {
    return {{"state", state_text(is_on)},
            {"hitPercent", hit_percent(counted)},
            {"lookups", counts_of(counted.lookups)},
            {"fetches", counts_of(counted.fetches)},
            {"facts", counts_of(counted.facts)},
            {"webhooks", counts_of(counted.webhooks)},
            {"eventTypes", by_event_type(counted, tenants)}};
}

}  // namespace slotgate::net
