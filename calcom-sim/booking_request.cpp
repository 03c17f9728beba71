#include "calcom-sim/booking_request.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "calcom-sim/body_check.hpp"
#include "calcom-sim/request_body.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 43> languages{
    "ar", "ca", "de", "es", "eu",    "he",    "id",     "ja", "lv",    "pl", "ro",
    "sr", "th", "vi", "az", "cs",    "el",    "es-419", "fi", "hr",    "it", "km",
    "nl", "pt", "ru", "sv", "tr",    "zh-CN", "bg",     "da", "en",    "et", "fr",
    "hu", "iw", "ko", "no", "pt-BR", "sk",    "ta",     "uk", "zh-TW", "bn"};

constexpr std::size_t metadata_keys_max = 50;
constexpr std::size_t metadata_key_length_max = 40;
constexpr std::size_t metadata_text_length_max = 500;

/// Characters as JavaScript counts them is UTF-16 units; code points are close enough for a limit.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & '\xC0') != '\x80'; }));
}

/// ISO 8601 with an offset, a local time (read as UTC) or a date alone.
std::optional<instant> read_start(std::string_view text) {
    auto t = parse_instant(text);
    if (!t) t = parse_instant(std::string(text) + 'Z');
    if (!t) {
        const auto date = parse_date(text);
        if (!date) return std::nullopt;
        t = instant{std::chrono::sys_days{*date}};
    }
    return std::chrono::floor<seconds>(*t);
}

attendee attendee_in(body_check& check, const zone_database& zones) {
    attendee out;
    const auto* const value = check.find("attendee");
    if (value == nullptr) {
        check.complain("attendee", "attendee should not be null or undefined");
        return out;
    }
    if (!value->is_object()) {
        check.complain("attendee", "nested property attendee must be either object or array");
        return out;
    }
    body_check inner(value->get_object());
    inner.only({"name", "email", "timeZone", "phoneNumber", "language"});
    if (inner.find("name") == nullptr) inner.complain("name", "name must be a string");
    out.name = inner.text("name");
    const auto* const zone = inner.find("timeZone");
    if (zone != nullptr && zone->is_string() && zones.find(zone->get_string()) != nullptr)
        out.zone = std::string(zone->get_string());
    else
        inner.complain("timeZone", "timeZone must be a valid IANA time-zone");
    if (auto phone = inner.text("phoneNumber"); !phone.empty()) out.phone = std::move(phone);
    if (auto language = inner.text("language"); !language.empty()) out.language = language;
    check_language(inner, out.language);
    out.email = inner.text("email");
    if (out.email.empty() && !out.phone)
        inner.complain("attendee email or phone",
                       "Attendee must have at least one contact method (email or phone number)");
    check.nest("attendee", inner);
    return out;
}

json::object metadata_in(body_check& check) {
    auto metadata = check.object("metadata");
    bool good = metadata.size() <= metadata_keys_max;
    for (const auto& member : metadata) {
        good = good && characters(member.key()) <= metadata_key_length_max;
        if (member.value().is_string())
            good = good && characters(member.value().get_string()) <= metadata_text_length_max;
    }
    if (!good)
        check.complain(
            "metadata",
            "Metadata must have at most 50 keys, each key up to 40 characters, and string "
            "values up to 500 characters.");
    return metadata;
}

booking_selector selector_in(body_check& check) {
    booking_selector out;
    if (const auto id = integer_in(check, "eventTypeId")) out.id = event_type_id{*id};
    out.slug = check.text("eventTypeSlug");
    out.username = check.text("username");
    out.team = check.text("teamSlug");
    out.organization = check.text("organizationSlug");
    return out;
}

bool names_an_event_type(const booking_selector& s) {
    if (s.id && s.id->value != 0) return true;
    return !s.slug.empty() && (!s.username.empty() || !s.team.empty());
}

std::optional<minutes> length_in(body_check& check) {
    const auto length = integer_in(check, "lengthInMinutes");
    if (!length) return std::nullopt;
    if (*length < 1) {
        check.complain("lengthInMinutes", "lengthInMinutes must not be less than 1");
        return std::nullopt;
    }
    return minutes{std::min<std::int64_t>(*length, 1'000'000)};
}

std::vector<user_id> ids_in(body_check& check, std::string_view name) {
    std::vector<user_id> out;
    const auto* const value = check.find(name);
    if (value == nullptr) return out;
    const bool is_list =
        value->is_array() &&
        std::ranges::all_of(value->get_array(), [](const auto& v) { return v.is_int64(); });
    if (!is_list) {
        check.complain(name, "each value in " + std::string(name) +
                                 " must be a number conforming to the specified constraints");
        return out;
    }
    for (const auto& id : value->get_array()) out.push_back(user_id{id.get_int64()});
    return out;
}

host_wishes hosts_in(body_check& check) {
    host_wishes out;
    out.subset = ids_in(check, "rrHostSubsetIds");
    const auto routing = check.object("routing");
    body_check inner(routing);
    inner.only({"responseId", "teamMemberIds", "teamMemberEmail", "skipContactOwner", "crmAppSlug",
                "crmOwnerRecordType", "queuedResponseId"});
    out.routed = ids_in(inner, "teamMemberIds");
    out.member_email = inner.text("teamMemberEmail");
    check.nest("routing", inner);
    return out;
}

std::optional<std::int64_t> recurrence_count_in(body_check& check) {
    const auto count = integer_in(check, "recurrenceCount");
    if (count && *count < 1) {
        check.complain("recurrenceCount", "recurrenceCount must not be less than 1");
        return std::nullopt;
    }
    return count;
}

bool instant_in(body_check& check) {
    const auto* const value = check.find("instant");
    if (value == nullptr) return false;
    if (!value->is_bool()) check.complain("instant", "instant must be a boolean value");
    return value->is_bool() && value->get_bool();
}

}  // namespace

instant start_in(body_check& check) {
    const auto* const value = check.find("start");
    const auto start = value != nullptr && value->is_string() ? read_start(value->get_string())
                                                              : std::optional<instant>{};
    if (!start) check.complain("start", "start must be a valid ISO 8601 date string");
    return start.value_or(instant{});
}

void check_language(body_check& check, const std::string& language) {
    if (language.empty() || std::ranges::find(languages, language) != languages.end()) return;
    std::string known;
    for (const auto l : languages) known += (known.empty() ? "" : ", ") + std::string(l);
    check.complain("language", "language must be one of the following values: " + known);
}

std::optional<std::int64_t> integer_in(body_check& check, std::string_view name) {
    const auto* const value = check.find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_int64()) return value->get_int64();
    // 30.0 is the integer 30 in JSON as JavaScript reads it.
    constexpr double exact_max = 9'007'199'254'740'991.0;
    if (value->is_double() && std::abs(value->get_double()) <= exact_max &&
        std::trunc(value->get_double()) == value->get_double())
        return static_cast<std::int64_t>(value->get_double());
    check.complain(name, std::string(name) + " must be an integer number");
    return std::nullopt;
}

bool is_email(std::string_view text) {
    const auto at = text.find('@');
    if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos)
        return false;
    const auto domain = text.substr(at + 1);
    const auto dot = domain.rfind('.');
    const bool no_blank = std::ranges::none_of(
        text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == ',' || c == '"'; });
    return no_blank && dot != std::string_view::npos && dot > 0 && dot + 1 < domain.size();
}

std::expected<new_booking, wire::response> read_new_booking(const exchange& x) {
    const auto body = read_body(x);
    if (!body) return std::unexpected(body.error());
    body_check check(*body);
    check.only({"start", "attendee", "bookingFieldsResponses", "eventTypeId", "eventTypeSlug",
                "username", "teamSlug", "organizationSlug", "guests", "meetingUrl", "location",
                "metadata", "lengthInMinutes", "routing", "emailVerificationCode",
                "rrHostSubsetIds", "recurrenceCount", "instant"});
    new_booking out;
    out.start = start_in(check);
    out.booker = attendee_in(check, x.zones);
    out.field_responses = check.object("bookingFieldsResponses");
    out.selector = selector_in(check);
    out.guests = check.texts("guests");
    if (const auto* location = check.find("location"))
        out.location = *location;
    else if (auto url = check.text("meetingUrl"); !url.empty())
        out.location = json::string(url);
    out.metadata = metadata_in(check);
    out.length = length_in(check);
    out.recurrence_count = recurrence_count_in(check);
    out.hosts = hosts_in(check);
    out.verification_code = check.text("emailVerificationCode");
    out.instant_meeting = instant_in(check);
    if (!names_an_event_type(out.selector))
        check.complain("eventTypeId or eventTypeSlug + username",
                       "Either eventTypeId or eventTypeSlug + username or eventTypeSlug + teamSlug "
                       "must be provided");
    if (!check.passed()) return std::unexpected(failure(x, 400, check.message()));
    return out;
}

}  // namespace slotgate::sim
