#include "calcom-sim/replay.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>
#include <sstream>

#include <boost/json.hpp>

#include "calcom-sim/json_access.hpp"
#include "calcom-sim/recording.hpp"
#include "calcom-sim/replayed_world.hpp"
#include "calcom-sim/summary.hpp"

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

/// Lines about one recording; a summary of a hundred requests says the same a hundred times.
constexpr std::size_t shown_max = 8;

/// Names of what was replayed, and what came of it.
class report {
  public:
    explicit report(std::ostream& out) : out_(out) {}

    void replayed(const recording& item, const std::vector<std::string>& differences) {
        if (differences.empty()) {
            ++outcome_.passed;
            return;
        }
        outcome_.failed.push_back(item.id);
        out_ << item.id << ": " << item.request.method << ' ' << item.request.target << '\n';
        const auto shown = std::min(differences.size(), shown_max);
        for (std::size_t i = 0; i < shown; ++i) out_ << "    " << differences[i] << '\n';
        if (shown < differences.size())
            out_ << "    and " << differences.size() - shown << " more\n";
    }

    void skipped(const std::string& id, const std::string& reason) {
        outcome_.skipped.push_back(id);
        ++reasons_[reason];
    }

    replay_outcome finish() {
        for (const auto& [reason, count] : reasons_)
            out_ << "skipped " << count << ": " << reason << '\n';
        out_ << outcome_.passed << " passed, " << outcome_.failed.size() << " failed, "
             << outcome_.skipped.size() << " skipped\n";
        return outcome_;
    }

  private:
    std::ostream& out_;
    replay_outcome outcome_;
    std::map<std::string, int> reasons_;
};

void replay_one(const recording& item, replayed_world& in, report& into) {
    in.enter(item);
    auto differences =
        item.is_summary() ? replay_summary(item, in) : std::optional{in.replay(item)};
    if (differences && !differences->empty() && !in.unread().empty())
        differences->push_back("of its world this was not understood: " + in.unread());
    if (!differences) return into.skipped(item.id, "a summary of requests that it does not tell");
    into.replayed(item, *differences);
}

/// The recordings of `groups`, in the order of the file; what is none is skipped.
std::vector<recording> wanted(const boost::json::array& file,
                              const std::vector<std::string>& groups, report& into) {
    std::vector<recording> out;
    for (const auto& element : file) {
        auto item = read_recording(element);
        const bool all = groups.empty();
        if (item && (all || std::ranges::find(groups, item->group) != groups.end())) {
            out.push_back(std::move(*item));
        } else if (!item && all) {
            const auto* object = element.if_object();
            into.skipped(object == nullptr ? std::string{} : text_at(*object, "id"),
                         item.error().reason);
        }
    }
    return out;
}

std::vector<recorded_delivery> heard_in(const std::vector<recording>& items,
                                        const std::string& flow) {
    std::vector<recorded_delivery> out;
    for (const auto& item : items)
        if (item.flow == flow)
            out.insert(out.end(), item.deliveries.begin(), item.deliveries.end());
    return out;
}

}  // namespace

result<replay_outcome> replay_file(const std::string& path, const std::vector<std::string>& groups,
                                   const zone_database& zones, std::ostream& out,
                                   const answer_witness& witness) {
    const auto text = contents_of(path);
    if (!text) return std::unexpected(text.error());
    boost::system::error_code broken;
    const auto file = boost::json::parse(*text, broken);
    if (broken || !file.is_array()) return fail(errc::config, path + " is no file of recordings");
    report into(out);
    const auto items = wanted(file.get_array(), groups, into);
    std::map<std::string, replayed_world> flows;
    for (const auto& item : items) {
        replayed_world alone(zones, witness);
        if (!item.flow.empty() && !flows.contains(item.flow))
            flows.try_emplace(item.flow, zones, witness, heard_in(items, item.flow));
        replay_one(item, item.flow.empty() ? alone : flows.at(item.flow), into);
    }
    return into.finish();
}

}  // namespace slotgate::sim
