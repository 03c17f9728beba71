#include "calcom-sim/correspondence.hpp"

#include <algorithm>
#include <array>

#include "calcom-sim/json_access.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> times_of_doing{"createdAt", "updatedAt", "timestamp",
                                                         "reservationUntil"};

bool is_time_of_doing(std::string_view key) {
    return std::ranges::find(times_of_doing, key) != times_of_doing.end();
}

bool names_an_id(std::string_view key) {
    return key == "id" || key.ends_with("Id") || key.ends_with("ID");
}

bool is_uid(std::string_view text) {
    constexpr std::string_view digits =
        "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
    // Leading zeros of the number are not written.
    return (text.size() == 22 || text.size() == 21) &&
           text.find_first_not_of(digits) == std::string_view::npos;
}

bool is_uuid(std::string_view text) {
    constexpr std::size_t length = 36;
    return text.size() == length && text[8] == '-' && text[13] == '-' && text[18] == '-' &&
           text[23] == '-' && text.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

bool same_form(std::string_view a, std::string_view b) {
    return (is_uid(a) && is_uid(b)) || (is_uuid(a) && is_uuid(b));
}

std::string shown(const json::value& value) {
    constexpr std::size_t most = 160;
    auto text = json::serialize(value);
    if (text.size() > most) text = text.substr(0, most) + "...";
    return text;
}

std::string shown(std::string_view text) {
    return shown(json::value(text));
}

}  // namespace

/// Where we are in the two values.
struct correspondence::place {
    std::string path;
    std::string_view key;

    [[nodiscard]] place member(std::string_view name) const {
        return {.path = path.empty() ? std::string(name) : path + '.' + std::string(name),
                .key = name};
    }
    [[nodiscard]] place element(std::size_t i) const {
        return {.path = path + '[' + std::to_string(i) + ']', .key = key};
    }
};

void correspondence::tell(const json::value& told) {
    if (const auto* text = told.if_string()) told_texts_.emplace(*text);
    if (const auto* number = told.if_int64()) told_numbers_.insert(*number);
    if (const auto* list = told.if_array())
        for (const auto& element : *list) tell(element);
    if (const auto* object = told.if_object())
        for (const auto& member : *object) tell(member.value());
}

std::optional<std::string> correspondence::difference(const json::value& ours,
                                                      const json::value& theirs, span when) {
    when_ = when;
    took_[when.from] = when.took;
    complaint_.clear();
    // A uid may stand inside another text before it stands alone, so learn all of them first.
    learn(ours, theirs, {});
    if (same({}, ours, theirs)) return std::nullopt;
    return complaint_;
}

std::optional<std::string> correspondence::difference(std::string_view ours,
                                                      std::string_view theirs) {
    complaint_.clear();
    if (same_texts(ours, theirs)) return std::nullopt;
    complain({}, "ours " + shown(translated(ours)) + ", recorded " + shown(theirs));
    return complaint_;
}

void correspondence::learn(const json::value& ours, const json::value& theirs,
                           std::string_view key) {
    if (ours.is_object() && theirs.is_object()) {
        for (const auto& member : theirs.get_object())
            if (const auto* own = ours.get_object().if_contains(member.key()))
                learn(*own, member.value(), member.key());
        learn_times(theirs.get_object());
    } else if (ours.is_array() && theirs.is_array()) {
        const auto count = std::min(ours.get_array().size(), theirs.get_array().size());
        for (std::size_t i = 0; i < count; ++i)
            learn(ours.get_array()[i], theirs.get_array()[i], key);
    } else if (ours.is_int64() && theirs.is_int64() && names_an_id(key)) {
        const auto a = ours.get_int64();
        const auto b = theirs.get_int64();
        if (a == b || told_numbers_.contains(a) || told_numbers_.contains(b)) return;
        if (numbers_.contains(a) || numbers_back_.contains(b)) return;
        numbers_[a] = b;
        numbers_back_[b] = a;
    } else if (ours.is_string() && theirs.is_string()) {
        learn_text(ours.get_string(), theirs.get_string());
    }
}

void correspondence::learn_text(std::string_view ours, std::string_view theirs) {
    const auto at = ours.find('@');
    if (at != std::string_view::npos && theirs.find('@') != std::string_view::npos)
        return learn_text(ours.substr(0, at), theirs.substr(0, theirs.find('@')));
    const std::string a(ours);
    const std::string b(theirs);
    if (a == b || !same_form(a, b) || told_texts_.contains(a) || told_texts_.contains(b)) return;
    if (texts_.contains(a) || texts_back_.contains(b)) return;
    texts_[a] = b;
    texts_back_[b] = a;
}

void correspondence::learn_times(const json::object& theirs) {
    for (const auto* const name : {"uid", "reservationUid"}) {
        const auto uid = text_at(theirs, name);
        if (uid.empty()) continue;
        for (const auto key : times_of_doing)
            if (const auto t = parse_instant(text_at(theirs, key)))
                times_[{uid, std::string(key)}] = *t;
    }
}

bool correspondence::complain(const place& at, std::string_view what) {
    if (complaint_.empty())
        complaint_ = (at.path.empty() ? std::string{} : "at " + at.path + ": ") + std::string(what);
    return false;
}

bool correspondence::same(const place& at, const json::value& ours, const json::value& theirs) {
    if (ours.is_object() && theirs.is_object())
        return same_objects(at, ours.get_object(), theirs.get_object());
    if (ours.is_array() && theirs.is_array())
        return same_lists(at, ours.get_array(), theirs.get_array());
    bool equal = ours == theirs;
    if (ours.is_string() && theirs.is_string())
        equal = is_time_of_doing(at.key) ? same_times(ours.get_string(), theirs.get_string())
                                         : same_texts(ours.get_string(), theirs.get_string());
    if (ours.is_int64() && theirs.is_int64() && names_an_id(at.key)) {
        const auto known = numbers_.find(ours.get_int64());
        if (known != numbers_.end()) equal = known->second == theirs.get_int64();
    }
    if (equal) return true;
    return complain(at, "ours " + shown(ours) + ", recorded " + shown(theirs));
}

bool correspondence::same_objects(const place& at, const json::object& ours,
                                  const json::object& theirs) {
    auto own = ours.begin();
    for (const auto& member : theirs) {
        const std::string name(member.key());
        if (own == ours.end() || own->key() != member.key()) {
            const bool elsewhere = ours.contains(member.key());
            if (!elsewhere) return complain(at.member(name), "recorded, not in ours");
            return complain(at.member(name), "ours has " + std::string(own->key()) + " here");
        }
        if (!same(at.member(name), own->value(), member.value())) return false;
        ++own;
    }
    if (own != ours.end()) return complain(at.member(own->key()), "in ours, not recorded");
    return true;
}

bool correspondence::same_lists(const place& at, const json::array& ours,
                                const json::array& theirs) {
    const auto count = std::min(ours.size(), theirs.size());
    for (std::size_t i = 0; i < count; ++i)
        if (!same(at.element(i), ours[i], theirs[i])) return false;
    if (ours.size() == theirs.size()) return true;
    const bool more = ours.size() > theirs.size();
    const auto& longer = more ? ours : theirs;
    return complain(at.element(count),
                    (more ? "in ours, not recorded: " : "not in ours: ") + shown(longer[count]));
}

std::string correspondence::translated(std::string_view ours) const {
    std::string out(ours);
    for (const auto& [own, recorded] : texts_)
        for (auto at = out.find(own); at != std::string::npos;
             at = out.find(own, at + recorded.size()))
            out.replace(at, own.size(), recorded);
    return out;
}

bool correspondence::same_texts(std::string_view ours, std::string_view theirs) const {
    return ours == theirs || translated(ours) == theirs ||
           same_but_for_arrival(translated(ours), theirs);
}

bool correspondence::same_but_for_arrival(std::string_view ours, std::string_view theirs) const {
    const auto arrival = to_text(when_.from);
    const auto at = ours.find(arrival);
    if (at == std::string_view::npos || theirs.size() != ours.size()) return false;
    // A time alone is a value of its own, not a word of the clock.
    if (ours.size() == arrival.size()) return false;
    const auto after = at + arrival.size();
    return ours.substr(0, at) == theirs.substr(0, at) &&
           ours.substr(after) == theirs.substr(after) &&
           same_times(arrival, theirs.substr(at, arrival.size()));
}

bool correspondence::same_times(std::string_view ours, std::string_view theirs) const {
    const auto own = parse_instant(ours);
    const auto recorded = parse_instant(theirs);
    if (!own || !recorded || theirs.size() != ours.size()) return ours == theirs;
    if (guesses_.contains(*own)) return *recorded <= when_.from + when_.took;
    // What an earlier request changed may be shown only now.
    const auto earlier = took_.find(*own);
    const auto took = earlier == took_.end() ? when_.took : earlier->second;
    return *recorded >= *own && *recorded - *own <= took;
}

}  // namespace slotgate::sim
