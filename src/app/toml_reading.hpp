#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "app/setting_table.hpp"
#include "app/small_file.hpp"
#include "core/error.hpp"

namespace slotgate::app {

/// An error at a place of a configuration file: `slotgate.toml:3: key: what`.
[[nodiscard]] std::unexpected<error> wrong(const std::string& source, const toml::node& at,
                                           std::string_view key, std::string_view what);

/// The text of a value, as the environment would carry it; nothing for tables and the like.
[[nodiscard]] std::optional<std::string> text_of(const toml::node& node);

[[nodiscard]] inline int line_of(const toml::node& node) {
    return static_cast<int>(node.source().begin.line);
}

/// What the keys of one kind of table mean, and where one such table stands.
template <class Settings>
struct table_kind {
    std::span<const setting<Settings>> rows;
    std::string_view what;  ///< "a tenant", for errors
    std::string variables;  ///< how the variables of its keys begin: `tenant_north_`
    const std::string& source;

    [[nodiscard]] const setting<Settings>* row(std::string_view key) const {
        for (const auto& one : rows)
            if (one.key == key) return &one;
        return nullptr;
    }
};

/// Reads the file that a key `..._file` names. Errors: config.
template <class Settings>
[[nodiscard]] result<void> apply_file(Settings& into, const table_kind<Settings>& kind,
                                      const setting<Settings>& row, std::string_view key,
                                      const toml::node& node) {
    constexpr std::size_t bytes_max = 4U << 10U;
    const auto path = text_of(node);
    if (!path) return wrong(kind.source, node, key, "must be the path of a file");
    auto text = read_small_file(*path, bytes_max);
    if (!text) return wrong(kind.source, node, key, text.error().detail);
    text->erase(text->find_last_not_of("\n\r ") + 1);
    if (!row.read(into, *text))
        return wrong(kind.source, node, key, fmt::format("the file must hold {}", row.takes));
    return {};
}

/// Sets what `key` names. Errors: config, with file, line and key.
template <class Settings>
[[nodiscard]] result<void> apply(Settings& into, const table_kind<Settings>& kind,
                                 std::string_view key, const toml::node& node) {
    constexpr std::string_view from_file = "_file";
    if (key.ends_with(from_file)) {
        const auto* row = kind.row(key.substr(0, key.size() - from_file.size()));
        if (row != nullptr && row->secrecy == secrecy::secret)
            return apply_file(into, kind, *row, key, node);
    }
    const auto* row = kind.row(key);
    if (row == nullptr)
        return wrong(kind.source, node, key,
                     fmt::format("there is no such setting of {}", kind.what));
    if (row->secrecy == secrecy::secret)
        return wrong(kind.source, node, key,
                     fmt::format("secrets do not stand in this file: use {}_file or {}", key,
                                 variable_of(kind.variables + std::string(key))));
    const auto text = text_of(node);
    if (!text || !row->read(into, *text))
        return wrong(kind.source, node, key, fmt::format("must be {}", row->takes));
    return {};
}

}  // namespace slotgate::app
