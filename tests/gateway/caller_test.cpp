#include "gateway/caller.hpp"

#include <doctest/doctest.h>

#include "wire/digest.hpp"

using namespace slotgate;
using namespace slotgate::gateway;

namespace {

constexpr std::string_view agent = "sgk_agent-of-north-0123456789";
constexpr std::string_view clerk = "sgk_clerk-of-south-0123456789";
constexpr instant now{std::chrono::sys_days{std::chrono::year{2031} / 5 / 5}};

tenant account(std::uint32_t id, std::string name, std::string_view token, grant one) {
    tenant t;
    t.id = tenant_id{id};
    t.name = name;
    t.host_names = {name + ".example"};
    t.api_key = secret{"cal_" + name};
    t.key_digests = {wire::sha256("cal_" + name)};
    issued_credential c{.name = "c", .token_digest = wire::sha256(token)};
    c.grants.add(one);
    t.credentials.push_back(c);
    return t;
}

tenants two_tenants() {
    std::vector<tenant> all;
    all.push_back(account(0, "north", agent, grant::bookings_read));
    all.push_back(account(1, "south", clerk, grant::everything));
    all[1].credentials[0].expires = now + hours{1};
    return tenants{std::move(all)};
}

wire::request asking(std::string_view host, std::string_view authorization = {}) {
    wire::request out{.method = "GET",
                      .target = "/v2/bookings",
                      .headers = {{"Host", std::string(host)}},
                      .body = {},
                      .peer = {}};
    if (!authorization.empty()) out.headers.add("Authorization", std::string(authorization));
    return out;
}

/// The name of the tenant, or of the error.
std::string meant(const tenants& all, const wire::request& request, instant at = now) {
    const auto who = identify(all, request, at);
    return who ? who->of->name : std::string(facts_of(who.error().code).name);
}

const operation& listing = operation_of("GET", "/v2/bookings");
const operation& slots = operation_of("GET", "/v2/slots");

/// What Cal.com is sent of `headers` in place of `Authorization`; "none" if nothing.
std::string sent(const tenants& all, wire::request request, const operation& what) {
    const auto who = identify(all, request, now);
    REQUIRE(who);
    set_outgoing_credentials(request.headers, *who, what);
    return std::string(request.headers.find("Authorization").value_or("none"));
}

}  // namespace

TEST_CASE("T2: a tenant follows from the credential, else from the host name, else there is none") {
    const auto all = two_tenants();
    CHECK(meant(all, asking("NORTH.example:8080")) == "north");
    CHECK(meant(all, asking("elsewhere.example")) == "misdirected");
    CHECK(meant(all, asking("elsewhere.example", "Bearer cal_south")) == "south");
    CHECK(meant(all, asking("elsewhere.example", "cal_south")) == "south");
    CHECK(meant(all, asking("elsewhere.example", "Bearer cal_foreign")) == "misdirected");
    CHECK(meant(all, asking("north.example", "Bearer cal_foreign")) == "north");
    CHECK(meant(all, asking("elsewhere.example", "Bearer " + std::string(agent))) == "north");
    CHECK(all.named("south")->id == tenant_id{1});
    CHECK(all.named("west") == nullptr);
}

TEST_CASE("T2: a credential of one tenant at the host name of another is refused") {
    const auto all = two_tenants();
    CHECK(meant(all, asking("north.example", "Bearer cal_south")) == "misdirected");
    CHECK(meant(all, asking("north.example", "Bearer " + std::string(clerk))) == "unauthorized");
}

TEST_CASE("T2: a credential of ours that nobody was given, or that has expired, is refused") {
    const auto all = two_tenants();
    CHECK(meant(all, asking("north.example", "Bearer sgk_invented")) == "unauthorized");
    CHECK(meant(all, asking("x", "Bearer " + std::string(clerk)), now + minutes{59}) == "south");
    CHECK(meant(all, asking("x", "Bearer " + std::string(clerk)), now + hours{1}) ==
          "unauthorized");
    const auto refusal = identify(all, asking("x", "Bearer sgk_invented"), now);
    CHECK(refusal.error().detail == "Invalid Access Token.");
}

TEST_CASE("T2: the sole tenant is meant by anybody, with any credential but one of ours") {
    std::vector<tenant> one;
    one.push_back(account(0, "north", agent, grant::availability));
    one[0].host_names.clear();
    const tenants all{std::move(one)};
    for (const auto* value : {"", "Bearer cal_foreign", "cal_north", "Basic eA==", "Bearer jwt"})
        CHECK(meant(all, asking("anything", value)) == "north");
    CHECK(meant(all, asking("anything", "Bearer sgk_invented")) == "unauthorized");
}

TEST_CASE("T2: credentials are read as Cal.com reads them") {
    const auto all = two_tenants();
    const auto kind_of = [&](const wire::request& r) { return identify(all, r, now)->kind; };
    const auto at_north = [](std::string_view value) { return asking("north.example", value); };
    using enum credential_kind;
    CHECK(kind_of(at_north("")) == none);
    CHECK(kind_of(at_north("Bearer ")) == none);
    CHECK(kind_of(at_north("Bearer cal_x")) == api_key);
    CHECK(kind_of(at_north("cal_x")) == api_key);
    CHECK(kind_of(at_north("bearer cal_x")) == other_token);
    CHECK(kind_of(at_north("Bearer eyJ")) == other_token);
    auto both = at_north("Bearer cal_x");
    both.headers.add("x-cal-client-id", "c");
    CHECK(kind_of(both) == api_key);
    both.headers.add("x-cal-secret-key", "s");
    CHECK(kind_of(both) == client);
    CHECK(kind_of(at_north("bearer   " + std::string(agent))) == issued);
}

TEST_CASE("T2: the account's key goes upstream in place of ours, nothing where it is public") {
    const auto all = two_tenants();
    const auto ours = "Bearer " + std::string(agent);
    CHECK(sent(all, asking("north.example", ours), listing) == "Bearer cal_north");
    CHECK(sent(all, asking("north.example", agent), listing) == "Bearer cal_north");
    CHECK(sent(all, asking("north.example", ours), slots) == "none");
}

TEST_CASE("T2: a caller's own credentials go upstream as they are, none is added") {
    const auto all = two_tenants();
    for (const auto* value :
         {"Bearer cal_foreign", "cal_foreign", "Bearer jwt", "Basic eA==", "Bearer cal_north"})
        for (const auto* what : {&listing, &slots})
            CHECK(sent(all, asking("north.example", value), *what) == value);
    CHECK(sent(all, asking("north.example"), listing) == "none");
}

TEST_CASE("T2: a credential of ours reaches Cal.com in no header") {
    const auto all = two_tenants();
    auto request = asking("north.example", "Bearer cal_foreign");
    request.headers.add("Authorization", "Bearer " + std::string(agent));
    request.headers.add("x-cal-secret-key", std::string(agent));
    request.headers.add("x-cal-client-id", "client");
    const auto who = identify(all, request, now);
    REQUIRE(who);
    set_outgoing_credentials(request.headers, *who, listing);
    for (const auto& [name, value] : request.headers.fields())
        CHECK(value.find("sgk_") == std::string::npos);
    // With the account's key goes no client of the caller's: it would win over the key.
    request = asking("north.example", "Bearer " + std::string(agent));
    request.headers.add("x-cal-secret-key", "s");
    request.headers.add("x-cal-client-id", "client");
    const auto ours = identify(all, request, now);
    REQUIRE(ours);
    set_outgoing_credentials(request.headers, *ours, listing);
    CHECK_FALSE(request.headers.find("x-cal-client-id"));
    CHECK_FALSE(request.headers.find("x-cal-secret-key"));
}

TEST_CASE("T2: a credential of ours may what it grants, everything grants all but the key itself") {
    const auto all = two_tenants();
    const auto may = [&](std::string_view token, const char* method, const char* path) {
        const auto who = identify(all, asking("x", "Bearer " + std::string(token)), now);
        return permit(*who, operation_of(method, path)).has_value();
    };
    CHECK(may(agent, "GET", "/v2/bookings"));
    CHECK_FALSE(may(agent, "POST", "/v2/bookings"));
    CHECK_FALSE(may(agent, "GET", "/v2/slots"));
    CHECK_FALSE(may(agent, "GET", "/v2/anything"));
    CHECK(may(clerk, "POST", "/v2/bookings"));
    CHECK(may(clerk, "GET", "/v2/anything"));
    CHECK_FALSE(may(clerk, "POST", "/v2/api-keys/refresh"));
    const auto anybody = identify(all, asking("north.example"), now);
    CHECK(permit(*anybody, listing));
}

TEST_CASE("T2: keys are checked on every route, other tokens where credentials are read") {
    const auto all = two_tenants();
    const auto check = [&](std::string_view value, const operation& what) {
        const auto request = asking("north.example", value);
        return has_to_be_accepted(*identify(all, request, now), what);
    };
    CHECK(check("Bearer cal_foreign", slots));
    CHECK(check("cal_north", slots));
    CHECK_FALSE(check("Bearer jwt", slots));
    CHECK(check("Bearer jwt", listing));
    CHECK_FALSE(check("", listing));
    CHECK_FALSE(check(agent, listing));
}
