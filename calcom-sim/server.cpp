#include "calcom-sim/server.hpp"

#include <thread>
#include <utility>

#include <boost/asio.hpp>

#include "calcom-sim/control.hpp"
#include "calcom-sim/page.hpp"
#include "net/server.hpp"
#include "origin/http_client.hpp"

namespace slotgate::sim {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;

/// How long Node's fetch waits for the headers of a webhook's answer (calcom.md 6.4).
constexpr milliseconds delivery_deadline{300'000};
/// How long a create takes between looking and being seen, and so for how long two can miss each
/// other (calcom-recorded G1). Its answer waits as long, so that whoever waits for it never races.
constexpr milliseconds create_takes{50};

/// What of `url` comes before its path.
std::string base_of(const delivery& d) {
    const auto& target = d.request.target;
    return d.url.ends_with(target) ? d.url.substr(0, d.url.size() - target.size()) : d.url;
}

awaitable<void> wait(milliseconds how_long) {
    asio::steady_timer timer(co_await asio::this_coro::executor, how_long);
    co_await timer.async_wait(asio::as_tuple(use_awaitable));
}

/// All requests run on one thread of the simulator's own: its state needs no lock, and between two
/// waits nothing comes in between. The HTTP server in front hops there and back.
class simulator_server final : public server {
  public:
    simulator_server(server_options options, scenario initial, const zone_database& zones,
                     movable_clock& clock)
        : options_(std::move(options)),
          initial_(std::move(initial)),
          zones_(zones),
          clock_(clock),
          latency_(options_.seed) {
        start_over();
    }
    simulator_server(const simulator_server&) = delete;
    simulator_server& operator=(const simulator_server&) = delete;
    ~simulator_server() override { stop(); }

    [[nodiscard]] result<void> listen();
    [[nodiscard]] std::uint16_t port() const override { return front_->port(); }
    void subscribe_everybody(std::string url, std::string secret) override;
    void start() override;
    void stop() override;

  private:
    using handler = awaitable<wire::response> (simulator_server::*)(wire::request);

    [[nodiscard]] net::route route(std::string path, net::error_shape errors, handler answer);
    void start_over();

    awaitable<wire::response> answer_api(wire::request request);
    awaitable<wire::response> answer_page(wire::request request);
    awaitable<wire::response> answer_control(wire::request request);
    awaitable<wire::response> act(wire::request request);
    awaitable<void> deliver_all(std::vector<delivery> deliveries);
    awaitable<void> deliver(delivery one);

    [[nodiscard]] wire::response control(const wire::request& request);
    [[nodiscard]] wire::response set_clock(const wire::request& request);
    [[nodiscard]] wire::response set_latency(const wire::request& request);
    [[nodiscard]] wire::response show_requests(const wire::request& request) const;
    [[nodiscard]] wire::response reset();
    [[nodiscard]] wire::response refuse(const error& e, const wire::request& request) const;
    [[nodiscard]] wire::response tell_time() const;
    [[nodiscard]] milliseconds slots_wait();
    [[nodiscard]] bool is_slow() const {
        return options_.slots_latency == server_options::latency::real;
    }

    server_options options_;
    scenario initial_;
    const zone_database& zones_;
    movable_clock& clock_;
    std::mt19937_64 latency_;
    std::optional<simulator> simulator_;
    request_log log_;
    // The front outlives the loop its handlers hop to (src/net/server.cpp asks for it).
    std::unique_ptr<net::server> front_;
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    origin::http_client client_{io_.get_executor(), {}};
    std::thread thread_;
};

void simulator_server::start_over() {
    simulator_.emplace(initial_.initial, zones_,
                       simulator_options{.seed = options_.seed,
                                         .race_window = is_slow() ? create_takes : milliseconds{0},
                                         .slots_cache = options_.slots_cache,
                                         .rate_limits = options_.rate_limits});
    latency_.seed(options_.seed);
    log_.clear();
    if (initial_.now) clock_.set(*initial_.now);
}

net::route simulator_server::route(std::string path, net::error_shape errors, handler answer) {
    net::route out;
    out.method = "*";
    out.path = std::move(path);
    out.guard = net::open_to_anybody();
    out.errors = errors;
    out.handle = [this, answer](wire::request request) -> awaitable<wire::response> {
        return asio::co_spawn(io_.get_executor(), (this->*answer)(std::move(request)),
                              use_awaitable);
    };
    return out;
}

result<void> simulator_server::listen() {
    net::server_options front;
    front.address = options_.address;
    front.port = options_.port;
    front.now = [this] { return clock_.now(); };
    std::vector<net::route> routes;
    routes.push_back(route("/v2", net::error_shape::calcom, &simulator_server::answer_api));
    routes.push_back(route("/v2/*", net::error_shape::calcom, &simulator_server::answer_api));
    routes.push_back(
        route("/_sim/*", net::error_shape::problem, &simulator_server::answer_control));
    routes.push_back(route("/*", net::error_shape::problem, &simulator_server::answer_page));
    auto opened = net::server::open(std::move(front), std::move(routes));
    if (!opened) return std::unexpected(std::move(opened.error()));
    front_ = std::move(*opened);
    return {};
}

void simulator_server::subscribe_everybody(std::string url, std::string secret) {
    for (const auto& [id, person] : initial_.initial.users)
        initial_.initial.webhooks.push_back(
            {.id = "everybody-" + std::to_string(id.value),
             .url = url,
             .secret = secret,
             .triggers = {"BOOKING_CREATED", "BOOKING_REQUESTED", "BOOKING_RESCHEDULED",
                          "BOOKING_CANCELLED", "BOOKING_REJECTED", "BOOKING_PAID"},
             .owner = id,
             .event_type = {},
             .active = true});
    start_over();
}

void simulator_server::start() {
    if (thread_.joinable()) return;
    thread_ = std::thread([this] { io_.run(); });
    front_->start();
}

void simulator_server::stop() {
    if (front_) front_->stop();
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

milliseconds simulator_server::slots_wait() {
    // 300 to 800 ms, by remainder: distributions of the library differ from one to the next.
    return is_slow() ? milliseconds{300 + static_cast<std::int64_t>(latency_() % 501)}
                     : milliseconds{0};
}

awaitable<wire::response> simulator_server::answer_api(wire::request request) {
    const auto route = route_of(request.method, request.path());
    const auto number = log_.arrived(request.method, request.target, route);
    const auto slow = route.starts_with("/v2/slots") ? slots_wait() : milliseconds{0};
    // Half before and half after: a change in between is missed by the answer, as in reality.
    if (slow > milliseconds{0}) co_await wait(slow / 2);
    auto answer = co_await act(std::move(request));
    if (slow > milliseconds{0}) co_await wait(slow - slow / 2);
    log_.answered(number, answer.status);
    co_return answer;
}

awaitable<wire::response> simulator_server::act(wire::request request) {
    auto reaction = simulator_->handle(request, clock_.now());
    const bool created = reaction.answer.status == 201;
    if (created && is_slow()) co_await wait(create_takes);
    co_await deliver_all(std::move(reaction.deliveries));
    if (reaction.commit) co_return simulator_->commit(*reaction.commit, request, clock_.now());
    co_return std::move(reaction.answer);
}

awaitable<void> simulator_server::deliver_all(std::vector<delivery> deliveries) {
    if (deliveries.empty()) co_return;
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer all_done(executor, asio::steady_timer::time_point::max());
    std::size_t under_way = deliveries.size();
    for (auto& one : deliveries) {
        // A delivery that fails has failed: Cal.com swallows it, and so do we.
        asio::co_spawn(executor, deliver(std::move(one)),
                       [&all_done, &under_way](const std::exception_ptr&) {
                           if (--under_way == 0) all_done.cancel();
                       });
    }
    while (under_way > 0) co_await all_done.async_wait(asio::as_tuple(use_awaitable));
}

awaitable<void> simulator_server::deliver(delivery one) {
    auto base = base_of(one);
    static_cast<void>(
        co_await client_.send(std::move(base), std::move(one.request), delivery_deadline));
}

awaitable<wire::response> simulator_server::answer_page(wire::request request) {
    const std::string path{request.path()};
    const auto& w = simulator_->state();
    const auto* const type = type_of_page(w, path);
    const auto number =
        log_.arrived(request.method, request.target,
                     type == nullptr ? path == "/" ? "/" : "" : "/{username}/{slug}");
    const bool reads = request.method == "GET" || request.method == "HEAD";
    wire::response answer = missing_page();
    if (path == "/" && reads) {
        answer = front_page(w);
    } else if (type != nullptr && reads) {
        answer = booking_page(w, zones_, *type, clock_.now());
    } else if (type != nullptr && request.method == "POST") {
        auto booking = booking_of_form(w, *type, request);
        const auto outcome = co_await act(std::move(booking));
        answer = outcome_page(outcome, path);
    }
    log_.answered(number, answer.status);
    co_return answer;
}

awaitable<wire::response> simulator_server::answer_control(wire::request request) {
    co_return control(request);
}

wire::response simulator_server::control(const wire::request& request) {
    const auto path = request.path();
    const auto is = [&](std::string_view method, std::string_view wanted) {
        return request.method == method && path == wanted;
    };
    if (is("GET", "/_sim/clock")) return tell_time();
    if (is("POST", "/_sim/clock")) return set_clock(request);
    if (is("POST", "/_sim/latency")) return set_latency(request);
    if (is("POST", "/_sim/reset")) return reset();
    if (is("GET", "/_sim/requests")) return show_requests(request);
    return refuse({.code = errc::not_found, .detail = "docs/simulator.md lists the controls."},
                  request);
}

wire::response simulator_server::refuse(const error& e, const wire::request& request) const {
    return net::error_response(e, net::error_shape::problem, request, clock_.now());
}

wire::response simulator_server::tell_time() const {
    return wire::json_response(200, R"({"now":")" + to_text(clock_.now()) + "\"}");
}

wire::response simulator_server::set_clock(const wire::request& request) {
    const auto to = read_clock(request.body, clock_.now());
    if (!to) return refuse(to.error(), request);
    clock_.set(*to);
    return tell_time();
}

wire::response simulator_server::set_latency(const wire::request& request) {
    const auto real = read_latency(request.body);
    if (!real) return refuse(real.error(), request);
    options_.slots_latency = *real ? server_options::latency::real : server_options::latency::off;
    simulator_->options().race_window = *real ? create_takes : milliseconds{0};
    return wire::json_response(200, *real ? R"({"slots":"real"})" : R"({"slots":"off"})");
}

wire::response simulator_server::show_requests(const wire::request& request) const {
    const auto last = read_last(request.query());
    if (!last) return refuse(last.error(), request);
    return wire::json_response(200, log_.to_json(*last));
}

wire::response simulator_server::reset() {
    start_over();
    return tell_time();
}

}  // namespace

result<std::unique_ptr<server>> server::open(server_options options, scenario initial,
                                             const zone_database& zones, movable_clock& clock) {
    auto out =
        std::make_unique<simulator_server>(std::move(options), std::move(initial), zones, clock);
    if (auto listening = out->listen(); !listening)
        return std::unexpected(std::move(listening.error()));
    return out;
}

}  // namespace slotgate::sim
