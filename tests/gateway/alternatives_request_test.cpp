#include "gateway/alternatives_request.hpp"

#include <map>

#include <doctest/doctest.h>

#include "wire/few_zones.hpp"

using namespace slotgate;
using namespace slotgate::gateway;

namespace {

const wire::few_zones zones;
constexpr instant now{std::chrono::sys_days{std::chrono::year{2031} / 5 / 5} + hours{6}};
constexpr local_date today{std::chrono::local_days{std::chrono::year{2031} / 5 / 5}};

branch place(std::string id, std::string phone) {
    return {.id = std::move(id),
            .zone = zones.find("Europe/Berlin"),
            .phone_numbers = {std::move(phone)},
            .hours = {},
            .services = {}};
}

/// The ticket's company: a branch with one service and one with two.
struct company {
    company() {
        own.name = "askpro";
        own.company = "15";
        own.branches = {place("9", "+49228123456"), place("10", "+4930123456")};
        own.branches[0].services = {{"cut", "Herrenhaarschnitt", event_type_id{2563193}}};
        own.branches[1].services = {{"cut", "Herrenhaarschnitt", event_type_id{1}},
                                    {"colour", "Farbe", event_type_id{2}}};
    }

    using texts = std::map<std::string, std::string>;

    /// What a call with these arguments on top of a day and a time comes to.
    [[nodiscard]] std::expected<alternatives_request, asked_back> ask(
        const texts& more, std::string called = {}) const {
        texts all{{"datum", "2031-05-06"}, {"uhrzeit", "08:00"}};
        for (const auto& [name, value] : more) all[name] = value;
        wire::function_call call{.name = "get_alternatives",
                                 .our_number = std::move(called),
                                 .arguments = {all.begin(), all.end()}};
        const caller who{.kind = credential_kind::issued, .of = &own, .issued = &agent};
        return understand(who, call, now);
    }
    /// The branch that follows, or the status of what is asked back.
    [[nodiscard]] std::string branch_of(const texts& more, std::string called = {}) const {
        const auto asked = ask(more, std::move(called));
        return asked ? asked->branch->id : std::string(asked.error().status);
    }
    [[nodiscard]] std::string status(const texts& more) const {
        const auto asked = ask(more, "+49228123456");
        return asked ? "understood" : std::string(asked.error().status);
    }

    tenant own;
    issued_credential agent{.name = "agent"};
};

}  // namespace

TEST_CASE("V1: the called number decides the branch, and an unknown one is refused") {
    const company c;
    CHECK(c.branch_of({}, "+49228123456") == "9");
    CHECK(c.branch_of({{"dienstleistung", "Farbe"}}, "+4930123456") == "10");
    CHECK(c.branch_of({}, "+49111111111") == "branch_unknown");
    CHECK(c.branch_of({}, "{{to_number}}") == "branch_unknown");
    CHECK(c.branch_of({{"branch_id", "10"}}, "+49228123456") == "branch_unknown");
}

TEST_CASE("V1: without a called number no branch of several is taken for granted") {
    company c;
    CHECK(c.branch_of({}) == "branch_unknown");
    CHECK(c.branch_of({{"branch_id", "9"}, {"company_id", "15"}}) == "9");
    CHECK(c.branch_of({{"branch_id", "9"}, {"company_id", "16"}}) == "branch_unknown");
    c.agent.branch = "9";
    CHECK(c.branch_of({}) == "9");
    CHECK(c.branch_of({{"branch_id", "10"}}) == "branch_unknown");
    CHECK(c.branch_of({}, "+4930123456") == "branch_unknown");
}

TEST_CASE("V2: names of arguments are German and English") {
    company c;
    c.agent.branch = "10";
    const auto asked = c.ask({{"datum", ""},
                              {"uhrzeit", ""},
                              {"date", "tomorrow"},
                              {"time", "14:30"},
                              {"service_name", "FARBE"},
                              {"max_alternatives", "3"},
                              {"language", "en-GB"}});
    REQUIRE(asked);
    CHECK(asked->wished == today + days{1} + hours{14} + minutes{30});
    CHECK(asked->service->event_type == event_type_id{2});
    CHECK(asked->most == 3);
    CHECK(asked->language == speech::language::english);
}

TEST_CASE("the only service of a branch is meant, of several one is asked for") {
    company c;
    c.agent.branch = "9";
    CHECK(c.ask({})->service->id == "cut");
    CHECK(c.ask({{"dienstleistung", "Farbe"}}).error().status == "service_needed");
    c.agent.branch = "10";
    CHECK(c.ask({}).error().message ==
          "Welche Leistung möchten Sie buchen: Herrenhaarschnitt oder Farbe?");
    CHECK(c.ask({{"event_type_id", "2"}})->service->id == "colour");
    CHECK(c.ask({{"event_type_id", "2563193"}}).error().status == "service_needed");
    CHECK(c.ask({{"event_type_id", "2"}, {"service_id", "cut"}}).error().status ==
          "service_needed");
}

TEST_CASE("V4: a day or time that is missing, vague, past or far away is asked for") {
    const company c;
    CHECK(c.status({}) == "understood");
    CHECK(c.status({{"datum", ""}}) == "date_needed");
    CHECK(c.status({{"datum", "bald"}}) == "date_needed");
    CHECK(c.status({{"datum", "2033-05-06"}}) == "date_needed");
    CHECK(c.status({{"uhrzeit", ""}}) == "time_needed");
    CHECK(c.status({{"uhrzeit", "nachmittags"}}) == "time_needed");
    CHECK(c.status({{"datum", "2031-05-04"}}) == "time_past");
    CHECK(c.status({{"datum", "heute"}, {"uhrzeit", "08:00"}}) == "time_past");
    CHECK(c.status({{"datum", "heute"}, {"uhrzeit", "08:01"}}) == "understood");
}

TEST_CASE("as many alternatives are told as were asked for, two by default, five at most") {
    company c;
    c.agent.branch = "9";
    CHECK(c.ask({})->most == 2);
    for (const auto& [text, most] :
         std::map<std::string, std::size_t>{{"0", 2}, {"x", 2}, {"-1", 2}, {"5", 5}, {"99", 5}})
        CHECK(c.ask({{"max_alternatives", text}})->most == most);
}
