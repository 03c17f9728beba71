#include "origin/breaker.hpp"

#include <algorithm>
#include <utility>

namespace slotgate::origin {
namespace {

milliseconds longer(milliseconds pause, const breaker_options& options, milliseconds most) {
    return pause == milliseconds{0} ? options.pause_first : std::min(2 * pause, most);
}

}  // namespace

std::optional<milliseconds> breaker::refusal_of_all(steady_instant now) const {
    if (state(now) != breaker_state::open) return std::nullopt;
    return open_until_ - now;
}

std::optional<milliseconds> breaker::refusal(const subject& about, steady_instant now) const {
    if (const auto rest = refusal_of_all(now)) return rest;
    if (state(now) == breaker_state::half_open && trial_under_way_) return options_.trial_wait;
    const auto found = records_.find(about);
    if (found == records_.end() || found->second.pause == milliseconds{0}) return std::nullopt;
    if (now < found->second.until) return found->second.until - now;
    if (found->second.on_trial) return options_.trial_wait;
    return std::nullopt;
}

breaker::leave breaker::depart(const subject& about, steady_instant now) {
    leave out{.about = about, .left_at = now};
    if (state(now) == breaker_state::half_open) {
        out.trial_of_all = true;
        trial_under_way_ = true;
    }
    const auto found = records_.find(about);
    if (found != records_.end() && found->second.pause > milliseconds{0}) {
        out.trial_of_subject = true;
        found->second.on_trial = true;
    }
    return out;
}

breaker_change breaker::ended(const leave& question, evidence shows, steady_instant now) {
    if (question.trial_of_all) trial_under_way_ = false;
    if (question.trial_of_subject) {
        if (const auto found = records_.find(question.about); found != records_.end())
            found->second.on_trial = false;
    }
    if (shows == evidence::none) return breaker_change::none;
    if (shows == evidence::works) return note_success(question, now);
    return note_failure(question, shows, now);
}

breaker::record* breaker::remember(const subject& about) {
    if (const auto found = records_.find(about); found != records_.end()) return &found->second;
    if (records_.size() >= options_.subjects_max) {
        // What never answered may be anything that somebody made up.
        std::erase_if(records_, [](const auto& entry) {
            return !entry.second.has_answered && !entry.second.on_trial;
        });
    }
    if (records_.size() >= options_.subjects_max) return nullptr;
    return &records_[about];
}

breaker_change breaker::note_success(const leave& question, steady_instant now) {
    if (auto* known = remember(question.about)) {
        known->pause = milliseconds{0};
        known->has_answered = true;
    }
    failed_.clear();
    succeeded_at_ = now;
    if (open_pause_ == milliseconds{0}) return breaker_change::none;
    open_pause_ = milliseconds{0};
    // What failed along with everything else may be tried at once.
    for (auto& [about, known] : records_) known.until = std::min(known.until, now);
    return breaker_change::closed;
}

breaker_change breaker::note_failure(const leave& question, evidence shows, steady_instant now) {
    auto* known = remember(question.about);
    const bool told_already =
        known != nullptr && known->pause > milliseconds{0} && question.left_at < known->failed_at;
    if (known != nullptr && !told_already) {
        known->pause = longer(known->pause, options_, options_.aside_pause_max);
        known->until = now + known->pause;
        known->failed_at = now;
    }
    if (open_pause_ > milliseconds{0}) {
        if (!question.trial_of_all) return breaker_change::none;
        return open_for(longer(open_pause_, options_, options_.open_pause_max), now);
    }
    const bool believable =
        shows == evidence::silence || !question.about || (known != nullptr && known->has_answered);
    if (!believable || question.left_at < succeeded_at_) return breaker_change::none;
    failed_[question.about] = now;
    std::erase_if(failed_, [&](const auto& one) { return one.second + options_.lately < now; });
    if (failed_.size() < 2) return breaker_change::none;
    return open_for(options_.pause_first, now);
}

breaker_change breaker::open_for(milliseconds pause, steady_instant now) {
    const bool was_closed = open_pause_ == milliseconds{0};
    open_pause_ = pause;
    open_until_ = now + pause;
    failed_.clear();
    return was_closed ? breaker_change::opened : breaker_change::none;
}

breaker_state breaker::state(steady_instant now) const {
    if (open_pause_ == milliseconds{0}) return breaker_state::closed;
    return now < open_until_ ? breaker_state::open : breaker_state::half_open;
}

std::size_t breaker::set_aside(steady_instant now) const {
    return static_cast<std::size_t>(std::ranges::count_if(records_, [&](const auto& entry) {
        return entry.second.pause > milliseconds{0} && now < entry.second.until;
    }));
}

}  // namespace slotgate::origin
