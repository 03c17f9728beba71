#include "ops/metrics.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace slotgate::ops {
namespace {

void write_head(std::string& out, std::string_view name, std::string_view help,
                std::string_view kind) {
    fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, help, name, kind);
}

}  // namespace

counter_family::counter_family(std::string_view name, std::string_view help, std::string_view label,
                               std::initializer_list<std::string_view> values)
    : name_(name), help_(help), label_(label), values_(values), counters_(values.size()) {}

void counter_family::write(std::string& out) const {
    write_head(out, name_, help_, "counter");
    for (std::size_t i = 0; i < values_.size(); ++i)
        fmt::format_to(std::back_inserter(out), "{}{{{}=\"{}\"}} {}\n", name_, label_, values_[i],
                       counters_[i].value());
}

counter_table::counter_table(std::string_view name, std::string_view help, label first,
                             label second)
    : name_(name),
      help_(help),
      first_(std::move(first)),
      second_(std::move(second)),
      counters_(first_.values.size() * second_.values.size()) {}

void counter_table::write(std::string& out) const {
    write_head(out, name_, help_, "counter");
    for (std::size_t i = 0; i < counters_.size(); ++i) {
        if (counters_[i].value() == 0) continue;
        fmt::format_to(std::back_inserter(out), "{}{{{}=\"{}\",{}=\"{}\"}} {}\n", name_,
                       first_.name, first_.values[i / second_.values.size()], second_.name,
                       second_.values[i % second_.values.size()], counters_[i].value());
    }
}

status_class status_class_of(int status) {
    if (status < 100 || status > 599) return status_class::none;
    return static_cast<status_class>(status / 100);
}

void gauge::write(std::string& out) const {
    write_head(out, name_, help_, "gauge");
    fmt::format_to(std::back_inserter(out), "{} {}\n", name_,
                   value_.load(std::memory_order_relaxed));
}

gauge_family::gauge_family(std::string_view name, std::string_view help, std::string_view label,
                           std::vector<std::string> values)
    : name_(name), help_(help), label_(label) {
    distinguish(std::move(values));
}

void gauge_family::distinguish(std::vector<std::string> values) {
    values_ = std::move(values);
    gauges_ = std::vector<std::atomic<std::int64_t>>(values_.size());
}

void gauge_family::write(std::string& out) const {
    write_head(out, name_, help_, "gauge");
    for (std::size_t i = 0; i < values_.size(); ++i)
        fmt::format_to(std::back_inserter(out), "{}{{{}=\"{}\"}} {}\n", name_, label_, values_[i],
                       gauges_[i].load(std::memory_order_relaxed));
}

void histogram::observe(milliseconds took) {
    const auto bucket = std::ranges::lower_bound(bounds_ms, took.count()) - bounds_ms.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_ms_.fetch_add(took.count(), std::memory_order_relaxed);
}

void histogram::write(std::string& out) const {
    write_head(out, name_, help_, "histogram");
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < bounds_ms.size(); ++i) {
        total += counts_[i].load(std::memory_order_relaxed);
        fmt::format_to(std::back_inserter(out), "{}_bucket{{le=\"{}\"}} {}\n", name_,
                       static_cast<double>(bounds_ms[i]) / 1000.0, total);
    }
    total += counts_.back().load(std::memory_order_relaxed);
    fmt::format_to(std::back_inserter(out), "{}_bucket{{le=\"+Inf\"}} {}\n{}_sum {}\n{}_count {}\n",
                   name_, total, name_,
                   static_cast<double>(sum_ms_.load(std::memory_order_relaxed)) / 1000.0, name_,
                   total);
}

void metrics::looked_up(lookup_result result, tenant_id tenant, event_type_id type) {
    using enum event_type_lookups::answered;
    lookups.at(result).increment();
    const bool memory = result == lookup_result::hit || result == lookup_result::derived;
    of_event_types.count(tenant, type, memory ? from_memory : otherwise);
}

std::string metrics::text() const {
    std::string out;
    lookups.write(out);
    of_event_types.write(out);
    fetches.write(out);
    fetches_under_way.write(out);
    facts.write(out);
    webhooks.write(out);
    upstream_seconds.write(out);
    upstream_requests.write(out);
    http_requests.write(out);
    breaker_state.write(out);
    event_types_set_aside.write(out);
    quota_remaining.write(out);
    quota_waiting.write(out);
    quota_refused.write(out);
    upstream_limited.write(out);
    stale_starts.write(out);
    cached_days.write(out);
    known_bookings.write(out);
    writes_in_doubt.write(out);
    cancellations_pending.write(out);
    write_head(out, "slotgate_build_info", "Which version this is; the value is always 1.",
               "gauge");
    fmt::format_to(std::back_inserter(out), "slotgate_build_info{{version=\"{}\"}} 1\n",
                   SLOTGATE_VERSION);
    return out;
}

}  // namespace slotgate::ops
