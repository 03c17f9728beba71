#include "calcom-sim/slots.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "calcom-sim/exchange.hpp"
#include "calcom-sim/raw_starts.hpp"
#include "wire/calcom_error.hpp"
#include "wire/slots_answer.hpp"

namespace slotgate::sim {
namespace {

using question = wire::slots_question;

/// A real Cal.com computes far longer ranges than anybody waits for; this one gives up at once.
constexpr days range_max{3660};

/// The older contract still lists the days off (C8).
std::vector<found_start> listed(const question& q, const found_slots& found) {
    auto out = found.starts.all;
    if (q.contract == wire::generation::v2024_09_04)
        std::erase_if(out, [](const found_start& s) { return s.away.has_value(); });
    return out;
}

/// Whoever writes an old answer with ends looks for the length under the event type's id, and
/// breaks where the question has neither.
bool lacks_length(const question& q) {
    return q.contract == wire::generation::v2024_04_15 && q.format != wire::slot_format::unset &&
           q.duration == minutes{0} && !q.selector.id;
}

}  // namespace

std::expected<selected_type, slots_refusal> select_for(const world& w, const question& q) {
    auto selected = select_type(w, q);
    if (selected) return std::move(*selected);
    if (q.contract == wire::generation::v2024_09_04)
        return std::unexpected(slots_refusal{selected.error()});
    return std::unexpected(slots_refusal{.why = {.status = 404, .message = "NOT_FOUND"},
                                         .is = slots_refusal::shape::inner});
}

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
    if (lacks_length(q))
        return std::unexpected(
            slots_refusal{.why = {.status = 500, .message = "Internal server error"},
                          .is = slots_refusal::shape::bare});
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
    if (refusal.is == slots_refusal::shape::bare) return bare_failure(status, message);
    const boost::json::object body{
        {"status", "error"},
        {"timestamp", to_text(now)},
        {"path", request.target},
        {"error", boost::json::object{{"code", "TRPCError"}, {"message", message}}}};
    return wire::json_response(status, boost::json::serialize(body));
}

wire::response answer_slots(const world& w, const zone_database& zones, wire::generation contract,
                            const wire::request& request, instant now) {
    const auto refuse = [&](const slots_refusal& why) { return write_refusal(why, request, now); };
    const auto q = wire::read_slots_question(contract, request.query(), zones);
    if (!q) return refuse({q.error()});
    const auto selected = select_for(w, *q);
    if (!selected) return refuse(selected.error());
    const auto found = find_slots(w, zones, *q, *selected, {}, now);
    if (!found) return refuse(found.error());
    return wire::json_response(200, write_slots(w, *q, *found));
}

}  // namespace slotgate::sim
