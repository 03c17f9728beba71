#include "calcom-sim/booking_change_request.hpp"

#include "calcom-sim/request_body.hpp"
#include "calcom-sim/validation.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

std::vector<user_id> subset_in(body_check& check) {
    std::vector<user_id> out;
    const auto* const value = check.find("rrHostSubsetIds");
    if (value == nullptr || !value->is_array()) return out;
    for (const auto& id : value->get_array())
        if (id.is_int64()) out.push_back(user_id{id.get_int64()});
    return out;
}

std::optional<std::string> seat_in(body_check& check) {
    if (check.find("seatUid") == nullptr) return std::nullopt;
    return check.text("seatUid");
}

attendee attendee_from(validation& given, presence others, const zone_database& zones) {
    attendee out;
    out.name = given.text("name", others).value_or("");
    out.email = given.text("email", presence::required).value_or("");
    out.zone = given.text("timeZone", others).value_or("");
    out.language = given.text("language", presence::optional).value_or("");
    out.phone = given.text("phoneNumber", presence::optional);
    if (!out.email.empty() && !is_email(out.email))
        given.complain("email", "isEmail", "email must be an email");
    if (!out.zone.empty() && zones.find(out.zone) == nullptr)
        given.complain("timeZone", "isTimeZone", "timeZone must be a valid IANA time-zone");
    return out;
}

/// An element of a list, as an object to be checked.
validation element_of(const json::value& element) {
    return validation(element.is_object() ? element.get_object() : json::object{});
}

std::vector<absence> absences_in(validation& body) {
    std::vector<absence> out;
    const auto* const list = body.list("attendees", presence::optional);
    if (list == nullptr) return out;
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto one = element_of((*list)[i]);
        out.push_back({.email = one.text("email", presence::required).value_or(""),
                       .absent = one.flag("absent", presence::required).value_or(false)});
        body.nest("attendees", i, one);
    }
    return out;
}

}  // namespace

std::expected<new_time, wire::response> read_new_time(const exchange& x) {
    const auto body = read_body(x);
    if (!body) return std::unexpected(body.error());
    body_check check(*body);
    check.only({"start", "rescheduledBy", "reschedulingReason", "emailVerificationCode", "seatUid",
                "rrHostSubsetIds"});
    new_time out;
    out.start = start_in(check);
    if (auto by = check.text("rescheduledBy"); !by.empty()) out.by = std::move(by);
    out.reason = check.text("reschedulingReason");
    out.seat_uid = seat_in(check);
    out.hosts.subset = subset_in(check);
    if (out.by && !is_email(*out.by))
        check.complain("rescheduledBy", "rescheduledBy must be an email");
    if (!check.passed()) return std::unexpected(failure(x, 400, check.message()));
    return out;
}

std::expected<cancellation, wire::response> read_cancellation(const exchange& x) {
    const auto body = read_body(x);
    if (!body) return std::unexpected(body.error());
    body_check check(*body);
    check.only({"cancellationReason", "cancelSubsequentBookings", "seatUid"});
    cancellation out;
    out.reason = check.text("cancellationReason");
    out.seat_uid = seat_in(check);
    if (const auto* const later = check.find("cancelSubsequentBookings")) {
        if (later->is_bool())
            out.and_later_ones = later->get_bool();
        else
            check.complain("cancelSubsequentBookings",
                           "cancelSubsequentBookings must be a boolean value");
    }
    if (!check.passed()) return std::unexpected(failure(x, 400, check.message()));
    return out;
}

std::expected<absences, wire::response> read_absences(const exchange& x) {
    const auto body = read_body(x);
    if (!body) return std::unexpected(body.error());
    validation check(*body);
    absences out;
    out.host = check.flag("host", presence::optional);
    out.attendees = absences_in(check);
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return out;
}

std::expected<std::string, wire::response> read_reason(const exchange& x) {
    const auto body = read_body(x);
    if (!body) return std::unexpected(body.error());
    validation check(*body);
    auto reason = check.text("reason", presence::optional).value_or("");
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return reason;
}

std::expected<attendee, wire::response> read_attendee(const exchange& x) {
    const auto body = read_body(x);
    if (!body) return std::unexpected(body.error());
    validation check(*body);
    auto out = attendee_from(check, presence::required, x.zones);
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return out;
}

std::expected<std::vector<attendee>, wire::response> read_guests(const exchange& x) {
    constexpr std::size_t guests_max = 10;
    const auto body = read_body(x);
    if (!body) return std::unexpected(body.error());
    validation check(*body);
    std::vector<attendee> out;
    const auto* const list = check.list("guests", presence::required);
    const auto count = list != nullptr ? list->size() : 0;
    if (list != nullptr && count == 0)
        check.complain("guests", "arrayMinSize", "guests must contain at least 1 elements");
    if (count > guests_max)
        check.complain("guests", "arrayMaxSize", "guests must contain no more than 10 elements");
    for (std::size_t i = 0; i < count; ++i) {
        auto one = element_of((*list)[i]);
        out.push_back(attendee_from(one, presence::optional, x.zones));
        check.nest("guests", i, one);
    }
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return out;
}

std::expected<json::value, wire::response> read_location(const exchange& x) {
    const auto body = read_body(x);
    if (!body) return std::unexpected(body.error());
    const auto* const location = body->if_contains("location");
    return location != nullptr ? *location : json::value();
}

}  // namespace slotgate::sim
