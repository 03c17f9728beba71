#include <algorithm>
#include <charconv>

#include "calcom-sim/booking_change_request.hpp"
#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/booking_json.hpp"
#include "calcom-sim/bookings.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::size_t attendees_max = 30;

json::object attendee_object(const attendee& a) {
    json::object out{
        {"name", a.name},     {"email", a.email},       {"displayEmail", display_email(a.email)},
        {"timeZone", a.zone}, {"language", a.language}, {"absent", a.absent}};
    if (a.phone) out["phoneNumber"] = *a.phone;
    out["id"] = a.id;
    return out;
}

/// Lower case, and without what follows a plus: by that Cal.com knows a person.
std::string base_address(std::string_view email) {
    const auto at = email.find('@');
    const auto plus = std::min(email.find('+'), at);
    std::string out{email.substr(0, plus)};
    if (at != std::string_view::npos) out += email.substr(at);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return out;
}

/// Those who do not attend yet, each once.
std::vector<attendee> newcomers(const booking& b, std::vector<attendee> asked) {
    std::vector<std::string> known;
    for (const auto& a : b.attendees) known.push_back(base_address(a.email));
    std::erase_if(asked, [&](const attendee& a) {
        const auto address = base_address(a.email);
        if (std::ranges::find(known, address) != known.end()) return true;
        known.push_back(address);
        return false;
    });
    return asked;
}

/// Adds them to the booking and to what its booker answered.
void add(exchange& x, booking& b, std::vector<attendee> people) {
    const auto* const host = organizer_of(x.w, b);
    json::array guests;
    const auto answers = responses_of(b);
    if (const auto* given = answers.if_contains("guests"); given && given->is_array())
        guests = given->get_array();
    for (auto& person : people) {
        person.id = x.ids.attendee++;
        if (person.zone.empty()) person.zone = host != nullptr ? host->zone : "UTC";
        if (person.language.empty()) person.language = "en";
        guests.emplace_back(person.email);
        b.guests.push_back(person.email);
        b.attendees.push_back(std::move(person));
    }
    b.responses["guests"] = std::move(guests);
    b.updated_at = x.now;
}

}  // namespace

reaction list_attendees(exchange& x) {
    const auto b = find_own_booking(x);
    if (!b) return just(b.error());
    json::array out;
    for (const auto& a : (*b)->attendees) out.emplace_back(attendee_object(a));
    return just(success(200, std::move(out)));
}

reaction show_attendee(exchange& x) {
    const auto b = find_own_booking(x);
    if (!b) return just(b.error());
    const auto& id = x.path_values.at(1);
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (failed != std::errc{} || end != id.data() + id.size())
        return just(failure(x, 400, "Validation failed (numeric string is expected)"));
    const auto at = std::ranges::find((*b)->attendees, number, &attendee::id);
    if (at == (*b)->attendees.end())
        return just(
            failure(x, 404, "Attendee with id " + id + " not found in booking " + (*b)->uid));
    return just(success(200, attendee_object(*at)));
}

reaction add_attendee(exchange& x) {
    const auto asked = read_attendee(x);
    if (!asked) return just(asked.error());
    const auto b = find_own_booking(x);
    if (!b) return just(b.error());
    auto people = newcomers(**b, {*asked});
    if (people.empty()) return just(trpc_failure(x, 400, "emails_must_be_unique_valid"));
    add(x, **b, std::move(people));
    auto object = attendee_object((*b)->attendees.back());
    object["bookingId"] = (*b)->id;
    return just(success(201, std::move(object)));
}

reaction add_guests(exchange& x) {
    const auto asked = read_guests(x);
    if (!asked) return just(asked.error());
    const auto b = find_own_booking(x);
    if (!b) return just(b.error());
    const auto present = (*b)->attendees.size();
    if (present + asked->size() > attendees_max)
        return just(failure(x, 400,
                            "Cannot add " + std::to_string(asked->size()) +
                                " guests. This booking already has " + std::to_string(present) +
                                " attendees. Maximum total guests allowed is " +
                                std::to_string(attendees_max) + ". You can add up to " +
                                std::to_string(attendees_max - std::min(attendees_max, present)) +
                                " more guests."));
    auto people = newcomers(**b, *asked);
    if (people.empty()) return just(trpc_failure(x, 400, "emails_must_be_unique_valid"));
    add(x, **b, std::move(people));
    return just(success(200, shown_booking(x, (*b)->uid).value_or(nullptr)));
}

}  // namespace slotgate::sim
