#include "app/gateway_program.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <random>
#include <set>
#include <thread>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/ensure.hpp"
#include "gateway/alternatives.hpp"
#include "gateway/availability.hpp"
#include "gateway/cache_desk.hpp"
#include "gateway/cache_switch.hpp"
#include "gateway/catalogue.hpp"
#include "gateway/confirmations.hpp"
#include "gateway/credentials.hpp"
#include "gateway/fact_desk.hpp"
#include "gateway/flights.hpp"
#include "gateway/passage.hpp"
#include "gateway/refresher.hpp"
#include "gateway/rendered.hpp"
#include "gateway/tenant.hpp"
#include "gateway/webhooks.hpp"
#include "net/routes/admin_route.hpp"
#include "net/routes/function_route.hpp"
#include "net/routes/operations_route.hpp"
#include "net/routes/slots_route.hpp"
#include "net/routes/webhook_route.hpp"
#include "net/server.hpp"
#include "ops/log.hpp"
#include "ops/metrics.hpp"
#include "origin/budgets.hpp"
#include "origin/calcom.hpp"
#include "origin/http_client.hpp"
#include "wire/digest.hpp"

namespace slotgate::app {
namespace {

namespace asio = boost::asio;

/// Event types are read again before their lifetime in the catalogue (300 s) ends.
constexpr seconds catalogue_refresh{240};
constexpr seconds catalogue_rest{15};
constexpr seconds catalogue_retry{5};
constexpr seconds watched_every{1};

coherence::engine_options engine_options_of(const settings& s) {
    return {.lifetime = s.lifetime,
            .lifetime_empty = s.lifetime_empty,
            .settle_window = s.settle_window,
            .days_max = s.days_max,
            .epoch = std::random_device{}()};
}

/// The event types of a branch's services.
std::vector<event_type_id> event_types_of(const tenant_settings& t, const std::string& branch) {
    std::vector<event_type_id> out;
    for (const auto& b : t.branches)
        for (const auto& s : b.services)
            if (b.id == branch) out.push_back(s.event_type);
    return out;
}

gateway::issued_credential issued(const tenant_settings& t, const credential_settings& given) {
    gateway::issued_credential out{.name = given.name,
                                   .token_digest = given.token_digest,
                                   .grants = given.grants,
                                   .expires = given.expires,
                                   .event_types = {},
                                   .branch = given.branch};
    if (!given.branch.empty()) out.event_types = event_types_of(t, given.branch);
    return out;
}

std::vector<gateway::branch> branches_of(const tenant_settings& t, const zone_database& zones) {
    std::vector<gateway::branch> out;
    for (const auto& given : t.branches) {
        gateway::branch b{.id = given.id,
                          .zone = zones.find(given.time_zone),
                          .phone_numbers = given.phone_numbers,
                          .hours = given.hours,
                          .services = {}};
        ensure(b.zone != nullptr, "a configuration names zones that this machine knows");
        for (const auto& s : given.services)
            b.services.push_back({.id = s.id, .name = s.name, .event_type = s.event_type});
        out.push_back(std::move(b));
    }
    return out;
}

/// What every tenant's way to its Cal.com has in common.
struct ways {
    origin::http_client& http;
    origin::http_client& streams;
    origin::budgets& budgets;
    std::function<moment()> now;
    std::function<void(const origin::observation&)> observe;
    std::vector<const origin::calcom*>& made;  ///< one for each tenant, in their order
};

std::vector<gateway::tenant> tenants_of(const settings& s, const zone_database& zones,
                                        const ways& to_calcom) {
    std::vector<gateway::tenant> out;
    for (const auto& given : s.tenants) {
        origin::calcom_options options;
        options.base_url = given.base_url;
        options.api_key = given.api_key;
        options.people_keys = given.people_keys;
        options.seed = std::random_device{}();
        options.tenant = given.name;
        options.quota = {.most = given.quota_per_minute, .reserve = given.quota_reserve};
        options.now = to_calcom.now;
        options.observe = to_calcom.observe;
        gateway::tenant t;
        t.id = tenant_id{static_cast<std::uint32_t>(out.size())};
        t.name = given.name;
        if (given.company != 0) t.company = std::to_string(given.company);
        t.branches = branches_of(given, zones);
        t.installation = given.base_url;
        t.host_names = given.host_names;
        t.api_key = given.api_key;
        t.past_lifetime = std::chrono::floor<seconds>(given.past_lifetime);
        for (const auto& c : given.credentials) t.credentials.push_back(issued(given, c));
        if (!given.api_key.empty()) t.key_digests.push_back(wire::sha256(given.api_key.reveal()));
        for (const auto& key : given.people_keys)
            t.key_digests.push_back(wire::sha256(key.reveal()));
        auto calcom = std::make_unique<origin::calcom>(std::move(options), to_calcom.http,
                                                       to_calcom.streams, to_calcom.budgets);
        to_calcom.made.push_back(calcom.get());
        t.calcom = std::move(calcom);
        out.push_back(std::move(t));
    }
    return out;
}

/// Streams have connections of their own, one each: a slow one keeps no question waiting. Their
/// number bounds the memory of bodies under way, at half a MiB each.
origin::http_client_options stream_options() {
    constexpr std::size_t streams_max = 256;
    origin::http_client_options out;
    out.connections_per_host_max = streams_max;
    out.connections_max = streams_max;
    out.requests_max = streams_max;
    out.body_bytes_max = 1U << 30U;
    out.multiplex = false;
    return out;
}

ops::http_route route_label(const net::route* to) {
    using enum ops::http_route;
    if (to == nullptr) return other;
    if (to->path.starts_with("/v2/slots")) return slots;
    if (to->path.starts_with("/v2/")) return passage;
    if (to->path.find("calcom") != std::string::npos) return webhook;
    if (to->path.starts_with("/api/retell/")) return function;
    if (to->path == "/metrics") return ops::http_route::metrics;
    return to->path.starts_with("/health") ? health : other;
}

class wired final : public gateway_program {
  public:
    wired(const settings& s, const zone_database& zones, program_clock& clock,
          clock_correction correction)
        : clock_(clock),
          correction_(correction),
          engine_(engine_options_of(s)),
          http_(loop_.get_executor(), {}),
          streams_(loop_.get_executor(), stream_options()),
          budgets_(loop_.get_executor(), now_, metrics_),
          tenants_(tenants_of(s, zones,
                              {http_, streams_, budgets_, now_,
                               [this](const origin::observation& o) { observe(o); }, calcoms_})),
          people_(tenants_),
          desk_(engine_, people_, now_, metrics_),
          catalogue_(loop_.get_executor(), engine_, tenants_, people_, desk_, now_),
          confirmations_(loop_.get_executor(), engine_, tenants_, desk_, now_),
          flights_(loop_.get_executor(), engine_, tenants_, now_, metrics_,
                   [this](std::shared_ptr<const gateway::flown> brought) {
                       return confirmations_.after(std::move(brought));
                   }),
          refresher_(engine_, catalogue_, flights_, cache_switch_, now_),
          availability_(engine_, catalogue_, flights_, refresher_, tenants_, cache_switch_, zones,
                        now_),
          rendered_(engine_, cache_switch_),
          alternatives_(loop_.get_executor(), availability_, rendered_, now_),
          credentials_(loop_.get_executor(), now_),
          passage_(desk_, people_, now_),
          webhooks_(desk_, people_, now_, metrics_),
          cache_desk_(engine_, catalogue_, desk_, cache_switch_, now_),
          calcom_services_{loop_.get_executor(),
                           tenants_,
                           availability_,
                           rendered_,
                           credentials_,
                           passage_,
                           zones,
                           now_,
                           metrics_},
          function_services_{loop_.get_executor(), tenants_, alternatives_, now_, metrics_},
          webhook_services_{tenants_, webhooks_, secrets_of(s), unnamed_tenant(s), metrics_},
          admin_services_{tenants_, cache_desk_, metrics_, now_, digest_of(s.admin_token)} {
        std::vector<std::string> names;
        for (const auto& t : tenants_.all()) names.push_back(t.name);
        for (auto* family :
             {&metrics_.breaker_state, &metrics_.event_types_set_aside, &metrics_.quota_remaining})
            family->distinguish(names);
        metrics_.of_event_types.name_tenants(names);
        clock_.on_step([this] {
            desk_.tell(
                {.source = coherence::fact_source::clock, .radius = coherence::everything{}});
        });
        clock_.on_pass([this] { asio::post(loop_, [this] { wake(); }); });
    }

    ~wired() override { stop(); }

    result<void> bind(const settings& s) {
        net::server_options options;
        options.address = s.listen.address;
        options.port = s.listen.port;
        options.threads =
            s.threads != 0 ? s.threads : std::max(1U, std::thread::hardware_concurrency());
        options.now = [this] { return clock_.now(); };
        options.answered = [this](const net::route* to, int status) {
            metrics_.http_requests.at(route_label(to), ops::status_class_of(status)).increment();
        };
        auto opened = net::server::open(std::move(options), routes());
        if (!opened) return std::unexpected(opened.error());
        server_ = std::move(*opened);
        return {};
    }

    [[nodiscard]] std::uint16_t port() const override { return server_->port(); }

    void start() override {
        desk_.tell({.source = coherence::fact_source::start, .radius = coherence::everything{}});
        for (const auto& t : tenants_.all()) spawn(read_event_types(t.id));
        spawn(watch());
        thread_ = std::thread([this] { loop_.run(); });
        server_->start();
        ops::log(ops::level::info, "Listening",
                 {{"what", "gateway"}, {"port", std::int64_t{server_->port()}}});
    }

    /// The loop ends by itself once nothing is under way on it: what has left for Cal.com is
    /// finished and recorded (S1), and every request there has its deadline.
    void stop() override {
        if (server_) server_->stop();
        if (!thread_.joinable()) return;
        asio::post(loop_, [this] {
            stopping_ = true;
            wake();
        });
        keep_running_.reset();
        thread_.join();
    }

  private:
    std::vector<net::route> routes() {
        auto all = net::slots_routes(calcom_services_);
        const auto add = [&](std::vector<net::route> more) {
            std::ranges::move(more, std::back_inserter(all));
        };
        add(net::passage_routes(calcom_services_));
        add(net::function_routes(function_services_));
        add(net::webhook_routes(webhook_services_));
        add(net::admin_routes(admin_services_));
        add(net::operations_routes(metrics_, [this] { return catalogue_.loaded(); }));
        return all;
    }

    static std::vector<net::webhook_secret> secrets_of(const settings& s) {
        std::vector<net::webhook_secret> out;
        for (const auto& t : s.tenants)
            out.push_back({tenant_id{static_cast<std::uint32_t>(out.size())}, t.webhook_secret});
        return out;
    }

    static std::string digest_of(const secret& token) {
        return token.empty() ? std::string{} : wire::sha256(token.reveal());
    }

    static tenant_id unnamed_tenant(const settings& s) {
        const auto named = std::ranges::find(s.tenants, s.webhook_tenant, &tenant_settings::name);
        const auto index = named == s.tenants.end() ? 0 : named - s.tenants.begin();
        return tenant_id{static_cast<std::uint32_t>(index)};
    }

    void observe(const origin::observation& o) {
        metrics_.upstream_seconds.observe(o.took);
        metrics_.upstream_requests.at(o.operation, ops::status_class_of(o.status)).increment();
        if (correction_ == clock_correction::from_upstream) clock_.hear(o.upstream_now, o.left_at);
    }

    void spawn(asio::awaitable<void> work) {
        asio::co_spawn(loop_, std::move(work), [](const std::exception_ptr& failed) {
            if (failed) ops::log(ops::level::error, "A background task ended by an exception");
        });
    }

    /// Whoever pauses looks at the clock now.
    void wake() {
        for (auto* timer : pauses_) timer->cancel();
    }

    /// Waits; cut short when the program stops, and when time is let pass.
    asio::awaitable<void> pause(seconds time) {
        asio::steady_timer timer(loop_, time);
        pauses_.insert(&timer);
        if (!stopping_) co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        pauses_.erase(&timer);
    }

    asio::awaitable<void> read_event_types(tenant_id tenant) {
        while (!stopping_) {
            const auto read = co_await catalogue_.load(tenant);
            if (!read)
                ops::log(ops::level::warning, "Event types could not be read",
                         {{"tenant", tenants_.at(tenant).name},
                          {"reason", facts_of(read.error().code).name}});
            if (!read)
                co_await pause(catalogue_retry);
            else
                co_await wait_for_refresh(tenant);
        }
    }

    /// Event types that may have changed are read at once, but not over and over.
    asio::awaitable<void> wait_for_refresh(tenant_id tenant) {
        const auto read_at = now_().steady;
        co_await pause(catalogue_rest);
        while (!stopping_ && now_().steady - read_at < catalogue_refresh && people_.is_read(tenant))
            co_await pause(watched_every);
    }

    asio::awaitable<void> watch() {
        while (!stopping_) {
            clock_.watch();
            gauge_calcom();
            refresher_.tick();
            co_await pause(watched_every);
        }
    }

    void gauge_calcom() {
        for (std::size_t i = 0; i < calcoms_.size(); ++i) {
            const auto seen = calcoms_[i]->condition();
            metrics_.breaker_state.at(i) = static_cast<std::int64_t>(seen.breaker);
            metrics_.event_types_set_aside.at(i) =
                static_cast<std::int64_t>(seen.event_types_set_aside);
            metrics_.quota_remaining.at(i) = seen.quota_remaining;
        }
    }

    program_clock& clock_;
    clock_correction correction_;
    gateway::clock now_ = [this] { return clock_.moment_now(); };
    ops::metrics metrics_;
    asio::io_context loop_{1};
    asio::executor_work_guard<asio::io_context::executor_type> keep_running_{loop_.get_executor()};
    gateway::guarded<coherence::engine> engine_;
    origin::http_client http_;
    origin::http_client streams_;
    origin::budgets budgets_;
    std::vector<const origin::calcom*> calcoms_;  ///< owned by their tenants
    gateway::tenants tenants_;
    gateway::people people_;
    gateway::fact_desk desk_;
    gateway::catalogue catalogue_;
    gateway::confirmations confirmations_;
    gateway::flights flights_;
    gateway::cache_switch cache_switch_;
    gateway::refresher refresher_;
    gateway::availability availability_;
    gateway::rendered_answers rendered_;
    gateway::alternatives alternatives_;
    gateway::credentials credentials_;
    gateway::passage passage_;
    gateway::webhooks webhooks_;
    gateway::cache_desk cache_desk_;
    net::calcom_services calcom_services_;
    net::function_services function_services_;
    net::webhook_services webhook_services_;
    net::admin_services admin_services_;
    // Both used on the loop only.
    bool stopping_ = false;
    std::set<asio::steady_timer*> pauses_;
    std::unique_ptr<net::server> server_;
    std::thread thread_;
};

}  // namespace

result<std::unique_ptr<gateway_program>> gateway_program::open(const settings& s,
                                                               const zone_database& zones,
                                                               program_clock& clock,
                                                               clock_correction correction) {
    auto program = std::make_unique<wired>(s, zones, clock, correction);
    if (auto bound = program->bind(s); !bound) return std::unexpected(bound.error());
    return program;
}

}  // namespace slotgate::app
