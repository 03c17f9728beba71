#include "wire/slots_question.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "wire/http.hpp"
#include "wire/iso_time.hpp"

namespace slotgate::wire {
namespace {

/// Longer than any question with sense in it. A limit of ours: Cal.com names none.
constexpr std::size_t query_bytes_max = 4096;
/// Cal.com keeps ids in 32 bits; a larger one breaks its query of the database.
constexpr std::int64_t id_max = 2'147'483'647;
constexpr std::size_t usernames_max = 50;

using parameters = std::vector<query_parameter>;

/// All values given under one name. A repeated parameter reaches Cal.com as an array, which most of
/// its checks refuse.
struct given {
    const std::string* first = nullptr;
    std::size_t count = 0;

    [[nodiscard]] bool absent() const { return count == 0; }
    [[nodiscard]] bool is_text() const { return count == 1; }
};

given find(const parameters& all, std::string_view name) {
    given found;
    for (const auto& parameter : all) {
        if (parameter.name != name) continue;
        if (found.count++ == 0) found.first = &parameter.value;
    }
    return found;
}

/// The integer at the front of a text, as ECMAScript's parseInt reads it: `22.5` is 22, `abc`
/// nothing.
std::optional<std::int64_t> leading_integer(std::string_view text) {
    constexpr std::int64_t saturated = 1'000'000'000'000;
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') break;
        value = std::min(saturated, value * 10 + (c - '0'));
    }
    return negative ? -value : value;
}

/// Collects what is wrong with a question in the words of Cal.com's validator.
class complaints {
  public:
    void add(std::string_view property, std::string_view what) {
        if (!text_.empty()) text_ += ", ";
        text_ += property;
        text_ += " property is wrong,";
        text_ += what;
        text_ += ' ';
    }
    [[nodiscard]] bool none() const { return text_.empty(); }
    [[nodiscard]] refusal as_refusal() && { return {.status = 400, .message = std::move(text_)}; }

  private:
    std::string text_;
};

/// How a question names the event type; each way allows only its own parameters.
struct selector_form {
    std::array<std::string_view, 3> names;  ///< in the order Cal.com checks them; empty: unused
    std::size_t needed;  ///< how many of the first must be there to choose this form
};

constexpr selector_form by_id{{"eventTypeId", "", ""}, 1};
constexpr selector_form by_username{{"eventTypeSlug", "username", "organizationSlug"}, 2};
constexpr selector_form by_team{{"eventTypeSlug", "teamSlug", "organizationSlug"}, 2};
/// What is left when no other form fits, hence the texts for a question without any selector.
constexpr selector_form by_usernames{{"usernames", "organizationSlug", ""}, 0};

constexpr std::array<std::string_view, 7> common_names{
    "start", "end", "timeZone", "duration", "format", "bookingUidToReschedule", "rrHostSubsetIds"};

const selector_form& form_of(const parameters& all) {
    for (const auto* form : {&by_id, &by_username, &by_team}) {
        const auto needed = std::span(form->names).first(form->needed);
        if (std::ranges::none_of(needed, [&](auto name) { return find(all, name).absent(); }))
            return *form;
    }
    return by_usernames;
}

void check_names(const parameters& all, const selector_form& form, complaints& wrong) {
    std::vector<std::string_view> named;
    for (const auto& [name, value] : all) {
        const bool known = std::ranges::find(form.names, name) != form.names.end() ||
                           std::ranges::find(common_names, name) != common_names.end();
        if (known || std::ranges::find(named, name) != named.end()) continue;
        named.push_back(name);
        wrong.add(name, "property " + name + " should not exist");
    }
}

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> out;
    while (out.size() < usernames_max) {
        const auto comma = list.find(',');
        out.emplace_back(list.substr(0, comma));
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
    }
    return out;
}

void read_usernames(const parameters& all, slots_selector& selector, complaints& wrong) {
    const auto names = find(all, "usernames");
    if (names.absent()) {
        wrong.add("usernames",
                  "each value in usernames must be a string, The array must contain at least 2 "
                  "elements., usernames must be an array");
        return;
    }
    for (const auto& [name, value] : all)
        if (name == "usernames")
            std::ranges::move(split(value), std::back_inserter(selector.usernames));
    if (selector.usernames.size() < 2)
        wrong.add("usernames", "The array must contain at least 2 elements.");
}

void read_text(const parameters& all, std::string_view name, std::string& into, complaints& wrong) {
    const auto text = find(all, name);
    if (text.is_text()) {
        into = *text.first;
    } else {
        wrong.add(name, std::string(name) + " must be a string");
    }
}

constexpr std::string_view not_a_number =
    " must be a number conforming to the specified constraints";

void read_selector(const parameters& all, const selector_form& form, slots_selector& selector,
                   complaints& wrong) {
    if (&form == &by_id) {
        const auto id = leading_integer(*find(all, "eventTypeId").first);
        if (id) selector.id = event_type_id{*id};
        if (!id) wrong.add("eventTypeId", "eventTypeId" + std::string(not_a_number));
        return;
    }
    if (&form == &by_usernames) {
        read_usernames(all, selector, wrong);
        read_text(all, "organizationSlug", selector.organization, wrong);
        return;
    }
    read_text(all, "eventTypeSlug", selector.slug, wrong);
    if (&form == &by_username) read_text(all, "username", selector.username, wrong);
    if (&form == &by_team) read_text(all, "teamSlug", selector.team, wrong);
    if (!find(all, "organizationSlug").absent())
        read_text(all, "organizationSlug", selector.organization, wrong);
}

/// A time of the question: read, or why not.
using read_time = std::expected<instant, iso_fault>;

read_time time_of(const parameters& all, std::string_view name) {
    const auto text = find(all, name);
    if (!text.is_text()) return std::unexpected(iso_fault::not_iso);
    return read_iso_time(*text.first);
}

bool is_form_fault(const read_time& time) {
    return !time && time.error() == iso_fault::not_iso;
}

std::optional<slot_format> format_of(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (lower == "time") return slot_format::time;
    if (lower == "range") return slot_format::range;
    return std::nullopt;
}

/// Reads what both generations share under names of their own; what is wrong goes to `wrong`.
void read_zone(const parameters& all, const zone_database& zones, slots_question& question,
               complaints& wrong) {
    const auto name = find(all, "timeZone");
    if (name.absent()) return;
    question.zone = name.is_text() ? zones.find(*name.first) : nullptr;
    if (question.zone == nullptr) wrong.add("timeZone", "timeZone must be a valid IANA time-zone");
}

void read_duration(const parameters& all, slots_question& question, complaints& wrong) {
    const auto text = find(all, "duration");
    if (text.absent()) return;
    const auto value = leading_integer(*text.first);
    if (!value) {
        wrong.add("duration", "duration" + std::string(not_a_number));
        return;
    }
    // Beyond any schedule the answer is empty, however far: a year is enough to say so.
    question.duration = minutes{std::clamp<std::int64_t>(*value, -1, 525'600)};
}

void read_format(const parameters& all, std::string_view name, slots_question& question,
                 complaints& wrong) {
    const auto text = find(all, name);
    if (text.absent()) return;
    const auto format = text.is_text() ? format_of(*text.first) : std::nullopt;
    if (format) question.format = *format;
    if (!format) wrong.add(name, "slotFormat must be either 'range' or 'time'");
}

void read_moved_booking(const parameters& all, std::string_view name, slots_question& question,
                        complaints& wrong) {
    if (find(all, name).absent()) return;
    question.beyond_key = true;
    read_text(all, name, question.booking_to_reschedule, wrong);
}

/// `7,8`, or the parameter repeated.
void read_host_subset(const parameters& all, slots_question& question) {
    for (const auto& [name, value] : all) {
        if (name != "rrHostSubsetIds" && !name.starts_with("rrHostSubsetIds[")) continue;
        question.beyond_key = true;
        for (const auto& text : split(value))
            if (const auto id = leading_integer(text)) question.host_subset.emplace_back(*id);
    }
}

std::expected<slots_question, refusal> reject(int status, std::string message) {
    return std::unexpected(refusal{.status = status, .message = std::move(message)});
}

bool id_breaks_database(const slots_selector& selector) {
    return selector.id && (selector.id->value > id_max || selector.id->value < -id_max - 1);
}

/// An end at the first second of a date means all of that date (calcom.md 2.1, recorded E3).
instant end_of_question(instant end) {
    const auto midnight = date_of(end);
    return end < midnight + seconds{1} ? midnight + days{1} - seconds{1} : end;
}

constexpr const char* database_broke = "There was an error, please try again later.";

std::expected<slots_question, refusal> read_new(const parameters& all, const zone_database& zones) {
    slots_question question{.contract = generation::v2024_09_04};
    complaints wrong;
    const auto& form = form_of(all);
    check_names(all, form, wrong);
    read_selector(all, form, question.selector, wrong);
    const auto start = time_of(all, "start");
    const auto end = time_of(all, "end");
    if (is_form_fault(start)) wrong.add("start", "start must be a valid ISO 8601 date string");
    if (is_form_fault(end)) wrong.add("end", "end must be a valid ISO 8601 date string");
    read_zone(all, zones, question, wrong);
    read_duration(all, question, wrong);
    read_format(all, "format", question, wrong);
    read_moved_booking(all, "bookingUidToReschedule", question, wrong);
    if (!wrong.none()) return std::unexpected(std::move(wrong).as_refusal());
    read_host_subset(all, question);
    if (id_breaks_database(question.selector)) return reject(500, database_broke);
    if (!start) return reject(400, "Invalid start date");
    if (!end) return reject(400, "Invalid end date");
    question.start = *start;
    question.end = end_of_question(*end);
    return question;
}

/// The older generation takes a list in any of the ways the qs library knows.
bool is_username_list(std::string_view name) {
    return name.starts_with("usernameList[");
}

void read_old_selector(const parameters& all, slots_selector& selector, complaints& wrong) {
    if (const auto id = find(all, "eventTypeId"); !id.absent()) {
        const auto value = leading_integer(*id.first);
        if (value) selector.id = event_type_id{*value};
        if (!value) wrong.add("eventTypeId", "eventTypeId" + std::string(not_a_number));
        return;
    }
    const auto list = find(all, "usernameList");
    if (list.is_text()) wrong.add("usernameList", "usernameList must be an array");
    for (const auto& [name, value] : all) {
        if (selector.usernames.size() == usernames_max) break;
        if (name == "usernameList" || is_username_list(name)) selector.usernames.push_back(value);
    }
    if (!find(all, "eventTypeSlug").absent()) read_text(all, "eventTypeSlug", selector.slug, wrong);
    if (!find(all, "orgSlug").absent()) read_text(all, "orgSlug", selector.organization, wrong);
    if (selector.usernames.size() == 1) {
        selector.username = std::move(selector.usernames.front());
        selector.usernames.clear();
    }
}

/// Parameters of the older generation that change the answer and that no key holds.
bool is_beyond_old_key(std::string_view name) {
    constexpr std::array<std::string_view, 10> names{
        "rescheduleUid",    "isTeamEvent",     "teamId", "teamMemberEmail", "routedTeamMemberIds",
        "skipContactOwner", "rrHostSubsetIds", "email",  "debug",           "embedConnectVersion"};
    return name.starts_with('_') || std::ranges::find(names, name) != names.end();
}

std::expected<slots_question, refusal> read_old(const parameters& all, const zone_database& zones) {
    slots_question question{.contract = generation::v2024_04_15};
    complaints wrong;
    read_old_selector(all, question.selector, wrong);
    const auto start = time_of(all, "startTime");
    const auto end = time_of(all, "endTime");
    if (is_form_fault(start)) wrong.add("startTime", "");
    if (is_form_fault(end)) wrong.add("endTime", "");
    read_zone(all, zones, question, wrong);
    read_duration(all, question, wrong);
    read_format(all, "slotFormat", question, wrong);
    read_moved_booking(all, "rescheduleUid", question, wrong);
    read_host_subset(all, question);
    // The global pipe of this generation lists what is wrong only in `details` (calcom.md 1.3).
    if (!wrong.none()) return reject(400, "Bad Request Exception");
    if (std::ranges::any_of(all, [](const auto& p) { return is_beyond_old_key(p.name); }))
        question.beyond_key = true;
    if (id_breaks_database(question.selector)) return reject(500, database_broke);
    if (!start || !end)
        return reject(400,
                      "Invalid time range given - check the 'startTime' and 'endTime' query "
                      "parameters.");
    const auto& by = question.selector;
    if (!by.id && by.username.empty() && by.usernames.empty())
        return reject(404, "Event Type not found");
    question.start = *start;
    question.end = *end;
    return question;
}

}  // namespace

std::expected<slots_question, refusal> read_slots_question(generation contract,
                                                           std::string_view query,
                                                           const zone_database& zones) {
    if (query.size() > query_bytes_max) return reject(400, "The query is longer than 4096 bytes");
    const auto all = parse_query(query);
    return contract == generation::v2024_09_04 ? read_new(all, zones) : read_old(all, zones);
}

}  // namespace slotgate::wire
