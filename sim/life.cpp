#include "sim/life.hpp"

#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "coherence/stale_watch.hpp"
#include "origin/calcom.hpp"

namespace slotgate::simulation {
namespace {

namespace asio = boost::asio;

// As app/gateway_program.cpp has them.
constexpr seconds catalogue_refresh{240};
constexpr seconds catalogue_rest{15};
constexpr seconds catalogue_retry{5};
constexpr seconds watched_every{1};

}  // namespace

std::vector<gateway::tenant> life::sole_tenant(const birth& how) {
    origin::calcom_options options;
    options.tenant = "practice";
    options.base_url = "https://calcom.example";
    options.api_key = secret(how.keys.front());
    for (std::size_t i = 1; i < how.keys.size(); ++i) options.people_keys.emplace_back(how.keys[i]);
    options.seed = how.seed;
    options.now = now_;
    std::vector<gateway::tenant> all(1);
    all[0].name = options.tenant;
    all[0].installation = options.base_url;
    all[0].calcom = std::make_unique<origin::calcom>(std::move(options), http_, http_, budgets_);
    return all;
}

life::life(const birth& how, network& to, const zone_database& zones)
    : line_(asio::make_service<line>(loop, &to)),
      busy_(loop.get_executor()),
      engine(coherence::engine_options{.epoch = how.epoch}),
      http_(loop.get_executor(), {}),
      budgets_(loop.get_executor(), now_, metrics_),
      tenants_(sole_tenant(how)),
      people_(tenants_),
      desk(engine, people_, now_, metrics_),
      catalogue(loop.get_executor(), engine, tenants_, people_, desk, now_),
      confirmations_(loop.get_executor(), engine, tenants_, desk, now_),
      flights_(loop.get_executor(), engine, tenants_, now_, metrics_,
               [this](std::shared_ptr<const gateway::flown> brought) {
                   return confirmations_.after(std::move(brought));
               }),
      refresher(engine, catalogue, flights_, power, now_),
      availability(engine, catalogue, flights_, refresher, tenants_, power, zones, now_),
      rendered(engine, power),
      passage(desk, people_, now_),
      webhooks(desk, people_, now_, metrics_) {
    desk.tell({.source = coherence::fact_source::start, .radius = coherence::everything{}});
    asio::co_spawn(loop, read_event_types(), [](const std::exception_ptr& failed) {
        if (failed) std::rethrow_exception(failed);
    });
}

asio::awaitable<void> life::read_event_types() {
    asio::steady_timer timer(loop);
    const auto pause = [&](seconds time) {
        timer.expires_after(time);
        return timer.async_wait(asio::as_tuple(asio::use_awaitable));
    };
    for (;;) {
        const auto read = co_await catalogue.load(tenant_id{0});
        if (!read) {
            co_await pause(catalogue_retry);
            continue;
        }
        co_await pause(catalogue_rest);
        for (auto waited = catalogue_rest;
             waited < catalogue_refresh && people_.is_read(tenant_id{0}); waited += watched_every) {
            co_await pause(watched_every);
            refresher.tick();
        }
    }
}

void life::run_until(steady_instant until) {
    let_time_pass_until(until);
    loop.restart();
    loop.run_until(until);
    move_time_to(until);
}

void life::settle() {
    loop.restart();
    loop.poll();
}

bool life::was_stale() {
    using enum coherence::stale_proof;
    auto& found = metrics_.stale_starts;
    return found.at(not_listed).value() + found.at(refused).value() > 0;
}

}  // namespace slotgate::simulation
