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

replayed replayed_world::ask(const recording& item) {
    before_ = simulator_;
    auto request = item.request;
    add_credentials(item, told_, request);
    auto reaction = simulator_->handle(request, item.now);
    replayed out{.answer = std::move(reaction.answer),
                 .deliveries = std::move(reaction.deliveries)};
    if (reaction.commit) out.answer = simulator_->commit(*reaction.commit, request, item.now);
    return out;
}

std::vector<std::string> replayed_world::compare(const recording& item, const replayed& done) {
    std::vector<std::string> out;
    const auto& answer = done.answer;
    if (answer.status != item.status)
        out.push_back("status " + std::to_string(answer.status) + ", recorded " +
                      std::to_string(item.status));
    if (auto body = body_difference(names_, answer.body, item.body, span_of(item)))
        out.push_back(std::move(*body));
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
        const auto& own = ours[i];
        const auto& recorded = item.deliveries[i];
        const auto where = "webhook " + std::to_string(i + 1) + " (" + recorded.receiver + "): ";
        if (own.request.target != recorded.receiver)
            out.push_back(where + "ours goes to " + own.request.target);
        boost::system::error_code broken;
        const auto theirs = json::parse(recorded.body, broken);
        const auto body = broken ? json::value(recorded.body) : theirs;
        if (auto found = body_difference(names_, own.request.body, body, span_of(item)))
            out.push_back(where + *found);
    }
    if (ours.size() != item.deliveries.size())
        out.push_back(std::to_string(ours.size()) + " webhooks, recorded " +
                      std::to_string(item.deliveries.size()));
}

}  // namespace slotgate::sim
