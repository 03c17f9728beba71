#include <doctest/doctest.h>

#include "calcom-sim/bookings.hpp"
#include "practice.hpp"

using namespace slotgate;
using namespace slotgate::sim;
using namespace slotgate::sim::testing;

namespace {

struct requested {
    asker cal{with_webhook(wider_practice())};
    reaction made = cal.book("2031-05-06T10:00:00Z", "bo@guests.example", 6);
    std::string uid = text(made, "uid");
};

}  // namespace

TEST_CASE("a booking that needs the host's word is pending and told as requested") {
    requested r;
    CHECK(text(r.made, "status") == "pending");
    REQUIRE(posted(r.made).size() == 1);
    CHECK(posted(r.made)[0].trigger == "BOOKING_REQUESTED");
    const auto p = payload(posted(r.made)[0]);
    CHECK(p.at("status") == "PENDING");
    CHECK(p.at("startTime") == "2031-05-06T10:00:00.000Z");
    CHECK(p.at("attendees").at(0).at("lastName") == "Guest");
    CHECK(p.at("oneTimePassword").as_string().size() == 36);
}

TEST_CASE("the same person at the same start gets the first booking again, silently") {
    requested r;
    const auto again = r.cal.book("2031-05-06T10:00:00Z", "bo@guests.example", 6);
    CHECK(again.answer.status == 201);
    CHECK(text(again, "uid") == r.uid);
    CHECK(again.deliveries.empty());
    CHECK(text(r.cal.book("2031-05-06T10:00:00Z", "else@x.example", 6), "uid") != r.uid);
}

TEST_CASE("the host confirms once; strangers and nobody do not") {
    requested r;
    CHECK(act(r.cal, r.uid, "confirm").answer.status == 403);
    const auto stranger = act(r.cal, r.uid, "confirm", "", "cal_ben");
    CHECK(stranger.answer.status == 401);
    CHECK(body_of(stranger).at("error").at("code") == "TRPCError");
    const auto done = act(r.cal, r.uid, "confirm", "", "cal_anna");
    CHECK(done.answer.status == 200);
    CHECK(text(done, "status") == "accepted");
    CHECK(posted(done)[0].trigger == "BOOKING_CREATED");
    const auto p = payload(posted(done)[0]);
    CHECK(p.as_object().begin()->key() == "type");
    CHECK(p.at("requiresConfirmation") == true);
    CHECK_FALSE(p.at("responses").as_object().contains("attendeePhoneNumber"));
    CHECK(message(act(r.cal, r.uid, "confirm", "", "cal_anna")) == "Booking already confirmed");
}

TEST_CASE("the host declines with a reason") {
    requested r;
    const auto done = act(r.cal, r.uid, "decline", R"({"reason":"no time"})", "cal_anna");
    CHECK(text(done, "status") == "rejected");
    CHECK(posted(done)[0].trigger == "BOOKING_REJECTED");
    CHECK(payload(posted(done)[0]).at("rejectionReason") == "no time");
    CHECK(act(r.cal, r.uid, "decline", R"({"reason":1})", "cal_anna").answer.status == 400);
}

TEST_CASE("a confirmed booking that moves waits again, unless its host moves it") {
    requested r;
    act(r.cal, r.uid, "confirm", "", "cal_anna");
    const auto moved =
        act(r.cal, r.uid, "reschedule",
            R"({"start":"2031-05-07T10:00:00Z","rescheduledBy":"bo@guests.example"})");
    CHECK(text(moved, "status") == "pending");
    CHECK(posted(moved)[0].trigger == "BOOKING_REQUESTED");
    CHECK(payload(posted(moved)[0]).at("metadata").at("videoCallUrl") == "");
    const auto by_host =
        act(r.cal, text(moved, "uid"), "reschedule",
            R"({"start":"2031-05-08T10:00:00Z","rescheduledBy":"anna-berg@practice.example"})");
    CHECK(text(by_host, "status") == "accepted");
    CHECK(posted(by_host)[0].trigger == "BOOKING_RESCHEDULED");
}

TEST_CASE("confirmation may be asked for what is near only, in whole units") {
    auto w = wider_practice();
    auto& type = w.event_types[event_type_id{6}];
    type.confirmation = confirmation_rule{.sooner_than = minutes{48 * 60}};
    type.settings["confirmationPolicy"] =
        boost::json::parse(R"({"type":"time","noticeThreshold":{"unit":"hours","count":48}})");
    asker cal(std::move(w));
    cal.now = at("2031-05-04T08:00:00Z");
    const auto status = [&](std::string_view start) {
        return text(cal.book(start, "b@x.example", 6), "status");
    };
    CHECK(status("2031-05-06T08:00:00Z") == "pending");
    CHECK(status("2031-05-06T08:45:00Z") == "pending");
    CHECK(status("2031-05-06T09:15:00Z") == "accepted");
}

TEST_CASE("a series is confirmed with one word and one webhook") {
    auto w = wider_practice();
    w.event_types[event_type_id{7}].confirmation = confirmation_rule{};
    asker cal(with_webhook(std::move(w)));
    const auto all = data_of(cal.book("2031-05-06T10:00:00Z", "b@x.example", 7));
    const auto done =
        act(cal, std::string(all.at(1).at("uid").as_string()), "confirm", "", "cal_anna");
    REQUIRE(posted(done).size() == 1);
    CHECK(payload(posted(done)[0]).at("recurringEvent").at("count") == 3);
    for (const auto& [uid, b] : cal.sim.state().bookings)
        CHECK(b.status == booking_status::accepted);
}
