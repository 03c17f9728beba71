#include "calcom-sim/told_notes.hpp"

#include <algorithm>
#include <array>
#include <regex>

#include "calcom-sim/json_access.hpp"
#include "wire/signature.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// Where the recorder's receivers stood.
constexpr std::string_view receivers = "http://127.0.0.1:7777";
constexpr std::string_view usual_secret = "k";
constexpr std::array<std::string_view, 2> secrets{usual_secret, "s3cret-of-ours"};

const std::vector<std::string>& booking_triggers() {
    static const std::vector<std::string> all{"BOOKING_CREATED",   "BOOKING_RESCHEDULED",
                                              "BOOKING_REQUESTED", "BOOKING_CANCELLED",
                                              "BOOKING_REJECTED",  "BOOKING_NO_SHOW_UPDATED"};
    return all;
}

user* first_host(const recording& item, told_world& into) {
    const auto* hosts = item.scenario.if_contains("hosts");
    if (hosts == nullptr || !hosts->is_array() || hosts->get_array().empty()) return nullptr;
    const auto* first = hosts->get_array().front().if_object();
    const auto* ref = first == nullptr ? nullptr : first->if_contains("ref");
    if (ref == nullptr || !ref->is_string()) return nullptr;
    const auto found = into.hosts.find(std::string(ref->get_string()));
    return found == into.hosts.end() ? nullptr : &into.state.users.at(found->second);
}

webhook& subscribe(told_world& into, const std::string& receiver, const user* owner) {
    webhook one;
    one.id = "webhook-" + std::to_string(into.state.webhooks.size() + 1);
    one.url = std::string(receivers) + receiver;
    one.secret = std::string(usual_secret);
    one.triggers = booking_triggers();
    if (owner != nullptr) one.owner = owner->id;
    return into.state.webhooks.emplace_back(std::move(one));
}

/// `user webhook with secret "k" on all booking triggers`: at the receiver `/user`, or where such
/// signatures were heard.
bool heed_user_webhook(const std::string& note, std::span<const recorded_delivery> heard,
                       told_world& into, const user* host) {
    static const std::regex form(R"re(^user webhook with secret "([^"]*)".*)re");
    std::smatch part;
    if (!std::regex_match(note, part, form)) return false;
    const std::string secret = part[1].str();
    const auto is_signed = [&](const recorded_delivery& one) {
        const auto signature = one.headers.find("x-cal-signature-256").value_or("");
        return wire::signature_matches(secret, one.body, signature);
    };
    const auto found = std::ranges::find_if(heard, is_signed);
    subscribe(into, found == heard.end() ? "/user" : found->receiver, host).secret = secret;
    return true;
}

/// `three user webhooks a, b, c`, at receivers of these names.
bool heed_user_webhooks(const std::string& note, told_world& into, const user* host) {
    static const std::regex form(R"(^\w+ user webhooks (\w+(?:, \w+)*)$)");
    static const std::regex name(R"(\w+)");
    std::smatch part;
    if (!std::regex_match(note, part, form)) return false;
    const std::string names = part[1].str();
    for (auto it = std::sregex_iterator(names.begin(), names.end(), name);
         it != std::sregex_iterator(); ++it)
        subscribe(into, '/' + it->str(), host);
    return true;
}

/// `out of office entry 2031-05-06T00:00Z..2031-05-07T23:59:59.999Z ...`.
bool heed_absence(const std::string& note, const recording& item, told_world& into,
                  const user* host) {
    static const std::regex form(R"(^out of office entry (\S+?)\.\.(\S+).*)");
    std::smatch part;
    if (host == nullptr || !std::regex_match(note, part, form)) return false;
    const auto start = parse_instant(part[1].str());
    const auto end = parse_instant(part[2].str());
    if (!start || !end) return false;
    out_of_office one;
    one.id = static_cast<std::int64_t>(into.state.away.size()) + 1;
    one.uuid = "00000000-0000-4000-8001-00000000000" + std::to_string(one.id % 10);
    one.who = host->id;
    one.start = *start;
    one.end = *end;
    one.created_at = one.updated_at = item.now;
    into.state.away.push_back(std::move(one));
    return true;
}

/// `weekStart of the host: Monday`.
bool heed_week_start(const std::string& note, user* host) {
    static const std::regex form(R"(^weekStart of the host: (\w+)$)");
    std::smatch part;
    if (host == nullptr || !std::regex_match(note, part, form)) return false;
    host->week_start = part[1].str();
    return true;
}

bool has_receiver(const world& w, const std::string& receiver) {
    const auto url = std::string(receivers) + receiver;
    return std::ranges::find(w.webhooks, url, &webhook::url) != w.webhooks.end();
}

std::optional<std::string> secret_of(const recorded_delivery& one) {
    const auto signature = one.headers.find("x-cal-signature-256");
    if (!signature) return std::string(usual_secret);
    for (const auto secret : secrets)
        if (wire::signature_matches(secret, one.body, *signature)) return std::string(secret);
    return std::nullopt;
}

/// The way to a text inside a payload, as Handlebars spells it: `attendees.0.email`.
std::string path_to(std::string_view text, const json::value& in, const std::string& before) {
    if (const auto* here = in.if_string()) return *here == text ? before : std::string{};
    const auto within = [&](const json::value& part, const std::string& name) {
        return path_to(text, part, before.empty() ? name : before + '.' + name);
    };
    if (const auto* object = in.if_object())
        for (const auto& member : *object)
            if (auto found = within(member.value(), std::string(member.key())); !found.empty())
                return found;
    if (const auto* list = in.if_array())
        for (std::size_t i = 0; i < list->size(); ++i)
            if (auto found = within((*list)[i], std::to_string(i)); !found.empty()) return found;
    return {};
}

std::optional<json::object> envelope_in(const std::string& body) {
    boost::system::error_code broken;
    auto value = json::parse(body, broken);
    if (broken || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

/// The template that turns `payload` into `body`: each text of the body is a variable of the
/// payload that has this value.
std::string template_of(const json::object& body, const json::value& payload) {
    json::object out;
    for (const auto& member : body) {
        const auto* text = member.value().if_string();
        const auto path = text == nullptr ? std::string{} : path_to(*text, payload, {});
        if (path.empty())
            out[member.key()] = member.value();
        else
            out[member.key()] = "{{" + path + "}}";
    }
    return json::serialize(out);
}

/// The triggers heard at a receiver; all of them where bodies do not name theirs.
std::vector<std::string> triggers_at(const std::string& receiver,
                                     std::span<const recorded_delivery> heard) {
    std::vector<std::string> out;
    for (const auto& one : heard) {
        if (one.receiver != receiver) continue;
        const auto envelope = envelope_in(one.body);
        const auto trigger = envelope ? text_at(*envelope, "triggerEvent") : std::string{};
        if (trigger.empty()) return booking_triggers();
        if (std::ranges::find(out, trigger) == out.end()) out.push_back(trigger);
    }
    return out;
}

void heed_delivery(const recording& item, const recorded_delivery& one,
                   std::span<const recorded_delivery> heard, told_world& into, const user* host) {
    if (has_receiver(into.state, one.receiver)) return;
    webhook& hook = subscribe(into, one.receiver, host);
    hook.secret = secret_of(one);
    hook.triggers = triggers_at(one.receiver, heard);
    const auto body = envelope_in(one.body);
    if (!body || body->contains("triggerEvent")) return;
    for (const auto& other : item.deliveries) {
        const auto envelope = envelope_in(other.body);
        const auto* payload = envelope ? envelope->if_contains("payload") : nullptr;
        if (payload == nullptr) continue;
        hook.payload_template = template_of(*body, *payload);
        return;
    }
}

/// An API key may have limits of its own, by name; the first answer shows how much they admit, and
/// in how many seconds.
void heed_limits(const recording& item, told_world& into) {
    constexpr std::string_view prefix = "x-ratelimit-limit-";
    std::vector<rate_limit> limits;
    for (const auto& [name, value] : item.headers.fields()) {
        const auto most = whole_number(value);
        if (!name.starts_with(prefix) || name == "x-ratelimit-limit-default" || !most) continue;
        const auto own = name.substr(prefix.size());
        const auto reset = item.headers.find("x-ratelimit-reset-" + own);
        const auto window = whole_number(reset.value_or("")).value_or(60);
        limits.push_back({.name = own, .limit = *most, .window = seconds{window}});
    }
    if (!limits.empty() && item.auth != "none")
        for (auto& key : into.state.api_keys) key.limits = limits;
}

}  // namespace

void heed_notes(const recording& item, std::span<const recorded_delivery> heard, told_world& into) {
    user* const host = first_host(item, into);
    const auto* notes = item.scenario.if_contains("notes");
    if (notes != nullptr && notes->is_array())
        for (const auto& note : notes->get_array()) {
            if (!note.is_string()) continue;
            const std::string text(note.get_string());
            // The first that understands it has done.
            (void)(heed_user_webhook(text, heard, into, host) ||
                   heed_user_webhooks(text, into, host) || heed_absence(text, item, into, host) ||
                   heed_week_start(text, host));
        }
    for (const auto& one : item.deliveries) heed_delivery(item, one, heard, into, host);
    heed_limits(item, into);
}

}  // namespace slotgate::sim
