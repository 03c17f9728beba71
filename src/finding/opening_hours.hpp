#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace slotgate::finding {

/// When a branch may be visited: on its workdays, from opening until closing, by its own clock. A
/// value.
struct opening_hours {
    /// Monday first. At least one is true.
    std::array<bool, 7> workdays{true, true, true, true, true, false, false};
    /// Since midnight, `opens` before `closes`, which is 24 h at most.
    minutes opens{hours{9}};
    minutes closes{hours{18}};
    friend bool operator==(const opening_hours&, const opening_hours&) = default;
};

[[nodiscard]] bool is_workday(const opening_hours& open, local_date date);

/// The first workday after `date`.
[[nodiscard]] local_date workday_after(const opening_hours& open, local_date date);

/// A wish as it is searched for: one that lies outside is moved to the opening of its day, if that
/// is a workday and has not closed yet, else to the opening of the next workday.
[[nodiscard]] local_time moved_into(const opening_hours& open, local_time wished);

/// Reads and writes workdays as `mon,tue,fri`; nothing if a name is none of these, or there is
/// none.
[[nodiscard]] std::optional<std::array<bool, 7>> read_workdays(std::string_view names);
[[nodiscard]] std::string workday_names(const opening_hours& open);

}  // namespace slotgate::finding
