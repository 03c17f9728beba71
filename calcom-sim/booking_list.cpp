#include "calcom-sim/booking_list.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>

#include "calcom-sim/booking_json.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::int64_t take_default = 100;
constexpr std::int64_t take_max = 250;

/// Bounds of a time, both sides included.
struct time_range {
    std::optional<instant> after;
    std::optional<instant> before;
    [[nodiscard]] bool admits(instant t) const {
        return (!after || t >= *after) && (!before || t <= *before);
    }
};

struct list_question {
    std::vector<std::string> status;
    std::string attendee_email;
    std::string attendee_name;
    std::string uid;
    std::set<std::int64_t> event_types;
    std::set<std::int64_t> teams;
    std::optional<instant> after_start;
    std::optional<instant> before_end;
    time_range created;
    time_range updated;
    std::string sort_key;  ///< `sortStart` and so on; empty: none
    bool descending = false;
    std::int64_t take = take_default;
    std::int64_t skip = 0;
};

/// Reads the query string, collecting what is wrong with it.
class list_reader {
  public:
    explicit list_reader(std::string_view query) : check_(parameters(query)) {}

    [[nodiscard]] list_question read();
    [[nodiscard]] const validation& check() const { return check_; }

  private:
    void complain(std::string_view name, std::string_view constraint, const std::string& message) {
        check_.complain(name, constraint, message);
    }
    [[nodiscard]] static json::object parameters(std::string_view query) {
        json::object out;
        for (auto& [name, value] : wire::parse_query(query)) out[name] = value;
        return out;
    }
    [[nodiscard]] std::string text(std::string_view name) const {
        const auto* const value = check_.find(name);
        return value == nullptr ? std::string{} : std::string(value->get_string());
    }
    [[nodiscard]] std::optional<instant> time(std::string_view name);
    [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t otherwise,
                                      std::int64_t least, std::int64_t most);
    [[nodiscard]] std::set<std::int64_t> ids(std::initializer_list<std::string_view> names);
    void read_status(list_question& out);
    void read_sorting(list_question& out);
    void refuse_unknown();

    validation check_;
};

std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failed != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto piece = text.substr(0, text.find(','));
        out.emplace_back(piece);
        text.remove_prefix(std::min(text.size(), piece.size() + 1));
    }
    return out;
}

std::optional<instant> list_reader::time(std::string_view name) {
    const auto given = text(name);
    if (given.empty()) return std::nullopt;
    auto t = parse_instant(given);
    if (!t) t = parse_instant(given + 'Z');
    if (const auto date = parse_date(given); !t && date) t = instant{std::chrono::sys_days{*date}};
    if (!t)
        complain(name, "isIso8601", std::string(name) + " must be a valid ISO 8601 date string");
    return t;
}

std::int64_t list_reader::number(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                 std::int64_t most) {
    if (check_.find(name) == nullptr) return otherwise;
    const auto value = integer(text(name));
    const std::string label{name};
    if (!value)
        complain(name, "isNumber",
                 label + " must be a number conforming to the specified constraints");
    else if (*value < least)
        complain(name, "min", label + " must not be less than " + std::to_string(least));
    else if (*value > most)
        complain(name, "max", label + " must not be greater than " + std::to_string(most));
    return value.value_or(otherwise);
}

std::set<std::int64_t> list_reader::ids(std::initializer_list<std::string_view> names) {
    std::set<std::int64_t> out;
    for (const auto name : names) {
        for (const auto& piece : split(text(name))) {
            if (const auto id = integer(piece))
                out.insert(*id);
            else
                complain(name, "isNumber",
                         std::string(name) +
                             " must be a number conforming to the specified constraints");
        }
    }
    return out;
}

void list_reader::read_status(list_question& out) {
    static const std::set<std::string> known{"upcoming", "recurring", "past", "cancelled",
                                             "unconfirmed"};
    out.status = split(text("status"));
    if (!std::ranges::all_of(out.status, [](const auto& s) { return known.contains(s); }))
        complain("status", "isEnum",
                 "Invalid status. Allowed are upcoming, recurring, past, cancelled, unconfirmed");
}

void list_reader::read_sorting(list_question& out) {
    for (const auto* const name : {"sortStart", "sortEnd", "sortCreated", "sortUpdatedAt"}) {
        const auto direction = text(name);
        if (direction.empty()) continue;
        if (direction != "asc" && direction != "desc")
            complain(name, "isEnum",
                     std::string(name) + " must be one of the following values: asc, desc");
        if (!out.sort_key.empty()) continue;
        out.sort_key = name;
        out.descending = direction == "desc";
    }
}

void list_reader::refuse_unknown() {
    static const std::set<std::string_view> known{
        "status",       "attendeeEmail", "attendeeName",    "bookingUid",      "eventTypeId",
        "eventTypeIds", "teamId",        "teamsIds",        "afterStart",      "beforeEnd",
        "sortStart",    "sortEnd",       "afterCreatedAt",  "beforeCreatedAt", "afterUpdatedAt",
        "sortCreated",  "take",          "beforeUpdatedAt", "sortUpdatedAt",   "skip"};
    for (const auto& member : check_.target())
        if (!known.contains(std::string_view(member.key())))
            complain(member.key(), "whitelistValidation",
                     "property " + std::string(member.key()) + " should not exist");
}

list_question list_reader::read() {
    list_question out;
    refuse_unknown();
    read_status(out);
    out.attendee_email = text("attendeeEmail");
    out.attendee_name = text("attendeeName");
    out.uid = text("bookingUid");
    out.event_types = ids({"eventTypeId", "eventTypeIds"});
    out.teams = ids({"teamId", "teamsIds"});
    out.after_start = time("afterStart");
    out.before_end = time("beforeEnd");
    out.created = {.after = time("afterCreatedAt"), .before = time("beforeCreatedAt")};
    out.updated = {.after = time("afterUpdatedAt"), .before = time("beforeUpdatedAt")};
    read_sorting(out);
    out.take = number("take", take_default, 1, take_max);
    out.skip = number("skip", 0, 0, 1'000'000'000);
    return out;
}

bool has_status(const booking& b, const std::string& status, instant now) {
    const bool gone = b.status == booking_status::cancelled || b.status == booking_status::rejected;
    // One of a series is upcoming only once it is confirmed.
    if (status == "upcoming")
        return b.end >= now && !gone && (!b.recurring_uid || b.status == booking_status::accepted);
    if (status == "recurring") return b.end >= now && !gone && b.recurring_uid.has_value();
    if (status == "past") return !gone && b.end <= now;
    if (status == "cancelled") return gone;
    if (status == "unconfirmed") return b.status == booking_status::pending && b.end >= now;
    return false;
}

bool concerns(const booking& b, user_id who, const std::string& email) {
    return b.organizer == who ||
           std::ranges::find(b.attendees, email, &attendee::email) != b.attendees.end();
}

bool admits(const list_question& q, const booking& b, instant now) {
    const auto some_attendee = [&](auto member, const std::string& wanted) {
        return wanted.empty() ||
               std::ranges::find(b.attendees, wanted, member) != b.attendees.end();
    };
    const bool right_status = q.status.empty() || std::ranges::any_of(q.status, [&](const auto& s) {
                                  return has_status(b, s, now);
                              });
    const bool right_update = (!q.updated.after && !q.updated.before) ||
                              (b.updated_at && q.updated.admits(*b.updated_at));
    return right_status && right_update && some_attendee(&attendee::email, q.attendee_email) &&
           some_attendee(&attendee::name, q.attendee_name) && (q.uid.empty() || q.uid == b.uid) &&
           (!q.after_start || b.start >= *q.after_start) &&
           (!q.before_end || b.end <= *q.before_end) && q.created.admits(b.created_at);
}

/// What is sorted by; ties go by number, so that pages never overlap.
instant sort_value(const list_question& q, const booking& b) {
    if (q.sort_key == "sortEnd") return b.end;
    if (q.sort_key == "sortCreated") return b.created_at;
    if (q.sort_key == "sortUpdatedAt") return b.updated_at.value_or(instant{});
    return b.start;
}

bool goes_down(const list_question& q) {
    if (!q.sort_key.empty()) return q.descending;
    return q.status.size() == 1 && (q.status.front() == "past" || q.status.front() == "cancelled");
}

/// The event types a filter leaves; all, if it names none that is there: Cal.com drops such a
/// filter.
template <class Names>
std::set<event_type_id> types_left(const world& w, const Names& names) {
    std::set<event_type_id> out;
    for (const auto& [id, type] : w.event_types)
        if (names(type)) out.insert(id);
    return out;
}

struct type_filters {
    std::set<event_type_id> by_id;
    std::set<event_type_id> by_team;

    [[nodiscard]] bool admit(const booking& b) const {
        return (by_id.empty() || by_id.contains(b.event_type)) &&
               (by_team.empty() || by_team.contains(b.event_type));
    }
};

/// A managed parent stands for its children.
type_filters filters_of(const world& w, const list_question& q) {
    return {
        .by_id = types_left(w,
                            [&](const event_type& type) {
                                return q.event_types.contains(type.id.value) ||
                                       (type.parent && q.event_types.contains(type.parent->value));
                            }),
        .by_team = types_left(
            w, [&](const event_type& type) { return type.team && q.teams.contains(*type.team); })};
}

std::vector<const booking*> selection(const exchange& x, const list_question& q) {
    const auto who = *x.caller.who;
    const auto person = x.w.users.find(who);
    const auto email = person == x.w.users.end() ? std::string{} : person->second.email;
    const auto types = filters_of(x.w, q);
    std::vector<const booking*> out;
    for (const auto& [uid, b] : x.w.bookings)
        if (concerns(b, who, email) && types.admit(b) && admits(q, b, x.now)) out.push_back(&b);
    const bool down = goes_down(q);
    std::ranges::sort(out, [&](const booking* a, const booking* b) {
        const auto left = std::pair{sort_value(q, *a), a->id};
        const auto right = std::pair{sort_value(q, *b), b->id};
        return down ? left > right : left < right;
    });
    return out;
}

json::object pagination(std::int64_t total, std::int64_t returned, const list_question& q) {
    const auto remaining = std::max<std::int64_t>(0, total - q.skip - returned);
    return {{"totalItems", total},
            {"remainingItems", remaining},
            {"returnedItems", returned},
            {"itemsPerPage", q.take},
            {"currentPage", q.skip / q.take + 1},
            {"totalPages", (total + q.take - 1) / q.take},
            {"hasNextPage", remaining > 0},
            {"hasPreviousPage", q.skip > 0}};
}

}  // namespace

reaction list_bookings(exchange& x) {
    list_reader reader(x.request.query());
    const auto question = reader.read();
    if (!reader.check().passed()) return just(validation_failure(x, reader.check()));
    const auto all = selection(x, question);
    json::array page;
    const auto total = static_cast<std::int64_t>(all.size());
    for (auto i = question.skip; i < std::min(total, question.skip + question.take); ++i)
        page.emplace_back(booking_object(x.w, *all[static_cast<std::size_t>(i)]));
    const auto returned = static_cast<std::int64_t>(page.size());
    const json::object body{{"status", "success"},
                            {"data", std::move(page)},
                            {"pagination", pagination(total, returned, question)}};
    return just(wire::json_response(200, json::serialize(body)));
}

}  // namespace slotgate::sim
