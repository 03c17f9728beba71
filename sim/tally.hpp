#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace slotgate::simulation {

/// Of docs/protocol.md.
enum class rule : std::uint8_t { s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, b7 };
inline constexpr std::array<std::string_view, 15> rule_names{
    "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13", "S14", "B7"};

/// What is counted as an operation.
enum class operation : std::uint8_t { question, fact, fetch, write };
inline constexpr std::size_t operations_max = 4;

/// A rule was broken.
struct broken {
    rule which;
    std::string what;
};

/// What was done, and how often each rule decided an answer: without the rule it would have been
/// another, or could have been. A value.
struct tally {
    std::array<std::uint64_t, rule_names.size()> decided{};
    std::array<std::uint64_t, operations_max> done{};
    std::uint64_t answers = 0;  ///< starts, or that there are none
    std::uint64_t memory = 0;   ///< of those: without a request
    std::uint64_t errors = 0;   ///< "could not check"
    std::uint64_t crashes = 0;
    std::uint64_t worlds = 0;

    void count(operation what) { ++done[static_cast<std::size_t>(what)]; }
    void decide(rule which) { ++decided[static_cast<std::size_t>(which)]; }
    [[nodiscard]] std::uint64_t of(operation what) const {
        return done[static_cast<std::size_t>(what)];
    }
};

}  // namespace slotgate::simulation
