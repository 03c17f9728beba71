#include "origin/slots_target.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "core/ensure.hpp"
#include "wire/slots_reading.hpp"

namespace slotgate::origin {
namespace {

/// How far beyond the dates asked an answer may reach: overrides are listed whole from the local
/// date before the range to the one after it (calcom-recorded A3), and a local date touches two UTC
/// dates.
constexpr days leak_max{2};

}  // namespace

std::string slots_target(const slots_question& q, unsigned milliseconds) {
    ensure(q.first <= q.last, "a question's first date is not after its last");
    ensure(milliseconds >= 1 && milliseconds <= 999, "the milliseconds of an end are 1 to 999");
    std::string out = "/v2/slots?eventTypeId=" + std::to_string(q.event_type.value);
    out += "&start=" + to_text(std::chrono::year_month_day{q.first}) + "T00:00:00Z";
    out += "&end=" + to_text(std::chrono::year_month_day{q.last}) + "T23:59:59.";
    out += std::to_string(1000 + milliseconds).substr(1) + "Z";
    // Never without: only a zone makes Cal.com leave out days before the range, which it lists
    // where a window rolls (calcom-recorded A3, C7).
    out += "&timeZone=" + wire::encode_component(q.zone.empty() ? "UTC" : q.zone);
    out += "&format=range";
    if (q.duration.count() != 0) out += "&duration=" + std::to_string(q.duration.count());
    return out;
}

result<slots_answer> dated_answer(const slots_question& q, std::string_view body) {
    const auto read = wire::read_slots_answer(body);
    if (!read) return std::unexpected(read.error());

    slots_answer out;
    out.whole = !read->has_more_fields;
    const auto asked = [&](const slot& s) {
        return date_of(s.start) >= q.first && date_of(s.start) <= q.last;
    };
    std::ranges::copy_if(read->seated, std::back_inserter(out.seated), asked, &seated_slot::slot);
    const auto count = static_cast<std::size_t>((q.last - q.first).count() + 1);
    std::vector<std::vector<starts::minute_of_date>> found(count);
    for (const auto& [start, end] : read->slots) {
        const auto length = std::chrono::floor<minutes>(end - start);
        if (out.length == minutes{0}) out.length = length;
        if (length != out.length) return fail(errc::upstream_garbage, "slots of several lengths");
        const auto date = date_of(start);
        if (date < q.first - leak_max || date > q.last + leak_max)
            return fail(errc::upstream_garbage, "slots of dates not asked for");
        if (date < q.first || date > q.last) continue;
        found[static_cast<std::size_t>((date - q.first).count())].push_back(minute_of(start));
    }
    if (q.duration > minutes{0} && out.length != minutes{0} && out.length != q.duration)
        return fail(errc::upstream_garbage, "slots of another length than asked for");

    out.dates.reserve(count);
    auto date = q.first;
    for (auto& minutes_found : found) {
        out.dates.push_back({date, starts{std::move(minutes_found)}});
        date += days{1};
    }
    return out;
}

}  // namespace slotgate::origin
