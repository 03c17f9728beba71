#include "gateway/credentials.hpp"

#include <doctest/doctest.h>

#include "gateway/branch_limits.hpp"
#include "support/gateway_world.hpp"
#include "support/passing.hpp"
#include "wire/digest.hpp"

using namespace slotgate;
using test::gateway_world;

namespace {

using verdict = result<origin::credential_answer>;

struct checking_world : gateway_world {
    gateway::credentials credentials{loop.get_executor(), now};

    /// Asks whether `token` is accepted; empty until Cal.com has answered.
    std::shared_ptr<std::optional<verdict>> check(const std::string& token,
                                                  const std::string& peer = "192.0.2.1") {
        auto out = std::make_shared<std::optional<verdict>>();
        boost::asio::co_spawn(loop, credentials.check(tenants->at(tenant_id{0}), token, peer),
                              [out](const std::exception_ptr& failed, const verdict& got) {
                                  CHECK_FALSE(failed);
                                  *out = got;
                              });
        settle();
        return out;
    }

    [[nodiscard]] bool accepted(std::string_view token) const {
        return credentials.accepted(tenant_id{0}, token);
    }
    [[nodiscard]] std::size_t asked() const { return calcom->credentials_asked().size(); }
};

}  // namespace

TEST_CASE("T2: a key is asked about once in ten minutes; revoked, it is refused after them") {
    checking_world w;
    w.calcom->accept("Bearer cal_good");
    CHECK_FALSE(w.accepted("cal_good"));
    w.check("cal_good");
    w.check("cal_good");
    CHECK(w.asked() == 1);
    CHECK(w.accepted("cal_good"));
    CHECK_FALSE(w.credentials.accepted(tenant_id{1}, "cal_good"));
    w.pass(seconds{600});
    CHECK_FALSE(w.accepted("cal_good"));
}

TEST_CASE("T2: a refused key is remembered for half a minute, with Cal.com's own words") {
    checking_world w;
    CHECK(w.check("cal_bad")->value()->message == "Invalid Access Token.");
    CHECK(w.check("cal_bad")->value()->message == "Invalid Access Token.");
    CHECK(w.asked() == 1);
    CHECK_FALSE(w.accepted("cal_bad"));
    w.pass(seconds{30});
    w.calcom->accept("Bearer cal_bad");
    w.check("cal_bad");
    CHECK(w.accepted("cal_bad"));
}

TEST_CASE("T2: many who present one key at once cause one question, a failed one is forgotten") {
    checking_world w;
    w.calcom->accept("Bearer cal_good");
    w.calcom->hold();
    const auto first = w.check("cal_good");
    const auto second = w.check("cal_good");
    CHECK(w.asked() == 1);
    CHECK_FALSE(first->has_value());
    w.calcom->release_all();
    w.settle();
    CHECK(first->value().has_value());
    CHECK(second->value().has_value());
    w.calcom->fail_next(errc::upstream_down);
    CHECK(w.check("cal_other")->value().error().code == errc::upstream_down);
    w.check("cal_other");
    CHECK(w.asked() == 3);
}

TEST_CASE("T2: a flood of invented keys is cut short, per peer and for all peers together") {
    checking_world w;
    error last;
    for (int i = 0; i < 40; ++i) {
        const auto got = w.check("cal_invented" + std::to_string(i));
        if (!got->value()) last = got->value().error();
    }
    CHECK(w.asked() == 30);
    CHECK(last.code == errc::too_many_requests);
    CHECK(last.retry_after == seconds{2});
    w.pass(seconds{1});
    CHECK(w.check("cal_too-early")->value().error().retry_after == seconds{1});
    w.pass(seconds{1});
    w.check("cal_one-more");
    CHECK(w.asked() == 31);
    for (int i = 0; i < 100; ++i) {
        const auto got = w.check("cal_spread" + std::to_string(i), "peer" + std::to_string(i));
        if (!got->value()) last = got->value().error();
    }
    CHECK(last.code == errc::overloaded);
    CHECK(last.retry_after == seconds{1});
    CHECK(w.asked() < 31 + 40);
    w.calcom->accept("Bearer cal_good");
    w.pass(seconds{1});
    CHECK(w.check("cal_good", "somebody else")->value().has_value());
}

namespace {

/// Is a credential for event type 7 alone let through?
bool passes(gateway_world& w, const wire::request& request) {
    gateway::issued_credential limited{.name = "bonn"};
    limited.grants.add(gateway::grant::everything);
    limited.event_types = {event_type_id{7}};
    const gateway::caller who{.kind = gateway::credential_kind::issued,
                              .of = &w.tenants->at(tenant_id{0}),
                              .issued = &limited,
                              .token = {}};
    std::optional<result<void>> out;
    test::passing passing(request.body);
    boost::asio::co_spawn(
        w.loop,
        gateway::permit_branch(who, gateway::operation_of(request.method, request.path()), request,
                               passing.bodies),
        [&](const std::exception_ptr& failed, const result<void>& got) {
            CHECK_FALSE(failed);
            out = got;
        });
    w.settle();
    REQUIRE(out);
    if (!*out) CHECK(out->error().code == errc::forbidden);
    CHECK(passing.bodies.take_request(1000).bytes == request.body);
    return out->has_value();
}

wire::request to(const char* method, const char* target, const char* body = "") {
    return {.method = method, .target = target, .headers = {}, .body = body, .peer = {}};
}

}  // namespace

TEST_CASE("T2: a credential for one branch reaches the event types of that branch alone") {
    gateway_world w;
    CHECK(passes(w, to("POST", "/v2/bookings", R"({"eventTypeId":7})")));
    CHECK_FALSE(passes(w, to("POST", "/v2/bookings", R"({"eventTypeId":8})")));
    CHECK_FALSE(passes(w, to("POST", "/v2/bookings", R"({"eventTypeSlug":"a"})")));
    CHECK(passes(w, to("GET", "/v2/bookings?eventTypeIds=7")));
    CHECK_FALSE(passes(w, to("GET", "/v2/bookings?eventTypeIds=7,8")));
    CHECK_FALSE(passes(w, to("GET", "/v2/bookings")));
    CHECK(passes(w, to("GET", "/v2/event-types/7")));
    CHECK_FALSE(passes(w, to("PATCH", "/v2/event-types/8", "{}")));
    CHECK_FALSE(passes(w, to("GET", "/v2/event-types")));
    CHECK_FALSE(passes(w, to("GET", "/v2/me")));
    CHECK(passes(w, to("DELETE", "/v2/slots/reservations/abc")));
}

TEST_CASE("T2: a booking is of the branch whose event type it has, which Cal.com is asked") {
    gateway_world w;
    w.calcom->book("mine", {event_type_id{7}});
    w.calcom->book("theirs", {event_type_id{8}});
    w.calcom->book("series", {event_type_id{7}, event_type_id{8}});
    const auto cancelling = [&](const char* uid) {
        return passes(w, to("POST", ("/v2/bookings/" + std::string(uid) + "/cancel").c_str()));
    };
    CHECK(cancelling("mine"));
    CHECK_FALSE(cancelling("theirs"));
    CHECK_FALSE(cancelling("series"));
    CHECK_FALSE(cancelling("nobodys"));
}
