#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "app/settings.hpp"
#include "core/error.hpp"
#include "core/event_type.hpp"
#include "origin/http_client.hpp"
#include "wire/profile_reading.hpp"
#include "wire/subscription_reading.hpp"

namespace slotgate::app {

/// How far Cal.com's clock is ahead of ours, as one answer shows it.
struct clock_difference {
    milliseconds ahead{};
    milliseconds sure_to{};  ///< half of the second its header counts in, and of the way
};

/// What an answer tells of a credential's rate; absent: it does not tell.
struct rate_told {
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> remaining;
};

/// What one key shows. Errors are those of http_client::send; upstream_refused with Cal.com's own
/// words for 4xx, upstream_limited, upstream_error, upstream_garbage.
struct key_facts {
    result<wire::profile> owner;
    result<std::vector<event_type>> event_types;
    result<std::vector<wire::subscription>> subscriptions;
};

/// What an account told when it was asked for everything a configuration relies on.
struct account_facts {
    result<milliseconds> reached;  ///< how long the first answer took; an error: none came
    std::optional<clock_difference> clock;
    rate_told rate;
    std::vector<key_facts> keys;  ///< the account's own first, then its people's
    /// The contracts we speak, asked for with the account's key; nothing: there was nothing to ask
    /// for.
    std::optional<result<void>> slots;
    std::optional<result<void>> bookings;
    /// Event types of services that no list showed.
    std::map<event_type_id, result<void>> services;
};

/// Asks an account, with at most ten requests: whose key it is, event types (its own, those of
/// three teams), subscriptions, both contracts; and with what is left, one for each service whose
/// event type is in no list. Further, with each key of its people (ten of them at most), at most
/// seven: the same without the contracts. Stops after the first if nobody answers.
/// Confined to the executor of `http`; both outlive it.
[[nodiscard]] boost::asio::awaitable<account_facts> read_account(origin::http_client& http,
                                                                 const tenant_settings& t);

}  // namespace slotgate::app
