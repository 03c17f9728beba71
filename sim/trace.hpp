#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace slotgate::simulation {

/// What happened last, to be told when a rule is broken; and a digest of all that ever did, by
/// which two runs can be told apart. Confined to its caller.
class trace {
  public:
    static constexpr std::size_t kept = 60;

    /// `what` is a fixed text; the numbers say which.
    void note(moment now, std::string_view what, std::int64_t a = 0, std::int64_t b = 0,
              std::int64_t c = 0);
    /// The digest of this and then of `next`, as a chain.
    void join(const trace& next);
    /// Counts what happened.
    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    [[nodiscard]] std::uint64_t digest() const { return digest_; }
    /// A line for each, the oldest first.
    [[nodiscard]] std::vector<std::string> last() const;

  private:
    struct happened {
        instant at;
        std::string_view what;
        std::array<std::int64_t, 3> which{};
    };
    std::array<happened, kept> ring_;
    std::uint64_t steps_ = 0;
    std::uint64_t digest_ = 14'695'981'039'346'656'037U;
};

}  // namespace slotgate::simulation
