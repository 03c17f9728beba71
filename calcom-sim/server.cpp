#include "calcom-sim/server.hpp"

#include <thread>
#include <unordered_set>
#include <utility>

#include <boost/asio.hpp>

#include "calcom-sim/page.hpp"
#include "calcom-sim/routes.hpp"
#include "net/server.hpp"
#include "origin/http_client.hpp"

namespace slotgate::sim {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;

/// How long Node's fetch waits for the headers of a webhook's answer (calcom.md 6.4).
constexpr milliseconds delivery_deadline{300'000};

/// What of `url` comes before its path.
std::string base_of(const delivery& d) {
    const auto& target = d.request.target;
    return d.url.ends_with(target) ? d.url.substr(0, d.url.size() - target.size()) : d.url;
}

/// The answer to what was asked in a world that a reset has ended meanwhile: it must not change, or
/// tell anything of, the new one.
wire::response of_ended_world() {
    wire::response out;
    out.arrival = wire::arrival::reset;
    return out;
}

/// A delivery that fails has failed: Cal.com swallows it, and so do we.
void swallow(const std::exception_ptr&) {}

/// All requests run on one thread of the simulator's own: its state needs no lock, and between two
/// waits nothing comes in between. The HTTP server in front hops there and back.
class simulator_server final : public server {
  public:
    simulator_server(server_options options, scenario initial, const zone_database& zones,
                     movable_clock& clock)
        : options_(std::move(options)),
          desk_(options_.control, std::move(initial), zones, clock),
          clock_(clock) {}
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

    awaitable<wire::response> answer_api(wire::request request);
    awaitable<wire::response> answer_page(wire::request request);
    awaitable<wire::response> answer_control(wire::request request);

    awaitable<wire::response> under_faults(wire::request request, std::string route,
                                           handler answer);
    awaitable<wire::response> ask_calcom(wire::request request);
    awaitable<wire::response> show_page(wire::request request);
    awaitable<wire::response> act(wire::request request);
    awaitable<void> deliver_all(delivery_round deliveries);
    awaitable<void> deliver(delivery one, unsigned copies);
    awaitable<void> deliver_late(delivery one, delivery_fate fate);
    awaitable<void> post(delivery one);
    awaitable<void> wait(milliseconds how_long);
    /// Whoever waits goes on at once.
    void wake_all();

    server_options options_;
    control_desk desk_;
    movable_clock& clock_;
    // The front outlives the loop its handlers hop to (src/net/server.cpp asks for it).
    std::unique_ptr<net::server> front_;
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    origin::http_client client_{io_.get_executor(), {}};
    /// Of those who wait, so that stopping need not.
    std::unordered_set<asio::steady_timer*> timers_;
    bool stopping_ = false;
    std::thread thread_;
};

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
    auto& w = desk_.initial().initial;
    for (const auto& [id, person] : w.users)
        w.webhooks.push_back(
            {.id = "everybody-" + std::to_string(id.value),
             .url = url,
             .secret = secret,
             .triggers = {"BOOKING_CREATED", "BOOKING_REQUESTED", "BOOKING_RESCHEDULED",
                          "BOOKING_CANCELLED", "BOOKING_REJECTED", "BOOKING_PAID"},
             .owner = id,
             .event_type = {},
             .active = true});
    desk_.start_over();
}

void simulator_server::start() {
    if (thread_.joinable()) return;
    thread_ = std::thread([this] { io_.run(); });
    front_->start();
}

void simulator_server::stop() {
    asio::post(io_, [this] {
        stopping_ = true;
        wake_all();
    });
    if (front_) front_->stop();
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

void simulator_server::wake_all() {
    for (auto* const timer : timers_) timer->cancel();
}

awaitable<void> simulator_server::wait(milliseconds how_long) {
    if (stopping_ || how_long <= milliseconds{0}) co_return;
    asio::steady_timer timer(io_, how_long);
    timers_.insert(&timer);
    co_await timer.async_wait(asio::as_tuple(use_awaitable));
    timers_.erase(&timer);
}

awaitable<wire::response> simulator_server::answer_api(wire::request request) {
    std::string route(route_of(request.method, request.path()));
    return under_faults(std::move(request), std::move(route), &simulator_server::ask_calcom);
}

awaitable<wire::response> simulator_server::answer_page(wire::request request) {
    std::string route(page_route(desk_.calcom().state(), request.path()));
    return under_faults(std::move(request), std::move(route), &simulator_server::show_page);
}

awaitable<wire::response> simulator_server::under_faults(wire::request request, std::string route,
                                                         handler answer) {
    const auto epoch = desk_.epoch();
    const auto number = desk_.log().arrived(request, route, desk_.now());
    const auto fate = desk_.faults().fate_of(request, route);
    co_await wait(fate.before);
    if (epoch != desk_.epoch()) co_return of_ended_world();
    wire::response out;
    if (fate.handled) {
        auto asked = request;
        out = co_await (this->*answer)(std::move(asked));
    }
    co_await wait(fate.after);
    if (epoch != desk_.epoch()) co_return of_ended_world();
    out = spoil(fate.answer, std::move(out), request, desk_.now());
    const bool tells = out.arrival == wire::arrival::whole || out.arrival == wire::arrival::part;
    desk_.log().answered(number, tells ? out.status : 0);
    co_return out;
}

awaitable<wire::response> simulator_server::ask_calcom(wire::request request) {
    const bool about_slots = route_of(request.method, request.path()).starts_with("/v2/slots");
    const auto slow = about_slots ? desk_.slots_wait() : milliseconds{0};
    // Half before and half after: a change in between is missed by the answer, as in reality.
    co_await wait(slow / 2);
    auto answer = co_await act(std::move(request));
    co_await wait(slow - slow / 2);
    co_return answer;
}

awaitable<wire::response> simulator_server::act(wire::request request) {
    const auto epoch = desk_.epoch();
    auto reaction = desk_.calcom().handle(request, desk_.now());
    const bool booked = reaction.answer.status == 201 && request.path().starts_with("/v2/bookings");
    if (booked && desk_.is_slow()) co_await wait(create_takes);
    for (auto& round : reaction.deliveries) co_await deliver_all(std::move(round));
    if (epoch != desk_.epoch()) co_return of_ended_world();
    if (reaction.commit) co_return desk_.calcom().commit(*reaction.commit, request, desk_.now());
    co_return std::move(reaction.answer);
}

awaitable<void> simulator_server::deliver_all(delivery_round deliveries) {
    asio::steady_timer all_done(io_, asio::steady_timer::time_point::max());
    std::size_t under_way = 0;
    for (auto& one : deliveries) {
        const auto fate = desk_.faults().fate_of(one);
        if (fate.lost) continue;
        if (fate.held_by) {
            desk_.faults().hold(std::move(one), *fate.held_by);
        } else if (fate.delay > milliseconds{0}) {
            asio::co_spawn(io_, deliver_late(std::move(one), fate), swallow);
        } else {
            ++under_way;
            asio::co_spawn(io_, deliver(std::move(one), fate.copies),
                           [&all_done, &under_way](const std::exception_ptr& failed) {
                               swallow(failed);
                               if (--under_way == 0) all_done.cancel();
                           });
        }
    }
    while (under_way > 0) co_await all_done.async_wait(asio::as_tuple(use_awaitable));
}

/// A delivery that comes too late for its request to wait for it.
awaitable<void> simulator_server::deliver_late(delivery one, delivery_fate fate) {
    const auto epoch = desk_.epoch();
    co_await wait(fate.delay);
    if (epoch == desk_.epoch() && !stopping_) co_await deliver(std::move(one), fate.copies);
}

awaitable<void> simulator_server::deliver(delivery one, unsigned copies) {
    for (unsigned i = 0; i < copies; ++i) co_await post(one);
    for (auto& held : desk_.faults().release(one.url)) co_await post(std::move(held));
}

awaitable<void> simulator_server::post(delivery one) {
    auto base = base_of(one);
    static_cast<void>(
        co_await client_.send(std::move(base), std::move(one.request), delivery_deadline));
}

awaitable<wire::response> simulator_server::show_page(wire::request request) {
    const std::string path{request.path()};
    const auto& w = desk_.calcom().state();
    const auto* const type = type_of_page(w, path);
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (path == "/" && reads) co_return front_page(w);
    if (type == nullptr) co_return missing_page();
    if (reads) co_return booking_page(w, desk_.zones(), *type, desk_.now());
    if (request.method != "POST") co_return missing_page();
    auto booking = booking_of_form(w, *type, request);
    const auto outcome = co_await act(std::move(booking));
    co_return outcome_page(outcome, path);
}

awaitable<wire::response> simulator_server::answer_control(wire::request request) {
    const auto epoch = desk_.epoch();
    auto answer = desk_.answer(request);
    if (epoch != desk_.epoch()) wake_all();
    for (auto& freed : desk_.take_freed())
        asio::co_spawn(io_, deliver(std::move(freed), 1), swallow);
    if (answer) co_return std::move(*answer);
    co_return net::error_response(answer.error(), net::error_shape::problem, request, clock_.now());
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
