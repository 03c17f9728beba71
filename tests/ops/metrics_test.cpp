#include "ops/metrics.hpp"

#include <doctest/doctest.h>

using namespace slotgate;
using namespace slotgate::ops;

TEST_CASE("a metric is a help sentence, a kind, and one line for each value of its label") {
    metrics m;
    m.lookups.at(lookup_result::hit).increment();
    m.lookups.at(lookup_result::hit).increment(2);
    CHECK(
        m.text().starts_with("# HELP slotgate_lookups_total Questions for starts and alternatives, "
                             "by where the answer came from.\n"
                             "# TYPE slotgate_lookups_total counter\n"
                             "slotgate_lookups_total{result=\"hit\"} 3\n"
                             "slotgate_lookups_total{result=\"derived\"} 0\n"));
}

TEST_CASE("of two labels only the pairs that occurred are written") {
    metrics m;
    m.upstream_requests.at(upstream_operation::relay, status_class_of(404)).increment();
    m.http_requests.at(http_route::slots, status_class_of(0)).increment();
    const auto text = m.text();
    CHECK(text.contains(
        "\nslotgate_upstream_requests_total{operation=\"relay\",status_class=\"4xx\"} 1\n"));
    CHECK(
        text.contains("\nslotgate_http_requests_total{route=\"slots\",status_class=\"none\"} 1\n"));
    CHECK_FALSE(text.contains("operation=\"slots\""));
}

TEST_CASE("buckets of a histogram contain the smaller ones, and a bound belongs to its bucket") {
    metrics m;
    m.upstream_seconds.observe(milliseconds{1});
    m.upstream_seconds.observe(milliseconds{300});
    m.upstream_seconds.observe(milliseconds{100'000});
    const auto text = m.text();
    CHECK(text.contains("slotgate_upstream_seconds_bucket{le=\"0.001\"} 1\n"));
    CHECK(text.contains("slotgate_upstream_seconds_bucket{le=\"0.25\"} 1\n"));
    CHECK(text.contains("slotgate_upstream_seconds_bucket{le=\"0.5\"} 2\n"));
    CHECK(text.contains("slotgate_upstream_seconds_bucket{le=\"60\"} 2\n"));
    CHECK(text.contains("slotgate_upstream_seconds_bucket{le=\"+Inf\"} 3\n"));
    CHECK(text.contains("slotgate_upstream_seconds_sum 100.301\n"));
    CHECK(text.contains("slotgate_upstream_seconds_count 3\n"));
}

TEST_CASE("a gauge says what it was set to last, and the build says its version") {
    metrics m;
    m.cached_days.set(5);
    m.cached_days.set(-1);
    CHECK(m.text().contains("\nslotgate_cached_days -1\n"));
    CHECK(m.text().contains("\nslotgate_build_info{version=\""));
}

TEST_CASE("gauges of a label are written for each value it was told to have") {
    metrics m;
    CHECK_FALSE(m.text().contains("slotgate_breaker_state{"));
    m.breaker_state.distinguish({"north", "south"});
    m.breaker_state.at(1) = 2;
    ++m.quota_waiting.at(1);
    CHECK(
        m.text().contains("\nslotgate_breaker_state{tenant=\"north\"} 0\n"
                          "slotgate_breaker_state{tenant=\"south\"} 2\n"));
    CHECK(m.text().contains("\nslotgate_quota_waiting{lane=\"live\"} 1\n"));
}

TEST_CASE("statuses have classes; what is no status has none") {
    CHECK(status_class_of(200) == status_class::success);
    CHECK(status_class_of(304) == status_class::redirection);
    CHECK(status_class_of(429) == status_class::refused);
    CHECK(status_class_of(599) == status_class::failed);
    for (const int odd : {-1, 0, 99, 600}) CHECK(status_class_of(odd) == status_class::none);
}
