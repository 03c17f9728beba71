#include "coherence/overlay.hpp"

#include <algorithm>
#include <utility>

namespace slotgate::coherence {
namespace {

bool any_of(const hosts& needed, const hosts& busy) {
    return std::ranges::any_of(needed,
                               [&](user_id who) { return std::ranges::binary_search(busy, who); });
}

/// Whoever tells of a booking may name somebody whom others do not.
void join(std::optional<company>& known, std::optional<company>& told) {
    if (!known) return known.swap(told);
    if (!told) return;
    const auto add_new = [](auto& all, auto& more) {
        for (auto& one : more)
            if (std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
    };
    add_new(known->members, told->members);
    add_new(known->mentioned, told->mentioned);
}

bool has_buffers(const needs& n) {
    return n.buffer_before > minutes{0} || n.buffer_after > minutes{0};
}

}  // namespace

needs needs_of(const event_type& type) {
    needs out{
        .people = {},
        .length = type.length,
        .buffer_before = type.buffer_before,
        .buffer_after = type.buffer_after,
        .notice = type.notice,
        .seated = type.seated,
        .only_time_counts = !type.dates_decide_together() && !type.recurring && !type.shifting};
    const bool all = type.serving == serving::all_of_them || type.hosts.size() == 1;
    if (type.serving != serving::unknown) out.people = all ? type.hosts : type.fixed_hosts;
    return out;
}

const known_booking* overlay::denials::deny(const slot& s, moment now) const {
    const instant loaded_from = now.system + notice_;
    // Those that begin earlier than this are over when the start begins.
    const auto from = std::ranges::lower_bound(all_, s.start - longest_, {},
                                               [](const denial& d) { return d.time.start(); });
    for (auto d = from; d != all_.end() && d->time.start() < s.end; ++d) {
        const auto& booked = d->by->when;
        const bool is_loaded = booked.end() >= loaded_from;
        const bool counts = is_loaded || (s.start < booked.end() && booked.start() < s.end);
        const bool is_live = now.steady < d->by->until && now.system < d->by->held_until;
        if (s.start < d->time.end() && counts && is_live) return d->by;
    }
    return nullptr;
}

void overlay::denials::add(const denial& d) {
    const auto place = std::ranges::upper_bound(all_, d.time.start(), {},
                                                [](const denial& o) { return o.time.start(); });
    all_.insert(place, d);
    longest_ = std::max(longest_, d.time.end() - d.time.start());
}

void overlay::denials::remove(const known_booking* by) {
    std::erase_if(all_, [&](const denial& d) { return d.by == by; });
}

/// When nothing of `type` can run because of the booking, as Cal.com reckons (calcom.md 7.2);
/// nothing if it need not be in the way.
std::optional<interval> overlay::denied(const known_booking& b, event_type_id type,
                                        const coherence::needs& needs,
                                        const types& of_tenant) const {
    const bool is_held = b.how == taking::held;
    const bool is_own_hold = is_held && type == b.type;
    if (needs.seated && type == b.type) return std::nullopt;
    if (!is_own_hold && !any_of(needs.people, b.people)) return std::nullopt;
    if (is_held) return b.when;
    auto start = b.when.start();
    auto end = b.when.end();
    const auto booked = of_tenant.find(b.type);
    if (booked != of_tenant.end() && !booked->second.in_doubt) {
        start -= booked->second.needs.buffer_before;
        end += booked->second.needs.buffer_after;
    }
    return interval::between(start - needs.buffer_after, end + needs.buffer_before);
}

const known_booking* overlay::booked(tenant_id tenant, event_type_id type, const slot& s) const {
    const auto of = times_.find(type);
    if (of == times_.end()) return nullptr;
    const auto& [by_start, longest] = of->second;
    const auto end = by_start.lower_bound(s.end);
    for (auto next = by_start.lower_bound(s.start - longest); next != end; ++next) {
        const auto& [b, told_in] = *next->second;
        if (b.is_made() && s.start < b.when.end() &&
            std::ranges::find(told_in, tenant) != told_in.end())
            return &b;
    }
    return nullptr;
}

bool overlay::expresses(std::string_view uid, tenant_id tenant, event_type_id type) const {
    const auto one = bookings_.find(uid);
    const auto own = tenants_.find(tenant);
    if (one == bookings_.end() || own == tenants_.end()) return false;
    const auto& [booking, told_in] = one->second;
    if (std::ranges::find(told_in, tenant) == told_in.end()) return false;
    const auto is_sure = [&](event_type_id id) {
        const auto known = own->second.find(id);
        return known != own->second.end() && !known->second.in_doubt &&
               known->second.needs.only_time_counts;
    };
    return is_sure(type) && is_sure(booking.type) &&
           denied(booking, type, own->second.at(type).needs, own->second).has_value();
}

void overlay::learn(tenant_id tenant, std::span<const event_type> given) {
    auto& own = tenants_[tenant];
    bool changed = false;
    for (const auto& type : given) {
        auto needs = needs_of(type);
        const auto [place, is_new] = own.try_emplace(type.id);
        auto& known = place->second;
        changed =
            changed || is_new || known.needs != needs || (known.in_doubt && has_buffers(needs));
        known.needs = std::move(needs);
        known.in_doubt = false;
    }
    // The buffers of one concern the denials of all others.
    if (changed) index(tenant);
}

void overlay::doubt(tenant_id tenant) {
    const auto own = tenants_.find(tenant);
    if (own == tenants_.end()) return;
    bool changed = false;
    for (auto& [id, type] : own->second) {
        changed = changed || (!type.in_doubt && has_buffers(type.needs));
        type.in_doubt = true;
    }
    if (changed) index(tenant);
}

void overlay::doubt_all() {
    for (const auto& [tenant, own] : tenants_) doubt(tenant);
}

void overlay::index(tenant_id tenant) {
    auto& own = tenants_[tenant];
    for (auto& [id, type] : own) type.denials = denials{type.needs.notice};
    for (const auto& [uid, one] : bookings_) {
        if (std::ranges::find(one.tenants, tenant) == one.tenants.end()) continue;
        for (auto& [id, type] : own)
            if (const auto time = denied(one.booking, id, type.needs, own))
                type.denials.add({*time, &one.booking});
    }
}

void overlay::make_room(instant now) {
    if (bookings_.size() >= bookings_max_) {
        std::vector<std::string> over;
        for (const auto& [uid, one] : bookings_)
            if (one.booking.when.end() <= now) over.push_back(uid);
        for (const auto& uid : over) end(uid, now, now);
    }
    for (auto* remembered : {&ended_, &edited_})
        if (remembered->size() >= bookings_max_)
            std::erase_if(*remembered, [&](const auto& e) { return e.second <= now; });
}

void overlay::drop(held_bookings::iterator one) {
    const auto& booking = one->second.booking;
    lapsing_.erase({booking.until, booking.uid});
    for (const auto tenant : one->second.tenants)
        for (auto& [id, type] : tenants_[tenant]) type.denials.remove(&booking);
    auto& ours = times_[booking.type].by_start;
    const auto [first, last] = ours.equal_range(booking.when.start());
    ours.erase(
        std::ranges::find(first, last, &one->second, [](const auto& e) { return e.second; }));
    if (ours.empty()) times_.erase(booking.type);
    bookings_.erase(one);
}

void overlay::forget_lapsed(steady_instant now) {
    while (!lapsing_.empty() && lapsing_.begin()->first <= now)
        drop(bookings_.find(lapsing_.begin()->second));
}

void overlay::add(known_booking booking, std::vector<tenant_id> tenants, moment now) {
    if (booking.when.end() <= now.system || booking.uid.empty()) return;
    if (booking.until <= now.steady || has_ended(booking.uid, now.system)) return;
    forget_lapsed(now.steady);
    make_room(now.system);
    // Who may have come to it is not known, nor of any, should there be no room to remember.
    const auto edited = edited_.find(booking.uid);
    if ((edited != edited_.end() && edited->second > now.system) || edited_.size() >= bookings_max_)
        booking.company.reset();
    const auto known = bookings_.find(booking.uid);
    if (known != bookings_.end() && booking.is_made() &&
        known->second.booking.when == booking.when &&
        known->second.booking.people == booking.people)
        return join(known->second.booking.company, booking.company);
    const auto uid = booking.uid;
    if (known != bookings_.end()) drop(known);
    if (bookings_.size() >= bookings_max_) return;
    const auto& one =
        bookings_.emplace(uid, held{std::move(booking), std::move(tenants)}).first->second;
    if (!one.booking.is_made()) lapsing_.emplace(one.booking.until, uid);
    auto& ours = times_[one.booking.type];
    ours.by_start.emplace(one.booking.when.start(), &one);
    ours.longest = std::max(ours.longest, one.booking.when.end() - one.booking.when.start());
    for (const auto tenant : one.tenants) {
        auto& own = tenants_[tenant];
        for (auto& [id, type] : own)
            if (const auto time = denied(one.booking, id, type.needs, own))
                type.denials.add({*time, &one.booking});
    }
}

void overlay::end(const std::string& uid, instant over, instant now) {
    if (over > now && ended_.size() < bookings_max_) ended_.insert_or_assign(uid, over);
    const auto known = bookings_.find(uid);
    if (known != bookings_.end()) drop(known);
}

void overlay::forget_company(const std::string& uid, instant now) {
    constexpr hours remembered{24};
    make_room(now);
    if (edited_.size() < bookings_max_) edited_.insert_or_assign(uid, now + remembered);
    const auto known = bookings_.find(uid);
    if (known != bookings_.end()) known->second.booking.company.reset();
}

const known_booking* overlay::find(std::string_view uid) const {
    const auto known = bookings_.find(uid);
    return known == bookings_.end() ? nullptr : &known->second.booking;
}

bool overlay::has_ended(const std::string& uid, instant now) const {
    const auto ended = ended_.find(uid);
    return ended != ended_.end() && ended->second > now;
}

const needs* overlay::needs_of_type(tenant_id tenant, event_type_id type) const {
    const auto own = tenants_.find(tenant);
    if (own == tenants_.end()) return nullptr;
    const auto of = own->second.find(type);
    return of == own->second.end() ? nullptr : &of->second.needs;
}

const overlay::denials* overlay::about(tenant_id tenant, event_type_id type) const {
    const auto own = tenants_.find(tenant);
    if (own == tenants_.end()) return nullptr;
    const auto of = own->second.find(type);
    if (of == own->second.end() || of->second.denials.empty()) return nullptr;
    return &of->second.denials;
}

}  // namespace slotgate::coherence
