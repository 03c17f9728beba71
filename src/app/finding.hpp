#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace slotgate::app {

/// How much something matters that `slotgate check` found.
enum class gravity : std::uint8_t {
    ok,      ///< as it should be
    note,    ///< works, with a limit that one may want to know
    problem  ///< does not work
};

/// One thing found. Shown to operators: no secrets.
struct finding {
    app::gravity gravity = app::gravity::ok;
    std::string tenant;
    std::string subject;  ///< one word: `key`, `webhook` ...
    std::string what;
    std::string advice;  ///< what to do; empty: nothing
};

/// A line each: `problem  north webhook: no subscription posts to ...  Create one ...`.
[[nodiscard]] std::string print_lines(std::span<const finding> all);

/// `{"problems":1,"notes":0,"findings":[{"level","tenant","subject","what","advice"}]}`.
[[nodiscard]] std::string print_json(std::span<const finding> all);

/// 1 if there is a problem, else 0.
[[nodiscard]] int exit_code(std::span<const finding> all);

}  // namespace slotgate::app
