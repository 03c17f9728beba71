#include "tz/tzif.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "tz/posix_rule.hpp"

namespace slotgate::tz {
namespace {

using std::chrono::sys_seconds;

constexpr std::string_view magic = "TZif";
constexpr std::size_t header_bytes = 44;

/// A change as the file has it: to the second, and possibly to the offset that was in force
/// already.
struct change {
    sys_seconds since;
    seconds offset;
};

std::int64_t big_endian(std::string_view bytes) {
    // The first byte carries the sign; the unsigned sum then wraps as two's complement does.
    std::uint64_t value = (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0 ? ~0ULL : 0ULL;
    for (const char c : bytes) value = (value << 8U) | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(value);
}

/// The six counts of a header, in the file's order.
struct counts {
    std::size_t ut_marks, standard_marks, leaps, times, types, name_bytes;

    [[nodiscard]] std::size_t block_bytes(std::size_t time_bytes) const {
        return times * (time_bytes + 1) + types * 6 + name_bytes + leaps * (time_bytes + 4) +
               standard_marks + ut_marks;
    }
};

std::optional<counts> read_header(std::string_view bytes) {
    if (bytes.size() < header_bytes || !is_tzif(bytes)) return std::nullopt;
    std::array<std::size_t, 6> values{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto value = big_endian(bytes.substr(20 + i * 4, 4));
        // Real files stay below 2,000; the bound keeps every product far from overflow.
        if (value < 0 || value > 100'000) return std::nullopt;
        values[i] = static_cast<std::size_t>(value);
    }
    return counts{values[0], values[1], values[2], values[3], values[4], values[5]};
}

/// The changes of a block with times of eight bytes, led by the offset before the first of them.
std::optional<std::vector<change>> read_block(std::string_view block, const counts& n) {
    const auto times = block.substr(0, n.times * 8);
    const auto indices = block.substr(n.times * 8, n.times);
    const auto types = block.substr(n.times * 9, n.types * 6);
    if (n.types == 0) return std::nullopt;
    const auto offset_of = [&](std::size_t type) {
        return seconds{big_endian(types.substr(type * 6, 4))};
    };
    std::vector<change> out{{sys_seconds::min(), offset_of(0)}};
    for (std::size_t i = 0; i < n.times; ++i) {
        const auto type = static_cast<unsigned char>(indices[i]);
        if (type >= n.types) return std::nullopt;
        const sys_seconds since{seconds{big_endian(times.substr(i * 8, 8))}};
        if (since < out.back().since) return std::nullopt;
        out.push_back({since, offset_of(type)});
    }
    return out;
}

/// Appends what the rule says for the time after the last listed change.
void extend(std::vector<change>& changes, const posix_rule& rule) {
    const bool listed = changes.size() > 1;
    const sys_seconds last = changes.back().since;
    if (!rule.yearly) {
        if (!listed) changes.back().offset = rule.standard;
        return;
    }
    const auto append = [&](const change& c) {
        if (!listed || c.since > last) changes.push_back(c);
    };
    // A year earlier than wanted, so that the state at the first wanted instant is known.
    for (auto year = first_year - std::chrono::years{1}; year < past_last_year; ++year) {
        const change to_summer{rule.yearly->to_summer.in(year)-rule.standard, rule.summer};
        const change to_standard{rule.yearly->to_standard.in(year)-rule.summer, rule.standard};
        const bool northern = to_summer.since < to_standard.since;
        append(northern ? to_summer : to_standard);
        append(northern ? to_standard : to_summer);
    }
}

/// Cuts to the years wanted and to whole minutes, and leaves out changes that change nothing.
std::vector<zone::period> to_periods(const std::vector<change>& changes) {
    const sys_seconds from = std::chrono::sys_days{first_year / 1 / 1};
    const sys_seconds until = std::chrono::sys_days{past_last_year / 1 / 1};
    std::vector<zone::period> out;
    for (const auto& [since, offset] : changes) {
        const auto cut = std::chrono::duration_cast<minutes>(offset);
        if (since >= until) break;
        if (since <= from) {
            out.assign(1, {from, cut});
        } else if (cut != out.back().offset) {
            out.push_back({since, cut});
        }
    }
    out.shrink_to_fit();
    return out;
}

/// The text between the two line ends that close the file.
std::optional<std::string_view> read_footer(std::string_view rest) {
    if (rest.size() < 2 || rest.front() != '\n') return std::nullopt;
    rest.remove_prefix(1);
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    return rest.substr(0, end);
}

}  // namespace

bool is_tzif(std::string_view bytes) {
    return bytes.starts_with(magic);
}

result<std::vector<zone::period>> read_tzif(std::string_view bytes) {
    const auto wrong = [](const char* what) { return fail(errc::io, what); };
    // Version 1 had times of four bytes; later files repeat themselves after it with eight.
    const auto narrow = read_header(bytes);
    if (!narrow) return wrong("no TZif header");
    if (bytes[4] < '2') return wrong("TZif version 1 is not read");
    const std::size_t skipped = header_bytes + narrow->block_bytes(4);
    if (bytes.size() < skipped) return wrong("TZif file cut short");
    bytes.remove_prefix(skipped);

    const auto wide = read_header(bytes);
    if (!wide) return wrong("no second TZif header");
    bytes.remove_prefix(header_bytes);
    if (bytes.size() < wide->block_bytes(8)) return wrong("TZif file cut short");
    auto changes = read_block(bytes, *wide);
    if (!changes) return wrong("TZif file contradicts itself");

    const auto footer = read_footer(bytes.substr(wide->block_bytes(8)));
    if (!footer) return wrong("no TZif footer");
    if (!footer->empty()) {
        const auto rule = read_posix_rule(*footer);
        if (!rule) return wrong("TZif footer not understood");
        extend(*changes, *rule);
    }
    return to_periods(*changes);
}

}  // namespace slotgate::tz
