#include "calcom-sim/replay.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>
#include <sstream>

#include <boost/json.hpp>

#include "calcom-sim/recording.hpp"
#include "calcom-sim/simulator.hpp"

namespace slotgate::sim {
namespace {

constexpr std::uintmax_t file_bytes_max = 64UL << 20U;

result<std::string> contents_of(const std::string& path) {
    std::error_code ec;
    const auto size = std::filesystem::file_size(path, ec);
    if (ec) return fail(errc::io, path + ": " + ec.message());
    if (size > file_bytes_max) return fail(errc::config, path + " is longer than 64 MiB");
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file || !text) return fail(errc::io, path + " cannot be read");
    return std::move(text).str();
}

/// The body without the time at which an error was answered: the clock had moved on by then.
std::string without_timestamp(std::string body) {
    constexpr std::string_view key = R"("timestamp":")";
    const auto at = body.find(key);
    if (at == std::string::npos) return body;
    const auto begin = at + key.size();
    const auto end = body.find('"', begin);
    if (end != std::string::npos) body.erase(begin, end - begin);
    return body;
}

wire::response answer_to(const recording& item, const zone_database& zones) {
    simulator asked(item.state, zones, {});
    return asked.handle(item.request, item.now).answer;
}

/// Where two texts part, with what stands there.
std::string difference(std::string_view ours, std::string_view theirs) {
    const auto [a, b] = std::ranges::mismatch(ours, theirs);
    const auto at = static_cast<std::size_t>(a - ours.begin());
    constexpr std::size_t before = 40;
    constexpr std::size_t shown = 120;
    const std::size_t from = at > before ? at - before : 0;
    std::ostringstream out;
    out << "at byte " << at << "\n    ours:     " << ours.substr(from, shown)
        << "\n    recorded: " << theirs.substr(from, shown);
    return out.str();
}

bool replay_one(const recording& item, const zone_database& zones, std::ostream& out) {
    const auto answer = answer_to(item, zones);
    const std::string ours = without_timestamp(answer.body);
    const std::string theirs = without_timestamp(item.body);
    if (answer.status == item.status && ours == theirs) return true;
    out << item.id << ": " << item.request.target << '\n';
    if (answer.status != item.status)
        out << "    status " << answer.status << ", recorded " << item.status << '\n';
    if (ours != theirs) out << "    " << difference(ours, theirs) << '\n';
    return false;
}

bool is_wanted(const boost::json::value& element, const std::vector<std::string>& groups) {
    if (groups.empty()) return true;
    const auto* object = element.if_object();
    const auto* group = object == nullptr ? nullptr : object->if_contains("group");
    const auto* text = group == nullptr ? nullptr : group->if_string();
    return text != nullptr && std::ranges::find(groups, std::string_view(*text)) != groups.end();
}

}  // namespace

result<replay_counts> replay_file(const std::string& path, const std::vector<std::string>& groups,
                                  const zone_database& zones, std::ostream& out) {
    const auto text = contents_of(path);
    if (!text) return std::unexpected(text.error());
    boost::system::error_code broken;
    const auto file = boost::json::parse(*text, broken);
    if (broken || !file.is_array()) return fail(errc::config, path + " is no file of recordings");
    replay_counts counts;
    std::map<std::string, int> reasons;
    for (const auto& element : file.get_array()) {
        if (!is_wanted(element, groups)) continue;
        const auto item = read_recording(element, zones);
        if (!item) {
            ++counts.skipped;
            ++reasons[item.error().reason];
        } else {
            ++(replay_one(*item, zones, out) ? counts.passed : counts.failed);
        }
    }
    for (const auto& [reason, count] : reasons)
        out << "skipped " << count << ": " << reason << '\n';
    out << counts.passed << " passed, " << counts.failed << " failed, " << counts.skipped
        << " skipped\n";
    return counts;
}

}  // namespace slotgate::sim
