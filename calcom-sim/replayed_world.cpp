#include "calcom-sim/replayed_world.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "calcom-sim/asker.hpp"
#include "calcom-sim/json_access.hpp"
#include "calcom-sim/untold_call.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// Everything a scenario says of the element of `list` that `key` names `value`; a booking with
/// seats stands there several times.
json::array said_of(const json::object& scenario, std::string_view list, std::string_view key,
                    const json::value& value) {
    json::array out;
    for (const auto& element : array_at(scenario, list)) {
        const auto* object = element.if_object();
        const auto* name = object == nullptr ? nullptr : object->if_contains(key);
        if (name != nullptr && *name == value) out.push_back(element);
    }
    return out;
}

/// What a scenario says differently from the one before.
class news {
  public:
    news(const json::object& before, const json::object& now) : before_(before), now_(now) {}

    [[nodiscard]] bool of(std::string_view list, std::string_view key, const auto& named) const {
        const json::value value(named);
        return said_of(before_, list, key, value) != said_of(now_, list, key, value);
    }

  private:
    const json::object& before_;
    const json::object& now_;
};

void take_over_booking(const booking& told, booking& ours) {
    if (ours.status != told.status) {
        ours.status = told.status;
        ours.updated_at = told.updated_at;
    }
    ours.start = told.start;
    ours.end = told.end;
    for (const auto& person : told.attendees)
        if (std::ranges::find(ours.attendees, person.email, &attendee::email) ==
            ours.attendees.end())
            ours.attendees.push_back(person);
}

void take_over_bookings(const told_world& told, const news& said, world& w) {
    for (const auto& [uid, b] : told.state.bookings) {
        const auto ours = w.bookings.find(uid);
        if (ours == w.bookings.end())
            w.bookings.emplace(uid, b);
        else if (said.of("bookings", "uid", uid))
            take_over_booking(b, ours->second);
    }
}

template <class Map>
void take_over_map(const Map& told, Map& ours, const auto& is_news) {
    for (const auto& [id, one] : told)
        if (is_news(id)) ours.insert_or_assign(id, one);
}

void take_over_reservations(const told_world& told, const news& said, world& w) {
    for (const auto& [uid, r] : told.state.reservations) {
        if (!said.of("reservations", "reservationUid", uid)) continue;
        w.reservations.erase(uid);
        w.reservations.emplace(uid, r);
    }
}

void take_over_world(const told_world& told, const news& said, world& w) {
    take_over_map(told.state.users, w.users,
                  [&](user_id id) { return said.of("hosts", "userId", id.value); });
    take_over_map(told.state.event_types, w.event_types,
                  [&](event_type_id id) { return said.of("eventTypes", "id", id.value); });
    take_over_reservations(told, said, w);
    take_over_map(told.state.teams, w.teams,
                  [&](std::int64_t id) { return !w.teams.contains(id); });
    take_over_bookings(told, said, w);
    for (const auto& hook : told.state.webhooks)
        if (std::ranges::find(w.webhooks, hook.url, &webhook::url) == w.webhooks.end())
            w.webhooks.push_back(hook);
    for (const auto& key : told.state.api_keys)
        if (std::ranges::find(w.api_keys, key.key, &api_key::key) == w.api_keys.end())
            w.api_keys.push_back(key);
}

/// How long before a full minute a question may leave and be answered after it.
constexpr milliseconds around_a_minute{250};

/// More requests than any recorder sends in a run.
constexpr std::int64_t run_max = 10'000;

/// The place of a request in a run: `request 119 with one API key`.
std::optional<std::int64_t> number_of(const recording& item) {
    constexpr std::string_view word = "request ";
    const std::string_view title = item.title;
    if (!title.starts_with(word)) return std::nullopt;
    return whole_number(title.substr(word.size(), title.find(' ', word.size()) - word.size()));
}

std::optional<std::int64_t> limit_header(const wire::headers& of, std::string_view name) {
    return whole_number(of.find("x-ratelimit-" + std::string(name) + "-default").value_or(""));
}

}  // namespace

void replayed_world::enter(const recording& item) {
    auto told = read_told_world(item, *zones_, heard_.empty() ? item.deliveries : heard_);
    names_.tell(item.scenario);
    for (const auto t : told.guesses) names_.guess(t);
    if (!simulator_)
        simulator_.emplace(told.state, *zones_, options_for(item));
    else
        take_over(told, item);
    told_ = std::move(told);
    undone_ = entered_ ? cancelled_untold(*entered_, item) : std::nullopt;
    entered_ = item;
}

simulator_options replayed_world::options_for(const recording& item) const {
    simulator_options options;
    if (item.group != "cache") options.slots_cache = milliseconds{0};
    options.rate_limits = item.group == "rate";
    options.witness = witness_;
    return options;
}

void replayed_world::take_over(const told_world& told, const recording& item) {
    const news said(entered_->scenario, item.scenario);
    simulator_->edit([&](world& w) { take_over_world(told, said, w); });
}

wire::request replayed_world::request_of(const recording& item) const {
    auto request = item.request;
    if (request.target.empty()) {
        const auto known = requests_.find(item.target_in_words);
        if (known != requests_.end()) request = known->second;
        if (request.target.empty()) request.target = item.target_in_words;
    }
    add_credentials(item, told_, request);
    return request;
}

std::vector<std::string> replayed_world::replay(const recording& item) {
    if (item.group == "rate") {
        use_up(item);
        catch_up(item);
    }
    auto out = attempt(item, item.now);
    const auto minute = std::chrono::ceil<minutes>(item.now);
    if (!out.empty() && item.request.method == "GET" && minute - item.now <= around_a_minute)
        if (attempt(item, minute).empty()) out.clear();
    if (!out.empty() && undone_) {
        undo_untold(item);
        out = attempt(item, item.now);
    }
    if (number_of(item)) run_.push_back(answer_);
    if (!begun_) begun_ = item.now;
    last_ = item.now;
    requests_[std::string(item.request.path())] = item.request;
    if (!after_first_) after_first_ = simulator_;
    return out;
}

/// Asks and compares; what differs leaves the world as it was, unless its status is right.
std::vector<std::string> replayed_world::attempt(const recording& item, instant at) {
    const auto before = simulator_;
    const auto names_before = names_;
    const auto done = ask(item, at);
    answer_ = done.answer;
    auto out = differences(item, done, simulator_->state().webhooks, names_);
    if (done.answer.status == item.status) {
        simulator_->edit([&](world& w) { names_.settle(w); });
    } else {
        simulator_ = before;
        names_ = names_before;
    }
    return out;
}

void replayed_world::undo_untold(const recording& item) {
    simulator_->edit([&](world& w) {
        const auto found = w.bookings.find(*undone_);
        if (found == w.bookings.end()) return;
        found->second.status = booking_status::cancelled;
        found->second.updated_at = item.now;
    });
}

replayed replayed_world::ask(const recording& item, instant at) {
    const auto request = request_of(item);
    auto reaction = simulator_->handle(request, at);
    replayed out{.answer = std::move(reaction.answer), .deliveries = {}};
    for (auto& round : reaction.deliveries)
        std::ranges::move(round, std::back_inserter(out.deliveries));
    if (reaction.commit) out.answer = simulator_->commit(*reaction.commit, request, at);
    return out;
}

void replayed_world::rewind() {
    if (!after_first_) return;
    auto state = simulator_->state();
    simulator_ = after_first_;
    simulator_->edit([&](world& w) { w = std::move(state); });
}

wire::response replayed_world::ask_at(const recording& item, instant at) {
    run_.push_back(simulator_->handle(request_of(item), at).answer);
    if (!begun_) begun_ = at;
    return run_.back();
}

/// Asks the requests of a numbered run that were not recorded, evenly between those that were.
void replayed_world::catch_up(const recording& item) {
    const auto number = number_of(item);
    if (!number || item.request.method != "GET") return;
    const auto missing = std::min(*number - 1, run_max) - static_cast<std::int64_t>(run_.size());
    for (std::int64_t k = 1; k <= missing; ++k)
        (void)ask_at(item, last_ + (item.now - last_) * k / (missing + 1));
}

/// Asks as often as somebody had asked before, by what the recorded answer says is left.
void replayed_world::use_up(const recording& item) {
    const auto left = limit_header(item.headers, "remaining");
    const auto reset = limit_header(item.headers, "reset");
    const bool runs_on = number_of(item) && !run_.empty();
    if (!left || !reset || runs_on || item.request.method != "GET") return;
    const auto request = request_of(item);
    auto trial = *simulator_;
    const auto ours = limit_header(trial.handle(request, item.now).answer.headers, "remaining");
    // A window lasts a minute from its first request.
    const instant window_begun = item.now - (minutes{1} - seconds{*reset});
    constexpr int too_many = 429;
    const auto first = *left - (item.status == too_many && ours && *ours > 0 ? 1 : 0);
    for (std::int64_t k = first; ours && k < std::min(*ours, run_max); ++k)
        (void)simulator_->handle(request, window_begun);
}

}  // namespace slotgate::sim
