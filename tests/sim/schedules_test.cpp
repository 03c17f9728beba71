#include "calcom-sim/schedules.hpp"

#include <doctest/doctest.h>

#include "practice.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

world two_schedules() {
    world w = practice();
    w.users.at(user_id{2}).schedules.front().id = 2;
    return w;
}

struct host_of_schedules : asker {
    host_of_schedules() : asker(two_schedules()) {}
    reaction schedules(std::string method, const std::string& rest, std::string body = {},
                       std::string_view key = "cal_anna") {
        return ask(std::move(method), "/v2/schedules" + rest, std::move(body), key, "2024-06-11");
    }
    bool shows(std::string_view start, int type = 1) {
        const auto r = ask(
            "GET", "/v2/slots?start=2031-05-06&end=2031-05-07&eventTypeId=" + std::to_string(type),
            {}, {}, "2024-09-04");
        return r.answer.body.find(start) != std::string::npos;
    }
};

}  // namespace

TEST_CASE("schedules are shown as recorded") {
    host_of_schedules h;
    const std::string usual =
        R"({"id":1,"ownerId":1,"name":"Working hours","timeZone":"Europe/Berlin","availability":)"
        R"([{"days":["Monday","Tuesday","Wednesday","Thursday","Friday"],"startTime":"09:00",)"
        R"("endTime":"17:00"}],"isDefault":true,"overrides":[]})";
    CHECK(h.schedules("GET", "").answer.body == R"({"status":"success","data":[)" + usual + "]}");
    CHECK(h.schedules("GET", "/default").answer.body ==
          R"({"status":"success","data":)" + usual + "}");
    CHECK(h.schedules("GET", "/1").answer.status == 200);
    CHECK(message(h.schedules("GET", "/77")) == "Schedule with ID=77 does not exist.");
    CHECK(message(h.schedules("GET", "/2")) == "User with ID=1 does not own schedule with ID=2");
    CHECK(h.schedules("GET", "", {}, {}).answer.status == 403);
}

TEST_CASE("edited hours and overrides decide about free starts at once") {
    host_of_schedules h;
    CHECK(h.shows("2031-05-06T07:00:00.000Z"));
    const auto r = h.schedules("PATCH", "/1",
                               R"({"availability":[{"days":["Tuesday"],"startTime":"13:00",)"
                               R"("endTime":"23:59"}],"overrides":[{"date":"2031-05-07",)"
                               R"("startTime":"10:00","endTime":"12:00"}]})");
    CHECK(r.answer.body.find(R"("endTime":"23:59")") != std::string::npos);
    CHECK(r.answer.body.find(R"({"date":"2031-05-07","startTime":"10:00","endTime":"12:00"})") !=
          std::string::npos);
    CHECK_FALSE(h.shows("2031-05-06T07:00:00.000Z"));
    CHECK(h.shows("2031-05-06T11:00:00.000Z"));
    CHECK(h.shows("2031-05-07T08:00:00.000Z"));
    CHECK(h.schedules("PATCH", "/1", R"({"timeZone":"UTC","name":"Home"})").answer.status == 200);
    CHECK(h.shows("2031-05-06T13:00:00.000Z"));
    CHECK_FALSE(h.shows("2031-05-06T11:00:00.000Z"));
}

TEST_CASE("a new default schedule takes the place of the old one") {
    host_of_schedules h;
    const auto r =
        h.schedules("POST", "", R"({"name":"Late","timeZone":"Europe/Berlin","isDefault":true})");
    CHECK(r.answer.status == 201);
    const auto id = std::to_string(body_of(r).at("data").at("id").as_int64());
    CHECK(body_of(r).at("data").at("availability").at(0).at("startTime") == "09:00");
    CHECK(body_of(h.schedules("GET", "/1")).at("data").at("isDefault").as_bool() == false);
    CHECK(h.ask("PATCH", "/v2/event-types/1", R"({"scheduleId":)" + id + "}", "cal_anna",
                "2024-06-14")
              .answer.status == 200);
    CHECK(h.schedules("DELETE", "/" + id).answer.body == R"({"status":"success"})");
    CHECK_FALSE(h.sim.state().event_types.at(event_type_id{1}).schedule_id.has_value());
    CHECK(h.schedules("DELETE", "/" + id).answer.status == 400);
}

TEST_CASE("bad schedules are refused with the whole body in the complaint") {
    host_of_schedules h;
    const auto zone = h.schedules("POST", "", R"({"name":"x","timeZone":"+02:00"})");
    CHECK(zone.answer.body.find("timeZone must be a valid IANA time-zone") != std::string::npos);
    CHECK(zone.answer.body.find("isDefault must be a boolean value") != std::string::npos);
    const auto time = h.schedules("PATCH", "/1",
                                  R"({"availability":[{"days":["Monday"],"startTime":"09:00",)"
                                  R"("endTime":"24:00"}]})");
    CHECK(serialize(
              body_of(time).at("error").at("details").at("errors").at(0).at("children").at(0)) ==
          R"({"target":[{"days":["Monday"],"startTime":"09:00","endTime":"24:00"}],"value":)"
          R"({"days":["Monday"],"startTime":"09:00","endTime":"24:00"},"property":"0","children":)"
          R"([{"target":{"days":["Monday"],"startTime":"09:00","endTime":"24:00"},"value":"24:00",)"
          R"("property":"endTime","children":[],"constraints":)"
          R"({"matches":"endTime must be a valid time format HH:MM"}}]})");
    const auto day = h.schedules(
        "PATCH", "/1",
        R"({"availability":[{"days":["Someday"],"startTime":"09:00","endTime":"10:00"}]})");
    CHECK(day.answer.status == 400);
}

TEST_CASE("schedules of an organization's users are seen by its members") {
    world w = two_schedules();
    w.teams[5] = {.id = 5, .slug = "org", .name = "Org", .members = {user_id{1}, user_id{2}}};
    w.teams[6] = {.id = 6, .slug = "t", .name = "T", .members = {user_id{2}}, .organization = 5};
    asker a(w);
    const auto get = [&](const std::string& path, std::string_view key) {
        return a.ask("GET", path, {}, key, "2024-06-11").answer.status;
    };
    CHECK(get("/v2/organizations/5/users/2/schedules/2", "cal_anna") == 200);
    CHECK(get("/v2/organizations/5/schedules?take=1", "cal_anna") == 200);
    CHECK(get("/v2/organizations/9/schedules", "cal_anna") == 403);
    CHECK(get("/v2/teams/6/schedules", "cal_anna") == 403);
    CHECK(get("/v2/teams/6/schedules", "cal_ben") == 200);
    CHECK(get("/v2/organizations/5/schedules?take=251", "cal_anna") == 400);
}
