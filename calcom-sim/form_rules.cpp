#include "calcom-sim/form_rules.hpp"

#include <algorithm>
#include <array>

namespace slotgate::sim {
namespace {

namespace json = boost::json;

struct form_field {
    std::string slug;
    std::string type;
    bool required = false;
    std::vector<std::string> options;
};

std::string member_text(const json::object& object, std::string_view key) {
    const auto* const value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string{};
}

/// The host's own fields, and the phone number where it is asked for.
std::vector<form_field> fields_of(const event_type& type) {
    constexpr std::array own_to_calcom{"name",  "email",  "location",         "title",
                                       "notes", "guests", "rescheduleReason", ""};
    std::vector<form_field> out;
    const auto* const fields = setting(type, "bookingFields");
    if (fields == nullptr || !fields->is_array()) return out;
    for (const auto& field : fields->get_array()) {
        if (!field.is_object()) continue;
        const auto& object = field.get_object();
        form_field one{.slug = member_text(object, "slug"), .type = member_text(object, "type")};
        if (std::ranges::find(own_to_calcom, one.slug) != own_to_calcom.end()) continue;
        const auto* const required = object.if_contains("required");
        one.required = required != nullptr && required->is_bool() && required->get_bool();
        if (const auto* options = object.if_contains("options"); options && options->is_array())
            for (const auto& option : options->get_array())
                if (option.is_string()) one.options.emplace_back(option.get_string());
        out.push_back(std::move(one));
    }
    return out;
}

/// The kinds of JSON value that fit a field, as Cal.com's complaint names them; empty: any.
std::string_view kind_wanted(std::string_view type) {
    constexpr std::array texts{"phone", "address", "text", "textarea", "url", "date"};
    constexpr std::array lists{"multiemail", "multiselect", "checkbox"};
    if (std::ranges::find(texts, type) != texts.end()) return "string";
    if (std::ranges::find(lists, type) != lists.end()) return "array";
    if (type == "number" || type == "boolean") return type;
    if (type == "select" || type == "radio") return "string or number";
    return {};
}

/// As JavaScript's typeof.
std::string_view kind_of(const json::value& value) {
    if (value.is_string()) return "string";
    if (value.is_bool()) return "boolean";
    if (value.is_number()) return "number";
    return "object";
}

bool fits(const json::value& value, std::string_view wanted) {
    if (wanted.empty()) return true;
    if (wanted == "array") return value.is_array();
    if (wanted == "string or number") return value.is_string() || value.is_number();
    return kind_of(value) == wanted;
}

std::string as_text(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

bool is_offered(const form_field& field, const json::value& value) {
    return std::ranges::find(field.options, as_text(value)) != field.options.end();
}

std::string listed(const std::vector<std::string>& options) {
    std::string out;
    for (const auto& option : options) out += (out.empty() ? "" : ", ") + option;
    return out;
}

std::optional<wire::response> refuse_option(const exchange& x, const form_field& field,
                                            const json::value& value) {
    const bool chooses = field.type == "select" || field.type == "radio" ||
                         field.type == "multiselect" || field.type == "checkbox";
    if (!chooses || field.options.empty()) return std::nullopt;
    const auto allowed = "'. Allowed options are: " + listed(field.options) + '.';
    if (value.is_array()) {
        if (std::ranges::all_of(value.get_array(),
                                [&](const auto& one) { return is_offered(field, one); }))
            return std::nullopt;
        return failure(x, 400,
                       "One or more invalid options for booking field '" + field.slug + allowed);
    }
    if (is_offered(field, value)) return std::nullopt;
    return failure(
        x, 400,
        "Invalid option '" + as_text(value) + "' for booking field '" + field.slug + allowed);
}

wire::response missing(const exchange& x, const event_type& type, const form_field& field) {
    if (field.slug == "attendeePhoneNumber" || field.slug == "smsReminderNumber")
        return failure(x, 400,
                       "Missing attendee phone number - it is required by the event type. Pass it "
                       "as \"attendee.phoneNumber\" string in the request.");
    return failure(x, 400,
                   "Missing required booking field response: " + field.slug +
                       " - it is required by the event type booking fields, but missing in the "
                       "bookingFieldsResponses. You can fetch the event type with ID " +
                       std::to_string(type.id.value) + " to see the required fields.");
}

}  // namespace

std::optional<wire::response> refuse_answers(const exchange& x, const event_type& type,
                                             const new_booking& asked) {
    auto given = asked.field_responses;
    for (const auto* const phone : {"attendeePhoneNumber", "smsReminderNumber"}) {
        given.erase(phone);
        if (asked.booker.phone) given[phone] = *asked.booker.phone;
    }
    for (const auto& field : fields_of(type)) {
        const auto* const value = given.if_contains(field.slug);
        if (field.required && (value == nullptr || value->is_null()))
            return missing(x, type, field);
        if (value == nullptr) continue;
        const auto wanted = kind_wanted(field.type);
        if (!fits(*value, wanted))
            return failure(x, 400,
                           "Invalid type for booking field '" + field.slug + "'. Expected type " +
                               std::string(wanted) + " (compatible with field type '" + field.type +
                               "'), but received " + std::string(kind_of(*value)) + '.');
        if (auto refusal = refuse_option(x, field, *value)) return refusal;
    }
    return std::nullopt;
}

}  // namespace slotgate::sim
