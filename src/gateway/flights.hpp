#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "coherence/engine.hpp"
#include "core/error.hpp"
#include "gateway/guarded.hpp"
#include "gateway/tenant.hpp"
#include "gateway/terms.hpp"
#include "gateway/widening.hpp"
#include "ops/metrics.hpp"

namespace slotgate::gateway {

/// What to fetch: whole UTC dates of one series, and others of it where that costs little.
struct fetch_order {
    coherence::series series;
    utc_date first;
    utc_date last;
    const zone* asker = nullptr;  ///< whose zone to ask with, null for UTC
    minutes notice{};
    minutes spacing{};      ///< from one start to the next, in one free range
    minutes moves_every{};  ///< coherence::grid_moves_every
    minutes length{};       ///< of a start: Cal.com lists none that ends after what was asked
    origin::lane lane = origin::lane::live;
    bool keep = true;    ///< false: for those who wait only
    bool fresh = false;  ///< only a request that leaves after this will do (S12)

    /// Starts of other dates may be fetched too: they are kept, and do not depend on which dates
    /// are asked for. Who wants Cal.com asked now waits for no more than he asked.
    [[nodiscard]] bool may_be_widened() const { return keep && !fresh && !series.question; }
};

/// For starts of this series by what is known of its event type; its dates are not set yet.
/// `asker`: in whose zone to ask, null for UTC; any of the series' grid class does.
[[nodiscard]] fetch_order order_for(const coherence::series& s, const zone* asker,
                                    const terms& known);

/// What a request to Cal.com brought.
struct flown {
    coherence::landing landing;
    coherence::landed outcome = coherence::landed::unkept;
    /// The starts of `order`'s dates with their seats, if they have any.
    std::vector<seated_slot> seated;
    /// False: starts carried more than can be answered from here; `landing` is empty then.
    bool whole = true;
    /// What it says of a date depends on which dates were asked for (S2): not kept.
    bool per_question = false;
};

/// How an asker came to what it got.
enum class boarding : std::uint8_t { own, shared };

/// The requests for starts that are under way (S10): askers for the same missing dates share one,
/// unless a fact came after it left. While a fact settles, what was announced may be committed at
/// any moment, so an asker shares only a request that leaves after it asked: of those begun in the
/// window one is under way, one waits, and that one grows by what else is asked about its series.
/// Nobody waits for a request from before the fact. A request is for more dates than are missing,
/// as far as that costs its askers little (widening.hpp). Threads: confined to its executor.
class flights {
  public:
    /// Told what each request brought, when it has landed; its askers wait for its end (S7).
    using confirmed_by = std::function<boost::asio::awaitable<void>(std::shared_ptr<const flown>)>;

    flights(boost::asio::any_io_executor executor, guarded<coherence::engine>& engine,
            const tenants& all, clock now, ops::metrics& metrics, confirmed_by landed = {});

    struct arrival {
        result<std::shared_ptr<const flown>> brought;
        gateway::boarding boarding = boarding::own;
    };

    /// Waits for a request that answers `order`. Errors: those of origin::port::slots, overloaded.
    [[nodiscard]] boost::asio::awaitable<arrival> fetch(fetch_order order);

    /// Fetches for nobody who waits, in the refresh lane. Who asks meanwhile may share it, and asks
    /// himself should it fail, as it may not have been sent at all. False if a request about this
    /// series is under way, or too many are: nothing is begun then.
    bool refresh(fetch_order order, moment now);

  private:
    struct flight;
    using shared_flight = std::shared_ptr<flight>;  // among its askers and its own coroutine

    [[nodiscard]] shared_flight find_joinable(const fetch_order& order, moment now) const;
    [[nodiscard]] shared_flight find_growing(const fetch_order& order) const;
    void widen(fetch_order& order, moment now) const;
    enum class begun : std::uint8_t { settled, in_window };
    shared_flight launch(fetch_order order, begun when, shared_flight after = nullptr);
    /// The last that was begun in a settle window.
    [[nodiscard]] shared_flight under_way_in_window(const coherence::series& s) const;
    [[nodiscard]] boost::asio::awaitable<void> fly(shared_flight f, shared_flight after);
    [[nodiscard]] boost::asio::awaitable<result<std::shared_ptr<const flown>>> ask(shared_flight f);
    void count(const result<std::shared_ptr<const flown>>& brought, bool is_refresh);
    void learn(const fetch_order& order, const flown& brought, milliseconds took);

    boost::asio::any_io_executor executor_;
    guarded<coherence::engine>& engine_;
    const tenants& tenants_;
    clock now_;
    ops::metrics& metrics_;
    confirmed_by landed_;
    std::unordered_map<coherence::series, std::list<shared_flight>> flights_;
    std::size_t count_ = 0;
    /// What is known of an event type's requests. Bounded: when it is full it starts afresh.
    struct experience {
        fetch_times times;
        /// Of many dates together no night was seen, of few there may be one (S2).
        bool stays_narrow = false;
    };
    std::map<std::pair<tenant_id, event_type_id>, experience> experiences_;
};

}  // namespace slotgate::gateway
