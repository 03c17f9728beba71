#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ops/metrics.hpp"
#include "origin/calcom.hpp"
#include "origin/loopback.hpp"
#include "support/passing.hpp"

namespace slotgate::test {

inline const origin::slots_question may_6{.event_type = event_type_id{7},
                                          .first = *parse_date("2031-05-06"),
                                          .last = *parse_date("2031-05-06")};

inline constexpr const char* one_slot =
    R"({"data":{"2031-05-06":[{"start":"2031-05-06T09:00:00.000Z",)"
    R"("end":"2031-05-06T09:30:00.000Z"}]},"status":"success"})";

/// One tenant's Cal.com of scripted bytes, on a clock the test moves.
struct calcom_world {
    explicit calcom_world(milliseconds deadline = seconds{10},
                          moment from = {*parse_instant("2031-05-01T08:00:00Z"),
                                         steady_instant{hours{1}}})
        : slots_deadline(deadline), time(from) {}

    milliseconds slots_deadline;
    moment time;
    std::function<moment()> now = [this] { return time; };
    ops::metrics metrics;
    boost::asio::io_context io;
    origin::budgets budgets{io.get_executor(), now, metrics};
    loopback server{io};
    origin::http_client client{io.get_executor(), {}};
    std::vector<origin::observation> seen;
    origin::calcom cal{{.tenant = "practice",
                        .base_url = server.base_url(),
                        .api_key = secret("cal_live_k"),
                        .now = now,
                        .slots_deadline = slots_deadline,
                        .observe = [this](const origin::observation& o) { seen.push_back(o); }},
                       client,
                       client,
                       budgets};

    void pass(milliseconds by) {
        time.system += by;
        time.steady += by;
    }
    result<origin::slots_answer> slots(std::int64_t of = 7,
                                       origin::lane in_lane = origin::lane::live) {
        auto q = may_6;
        q.lane = in_lane;
        q.event_type = event_type_id{of};
        return run(io, cal.slots(q));
    }
    /// Relays a whole request; its answer is in `passing`, its end is returned.
    result<void> relay(wire::request request, passing& passing) {
        auto ended = run(io, cal.relay(std::move(request), passing.bodies, passing.begins(),
                                       milliseconds{5000}));
        passing.look();
        return ended;
    }
    /// What Cal.com answers to a client with this key.
    result<wire::response> relay(std::string method, const std::string& key = {}) {
        wire::request request{.method = std::move(method),
                              .target = "/v2/bookings",
                              .headers = {},
                              .body = {},
                              .peer = {}};
        if (!key.empty()) request.headers.add("Authorization", "Bearer " + key);
        passing passing;
        const auto ended = relay(std::move(request), passing);
        if (!ended) return std::unexpected(ended.error());
        return *passing.head;
    }
    const std::string& sent() { return server.requests().back(); }
};

}  // namespace slotgate::test
