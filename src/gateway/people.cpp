#include "gateway/people.hpp"

#include <algorithm>

namespace slotgate::gateway {

people::people(const tenants& all) : tenants_(all), circles_(all.all().size()) {}

std::uint64_t people::edition(tenant_id tenant) const {
    return circles_.with([&](const circles& all) { return all[tenant.value].edition; });
}

void people::doubt(tenant_id tenant) {
    circles_.with([&](circles& all) {
        ++all[tenant.value].edition;
        all[tenant.value].read = false;
    });
}

void people::learn(tenant_id tenant, const std::vector<event_type>& types,
                   std::optional<std::uint64_t> all_of_edition) {
    circles_.with([&](circles& all) {
        auto& own = all[tenant.value];
        for (const auto& type : types) {
            own.known.insert(type.hosts.begin(), type.hosts.end());
            if (type.hosts.empty()) {
                own.without_hosts.insert(type.id);
            } else {
                own.without_hosts.erase(type.id);
                own.with_hosts.insert(type.id);
            }
        }
        own.read = own.read || all_of_edition == own.edition;
    });
}

bool people::meet(const circle& a, const circle& b) {
    const bool a_is_less = a.known.size() < b.known.size();
    const auto& fewer = a_is_less ? a.known : b.known;
    const auto& more = a_is_less ? b.known : a.known;
    return std::ranges::any_of(fewer, [&](user_id who) { return more.contains(who); });
}

std::vector<tenant_id> people::tenants_sharing(tenant_id tenant,
                                               std::optional<event_type_id> about) const {
    std::vector<tenant_id> out{tenant};
    if (tenants_.all().size() == 1) return out;
    circles_.with([&](const circles& all) {
        const auto& own = all[tenant.value];
        const bool clear = own.is_clear() && (!about || own.with_hosts.contains(*about));
        for (const auto& t : tenants_.all()) {
            if (t.id == tenant || t.installation != tenants_.at(tenant).installation) continue;
            const auto& other = all[t.id.value];
            if (!clear || !other.is_clear() || meet(own, other)) out.push_back(t.id);
        }
    });
    return out;
}

}  // namespace slotgate::gateway
