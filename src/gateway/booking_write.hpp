#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "gateway/fact_desk.hpp"
#include "gateway/people.hpp"
#include "wire/http.hpp"

namespace slotgate::gateway {

/// What a request under `/v2` does to a booking, if body and answer of it can be read.
enum class booking_deed : std::uint8_t {
    other,
    create,
    hold,         ///< of a time, for some minutes
    change_hold,  ///< to another time, or for longer
    let_go,       ///< of a time that is held
    move,
    cancel,
    decide  ///< confirms or declines what waits for it
};

/// A request as far as its method, path and version tell.
struct booking_target {
    booking_deed deed = booking_deed::other;
    std::string uid;  ///< of the booking it is about, or the hold; empty: none yet

    /// Does its body tell what it reaches (S4)?
    [[nodiscard]] bool tells() const {
        return deed != booking_deed::other && deed != booking_deed::decide;
    }
    /// Does Cal.com's answer tell what became of it (S7)?
    [[nodiscard]] bool is_answered() const { return deed != booking_deed::other; }
    /// Is it about a reservation, not a booking?
    [[nodiscard]] bool is_of_hold() const {
        return deed == booking_deed::hold || deed == booking_deed::change_hold ||
               deed == booking_deed::let_go;
    }
};

[[nodiscard]] booking_target target_of(const wire::request& request);

/// Notes what the request reaches, by its body and by what `desk` knows of the booking (S4): the
/// radius of both times. The host is whoever Cal.com chooses, and a hold may be everybody's. What
/// is asked for is withheld until the outcome is known (S6). Nothing is noted if that cannot be
/// told.
void note_request(fact_desk::own_write& into, const booking_target& target, std::string_view body,
                  const fact_desk& desk);

/// Notes what an answer with status 2xx teaches, and widens what is reached by it: the same as a
/// webhook of it would (S7), that what is cancelled is so at once (S8), what is held, and what is
/// held no more. What contradicts the request, or does not tell enough, reaches the whole tenant.
void note_answer(fact_desk::own_write& into, const booking_target& target, std::string_view body,
                 const people& known, instant now);

}  // namespace slotgate::gateway
