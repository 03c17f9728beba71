#include "gateway/alternatives_request.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "speech/spoken_time.hpp"

namespace slotgate::gateway {
namespace {

constexpr std::size_t most_alternatives = 5;
constexpr days ahead_max{366};

using speech::reply;
using understood = std::expected<alternatives_request, asked_back>;

std::unexpected<asked_back> ask_back(std::string_view status, reply what, speech::language in) {
    return std::unexpected(asked_back{status, speech::say(what, in)});
}

bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::ranges::equal(a, b, {}, lower, lower);
}

/// The only branch that agrees with all that was said of it; null if none does, or several do.
const branch* branch_of(const caller& who, const wire::function_call& call) {
    const auto company = call.argument({"company_id", "company"});
    if (!company.empty() && company != who.of->company) return nullptr;
    const auto named = call.argument({"branch_id", "filiale", "branch"});
    const branch* found = nullptr;
    for (const auto& b : who.of->branches) {
        const bool granted = who.issued->branch.empty() || who.issued->branch == b.id;
        const bool called =
            call.our_number.empty() ||
            std::ranges::find(b.phone_numbers, call.our_number) != b.phone_numbers.end();
        if (!granted || !called || (!named.empty() && named != b.id)) continue;
        if (found != nullptr) return nullptr;
        found = &b;
    }
    return found;
}

/// The service that was named; unnamed, the only one there is. Null: it has to be asked for.
const service* service_of(const branch& at, const wire::function_call& call) {
    const auto type = call.argument({"event_type_id"});
    const auto name = call.argument({"service_id", "dienstleistung", "service_name", "service"});
    if (type.empty() && name.empty())
        return at.services.size() == 1 ? &at.services.front() : nullptr;
    const auto found = std::ranges::find_if(at.services, [&](const service& s) {
        const bool type_fits = type.empty() || type == std::to_string(s.event_type.value);
        return type_fits && (name.empty() || same_name(name, s.id) || same_name(name, s.name));
    });
    return found == at.services.end() ? nullptr : &*found;
}

std::unexpected<asked_back> ask_service(const branch& at, speech::language in) {
    std::vector<std::string> names;
    for (const auto& s : at.services) names.push_back(s.name);
    return std::unexpected(asked_back{"service_needed", speech::ask_for_service(names, in)});
}

/// How many to offer: what was asked for, if that is a number, within bounds.
std::size_t most_of(const wire::function_call& call) {
    const auto text = call.argument({"max_alternatives"});
    std::size_t most = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), most);
    if (ec != std::errc{} || most == 0) return alternatives_request{}.most;
    return std::min(most, most_alternatives);
}

understood add_time(alternatives_request out, const wire::function_call& call, instant now) {
    const auto today = out.branch->zone->local_date_of(now);
    const auto day = speech::read_day(
        call.argument({"datum", "date", "appointment_date", "date_string"}), today);
    if (!day || *day > today + ahead_max)
        return ask_back("date_needed", reply::which_day, out.language);
    const auto time =
        speech::read_time_of_day(call.argument({"uhrzeit", "time", "appointment_time"}));
    if (!time) return ask_back("time_needed", reply::which_time, out.language);
    out.wished = *day + *time;
    if (out.branch->zone->to_utc(out.wished) <= now)
        return ask_back("time_past", reply::time_is_past, out.language);
    return out;
}

}  // namespace

std::expected<alternatives_request, asked_back> understand(const caller& who,
                                                           const wire::function_call& call,
                                                           instant now) {
    alternatives_request out{
        .of = who.of,
        .most = most_of(call),
        .language = speech::language_named(call.argument({"sprache", "language"}))};
    out.branch = branch_of(who, call);
    if (out.branch == nullptr)
        return ask_back("branch_unknown", reply::unknown_number, out.language);
    out.service = service_of(*out.branch, call);
    if (out.service == nullptr) return ask_service(*out.branch, out.language);
    return add_time(out, call, now);
}

}  // namespace slotgate::gateway
