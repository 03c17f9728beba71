#pragma once

#include <functional>
#include <iosfwd>
#include <memory>

#include "wire/http.hpp"

namespace slotgate::sim {

/// Is told every answer of a simulator, with the request it is for.
using answer_witness = std::function<void(const wire::request&, const wire::response&)>;

/// A witness that writes every different answer down, for somebody else to judge: a JSON object a
/// line, {"method","route","version","status","body"}, `route` as the table of routes spells it and
/// `body` null where there is none or it is not JSON. Nothing else of the request is kept. Copies
/// of it share `out`. Threads: confined to its caller.
[[nodiscard]] answer_witness write_answers(std::shared_ptr<std::ostream> out);

}  // namespace slotgate::sim
