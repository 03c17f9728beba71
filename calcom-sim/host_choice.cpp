#include "calcom-sim/host_choice.hpp"

#include <algorithm>

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/free_hosts.hpp"
#include "calcom-sim/hosts.hpp"

namespace slotgate::sim {
namespace {

bool is_fresh(const exchange& x, const booking& b) {
    return b.created_at > x.now - x.options.race_window;
}

bool has_fresh_bookings(const exchange& x) {
    return x.options.race_window > milliseconds{0} &&
           std::ranges::any_of(x.w.bookings,
                               [&](const auto& entry) { return is_fresh(x, entry.second); });
}

/// The world as a request that began together with the newest creates saw it.
world without_fresh_bookings(const exchange& x) {
    world before = x.w;
    std::erase_if(before.bookings, [&](const auto& entry) { return is_fresh(x, entry.second); });
    return before;
}

/// Everybody who could serve; of those who take turns only whom the booker's client was routed to.
std::vector<serving_host> candidates_for(const exchange& x, const host_search& search,
                                         const host_wishes& wishes) {
    auto out = hosts_for(x.w, *search.type, wishes.subset, search.moving);
    std::erase_if(out, [&](const serving_host& h) {
        if (h.fixed) return false;
        const bool routed = wishes.routed.empty() ||
                            std::ranges::find(wishes.routed, h.who->id) != wishes.routed.end();
        return !routed || (!wishes.member_email.empty() && wishes.member_email != h.who->email);
    });
    return out;
}

wire::response nobody_free(const exchange& x, const event_type& type) {
    return failure(
        x, 400,
        type.kind == scheduling::personal
            ? "User either already has booking at this time or is not available"
            : "One of the hosts either already has booking at this time or is not available");
}

}  // namespace

std::expected<chosen_hosts, wire::response> choose_hosts(const exchange& x,
                                                         const host_search& search,
                                                         const host_wishes& wishes) {
    const auto candidates = candidates_for(x, search, wishes);
    const auto search_in = [&](const world& w) {
        return hosts_for_booking(w, x.zones, candidates, search);
    };
    const auto found =
        has_fresh_bookings(x) ? search_in(without_fresh_bookings(x)) : search_in(x.w);
    if (found.outcome == hosts_found::none) return std::unexpected(nobody_free(x, *search.type));
    if (found.outcome != hosts_found::enough) return std::unexpected(internal_failure());
    return chosen_hosts{.organizer = found.hosts.front(),
                        .others = {found.hosts.begin() + 1, found.hosts.end()}};
}

std::optional<user_id> another_host(const exchange& x, const event_type& type, const booking& b) {
    const auto when = interval::between(b.start, b.end);
    if (!when) return std::nullopt;
    const host_search search{.type = &type, .when = *when, .moving = {}, .now = x.now};
    const auto present = co_hosts_of(x.w, b);
    auto others = candidates_for(x, search, {});
    std::erase_if(others, [&](const serving_host& h) {
        return h.who->id == b.organizer ||
               std::ranges::any_of(present, [&](const user* host) { return host == h.who; });
    });
    const auto free = free_hosts(x.w, x.zones, others, search);
    if (free.empty()) return std::nullopt;
    return next_in_turn(x.w, type, free);
}

}  // namespace slotgate::sim
