#include "origin/hop_by_hop.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace slotgate::origin {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

void append_tokens(std::vector<std::string>& out, std::string_view list) {
    while (!list.empty()) {
        const auto piece = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), piece.size() + 1));
        if (const auto token = trimmed(piece); !token.empty()) out.emplace_back(token);
    }
}

bool is_for_proxies(std::string_view name) {
    constexpr std::string_view prefix = "proxy-";
    return wire::same_header_name(name.substr(0, prefix.size()), prefix);
}

}  // namespace

void remove_hop_by_hop(wire::headers& headers) {
    std::vector<std::string> names{"connection", "keep-alive",        "te",
                                   "trailer",    "transfer-encoding", "upgrade"};
    for (const auto& [name, value] : headers.fields()) {
        if (wire::same_header_name(name, "connection")) append_tokens(names, value);
        if (is_for_proxies(name)) names.push_back(name);
    }
    for (const auto& name : names) headers.remove(name);
}

}  // namespace slotgate::origin
