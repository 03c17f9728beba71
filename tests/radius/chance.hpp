#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <vector>

namespace slotgate::testing {

/// Draws from a seed; the same on every machine, unlike the distributions of the library.
class chance {
  public:
    explicit chance(std::uint64_t seed) : random_(seed) {}

    /// 0 to `count` - 1.
    std::size_t below(std::size_t count) { return random_() % count; }
    /// `low` to `high`.
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(below(static_cast<std::size_t>(high - low) + 1));
    }
    bool once_in(std::size_t count) { return below(count) == 0; }
    template <class T>
    T one_of(std::initializer_list<T> choices) {
        return *(choices.begin() + below(choices.size()));
    }
    template <class T>
    const T& one_of(const std::vector<T>& choices) {
        return choices[below(choices.size())];
    }

  private:
    std::mt19937_64 random_;
};

}  // namespace slotgate::testing
