#include "tz/zones.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <unordered_map>

#include "tz/tzif.hpp"

// The zone files are read here and not through Howard Hinnant's date library, because date 3.0.1
// stops at a file's last listed change: summer time would end in 2037, and in 2007 on machines
// whose files are built in the slim form. The tests hold the two against each other for the years
// before.

namespace slotgate::tz {
namespace {

constexpr std::size_t file_bytes_max = 64U << 10U;
constexpr std::size_t name_bytes_max = 64;
/// No place's time: variants of the whole database, and aliases that depend on the machine.
constexpr std::array<std::string_view, 5> not_zones{"posix", "right", "posixrules", "localtime",
                                                    "Factory"};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// FNV-1a over the letters in lower case: names are looked up on the hit path, without a copy.
struct name_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept {
        std::uint64_t hash = 14695981039346656037ULL;
        for (const char c : name) {
            hash ^= static_cast<unsigned char>(lower(c));
            hash *= 1099511628211ULL;
        }
        return hash;
    }
};

struct name_equal {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const noexcept {
        return std::ranges::equal(a, b, {}, lower, lower);
    }
};

class loaded_zones final : public zone_database {
  public:
    loaded_zones() : utc_("UTC", {{instant{}, minutes{0}}}) {}

    [[nodiscard]] const zone* find(std::string_view name) const override {
        if (name.size() > name_bytes_max) return nullptr;
        const auto found = zones_.find(name);
        return found == zones_.end() ? nullptr : &found->second;
    }
    [[nodiscard]] const zone& utc() const override {
        const zone* found = find("UTC");
        return found != nullptr ? *found : utc_;
    }
    [[nodiscard]] bool empty() const { return zones_.empty(); }
    void add(const std::string& name, std::vector<zone::period> periods) {
        zones_.emplace(name, zone{name, std::move(periods)});
    }

  private:
    std::unordered_map<std::string, zone, name_hash, name_equal> zones_;
    zone utc_;
};

std::optional<std::string> read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes(file_bytes_max, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.eof()) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

}  // namespace

result<std::unique_ptr<zone_database>> load_zones(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    auto zones = std::make_unique<loaded_zones>();
    std::error_code ec;
    for (fs::recursive_directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
        const auto name = at->path().lexically_relative(folder).generic_string();
        if (std::ranges::find(not_zones, name) != not_zones.end()) {
            at.disable_recursion_pending();
            continue;
        }
        std::error_code unreadable;
        if (!at->is_regular_file(unreadable) || name.size() > name_bytes_max) continue;
        const auto bytes = read_file(at->path());
        if (!bytes || !is_tzif(*bytes)) continue;
        if (auto periods = read_tzif(*bytes)) zones->add(name, std::move(*periods));
    }
    if (ec) return fail(errc::io, folder.string() + ": " + ec.message());
    if (zones->empty()) return fail(errc::io, folder.string() + ": no time zones (package tzdata)");
    return std::unique_ptr<zone_database>(std::move(zones));
}

}  // namespace slotgate::tz
