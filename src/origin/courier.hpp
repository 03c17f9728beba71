#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"
#include "origin/breaker.hpp"
#include "origin/budgets.hpp"
#include "origin/http_client.hpp"
#include "origin/lane.hpp"
#include "origin/origin.hpp"
#include "wire/http.hpp"

namespace slotgate::origin {

/// What a request was for: labels of metrics.
enum class operation : std::uint8_t { slots, event_types, event_type, credential, relay, booking };

/// A request that has ended.
struct observation {
    origin::operation operation;
    int status = 0;  ///< 0: no answer came
    steady_instant left_at{};
    milliseconds took{};
    /// Cal.com's clock, from the `Date` header; the epoch if there was none.
    instant upstream_now{};
};

/// How Cal.com stands with one tenant, for the metrics.
struct condition {
    breaker_state breaker = breaker_state::closed;
    std::size_t event_types_set_aside = 0;
    std::int64_t quota_remaining = 0;  ///< of the account's own key
};

struct courier_options {
    std::string tenant;  ///< its name, for the log
    std::string base_url;
    /// Of the account's own credentials, and of each that its clients send (S14).
    quota_terms quota;
    std::function<moment()> now;
    unsigned seed = 0;  ///< of the pauses before second tries
    /// Called after each request, on the client's loop; may be empty.
    std::function<void(const observation&)> observe;
};

/// May a question wait for room in the budget, and be the trial of a breaker that is half-open?
enum class patience : std::uint8_t { waits, none };

/// A question of ours.
struct question {
    operation what;
    subject about;
    std::string target;
    std::string_view version;  ///< `cal-api-version`; empty: none is sent
    secret key;                ///< empty: asked without a credential
    lane in_lane = lane::live;
    origin::patience patience = patience::waits;
    milliseconds deadline;
};

/// Takes one tenant's requests to its Cal.com: questions pass its breaker (S13), and every request
/// the budget of its credential (S14). `http` carries questions, `streams` what passes through;
/// they and `all` must outlive it. Threads: those of `http_client`.
class courier {
  private:
    struct watch;

  public:
    /// An answer to a question, with any status. The breaker hears what it was worth when it has
    /// been read; if nobody says, that it showed nothing.
    class reply {
      public:
        reply(std::shared_ptr<watch> hears, breaker::leave question);
        reply(reply&& other) noexcept = default;
        reply& operator=(reply&&) = delete;
        ~reply();

        wire::response response;
        error failure;        ///< what a status other than 200 means
        milliseconds took{};  ///< since it left, a second try included

        void showed(evidence what);
        /// Passes on what was made of a 200: if it could be believed, Cal.com works.
        template <class T>
        [[nodiscard]] result<T> read(result<T> outcome) {
            if (outcome) showed(evidence::works);
            return outcome;
        }

      private:
        std::shared_ptr<watch> hears_;  ///< null: it has been told
        breaker::leave question_;
    };

    courier(courier_options options, http_client& http, http_client& streams, budgets& all);
    ~courier();

    /// Makes the budget of one of the account's own keys; empty: that of no credential.
    void own(const secret& key);

    /// Asks, twice where that is safe. Errors: upstream_failing besides those of budgets::admit and
    /// http_client::send.
    [[nodiscard]] boost::asio::awaitable<result<reply>> ask(question q);

    /// What a question looks like on the wire.
    [[nodiscard]] wire::request request_for(const question& q) const;
    /// How long no question may go, as the breaker is open.
    [[nodiscard]] std::optional<milliseconds> withheld() const;
    /// Waits until the account of `request`'s credential may send one more, for half of `deadline`
    /// at most: the rest is for the answer. Errors: those of budgets::admit.
    [[nodiscard]] boost::asio::awaitable<result<budgets::permit>> admit(
        const wire::request& request, lane l, milliseconds deadline);
    /// Sends what was admitted; its answer teaches the budget. Errors: those of http_client::send.
    [[nodiscard]] boost::asio::awaitable<result<wire::response>> send(operation what,
                                                                      wire::request request,
                                                                      milliseconds deadline,
                                                                      budgets::permit leave);

    /// The same for what passes through, as origin::port::relay says. Errors: those of
    /// http_client::relay.
    [[nodiscard]] boost::asio::awaitable<result<void>> relay(wire::request request,
                                                             stream::conduit& bodies,
                                                             answer_begins begins,
                                                             milliseconds first_byte,
                                                             budgets::permit leave);

    [[nodiscard]] moment now() const { return options_.now(); }
    /// What is left of `deadline` since `begun`.
    [[nodiscard]] milliseconds rest_of(milliseconds deadline, steady_instant begun) const;
    /// `key` is the account's own.
    [[nodiscard]] origin::condition condition(const secret& key) const;

  private:
    [[nodiscard]] account account_of_key(const secret& key) const;
    [[nodiscard]] boost::asio::awaitable<result<wire::response>> try_twice(const question& q,
                                                                           steady_instant begun,
                                                                           budgets::permit first);

    courier_options options_;
    http_client& http_;
    http_client& streams_;
    budgets& budgets_;
    std::shared_ptr<watch> watch_;  ///< with the replies that are being read
    std::minstd_rand random_;
};

/// A question that is not sent, as Cal.com fails: for `wait` at least.
[[nodiscard]] std::unexpected<error> too_early(milliseconds wait);

}  // namespace slotgate::origin
