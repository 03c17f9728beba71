#include "calcom-sim/hosts.hpp"

#include <algorithm>

namespace slotgate::sim {
namespace {

const user* find_user(const world& w, user_id id) {
    const auto found = w.users.find(id);
    return found == w.users.end() ? nullptr : &found->second;
}

/// Who a booking that is being moved stays with, if the event type keeps hosts; else nobody.
std::optional<user_id> kept_host(const world& w, const event_type& type, std::string_view moving) {
    if (!type.keeps_host || moving.empty()) return std::nullopt;
    const auto found = w.bookings.find(std::string(moving));
    if (found == w.bookings.end()) return std::nullopt;
    return found->second.organizer;
}

bool in_subset(const event_type& type, user_id who, std::span<const user_id> subset) {
    return subset.empty() || !type.allows_subset || type.kind != scheduling::round_robin ||
           std::ranges::find(subset, who) != subset.end();
}

std::vector<serving_host> hosts_of_team(const world& w, const event_type& type,
                                        std::span<const user_id> subset, std::string_view moving) {
    std::vector<serving_host> chosen;
    std::vector<serving_host> fixed;
    for (const auto& h : type.hosts) {
        const user* who = find_user(w, h.who);
        if (who == nullptr || !in_subset(type, h.who, subset)) continue;
        const bool must = type.kind == scheduling::collective || h.fixed;
        (must ? fixed : chosen).push_back({.who = who, .fixed = must, .priority = h.priority});
    }
    const auto kept = kept_host(w, type, moving);
    const auto stays = [&](const serving_host& h) { return kept && h.who->id == *kept; };
    if (std::ranges::any_of(chosen, stays))
        std::erase_if(chosen, [&](const serving_host& h) { return !stays(h); });
    chosen.insert(chosen.end(), fixed.begin(), fixed.end());
    return chosen;
}

}  // namespace

std::vector<serving_host> hosts_for(const world& w, const event_type& type,
                                    std::span<const user_id> subset, std::string_view moving) {
    if (type.kind == scheduling::managed) return {};
    if (type.kind != scheduling::personal) return hosts_of_team(w, type, subset, moving);
    if (const user* owner = find_user(w, type.owner)) return {{.who = owner}};
    return {};
}

bool is_host_of_team(const world& w, const event_type& type, std::string_view email) {
    return type.kind != scheduling::personal && std::ranges::any_of(type.hosts, [&](const host& h) {
               const user* who = find_user(w, h.who);
               return who != nullptr && who->email == email;
           });
}

std::vector<free_range> intersect(std::vector<std::vector<free_range>> all) {
    if (all.empty()) return {};
    for (auto& ranges : all) std::ranges::sort(ranges);
    std::vector<free_range> common = std::move(all.front());
    for (std::size_t i = 1; i < all.size(); ++i) {
        std::vector<free_range> both;
        auto a = common.begin();
        auto b = all[i].begin();
        while (a != common.end() && b != all[i].end()) {
            const free_range shared{.start = std::max(a->start, b->start),
                                    .end = std::min(a->end, b->end)};
            if (shared.start < shared.end) both.push_back(shared);
            if (a->end <= b->end)
                ++a;
            else
                ++b;
        }
        common = std::move(both);
    }
    return common;
}

std::vector<free_range> without_redundant(std::vector<free_range> ranges) {
    std::ranges::sort(ranges, [](const free_range& a, const free_range& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    std::vector<free_range> out;
    for (const auto& next : ranges)
        // Those before start no later, so one of them holds this if it ends no sooner; of all of
        // them the last kept one ends last.
        if (out.empty() || next.end > out.back().end) out.push_back(next);
    return out;
}

std::vector<free_range> merge_overlapping(std::vector<free_range> ranges) {
    std::ranges::sort(ranges);
    std::vector<free_range> out;
    for (const auto& next : ranges) {
        if (!out.empty() && out.back().end > next.start) {
            out.back().end = std::max(out.back().end, next.end);
        } else {
            out.push_back(next);
        }
    }
    return out;
}

std::vector<free_range> time_of_hosts(const std::vector<host_time>& hosts) {
    std::vector<std::vector<free_range>> fixed;
    std::vector<free_range> others;
    bool any_other = false;
    for (const auto& h : hosts) {
        if (h.fixed) {
            fixed.push_back(h.free);
        } else {
            any_other = true;
            others.insert(others.end(), h.free.begin(), h.free.end());
        }
    }
    std::vector<std::vector<free_range>> all;
    if (auto together = merge_overlapping(intersect(std::move(fixed))); !together.empty())
        all.push_back(std::move(together));
    if (any_other) all.push_back(std::move(others));
    return without_redundant(intersect(std::move(all)));
}

}  // namespace slotgate::sim
