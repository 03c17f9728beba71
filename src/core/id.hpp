#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <utility>

namespace slotgate {

/// A number or text that names one kind of thing: built explicitly, compared, hashed, never added.
template <class Tag, class Value>
struct strong_id {
    Value value{};
    constexpr strong_id() = default;
    constexpr explicit strong_id(Value v) : value(std::move(v)) {}
    friend constexpr auto operator<=>(const strong_id&, const strong_id&) = default;
    friend constexpr bool operator==(const strong_id&, const strong_id&) = default;
};

/// Index of a tenant in the configuration's order. Stable while the process lives, not across
/// starts.
using tenant_id = strong_id<struct tenant_tag, std::uint32_t>;
/// Cal.com's number of an event type.
using event_type_id = strong_id<struct event_type_tag, std::int64_t>;
/// Cal.com's number of a person.
using user_id = strong_id<struct user_tag, std::int64_t>;

}  // namespace slotgate

template <class Tag, class Value>
struct std::hash<slotgate::strong_id<Tag, Value>> {
    std::size_t operator()(const slotgate::strong_id<Tag, Value>& id) const noexcept {
        return std::hash<Value>{}(id.value);
    }
};
