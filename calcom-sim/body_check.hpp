#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

namespace slotgate::sim {

/// Checks the properties of one JSON object the way Cal.com's validation of booking bodies does,
/// and writes its complaints in the same flattened text: `start property is wrong,start must be ...
/// `, several joined by `,` (calcom-recorded G8, G10). Confined to its caller; borrows the object.
class body_check {
  public:
    explicit body_check(const boost::json::object& body) : body_(body) {}

    /// Complains of every property that is not named.
    void only(std::initializer_list<std::string_view> names);
    void complain(std::string_view property, std::string_view message);
    /// Takes over the complaints about the object that stands at `property`.
    void nest(std::string_view property, const body_check& inner);

    /// The value, if it is there and not null.
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;
    /// The text at `name`; complains of a value of another kind. Empty if absent.
    [[nodiscard]] std::string text(std::string_view name);
    /// The same for an object, and for a list of texts.
    [[nodiscard]] boost::json::object object(std::string_view name);
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);

    [[nodiscard]] bool passed() const { return complaints_.empty(); }
    [[nodiscard]] std::string message() const;

  private:
    const boost::json::object& body_;
    std::vector<std::string> complaints_;
};

}  // namespace slotgate::sim
