#include "net/router.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace slotgate::net {
namespace {

bool is_prefix(const route& row) {
    return row.path.ends_with("/*");
}

/// What a path has to begin with, or to be.
std::string_view fixed_part(const route& row) {
    const std::string_view path = row.path;
    return is_prefix(row) ? path.substr(0, path.size() - 1) : path;
}

bool takes_path(const route& row, std::string_view path) {
    return is_prefix(row) ? path.starts_with(fixed_part(row)) : path == row.path;
}

/// How well a row's method fits: lower is better, nothing is not at all.
std::optional<int> method_rank(const route& row, std::string_view method) {
    if (row.method == method) return 0;
    if (method == "HEAD" && row.method == "GET") return 1;
    if (row.method == "*") return 2;
    return std::nullopt;
}

/// The order of the table: the first row that fits is the best one, methods aside.
bool comes_before(const route& a, const route& b) {
    const auto length_a = fixed_part(a).size();
    const auto length_b = fixed_part(b).size();
    return length_a != length_b ? length_a > length_b : is_prefix(a) < is_prefix(b);
}

/// `comes_before`, and among equals some order that does not depend on who wrote the table.
bool is_listed_before(const route& a, const route& b) {
    if (comes_before(a, b) || comes_before(b, a)) return comes_before(a, b);
    return std::tie(a.path, a.method) < std::tie(b.path, b.method);
}

/// How many whole segments two paths share from the left: 1 for `/v2/a` and `/v2/b/c`.
std::size_t segments_shared(std::string_view a, std::string_view b) {
    std::size_t shared = 0;
    while (a.starts_with('/') && b.starts_with('/')) {
        a.remove_prefix(1);
        b.remove_prefix(1);
        const auto segment = a.substr(0, a.find('/'));
        if (segment.empty() || segment != b.substr(0, b.find('/'))) break;
        ++shared;
        a.remove_prefix(segment.size());
        b.remove_prefix(segment.size());
    }
    return shared;
}

std::unexpected<error> misconfigured(const route& row, std::string_view what) {
    return fail(errc::config, "route " + row.method + " " + row.path + " " + std::string(what));
}

result<void> check(const route& row) {
    if (row.method.empty()) return misconfigured(row, "has no method");
    const auto star = row.path.find('*');
    const bool star_is_last = star == std::string::npos || star + 1 == row.path.size();
    if (!row.path.starts_with('/') || !star_is_last ||
        (star != std::string::npos && !is_prefix(row)))
        return misconfigured(row, "must be an exact path, or a prefix that ends in /*");
    if (!row.guard.admits) return misconfigured(row, "has no guard (T1)");
    if (row.handle && row.pass) return misconfigured(row, "has two handlers");
    if (!row.at_once && !row.handle && !row.pass) return misconfigured(row, "has no handler");
    return {};
}

void add_method(std::string& allow, std::string_view method) {
    if (!allow.empty()) allow += ", ";
    allow += method;
}

}  // namespace

result<router> router::open(std::vector<route> routes) {
    for (auto row = routes.begin(); row != routes.end(); ++row) {
        if (auto checked = check(*row); !checked)
            return std::unexpected(std::move(checked.error()));
        const bool twice = std::any_of(routes.begin(), row, [&](const route& earlier) {
            return earlier.method == row->method && earlier.path == row->path;
        });
        if (twice) return misconfigured(*row, "is in the table twice");
    }
    std::ranges::sort(routes, is_listed_before);
    return router(std::move(routes));
}

destination router::find(std::string_view method, std::string_view path) const {
    const route* best = nullptr;
    int best_rank = 0;
    for (const auto& row : routes_) {
        if (best != nullptr && comes_before(*best, row)) break;
        if (!takes_path(row, path)) continue;
        const auto rank = method_rank(row, method);
        if (!rank || (best != nullptr && *rank >= best_rank)) continue;
        best = &row;
        best_rank = *rank;
        if (best_rank == 0) break;
    }
    if (best == nullptr) return nobody(path);
    return {.to = best, .head_as_get = best_rank == 1, .errors = best->errors};
}

destination router::nobody(std::string_view path) const {
    destination out{.errors = errors_for(path)};
    bool get = false;
    bool head = false;
    for (const auto& row : routes_) {
        if (!takes_path(row, path)) continue;
        get = get || row.method == "GET";
        head = head || row.method == "HEAD";
        if (!out.allow.contains(row.method)) add_method(out.allow, row.method);
    }
    if (get && !head) add_method(out.allow, "HEAD");
    out.failure.code = out.allow.empty() ? errc::not_found : errc::method_not_allowed;
    return out;
}

error_shape router::errors_for(std::string_view path) const {
    auto shape = error_shape::problem;
    std::size_t most = 0;
    for (const auto& row : routes_) {
        if (takes_path(row, path)) return row.errors;
        const auto shared = segments_shared(fixed_part(row), path);
        if (shared == 0 || shared < most) continue;  // of equals the shorter one is nearer
        most = shared;
        shape = row.errors;
    }
    return shape;
}

}  // namespace slotgate::net
