#include "app/configuration.hpp"

#include <map>

#include <doctest/doctest.h>

#include "app/setting_table.hpp"

using namespace slotgate;
using namespace slotgate::app;

namespace {

environment with(std::map<std::string, std::string> variables) {
    return
        [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            if (found == variables.end()) return std::nullopt;
            return found->second;
        };
}

const std::map<std::string, std::string> secret_of_north{
    {"SLOTGATE_TENANT_NORTH_WEBHOOK_SECRET", "s3cret-of-north"}};

/// The error that reading `text` ends with.
std::string refusal(std::string_view text, std::map<std::string, std::string> more = {}) {
    auto variables = secret_of_north;
    variables.merge(more);
    const auto read = read_configuration(text, "slotgate.toml", with(variables));
    return read ? "no error" : read.error().detail;
}

constexpr std::string_view north = "[[tenant]]\nname = \"north\"\n";

}  // namespace

TEST_CASE(
    "a configuration of one tenant needs a name and a webhook secret, the rest has defaults") {
    const auto s = read_configuration(north, "f", with(secret_of_north));
    REQUIRE(s);
    CHECK(s->listen.port == 8080);
    CHECK(s->lifetime == seconds{300});
    REQUIRE(s->tenants.size() == 1);
    CHECK(s->tenants[0].base_url == "https://api.cal.com");
    CHECK(s->tenants[0].webhook_secret.reveal() == "s3cret-of-north");
}

TEST_CASE("W1: a tenant without a webhook secret does not start") {
    const auto read = read_configuration(north, "f", with({}));
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::config);
    CHECK(read.error().detail.find("SLOTGATE_TENANT_NORTH_WEBHOOK_SECRET") != std::string::npos);
}

TEST_CASE("the environment overrides the file") {
    auto variables = secret_of_north;
    variables["SLOTGATE_SERVER_LISTEN"] = "[::1]:9000";
    variables["SLOTGATE_CACHE_LIFETIME_S"] = "10";
    variables["SLOTGATE_TENANT_NORTH_BASE_URL"] = "http://127.0.0.1:1/v2/";
    variables["SLOTGATE_TENANT_NORTH_HOSTS"] = "a.example,b.example";
    const auto s = read_configuration("[cache]\nlifetime_s = 20\n[[tenant]]\nname = \"north\"\n",
                                      "f", with(variables));
    REQUIRE(s);
    CHECK(s->listen.address == "::1");
    CHECK(s->listen.port == 9000);
    CHECK(s->lifetime == seconds{10});
    CHECK(s->tenants[0].base_url == "http://127.0.0.1:1");
    CHECK(s->tenants[0].host_names == std::vector<std::string>{"a.example", "b.example"});
}

TEST_CASE("without a file the defaults hold, overridden by the environment") {
    const auto s = default_configuration(with({{"SLOTGATE_SERVER_THREADS", "3"}}));
    REQUIRE(s);
    CHECK(s->threads == 3);
    CHECK(s->tenants.empty());
    CHECK(print_configuration(*s).find("threads = 3") != std::string::npos);
}

TEST_CASE("an error names file, line and key, and says what the value must be") {
    CHECK(refusal("\n[cache]\nlifetime_s = 0\n") ==
          "slotgate.toml:3: cache.lifetime_s: must be whole seconds, 1 to 86400");
    CHECK(refusal("[server]\nlisten = \"nowhere\"\n") ==
          "slotgate.toml:2: server.listen: must be ADDRESS:PORT");
    CHECK(refusal("[cache]\nlifetime = 3\n") ==
          "slotgate.toml:2: cache.lifetime: there is no such setting");
    CHECK(refusal("[[tenant]]\nname = \"north\"\ncolour = \"red\"\n") ==
          "slotgate.toml:3: colour: there is no such setting of a tenant");
    CHECK(refusal("[server\n").starts_with("slotgate.toml:1: "));
    CHECK(refusal(north, {{"SLOTGATE_SERVER_THREADS", "many"}}) ==
          "SLOTGATE_SERVER_THREADS: must be a whole number, 0 (one a core) to 256");
}

TEST_CASE("T5: secrets do not stand in the file and are not printed") {
    CHECK(refusal("[[tenant]]\nname = \"north\"\napi_key = \"cal_x\"\n").find("api_key_file") !=
          std::string::npos);
    const auto s = read_configuration(north, "f", with(secret_of_north));
    REQUIRE(s);
    const auto printed = print_configuration(*s);
    CHECK(printed.find("s3cret") == std::string::npos);
    CHECK(printed.find("webhook_secret = \"(set)\"") != std::string::npos);
}

TEST_CASE("keys of further people are read as a list and never printed") {
    auto variables = secret_of_north;
    variables["SLOTGATE_TENANT_NORTH_PEOPLE_KEYS"] = "cal_a,cal_b";
    const auto s = read_configuration(north, "f", with(variables));
    REQUIRE(s);
    REQUIRE(s->tenants[0].people_keys.size() == 2);
    CHECK(s->tenants[0].people_keys[1].reveal() == "cal_b");
    CHECK(print_configuration(*s).find("cal_a") == std::string::npos);
    CHECK(refusal(north, {{"SLOTGATE_TENANT_NORTH_PEOPLE_KEYS", "cal_a,,cal_b"}}) ==
          "SLOTGATE_TENANT_NORTH_PEOPLE_KEYS: must be keys separated by commas or line ends");
}

TEST_CASE("T2: with several tenants each needs a way to be told from the others") {
    constexpr std::string_view two =
        "[[tenant]]\nname = \"north\"\nhosts = [\"n.example\"]\n[[tenant]]\nname = \"south\"\n";
    const std::map<std::string, std::string> south{{"SLOTGATE_TENANT_SOUTH_WEBHOOK_SECRET", "x"}};
    CHECK(refusal(two, south).find("'south' needs `hosts` or an API key") != std::string::npos);
    auto keyed = south;
    keyed["SLOTGATE_TENANT_SOUTH_API_KEY"] = "cal_south";
    CHECK(refusal(two, keyed).find("webhook.tenant must name") != std::string::npos);
    keyed["SLOTGATE_WEBHOOK_TENANT"] = "west";
    CHECK(refusal(two, keyed).find("there is no tenant 'west'") != std::string::npos);
    keyed["SLOTGATE_WEBHOOK_TENANT"] = "south";
    CHECK(refusal(two, keyed) == "no error");
}

TEST_CASE("an address is ADDRESS:PORT, IPv6 in brackets") {
    CHECK(parse_endpoint("localhost:80")->address == "127.0.0.1");
    CHECK(parse_endpoint("[::]:0")->address == "::");
    for (const auto* text : {"", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "a:-1"})
        CHECK_FALSE(parse_endpoint(text));
}

TEST_CASE("every setting prints what it reads") {
    const auto s = read_configuration(north, "f", with(secret_of_north));
    REQUIRE(s);
    for (const auto& row : program_settings()) {
        auto copy = *s;
        auto value = row.print(*s);
        if (value.empty()) continue;
        if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
        CHECK_MESSAGE(row.read(copy, value), row.key);
    }
}
