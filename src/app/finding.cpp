#include "app/finding.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace slotgate::app {
namespace {

constexpr std::array<std::string_view, 3> level_names{"ok", "note", "problem"};

std::string_view level_of(const finding& f) {
    return level_names.at(static_cast<std::size_t>(f.gravity));
}

std::int64_t count(std::span<const finding> all, gravity of) {
    return std::ranges::count(all, of, &finding::gravity);
}

}  // namespace

std::string print_lines(std::span<const finding> all) {
    std::string out;
    for (const auto& f : all) {
        out += fmt::format("{:<7}  {} {}: {}", level_of(f), f.tenant, f.subject, f.what);
        if (!f.advice.empty()) out += "  " + f.advice;
        out += '\n';
    }
    return out;
}

std::string print_json(std::span<const finding> all) {
    boost::json::array list;
    for (const auto& f : all)
        list.push_back(boost::json::object{{"level", level_of(f)},
                                           {"tenant", f.tenant},
                                           {"subject", f.subject},
                                           {"what", f.what},
                                           {"advice", f.advice}});
    const boost::json::object out{{"problems", count(all, gravity::problem)},
                                  {"notes", count(all, gravity::note)},
                                  {"findings", std::move(list)}};
    return boost::json::serialize(out) + "\n";
}

int exit_code(std::span<const finding> all) {
    return count(all, gravity::problem) == 0 ? 0 : 1;
}

}  // namespace slotgate::app
