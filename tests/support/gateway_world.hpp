#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "core/ensure.hpp"
#include "gateway/availability.hpp"
#include "gateway/catalogue.hpp"
#include "gateway/confirmations.hpp"
#include "gateway/fact_desk.hpp"
#include "gateway/flights.hpp"
#include "gateway/passage.hpp"
#include "gateway/webhooks.hpp"
#include "ops/metrics.hpp"
#include "support/fake_origin.hpp"

namespace slotgate::test {

/// Knows no zone but UTC: the gateway's own tests ask without one.
class only_utc final : public zone_database {
  public:
    [[nodiscard]] const zone* find(std::string_view) const override { return &utc_; }
    [[nodiscard]] const zone& utc() const override { return utc_; }

  private:
    zone utc_{"UTC", {{instant{}, minutes{0}}}};
};

/// A gateway of one tenant in front of a Cal.com in memory, on a clock the test moves and a loop it
/// turns.
class gateway_world {
  public:
    static constexpr utc_date monday{std::chrono::year{2031} / 5 / 5};
    static constexpr event_type_id meeting{7};

    explicit gateway_world(seconds past_lifetime = {})
        : tenants(std::in_place, sole_tenant(past_lifetime)) {
        calcom->add({.id = meeting,
                     .slug = "meeting",
                     .hosts = {user_id{1}},
                     .length = minutes{30},
                     .lengths = {minutes{30}, minutes{60}},
                     .notice = minutes{60}});
        calcom->offer(meeting, monday, {540, 570, 600});
        confirmations.emplace(loop.get_executor(), engine, *tenants, desk, now);
        flights.emplace(loop.get_executor(), engine, *tenants, now, metrics,
                        [this](std::shared_ptr<const gateway::flown> brought) {
                            return confirmations->after(std::move(brought));
                        });
        types.emplace(loop.get_executor(), engine, *tenants, people, desk, now);
        refresher.emplace(engine, *types, *flights, power, now);
        availability.emplace(engine, *types, *flights, *refresher, *tenants, power, zones, now);
    }

    /// Both clocks go on by `time`.
    void pass(milliseconds time) {
        time_.system += time;
        time_.steady += time;
    }

    /// Turns the loop until nothing can go on any more.
    void settle() {
        loop.restart();
        loop.poll();
    }

    /// The tenant's webhook or own write told us something.
    void learn_of_booking() {
        desk.tell({.source = coherence::fact_source::webhook,
                   .radius = coherence::whole_tenant{tenant_id{0}}});
    }

    [[nodiscard]] static wire::slots_question about(utc_date first, utc_date last) {
        wire::slots_question q;
        q.selector.id = meeting;
        q.start = first;
        q.end = last + days{1} - seconds{1};
        return q;
    }

    /// An asker whose answer arrives while the loop turns.
    struct asker {
        std::optional<result<gateway::availability_outcome>> got;

        [[nodiscard]] bool answered() const { return got.has_value(); }
        [[nodiscard]] const gateway::answered& answer() const {
            ensure(got && *got && std::holds_alternative<gateway::answered>(**got),
                   "the asker has got an answer");
            return std::get<gateway::answered>(**got);
        }
        [[nodiscard]] std::vector<starts::minute_of_date> minutes() const {
            std::vector<starts::minute_of_date> out;
            for (const auto& s : answer().slots) out.push_back(minute_of(s.start));
            return out;
        }
    };

    std::shared_ptr<asker> ask(wire::slots_question q, gateway::freshness wanted = {}) {
        auto waiting = std::make_shared<asker>();
        boost::asio::co_spawn(loop, wait_for(waiting, std::move(q), wanted), boost::asio::detached);
        settle();
        return waiting;
    }
    std::shared_ptr<asker> ask() { return ask(about(monday, monday)); }

    boost::asio::io_context loop{1};
    gateway::clock now = [this] { return time_; };
    only_utc zones;
    ops::metrics metrics;
    gateway::guarded<coherence::engine> engine{coherence::engine_options{}};
    fake_origin* calcom = nullptr;
    std::optional<gateway::tenants> tenants;
    gateway::people people{*tenants};
    gateway::fact_desk desk{engine, people, now, metrics};
    gateway::cache_switch power;
    std::optional<gateway::confirmations> confirmations;
    std::optional<gateway::flights> flights;
    std::optional<gateway::catalogue> types;
    std::optional<gateway::refresher> refresher;
    std::optional<gateway::availability> availability;

  private:
    std::vector<gateway::tenant> sole_tenant(seconds past_lifetime) {
        auto port = std::make_unique<fake_origin>(loop.get_executor());
        calcom = port.get();
        std::vector<gateway::tenant> all(1);
        all[0].name = "practice";
        all[0].past_lifetime = past_lifetime;
        all[0].calcom = std::move(port);
        return all;
    }

    boost::asio::awaitable<void> wait_for(std::shared_ptr<asker> who, wire::slots_question q,
                                          gateway::freshness wanted) {
        auto got = co_await availability->answer(tenant_id{0}, std::move(q), wanted);
        who->got = std::move(got);
    }

    moment time_{monday - days{4}, steady_instant{hours{1}}};
};

}  // namespace slotgate::test
