#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <optional>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/core.h>

#include "app/account_findings.hpp"
#include "app/account_reading.hpp"
#include "app/commands.hpp"
#include "app/complain.hpp"
#include "app/configuration.hpp"
#include "app/finding.hpp"
#include "origin/http_client.hpp"
#include "tz/zones.hpp"

namespace slotgate::app {
namespace {

namespace asio = boost::asio;

/// What each tenant's account told, in the configuration's order; nothing where time ran out.
std::vector<std::optional<account_facts>> ask_all(const settings& s, seconds deadline) {
    std::vector<std::optional<account_facts>> out(s.tenants.size());
    asio::io_context loop{1};
    origin::http_client http(loop.get_executor(), {});
    for (std::size_t i = 0; i < s.tenants.size(); ++i)
        asio::co_spawn(loop, read_account(http, s.tenants[i]),
                       [&out, i](const std::exception_ptr& failed, account_facts facts) {
                           if (!failed) out[i] = std::move(facts);
                       });
    loop.run_for(deadline);
    return out;
}

std::vector<finding> check_all(const settings& s, seconds deadline) {
    const auto told = ask_all(s, deadline);
    std::vector<finding> out;
    for (std::size_t i = 0; i < told.size(); ++i) {
        const auto& t = s.tenants[i];
        if (!told[i]) {
            out.push_back({.gravity = gravity::problem,
                           .tenant = t.name,
                           .subject = "address",
                           .what = fmt::format("{} did not answer everything within {} s",
                                               t.base_url, deadline.count()),
                           .advice = "Check again with a longer --deadline."});
            continue;
        }
        std::ranges::move(findings_of(s, t, *told[i]), std::back_inserter(out));
    }
    return out;
}

}  // namespace

int run(const cli::check_command& command) {
    const auto zones = tz::load_zones();
    if (!zones) return complain(zones.error());
    const auto s = load_configuration(command.config, process_environment(), **zones);
    if (!s) {
        (void)complain(s.error());
        return 2;
    }
    const auto found = check_all(*s, seconds{command.deadline_s});
    fmt::print("{}", command.json ? print_json(found) : print_lines(found));
    return exit_code(found);
}

}  // namespace slotgate::app
