#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

#include "coherence/eviction.hpp"
#include "coherence/grid.hpp"
#include "coherence/stamps.hpp"
#include "core/starts.hpp"

namespace slotgate::coherence {

/// What one fetch said of one UTC date (S2). A value.
struct day_entry {
    slotgate::starts starts;
    stamp departed;          ///< noted before the request left (S3)
    steady_instant left_at;  ///< when it left: the age counts from there
    steady_instant expires;  ///< not served from then on (S9, S8)
    std::chrono::duration<std::int32_t, std::ratio<60>> length{};  ///< of each start, if any
};

/// The cached days, by series and date. Knows nothing of what may be served.
///
/// Holds at most `days_max`. When it is full, the one of nine days goes that is worth the least
/// (eviction.hpp): of eight taken at random, and the one that comes. Sampling needs no order to be
/// kept up: a hit writes one number at most, filing costs the same however much is held, and an
/// index of 8 bytes a day is all there is besides. docs/benchmarks.md compares it with other ways.
/// What is over for long, and dates in the past, go without being in the way: each filing looks at
/// two days more, in turn. Threads: confined to the engine that owns it.
class day_store {
  public:
    explicit day_store(std::size_t days_max) : days_max_(days_max) {}

    [[nodiscard]] const day_entry* find(const series& s, utc_date date) const;

    struct dated {
        utc_date date;
        day_entry entry;
    };
    /// Every series has a number below `numbers()` as long as it has entries, so that a walk over
    /// all of them can stop and go on later; null for a number that is not in use.
    struct of_series {
        explicit of_series(steady_instant now) : asked(now) {}
        std::vector<dated> entries;  ///< ascending by date
        std::uint32_t number = 0;
        popularity asked;
    };
    /// What is held of a series, for a walk over its dates; null if there is nothing.
    [[nodiscard]] const of_series* find(const series& s) const;

    using numbered_series = std::pair<const series, of_series>;
    [[nodiscard]] std::size_t numbers() const { return numbered_.size(); }
    [[nodiscard]] const numbered_series* numbered(std::size_t number) const {
        return number < numbered_.size() ? numbered_[number] : nullptr;
    }

    /// Files the entry in place of an older one. False if it is worth less than what would have to
    /// go for it: it is not kept then.
    bool put(const series& s, utc_date date, day_entry entry, moment now);

    [[nodiscard]] std::size_t size() const { return filings_.size(); }

  private:
    /// Where a day is filed.
    struct filing {
        std::uint32_t number;
        utc_date date;
    };

    [[nodiscard]] double worth_of(const filing& f, moment now) const;
    [[nodiscard]] const dated& at(const filing& f) const;
    [[nodiscard]] numbered_series& series_for(const series& s, steady_instant now);
    [[nodiscard]] bool make_room(const series& s, utc_date date, moment now);
    void sweep(moment now);
    void drop(std::size_t index);

    std::size_t days_max_;
    std::unordered_map<series, of_series> series_;
    std::vector<numbered_series*> numbered_;
    std::vector<std::uint32_t> unused_numbers_;
    std::deque<filing> filings_;  ///< one for each entry, in no order
    std::size_t hand_ = 0;        ///< where the next sweep begins
    std::uint64_t drawn_ = 0;     ///< the last number drawn for a sample
};

/// Where the first entry not before `date` is. Most entries have no gaps between them, so it is
/// looked for where it is then first.
[[nodiscard]] std::size_t place_of(const std::vector<day_store::dated>& entries, utc_date date);

/// The entry of `date` in an ascending walk, from `place` on; null if it is not there. Advances
/// `place`.
[[nodiscard]] const day_entry* entry_at(const std::vector<day_store::dated>& entries,
                                        std::size_t& place, utc_date date);

}  // namespace slotgate::coherence
