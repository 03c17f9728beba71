#include <array>

#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/bookings.hpp"

/// Links that put a booking into somebody's calendar (calcom.md 4.7).

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// As JavaScript's encodeURIComponent, which leaves a few more characters than RFC 3986 asks.
std::string encoded(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> left{
        {{"%21", '!'}, {"%27", '\''}, {"%28", '('}, {"%29", ')'}, {"%2A", '*'}}};
    auto out = wire::encode_component(text);
    for (const auto& [code, character] : left)
        for (auto at = out.find(code); at != std::string::npos; at = out.find(code, at + 1))
            out.replace(at, code.size(), 1, character);
    return out;
}

/// `20310506T100000Z`.
std::string compact(instant t) {
    std::string out;
    for (const char c : to_text(t).substr(0, 19))
        if (c != '-' && c != ':') out += c;
    return out + 'Z';
}

std::string plain(instant t) {
    return to_text(t).substr(0, 19) + 'Z';
}

/// Spaces as encodeURI leaves them, the rest of a link's own characters untouched.
std::string with_spaces_encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == ' ')
            out += "%20";
        else
            out += c;
    }
    return out;
}

struct calendar_entry {
    std::string name;
    std::string description;
    std::string location;
    instant start;
    instant end;
};

std::string google(const calendar_entry& e) {
    const auto place = e.location.empty() ? std::string{} : "&location=" + encoded(e.location);
    return "https://calendar.google.com/calendar/r/eventedit?dates=" + compact(e.start) + '/' +
           compact(e.end) + "&text=" + e.name + "&details=" + encoded(e.description) + place;
}

std::string office(const calendar_entry& e) {
    const auto place = e.location.empty() ? std::string{} : "&location=" + encoded(e.location);
    return "https://outlook.office.com/calendar/0/deeplink/compose?body=" + encoded(e.description) +
           "&enddt=" + plain(e.end) +
           "&path=%2Fcalendar%2Faction%2Fcompose&rru=addevent&startdt=" + plain(e.start) +
           "&subject=" + e.name + place;
}

std::string outlook(const calendar_entry& e) {
    const auto place = e.location.empty() ? std::string{} : "&location=" + encoded(e.location);
    return with_spaces_encoded(
               "https://outlook.live.com/calendar/0/deeplink/compose?body=" + e.description +
               "&enddt=" + plain(e.end) +
               "&path=%252Fcalendar%252Faction%252Fcompose&rru=addevent&startdt=" + plain(e.start) +
               "&subject=" + e.name) +
           place;
}

std::string ics(const calendar_entry& e, const std::string& uid, instant now) {
    const auto length = std::chrono::floor<minutes>(e.end - e.start).count();
    std::string out =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\nPRODID:adamgibbons/ics\r\n"
        "METHOD:PUBLISH\r\nX-PUBLISHED-TTL:PT1H\r\nBEGIN:VEVENT\r\nUID:" +
        uid + "\r\nSUMMARY:" + e.name + "\r\nDTSTAMP:" + compact(now) +
        "\r\nDTSTART:" + compact(e.start) + "\r\n";
    if (!e.description.empty()) out += "DESCRIPTION:" + e.description + "\r\n";
    if (!e.location.empty()) out += "LOCATION:" + e.location + "\r\n";
    out += "DURATION:PT" + std::to_string(length) + "M\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    return "data:text/calendar," + encoded(out);
}

json::object link(std::string_view label, std::string_view id, std::string address) {
    return {{"label", label}, {"id", id}, {"link", std::move(address)}};
}

}  // namespace

reaction show_calendar_links(exchange& x) {
    const auto& uid = x.path_values.front();
    const auto found = x.w.bookings.find(uid);
    if (found == x.w.bookings.end())
        return just(failure(x, 404, "Booking with uid " + uid + " not found"));
    const auto& b = found->second;
    const auto* const type = type_of(x.w, b);
    if (type == nullptr)
        return just(failure(x, 400, "Booking with uid " + uid + " has no event type"));
    const auto* const said = setting(*type, "description");
    calendar_entry e{.name = title_of(x.w, b),
                     .description = said != nullptr && said->is_string()
                                        ? std::string(said->get_string())
                                        : std::string{},
                     .location = call_address_of(x.w, b),
                     .start = b.start,
                     .end = b.end};
    return just(success(200, json::array{link("Google Calendar", "googleCalendar", google(e)),
                                         link("Microsoft Office", "microsoftOffice", office(e)),
                                         link("Microsoft Outlook", "microsoftOutlook", outlook(e)),
                                         link("ICS", "ics", ics(e, ics_uid(x.w, b), x.now))}));
}

}  // namespace slotgate::sim
