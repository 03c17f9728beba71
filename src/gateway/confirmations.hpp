#pragma once

#include <map>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "coherence/engine.hpp"
#include "gateway/fact_desk.hpp"
#include "gateway/flights.hpp"
#include "gateway/guarded.hpp"
#include "gateway/tenant.hpp"

namespace slotgate::gateway {

/// Reads the bookings of which one has to know how they stand: those whose time Cal.com lists
/// though the overlay denies it (S7), and those said to be cancelled (S8). What a reading says is a
/// fact. Only what somebody asks for causes one (W6). A hold that is listed needs no reading.
/// Threads: confined to its executor.
class confirmations {
  public:
    confirmations(boost::asio::any_io_executor executor, guarded<coherence::engine>& engine,
                  const tenants& all, fact_desk& desk, clock now);

    /// Somebody asked, and this is what Cal.com said: begins the readings that are due, and waits
    /// for all that concern it, so that who asked hears what they say.
    [[nodiscard]] boost::asio::awaitable<void> after(std::shared_ptr<const flown> brought);

  private:
    /// `bell` is cancelled when it is over.
    struct reading {
        explicit reading(const boost::asio::any_io_executor& executor);
        bool done = false;
        boost::asio::steady_timer bell;
    };
    using shared_reading = std::shared_ptr<reading>;  // among its askers and its own coroutine

    [[nodiscard]] shared_reading begin(const coherence::doubted_booking& due);
    [[nodiscard]] boost::asio::awaitable<void> ask(coherence::doubted_booking due);
    /// It takes no time any more.
    void tell_end(const coherence::doubted_booking& due, const wire::booking_answer* booking);
    void tell_let_go(const coherence::doubted_booking& due);

    boost::asio::any_io_executor executor_;
    guarded<coherence::engine>& engine_;
    const tenants& tenants_;
    fact_desk& desk_;
    clock now_;
    std::map<std::string, shared_reading> readings_;  ///< under way, by uid
};

}  // namespace slotgate::gateway
