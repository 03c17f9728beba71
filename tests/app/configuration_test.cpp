#include "app/configuration.hpp"

#include <map>

#include <doctest/doctest.h>

#include "app/setting_table.hpp"
#include "wire/digest.hpp"
#include "wire/few_zones.hpp"

using namespace slotgate;
using namespace slotgate::app;

namespace {

const wire::few_zones zones;

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
    const auto read = read_configuration(text, "slotgate.toml", with(variables), zones);
    return read ? "no error" : read.error().detail;
}

constexpr std::string_view north = "[[tenants]]\nname = \"north\"\n";

}  // namespace

TEST_CASE(
    "a configuration of one tenant needs a name and a webhook secret, the rest has defaults") {
    const auto s = read_configuration(north, "f", with(secret_of_north), zones);
    REQUIRE(s);
    CHECK(s->listen.port == 8080);
    CHECK(s->lifetime == seconds{300});
    REQUIRE(s->tenants.size() == 1);
    CHECK(s->tenants[0].base_url == "https://api.cal.com");
    CHECK(s->tenants[0].webhook_secret.reveal() == "s3cret-of-north");
}

TEST_CASE("W1: a tenant without a webhook secret does not start") {
    const auto read = read_configuration(north, "f", with({}), zones);
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
    const auto s = read_configuration("[cache]\nlifetime_s = 20\n[[tenants]]\nname = \"north\"\n",
                                      "f", with(variables), zones);
    REQUIRE(s);
    CHECK(s->listen.address == "::1");
    CHECK(s->listen.port == 9000);
    CHECK(s->lifetime == seconds{10});
    CHECK(s->tenants[0].base_url == "http://127.0.0.1:1");
    CHECK(s->tenants[0].host_names == std::vector<std::string>{"a.example", "b.example"});
}

TEST_CASE("T2: one installation has one address, however it is written") {
    const auto address = [](const char* text) {
        auto variables = secret_of_north;
        variables["SLOTGATE_TENANT_NORTH_BASE_URL"] = text;
        const auto s = read_configuration(north, "f", with(variables), zones);
        return s ? s->tenants[0].base_url : "refused";
    };
    for (const auto* text : {"https://api.cal.com", "https://API.Cal.com/v2/",
                             "https://api.cal.com:443/", "HTTPS://api.cal.com/"})
        CHECK(address(text) == "https://api.cal.com");
    CHECK(address("http://cal.local:80/Api/") == "http://cal.local/Api");
    CHECK(address("http://cal.local:443") == "http://cal.local:443");
    CHECK(address("https://") == "refused");
    CHECK(address("cal.local") == "refused");
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
          "slotgate.toml:2: cache.lifetime: there is no such setting of the program");
    CHECK(refusal("[[tenants]]\nname = \"north\"\ncolour = \"red\"\n") ==
          "slotgate.toml:3: colour: there is no such setting of a tenant");
    CHECK(refusal("[server\n").starts_with("slotgate.toml:1: "));
    CHECK(refusal(north, {{"SLOTGATE_SERVER_THREADS", "many"}}) ==
          "SLOTGATE_SERVER_THREADS: must be a whole number, 0 (one a core) to 256");
}

TEST_CASE("T5: secrets do not stand in the file and are not printed") {
    CHECK(refusal("[[tenants]]\nname = \"north\"\napi_key = \"cal_x\"\n").find("api_key_file") !=
          std::string::npos);
    const auto s = read_configuration(north, "f", with(secret_of_north), zones);
    REQUIRE(s);
    const auto printed = print_configuration(*s);
    CHECK(printed.find("s3cret") == std::string::npos);
    CHECK(printed.find("webhook_secret = \"(set)\"") != std::string::npos);
}

TEST_CASE("keys of further people are read as a list and never printed") {
    auto variables = secret_of_north;
    variables["SLOTGATE_TENANT_NORTH_PEOPLE_KEYS"] = "cal_a,cal_b";
    const auto s = read_configuration(north, "f", with(variables), zones);
    REQUIRE(s);
    REQUIRE(s->tenants[0].people_keys.size() == 2);
    CHECK(s->tenants[0].people_keys[1].reveal() == "cal_b");
    CHECK(print_configuration(*s).find("cal_a") == std::string::npos);
    CHECK(refusal(north, {{"SLOTGATE_TENANT_NORTH_PEOPLE_KEYS", "cal_a,,cal_b"}}) ==
          "SLOTGATE_TENANT_NORTH_PEOPLE_KEYS: must be keys separated by commas or line ends");
}

TEST_CASE("S14: a tenant's quota is a number of requests, by default what Cal.com tells") {
    const auto plain = read_configuration(north, "f", with(secret_of_north), zones);
    REQUIRE(plain);
    CHECK(plain->tenants[0].quota_per_minute == 0);
    CHECK(plain->tenants[0].quota_reserve == 10);
    auto variables = secret_of_north;
    variables["SLOTGATE_TENANT_NORTH_QUOTA_PER_MINUTE"] = "60";
    variables["SLOTGATE_TENANT_NORTH_QUOTA_RESERVE"] = "5";
    const auto set = read_configuration(north, "f", with(variables), zones);
    REQUIRE(set);
    CHECK(set->tenants[0].quota_per_minute == 60);
    CHECK(print_configuration(*set).find("quota_reserve = 5") != std::string::npos);
    variables["SLOTGATE_TENANT_NORTH_QUOTA_RESERVE"] = "-1";
    CHECK(refusal(north, variables).find("must be a whole number, 0 to 10000000") !=
          std::string::npos);
}

TEST_CASE("T2: with several tenants each needs a way to be told from the others") {
    constexpr std::string_view two =
        "[[tenants]]\nname = \"north\"\nhosts = [\"n.example\"]\n[[tenants]]\nname = \"south\"\n";
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

namespace {

/// A tenant `north` with a key, followed by what a test adds to it.
std::string north_with(std::string_view more) {
    return std::string(north) + std::string(more);
}

const std::map<std::string, std::string> key_of_north{
    {"SLOTGATE_TENANT_NORTH_API_KEY", "cal_north"}};

constexpr std::string_view bonn = R"(
[[tenants.branches]]
id = "bonn"
time_zone = "Europe/Berlin"
)";
constexpr std::string_view checkup = R"(
[[tenants.branches.services]]
id = "checkup"
event_type_id = 7
)";
constexpr std::string_view agent = R"(
[[tenants.credentials]]
name = "agent"
token_sha256 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1F"
grants = ["availability", "bookings.write"]
)";

}  // namespace

TEST_CASE("a tenant has branches, a branch services, each with what the file says") {
    auto variables = secret_of_north;
    variables["SLOTGATE_TENANT_NORTH_BRANCH_BONN_SERVICE_CHECKUP_NAME"] = "Vorsorge";
    const auto s = read_configuration(north_with(R"(
[[tenants.branches]]
id = "bonn"
name = "Praxis \"Bonn\""
time_zone = "Europe/Berlin"
phone_numbers = ["+49228123456"]
)" + std::string(checkup)),
                                      "f", with(variables), zones);
    REQUIRE(s);
    REQUIRE(s->tenants[0].branches.size() == 1);
    const auto& branch = s->tenants[0].branches[0];
    CHECK(branch.name == "Praxis \"Bonn\"");
    CHECK(branch.phone_numbers == std::vector<std::string>{"+49228123456"});
    REQUIRE(branch.services.size() == 1);
    CHECK(branch.services[0].event_type == event_type_id{7});
    CHECK(branch.services[0].name == "Vorsorge");
    const auto printed = print_configuration(*s);
    CHECK(read_configuration(printed.substr(0, printed.find("webhook_secret")) +
                                 printed.substr(printed.find("[[tenants.branches]]")),
                             "printed", with(secret_of_north), zones));
}

TEST_CASE("a company has a number, a branch opening hours, all of them printed as they are read") {
    const std::string text = std::string(north) + "company = 15\n" + std::string(bonn) +
                             "opens = \"08:00\"\ncloses = \"24:00\"\nopen_days = [\"sat\"]\n";
    auto variables = secret_of_north;
    variables["SLOTGATE_TENANT_NORTH_BRANCH_BONN_OPENS"] = "07:30";
    const auto s = read_configuration(text, "f", with(variables), zones);
    REQUIRE(s);
    CHECK(s->tenants[0].company == 15);
    const auto& hours_of_bonn = s->tenants[0].branches[0].hours;
    CHECK(hours_of_bonn.opens == hours{7} + minutes{30});
    CHECK(hours_of_bonn.closes == hours{24});
    CHECK(finding::workday_names(hours_of_bonn) == "sat");
    const auto printed = print_configuration(*s);
    for (const auto* line : {"company = 15\n", "opens = \"07:30\"\n", "closes = \"24:00\"\n",
                             "open_days = [\"sat\"]\n"})
        CHECK_MESSAGE(printed.find(line) != std::string::npos, line);
}

TEST_CASE("opening hours that cannot be, and a company there is twice, are told with their line") {
    const auto refused = [](const std::string& more) {
        return refusal(north_with(std::string(bonn) + more));
    };
    for (const auto* time : {"8:00", "24:01", "23:60", "08-00", "noon"})
        CHECK(
            refused("opens = \"" + std::string(time) + "\"\n").find("must be a time like 09:00") !=
            std::string::npos);
    CHECK(refused("open_days = [\"monday\"]\n").find("open_days: must be some of mon, ") !=
          std::string::npos);
    CHECK(refused("open_days = []\n").find("open_days: must be some of mon, ") !=
          std::string::npos);
    CHECK(refused("opens = \"18:00\"\n").find("branch 'bonn' closes before it opens") !=
          std::string::npos);
    const std::string company = "company = 15\n";
    CHECK(refusal(std::string(north) + company + "[[tenants]]\nname = \"south\"\n" + company +
                      "hosts = [\"a\"]\n",
                  {{"SLOTGATE_TENANT_NORTH_API_KEY", "k"},
                   {"SLOTGATE_TENANT_SOUTH_WEBHOOK_SECRET", "s"}}) ==
          "slotgate.toml:4: the company 15 is there twice, first at slotgate.toml:1");
}

TEST_CASE("what is wrong with a branch or a service is told with its line") {
    const auto refused = [](const std::string& more) { return refusal(north_with(more)); };
    const std::string b(bonn);
    const std::string c(checkup);
    CHECK(refused("[[tenants.branches]]\nid = \"Bonn!\"\n") ==
          "slotgate.toml:4: tenants.branches.id: must be 1 to 64 of a-z, 0-9, - and _");
    CHECK(refused("[[tenants.branches]]\nid = \"bonn\"\n") ==
          "slotgate.toml:3: branch 'bonn' needs a time_zone");
    CHECK(refused("[[tenants.branches]]\nid = \"bonn\"\ntime_zone = \"Mars/Olympus\"\n")
              .starts_with("slotgate.toml:3: time_zone of branch 'bonn': "));
    CHECK(refused(b + "colour = 1\n") ==
          "slotgate.toml:7: colour: there is no such setting of a branch");
    CHECK(refused(b + "phone_numbers = [\"0228 1\"]\n").find("phone_numbers: must be phone") !=
          std::string::npos);
    CHECK(refused(b + b) ==
          "slotgate.toml:8: branch 'bonn' of this tenant is there twice, first at slotgate.toml:4");
    CHECK(refused(b + c + c).find("service 'checkup' of this branch is there twice") !=
          std::string::npos);
    CHECK(refused(b + c + "[[tenants.branches.services]]\nid = \"other\"\nevent_type_id = 7\n") ==
          "slotgate.toml:11: event type 7 in this branch is there twice, first at "
          "slotgate.toml:8");
    CHECK(refused(b + "[[tenants.branches.services]]\nid = \"x\"\n") ==
          "slotgate.toml:7: service 'x' needs an event_type_id");
    CHECK(refused(b + "[[tenants.branches.services]]\nid = \"x\"\nevent_type_id = -1\n") ==
          "slotgate.toml:9: event_type_id: must be the number of an event type");
}

TEST_CASE("T2: a credential of ours is known by the digest of its token, never by the token") {
    auto variables = secret_of_north;
    variables.merge(std::map(key_of_north));
    auto s = read_configuration(north_with(agent), "f", with(variables), zones);
    REQUIRE(s);
    REQUIRE(s->tenants[0].credentials.size() == 1);
    CHECK(s->tenants[0].credentials[0].token_digest.size() == 32);
    CHECK(s->tenants[0].credentials[0].token_digest[31] == '\x1f');
    CHECK(s->tenants[0].credentials[0].grants.names() == "availability,bookings.write");
    variables["SLOTGATE_TENANT_NORTH_CREDENTIAL_AGENT_TOKEN"] = "sgk_0123456789abcdefghij";
    variables["SLOTGATE_TENANT_NORTH_CREDENTIAL_AGENT_EXPIRES"] = "2031-05-06";
    s = read_configuration(north_with(agent), "f", with(variables), zones);
    REQUIRE(s);
    CHECK(s->tenants[0].credentials[0].token_digest == wire::sha256("sgk_0123456789abcdefghij"));
    CHECK(to_text(*s->tenants[0].credentials[0].expires) == "2031-05-06T00:00:00.000Z");
    const auto printed = print_configuration(*s);
    CHECK(printed.find("sgk_") == std::string::npos);
    CHECK(printed.find("token = \"(set)\"") != std::string::npos);
    CHECK(printed.find("grants = [\"availability\", \"bookings.write\"]") != std::string::npos);
}

TEST_CASE("T2: what is wrong with a credential is told with its line") {
    const auto refused = [](const std::string& more) {
        return refusal(north_with(more), key_of_north);
    };
    const std::string a(agent);
    const std::string named = "[[tenants.credentials]]\nname = \"agent\"\n";
    CHECK(refused(a) == "no error");
    CHECK(refusal(north_with(a)).find("has no API key to act with") != std::string::npos);
    CHECK(refused(named + "token = \"sgk_0123456789abcdefghij\"\n")
              .starts_with("slotgate.toml:5: token: secrets do not stand in this file: use "
                           "token_file or SLOTGATE_TENANT_NORTH_CREDENTIAL_AGENT_TOKEN"));
    CHECK(refused(named + "grants = [\"bookings\"]\n")
              .starts_with("slotgate.toml:5: grants: must be some of availability, "));
    CHECK(refused(named + "token_sha256 = \"00\"\n") ==
          "slotgate.toml:5: token_sha256: must be 64 hexadecimal digits");
    CHECK(refused(named + "grants = [\"webhooks\"]\n").find("credential 'agent' has no token") !=
          std::string::npos);
    CHECK(refused(a + "branch = \"bonn\"\n").find("is for branch 'bonn', which this") !=
          std::string::npos);
    CHECK(refused(a + "expires = \"soon\"\n").find("expires: must be a date") != std::string::npos);
    CHECK(refused(a + "expires = 2031-05-06T08:00:00Z\n") == "no error");
    auto other = a;
    other.replace(other.find("agent"), 5, "other");
    CHECK(refused(a + other).find("the token of credential 'other' is there twice") !=
          std::string::npos);
}

TEST_CASE("T2: one key, host name or phone number belongs to one tenant") {
    constexpr std::string_view two =
        "[[tenants]]\nname = \"north\"\n[[tenants]]\nname = \"south\"\n";
    std::map<std::string, std::string> variables{{"SLOTGATE_TENANT_SOUTH_WEBHOOK_SECRET", "x"},
                                                 {"SLOTGATE_WEBHOOK_TENANT", "south"},
                                                 {"SLOTGATE_TENANT_NORTH_API_KEY", "cal_a"},
                                                 {"SLOTGATE_TENANT_SOUTH_API_KEY", "cal_b"}};
    CHECK(refusal(two, variables) == "no error");
    auto same = variables;
    same["SLOTGATE_TENANT_SOUTH_PEOPLE_KEYS"] = "cal_c,cal_a";
    CHECK(refusal(two, same) ==
          "slotgate.toml:3: an API key of tenant 'south' is there twice, first at "
          "slotgate.toml:1");
    same = variables;
    same["SLOTGATE_TENANT_NORTH_HOSTS"] = "a.example";
    same["SLOTGATE_TENANT_SOUTH_HOSTS"] = "A.example";
    CHECK(refusal(two, same) ==
          "slotgate.toml:3: the host name 'a.example' is there twice, first at slotgate.toml:1");
}

TEST_CASE("an address is ADDRESS:PORT, IPv6 in brackets") {
    CHECK(parse_endpoint("localhost:80")->address == "127.0.0.1");
    CHECK(parse_endpoint("[::]:0")->address == "::");
    for (const auto* text : {"", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "a:-1"})
        CHECK_FALSE(parse_endpoint(text));
}

TEST_CASE("every setting prints what it reads") {
    const auto s = read_configuration(north, "f", with(secret_of_north), zones);
    REQUIRE(s);
    for (const auto& row : program_settings()) {
        auto copy = *s;
        auto value = row.print(*s);
        if (value.empty()) continue;
        if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
        CHECK_MESSAGE(row.read(copy, value), row.key);
    }
}
