#include "origin/http_date.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace slotgate::origin {

std::optional<instant> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::string_view form = "ddd, 00 mmm 0000 00:00:00 GMT";
    if (text.size() != form.size()) return std::nullopt;
    const auto month = std::ranges::find(months, text.substr(8, 3));
    if (month == months.end() || !text.ends_with(" GMT") || text[3] != ',') return std::nullopt;
    // The same reading in the form the core reads, digits and ranges checked there.
    const auto number = std::to_string(month - months.begin() + 101).substr(1);
    std::string iso(text.substr(12, 4));
    iso.append("-").append(number).append("-").append(text.substr(5, 2));
    iso.append("T").append(text.substr(17, 8)).append("Z");
    return parse_instant(iso);
}

}  // namespace slotgate::origin
