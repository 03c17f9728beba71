#include "calcom-sim/busy_times.hpp"

#include <expected>

#include "calcom-sim/request_parts.hpp"
#include "calcom-sim/validation.hpp"
#include "wire/iso_time.hpp"

namespace slotgate::sim {
namespace {

namespace json = boost::json;

/// What both times are asked for; absent ones are no bound.
struct asked_days {
    std::optional<instant> from;
    std::optional<instant> to;
};

std::optional<instant> date_in(validation& check, std::string_view name) {
    const auto* const given = check.find(name);
    if (given == nullptr) return std::nullopt;
    if (const auto t = wire::read_iso_time(given->get_string())) return instant{date_of(*t)};
    check.complain(name, "isDateString",
                   std::string(name) + " must be a valid ISO 8601 date string");
    return std::nullopt;
}

std::expected<asked_days, wire::response> read_asked(const exchange& x) {
    json::object query;
    for (auto& [name, value] : wire::parse_query(x.request.query())) query[name] = value;
    validation check(std::move(query));
    asked_days out;
    out.from = date_in(check, "dateFrom");
    if (const auto last = date_in(check, "dateTo")) out.to = *last + days{1};
    check.text("credentialId", presence::required);
    check.text("externalId", presence::required);
    if (!check.passed()) return std::unexpected(validation_failure(x, check));
    return out;
}

}  // namespace

reaction list_busy_times(exchange& x) {
    const auto asked = read_asked(x);
    if (!asked) return just(asked.error());
    json::array out;
    for (const auto& busy : x.w.busy) {
        const bool in_range = (!asked->from || busy.when.end() > *asked->from) &&
                              (!asked->to || busy.when.start() < *asked->to);
        if (busy.who == *x.caller.who && in_range)
            out.emplace_back(json::object{{"start", to_text(busy.when.start())},
                                          {"end", to_text(busy.when.end())},
                                          {"source", nullptr}});
    }
    return just(success(200, std::move(out)));
}

}  // namespace slotgate::sim
