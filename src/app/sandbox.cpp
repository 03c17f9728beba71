#include "app/sandbox.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "app/sample_scenario.hpp"
#include "app/small_file.hpp"
#include "wire/digest.hpp"

namespace slotgate::app {
namespace {

constexpr std::size_t scenario_bytes_max = 8U << 20U;

std::string fresh_secret() {
    std::random_device random;
    std::string out;
    for (int i = 0; i < 8; ++i) out += fmt::format("{:08x}", random());
    return out;
}

/// The secret of the last start, so that who was told it can go on using it.
result<std::string> kept_secret(const std::filesystem::path& path, std::string fresh) {
    if (auto text = read_small_file(path.string(), 512); text && !text->empty()) return *text;
    std::error_code ec;
    std::filesystem::create_directories(path.parent_path(), ec);
    std::ofstream file(path);
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ec);
    file << fresh;
    file.close();
    if (!file) return fail(errc::io, fmt::format("{} cannot be written", path.string()));
    return fresh;
}

/// Kept in the sandbox's directory, if it has one.
result<std::string> secret_of(const sandbox_options& options, std::string_view file,
                              std::string fresh) {
    if (options.data_directory.empty()) return fresh;
    return kept_secret(std::filesystem::path(options.data_directory) / file, std::move(fresh));
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

/// One branch, where the scenario's first person is, which offers everything there is.
branch_settings sample_branch(const sim::world& w) {
    branch_settings out;
    out.id = "sandbox";
    out.name = "Sandbox";
    out.time_zone = w.users.begin()->second.zone;
    for (const auto& [id, type] : w.event_types)
        out.services.push_back(
            {.id = std::to_string(id.value), .line = 0, .name = type.title, .event_type = id});
    return out;
}

/// What a voice agent of the sandbox may do: what anybody may there.
credential_settings sample_agent(std::string_view token) {
    credential_settings out;
    out.name = "agent";
    out.token_digest = wire::sha256(token);
    out.grants.add(gateway::grant::availability);
    return out;
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

result<sim::answer_witness> witness_wanted(const environment& env) {
    const auto folder = env("SLOTGATE_ANSWERS");
    if (!folder) return sim::answer_witness{};
    const auto path = fmt::format("{}/answers-{}.jsonl", *folder, ::getpid());
    auto file = std::make_shared<std::ofstream>(path, std::ios::app);
    if (!*file) return fail(errc::io, path + " cannot be written (SLOTGATE_ANSWERS)");
    return sim::write_answers(std::move(file));
}

result<sandbox> open_sandbox(const sandbox_options& options, const zone_database& zones,
                             program_clock& clock) {
    auto initial = load_scenario(options.scenario, zones);
    if (!initial) return std::unexpected(initial.error());
    const auto signing = secret_of(options, "sandbox-webhook-secret", fresh_secret());
    if (!signing) return std::unexpected(signing.error());
    const auto agent = secret_of(options, "sandbox-agent-token", "sgk_" + fresh_secret());
    if (!agent) return std::unexpected(agent.error());
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
    sim_options.control.witness = options.witness;
    auto calcom = sim::server::open(sim_options, *initial, zones, clock);
    if (!calcom) return std::unexpected(calcom.error());
    sandbox out;
    out.settings = options.base;
    if (out.settings.admin_token.empty() && is_loopback(out.settings.listen.address))
        out.settings.admin_token = secret{sandbox_admin_token};
    out.settings.tenants.push_back(sample_tenant(keys, *signing, (*calcom)->port()));
    out.agent_token = *agent;
    out.settings.tenants.front().branches.push_back(sample_branch(initial->initial));
    out.settings.tenants.front().credentials.push_back(sample_agent(out.agent_token));
    out.calcom = std::move(*calcom);
    return out;
}

void subscribe_gateway(sandbox& s, std::uint16_t port) {
    const auto& tenant = s.settings.tenants.front();
    s.calcom->subscribe_everybody(fmt::format("http://127.0.0.1:{}/api/calcom/webhook", port),
                                  std::string(tenant.webhook_secret.reveal()));
}

}  // namespace slotgate::app
