#include "gateway/alternatives.hpp"

#include <doctest/doctest.h>

#include "support/gateway_world.hpp"

using namespace slotgate;
using namespace slotgate::gateway;
using test::gateway_world;

namespace {

/// The practice of `gateway_world` as branch 9 of company 15, asked on a Thursday for the next
/// Monday, on which 9:00, 9:30 and 10:00 are free.
struct branch_world : gateway_world {
    explicit branch_world(milliseconds deadline = hours{1}, seconds past_lifetime = {})
        : gateway_world(past_lifetime),
          alternatives(loop.get_executor(), *availability, kept, now, deadline) {
        own.company = "15";
        place.id = "9";
        place.zone = &zones.utc();
        place.services = {{"visit", "Visit", meeting}};
    }

    [[nodiscard]] alternatives_request about(local_time wished) const {
        return {.of = &own, .branch = &place, .service = &place.services[0], .wished = wished};
    }
    [[nodiscard]] static local_time on_monday(minutes since_midnight) {
        return local_time{monday.time_since_epoch()} + since_midnight;
    }
    [[nodiscard]] alternatives_request usual() const {
        return about(on_monday(hours{9} + minutes{30}));
    }

    using asker = std::shared_ptr<std::optional<result<told_alternatives>>>;
    asker begin(const alternatives_request& asked) {
        auto out = std::make_shared<std::optional<result<told_alternatives>>>();
        boost::asio::co_spawn(
            loop, alternatives.answer(asked),
            [out](const std::exception_ptr& failed, result<told_alternatives> told) {
                CHECK_FALSE(failed);
                *out = std::move(told);
            });
        settle();
        return out;
    }
    /// The answer of a question that does not wait.
    result<told_alternatives> ask_now(const alternatives_request& asked) {
        const auto out = begin(asked);
        REQUIRE(*out);
        return std::move(**out);
    }
    [[nodiscard]] std::size_t requests() const { return calcom->slots_asked().size(); }

    tenant own;
    gateway::branch place;
    rendered_answers kept{engine, power};
    gateway::alternatives alternatives;
};

bool names(const told_alternatives& told, std::string_view start) {
    return told.answer->body.find("\"local_start\":\"" + std::string(start)) != std::string::npos;
}

}  // namespace

TEST_CASE("V5: alternatives cost one request for all dates on a miss, and none on a hit") {
    branch_world w;
    CHECK_FALSE(w.alternatives.at_once(w.usual()));
    const auto first = w.ask_now(w.usual());
    REQUIRE(first);
    CHECK(first->source == answer_source::fetched);
    CHECK(w.requests() == 1);
    CHECK(names(*first, "2031-05-05T09:00"));
    CHECK(names(*first, "2031-05-05T10:00"));

    const auto hit = w.alternatives.at_once(w.usual());
    REQUIRE(hit);
    CHECK(hit->source == answer_source::hit);
    CHECK_FALSE(hit->derived);
    const auto derived = w.alternatives.at_once(w.usual());
    REQUIRE(derived);
    CHECK(derived->derived);
    CHECK(derived->answer->body == first->answer->body);
    const auto other = w.alternatives.at_once(w.about(branch_world::on_monday(hours{12})));
    REQUIRE(other);
    CHECK_FALSE(other->derived);
    CHECK(w.requests() == 1);
}

TEST_CASE("S11: what is kept has the key of company, branch, event type and hours") {
    branch_world w;
    CHECK(w.ask_now(w.usual())->key ==
          "cal_slots_15_9_7_2031-05-05-09_2031-05-18-18_2031-05-05T09:30:00.000+00:00_2_de");
    w.own.company.clear();
    w.own.name = "askpro";
    auto english = w.usual();
    english.language = speech::language::english;
    CHECK(w.ask_now(english)->key.starts_with("cal_slots_askpro_9_7_2031-05-05-09_"));
}

TEST_CASE("S11: no kept alternatives are given out after a fact") {
    branch_world w;
    REQUIRE(w.ask_now(w.usual()));
    REQUIRE(w.alternatives.at_once(w.usual()));
    w.calcom->take(branch_world::meeting, branch_world::monday, 540);
    w.learn_of_booking();
    CHECK_FALSE(w.alternatives.at_once(w.usual()));
    const auto after = w.ask_now(w.usual());
    CHECK_FALSE(names(*after, "2031-05-05T09:00"));
    CHECK(names(*after, "2031-05-05T10:00"));
}

TEST_CASE("S9, S11: a start that falls under its notice leaves what is kept") {
    branch_world w;
    w.pass(days{4} + hours{7} + minutes{59});
    REQUIRE(w.ask_now(w.usual()));
    CHECK(names(*w.alternatives.at_once(w.usual()), "2031-05-05T09:00"));
    CHECK(w.alternatives.at_once(w.usual())->derived);
    w.pass(minutes{1} + milliseconds{1});
    const auto later = w.alternatives.at_once(w.usual());
    const auto told = later ? *later : *w.ask_now(w.usual());
    CHECK_FALSE(told.derived);
    CHECK_FALSE(names(told, "2031-05-05T09:00"));
}

TEST_CASE("S11: words that tell days from today are kept until midnight") {
    branch_world w;
    w.pass(hours{24} - seconds{5});
    REQUIRE(w.ask_now(w.usual()));
    REQUIRE(w.alternatives.at_once(w.usual()));
    CHECK(w.alternatives.at_once(w.usual())->derived);
    w.pass(seconds{5});
    const auto next_day = w.alternatives.at_once(w.usual());
    REQUIRE(next_day);
    CHECK(next_day->source == answer_source::hit);
    CHECK_FALSE(next_day->derived);
}

TEST_CASE("V8: the deadline is told in time, and what comes later serves the next who asks") {
    branch_world w{milliseconds{1}};
    w.ask();
    w.pass(seconds{61});  // the event type is known, the dates not all any more
    w.calcom->hold();
    const auto asker = w.begin(w.usual());
    w.loop.restart();
    while (!*asker) w.loop.run_one();
    REQUIRE_FALSE(**asker);
    CHECK((*asker)->error().code == errc::upstream_timeout);
    w.calcom->release_all();
    w.settle();
    CHECK(w.alternatives.at_once(w.usual()));
}

TEST_CASE("S13: what could not be checked is an error, not nothing free") {
    branch_world w;
    w.calcom->fail_always(errc::upstream_down);
    const auto failed = w.ask_now(w.usual());
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == errc::upstream_down);
    w.calcom->recover();
    w.place.hours.opens = hours{20};
    w.place.hours.closes = hours{21};
    const auto none = w.ask_now(w.usual());
    REQUIRE(none);
    CHECK(none->answer->body.find(R"("status":"nothing_free")") != std::string::npos);
}

TEST_CASE("S13: at the deadline memory answers past its lifetime where the tenant allows it") {
    branch_world w{milliseconds{1}, minutes{10}};
    w.ask();
    w.pass(minutes{6});
    w.calcom->hold();
    const auto asker = w.begin(w.usual());
    w.loop.restart();
    while (!*asker) w.loop.run_one();
    REQUIRE(**asker);
    CHECK((*asker)->value().source == answer_source::unrefreshed);
    CHECK(names(**(*asker), "2031-05-05T09:30:00"));
    w.calcom->release_all();
    w.settle();
    CHECK(w.ask_now(w.usual())->source == answer_source::hit);
}

TEST_CASE("S8: while the cache is off every asker hears what Cal.com says at that moment") {
    branch_world w;
    REQUIRE(w.ask_now(w.usual()));
    REQUIRE(w.alternatives.at_once(w.usual()));
    w.power.set(false);
    for (const std::size_t request : {2U, 3U}) {
        CHECK_FALSE(w.alternatives.at_once(w.usual()));
        const auto told = w.ask_now(w.usual());
        REQUIRE(told);
        CHECK(names(*told, "2031-05-05T09:00"));
        CHECK(w.requests() == request);
    }
}

TEST_CASE("V5: a start whose seats are all taken is not offered") {
    branch_world w;
    w.calcom->seats = 2;
    CHECK(names(*w.ask_now(w.usual()), "2031-05-05T09:00"));
    w.calcom->seats_booked = 2;
    const auto full = w.ask_now(w.about(branch_world::on_monday(hours{11})));
    CHECK(full->answer->body.find(R"("alternatives":[])") != std::string::npos);
}

TEST_CASE("V6: whether the wish itself is free is told as well") {
    branch_world w;
    CHECK(w.ask_now(w.usual())->answer->body.find(R"("free":true)") != std::string::npos);
    const auto eleven = w.about(branch_world::on_monday(hours{11}));
    CHECK(w.ask_now(eleven)->answer->body.find(R"("free":false)") != std::string::npos);
}
