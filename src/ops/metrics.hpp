#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "ops/event_type_lookups.hpp"

namespace slotgate::ops {

/// Only goes up. Safe to share; an increment is one relaxed atomic addition.
class counter {
  public:
    void increment(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::uint64_t> value_{0};
};

/// Counters that differ in one label whose values are known beforehand, so that no input can make
/// more. The label's values stand in the order of the enumeration it is asked with.
class counter_family {
  public:
    counter_family(std::string_view name, std::string_view help, std::string_view label,
                   std::initializer_list<std::string_view> values);

    template <class Enumeration>
    [[nodiscard]] counter& at(Enumeration value) {
        return counters_.at(static_cast<std::size_t>(value));
    }
    [[nodiscard]] const std::vector<std::string_view>& values() const { return values_; }
    void write(std::string& out) const;

  private:
    std::string_view name_;
    std::string_view help_;
    std::string_view label_;
    std::vector<std::string_view> values_;
    std::vector<counter> counters_;
};

/// A label and the values it can have, in the order of the enumeration they are asked with.
struct label {
    std::string_view name;
    std::vector<std::string_view> values;
};

/// Counters that differ in two such labels; written are those that have counted something.
class counter_table {
  public:
    counter_table(std::string_view name, std::string_view help, label first, label second);

    template <class First, class Second>
    [[nodiscard]] counter& at(First first, Second second) {
        return counters_.at(static_cast<std::size_t>(first) * second_.values.size() +
                            static_cast<std::size_t>(second));
    }
    void write(std::string& out) const;

  private:
    std::string_view name_;
    std::string_view help_;
    label first_;
    label second_;
    std::vector<counter> counters_;
};

/// A value that is set. Safe to share.
class gauge {
  public:
    gauge(std::string_view name, std::string_view help) : name_(name), help_(help) {}
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    void write(std::string& out) const;

  private:
    std::string_view name_;
    std::string_view help_;
    std::atomic<std::int64_t> value_{0};
};

/// Values that differ in one label. Which values the label has is said once, before the family is
/// shared; then it is safe to share.
class gauge_family {
  public:
    gauge_family(std::string_view name, std::string_view help, std::string_view label,
                 std::vector<std::string> values = {});

    void distinguish(std::vector<std::string> values);
    template <class Enumeration>
    [[nodiscard]] std::atomic<std::int64_t>& at(Enumeration value) {
        return gauges_.at(static_cast<std::size_t>(value));
    }
    void write(std::string& out) const;

  private:
    std::string_view name_;
    std::string_view help_;
    std::string_view label_;
    std::vector<std::string> values_;
    std::vector<std::atomic<std::int64_t>> gauges_;
};

/// How long something took, in buckets from a millisecond to a minute. Safe to share.
class histogram {
  public:
    histogram(std::string_view name, std::string_view help) : name_(name), help_(help) {}
    void observe(milliseconds took);
    void write(std::string& out) const;

  private:
    static constexpr std::array<std::int64_t, 13> bounds_ms{1,   5,    10,   25,   50,    100,  250,
                                                            500, 1000, 2500, 5000, 10000, 60000};
    std::string_view name_;
    std::string_view help_;
    std::array<std::atomic<std::uint64_t>, bounds_ms.size() + 1> counts_{};
    std::atomic<std::int64_t> sum_ms_{0};
};

enum class lookup_result : std::uint8_t {
    hit,
    derived,
    unrefreshed,
    miss,
    collapsed,
    bypass,
    failed
};
enum class fetch_outcome : std::uint8_t { kept, unkept, overtaken, failed };
enum class webhook_outcome : std::uint8_t { processed, ping, not_understood, refused };
/// In the order of origin::operation.
enum class upstream_operation : std::uint8_t { slots, event_types, event_type, credential, relay };
enum class http_route : std::uint8_t { slots, passage, webhook, function, health, metrics, other };
enum class status_class : std::uint8_t {
    none,
    informational,
    success,
    redirection,
    refused,
    failed
};

/// 2xx is `success` and so on; anything that is no status is `none`: no answer came.
[[nodiscard]] status_class status_class_of(int status);

/// Everything that is counted, in one place: docs/operating.md lists the same names. Safe to share.
struct metrics {
    counter_family lookups{
        "slotgate_lookups_total",
        "Questions for starts and alternatives, by where the answer came from.",
        "result",
        {"hit", "derived", "unrefreshed", "miss", "collapsed", "bypass", "failed"}};
    event_type_lookups of_event_types;
    /// Counts a question of which it is known what it was about: for all and for its event type.
    void looked_up(lookup_result result, tenant_id tenant, event_type_id type);
    counter_family fetches{"slotgate_fetches_total",
                           "Requests to Cal.com for starts, by what became of their answer.",
                           "outcome",
                           {"kept", "unkept", "overtaken", "failed"}};
    gauge fetches_under_way{"slotgate_fetches_under_way",
                            "Requests to Cal.com for starts that are under way or wait to be."};
    counter_family facts{
        "slotgate_facts_total",
        "Facts that moved stamps, by who told them.",
        "source",
        {"webhook", "own_request", "clock", "start", "operator", "catalogue", "reading"}};
    counter_family webhooks{"slotgate_webhooks_total",
                            "Webhooks received, by what became of them.",
                            "outcome",
                            {"processed", "ping", "not_understood", "refused"}};
    histogram upstream_seconds{"slotgate_upstream_seconds",
                               "How long Cal.com took to answer a request of ours."};
    counter_table upstream_requests{
        "slotgate_upstream_requests_total",
        "Requests to Cal.com, by what they were for and the class of the answer's status.",
        {"operation", {"slots", "event_types", "event_type", "credential", "relay", "booking"}},
        {"status_class", {"none", "1xx", "2xx", "3xx", "4xx", "5xx"}}};
    counter_table http_requests{
        "slotgate_http_requests_total",
        "Requests answered here, by route and the class of the answer's status.",
        {"route", {"slots", "passage", "webhook", "function", "health", "metrics", "other"}},
        {"status_class", {"none", "1xx", "2xx", "3xx", "4xx", "5xx"}}};
    gauge_family breaker_state{"slotgate_breaker_state",
                               "Whether questions go to Cal.com: 0 closed, 1 half-open, 2 open.",
                               "tenant"};
    gauge_family event_types_set_aside{"slotgate_event_types_set_aside",
                                       "Event types not asked about, as they failed themselves.",
                                       "tenant"};
    gauge_family quota_remaining{"slotgate_quota_remaining",
                                 "Requests that the account's own key may send now.", "tenant"};
    gauge_family quota_waiting{"slotgate_quota_waiting",
                               "Requests that wait for room in a limit of Cal.com's.",
                               "lane",
                               {"booking", "live", "refresh", "audit"}};
    counter_family quota_refused{"slotgate_quota_refused_total",
                                 "Requests not sent as a limit of Cal.com's had no room in time.",
                                 "lane",
                                 {"booking", "live", "refresh", "audit"}};
    counter_family upstream_limited{"slotgate_upstream_limited_total",
                                    "Answers with 429 from Cal.com.",
                                    "lane",
                                    {"booking", "live", "refresh", "audit"}};
    counter_family stale_starts{"slotgate_stale_starts_total",
                                "Starts offered though a booking known before took them: a bug.",
                                "proof",
                                {"not_listed", "refused"}};
    gauge cached_days{"slotgate_cached_days", "Day entries in memory."};
    gauge known_bookings{"slotgate_known_bookings", "Bookings subtracted from answers."};
    gauge writes_in_doubt{"slotgate_writes_in_doubt",
                          "Changes on their way to Cal.com, and such whose outcome was lost."};
    gauge cancellations_pending{"slotgate_cancellations_pending",
                                "Cancellations announced and not yet known to be done."};

    /// The text exposition format of Prometheus, version 0.0.4.
    [[nodiscard]] std::string text() const;
};

}  // namespace slotgate::ops
