#include "calcom-sim/slots.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "calcom-sim/raw_starts.hpp"
#include "wire/calcom_error.hpp"
#include "wire/slots_answer.hpp"

namespace slotgate::sim {
namespace {

using question = wire::slots_question;

/// A real Cal.com computes far longer ranges than anybody waits for; this one gives up at once.
constexpr days range_max{3660};

std::expected<found_slots, slots_refusal> find(const world& w, const zone_database& zones,
                                               wire::generation contract,
                                               const wire::request& request, instant now,
                                               std::optional<question>& asked) {
    auto q = wire::read_slots_question(contract, request.query(), zones);
    if (!q) return std::unexpected(slots_refusal{q.error()});
    asked = std::move(*q);
    const auto selected = select_type(w, *asked);
    if (!selected) return std::unexpected(slots_refusal{selected.error()});
    return find_slots(w, zones, *asked, *selected, {}, now);
}

/// The older contract still lists the days off (C8).
std::vector<found_start> listed(const question& q, const found_slots& found) {
    auto out = found.starts.all;
    if (q.contract == wire::generation::v2024_09_04)
        std::erase_if(out, [](const found_start& s) { return s.away.has_value(); });
    return out;
}

}  // namespace

std::expected<found_slots, slots_refusal> find_slots(const world& w, const zone_database& zones,
                                                     const question& q,
                                                     const selected_type& selected,
                                                     std::string_view own_uid, instant now) {
    if (q.end - std::max(q.start, now) > range_max)
        return std::unexpected(slots_refusal{{.status = 500, .message = "Internal server error"}});
    auto starts = starts_for(w, zones,
                             {.asked = &q,
                              .type = selected.type,
                              .hosts = selected.hosts,
                              .own_uid = own_uid,
                              .now = now});
    if (!starts)
        return std::unexpected(slots_refusal{
            .why = {.status = 400, .message = "Attempting to book a meeting in the past."},
            .is = slots_refusal::shape::inner});
    return found_slots{.starts = std::move(*starts),
                       .seated = selected.type->seats.has_value(),
                       .stored = selected.stored};
}

std::string write_slots(const world& w, const question& q, const found_slots& found) {
    const bool old = q.contract == wire::generation::v2024_04_15;
    if (old && q.zone == nullptr && q.format == wire::slot_format::unset)
        return render_raw_starts(w, found.starts);
    const auto starts = listed(q, found);
    if (found.seated) {
        std::vector<seated_slot> seated;
        for (const auto& s : starts) seated.push_back(s.seats);
        return wire::render_slots(q, seated);
    }
    std::vector<slot> slots;
    for (const auto& s : starts) slots.push_back(s.seats.slot);
    // Of a meeting that is made up, whoever writes the answer finds no length.
    if (!found.stored && q.duration == minutes{0})
        for (auto& s : slots) s.end = s.start;
    return wire::render_slots(q, slots);
}

wire::response write_refusal(const slots_refusal& refusal, const wire::request& request,
                             instant now) {
    const auto& [status, message] = refusal.why;
    if (refusal.is == slots_refusal::shape::envelope)
        return wire::calcom_error(status, message, request.target, now);
    const boost::json::object body{
        {"status", "error"},
        {"timestamp", to_text(now)},
        {"path", request.target},
        {"error", boost::json::object{{"code", "TRPCError"}, {"message", message}}}};
    return wire::json_response(status, boost::json::serialize(body));
}

wire::response answer_slots(const world& w, const zone_database& zones, wire::generation contract,
                            const wire::request& request, instant now) {
    std::optional<question> q;
    const auto found = find(w, zones, contract, request, now, q);
    if (!found) return write_refusal(found.error(), request, now);
    auto body = write_slots(w, *q, *found);
    auto tag = wire::etag_of(body);
    const bool known = request.headers.find("If-None-Match") == std::string_view(tag);
    auto answer = known ? wire::response{.status = 304, .headers = {}, .body = {}}
                        : wire::json_response(200, std::move(body));
    answer.headers.add("ETag", std::move(tag));
    return answer;
}

}  // namespace slotgate::sim
