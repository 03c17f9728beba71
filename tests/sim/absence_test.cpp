#include "calcom-sim/absence.hpp"

#include <doctest/doctest.h>

#include "sim/team.hpp"

namespace slotgate::sim {
namespace {

using testing::asker;
using testing::at;
using testing::practice;
using testing::practice_team;
using testing::starts_listed;

void send_away(world& w, std::int64_t who, std::string_view first, std::string_view last) {
    w.away.push_back({.who = user_id{who},
                      .start = at(std::string(first) + "T00:00:00Z"),
                      .end = at(std::string(last) + "T23:59:59.999Z")});
}

std::string dates(const world& w, std::string_view from, std::string_view to,
                  std::string_view now = "2031-05-04T08:00:00Z") {
    const auto& host = w.users.at(user_id{1});
    std::string out;
    const auto looked_at = interval::between(at(from), at(to)).value();
    for (const auto& [date, entry] :
         dates_away(w, host, host.schedules.front(), looked_at, at(now)))
        out += to_text(std::chrono::year_month_day{date}).substr(8) + ' ';
    return out;
}

}  // namespace

TEST_CASE("recorded C8: an entry takes whole dates of the host's clock") {
    world w = practice();
    send_away(w, 1, "2031-05-06", "2031-05-07");
    send_away(w, 2, "2031-05-08", "2031-05-08");
    CHECK(dates(w, "2031-05-05T00:00:00Z", "2031-05-09T23:59:59Z") == "06 07 ");
    asker ask(w);
    const auto listed = starts_listed(ask, 1, "2031-05-05", "2031-05-08", "Pacific/Kiritimati");
    CHECK(listed.starts_with("05T21:00"));
    CHECK_FALSE(listed.contains("06T21:00"));
    CHECK(listed.contains("08T21:00"));
}

TEST_CASE("days on which the schedule never opens, and days behind, are no days off") {
    world w = practice();
    send_away(w, 1, "2031-05-01", "2031-05-12");
    CHECK(dates(w, "2031-05-05T00:00:00Z", "2031-05-31T23:59:59Z", "2031-05-07T08:00:00Z") ==
          "07 08 09 12 ");
}

TEST_CASE("recorded C8: the older endpoint lists days off, and says why in its inner form") {
    world w = practice();
    send_away(w, 1, "2031-05-06", "2031-05-06");
    w.away.front().reason = "travel";
    w.away.front().to = user_id{2};
    asker ask(w);
    const std::string question =
        "/v2/slots/"
        "available?eventTypeId=1&startTime=2031-05-06T14:30:00Z&endTime=2031-05-06T15:00:00Z";
    CHECK(ask.ask("GET", question, {}, {}, "2024-08-13").answer.body ==
          R"({"data":{"slots":{"2031-05-06":[{"away":true,)"
          R"("fromUser":{"id":1,"displayName":"Anna Berg"},)"
          R"("toUser":{"id":2,"displayName":"Ben Weil","username":"ben-weil"},)"
          R"("reason":"ooo_reasons_travel","emoji":"🛫","showNotePublicly":false,)"
          R"("time":"2031-05-06T14:30:00.000Z"}]}},"status":"success"})");
    CHECK(ask.ask("GET", question + "&timeZone=Europe/Berlin", {}, {}, "2024-08-13").answer.body ==
          R"({"data":{"slots":{"2031-05-06":[{"time":"2031-05-06T16:30:00.000+02:00"}]}},)"
          R"("status":"success"})");
}

TEST_CASE("with several hosts a day off is no time of that host") {
    world w = practice_team();
    send_away(w, 2, "2031-05-06", "2031-05-06");
    asker ask(w);
    CHECK(starts_listed(ask, 11, "2031-05-06", "2031-05-06").empty());
    CHECK(starts_listed(ask, 12, "2031-05-06", "2031-05-06").starts_with("06T09:00"));
}

}  // namespace slotgate::sim
