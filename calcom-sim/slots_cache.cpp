#include "calcom-sim/slots_cache.hpp"

#include <expected>

#include "calcom-sim/exchange.hpp"
#include "calcom-sim/reservations.hpp"
#include "calcom-sim/reserved.hpp"

namespace slotgate::sim {
namespace {

using wire::generation;
using wire::slots_question;

std::expected<found_slots, slots_refusal> find_through_cache(exchange& x,
                                                             const slots_question& question) {
    const auto selected = select_for(x.w, question);
    if (!selected) return std::unexpected(selected.error());
    auto key = cache_key(question, x.request.query());
    if (const auto* known = x.cache.find(key, x.now, x.options.slots_cache)) return *known;
    // Only the older endpoint reads the cookie.
    const bool old = question.contract == generation::v2024_04_15;
    const auto own = old ? uid_cookie(x.request) : std::string{};
    auto found = find_slots(x.w, x.zones, question, *selected, own, x.now);
    if (!found) return found;
    forget_expired_reservations(x.w, selected->type->id, x.now);
    x.cache.keep(std::move(key), *found, x.now, x.options.slots_cache);
    return found;
}

reaction show(exchange& x, generation contract) {
    const auto question = wire::read_slots_question(contract, x.request.query(), x.zones);
    if (!question) return just(failure(x, question.error().status, question.error().message));
    const auto found = find_through_cache(x, *question);
    if (!found) return just(write_refusal(found.error(), x.request, x.now));
    return just(wire::json_response(200, write_slots(x.w, *question, *found)));
}

}  // namespace

const found_slots* slots_cache::find(const std::string& key, instant now,
                                     milliseconds lifetime) const {
    const auto kept = entries_.find(key);
    if (kept == entries_.end() || !kept->second.is_fresh(now, lifetime)) return nullptr;
    return &kept->second.found;
}

void slots_cache::keep(std::string key, found_slots found, instant now, milliseconds lifetime) {
    std::erase_if(entries_, [&](const auto& e) { return !e.second.is_fresh(now, lifetime); });
    if (lifetime > milliseconds{0})
        entries_.insert_or_assign(std::move(key),
                                  entry{.computed_at = now, .found = std::move(found)});
}

std::string cache_key(const slots_question& question, std::string_view query) {
    if (question.contract == generation::v2024_04_15) return "old " + std::string(query);
    const auto& by = question.selector;
    const boost::json::array key{by.id ? boost::json::value(by.id->value) : nullptr,
                                 by.slug,
                                 by.username,
                                 by.team,
                                 boost::json::value_from(by.usernames),
                                 by.organization,
                                 to_text(question.start),
                                 to_text(question.end),
                                 question.zone == nullptr ? "" : question.zone->name(),
                                 question.duration.count(),
                                 question.booking_to_reschedule,
                                 question.beyond_key ? query : std::string_view{}};
    return serialize(key);
}

reaction show_slots(exchange& x) {
    return show(x, generation::v2024_09_04);
}

reaction show_old_slots(exchange& x) {
    return show(x, generation::v2024_04_15);
}

}  // namespace slotgate::sim
