#include "wire/function_answer.hpp"

#include <doctest/doctest.h>

#include "wire/few_zones.hpp"

using namespace slotgate;
using namespace slotgate::wire;

namespace {

const few_zones zones;
constexpr instant noon{std::chrono::sys_days{std::chrono::year{2031} / 5 / 6} + hours{10}};

alternatives_answer sample() {
    return {.message = "Ja?",
            .requested = noon,
            .service = "Cut",
            .event_type = event_type_id{7},
            .place = zones.find("Europe/Berlin"),
            .alternatives = {}};
}

}  // namespace

TEST_CASE("V6: alternatives are told in machine times and in words") {
    auto answer = sample();
    answer.alternatives.push_back({.slot = {noon + hours{1}, noon + hours{2}},
                                   .type = "same_day_later",
                                   .score = 10440,
                                   .spoken = "heute"});
    CHECK(render_alternatives(answer) ==
          R"({"success":true,"status":"alternatives","message":"Ja?","data":{"found":true,)"
          R"("requested":{"start":"2031-05-06T10:00:00.000Z",)"
          R"("local_start":"2031-05-06T12:00:00.000+02:00","free":false},)"
          R"("time_zone":"Europe/Berlin","service":"Cut","event_type_id":7,)"
          R"("alternatives":[{"start":"2031-05-06T11:00:00.000Z","end":"2031-05-06T12:00:00.000Z",)"
          R"("local_start":"2031-05-06T13:00:00.000+02:00","type":"same_day_later",)"
          R"("spoken":"heute","rank":1,"score":10440}]}})");
}

TEST_CASE("V6, S13: nothing free is a success, what was not done is none, and each has a status") {
    CHECK(render_alternatives(sample()).starts_with(
        R"({"success":true,"status":"nothing_free","message":"Ja?","data":{"found":false,)"));
    CHECK(render_refused_function("could_not_check", "Nein?", "upstream_down") ==
          R"({"success":false,"status":"could_not_check","message":"Nein?",)"
          R"("error":"upstream_down"})");
    CHECK(render_refused_function("date_needed", "Wann?") ==
          R"({"success":false,"status":"date_needed","message":"Wann?"})");
}

TEST_CASE("local texts carry the offset of their zone") {
    CHECK(local_text(noon, *zones.find("America/St_Johns")) == "2031-05-06T07:30:00.000-02:30");
    CHECK(local_text(noon, zones.utc()) == "2031-05-06T10:00:00.000+00:00");
}
