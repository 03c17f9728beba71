#include "coherence/engine.hpp"

#include <algorithm>

namespace slotgate::coherence {
namespace {

void append(finding& out, const question& q, const starts& found, minutes length, utc_date date,
            instant earliest) {
    for (const auto minute : found.minutes()) {
        const instant start = instant_at(date, minute);
        const slot s{start, start + length};
        if (fits(q, s, earliest)) out.slots.push_back(s);
    }
}

void narrow(validity& v, stamp departed, steady_instant left_at, steady_instant expires) {
    v.departed = std::min(v.departed, departed);
    v.left_at = std::min(v.left_at, left_at);
    v.good_until = std::min(v.good_until, expires);
}

/// What is fetched in doubt is shared by all who ask for so long (S6).
constexpr milliseconds kept_in_doubt{1'000};

/// A change under way among bookings: no uid has a space.
std::string name_of(write_id id) {
    return "write " + std::to_string(id);
}

void move(stamp_table& stamps, const blast_radius& radius) {
    struct mover {
        stamp_table& stamps;
        void operator()(const everything&) const { stamps.move_all(); }
        void operator()(const whole_tenant& r) const { stamps.move(r.tenant); }
        void operator()(const whole_event_type& r) const { stamps.move(r.tenant, r.type); }
        void operator()(const dates_from& r) const { stamps.move_from(r.tenant, r.type, r.first); }
        void operator()(const some_dates& r) const {
            for (auto date = r.first; date <= r.last; date += days{1})
                stamps.move(r.tenant, r.type, date);
        }
    };
    std::visit(mover{stamps}, radius);
}

bool is_named(const std::vector<doubted_booking>& all, const std::string& uid) {
    return std::ranges::find(all, uid, &doubted_booking::uid) != all.end();
}

}  // namespace

engine::engine(engine_options options)
    : options_(options),
      stamps_(options.epoch, options.dated_stamps_max),
      unexpressed_(options.epoch, options.dated_stamps_max),
      store_(options.days_max),
      settling_(options.settle_windows_max),
      overlay_(options.bookings_max),
      held_times_(options.held_times_max),
      cancelling_(options.cancellations_max),
      barriers_(options.writes_max),
      refusals_(options.refusals_max) {}

void engine::absorb(const fact& f, moment now) {
    absorb(f, now, false);
}

void engine::absorb(const fact& f, moment now, bool is_expressed) {
    // What left before has noted no later stamp, in either table.
    unexpressed_.catch_up(stamps_.newest());
    move(stamps_, f.radius);
    if (!is_expressed) move(unexpressed_, f.radius);
    if (f.changes == changes::rules) refusals_.lift(f.radius);
    note_settling(f, now);
    facts_.fetch_add(1, std::memory_order_release);
}

void engine::absorb(std::span<const fact> facts, const booking_news& news, moment now) {
    std::vector<blast_radius> radii;
    std::vector<tenant_id> tenants;
    for (const auto& one : facts) {
        radii.push_back(one.radius);
        const auto tenant = tenant_of(one.radius);
        if (tenant && std::ranges::find(tenants, *tenant) == tenants.end())
            tenants.push_back(*tenant);
    }
    if (news.ended) {
        cancelling_.end(news.ended->uid);
        readings_.erase(news.ended->uid);
        overlay_.end(news.ended->uid, news.ended->over, now.system);
    }
    if (!news.let_go.empty()) let_go(news, now);
    if (!news.edited.empty()) overlay_.forget_company(news.edited, now.system);
    if (news.taken) take(news, radii, std::move(tenants), now);
    for (const auto& one : facts) {
        absorb(one, now, is_expressed(one.radius, news));
        if (news.ended) refusals_.lift(one.radius);
    }
    // What is known to be done is awaited no more.
    if (!news.cancelling.empty() && !overlay_.has_ended(news.cancelling, now.system))
        cancelling_.begin(news.cancelling, news.told_by, std::move(radii), stamps_.newest(),
                          now.steady);
}

/// Cal.com lets go what it does not know, too: of what has that name only a hold of whose it is.
void engine::let_go(const booking_news& news, moment now) {
    const auto* hold = overlay_.find(news.let_go);
    if (hold == nullptr || hold->how != taking::held || hold->told_by != news.told_by) return;
    held_times_.end(news.let_go);
    overlay_.end(news.let_go, now.system, now.system);
}

void engine::take(const booking_news& news, const std::vector<blast_radius>& radii,
                  std::vector<tenant_id> tenants, moment now) {
    auto taken = *news.taken;
    taken.told_at = now.steady;
    if (news.held_until) {
        taken.how = taking::held;
        taken.held_until = *news.held_until;
        taken.until = now.steady + (*news.held_until - now.system);
        held_times_.take(taken.uid, radii, taken.when, *news.held_until, now);
    }
    overlay_.add(std::move(taken), std::move(tenants), now);
}

/// Does an answer from before lack nothing but what the overlay takes from it? A booking does no
/// more where it moves no grid, and a limit, a window or a series is not in play.
bool engine::is_expressed(const blast_radius& radius, const booking_news& news) const {
    const auto* reached = std::get_if<some_dates>(&radius);
    return reached != nullptr && news.taken && !news.ended && news.cancelling.empty() &&
           overlay_.expresses(news.taken->uid, reached->tenant, reached->type);
}

/// While it is open the start is withheld as if it were booked.
void engine::withhold(const write_news& write, std::vector<tenant_id> tenants, moment now) {
    const auto* needs = overlay_.needs_of_type(write.told_by, write.wants->type);
    if (needs == nullptr || needs->people.empty()) return;
    const auto length = write.wants->length > minutes{0} ? write.wants->length : needs->length;
    const auto when = interval::between(write.wants->start, write.wants->start + length);
    if (!when) return;
    overlay_.add({.uid = name_of(write.id),
                  .told_by = write.told_by,
                  .type = write.wants->type,
                  .people = needs->people,
                  .when = *when,
                  .how = taking::being_booked,
                  .until = now.steady + options_.horizon},
                 std::move(tenants), now);
}

void engine::watch(const write_news& write, moment now) {
    using enum write_step;
    if (write.step == leaves && write.wants)
        watch_.leaves({store_, stamps_, overlay_}, write.id, write.told_by, write.wants->type,
                      write.wants->start, now);
    else if (write.step == is_refused)
        watch_.is_refused(write.id);
    else if (write.step == is_over || write.step == is_lost)
        watch_.is_over(write.id);
}

void engine::absorb(std::span<const fact> facts, const write_news& write, const booking_news& news,
                    moment now) {
    watch(write, now);
    absorb(facts, news, now);
    std::vector<blast_radius> radii;
    std::vector<tenant_id> tenants;
    for (const auto& one : facts) {
        radii.push_back(one.radius);
        if (const auto tenant = tenant_of(one.radius)) tenants.push_back(*tenant);
    }
    using enum write_step;
    const bool is_known = write.step == is_over || write.step == is_refused;
    const bool is_open = write.step == leaves || (write.step == is_lost && write.wants);
    if (write.step == is_lost && write.wants)
        barriers_.keep(write.id, now.steady + options_.horizon);
    else if (write.step == is_lost || is_known)
        barriers_.lower(write.id);
    if (write.step == leaves)
        barriers_.raise(write.id, std::move(radii), now.steady, options_.horizon);
    // Nothing of it is withheld, so that what is fetched may live a little longer each time.
    else if (write.step == is_lost && !write.wants)
        cancelling_.begin_lost(name_of(write.id), std::move(radii), now.steady, options_.horizon);
    if (write.step == is_refused && write.wants)
        for (const auto tenant : tenants)
            refusals_.add(tenant, write.wants->type, write.wants->start, write.wants->length,
                          now.steady + options_.lifetime, now.steady);
    if (is_open && write.wants) withhold(write, std::move(tenants), now);
    if (is_known) overlay_.end(name_of(write.id), now.system, now.system);
}

std::vector<doubted_booking> engine::take_doubts(const landing& brought, moment now) {
    std::vector<doubted_booking> out;
    const auto& s = brought.series;
    for (auto& one :
         cancelling_.take_due(s.tenant, s.type, brought.first, brought.last(), now.steady))
        out.push_back({std::move(one.name), one.told_by, true});
    const auto* denials = overlay_.about(s.tenant, s.type);
    if (denials == nullptr) return out;
    const moment left{brought.left.at, brought.left.left_at};
    for (std::size_t i = 0; i < brought.dates.size(); ++i) {
        const auto date = brought.first + days{static_cast<int>(i)};
        for (const auto minute : brought.dates[i].minutes()) {
            const instant start = instant_at(date, minute);
            const auto* by = denials->deny({start, start + brought.length}, now);
            const bool can_be_doubted = by != nullptr && by->how != taking::being_booked;
            if (!can_be_doubted || is_named(out, by->uid)) continue;
            // In the settle window Cal.com may well answer the old way; later it should not. Where
            // one window follows another, what was told long ago is not spared for ever.
            const bool may_be_old = settling(s, date, date, left) || !current(brought);
            if (by->how == taking::held) {
                if (!may_be_old) out.push_back({by->uid, by->told_by, true, true});
                continue;
            }
            if (!cancelling_.was_announced(by->uid, brought.left.noted, now.steady) &&
                !is_old(*by, now) && may_be_old)
                continue;
            out.push_back({by->uid, by->told_by, take_reading(by->uid, s, date, now)});
        }
    }
    return out;
}

/// Neither told nor read within a lifetime.
bool engine::is_old(const known_booking& b, moment now) const {
    const auto read = readings_.find(b.uid);
    const auto last = read == readings_.end() ? b.told_at : std::max(b.told_at, read->second.at);
    return now.steady - last >= options_.lifetime;
}

/// Once in a lifetime, and anew when a fact came since.
bool engine::take_reading(const std::string& uid, const series& s, utc_date date, moment now) {
    constexpr seconds between_readings{1};
    const auto before = readings_.find(uid);
    if (before != readings_.end()) {
        const auto age = now.steady - before->second.at;
        const bool is_news = !stamps_.current(before->second.noted, s.tenant, s.type, date);
        if (age < between_readings || (age < options_.lifetime && !is_news)) return false;
    }
    if (readings_.size() >= options_.bookings_max)
        std::erase_if(readings_,
                      [&](const auto& r) { return now.steady - r.second.at >= options_.lifetime; });
    readings_.insert_or_assign(uid, last_reading{now.steady, stamps_.newest()});
    return true;
}

const known_booking* engine::denied(tenant_id tenant, event_type_id type, const slot& s,
                                    moment now) const {
    const auto* denials = overlay_.about(tenant, type);
    return denials == nullptr ? nullptr : denials->deny(s, now);
}

std::optional<steady_instant> engine::refused_until(tenant_id tenant, event_type_id type,
                                                    const slot& s, moment now) const {
    const auto* by = refused(refusals_.about(tenant, type), s, now.steady);
    return by == nullptr ? std::nullopt : std::optional(by->until);
}

void engine::subtract(finding& out, const question& q, moment now) const {
    const auto* denials = overlay_.about(q.series.tenant, q.series.type);
    const auto* refusals = refusals_.about(q.series.tenant, q.series.type);
    if (denials == nullptr && refusals == nullptr) return;
    auto& good_until = out.validity.good_until;
    std::erase_if(out.slots, [&](const slot& s) {
        const auto* by = denials == nullptr ? nullptr : denials->deny(s, now);
        if (by != nullptr) good_until = std::min(good_until, by->until);
        const auto* refusal = refused(refusals, s, now.steady);
        if (refusal != nullptr) good_until = std::min(good_until, refusal->until);
        return by != nullptr || refusal != nullptr;
    });
}

void engine::note_settling(const fact& f, moment now) {
    const auto end = now.steady + options_.settle_window;
    const auto tenant = tenant_of(f.radius);
    if (!tenant) {
        all_settled_at_ = std::max(all_settled_at_, end);
        if (f.changes == changes::rules) {
            all_rules_ = stamps_.newest();
            overlay_.doubt_all();
        }
        return;
    }
    settling_.open(f.radius, end, now.steady);
    if (f.changes == changes::rules) {
        rules_[*tenant] = stamps_.newest();
        overlay_.doubt(*tenant);
    }
}

bool engine::settling(const series& s, utc_date first, utc_date last, moment now) const {
    return settling_.is_open(s.tenant, s.type, first, last, now.steady) ||
           barriers_.is_up(s.tenant, s.type, first, last, now.steady);
}

bool engine::rules_current(stamp noted, tenant_id tenant) const {
    if (all_rules_ > noted) return false;
    const auto moved = rules_.find(tenant);
    return moved == rules_.end() || moved->second <= noted;
}

bool engine::servable(const day_entry& e, const question& q, utc_date date, moment now,
                      milliseconds past) const {
    // What was to end early was in doubt, or is known to have changed since.
    const bool ends_early = e.expires < e.left_at + lifetime_of(e);
    return now.steady < e.expires + (ends_early ? milliseconds{} : past) &&
           (past > milliseconds{} ? unexpressed_ : stamps_)
               .current(e.departed, q.series.tenant, q.series.type, date);
}

bool engine::current(const landing& brought) const {
    return stamps_.current(brought.left.noted, brought.series.tenant, brought.series.type,
                           brought.first, brought.last());
}

finding engine::look(const question& q, moment now, const landing* brought,
                     overtaken_landing policy) const {
    const bool use_brought =
        brought != nullptr && (policy == overtaken_landing::accept || current(*brought));
    return gather(q, now, {.brought = use_brought ? brought : nullptr});
}

finding engine::look_past(const question& q, moment now, milliseconds past) const {
    return gather(q, now, {.past = past});
}

finding engine::gather(const question& q, moment now, const also& from) const {
    finding out;
    const auto earliest = std::max(q.start, earliest_start(now.system, q.notice));
    out.validity = {.tenant = q.series.tenant,
                    .type = q.series.type,
                    .first = q.first(),
                    .last = q.last(),
                    .departed = stamps_.newest(),
                    .left_at = now.steady,
                    .good_until = steady_instant::max(),
                    .notice_until = instant::max()};
    const auto* const brought = from.brought;
    const auto* held = store_.find(q.series);
    const auto dates = static_cast<std::size_t>((q.last() - q.first()).count()) + 1;
    std::size_t place = held == nullptr ? 0 : place_of(held->entries, q.first());
    for (auto date = q.first(); date <= q.last(); date += days{1}) {
        if (brought != nullptr && brought->first <= date && date <= brought->last()) {
            const auto& found =
                brought->dates[static_cast<std::size_t>((date - brought->first).count())];
            append(out, q, found, brought->length, date, earliest);
            narrow(out.validity, brought->left.noted, brought->left.left_at, now.steady);
            continue;
        }
        const auto* entry = held == nullptr ? nullptr : entry_at(held->entries, place, date);
        if (entry == nullptr || !servable(*entry, q, date, now, from.past)) {
            out.missing.push_back(date);
            continue;
        }
        if (out.slots.empty()) out.slots.reserve(entry->starts.size() * dates);
        append(out, q, entry->starts, entry->length, date, earliest);
        narrow(out.validity, entry->departed, entry->left_at, entry->expires);
    }
    subtract(out, q, now);
    if (held != nullptr && brought == nullptr && out.complete()) held->asked.note();
    if (!out.slots.empty())
        out.validity.notice_until = falls_under_notice(out.slots.front().start, q.notice);
    return out;
}

bool engine::joinable(const departure& left, const series& s, utc_date first, utc_date last,
                      moment now) const {
    // What left in the window may lack a commit of the window for ever, also once it is over. Of a
    // window about everything those who ask within it share: they may see no more than what lives
    // until its end.
    const bool left_before_end = left.left_at < all_settled_at_ && all_settled_at_ <= now.steady;
    // What left while time was held lacks it, though it may be free by now (S7).
    const auto comes_back =
        held_times_.come_back_at(s.tenant, s.type, first, last, {left.at, left.left_at});
    return !left_before_end && now.steady < comes_back &&
           !settling(s, first, last, {now.system, left.left_at}) &&
           stamps_.current(left.noted, s.tenant, s.type, first, last);
}

milliseconds engine::lifetime_of(const day_entry& e) const {
    return e.starts.empty() ? options_.lifetime_empty : options_.lifetime;
}

steady_instant engine::expiry(const day_entry& e) const {
    const auto end = e.left_at + lifetime_of(e);
    return e.left_at < all_settled_at_ ? std::min(end, all_settled_at_) : end;
}

landed engine::land(const landing& brought, moment now) {
    if (!current(brought)) return landed::overtaken;
    const moment left{brought.left.at, brought.left.left_at};
    auto outcome = landed::kept;
    for (std::size_t i = 0; i < brought.dates.size(); ++i) {
        day_entry entry{.starts = brought.dates[i],
                        .departed = brought.left.noted,
                        .left_at = brought.left.left_at,
                        .expires = {},
                        .length = brought.length};
        const auto date = brought.first + days{static_cast<int>(i)};
        const auto& s = brought.series;
        if (settling_.is_open(s.tenant, s.type, date, date, left.steady)) {
            outcome = landed::unkept;
            continue;
        }
        entry.expires = std::min({expiry(entry), grid_moves_at(brought, date), brought.stays_until,
                                  held_times_.come_back_at(s.tenant, s.type, date, date, left)});
        auto life = cancelling_.life(s.tenant, s.type, date, left.steady);
        if (barriers_.is_up(s.tenant, s.type, date, date, left.steady))
            life = std::min(life, kept_in_doubt);
        if (life != milliseconds::max())
            entry.expires = std::min(entry.expires, left.steady + life);
        watch_.files({store_, stamps_, overlay_}, s, date, entry, now);
        if (!store_.put(brought.series, date, std::move(entry), now)) outcome = landed::unkept;
    }
    return outcome;
}

bool engine::holds(const validity& v, moment now) const {
    return in_time(v, now) && stamps_.current(v.departed, v.tenant, v.type, v.first, v.last);
}

}  // namespace slotgate::coherence
