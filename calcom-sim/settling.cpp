#include "calcom-sim/correspondence.hpp"

namespace slotgate::sim {

void correspondence::settle(world& w) {
    settled_.clear();
    settle_bookings(w);
    settle_reservations(w);
    settle_resources(w);
    // A text the world does not hold is made anew each time and goes on standing for the recorded
    // one; the others are the recorded ones by now.
    for (const auto& text : settled_) {
        const auto known = texts_.find(text);
        texts_back_.erase(known->second);
        texts_.erase(known);
    }
    numbers_.clear();
    numbers_back_.clear();
    times_.clear();
}

void correspondence::settle_text(std::string& text) {
    const auto known = texts_.find(text);
    if (known == texts_.end()) return;
    settled_.insert(text);
    text = known->second;
}

void correspondence::settle_text(std::optional<std::string>& text) {
    if (text) settle_text(*text);
}

void correspondence::settle_number(std::int64_t& number) const {
    const auto known = numbers_.find(number);
    if (known != numbers_.end() && !told_numbers_.contains(number)) number = known->second;
}

void correspondence::settle_time(const std::string& uid, const char* key, instant& t) const {
    const auto known = times_.find({uid, key});
    if (known != times_.end()) t = known->second;
}

void correspondence::settle_bookings(world& w) {
    std::map<std::string, booking> renamed;
    for (auto& [name, b] : w.bookings) {
        settle_number(b.id);
        settle_text(b.uid);
        for (auto* const text : {&b.rescheduled_from, &b.rescheduled_to, &b.recurring_uid})
            settle_text(*text);
        for (auto& person : b.attendees) settle_text(person.seat_uid);
        settle_number(b.event_type.value);
        settle_time(b.uid, "createdAt", b.created_at);
        if (b.updated_at) settle_time(b.uid, "updatedAt", *b.updated_at);
        const auto uid = b.uid;
        renamed.emplace(uid, std::move(b));
    }
    w.bookings = std::move(renamed);
}

void correspondence::settle_reservations(world& w) {
    decltype(w.reservations) renamed;
    for (auto& [name, r] : w.reservations) {
        settle_text(r.uid);
        settle_number(r.event_type.value);
        settle_time(r.uid, "reservationUntil", r.release_at);
        const auto uid = r.uid;
        renamed.emplace(uid, std::move(r));
    }
    w.reservations = std::move(renamed);
}

void correspondence::settle_resources(world& w) {
    std::map<event_type_id, event_type> renamed;
    for (auto& [name, type] : w.event_types) {
        settle_number(type.id.value);
        if (type.schedule_id) settle_number(*type.schedule_id);
        const auto id = type.id;
        renamed.emplace(id, std::move(type));
    }
    w.event_types = std::move(renamed);
    for (auto& [id, person] : w.users)
        for (auto& hours : person.schedules) settle_number(hours.id);
    for (auto& one : w.away) {
        settle_number(one.id);
        settle_text(one.uuid);
    }
    for (auto& hook : w.webhooks) {
        settle_text(hook.id);
        if (hook.event_type) settle_number(hook.event_type->value);
    }
}

}  // namespace slotgate::sim
