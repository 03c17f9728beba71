#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "core/error.hpp"
#include "core/event_type.hpp"
#include "core/slot.hpp"
#include "core/starts.hpp"
#include "core/time.hpp"
#include "origin/lane.hpp"
#include "stream/conduit.hpp"
#include "wire/booking_answer.hpp"
#include "wire/host_address.hpp"
#include "wire/http.hpp"

namespace slotgate::origin {

/// A question for whole UTC dates. The adapter sends it with an `end` nobody sent before (S8) and
/// in `format=range`, so that the answer tells the length too.
struct slots_question {
    event_type_id event_type;
    utc_date first;      ///< first date asked, whole
    utc_date last;       ///< last date asked, whole; not before `first`
    minutes duration{};  ///< 0: the event type's own length
    std::string zone;    ///< IANA name the grid is rounded in; empty: UTC
    /// In the refresh lane it is sent at once or not at all, and only while the breaker is closed.
    origin::lane lane = origin::lane::live;
};

/// The starts of one UTC date.
struct dated_starts {
    utc_date date;
    slotgate::starts starts;
};

/// A believed answer: one element for every date of the question, in order, empty ones included.
struct slots_answer {
    std::vector<dated_starts> dates;
    /// Length of each start; 0 if there was none to read it from.
    minutes length{};
    /// The starts of all dates with their seats, if they have any.
    std::vector<seated_slot> seated;
    /// False: elements carried more than is read here, so no answer can be made of them.
    bool whole = true;
    /// From the moment the request left.
    milliseconds took{};
};

enum class credential_verdict : std::uint8_t { accepted, refused };

/// What Cal.com says of a credential. `message` is its own text when refused.
struct credential_answer {
    credential_verdict verdict;
    std::string message;
};

/// Told the head of an answer whose body follows; its hop-by-hop fields are gone.
using answer_begins = std::function<void(wire::response head)>;

/// Port: Cal.com as one tenant sees it. Confined to the loop it was built for. Every call ends
/// before its deadline with a value or an error; none throws; a cancelled coroutine cancels the
/// request. Every call may end with upstream_limited and a `retry_after` without having been sent
/// (S14), questions of ours with upstream_failing too (S13).
class port {
  public:
    virtual ~port() = default;

    /// Errors: upstream_down, upstream_lost, upstream_timeout, upstream_garbage (no map, foreign
    /// dates, times that cannot be read: never an empty day), upstream_error (5xx),
    /// upstream_limited (429), upstream_refused (other 4xx; detail is Cal.com's message), not_found
    /// (404).
    [[nodiscard]] virtual boost::asio::awaitable<result<slots_answer>> slots(slots_question q) = 0;

    /// Every event type the tenant's key can see. `l` is live if somebody waits for it.
    [[nodiscard]] virtual boost::asio::awaitable<result<std::vector<event_type>>> event_types(
        lane l) = 0;

    /// The people whose keys are configured, with the addresses by which Cal.com knows them among
    /// attendees. Keys it does not accept are left out.
    [[nodiscard]] virtual boost::asio::awaitable<result<std::vector<wire::host_address>>>
    host_addresses(lane l) = 0;

    /// One event type; not_found if Cal.com says so or the key may not read it.
    [[nodiscard]] virtual boost::asio::awaitable<result<event_type>> event_type_of(event_type_id id,
                                                                                   lane l) = 0;

    /// The event type of a booking, of every booking if `uid` names a series; none if Cal.com shows
    /// no such booking, or not what it is of.
    [[nodiscard]] virtual boost::asio::awaitable<result<std::vector<event_type_id>>>
    event_types_of_booking(std::string uid) = 0;

    /// How a booking stands. Errors: not_found (404), upstream_garbage, and those of the way there.
    [[nodiscard]] virtual boost::asio::awaitable<result<wire::booking_answer>> booking(
        std::string uid, lane l) = 0;

    /// Asks whether Cal.com accepts this `Authorization` value (GET /v2/me). Never sends our own
    /// key.
    [[nodiscard]] virtual boost::asio::awaitable<result<credential_answer>> check_credential(
        std::string authorization) = 0;

    /// Sends a client's request on as it is, hop-by-hop and host fields apart, with the body that
    /// comes through `bodies`; tells `begins` the answer's head once, then puts the body into
    /// `bodies`, whose beginning and end are the caller's to say. Ends with the answer's end. Any
    /// status is an answer. `first_byte` counts from the end of the request to the head. A request
    /// that only asks is given up when its client leaves; any other when its body breaks off.
    /// Errors: what kept the answer from arriving, or, after `begins`, from arriving whole:
    /// upstream_down, upstream_lost, upstream_timeout, upstream_garbage, client_left, overloaded,
    /// bad_request.
    [[nodiscard]] virtual boost::asio::awaitable<result<void>> relay(wire::request request,
                                                                     stream::conduit& bodies,
                                                                     answer_begins begins,
                                                                     milliseconds first_byte) = 0;
};

}  // namespace slotgate::origin
