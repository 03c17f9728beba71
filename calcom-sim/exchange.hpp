#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/authentication.hpp"
#include "calcom-sim/simulator.hpp"
#include "calcom-sim/slots_cache.hpp"
#include "calcom-sim/validation.hpp"
#include "calcom-sim/world.hpp"
#include "core/zone.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// One request being answered: everything a route may read or change. Lives as long as the call.
struct exchange {
    world& w;
    const zone_database& zones;
    std::mt19937_64& random;
    std::int64_t& next_booking_id;
    id_sequences& ids;
    const simulator_options& options;
    slots_cache& cache;
    const wire::request& request;
    instant now;
    sim::caller caller;
    std::vector<std::string> path_values;  ///< what stood for `{uid}` and the like, in order
};

/// Cal.com's envelope around a thing: {"status":"success","data":...}.
[[nodiscard]] wire::response success(int status, boost::json::value data);

/// The envelope of errors (calcom.md 1.3), for this request.
[[nodiscard]] wire::response failure(const exchange& x, int status, std::string_view message);

/// The shape of Cal.com's internal errors: {"statusCode":S,"message":M}.
[[nodiscard]] wire::response bare_failure(int status, std::string_view message);

/// The envelope of errors of Cal.com's own web application, without details (calcom.md 1.3).
[[nodiscard]] wire::response trpc_failure(const exchange& x, int status, std::string_view message);

/// What a plain error becomes: 500 {"statusCode":500,"message":"Internal server error"}.
[[nodiscard]] wire::response internal_failure();

/// The shape of a failed check of the form's answers: code BAD_REQUEST, no details.
[[nodiscard]] wire::response form_failure(const exchange& x, std::string_view message);

/// The shape of failed validation: "Bad Request Exception", complaints in `details.errors`
/// (calcom-recorded G10).
[[nodiscard]] wire::response validation_failure(const exchange& x, const validation& failed);

/// A reaction that is an answer and nothing else.
[[nodiscard]] reaction just(wire::response answer);
/// An answer that goes out once one round of deliveries (perhaps an empty one) is posted.
[[nodiscard]] reaction after(delivery_round deliveries, wire::response answer);

/// A setting of an event type as the scenario gave it; null if it did not.
[[nodiscard]] const boost::json::value* setting(const event_type& type, std::string_view name);

/// True for a setting that is `true`, or an object whose member `member` is.
[[nodiscard]] bool setting_is_on(const event_type& type, std::string_view name,
                                 std::string_view member = {});

}  // namespace slotgate::sim
