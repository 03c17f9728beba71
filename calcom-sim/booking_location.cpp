#include "calcom-sim/booking_change_request.hpp"
#include "calcom-sim/booking_facts.hpp"
#include "calcom-sim/bookings.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

std::string kind_of(const json::value& location) {
    const auto* const kind =
        location.is_object() ? location.get_object().if_contains("type") : nullptr;
    return kind != nullptr && kind->is_string() ? std::string(kind->get_string()) : std::string{};
}

/// The answer the form keeps of a place that somebody names.
json::object form_answer(const std::string& kind, const std::string& text) {
    if (kind == "address") return {{"value", "inPerson"}, {"optionValue", ""}};
    if (kind == "link") return {{"value", "link"}, {"optionValue", ""}};
    if (kind == "phone") return {{"value", "userPhone"}, {"optionValue", ""}};
    if (kind == "attendeeAddress") return {{"value", "attendeeInPerson"}, {"optionValue", text}};
    if (kind == "attendeePhone") return {{"value", "phone"}, {"optionValue", text}};
    return {{"value", "somewhereElse"}, {"optionValue", text}};
}

}  // namespace

reaction change_location(exchange& x) {
    const auto location = read_location(x);
    if (!location) return just(location.error());
    const auto found = find_booking(x, "not found");
    if (!found) return just(found.error());
    auto& b = **found;
    const auto* const type = type_of(x.w, b);
    if (type != nullptr && (!x.caller.who || !may_manage(x.w, *type, *x.caller.who)))
        return just(
            failure(x, 403,
                    "User is not authorized to update this booking location. User must be the "
                    "event type owner, host, team admin or owner, or org admin or owner."));
    if (!location->is_null()) {
        const auto kind = kind_of(*location);
        const auto text =
            location->is_object() ? place_text(location->get_object(), nullptr) : std::string{};
        if (text.empty())
            return just(failure(x, 400, "Missing or invalid location value for type: " + kind));
        b.location = json::string(text);
        b.responses["location"] = form_answer(kind, text);
        b.metadata.erase("videoCallUrl");
        b.updated_at = x.now;
    }
    return just(success(200, shown_booking(x, b.uid).value_or(nullptr)));
}

}  // namespace slotgate::sim
