#include "calcom-sim/page.hpp"

#include <boost/json.hpp>

#include "calcom-sim/html.hpp"
#include "calcom-sim/slots.hpp"
#include "wire/calcom_error.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr days days_shown{7};

constexpr std::string_view style =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b1b1f;background:#fafafa}h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.5rem 0 "
    ".5rem}"
    "fieldset{border:0;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:.5rem}"
    ".start{border:1px solid #bbb;border-radius:.4rem;padding:.3rem .6rem;background:#fff}"
    "label.line{display:block;margin:.6rem 0}input[type=text],input[type=email]{width:100%;"
    "padding:.4rem;box-sizing:border-box}button{padding:.5rem 1.2rem}.note{color:#666}";

wire::response html(int status, std::string_view title, std::string_view content) {
    std::string body =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>";
    body.append(escaped_html(title)).append("</title><style>").append(style);
    body.append("</style></head><body>\n<h1>").append(escaped_html(title)).append("</h1>\n");
    body.append(content).append("\n</body></html>\n");
    return {.status = status,
            .headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Cache-Control", "no-store"},
                        {"Content-Security-Policy",
                         "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"}},
            .body = std::move(body)};
}

/// Who offers an event type, as its page says it.
struct offerer {
    std::string path;  ///< `/anna-berg` or `/team/salon`
    std::string name;
    std::string zone;  ///< in which times are shown: of the owner, or of the first host
};

std::optional<offerer> person_offering(const world& w, user_id id, std::string path = {}) {
    const auto found = w.users.find(id);
    if (found == w.users.end()) return std::nullopt;
    const auto& person = found->second;
    if (path.empty()) path = '/' + wire::encode_component(person.username);
    return offerer{std::move(path), person.name, person.zone};
}

/// Nothing for what nobody can book: a managed event type itself, or one of a team without hosts.
std::optional<offerer> offerer_of(const world& w, const event_type& type) {
    if (!type.team) return person_offering(w, type.owner);
    const auto found = w.teams.find(*type.team);
    if (found == w.teams.end() || type.hosts.empty() || type.kind == scheduling::managed)
        return std::nullopt;
    auto out = person_offering(w, type.hosts.front().who,
                               "/team/" + wire::encode_component(found->second.slug));
    if (out) out->name = found->second.name;
    return out;
}

std::string path_of(const offerer& by, const event_type& type) {
    return by.path + '/' + wire::encode_component(type.slug);
}

std::string zone_of(const world& w, const event_type& type) {
    const auto by = offerer_of(w, type);
    return by ? by->zone : "UTC";
}

/// The answer of Cal.com's own slots to the page's question.
json::value free_starts(const world& w, const zone_database& zones, const event_type& type,
                        instant now) {
    const auto first = date_of(now);
    wire::request question;
    question.method = "GET";
    question.target = "/v2/slots?eventTypeId=" + std::to_string(type.id.value) +
                      "&start=" + to_text(std::chrono::year_month_day{first}) +
                      "&end=" + to_text(std::chrono::year_month_day{first + days_shown}) +
                      "&timeZone=" + wire::encode_component(zone_of(w, type));
    const auto answer = answer_slots(w, zones, wire::generation::v2024_09_04, question, now);
    boost::system::error_code failed;
    auto parsed = json::parse(answer.body, failed);
    const bool has_days = !failed && parsed.is_object() && parsed.get_object().contains("data") &&
                          parsed.get_object().at("data").is_object();
    return has_days ? parsed.get_object().at("data") : json::value(json::object{});
}

/// ` (3 seats left)` of an event type with seats.
std::string seats_note(const json::object& slot) {
    const auto* const left = slot.if_contains("seatsRemaining");
    if (left == nullptr || !left->is_int64()) return {};
    return " <span class=\"note\">(" + std::to_string(left->get_int64()) + " seats left)</span>";
}

/// One radio button; the text of a start is local: `2031-05-06T09:00:00.000+02:00`.
std::string start_button(const json::value& slot) {
    const auto* const start = slot.is_object() ? slot.get_object().if_contains("start") : nullptr;
    if (start == nullptr || !start->is_string() || start->get_string().size() < 16) return {};
    const std::string text{start->get_string()};
    return "<label class=\"start\"><input type=\"radio\" name=\"start\" required value=\"" +
           escaped_html(text) + "\"> " + escaped_html(text.substr(11, 5)) +
           seats_note(slot.get_object()) + "</label>\n";
}

}  // namespace

wire::response front_page(const world& w) {
    std::string list = "<ul>\n";
    for (const auto& [id, type] : w.event_types) {
        const auto by = offerer_of(w, type);
        if (type.hidden || !by) continue;
        list += "<li><a href=\"" + escaped_html(path_of(*by, type)) + "\">" +
                escaped_html(type.title) + "</a>, " + std::to_string(type.length.count()) +
                " minutes with " + escaped_html(by->name) + "</li>\n";
    }
    return html(200, "Book an appointment", list + "</ul>");
}

const event_type* type_of_page(const world& w, std::string_view path) {
    for (const auto& [id, type] : w.event_types) {
        const auto by = offerer_of(w, type);
        if (by && path_of(*by, type) == path) return &type;
    }
    return nullptr;
}

std::string_view page_route(const world& w, std::string_view path) {
    if (path == "/") return page_routes[0];
    const auto* const type = type_of_page(w, path);
    if (type == nullptr) return {};
    return type->team ? page_routes[2] : page_routes[1];
}

wire::response booking_page(const world& w, const zone_database& zones, const event_type& type,
                            instant now) {
    const auto by = offerer_of(w, type);
    std::string content = "<p>" + std::to_string(type.length.count()) + " minutes with " +
                          escaped_html(by ? by->name : "nobody") +
                          ". <span class=\"note\">Times in " + escaped_html(zone_of(w, type)) +
                          "</span></p>\n";
    std::string starts;
    const auto by_day = free_starts(w, zones, type, now);
    for (const auto& day : by_day.get_object()) {
        if (!day.value().is_array()) continue;
        starts += "<h2>" + escaped_html(day.key()) + "</h2>\n<fieldset>\n";
        for (const auto& slot : day.value().get_array()) starts += start_button(slot);
        starts += "</fieldset>\n";
    }
    if (starts.empty()) return html(200, type.title, content + "<p>Nothing is free.</p>");
    content +=
        "<form method=\"post\">\n" + starts +
        "<label class=\"line\">Name <input type=\"text\" name=\"name\" required></label>\n"
        "<label class=\"line\">E-mail <input type=\"email\" name=\"email\" required></label>\n"
        "<label class=\"line\">Notes <input type=\"text\" name=\"notes\"></label>\n"
        "<button>Book</button>\n</form>";
    return html(200, type.title, content);
}

wire::request booking_of_form(const world& w, const event_type& type, const wire::request& form) {
    json::object attendee{{"timeZone", zone_of(w, type)}};
    json::object body{{"eventTypeId", type.id.value}};
    for (const auto& [name, value] : wire::parse_query(form.body)) {
        if (name == "start") body["start"] = value;
        if (name == "name" || name == "email") attendee[name] = value;
        if (name == "notes" && !value.empty())
            body["bookingFieldsResponses"] = json::object{{"notes", value}};
    }
    body["attendee"] = std::move(attendee);
    return {.method = "POST",
            .target = "/v2/bookings",
            .headers = {{"Content-Type", "application/json"}, {"cal-api-version", "2024-08-13"}},
            .body = json::serialize(body),
            .peer = form.peer};
}

wire::response outcome_page(const wire::response& answer, std::string_view path) {
    const auto back = "<p><a href=\"" + escaped_html(path) + "\">Back to the free times</a></p>";
    boost::system::error_code failed;
    const auto parsed = json::parse(answer.body, failed);
    if (answer.status != 201 || failed)
        return html(answer.status == 201 ? 500 : answer.status, "This did not work",
                    "<p>" + escaped_html(wire::calcom_error_message(answer.body)) + "</p>" + back);
    // A series is answered as a list: the page shows its first meeting.
    const auto& data = parsed.at("data").is_array() ? parsed.at("data").at(0) : parsed.at("data");
    const auto text = [&](std::string_view key) {
        return escaped_html(std::string_view(data.at(key).as_string()));
    };
    const bool waits = data.at("status") == "pending";
    return html(200, waits ? "Requested" : "Booked",
                "<p><strong>" + text("title") + "</strong></p>\n<p>" + text("start") +
                    "</p>\n<p class=\"note\">Booking <code>" + text("uid") + "</code></p>\n" +
                    back);
}

wire::response missing_page() {
    return html(404, "Nothing here", "<p>This page does not exist.</p>");
}

}  // namespace slotgate::sim
