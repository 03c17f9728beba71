#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/secret.hpp"
#include "origin/http_client.hpp"
#include "origin/origin.hpp"
#include "wire/team_reading.hpp"

namespace slotgate::origin {

/// What a request was for: labels of metrics.
enum class operation : std::uint8_t { slots, event_types, event_type, credential, relay };

/// A request that has ended.
struct observation {
    origin::operation operation;
    int status = 0;  ///< 0: no answer came
    milliseconds took{};
    /// Cal.com's clock, from the `Date` header; the epoch if there was none.
    instant upstream_now{};
};

struct calcom_options {
    std::string base_url = "https://api.cal.com";
    /// The tenant's own key; empty: its questions are asked without a credential.
    secret api_key;
    /// Keys of further people of the account: each shows event types that `api_key` may not read.
    std::vector<secret> people_keys;
    /// Where the `end`s of questions begin to count (S8). Another one at each start of the process,
    /// so that a quick restart does not ask what the last life asked a moment ago.
    unsigned first_turn = 0;
    milliseconds slots_deadline{10'000};
    milliseconds event_types_deadline{10'000};
    milliseconds credential_deadline{5'000};
    /// Called after each request, on the client's loop; may be empty.
    std::function<void(const observation&)> observe;
};

/// Cal.com's API v2 over HTTP, as one tenant sees it. `http` carries questions of the gateway's
/// own, `streams` what passes through; both must outlive it. Threads: those of `http_client`.
class calcom final : public port {
  public:
    calcom(calcom_options options, http_client& http, http_client& streams);

    /// Every call is sent with another `end` (23:59:59.001 to .999 in turn), which changes nothing
    /// in the answer and keeps Cal.com's 2-second cache from giving it (S8). Starts outside the
    /// dates asked are left out: date overrides reach a day beyond (calcom-recorded A3).
    boost::asio::awaitable<result<slots_answer>> slots(slots_question q) override;
    boost::asio::awaitable<result<std::vector<event_type>>> event_types() override;
    boost::asio::awaitable<result<event_type>> event_type_of(event_type_id id) override;
    boost::asio::awaitable<result<std::vector<event_type_id>>> event_types_of_booking(
        std::string uid) override;
    boost::asio::awaitable<result<credential_answer>> check_credential(
        std::string authorization) override;
    boost::asio::awaitable<result<void>> relay(wire::request request, stream::conduit& bodies,
                                               answer_begins begins,
                                               milliseconds first_byte) override;

  private:
    [[nodiscard]] wire::request ask(std::string target, std::string_view version,
                                    const secret& key) const;
    [[nodiscard]] std::vector<secret> reading_keys() const;
    /// Reads a list of event types with `key` and adds those not yet in `all`.
    [[nodiscard]] boost::asio::awaitable<result<void>> add_event_types(
        std::string target, secret key, std::string team_slug, std::vector<event_type>& all);
    /// The teams `key` belongs to; none where Cal.com knows no such route.
    [[nodiscard]] boost::asio::awaitable<result<std::vector<wire::read_team>>> teams_of(secret key);
    /// One event type at `target`, with the first key that may read it.
    [[nodiscard]] boost::asio::awaitable<result<event_type>> read_with_any_key(std::string target,
                                                                               event_type_id id);
    [[nodiscard]] boost::asio::awaitable<result<wire::response>> send(operation what,
                                                                      wire::request request,
                                                                      milliseconds deadline);

    calcom_options options_;
    http_client& http_;
    http_client& streams_;
    unsigned turn_;
    /// Which team offers what, as the last `event_types` found: such an event type is read
    /// elsewhere.
    std::map<event_type_id, wire::read_team> team_of_;
};

}  // namespace slotgate::origin
