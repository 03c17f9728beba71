#include "gateway/people.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "coherence/overlay.hpp"
#include "coherence/radius.hpp"

namespace slotgate::gateway {
namespace {

/// Of one event type, within a lifetime of day entries; each new one is a fact that outdates what
/// was answered by the one before, so that even the second-newest decides little.
constexpr std::size_t versions_kept = 8;

/// More dates of one event type than this are all of them: stamps of single dates are bounded.
constexpr days dates_max{400};

coherence::blast_radius in_tenant(tenant_id tenant, const coherence::reach& r) {
    if (!r.first) return coherence::whole_event_type{tenant, r.type};
    if (!r.last) return coherence::dates_from{tenant, r.type, *r.first};
    if (*r.last - *r.first > dates_max) return coherence::whole_event_type{tenant, r.type};
    return coherence::some_dates{tenant, r.type, *r.first, *r.last};
}

/// Who serves a booking: everybody, or of a pool the organizer and those who are fixed. A move may
/// have left another of the pool, whom nobody names.
void add_servers(std::set<user_id>& out, const event_type& type, const booking_change& c) {
    const bool is_told = c.organizer && c.when.size() == 1 && type.serving == serving::one_of_them;
    const auto& sure = is_told ? type.fixed_hosts : type.hosts;
    out.insert(sure.begin(), sure.end());
}

/// Names may be told in one answer and not in another.
bool same_rules(const event_type& a, event_type b) {
    b.slug = a.slug;
    b.username = a.username;
    b.team_slug = a.team_slug;
    return a == b;
}

/// As long as it may have become.
interval lasting(const interval& when, minutes longest) {
    return interval::between(when.start(), std::max(when.end(), when.start() + longest))
        .value_or(when);
}

/// The change as the radius is computed from it.
coherence::change change_of(const booking_change& c, hosts people,
                            const std::vector<event_type>& booked) {
    coherence::change out{
        .booked = c.type, .people = std::move(people), .when = c.when, .of_series = c.of_series};
    minutes longest{};
    for (const auto& version : booked) {
        out.of_series = out.of_series || version.recurring;
        longest = std::max(longest, version.length);
        if (!version.lengths.empty()) longest = std::max(longest, version.lengths.back());
    }
    if (c.is_length_open)
        for (auto& when : out.when) when = lasting(when, longest);
    return out;
}

bool any_of(const std::set<user_id>& known, const hosts& who) {
    return std::ranges::any_of(who, [&](user_id one) { return known.contains(one); });
}

/// Somebody serves it of whom the event types read so far say nothing.
bool names_stranger(const std::set<user_id>& known, const booking_change& c) {
    return (c.organizer && !known.contains(*c.organizer)) ||
           std::ranges::any_of(c.members, [&](user_id one) { return !known.contains(one); });
}

}  // namespace

people::people(const tenants& all) : tenants_(all), circles_(all.all().size()) {}

bool people::circle::has_hosts_of(event_type_id type) const {
    return types.contains(type) && !without_hosts.contains(type);
}

std::uint64_t people::edition(tenant_id tenant) const {
    return circles_.with([&](const circles& all) { return all[tenant.value].edition; });
}

void people::doubt(tenant_id tenant) {
    circles_.with([&](circles& all) {
        ++all[tenant.value].edition;
        all[tenant.value].read = false;
    });
}

void people::outlive(tenant_id tenant) {
    circles_.with([&](circles& all) { all[tenant.value].read = false; });
}

bool people::is_read(tenant_id tenant) const {
    return circles_.with([&](const circles& all) { return all[tenant.value].read; });
}

bool people::may_serve(tenant_id tenant, event_type_id type) const {
    return circles_.with([&](const circles& all) {
        const auto& own = all[tenant.value];
        return !own.read || own.types.contains(type);
    });
}

people::news people::forget_others(circle& own, const std::vector<event_type>& types) {
    std::set<event_type_id> listed;
    for (const auto& type : types) listed.insert(type.id);
    auto out = news::nothing;
    for (const auto gone : own.listed) {
        if (listed.contains(gone)) continue;
        own.types.erase(gone);
        own.without_hosts.erase(gone);
        if (own.editions[gone] == own.edition) out = news::changed;
        own.editions.erase(gone);
    }
    own.listed = std::move(listed);
    return out;
}

people::news people::learn(tenant_id tenant, const std::vector<event_type>& types,
                           std::optional<std::uint64_t> all_of_edition) {
    return circles_.with([&](circles& all) {
        auto& own = all[tenant.value];
        auto out = all_of_edition ? forget_others(own, types) : news::nothing;
        for (const auto& type : types) {
            own.known.insert(type.hosts.begin(), type.hosts.end());
            if (type.hosts.empty())
                own.without_hosts.insert(type.id);
            else
                own.without_hosts.erase(type.id);
            auto& versions = own.types[type.id];
            const bool is_known = !versions.empty();
            const auto before = std::exchange(own.editions[type.id], own.edition);
            if (is_known && same_rules(versions.back(), type)) continue;
            if (is_known && before == own.edition) out = news::changed;
            versions.push_back(type);
            if (versions.size() > versions_kept) versions.erase(versions.begin());
        }
        own.read = own.read || all_of_edition == own.edition;
        return out;
    });
}

void people::learn(tenant_id tenant, const std::vector<wire::host_address>& addresses,
                   certainty how) {
    circles_.with([&](circles& all) {
        auto& own = all[tenant.value];
        for (const auto& one : addresses) {
            // Only hosts matter, and their number is bounded.
            if (!own.known.contains(one.who)) continue;
            own.by_address.insert_or_assign(one.digest, one.who);
            if (how == certainty::all_there_are) own.with_address.insert(one.who);
        }
    });
}

bool people::meet(const circle& a, const circle& b) {
    const bool a_is_less = a.known.size() < b.known.size();
    const auto& fewer = a_is_less ? a.known : b.known;
    const auto& more = a_is_less ? b.known : a.known;
    return std::ranges::any_of(fewer, [&](user_id who) { return more.contains(who); });
}

std::vector<tenant_id> people::sharing(const circles& all, tenant_id tenant,
                                       std::optional<event_type_id> about) const {
    std::vector<tenant_id> out{tenant};
    const auto& own = all[tenant.value];
    const bool clear = own.is_clear() && (!about || own.has_hosts_of(*about));
    for (const auto& t : tenants_.all()) {
        if (t.id == tenant || t.installation != tenants_.at(tenant).installation) continue;
        const auto& other = all[t.id.value];
        if (!clear || !other.is_clear() || meet(own, other)) out.push_back(t.id);
    }
    return out;
}

std::vector<tenant_id> people::tenants_sharing(tenant_id tenant,
                                               std::optional<event_type_id> about) const {
    return circles_.with([&](const circles& all) { return sharing(all, tenant, about); });
}

hosts people::sure_of(tenant_id tenant, event_type_id type, user_id organizer) const {
    return circles_.with([&](const circles& all) {
        std::set<user_id> out{organizer};
        const auto& own = all[tenant.value];
        const auto known = own.types.find(type);
        if (own.read && known != own.types.end()) {
            const auto needed = coherence::needs_of(known->second.back()).people;
            out.insert(needed.begin(), needed.end());
        }
        return hosts{out.begin(), out.end()};
    });
}

hosts people::only_one_of(tenant_id tenant, event_type_id type) const {
    return circles_.with([&](const circles& all) {
        const auto& own = all[tenant.value];
        const auto known = own.types.find(type);
        const bool is_one = own.read && known != own.types.end() &&
                            known->second.back().serving != serving::unknown &&
                            known->second.back().hosts.size() == 1 && !known->second.back().seated;
        return is_one ? known->second.back().hosts : hosts{};
    });
}

/// Everybody whose time the booking may take or give back; ascending.
hosts people::concerned(const circles& all, tenant_id tenant, const booking_change& c) const {
    std::set<user_id> out(c.members.begin(), c.members.end());
    if (c.organizer) out.insert(*c.organizer);
    for (const auto& version : all[tenant.value].types.at(c.type)) add_servers(out, version, c);
    bool any_stranger = false;
    for (const auto& address : c.mentioned) {
        bool is_host = false;
        for (const auto& t : tenants_.all()) {
            if (t.installation != tenants_.at(tenant).installation) continue;
            const auto& known = all[t.id.value].by_address;
            const auto host = known.find(address);
            if (host == known.end()) continue;
            out.insert(host->second);
            is_host = true;
        }
        any_stranger = any_stranger || !is_host;
    }
    if (any_stranger)
        for (const auto near : sharing(all, tenant, c.type)) {
            const auto& their = all[near.value];
            std::ranges::set_difference(their.known, their.with_address,
                                        std::inserter(out, out.end()));
        }
    return {out.begin(), out.end()};
}

std::vector<coherence::blast_radius> people::radius_of(tenant_id tenant,
                                                       const booking_change& c) const {
    return circles_.with([&](const circles& all) {
        std::vector<coherence::blast_radius> out;
        const auto& own = all[tenant.value];
        if (!own.read || !own.has_hosts_of(c.type) || names_stranger(own.known, c)) {
            for (const auto t : sharing(all, tenant, c.type))
                out.emplace_back(coherence::whole_tenant{t});
            return out;
        }
        const auto& booked = own.types.at(c.type);
        const auto change = change_of(c, concerned(all, tenant, c), booked);
        for (const auto& t : tenants_.all()) {
            if (t.installation != tenants_.at(tenant).installation) continue;
            const auto& their = all[t.id.value];
            if (!their.read) {
                out.emplace_back(coherence::whole_tenant{t.id});
                continue;
            }
            const bool knows_them =
                any_of(their.known, change.people) || !their.without_hosts.empty();
            if (t.id != tenant && !knows_them) continue;
            // Of the event type booked the buffers count everywhere, whoever knows it.
            auto known = booked;
            for (const auto& [id, versions] : their.types)
                known.insert(known.end(), versions.begin(), versions.end());
            const auto reached = coherence::radius_of(change, known);
            for (const auto& r : *reached)
                if (their.types.contains(r.type)) out.push_back(in_tenant(t.id, r));
        }
        return out;
    });
}

}  // namespace slotgate::gateway
