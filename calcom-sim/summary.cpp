#include "calcom-sim/summary.hpp"

#include <algorithm>
#include <charconv>

#include "calcom-sim/json_access.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;
using findings = std::vector<std::string>;

/// What a summary says of the `n`th request, if ours was another.
void expect(findings& out, std::size_t n, std::string_view what, const json::value& ours,
            const json::value& theirs) {
    if (ours == theirs) return;
    out.push_back("request " + std::to_string(n + 1) + ": " + std::string(what) + " " +
                  json::serialize(ours) + ", recorded " + json::serialize(theirs));
}

int number_in(std::string_view text) {
    int value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// [status, "remaining", "reset"] of one answer.
void expect_limit(findings& out, std::size_t n, const wire::response& answer,
                  const json::array& row) {
    const auto header = [&](std::string_view name) {
        return std::string(answer.headers.find("x-ratelimit-" + std::string(name) + "-default")
                               .value_or("absent"));
    };
    const auto text = [&](std::size_t i) {
        return row[i].is_string() ? std::string(row[i].get_string()) : std::string{};
    };
    expect(out, n, "status", answer.status, row[0]);
    expect(out, n, "remaining", json::value(header("remaining")), json::value(text(1)));
    const auto reset = header("reset");
    if (std::abs(number_in(reset) - number_in(text(2))) > 1)
        expect(out, n, "reset", json::value(reset), json::value(text(2)));
}

bool is_row(const json::value& row, std::size_t size) {
    return row.is_array() && row.get_array().size() == size;
}

/// True if an answer offers a start at that hour of the day in UTC.
bool offers_hour(const wire::response& answer, int hour) {
    boost::system::error_code broken;
    const auto body = json::parse(answer.body, broken);
    if (broken || !body.is_object()) return false;
    for (const auto& day : object_at(body.get_object(), "data"))
        for (const auto& slot : day.value().is_array() ? day.value().get_array() : json::array{}) {
            if (!slot.is_object()) continue;
            const auto start = parse_instant(text_at(slot.get_object(), "start"));
            if (start && *start - date_of(*start) == hours{hour}) return true;
        }
    return false;
}

/// One line of a timeline: `has10Z` and the like.
void expect_hours(findings& out, std::size_t n, const wire::response& answer,
                  const json::object& line) {
    for (const auto& member : line) {
        const std::string_view key = member.key();
        if (!key.starts_with("has") || !key.ends_with("Z")) continue;
        const int hour = number_in(key.substr(3));
        expect(out, n, key, offers_hour(answer, hour), member.value());
    }
}

/// Times since the first answer are before those of later items: they look at the same clock.
std::optional<findings> replay_lines(const recording& item, replayed_world& in,
                                     const json::array& lines) {
    findings out;
    for (std::size_t n = 0; n < lines.size(); ++n) {
        const auto& line = lines[n].get_object();
        const auto since = number_at(line, "msSinceFirstAnswer");
        const auto status = number_at(line, "status");
        if (!since && !(status && line.contains("ms"))) return std::nullopt;
        if (since && n == 0) in.rewind();
        const auto at = since ? in.begun() + milliseconds{*since} : item.now;
        const auto answer = in.ask_at(item, at);
        if (status) expect(out, n, "status", answer.status, *status);
        expect_hours(out, n, answer, line);
    }
    return out;
}

findings replay_recovery(const recording& item, replayed_world& in, const json::array& rows) {
    findings out;
    const auto second = [](const json::value& row) {
        const auto* s = row.get_array().front().if_int64();
        return seconds{s == nullptr ? 0 : *s};
    };
    const auto begun = item.now - second(rows.back());
    for (std::size_t n = 0; n < rows.size(); ++n) {
        const auto& row = rows[n].get_array();
        const auto answer = in.ask_at(item, begun + second(rows[n]));
        expect_limit(out, n, answer, json::array(row.begin() + 1, row.end()));
    }
    return out;
}

findings replay_run(const recording& item, replayed_world& in, const json::array& rows) {
    findings out;
    // The flow may have asked a part of the run already, fillers included.
    for (auto asked = in.run().size(); asked < rows.size(); ++asked)
        (void)in.ask_at(item, item.now);
    for (std::size_t n = 0; n < rows.size(); ++n)
        expect_limit(out, n, in.run()[n], rows[n].get_array());
    return out;
}

}  // namespace

std::optional<findings> replay_summary(const recording& item, replayed_world& in) {
    if (const auto* object = item.body.if_object()) {
        const auto& seen = array_at(*object, "seen");
        const bool fits = std::ranges::all_of(seen, [](const auto& row) { return is_row(row, 3); });
        if (seen.empty() || !fits) return std::nullopt;
        return replay_run(item, in, seen);
    }
    const auto* list = item.body.if_array();
    if (list == nullptr || list->empty()) return std::nullopt;
    if (std::ranges::all_of(*list, [](const auto& row) { return is_row(row, 4); }))
        return replay_recovery(item, in, *list);
    if (std::ranges::all_of(*list, [](const auto& row) { return row.is_object(); }))
        return replay_lines(item, in, *list);
    return std::nullopt;
}

}  // namespace slotgate::sim
