#include "finding/opening_hours.hpp"

#include <algorithm>

namespace slotgate::finding {
namespace {

constexpr std::array<std::string_view, 7> names_of_days{"mon", "tue", "wed", "thu",
                                                        "fri", "sat", "sun"};

std::size_t weekday_of(local_date date) {
    return std::chrono::weekday{date}.iso_encoding() - 1;
}

}  // namespace

bool is_workday(const opening_hours& open, local_date date) {
    return open.workdays.at(weekday_of(date));
}

local_date workday_after(const opening_hours& open, local_date date) {
    auto next = date + days{1};
    while (next < date + days{7} && !is_workday(open, next)) next += days{1};
    return next;
}

local_time moved_into(const opening_hours& open, local_time wished) {
    const auto date = std::chrono::floor<days>(wished);
    const auto since_midnight = wished - date;
    if (!is_workday(open, date) || since_midnight >= open.closes)
        return workday_after(open, date) + open.opens;
    return std::max(wished, local_time{date + open.opens});
}

std::optional<std::array<bool, 7>> read_workdays(std::string_view names) {
    std::array<bool, 7> out{};
    while (!names.empty()) {
        const auto one = names.substr(0, names.find(','));
        names.remove_prefix(std::min(names.size(), one.size() + 1));
        const auto* const found = std::ranges::find(names_of_days, one);
        if (found == names_of_days.end()) return std::nullopt;
        out.at(static_cast<std::size_t>(found - names_of_days.begin())) = true;
    }
    if (std::ranges::none_of(out, [](bool open) { return open; })) return std::nullopt;
    return out;
}

std::string workday_names(const opening_hours& open) {
    std::string out;
    for (std::size_t day = 0; day < names_of_days.size(); ++day) {
        if (!open.workdays.at(day)) continue;
        if (!out.empty()) out += ',';
        out += names_of_days.at(day);
    }
    return out;
}

}  // namespace slotgate::finding
