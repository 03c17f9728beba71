#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "core/error.hpp"
#include "core/time.hpp"

namespace slotgate::sim {

/// The first thing found wrong with a file: its place and what it is. Reading goes on with
/// fallbacks, and whoever started it looks here at the end.
class fault {
  public:
    void note(std::string_view place, std::string_view what);
    [[nodiscard]] bool none() const { return text_.empty(); }
    [[nodiscard]] error as_error() const { return {.code = errc::config, .detail = text_}; }

  private:
    std::string text_;
};

/// One JSON object of a file, read key by key; a key nobody read is a fault in the end. Reads of a
/// missing or unfit value note a fault and give a fallback. Confined to its caller; the value, and
/// the `fault`, must outlive it.
class fields {
  public:
    fields(const boost::json::value& from, std::string place, fault& wrong);

    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] const std::string& place() const { return place_; }

    /// Required; at most 500 bytes, not empty.
    std::string text(std::string_view key);
    std::string text_or(std::string_view key, std::string fallback);
    /// Required; within [low, high].
    std::int64_t number(std::string_view key, std::int64_t low, std::int64_t high);
    std::optional<std::int64_t> number_if(std::string_view key, std::int64_t low,
                                          std::int64_t high);
    /// Minutes from 0 to one year; absent: nothing.
    std::optional<minutes> span_if(std::string_view key);
    bool flag_or(std::string_view key, bool fallback);
    /// From 0 to 1.
    double fraction_or(std::string_view key, double fallback);
    /// Required; `09:00`.
    minutes time_of_day(std::string_view key);
    /// Required; `2031-05-06`.
    std::chrono::year_month_day date(std::string_view key);
    /// Required; an ISO time with its offset.
    instant time(std::string_view key);
    std::optional<instant> time_if(std::string_view key);
    /// Calls `read` with each element and its place; absent means none, more than 10,000 is a
    /// fault.
    void each(std::string_view key,
              const std::function<void(const boost::json::value&, std::string)>& read);
    std::vector<std::string> texts(std::string_view key);
    /// Calls `read` with the object at `key`, each of whose keys it must read; absent: not at all.
    void inside(std::string_view key, const std::function<void(fields&)>& read);

    /// Required; an object, as it is.
    boost::json::object object(std::string_view key);
    [[nodiscard]] bool is_object(std::string_view key) const;
    /// Whatever is there; null if nothing is.
    const boost::json::value* value(std::string_view key) { return look_up(key); }
    /// Those of `keys` that are there, as they are.
    boost::json::object rest(std::span<const std::string_view> keys);

    /// Notes a fault at `key`.
    void complain(std::string_view key, std::string_view what);
    /// Lets a key pass unread.
    void allow(std::string_view key) { (void)look_up(key); }
    /// To be called last: a key nobody read is a fault.
    void finish();

  private:
    const boost::json::value* look_up(std::string_view key);

    const boost::json::object* object_ = nullptr;
    std::string place_;
    fault& fault_;
    std::vector<std::string_view> read_;
};

/// The value that a table of names has for the text at `key`; its first value if there is none.
template <class Value, std::size_t Size>
Value named(fields& in, std::string_view key, const std::string& text,
            const std::array<std::pair<std::string_view, Value>, Size>& names) {
    std::string known;
    for (const auto& [name, value] : names) {
        if (name == text) return value;
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    in.complain(key, "must be one of " + known);
    return names.front().second;
}

/// Calls `read` with the object in the JSON `body`, or with each of a list of them, and its place:
/// `name`, or `name[2]`. Errors: bad_request, the first thing found wrong.
[[nodiscard]] result<void> read_body(
    std::string_view body, std::string_view name,
    const std::function<void(const boost::json::value&, const std::string&, fault&)>& read);

}  // namespace slotgate::sim
