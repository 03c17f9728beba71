#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/secret.hpp"
#include "origin/courier.hpp"
#include "origin/origin.hpp"
#include "wire/team_reading.hpp"

namespace slotgate::origin {

struct calcom_options {
    std::string tenant;  ///< its name, for the log
    std::string base_url = "https://api.cal.com";
    /// The tenant's own key; empty: its questions are asked without a credential.
    secret api_key;
    /// Keys of further people of the account: each shows event types that `api_key` may not read.
    std::vector<secret> people_keys;
    /// Of waits that are to differ from those of other processes.
    unsigned seed = 0;
    /// Of the account's own credentials, and of each that its clients send (S14).
    quota_terms quota;
    std::function<moment()> now;
    milliseconds slots_deadline{10'000};
    milliseconds event_types_deadline{10'000};
    milliseconds credential_deadline{5'000};
    /// Called after each request, on the client's loop; may be empty.
    std::function<void(const observation&)> observe;
};

/// Cal.com's API v2 over HTTP, as one tenant sees it, by its courier. `http` carries questions of
/// the gateway's own, `streams` what passes through; they and `all` must outlive it. Threads: those
/// of `http_client`.
class calcom final : public port {
  public:
    calcom(calcom_options options, http_client& http, http_client& streams, budgets& all);

    /// Every call is sent with another `end` (23:59:59.001 to .999), which changes nothing in the
    /// answer and keeps Cal.com's 2-second cache from giving it (S8). Starts outside the
    /// dates asked are left out: date overrides reach a day beyond (calcom-recorded A3).
    boost::asio::awaitable<result<slots_answer>> slots(slots_question q) override;
    boost::asio::awaitable<result<std::vector<event_type>>> event_types(lane l) override;
    boost::asio::awaitable<result<std::vector<wire::host_address>>> host_addresses(lane l) override;
    boost::asio::awaitable<result<event_type>> event_type_of(event_type_id id, lane l) override;
    boost::asio::awaitable<result<std::vector<event_type_id>>> event_types_of_booking(
        std::string uid) override;
    boost::asio::awaitable<result<wire::booking_answer>> booking(std::string uid, lane l) override;
    boost::asio::awaitable<result<credential_answer>> check_credential(
        std::string authorization) override;
    boost::asio::awaitable<result<void>> relay(wire::request request, stream::conduit& bodies,
                                               answer_begins begins,
                                               milliseconds first_byte) override;

    [[nodiscard]] origin::condition condition() const {
        return courier_.condition(options_.api_key);
    }

  private:
    [[nodiscard]] unsigned next_end();
    [[nodiscard]] std::vector<secret> reading_keys() const;
    [[nodiscard]] question about_event_types(std::string target, const secret& key, lane l) const;
    /// Reads a list of event types and adds those not yet in `all`.
    [[nodiscard]] boost::asio::awaitable<result<void>> add_event_types(
        question asked, std::string team_slug, std::vector<event_type>& all);
    /// The teams `key` belongs to; none where Cal.com knows no such route.
    [[nodiscard]] boost::asio::awaitable<result<std::vector<wire::read_team>>> teams_of(secret key,
                                                                                        lane l);
    /// Asks for a booking once; it is not the breaker's to judge by.
    [[nodiscard]] boost::asio::awaitable<result<wire::response>> ask_for_booking(std::string uid,
                                                                                 lane l);
    /// One event type at `target`, with the first key that may read it.
    [[nodiscard]] boost::asio::awaitable<result<event_type>> read_with_any_key(std::string target,
                                                                               event_type_id id,
                                                                               lane l);

    calcom_options options_;
    courier courier_;
    std::int64_t turn_;
    /// Which team offers what, as the last `event_types` found: such an event type is read
    /// elsewhere.
    std::map<event_type_id, wire::read_team> team_of_;
};

}  // namespace slotgate::origin
