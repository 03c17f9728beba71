#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

namespace slotgate::sim {

/// Whether a property may be absent or null.
enum class presence : std::uint8_t { required, optional };

/// Checks the properties of one object as class-validator does, and words its complaints the same
/// way, each with the whole object as `target` (calcom-recorded G10). Readers complain of a value
/// of the wrong kind and then give nothing. Confined to its caller.
class validation {
  public:
    explicit validation(boost::json::object target) : target_(std::move(target)) {}

    /// Drops every property not named, as Cal.com's pipe does before it echoes the object.
    void keep_only(std::initializer_list<std::string_view> names);
    /// Drops one property.
    void drop(std::string_view name) { target_.stable_erase(name); }

    [[nodiscard]] const boost::json::object& target() const { return target_; }
    /// The value, if it is there and not null.
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;

    std::optional<std::int64_t> integer(std::string_view name, presence wanted,
                                        std::optional<std::int64_t> least = std::nullopt);
    std::optional<std::string> text(std::string_view name, presence wanted);
    std::optional<bool> flag(std::string_view name, presence wanted);
    std::optional<std::string> one_of(std::string_view name, presence wanted,
                                      std::initializer_list<std::string_view> values);
    /// The elements of a list; what they are is checked by the caller.
    const boost::json::array* list(std::string_view name, presence wanted);

    /// Several complaints about one property stand together, in the order they were made.
    void complain(std::string_view property, std::string_view constraint, std::string message);
    /// Takes over what was found in the object at `property`, or in the element `index` of the
    /// list there.
    void nest(std::string_view property, const validation& inner);
    void nest(std::string_view property, std::size_t index, const validation& inner);

    [[nodiscard]] bool passed() const { return complaints_.empty(); }
    /// `details.errors`: target, value (if there is one), property, children, constraints.
    [[nodiscard]] boost::json::array errors() const;

  private:
    struct complaint {
        std::string property;
        std::vector<std::pair<std::string, std::string>> constraints;
        boost::json::array children;
    };
    complaint& about(std::string_view property);
    bool is_absent(std::string_view name, presence wanted) const;

    boost::json::object target_;
    std::vector<complaint> complaints_;
};

}  // namespace slotgate::sim
