#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "calcom-sim/selected_type.hpp"
#include "calcom-sim/starts.hpp"
#include "calcom-sim/world.hpp"
#include "core/zone.hpp"
#include "wire/http.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::sim {

/// What a slots question found, before it is written in the form asked for.
struct found_slots {
    found_starts starts;
    bool seated = false;  ///< the event type has seats
    bool stored = true;   ///< false: of a meeting of several people, made up for the question
};

/// Why there is no answer. Errors of Cal.com's inner calls have shapes of their own: `inner` is an
/// envelope with the code TRPCError and no details, `bare` is {"statusCode":S,"message":M}.
struct slots_refusal {
    enum class shape : std::uint8_t { envelope, inner, bare };
    wire::refusal why;
    shape is = shape::envelope;
};

/// `select_type` with the older contract's own error: an inner 404, whatever is missing.
[[nodiscard]] std::expected<selected_type, slots_refusal> select_for(
    const world& w, const wire::slots_question& question);

/// Computes the starts that a question asks of `selected`; `own_uid` names the asker's own
/// reservations (the old endpoint's cookie). Errors: a range nobody computes, a start in the past,
/// an old question for ends that no length is given for. Pure.
[[nodiscard]] std::expected<found_slots, slots_refusal> find_slots(
    const world& w, const zone_database& zones, const wire::slots_question& question,
    const selected_type& selected, std::string_view own_uid, instant now);

/// The body of the answer.
[[nodiscard]] std::string write_slots(const world& w, const wire::slots_question& question,
                                      const found_slots& found);

/// The answer that there is none.
[[nodiscard]] wire::response write_refusal(const slots_refusal& refusal,
                                           const wire::request& request, instant now);

/// Answers `GET /v2/slots` and `GET /v2/slots/available` from the world as it is at `now`, errors
/// included, past Cal.com's cache and without an ETag. Version header and credentials were judged
/// before. Pure.
[[nodiscard]] wire::response answer_slots(const world& w, const zone_database& zones,
                                          wire::generation contract, const wire::request& request,
                                          instant now);

}  // namespace slotgate::sim
