#include "sim/traffic.hpp"

#include <algorithm>

namespace slotgate::simulation {
namespace {

// S8, S13, S14.
constexpr milliseconds settle_window{3'000};
constexpr milliseconds open_least{5'000};
constexpr milliseconds lately{30'000};
/// A question that failed in front of Cal.com is sent again so soon, or not at all.
constexpr milliseconds tried_again_within{150};
/// How long requests count upstream at most, and how long a block lasts.
constexpr milliseconds counts_most{71'000};
/// A question is noted to have left before it waits for its turn, for this long at most.
constexpr milliseconds turn_most{5'000};

bool is_slots(const wire::request& request) {
    return request.path() == "/v2/slots";
}

}  // namespace

void traffic::begin_life(steady_instant now) {
    life_began_ = told_at_ = now;
    flights_.clear();
    waiting_.clear();
    tries_.clear();
    has_answered_.clear();
    failed_.clear();
    succeeded_at_ = now;
    opened_at_.reset();
    could_open_at_.reset();
    has_failed_ = false;
}

traffic::subject traffic::subject_of(const wire::request& request) const {
    if (!is_slots(request)) return 0;
    const auto asked =
        wire::read_slots_question(wire::generation::v2024_09_04, request.query(), zones_);
    return asked && asked->selector.id ? asked->selector.id->value : 0;
}

void traffic::leave(const wire::request& request, const std::weak_ptr<call>& sender,
                    steady_instant now) {
    if (request.method != "GET") return;
    auto& tried = tries_[request.target];
    // Event types are asked for again and again; a question for starts has an end of its own, which
    // another one may get after twenty seconds (S8).
    const bool again = tried.tries == 1 && is_slots(request) && now <= tried.again_until;
    tried = {.left_at = again ? tried.left_at : now, .tries = again ? 2 : 1, .again_until = {}};
    if (is_slots(request) && !again && opened_at_ && *opened_at_ < now &&
        now < *could_open_at_ + open_least)
        judge_.complain(rule::s13,
                        "a question leaves while the breaker has to be open: " + request.target);
    if (again || !is_slots(request)) return;
    const auto asked =
        wire::read_slots_question(wire::generation::v2024_09_04, request.query(), zones_);
    if (!asked) return judge_.complain(rule::s2, "Cal.com cannot read " + request.target);
    flight next{.target = request.target, .asked = *asked, .left_at = now, .sender = sender};
    check_shared(next);
    flights_.push_back(std::move(next));
    while (flights_.front().left_at + lately < now) flights_.pop_front();
}

void traffic::answer(event_type_id about, steady_instant since) {
    const auto found = waiting_.find({about, since});
    if (found != waiting_.end()) waiting_.erase(found);
}

void traffic::check_shared(const flight& next) {
    int under_way = 0;
    for (const auto& other : flights_) {
        const auto waits = other.sender.lock();
        if (!waits || waits->reply) continue;
        const auto& a = other.asked;
        const auto& b = next.asked;
        const bool covers = a.selector.id == b.selector.id && a.duration == b.duration &&
                            a.zone == b.zone && date_of(a.start) <= date_of(b.start) &&
                            date_of(b.end) <= date_of(a.end);
        // Whoever asked before that left may have a request of its own, which waited.
        const auto oldest = waiting_.lower_bound({*b.selector.id, steady_instant::min()});
        const bool asked_before = oldest != waiting_.end() && oldest->first == *b.selector.id &&
                                  oldest->second <= other.left_at;
        const auto since = other.left_at - turn_most - settle_window;
        const bool shareable = covers && !asked_before && told_at_ < since && life_began_ < since &&
                               fresh_at_ < other.left_at;
        // One may be an early refresh, which nobody waits for and nobody shares.
        if (shareable && ++under_way > 1)
            judge_.complain(rule::s10, next.target + " leaves while " + other.target +
                                           " is under way and nothing was told");
    }
}

void traffic::end(const wire::request& request, ending how, steady_instant now) {
    if (how == ending::refused) {
        const bool first = now - refused_at_ > 2 * counts_most;
        if (first && now - life_began_ > 2 * counts_most)
            judge_.complain(rule::s14, "Cal.com's limit was exceeded: " + request.target);
        refused_at_ = now;
    }
    if (request.method != "GET") return;
    const auto tried = tries_.find(request.target);
    if (tried == tries_.end()) return;
    const auto about = subject_of(request);
    if (how == ending::works) note_success(about, now);
    const bool failed =
        how == ending::server_error || how == ending::gateway_error || how == ending::silence;
    if (failed && has_failed_ && !could_open_at_) could_open_at_ = now;
    has_failed_ = has_failed_ || failed;
    // Whatever may be tried again counts when it has been.
    const bool was_tried_again = tried->second.tries == 2;
    const bool may_be_tried_again = how == ending::gateway_error || how == ending::silence;
    if (!is_slots(request)) return;
    if (may_be_tried_again) tried->second.again_until = now + tried_again_within;
    if (how == ending::server_error || (may_be_tried_again && was_tried_again))
        note_failure(about, tried->second, now);
}

void traffic::note_success(subject about, steady_instant now) {
    has_answered_.insert(about);
    failed_.clear();
    succeeded_at_ = now;
    opened_at_.reset();
    could_open_at_.reset();
    has_failed_ = false;
}

void traffic::note_failure(subject about, const try_of_question& asked, steady_instant now) {
    const auto before = failed_.find(about);
    const bool told_before = asked.left_at <= succeeded_at_ ||
                             (before != failed_.end() && asked.left_at <= before->second);
    if (told_before || !has_answered_.contains(about)) return;
    failed_[about] = now;
    std::erase_if(failed_, [&](const auto& one) { return one.second + lately < now; });
    if (failed_.size() >= 2 && !opened_at_) opened_at_ = now;
}

void traffic::refuse_write(steady_instant now) {
    if (now - refused_at_ > counts_most && now - life_began_ > counts_most)
        judge_.complain(rule::s14, "a write finds no room: questions have used the reserve");
}

}  // namespace slotgate::simulation
