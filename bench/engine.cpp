// How long the engine takes, in this process and without HTTP: looking up a cached week, finding
// alternatives in 14 cached days, invalidating with much and with little cached, and the memory of
// a cached day. Prints a table with the goals.
//
//   bench_engine [--markdown]
//   bench_engine --invalidate DAYS    the median alone, in nanoseconds, with so many days cached

#include "coherence/engine.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>
#include <vector>

#include <malloc.h>

#include "finding/alternatives.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::coherence;
using std::chrono::nanoseconds;

constexpr utc_date first_date{days{22'400}};
constexpr moment noon{first_date, steady_instant{hours{1}}};
constexpr int dates_per_type = 100;
constexpr int starts_per_date = 20;
constexpr int operations = 200'000;

struct percentiles {
    nanoseconds p50;
    nanoseconds p99;
};

// Each operation is timed by itself: two readings of the clock, about 40 ns, are part of every
// figure.
template <class Operation>
percentiles measure(Operation operation) {
    std::vector<nanoseconds> times;
    times.reserve(operations);
    for (int i = 0; i < operations; ++i) {
        const auto before = std::chrono::steady_clock::now();
        operation();
        times.push_back(std::chrono::steady_clock::now() - before);
    }
    std::ranges::sort(times);
    return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

series series_of(int type) {
    return {.tenant = tenant_id{0}, .type = event_type_id{type}, .duration = {}, .grid = {}};
}

starts some_starts() {
    std::vector<starts::minute_of_date> minutes;
    for (int i = 0; i < starts_per_date; ++i) {
        minutes.push_back(static_cast<starts::minute_of_date>(480 + 30 * i));
    }
    return starts{std::move(minutes)};
}

engine_options options_for(int cached_days) {
    engine_options options;
    options.days_max = static_cast<std::size_t>(cached_days);
    return options;
}

/// Caches so many days, of `dates_per_type` dates an event type.
void fill(engine& e, int cached_days) {
    const moment after_start{noon.system, noon.steady - minutes{1}};
    for (int type = 0; type < cached_days / dates_per_type; ++type) {
        landing brought{.series = series_of(type),
                        .first = first_date,
                        .left = e.depart(after_start),
                        .length = minutes{30},
                        .dates = std::vector(dates_per_type, some_starts())};
        e.land(brought, after_start);
    }
}

class report {
  public:
    explicit report(bool markdown) : markdown_(markdown) {
        row("engine, in process", "p50", "p99", "goal");
        if (markdown_) std::puts("|---|---|---|---|");
    }
    void row(std::string_view what, std::string_view a, std::string_view b,
             std::string_view goal) const {
        std::printf(
            markdown_ ? "| %.*s | %.*s | %.*s | %.*s |\n" : "%-44.*s %12.*s %12.*s   %.*s\n",
            static_cast<int>(what.size()), what.data(), static_cast<int>(a.size()), a.data(),
            static_cast<int>(b.size()), b.data(), static_cast<int>(goal.size()), goal.data());
    }
    void row(std::string_view what, percentiles p, std::string_view goal) const {
        row(what, std::to_string(p.p50.count()) + " ns", std::to_string(p.p99.count()) + " ns",
            goal);
    }

  private:
    bool markdown_;
};

percentiles look_up_weeks(const engine& e, int types) {
    std::mt19937_64 random{1};
    std::size_t named = 0;
    const percentiles p = measure([&] {
        const int type = static_cast<int>(random() % static_cast<unsigned>(types));
        const utc_date first = first_date + days{1 + static_cast<int>(random() % 90)};
        const question q{.series = series_of(type),
                         .start = first,
                         .end = first + days{7} - seconds{1},
                         .notice = minutes{60}};
        named += e.look(q, noon).slots.size();
    });
    if (named != std::size_t{operations} * 7 * starts_per_date) {
        std::fputs("bench_engine: not every week was answered from memory\n", stderr);
        std::exit(1);
    }
    return p;
}

percentiles find_alternatives_in_two_weeks(const engine& e, int types) {
    const zone utc{"UTC", {{.since = instant{}, .offset = minutes{0}}}};
    const finding::opening_hours open;
    std::mt19937_64 random{3};
    std::size_t found = 0;
    const percentiles p = measure([&] {
        const int type = static_cast<int>(random() % static_cast<unsigned>(types));
        const utc_date first = first_date + days{1 + static_cast<int>(random() % 80)};
        const question q{.series = series_of(type),
                         .start = first,
                         .end = first + finding::searched - seconds{1},
                         .notice = minutes{60}};
        const finding::wish wanted{.at = utc.to_local(first) + hours{10} + minutes{15}};
        found += finding::find_alternatives(e.look(q, noon).slots, wanted, open, utc).size();
    });
    if (found != std::size_t{operations} * 2) {
        std::fputs("bench_engine: not every wish found two alternatives\n", stderr);
        std::exit(1);
    }
    return p;
}

percentiles invalidate(engine& e, int types) {
    std::mt19937_64 random{2};
    return measure([&] {
        const int type = static_cast<int>(random() % static_cast<unsigned>(types));
        const utc_date first = first_date + days{static_cast<int>(random() % 90)};
        e.absorb({.source = fact_source::webhook,
                  .radius = some_dates{tenant_id{0}, event_type_id{type}, first, first + days{2}}},
                 noon);
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--invalidate") {
        const std::string_view given = argv[2];
        int cached_days = 0;
        std::from_chars(given.begin(), given.end(), cached_days);
        cached_days = std::max(dates_per_type, cached_days);
        engine e{options_for(cached_days)};
        fill(e, cached_days);
        std::printf("%ld\n", invalidate(e, cached_days / dates_per_type).p50.count());
        return 0;
    }
    const report out{argc > 1 && std::string_view(argv[1]) == "--markdown"};
    for (const int cached_days : {10'000, 1'000'000}) {
        const auto heap_before = mallinfo2();
        engine e{options_for(cached_days)};
        fill(e, cached_days);
        const auto heap_after = mallinfo2();
        const std::size_t bytes =
            heap_after.uordblks + heap_after.hblkhd - heap_before.uordblks - heap_before.hblkhd;
        const int types = cached_days / dates_per_type;
        const std::string of = " (" + std::to_string(cached_days) + " days cached)";
        out.row("look up a cached week" + of, look_up_weeks(e, types), "p50 1 us, p99 10 us");
        out.row("alternatives in 14 days" + of, find_alternatives_in_two_weeks(e, types), "20 us");
        out.row("invalidate three dates" + of, invalidate(e, types), "20 us, whatever is cached");
        out.row("memory of a cached day" + of,
                std::to_string(bytes / static_cast<std::size_t>(cached_days)) + " bytes", "",
                "160 bytes");
    }
}
