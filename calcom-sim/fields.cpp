#include "calcom-sim/fields.hpp"

#include <algorithm>

namespace slotgate::sim {
namespace {

constexpr std::size_t text_bytes_max = 500;
constexpr std::size_t elements_max = 10'000;
constexpr std::int64_t minutes_per_year = 525'600;

/// `23:59` as minutes; nothing for any other form.
std::optional<minutes> parse_time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    int value = 0;
    for (const std::size_t i : {0U, 1U, 3U, 4U}) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    if (value / 100 > 23 || value % 100 > 59) return std::nullopt;
    return minutes{value / 100 * 60 + value % 100};
}

}  // namespace

void fault::note(std::string_view place, std::string_view what) {
    if (!none()) return;
    text_.append(place.empty() ? "the file" : place).append(": ").append(what);
}

fields::fields(const boost::json::value& from, std::string place, fault& wrong)
    : object_(from.if_object()), place_(std::move(place)), fault_(wrong) {
    if (object_ == nullptr) fault_.note(place_, "must be an object");
}

const boost::json::value* fields::look_up(std::string_view key) {
    read_.push_back(key);
    return object_ == nullptr ? nullptr : object_->if_contains(key);
}

bool fields::has(std::string_view key) const {
    return object_ != nullptr && object_->contains(key);
}

void fields::complain(std::string_view key, std::string_view what) {
    std::string place = place_;
    if (!place.empty()) place += '.';
    fault_.note(place.append(key), what);
}

std::string fields::text(std::string_view key) {
    const auto* found = look_up(key);
    const auto* value = found == nullptr ? nullptr : found->if_string();
    if (value != nullptr && !value->empty() && value->size() <= text_bytes_max)
        return {value->data(), value->size()};
    complain(key, "must be a text of 1 to 500 bytes");
    return {};
}

std::string fields::text_or(std::string_view key, std::string fallback) {
    return has(key) ? text(key) : (look_up(key), std::move(fallback));
}

std::int64_t fields::number(std::string_view key, std::int64_t low, std::int64_t high) {
    const auto* found = look_up(key);
    const auto* value = found == nullptr ? nullptr : found->if_int64();
    if (value != nullptr && *value >= low && *value <= high) return *value;
    complain(key,
             "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return low;
}

std::optional<std::int64_t> fields::number_if(std::string_view key, std::int64_t low,
                                              std::int64_t high) {
    if (has(key)) return number(key, low, high);
    allow(key);
    return std::nullopt;
}

std::optional<minutes> fields::span_if(std::string_view key) {
    const auto value = number_if(key, 0, minutes_per_year);
    if (!value) return std::nullopt;
    return minutes{*value};
}

bool fields::flag_or(std::string_view key, bool fallback) {
    const auto* found = look_up(key);
    if (found == nullptr) return fallback;
    if (const auto* value = found->if_bool()) return *value;
    complain(key, "must be true or false");
    return fallback;
}

double fields::fraction_or(std::string_view key, double fallback) {
    const auto* found = look_up(key);
    if (found == nullptr) return fallback;
    boost::system::error_code ec;
    const auto value = found->to_number<double>(ec);
    if (!ec && value >= 0 && value <= 1) return value;
    complain(key, "must be a number from 0 to 1");
    return fallback;
}

minutes fields::time_of_day(std::string_view key) {
    const auto value = parse_time_of_day(text(key));
    if (!value) complain(key, "must be a time of day like 09:00");
    return value.value_or(minutes{0});
}

std::chrono::year_month_day fields::date(std::string_view key) {
    const auto value = parse_date(text(key));
    if (!value) complain(key, "must be a date like 2031-05-06");
    return value.value_or(std::chrono::year_month_day{utc_date{}});
}

instant fields::time(std::string_view key) {
    const auto value = parse_instant(text(key));
    if (!value) complain(key, "must be a time like 2031-05-06T07:00:00Z");
    return value.value_or(instant{});
}

std::optional<instant> fields::time_if(std::string_view key) {
    if (has(key)) return time(key);
    allow(key);
    return std::nullopt;
}

void fields::each(std::string_view key,
                  const std::function<void(const boost::json::value&, std::string)>& read) {
    const auto* found = look_up(key);
    if (found == nullptr) return;
    const auto* list = found->if_array();
    if (list == nullptr || list->size() > elements_max) {
        complain(key, "must be a list of at most 10000 elements");
        return;
    }
    const std::string before = place_.empty() ? std::string(key) : place_ + '.' + std::string(key);
    for (std::size_t i = 0; i < list->size(); ++i)
        read((*list)[i], before + '[' + std::to_string(i) + ']');
}

std::vector<std::string> fields::texts(std::string_view key) {
    std::vector<std::string> out;
    each(key, [&](const boost::json::value& element, const std::string& at) {
        const auto* value = element.if_string();
        if (value == nullptr || value->size() > text_bytes_max)
            fault_.note(at, "must be a text of at most 500 bytes");
        else
            out.emplace_back(value->data(), value->size());
    });
    return out;
}

void fields::inside(std::string_view key, const std::function<void(fields&)>& read) {
    const auto* found = look_up(key);
    if (found == nullptr) return;
    const std::string before = place_.empty() ? std::string(key) : place_ + '.' + std::string(key);
    fields part(*found, before, fault_);
    read(part);
    part.finish();
}

boost::json::object fields::object(std::string_view key) {
    const auto* found = look_up(key);
    if (found != nullptr && found->is_object()) return found->get_object();
    complain(key, "must be an object");
    return {};
}

bool fields::is_object(std::string_view key) const {
    const auto* found = object_ == nullptr ? nullptr : object_->if_contains(key);
    return found != nullptr && found->is_object();
}

boost::json::object fields::rest(std::span<const std::string_view> keys) {
    boost::json::object out;
    for (const auto key : keys)
        if (const auto* value = look_up(key)) out[key] = *value;
    return out;
}

void fields::finish() {
    if (object_ == nullptr) return;
    for (const auto& member : *object_) {
        const std::string_view key{member.key().data(), member.key().size()};
        if (std::ranges::find(read_, key) == read_.end()) complain(key, "is not known here");
    }
}

result<void> read_body(
    std::string_view body, std::string_view name,
    const std::function<void(const boost::json::value&, const std::string&, fault&)>& read) {
    boost::system::error_code broken;
    const auto value = boost::json::parse(body, broken);
    if (broken) return fail(errc::bad_request, "The body must be JSON: " + broken.message());
    fault wrong;
    const auto* list = value.if_array();
    if (list == nullptr) {
        read(value, std::string(name), wrong);
    } else if (list->size() > elements_max) {
        wrong.note(name, "must be at most 10000");
    } else {
        for (std::size_t i = 0; i < list->size(); ++i)
            read((*list)[i], std::string(name) + '[' + std::to_string(i) + ']', wrong);
    }
    if (!wrong.none()) return fail(errc::bad_request, wrong.as_error().detail);
    return {};
}

}  // namespace slotgate::sim
