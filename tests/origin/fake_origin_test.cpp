#include "support/fake_origin.hpp"

#include <doctest/doctest.h>

#include "origin/loopback.hpp"

using namespace slotgate;
namespace asio = boost::asio;

namespace {

constexpr event_type_id intro{7};
constexpr utc_date tuesday{days{22405}};

struct world {
    asio::io_context io;
    test::fake_origin cal{io.get_executor()};
    world() {
        cal.add({.id = intro, .slug = "intro", .length = minutes{30}});
        cal.offer(intro, tuesday, {480, 510});
    }
};

}  // namespace

TEST_CASE("the fake answers every date asked, empty ones included, and remembers the question") {
    world w;
    const auto answer = test::run(
        w.io, w.cal.slots({.event_type = intro, .first = tuesday, .last = tuesday + days{1}}));
    REQUIRE(answer);
    REQUIRE(answer->dates.size() == 2);
    CHECK(answer->dates[0].starts == starts{{480, 510}});
    CHECK(answer->dates[1].starts.empty());
    CHECK(answer->length == minutes{30});
    CHECK(w.cal.slots_asked().size() == 1);
}

TEST_CASE("an answer held back tells the world as it was when it was asked") {
    world w;
    w.cal.hold();
    std::optional<result<origin::slots_answer>> answer;
    asio::co_spawn(
        w.io, w.cal.slots({.event_type = intro, .first = tuesday, .last = tuesday}),
        [&](std::exception_ptr, result<origin::slots_answer> a) { answer = std::move(a); });
    w.io.poll();
    CHECK(w.cal.held() == 1);
    CHECK_FALSE(answer);
    w.cal.take(intro, tuesday, 480);
    w.cal.release_all();
    w.io.restart();
    w.io.poll();
    REQUIRE(answer);
    CHECK((*answer)->dates[0].starts == starts{{480, 510}});
}

TEST_CASE("faults come in order, then the world again") {
    world w;
    w.cal.fail_next(errc::upstream_down);
    CHECK(test::run(w.io, w.cal.event_type_of(intro, origin::lane::live)).error().code ==
          errc::upstream_down);
    CHECK(test::run(w.io, w.cal.event_type_of(intro, origin::lane::live)));
    w.cal.fail_always(errc::upstream_limited);
    CHECK(test::run(w.io, w.cal.event_types(origin::lane::refresh)).error().code ==
          errc::upstream_limited);
    w.cal.recover();
    CHECK(test::run(w.io, w.cal.event_types(origin::lane::refresh))->size() == 1);
}
