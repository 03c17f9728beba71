#include "calcom-sim/html.hpp"

namespace slotgate::sim {
namespace {

/// Empty: it stands as it is.
std::string_view escape_of(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#x27;";
        case '`':
            return "&#x60;";
        case '=':
            return "&#x3D;";
        default:
            return {};
    }
}

}  // namespace

std::string escaped_html(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto escape = escape_of(c);
        if (escape.empty())
            out += c;
        else
            out += escape;
    }
    return out;
}

}  // namespace slotgate::sim
