#pragma once

#include <atomic>
#include <cstdint>

#include "core/time.hpp"

namespace slotgate::coherence {

/// How often somebody asks for a series, by the count of the last 5 to 10 minutes. Readers may note
/// at the same time, some notes may get lost then. Copies are as of the moment they are made.
class popularity {
  public:
    explicit popularity(steady_instant since) : since_(since) {}
    popularity(const popularity& other) : since_(other.since_), asks_(other.asks()) {}
    popularity& operator=(const popularity&) = delete;
    ~popularity() = default;

    /// Writes nothing once it has counted enough, so that what is hot stays in every reader's
    /// cache.
    void note() const {
        if (const auto seen = asks(); seen < enough)
            asks_.store(seen + 1, std::memory_order_relaxed);
    }
    /// Lets what is older than ten minutes count less. To be called now and then, by a writer.
    void age(steady_instant now);

    /// Asks a second. Who has been seen for a moment only is taken to have asked once in 30 s.
    [[nodiscard]] double rate(steady_instant now) const;

  private:
    static constexpr std::uint32_t enough = 1'000;
    [[nodiscard]] std::uint32_t asks() const { return asks_.load(std::memory_order_relaxed); }

    steady_instant since_;
    mutable std::atomic<std::uint32_t> asks_{0};
};

/// What can be told of a cached day when room is needed. A value.
struct prospects {
    days ahead{};         ///< its date, counted from today; negative: over
    double asked = 0;     ///< for its series, times a second
    milliseconds left{};  ///< of its lifetime; negative: over
};

/// How often the day is expected to answer: as often as its series is asked for, and less the
/// farther ahead it is, as people ask for near dates: a date four days ahead half as often as
/// today's, one twelve days ahead a quarter. 0: never again, its date or its lifetime is over. How
/// much is left of the lifetime does not count: it would prefer what has just come, which a stream
/// of far dates would use (docs/benchmarks.md). Pure.
[[nodiscard]] double worth(const prospects& p);

}  // namespace slotgate::coherence
