#include "calcom-sim/faults.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;

namespace {

const instant now = *parse_instant("2031-05-05T05:30:00Z");

fault_plan plan_of(std::string_view json, std::uint64_t seed = 1) {
    auto faults = read_faults(json);
    REQUIRE_MESSAGE(faults.has_value(), faults.error().detail);
    fault_plan out(seed);
    REQUIRE(out.add(std::move(*faults)).has_value());
    return out;
}

std::string complaint_about(std::string_view json) {
    const auto faults = read_faults(json);
    REQUIRE_FALSE(faults.has_value());
    CHECK(faults.error().code == errc::bad_request);
    return faults.error().detail;
}

wire::request asking(std::string method, std::string target) {
    return {.method = std::move(method),
            .target = std::move(target),
            .headers = {},
            .body = {},
            .peer = {}};
}

request_fate fate_of_slots(fault_plan& plan, const std::string& query = "eventTypeId=7") {
    return plan.fate_of(asking("GET", "/v2/slots?" + query), "/v2/slots");
}

/// The answer that reaches the client instead of {"status":"success"}.
wire::response spoilt(fault_plan& plan) {
    const auto fate = fate_of_slots(plan);
    return spoil(fate.answer, wire::json_response(200, R"({"status":"success"})"),
                 asking("GET", "/v2/slots?eventTypeId=7"), now);
}

delivery to(std::string url, std::string trigger = "BOOKING_CREATED",
            std::string id = "webhook-1") {
    return {.url = std::move(url),
            .webhook = std::move(id),
            .trigger = std::move(trigger),
            .request = {}};
}

}  // namespace

TEST_CASE("a fault strikes the requests its target names, and no others") {
    const auto struck = [](const char* route, const char* method, const char* its_route) {
        auto plan = plan_of(std::string(R"({"fault":"drop","route":")") + route + "\"}");
        return !plan.fate_of(asking(method, "/x"), its_route).handled;
    };
    CHECK(struck("*", "GET", "/v2/slots"));
    CHECK(struck("*", "PUT", ""));
    CHECK(struck("POST", "POST", "/v2/bookings"));
    CHECK_FALSE(struck("POST", "GET", "/v2/bookings"));
    CHECK(struck("/v2/bookings", "GET", "/v2/bookings"));
    CHECK_FALSE(struck("/v2/bookings", "GET", "/v2/bookings/{uid}"));
    CHECK(struck("GET /v2/bookings/{uid}", "GET", "/v2/bookings/{uid}"));
    CHECK_FALSE(struck("POST /v2/bookings", "GET", "/v2/bookings"));
    CHECK(struck("/{username}/{slug}", "POST", "/{username}/{slug}"));
}

TEST_CASE("a fault may ask for parameters of the query") {
    auto plan = plan_of(R"({"fault":"drop","route":"/v2/slots","query":{"eventTypeId":7}})");
    CHECK_FALSE(fate_of_slots(plan, "start=2031-05-06&eventTypeId=7").handled);
    CHECK(fate_of_slots(plan, "eventTypeId=71").handled);
    CHECK(fate_of_slots(plan, "").handled);
}

TEST_CASE("delays add up, before and after the change, and an ending ends the list") {
    auto plan = plan_of(R"([{"fault":"delay","route":"*","ms":100},
                            {"fault":"delay","route":"GET","ms":20},
                            {"fault":"delay","route":"GET","ms":3,"committed":true},
                            {"fault":"reset","route":"*","committed":true},
                            {"fault":"delay","route":"*","ms":5000}])");
    const auto fate = fate_of_slots(plan);
    CHECK(fate.before == milliseconds{120});
    CHECK(fate.after == milliseconds{3});
    CHECK(fate.handled);
    CHECK(fate.answer.is == spoiling::kind::reset);
}

TEST_CASE("a fault lets some pass, strikes so often, and tells how often it did") {
    auto plan = plan_of(R"({"fault":"drop","route":"*","after":2,"count":3})");
    std::string handled;
    for (int i = 0; i < 8; ++i) handled += fate_of_slots(plan).handled ? '.' : 'x';
    CHECK(handled == "..xxx...");
    CHECK(plan.to_json() == R"({"faults":[{"id":1,"fault":"drop","route":"*","after":2,"count":3,)"
                            R"("matched":8,"struck":3}]})");
    plan.clear();
    CHECK(plan.to_json() == R"({"faults":[]})");
    CHECK(fate_of_slots(plan).handled);
}

TEST_CASE("chance follows from the seed, and each fault has its own") {
    const auto history = [](std::string_view json, std::uint64_t seed) {
        auto plan = plan_of(json, seed);
        std::string out;
        for (int i = 0; i < 400; ++i) out += fate_of_slots(plan).handled ? '.' : 'x';
        return out;
    };
    constexpr auto half = R"({"fault":"drop","route":"*","probability":0.5})";
    const auto once = history(half, 7);
    CHECK(once == history(half, 7));
    CHECK(once != history(half, 8));
    CHECK(once == history(R"([{"fault":"drop","route":"*","probability":0.5},
                              {"fault":"delay","route":"*","ms":{"mean":9},"probability":0.5}])",
                          7));
    const auto strikes = std::ranges::count(once, 'x');
    CHECK(strikes > 150);
    CHECK(strikes < 250);
    CHECK(history(R"({"fault":"drop","route":"*","probability":0})", 7).contains('x') == false);
    CHECK(history(R"({"fault":"drop","route":"*","probability":1})", 7).contains('.') == false);
}

TEST_CASE("a delay is fixed, uniform between two bounds, or exponential about a mean") {
    const auto drawn = [](const std::string& ms) {
        auto plan = plan_of(R"({"fault":"delay","route":"*","ms":)" + ms + "}");
        std::vector<std::int64_t> out(2000);
        for (auto& one : out) one = fate_of_slots(plan).before.count();
        return out;
    };
    CHECK(std::ranges::minmax(drawn("40")).max == 40);
    const auto uniform = std::ranges::minmax(drawn(R"({"min":300,"max":310})"));
    CHECK(uniform.min == 300);
    CHECK(uniform.max == 310);
    const auto waits = drawn(R"({"mean":1000})");
    std::int64_t sum = 0;
    for (const auto one : waits) sum += one;
    CHECK(sum / 2000 > 900);
    CHECK(sum / 2000 < 1100);
    CHECK(std::ranges::max(waits) > 4000);
}

TEST_CASE("a status is told in Cal.com's envelope, bare, as a proxy's page, or without a word") {
    auto calcom = plan_of(R"({"fault":"status","route":"*","status":429})");
    CHECK(spoilt(calcom).body ==
          R"({"status":"error","timestamp":"2031-05-05T05:30:00.000Z",)"
          R"("path":"/v2/slots?eventTypeId=7","error":{"code":"ThrottlerException",)"
          R"("message":"CustomThrottlerGuard - Too many requests. Please try again later.",)"
          R"("details":"CustomThrottlerGuard - Too many requests. Please try again later."}})");
    auto bare = plan_of(R"({"fault":"status","route":"*","status":409,"shape":"bare",)"
                        R"("message":"booking_conflict_error"})");
    CHECK(spoilt(bare).body == R"({"statusCode":409,"message":"booking_conflict_error"})");
    auto html = plan_of(R"({"fault":"status","route":"*","status":503,"shape":"html",)"
                        R"("headers":{"Retry-After":30}})");
    const auto page = spoilt(html);
    CHECK(page.status == 503);
    CHECK(page.body.contains("<h1>503 Service Unavailable</h1>"));
    CHECK(page.headers.find("Content-Type") == "text/html");
    CHECK(page.headers.find("Retry-After") == "30");
    auto empty = plan_of(R"({"fault":"status","route":"*","status":502,"shape":"empty"})");
    CHECK(spoilt(empty).status == 502);
    CHECK(spoilt(empty).body.empty());
}

TEST_CASE("Cal.com never hears of what gets a status, unless the change was committed before") {
    auto before = plan_of(R"({"fault":"status","route":"*","status":500})");
    CHECK_FALSE(fate_of_slots(before).handled);
    auto after = plan_of(R"({"fault":"status","route":"*","status":500,"committed":true})");
    CHECK(fate_of_slots(after).handled);
    CHECK(spoilt(after).status == 500);
}

TEST_CASE("answers are cut, garbled or replaced") {
    auto half = plan_of(R"({"fault":"half","route":"*"})");
    CHECK(spoilt(half).arrival == wire::arrival::part);
    CHECK(spoilt(half).part_bytes == 10);
    auto some = plan_of(R"({"fault":"half","route":"*","bytes":3})");
    CHECK(spoilt(some).part_bytes == 3);
    auto drop = plan_of(R"({"fault":"drop","route":"*"})");
    CHECK(spoilt(drop).arrival == wire::arrival::never);
    auto garbage = plan_of(R"({"fault":"garbage","route":"*"})");
    const auto noise = spoilt(garbage);
    CHECK(noise.status == 200);
    CHECK(noise.body.size() == 20);
    CHECK_FALSE(noise.body.contains("status"));
    CHECK(spoilt(garbage).body != noise.body);
    auto json = plan_of(R"({"fault":"content","route":"*","body":{"data":null}})");
    CHECK(spoilt(json).body == R"({"data":null})");
    auto text = plan_of(
        R"({"fault":"content","route":"*","body":"Please log in","contentType":"text/plain"})");
    CHECK(spoilt(text).body == "Please log in");
    CHECK(spoilt(text).headers.find("Content-Type") == "text/plain");
}

TEST_CASE("webhooks are told apart by subscription, trigger or address") {
    const auto lost = [](const std::string& which, const delivery& one) {
        auto plan = plan_of(R"({"fault":"lost","webhook":")" + which + "\"}");
        return plan.fate_of(one).lost;
    };
    const auto one = to("http://127.0.0.1:9/hook?x=1");
    for (const auto* which : {"*", "webhook-1", "BOOKING_CREATED", "http://127.0.0.1:9/hook"})
        CHECK(lost(which, one));
    for (const auto* which : {"webhook-2", "BOOKING_CANCELLED", "http://127.0.0.1:8", "http"})
        CHECK_FALSE(lost(which, one));
    auto requests = plan_of(R"({"fault":"drop","route":"*"})");
    CHECK_FALSE(requests.fate_of(one).lost);
    auto hooks = plan_of(R"({"fault":"lost","webhook":"*"})");
    CHECK(fate_of_slots(hooks).handled);
}

TEST_CASE("webhooks are delayed, doubled and lost, several at once in order") {
    auto plan = plan_of(R"([{"fault":"delay","webhook":"*","ms":700},
                            {"fault":"double","webhook":"*"},
                            {"fault":"lost","webhook":"*","after":1}])");
    const auto first = plan.fate_of(to("http://a/"));
    CHECK(first.delay == milliseconds{700});
    CHECK(first.copies == 2);
    CHECK_FALSE(first.lost);
    CHECK(plan.fate_of(to("http://a/")).lost);
}

TEST_CASE("a reordered webhook is held until the next one to its address has gone") {
    auto plan = plan_of(R"({"fault":"reorder","webhook":"*","count":2})");
    const auto fate = plan.fate_of(to("http://a/", "FIRST"));
    REQUIRE(fate.held_by == 1);
    plan.hold(to("http://a/", "FIRST"), *fate.held_by);
    CHECK(plan.release("http://b/").empty());
    CHECK_FALSE(plan.fate_of(to("http://a/", "SECOND")).held_by.has_value());
    const auto freed = plan.release("http://a/");
    REQUIRE(freed.size() == 1);
    CHECK(freed.front().trigger == "FIRST");
    CHECK(plan.fate_of(to("http://a/", "THIRD")).held_by == 1);
    plan.hold(to("http://a/", "THIRD"), 1);
    CHECK(plan.clear().size() == 1);
    CHECK(plan.release("http://a/").empty());
}

TEST_CASE("a fault that cannot be understood says where and why") {
    CHECK(complaint_about("faults").starts_with("The body must be JSON"));
    CHECK(complaint_about("7") == "faults: must be an object");
    CHECK(complaint_about(R"({"fault":"drop"})").starts_with("faults.route: must be a text"));
    CHECK(
        complaint_about(R"([{"fault":"drop","route":"*"},{"fault":"drop","route":"/v2/slotz"}])") ==
        "faults[1].route: must be *, a method, a route of the simulator, or both");
    for (const auto* route : {"FETCH", "FETCH /v2/slots", "GET /v2/nothing", "GET ", "v2"})
        CHECK_MESSAGE(complaint_about(std::string(R"({"fault":"drop","route":")") + route + "\"}")
                          .starts_with("faults.route: must be *"),
                      route);
    CHECK(complaint_about(R"({"fault":"lost","route":"*"})") ==
          "faults.fault: must be one of: delay, status, drop, reset, half, garbage, content");
    CHECK(complaint_about(R"({"fault":"drop","webhook":"*"})") ==
          "faults.fault: must be one of: lost, delay, double, reorder");
    CHECK(complaint_about(R"({"fault":"delay","route":"*","ms":{"min":5,"max":4}})") ==
          "faults.ms.max: must be a whole number from 5 to 86400000");
    CHECK(complaint_about(R"({"fault":"delay","route":"*","ms":-1})").starts_with("faults.ms:"));
    CHECK(complaint_about(R"({"fault":"status","route":"*"})").starts_with("faults.status:"));
    CHECK(complaint_about(R"({"fault":"status","route":"*","status":500,"shape":"xml"})") ==
          "faults.shape: must be calcom, bare, html or empty");
    CHECK(complaint_about(R"({"fault":"drop","route":"*","probability":1.5})") ==
          "faults.probability: must be a number from 0 to 1");
    CHECK(
        complaint_about(R"({"fault":"drop","route":"*","count":0})").starts_with("faults.count:"));
    CHECK(complaint_about(R"({"fault":"half","route":"*","committed":true})") ==
          "faults.committed: is not known here");
    CHECK(complaint_about(R"({"fault":"content","route":"*"})").starts_with("faults.body:"));
}

TEST_CASE("there is room for a thousand faults and not one more") {
    fault_plan plan(1);
    const auto one = *read_faults(R"({"fault":"drop","route":"*"})");
    std::vector<planned_fault> many(fault_plan::faults_max, one.front());
    CHECK(plan.add(many).has_value());
    CHECK(plan.add(one).error().code == errc::bad_request);
}
