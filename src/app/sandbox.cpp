#include "app/sandbox.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "app/sample_scenario.hpp"
#include "app/small_file.hpp"

namespace slotgate::app {
namespace {

constexpr std::size_t scenario_bytes_max = 8U << 20U;

std::string fresh_secret() {
    std::random_device random;
    std::string out;
    for (int i = 0; i < 8; ++i) out += fmt::format("{:08x}", random());
    return out;
}

/// The secret of the last start, so that a simulator kept elsewhere can go on signing with it.
result<std::string> kept_secret(const std::filesystem::path& directory) {
    const auto path = directory / "sandbox-webhook-secret";
    if (auto text = read_small_file(path.string(), 512); text && !text->empty()) return *text;
    std::error_code ec;
    std::filesystem::create_directories(directory, ec);
    auto secret = fresh_secret();
    std::ofstream file(path);
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ec);
    file << secret;
    file.close();
    if (!file) return fail(errc::io, fmt::format("{} cannot be written", path.string()));
    return secret;
}

/// A key of the sandbox's own for every user, so that it can read all event types, whatever keys
/// the scenario gives to callers.
std::vector<sim::api_key> issue_keys(const sim::world& w) {
    std::vector<sim::api_key> out;
    for (const auto& [id, user] : w.users)
        out.push_back({.key = "cal_sandbox_" + fresh_secret(), .owner = id});
    return out;
}

tenant_settings sample_tenant(std::span<const sim::api_key> sandbox_keys, std::string signing,
                              std::uint16_t calcom_port) {
    tenant_settings t;
    t.name = "sandbox";
    t.base_url = fmt::format("http://127.0.0.1:{}", calcom_port);
    t.webhook_secret = secret{std::move(signing)};
    t.api_key = secret{sandbox_keys.front().key};
    // Its Cal.com limits nobody unless told to, and then says how much.
    t.quota_per_minute = 1'000'000;
    for (const auto& key : sandbox_keys.subspan(1)) t.people_keys.emplace_back(key.key);
    return t;
}

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1";
}

}  // namespace

result<sim::scenario> load_scenario(const std::string& path, const zone_database& zones) {
    if (path.empty()) return sim::parse_scenario(sample_scenario, zones);
    const auto text = read_small_file(path, scenario_bytes_max);
    if (!text) return std::unexpected(text.error());
    auto read = sim::parse_scenario(*text, zones);
    if (!read) return fail(errc::config, fmt::format("{}: {}", path, read.error().detail));
    return read;
}

result<sandbox> open_sandbox(const sandbox_options& options, const zone_database& zones,
                             program_clock& clock) {
    auto initial = load_scenario(options.scenario, zones);
    if (!initial) return std::unexpected(initial.error());
    result<std::string> signing = fresh_secret();
    if (!options.data_directory.empty()) signing = kept_secret(options.data_directory);
    if (!signing) return std::unexpected(signing.error());
    const auto keys = issue_keys(initial->initial);
    if (keys.empty()) return fail(errc::config, "the scenario has no users");
    std::ranges::copy(keys, std::back_inserter(initial->initial.api_keys));
    if (initial->now) clock.set(*initial->now);
    sim::server_options sim_options;
    sim_options.address = options.sim_listen.address;
    sim_options.port = options.sim_listen.port;
    // A newcomer is not to be blocked for a minute; the control routes switch both on.
    sim_options.control.slots_cache = milliseconds{0};
    sim_options.control.rate_limits = false;
    auto calcom = sim::server::open(sim_options, *initial, zones, clock);
    if (!calcom) return std::unexpected(calcom.error());
    sandbox out;
    out.settings = options.base;
    if (out.settings.admin_token.empty() && is_loopback(out.settings.listen.address))
        out.settings.admin_token = secret{sandbox_admin_token};
    out.settings.tenants.push_back(sample_tenant(keys, *signing, (*calcom)->port()));
    out.calcom = std::move(*calcom);
    return out;
}

void subscribe_gateway(sandbox& s, std::uint16_t port) {
    const auto& tenant = s.settings.tenants.front();
    s.calcom->subscribe_everybody(fmt::format("http://127.0.0.1:{}/api/calcom/webhook", port),
                                  std::string(tenant.webhook_secret.reveal()));
}

}  // namespace slotgate::app
