#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "coherence/engine.hpp"
#include "gateway/availability.hpp"
#include "gateway/cache_switch.hpp"
#include "gateway/catalogue.hpp"
#include "gateway/confirmations.hpp"
#include "gateway/fact_desk.hpp"
#include "gateway/flights.hpp"
#include "gateway/passage.hpp"
#include "gateway/people.hpp"
#include "gateway/rendered.hpp"
#include "gateway/tenant.hpp"
#include "gateway/webhooks.hpp"
#include "ops/metrics.hpp"
#include "origin/budgets.hpp"
#include "origin/http_client.hpp"
#include "sim/line.hpp"
#include "sim/simulated_time.hpp"

namespace slotgate::simulation {

/// What tells one life of the gateway from the next.
struct birth {
    std::uint32_t epoch = 1;
    unsigned seed = 0;
    std::vector<std::string> keys;  ///< the account's own, then those of its people
};

/// One life of the gateway process: the use cases wired as `app` wires them, without a server. Its
/// end is a crash: whatever waits is gone, and nothing is said to anybody. Threads: one.
class life {
  public:
    life(const birth& how, network& to, const zone_database& zones);

    [[nodiscard]] const gateway::tenant& tenant() const { return tenants_.at(tenant_id{0}); }

    /// Runs until then on the simulated clock, or until nothing is to be done any more, if that is
    /// sooner.
    void run_until(steady_instant until);
    /// Does what is to be done now.
    void settle();
    /// Has it found itself to be stale (`STALE CACHE`)?
    [[nodiscard]] bool was_stale();

  private:
    // As in app/gateway_program.cpp: what is waiting is destroyed with the loop, after the rest.
    gateway::clock now_ = simulated_now;
    ops::metrics metrics_;

  public:
    boost::asio::io_context loop{1};

  private:
    line& line_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_;

  public:
    gateway::guarded<coherence::engine> engine;

  private:
    origin::http_client http_;
    origin::budgets budgets_;
    gateway::tenants tenants_;
    gateway::people people_;

  public:
    gateway::fact_desk desk;
    gateway::catalogue catalogue;

  private:
    gateway::confirmations confirmations_;
    gateway::flights flights_;

  public:
    gateway::cache_switch power;
    gateway::refresher refresher;
    gateway::availability availability;
    gateway::rendered_answers rendered;
    gateway::passage passage;
    gateway::webhooks webhooks;

  private:
    [[nodiscard]] std::vector<gateway::tenant> sole_tenant(const birth& how);
    [[nodiscard]] boost::asio::awaitable<void> read_event_types();
};

}  // namespace slotgate::simulation
