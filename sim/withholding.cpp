#include "sim/withholding.hpp"

#include <algorithm>

namespace slotgate::simulation {
namespace {

/// What is no more is withheld until it is read, which may fail for long.
constexpr milliseconds withheld_most{1'800'000};
/// A grid shows a booking that is gone within a lifetime and a step of the ladder.
constexpr milliseconds near_most{400'000};
/// So old what is known of event types can be that nobody has told of.
constexpr milliseconds unread_most{600'000};
constexpr milliseconds lifetime{300'000};
/// Of both event types, on one side.
constexpr minutes buffers_most{120};

/// Without whom nothing of it can start: any of a pool may serve.
std::vector<user_id> needed_for(const sim::event_type& type) {
    if (type.kind == sim::scheduling::personal) return {type.owner};
    std::vector<user_id> out;
    for (const auto& one : type.hosts)
        if (one.fixed || type.kind == sim::scheduling::collective) out.push_back(one.who);
    return out;
}

std::string intent_name(change_number which) {
    return "intent " + std::to_string(which);
}

bool is_lately(const std::optional<steady_instant>& ended, milliseconds most, steady_instant now) {
    return !ended || now <= *ended + most;
}

}  // namespace

void withholding::describe(change_number which, const sim::event_type& type, steady_instant now) {
    auto& of = types_[type.id];
    of.people = needed_for(type);
    of.length = type.length;
    auto& history = of.history;
    std::erase_if(history,
                  [&](const auto& one) { return !is_lately(one.replaced_at, unread_most, now); });
    if (!history.empty()) {
        auto& last = history.back();
        if (last.before == type.buffer_before && last.after == type.buffer_after &&
            last.notice == type.notice)
            return;
        last.replaced_by = which;
        last.replaced_at = now;
        edited_at_ = now;
    }
    history.push_back(
        {.before = type.buffer_before, .after = type.buffer_after, .notice = type.notice});
}

void withholding::note(change_number which, const sim::world& w, steady_instant now) {
    for (const auto& [id, type] : w.event_types) describe(which, type, now);
    std::erase_if(
        all_, [&](const auto& one) { return !is_lately(one.second.ended, withheld_most, now); });
    for (const auto& [uid, b] : w.bookings) {
        const bool accepted = b.status == sim::booking_status::accepted;
        const auto known = all_.find(uid);
        if (known != all_.end()) {
            if (!known->second.ended && !accepted) known->second.ended = now;
        } else if (accepted) {
            auto people = types_[b.event_type].people;
            people.push_back(b.organizer);
            all_.emplace(uid, booked{.made_by = which,
                                     .type = b.event_type,
                                     .people = std::move(people),
                                     .when = *interval::between(b.start, b.end)});
        }
    }
}

void withholding::tell(change_number which) {
    for (auto& [uid, one] : all_) one.is_told = one.is_told || one.made_by == which;
}

void withholding::tell_named(std::string_view text) {
    for (auto& [uid, one] : all_) one.is_told = one.is_told || text.contains(uid);
}

void withholding::tell_types(change_number which, steady_instant now) {
    for (auto& [id, type] : types_)
        for (auto& one : type.history)
            if (one.replaced_at && one.replaced_by == which && !one.replacement_told_at)
                one.replacement_told_at = now;
}

void withholding::forget_told() {
    for (auto& [uid, one] : all_) {
        one.is_told = false;
        one.under_way_until.reset();
    }
    under_way_.clear();
    refused_.clear();
    holds_.clear();
}

void withholding::intend(change_number which, event_type_id type, instant start, bool is_known,
                         steady_instant now) {
    /// Nobody waits longer for an answer to a write.
    constexpr seconds patience{60};
    const auto& of = types_.at(type);
    booked asked{.made_by = which,
                 .type = type,
                 .people = of.people,
                 .when = *interval::between(start, start + of.length),
                 .ended = now,
                 .is_told = true};
    if (is_known) {
        asked.under_way_until = now + patience;
        under_way_.push_back(which);
    }
    all_.emplace(intent_name(which), std::move(asked));
}

void withholding::read(const std::string& uid, steady_instant then) {
    const auto found = all_.find(uid);
    if (found == all_.end() || !found->second.ended || *found->second.ended > then) return;
    found->second.is_told = false;
    lift();
}

void withholding::read_types(steady_instant now) {
    if (edited_at_ && now <= *edited_at_ + unread_most) lift();
}

void withholding::arrive(change_number which) {
    if (std::erase(under_way_, which) == 0) return;
    const auto found = all_.find(intent_name(which));
    if (found != all_.end()) found->second.under_way_until.reset();
}

void withholding::settle(change_number which) {
    arrive(which);
    all_.erase(intent_name(which));
}

void withholding::refuse(change_number which, steady_instant now) {
    std::erase_if(refused_, [&](const refused& r) { return !is_lately(r.at, lifetime, now); });
    const auto found = all_.find(intent_name(which));
    if (found == all_.end()) return;
    refused_.push_back({found->second.type, found->second.when.start(), now});
    settle(which);
}

void withholding::lift() {
    for (auto& one : refused_) one.is_lifted = true;
}

bool withholding::is_refused(event_type_id asked, const slot& s, steady_instant now) const {
    return std::ranges::any_of(refused_, [&](const refused& r) {
        return !r.is_lifted && r.type == asked && r.start == s.start && now < r.at + lifetime;
    });
}

bool withholding::was_refused(event_type_id asked, const slot& s, steady_instant now) const {
    return std::ranges::any_of(refused_, [&](const refused& r) {
        return r.type == asked && r.start == s.start && is_lately(r.at, lifetime, now);
    });
}

bool withholding::need_somebody_of(event_type_id asked, const booked& b) const {
    return std::ranges::any_of(types_.at(asked).people, [&](user_id who) {
        return std::ranges::find(b.people, who) != b.people.end();
    });
}

/// The buffers of the booking's own event type. Old ones count no more once their change was told.
withholding::margins withholding::own_margins(const booked& b) const {
    margins out;
    for (const auto& one : types_.at(b.type).history) {
        if (one.replacement_told_at) continue;
        out.before = std::max(out.before, one.before);
        out.after = std::max(out.after, one.after);
    }
    return out;
}

minutes withholding::notice_most(event_type_id asked, steady_instant asked_at) const {
    minutes most{};
    for (const auto& one : types_.at(asked).history)
        if (!one.replacement_told_at || *one.replacement_told_at > asked_at)
            most = std::max(most, one.notice);
    return most;
}

bool withholding::hides(const booked& b, event_type_id asked, const slot& s, moment now) const {
    if (!b.is_told || !is_lately(b.ended, withheld_most, now.steady)) return false;
    if (!need_somebody_of(asked, b)) return false;
    const auto around = own_margins(b);
    // What is known of the event type asked for may be older.
    margins of_asked;
    minutes notice = minutes::max();
    for (const auto& one : types_.at(asked).history) {
        of_asked.before = std::max(of_asked.before, one.before);
        of_asked.after = std::max(of_asked.after, one.after);
        notice = std::min(notice, std::max(one.notice, minutes{1}));
    }
    // What was rendered before that shows it within a lifetime (S9, S11).
    if (b.when.end() < now.system - lifetime + notice) return false;
    return s.start < b.when.end() + around.after + of_asked.before &&
           b.when.start() - around.before - of_asked.after < s.end;
}

bool withholding::hides(const hold& h, event_type_id asked, const slot& s,
                        steady_instant now) const {
    const bool is_its = asked == h.type || std::ranges::any_of(h.people, [&](user_id who) {
                            const auto& needed = types_.at(asked).people;
                            return std::ranges::find(needed, who) != needed.end();
                        });
    return is_its && now < h.until && s.start < h.when.end() && h.when.start() < s.end;
}

bool withholding::may_hide(event_type_id asked, const slot& free, moment now) const {
    return was_refused(asked, free, now.steady) ||
           std::ranges::any_of(
               all_, [&](const auto& one) { return hides(one.second, asked, free, now); }) ||
           std::ranges::any_of(
               holds_, [&](const auto& one) { return hides(one.second, asked, free, now.steady); });
}

bool withholding::must_hide(event_type_id asked, const slot& free, steady_instant now) const {
    return std::ranges::any_of(under_way_, [&](change_number which) {
        const auto named = all_.find(intent_name(which));
        if (named == all_.end()) return false;
        const auto& one = named->second;
        return one.under_way_until && now < *one.under_way_until && need_somebody_of(asked, one) &&
               free.start < one.when.end() && one.when.start() < free.end;
    });
}

bool withholding::was_booked_near(const slot& s, steady_instant now) const {
    const auto around = *interval::between(s.start - buffers_most, s.end + buffers_most);
    return std::ranges::any_of(all_, [&](const auto& one) {
        return one.second.when.overlaps(around) && is_lately(one.second.ended, near_most, now);
    });
}

}  // namespace slotgate::simulation
