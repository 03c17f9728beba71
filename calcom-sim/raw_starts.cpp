#include "calcom-sim/raw_starts.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

namespace slotgate::sim {
namespace {

namespace json = boost::json;

struct reason_row {
    std::string_view name;  ///< of the API
    std::string_view stored;
    std::string_view emoji;
};

/// The reasons that Cal.com's database comes with.
constexpr std::array reasons{reason_row{"unspecified", "ooo_reasons_unspecified", "🕒"},
                             reason_row{"vacation", "ooo_reasons_vacation", "🏝️"},
                             reason_row{"travel", "ooo_reasons_travel", "🛫"},
                             reason_row{"sick", "ooo_reasons_sick_leave", "🤒"},
                             reason_row{"public_holiday", "ooo_reasons_public_holiday", "📅"}};

void add_person(json::object& out, std::string_view key, const world& w, user_id who) {
    const auto found = w.users.find(who);
    if (found == w.users.end()) return;
    json::object person{{"id", who.value}, {"displayName", found->second.name}};
    if (key == "toUser") person["username"] = found->second.username;
    out[key] = std::move(person);
}

void add_absence(json::object& out, const world& w, const out_of_office& entry) {
    out["away"] = true;
    add_person(out, "fromUser", w, entry.who);
    if (entry.to) add_person(out, "toUser", w, *entry.to);
    const auto* const row = std::ranges::find(reasons, entry.reason, &reason_row::name);
    if (row != reasons.end()) {
        out["reason"] = row->stored;
        out["emoji"] = row->emoji;
    }
    out["showNotePublicly"] = false;
}

}  // namespace

std::string render_raw_starts(const world& w, const found_starts& starts) {
    json::object dates;
    for (const auto& start : starts.all) {
        json::object element;
        if (start.away) add_absence(element, w, starts.absences[*start.away]);
        const auto text = to_text(start.seats.slot.start);
        element["time"] = text;
        if (start.seat_taken) {
            element["attendees"] = start.seats.booked;
            element["bookingUid"] = start.seats.booking_uid;
        }
        auto& of_date = dates[text.substr(0, 10)];
        if (!of_date.is_array()) of_date.emplace_array();
        of_date.get_array().emplace_back(std::move(element));
    }
    const json::object body{{"data", json::object{{"slots", std::move(dates)}}},
                            {"status", "success"}};
    return json::serialize(body);
}

}  // namespace slotgate::sim
