#pragma once

#include <string>
#include <string_view>

namespace slotgate::sim {

/// `text` as it stands in HTML, between tags and in quoted attributes: as Handlebars escapes it,
/// `&<>"'` and a back tick and an equals sign. Pure.
[[nodiscard]] std::string escaped_html(std::string_view text);

}  // namespace slotgate::sim
