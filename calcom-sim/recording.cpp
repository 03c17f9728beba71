#include "calcom-sim/recording.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "calcom-sim/fields.hpp"
#include "calcom-sim/settings.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::int64_t id_max = 2'147'483'647;
/// The key under which the owner of an event type asks in a replay.
constexpr const char* owner_key = "cal_recorded_owner";

/// Settings that change a slots answer in ways the simulator does not follow yet.
constexpr std::array<std::string_view, 5> uncovered_settings{
    "seats", "bookingLimitsCount", "bookingLimitsDuration", "bookingWindow", "confirmationPolicy"};

std::unexpected<not_covered> skip(std::string reason) {
    return std::unexpected(not_covered{std::move(reason)});
}

std::string text_at(const json::value& from, std::string_view key) {
    const auto* object = from.if_object();
    const auto* found = object == nullptr ? nullptr : object->if_contains(key);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string{} : std::string(text->data(), text->size());
}

/// Turns the scenario of a recording into a world; hosts and event types are called by names there.
class scenario_of_recording {
  public:
    scenario_of_recording(const zone_database& zones, fault& wrong)
        : zones_(zones), fault_(wrong) {}

    world read(const json::value& scenario) {
        fields in(scenario, "scenario", fault_);
        in.each("hosts", [&](const json::value& element, const std::string& at) {
            read_host(fields(element, at, fault_));
        });
        in.each("eventTypes", [&](const json::value& element, const std::string& at) {
            read_event_type(fields(element, at, fault_));
        });
        in.each("bookings", [&](const json::value& element, const std::string& at) {
            read_booking(fields(element, at, fault_));
        });
        return std::move(world_);
    }

  private:
    void read_host(fields in) {
        user one;
        one.id = user_id{in.number("userId", 1, id_max)};
        one.username = in.text("username");
        one.email = in.text("email");
        one.name = in.text("name");
        one.zone = in.text("timeZone");
        in.each("schedules", [&](const json::value& element, const std::string& at) {
            fields hours(element, at, fault_);
            const auto id = hours.number("id", 1, id_max);
            one.schedules.push_back(read_schedule(hours, zones_, fault_));
            one.schedules.back().id = id;
        });
        users_[in.text("ref")] = one.id;
        users_[one.username] = one.id;
        world_.users.emplace(one.id, std::move(one));
    }

    void read_event_type(fields in) {
        const auto id = event_type_id{in.number("id", 1, id_max)};
        event_types_[in.text("ref")] = id;
        if (!in.has("owner")) return;  // of a team
        event_type one;
        one.id = id;
        one.owner = users_[in.text("owner")];
        one.settings = in.object("settings");
        const json::value given(one.settings);
        fields settings(given, in.place() + ".settings", fault_);
        one.title = settings.text("title");
        one.slug = settings.text("slug");
        read_event_settings(settings, one);
        world_.event_types.emplace(id, std::move(one));
    }

    void read_booking(fields in) {
        booking one;
        one.event_type = event_types_[in.text("eventType")];
        one.uid = in.text("uid");
        one.id = in.number_if("id", 1, id_max).value_or(0);
        one.start = in.time("start");
        one.end = in.time("end");
        one.created_at = one.start;
        const auto type = world_.event_types.find(one.event_type);
        if (type != world_.event_types.end()) one.organizer = type->second.owner;
        if (in.has("organizer")) one.organizer = users_[in.text("organizer")];
        const std::string status = in.text("status");
        one.status = status == "accepted"   ? booking_status::accepted
                     : status == "pending"  ? booking_status::pending
                     : status == "rejected" ? booking_status::rejected
                                            : booking_status::cancelled;
        if (in.has("attendeeEmail"))
            one.attendees.push_back({.name = "Bo",
                                     .email = in.text("attendeeEmail"),
                                     .zone = in.text_or("attendeeTimeZone", "UTC"),
                                     .language = "en",
                                     .phone = {}});
        one.guests = in.texts("guests");
        std::ranges::copy(in.texts("attendees"), std::back_inserter(one.guests));
        world_.bookings.emplace(one.uid, std::move(one));
    }

    const zone_database& zones_;
    fault& fault_;
    world world_;
    std::map<std::string, user_id> users_;
    std::map<std::string, event_type_id> event_types_;
};

/// The event type a slots question asks for, if it is there and named by its id.
const event_type* asked_type(const world& w, std::string_view query) {
    for (const auto& [name, value] : wire::parse_query(query)) {
        if (name != "eventTypeId" || value.empty() || value.size() > 9) continue;
        std::int64_t id = 0;
        for (const char c : value) id = c >= '0' && c <= '9' ? id * 10 + (c - '0') : -1;
        const auto found = w.event_types.find(event_type_id{id});
        if (found != w.event_types.end()) return &found->second;
    }
    return nullptr;
}

std::string uncovered_feature(const json::value& scenario, const world& w, std::string_view query) {
    const auto* all = scenario.if_object();
    if (all->contains("reservations") && !all->at("reservations").as_array().empty())
        return "reservations";
    if (all->contains("notes") && !all->at("notes").as_array().empty())
        return "a world changed by hand";
    for (const auto& type : all->at("eventTypes").as_array())
        if (type.as_object().contains("team")) return "event types of teams";
    const event_type* type = asked_type(w, query);
    if (type == nullptr) return {};
    for (const auto name : uncovered_settings)
        if (type->settings.contains(name)) return std::string(name);
    return {};
}

/// Credentials are told in words: `owner` is a good key unless the title speaks of a bad one.
void add_credentials(wire::request& request, const json::value& asked, std::string_view title,
                     world& w) {
    if (text_at(asked, "auth") != "owner") return;
    std::string token = owner_key;
    if (title.starts_with("invalid API key")) token = "cal_unheard_of";
    if (title.starts_with("invalid other bearer")) token = "unheard-of";
    request.headers.add("Authorization", "Bearer " + token);
    const event_type* type = asked_type(w, request.query());
    if (type != nullptr) w.api_keys.push_back({.key = owner_key, .owner = type->owner});
}

wire::request request_of(const json::value& asked) {
    wire::request request;
    request.method = text_at(asked, "method");
    request.target = text_at(asked, "url");
    const auto* headers = asked.as_object().if_contains("headers");
    if (headers == nullptr || !headers->is_object()) return request;
    for (const auto& field : headers->get_object())
        if (const auto* value = field.value().if_string())
            request.headers.add(std::string(field.key()),
                                std::string(value->data(), value->size()));
    return request;
}

/// The parts of an element, each checked to be an object with what is read from it below.
bool has_form(const json::value& element) {
    const auto* all = element.if_object();
    if (all == nullptr) return false;
    for (const auto* part : {"scenario", "request", "answer"})
        if (!all->contains(part) || !all->at(part).is_object()) return false;
    const auto& scenario = all->at("scenario").get_object();
    const auto* types = scenario.if_contains("eventTypes");
    if (types == nullptr || !types->is_array()) return false;
    for (const auto& type : types->get_array())
        if (!type.is_object()) return false;
    for (const auto* list : {"reservations", "notes"})
        if (scenario.contains(list) && !scenario.at(list).is_array()) return false;
    return true;
}

}  // namespace

std::expected<recording, not_covered> read_recording(const json::value& element,
                                                     const zone_database& zones) {
    if (!has_form(element)) return skip("not a recording");
    const auto& all = element.get_object();
    const auto& scenario = all.at("scenario");
    const auto& answer = all.at("answer").get_object();
    recording out;
    out.id = text_at(element, "id");
    out.group = text_at(element, "group");
    out.request = request_of(all.at("request"));
    if (out.request.target.empty()) return skip("a summary of several requests");
    if (out.request.method != "GET" || !out.request.path().starts_with("/v2/slots"))
        return skip("other than a slots question");
    const auto now = parse_instant(text_at(scenario, "now"));
    const auto* status = answer.if_contains("status");
    const auto* body = answer.if_contains("body");
    if (!now || status == nullptr || !status->is_int64() || body == nullptr)
        return skip("not a recording");
    if (out.group == "cache") return skip("Cal.com's own cache of two seconds");
    if (status->get_int64() == 429) return skip("rate limits");
    fault wrong;
    out.state = scenario_of_recording(zones, wrong).read(scenario);
    if (!wrong.none()) return skip("cannot be read: " + wrong.as_error().detail);
    if (auto feature = uncovered_feature(scenario, out.state, out.request.query());
        !feature.empty())
        return skip(std::move(feature));
    add_credentials(out.request, all.at("request"), text_at(element, "title"), out.state);
    out.now = *now;
    out.status = static_cast<int>(status->get_int64());
    out.body = json::serialize(*body);
    return out;
}

}  // namespace slotgate::sim
