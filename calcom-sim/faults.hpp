#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "calcom-sim/simulator.hpp"
#include "calcom-sim/spoiling.hpp"
#include "core/error.hpp"
#include "core/time.hpp"
#include "wire/http.hpp"

namespace slotgate::sim {

/// How long a delay takes.
struct duration_rule {
    enum class kind : std::uint8_t { fixed, uniform, exponential };
    kind is = kind::fixed;
    milliseconds low{0};   ///< fixed: the value; exponential: its mean
    milliseconds high{0};  ///< uniform: the longest, included

    [[nodiscard]] milliseconds draw(std::mt19937_64& random) const;
};

/// What a fault concerns: requests (their route) or webhooks.
struct fault_target {
    enum class kind : std::uint8_t { requests, webhooks };
    kind is = kind::requests;
    std::string method;                        ///< empty: any
    std::string route;                         ///< as the table spells it; empty: any
    std::vector<wire::query_parameter> query;  ///< each must be among the request's
    std::string webhook;                       ///< id, trigger or beginning of the URL; empty: any

    [[nodiscard]] bool takes(const wire::request& request, std::string_view its_route) const;
    [[nodiscard]] bool takes(const delivery& one) const;
};

enum class fault_kind : std::uint8_t { delay, spoil, lose, duplicate, reorder };

/// One fault as it was asked for.
struct planned_fault {
    fault_target target;
    fault_kind is = fault_kind::delay;
    duration_rule delay;
    spoiling spoils;
    /// Cal.com has made the change before the fault strikes; else it never hears of the request
    /// (or, for a delay, hears of it late).
    bool committed = false;
    double probability = 1;
    std::optional<std::uint64_t> count;  ///< strikes so often, then no more
    std::uint64_t after = 0;             ///< lets so many pass first
    boost::json::object given;           ///< the words in which it was asked for
};

/// What becomes of one request.
struct request_fate {
    milliseconds before{0};  ///< waits before Cal.com sees it
    bool handled = true;     ///< Cal.com sees it
    milliseconds after{0};   ///< waits before the answer
    spoiling answer;
};

/// What becomes of one delivery of a webhook.
struct delivery_fate {
    bool lost = false;
    milliseconds delay{0};
    unsigned copies = 1;
    /// The fault that holds it until the next one to the same address has gone.
    std::optional<std::uint64_t> held_by;
};

/// The faults somebody asked for, in their order: delays add up, and the first that decides over
/// an answer or a delivery is the last that is looked at. Deterministic: each fault has its own
/// stream of chance from the seed, so that another beside it changes nothing. Confined to its
/// caller.
class fault_plan {
  public:
    static constexpr std::size_t faults_max = 1000;

    explicit fault_plan(std::uint64_t seed) : seed_(seed) {}

    /// Errors: bad_request (more than `faults_max` in all); nothing is added then.
    [[nodiscard]] result<void> add(std::vector<planned_fault> faults);
    /// Forgets all faults; returns the deliveries that were held.
    std::vector<delivery> clear();

    [[nodiscard]] request_fate fate_of(const wire::request& request, std::string_view route);
    [[nodiscard]] delivery_fate fate_of(const delivery& one);

    /// Keeps a delivery whose fate says so.
    void hold(delivery one, std::uint64_t held_by);
    /// A delivery to `url` has gone: those held for it, in the order they were held.
    std::vector<delivery> release(std::string_view url);

    /// {"faults":[{"id":1,"route":"/v2/slots","fault":"delay","ms":5000,"matched":7,"struck":2}]}:
    /// each in the words in which it was asked for.
    [[nodiscard]] std::string to_json() const;

  private:
    struct entry {
        std::uint64_t id;
        planned_fault is;
        std::mt19937_64 random;
        std::uint64_t matched = 0;
        std::uint64_t struck = 0;

        [[nodiscard]] bool strikes();
    };
    struct held_delivery {
        std::uint64_t by;
        delivery is;
    };
    [[nodiscard]] bool holds_for(std::uint64_t id, std::string_view url) const;

    std::uint64_t seed_;
    std::uint64_t next_id_ = 1;
    std::vector<entry> faults_;
    std::vector<held_delivery> held_;
};

/// Reads a body of POST /_sim/faults: one fault or a list of them (docs/simulator.md describes the
/// form). Errors: bad_request; the detail names the place (`faults[2].ms`).
[[nodiscard]] result<std::vector<planned_fault>> read_faults(std::string_view body);

}  // namespace slotgate::sim
