#include "calcom-sim/replayed_world.hpp"

#include <algorithm>
#include <array>

#include "calcom-sim/asker.hpp"
#include "calcom-sim/json_access.hpp"
#include "wire/signature.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

simulator_options options_for(const recording& item) {
    simulator_options options;
    if (item.group != "cache") options.slots_cache = milliseconds{0};
    options.rate_limits = item.group == "rate";
    return options;
}

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

/// Our words for a recorded answer that is not JSON.
std::string text_of(const json::value& body) {
    if (body.is_null()) return {};
    if (const auto* text = body.if_string()) return std::string(*text);
    return json::serialize(body);
}

std::optional<std::string> body_difference(correspondence& names, const std::string& ours,
                                           const json::value& theirs, correspondence::span when) {
    if (ours == text_of(theirs)) return std::nullopt;
    boost::system::error_code broken;
    const auto value = json::parse(ours, broken);
    if (broken) return names.difference(ours, text_of(theirs));
    return names.difference(value, theirs, when);
}

/// Bodies differ by what the server invents, so signatures do: each is checked over its own bytes.
bool is_signed_with(const std::optional<std::string>& secret, const wire::headers& headers,
                    const std::string& body) {
    const auto signature = headers.find("x-cal-signature-256").value_or("");
    if (!secret) return signature == "no-secret-provided";
    return wire::signature_matches(*secret, body, signature);
}

/// Recorded headers that the simulator should have sent too. A tag is made of the body's bytes, so
/// it is compared where these are the same.
void compare_headers(const recording& item, const wire::response& ours,
                     std::vector<std::string>& out) {
    for (const auto& [name, theirs] : item.headers.fields()) {
        if (wire::same_header_name(name, "x-request-id") || wire::same_header_name(name, "date"))
            continue;
        const bool is_tag = wire::same_header_name(name, "etag");
        if (is_tag && ours.body != text_of(item.body)) continue;
        const auto own = ours.headers.find(name);
        if (own != theirs)
            out.push_back("header " + name + ": ours " + std::string(own.value_or("absent")) +
                          ", recorded " + theirs);
    }
}

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

/// How long an answer takes whose time was not recorded: the slowest that was, without receivers
/// of webhooks that keep it waiting.
constexpr milliseconds usual_answer{3'000};
/// What the recorder's own clock adds.
constexpr milliseconds usual_error{50};

correspondence::span span_of(const recording& item) {
    return {.from = item.now, .took = item.took.value_or(usual_answer) + usual_error};
}

}  // namespace

result<void> replayed_world::enter(const recording& item) {
    auto told = read_told_world(item, *zones_);
    if (!told) return std::unexpected(told.error());
    names_.tell(item.scenario);
    for (const auto t : told->guesses) names_.guess(t);
    if (!simulator_)
        simulator_.emplace(told->state, *zones_, options_for(item));
    else
        take_over(*told, item);
    told_ = std::move(*told);
    scenario_ = item.scenario;
    return {};
}

void replayed_world::take_over(const told_world& told, const recording& item) {
    const news said(scenario_, item.scenario);
    simulator_->edit([&](world& w) { take_over_world(told, said, w); });
}

wire::request replayed_world::request_of(const recording& item) const {
    auto request = item.request;
    if (request.target.empty()) request.target = item.target_in_words;
    const auto known = targets_.find(request.target);
    if (item.request.target.empty() && known != targets_.end()) request.target = known->second;
    add_credentials(item, told_, request);
    return request;
}

replayed replayed_world::ask(const recording& item) {
    if (item.group == "rate") {
        use_up(item);
        catch_up(item);
    }
    before_ = simulator_;
    const auto request = request_of(item);
    auto reaction = simulator_->handle(request, item.now);
    replayed out{.answer = std::move(reaction.answer),
                 .deliveries = std::move(reaction.deliveries)};
    if (reaction.commit) out.answer = simulator_->commit(*reaction.commit, request, item.now);
    if (number_of(item)) run_.push_back(out.answer);
    if (!begun_) begun_ = item.now;
    last_ = item.now;
    targets_[std::string(request.path())] = request.target;
    if (!after_first_) after_first_ = simulator_;
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
    if (!left || !reset || item.request.method != "GET" || !run_.empty()) return;
    const auto request = request_of(item);
    auto trial = *simulator_;
    const auto ours = limit_header(trial.handle(request, item.now).answer.headers, "remaining");
    // A window lasts a minute from its first request.
    const instant window_begun = item.now - (minutes{1} - seconds{*reset});
    for (std::int64_t k = *left; ours && k < std::min(*ours, run_max); ++k)
        (void)simulator_->handle(request, window_begun);
}

std::vector<std::string> replayed_world::compare(const recording& item, const replayed& done) {
    std::vector<std::string> out;
    const auto& answer = done.answer;
    if (answer.status != item.status)
        out.push_back("status " + std::to_string(answer.status) + ", recorded " +
                      std::to_string(item.status));
    if (auto body = body_difference(names_, answer.body, item.body, span_of(item)))
        out.push_back(std::move(*body));
    compare_headers(item, answer, out);
    compare_deliveries(item, done.deliveries, out);
    if (answer.status == item.status)
        simulator_->edit([&](world& w) { names_.settle(w); });
    else
        simulator_ = before_;
    return out;
}

void replayed_world::compare_deliveries(const recording& item, const std::vector<delivery>& ours,
                                        std::vector<std::string>& out) {
    const auto count = std::min(ours.size(), item.deliveries.size());
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<std::string> found;
        compare_delivery(item, ours[i], item.deliveries[i], found);
        for (const auto& one : found)
            out.push_back("webhook " + std::to_string(i + 1) + " (" + item.deliveries[i].receiver +
                          "): " + one);
    }
    if (ours.size() != item.deliveries.size())
        out.push_back(std::to_string(ours.size()) + " webhooks, recorded " +
                      std::to_string(item.deliveries.size()));
}

void replayed_world::compare_delivery(const recording& item, const delivery& own,
                                      const recorded_delivery& recorded,
                                      std::vector<std::string>& out) {
    if (own.request.target != recorded.receiver)
        out.push_back("ours goes to " + own.request.target);
    boost::system::error_code broken;
    auto body = json::parse(recorded.body, broken);
    if (broken) body = recorded.body;
    if (auto found = body_difference(names_, own.request.body, body, span_of(item)))
        out.push_back(std::move(*found));
    // The rest of the recorded headers are the HTTP client's.
    for (const auto* const name : {"content-type", "x-cal-webhook-version", "user-agent"}) {
        const auto theirs = recorded.headers.find(name);
        if (theirs && own.request.headers.find(name) != theirs)
            out.push_back(std::string(name) + " is not " + std::string(*theirs));
    }
    const auto& hooks = simulator_->state().webhooks;
    const auto hook = std::ranges::find(hooks, own.webhook, &webhook::id);
    const auto secret = hook == hooks.end() ? std::nullopt : hook->secret;
    if (!is_signed_with(secret, own.request.headers, own.request.body))
        out.emplace_back("ours is not signed with its secret");
    if (!recorded.headers.fields().empty() &&
        !is_signed_with(secret, recorded.headers, recorded.body))
        out.emplace_back("the recorded one is not signed with this secret");
}

}  // namespace slotgate::sim
