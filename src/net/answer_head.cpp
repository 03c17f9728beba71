#include "net/answer_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include <boost/beast/http/status.hpp>

#include "core/ensure.hpp"
#include "net/calcom_headers.hpp"

namespace slotgate::net {
namespace {

bool has_no_length(int status) {
    return status == 204 || status == 304;
}

/// Fields about the connection or the framing: what a handler says about them is not heard.
bool is_ours(std::string_view name) {
    switch (name.size()) {
        case 10:
            return wire::same_header_name(name, "Connection") ||
                   wire::same_header_name(name, "Keep-Alive");
        case 14:
            return wire::same_header_name(name, "Content-Length");
        case 17:
            return wire::same_header_name(name, "Transfer-Encoding");
        default:
            return false;
    }
}

bool could_split(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void append_number(std::string& out, std::size_t n) {
    std::array<char, 20> digits{};
    const auto [end, failed] = std::to_chars(digits.data(), digits.data() + digits.size(), n);
    out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

void append_two_digits(std::string& out, unsigned n) {
    out += static_cast<char>('0' + n / 10 % 10);
    out += static_cast<char>('0' + n % 10);
}

void append_status_line(std::string& out, int status) {
    const auto code = static_cast<unsigned>(status);
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(code));
    out.append("HTTP/1.1 ");
    append_number(out, code);
    out.append(" ").append(reason.data(), reason.size()).append("\r\n");
}

void append_length(std::string& out, std::uint64_t bytes) {
    out.append("Content-Length: ");
    append_number(out, bytes);
    out.append("\r\n");
}

/// Status line and the fields that are the answer's own.
void append_own(std::string& out, const wire::response& response, std::string_view date) {
    append_status_line(out, response.status);
    bool dated = false;
    for (const auto& [name, value] : response.headers.fields()) {
        if (is_ours(name) || could_split(name) || could_split(value)) continue;
        dated = dated || wire::same_header_name(name, "Date");
        append_field(out, name, value);
    }
    if (!dated) append_field(out, "Date", date);
}

void append_after(std::string& out, after_answer after) {
    if (after == after_answer::close) append_field(out, "Connection", "close");
    if (after == after_answer::keep_spoken) append_field(out, "Connection", "keep-alive");
    out.append("\r\n");
}

}  // namespace

bool carries_body(const wire::response& response, answer_body body) {
    return body == answer_body::sent && !has_no_length(response.status);
}

void write_head(std::string& out, const wire::response& response, after_answer after,
                std::string_view date) {
    append_own(out, response, date);
    if (!has_no_length(response.status)) append_length(out, response.body.size());
    append_after(out, after);
}

repeated_head::repeated_head(const wire::response& given) {
    write_head(end_, given, after_answer::keep, {});
    std::string& text = end_;
    std::vector<std::pair<std::size_t, varies>> places;
    for (const auto& [name, what] : {std::pair{"Age", varies::age},
                                     {"X-Request-Id", varies::request_id},
                                     {"Date", varies::date}}) {
        const auto field = "\r\n" + std::string(name) + ": ";
        const auto at = text.find(field);
        ensure(at != std::string::npos, "an answer given again has age, id and date");
        places.emplace_back(at + field.size(), what);
    }
    std::ranges::sort(places);
    std::size_t done = 0;
    for (const auto& [at, what] : places) {
        parts_.push_back({.text = text.substr(done, at - done), .then = what});
        done = text.find("\r\n", at);
    }
    text.erase(0, done);
}

void repeated_head::write(std::string& out, seconds age, std::string_view date) const {
    for (const auto& [text, then] : parts_) {
        out += text;
        if (then == varies::age) append_number(out, static_cast<std::size_t>(age.count()));
        if (then == varies::request_id) append_request_id(out);
        if (then == varies::date) out += date;
    }
    out += end_;
}

std::optional<std::uint64_t> told_length(const wire::response& head) {
    std::optional<std::uint64_t> out;
    for (const auto& [name, value] : head.headers.fields()) {
        if (!wire::same_header_name(name, "Content-Length")) continue;
        std::uint64_t length = 0;
        const auto* end = value.data() + value.size();
        const auto [at, failed] = std::from_chars(value.data(), end, length);
        if (failed != std::errc{} || at != end || (out && *out != length)) return std::nullopt;
        out = length;
    }
    return out;
}

framing framing_of(const wire::response& head, answer_body body, http_version client) {
    if (!carries_body(head, body)) return framing::none;
    if (told_length(head)) return framing::length;
    return client == http_version::v1_1 ? framing::chunked : framing::until_close;
}

void write_streamed_head(std::string& out, const wire::response& head, framing how,
                         after_answer after, std::string_view date) {
    append_own(out, head, date);
    const auto length = told_length(head);
    if (length && !has_no_length(head.status)) append_length(out, *length);
    if (how == framing::chunked) append_field(out, "Transfer-Encoding", "chunked");
    append_after(out, after);
}

std::string chunk_begin(std::size_t bytes) {
    std::array<char, 16> digits{};
    const auto [end, failed] =
        std::to_chars(digits.data(), digits.data() + digits.size(), bytes, 16);
    return std::string(digits.data(), end).append("\r\n");
}

std::string date_text(instant t) {
    constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = date_of(t);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<seconds>(t - day)};
    std::string out = weekdays[std::chrono::weekday{day}.c_encoding()];
    out += ", ";
    append_two_digits(out, static_cast<unsigned>(date.day()));
    out.append(" ").append(months[static_cast<unsigned>(date.month()) - 1]).append(" ");
    const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
    append_two_digits(out, year / 100);
    append_two_digits(out, year % 100);
    out += ' ';
    append_two_digits(out, static_cast<unsigned>(time.hours().count()));
    out += ':';
    append_two_digits(out, static_cast<unsigned>(time.minutes().count()));
    out += ':';
    append_two_digits(out, static_cast<unsigned>(time.seconds().count()));
    return out + " GMT";
}

std::string_view date_header::at(instant now) {
    const auto second = std::chrono::floor<seconds>(now);
    if (second != written_for_) {
        text_ = date_text(now);
        written_for_ = second;
    }
    return text_;
}

}  // namespace slotgate::net
