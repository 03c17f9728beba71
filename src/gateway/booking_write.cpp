#include "gateway/booking_write.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "gateway/operation.hpp"
#include "wire/booking_answer.hpp"
#include "wire/booking_reading.hpp"

namespace slotgate::gateway {
namespace {

using wire::booking_state;

/// How long the end of a booking is remembered whose time was not told.
constexpr hours remembered{24};

struct deed_row {
    std::string_view method;
    std::string_view pattern;
    std::string_view version;  ///< of the contract that is read
    booking_deed deed;
};

constexpr std::array deeds{
    deed_row{"POST", "/v2/bookings", "2024-08-13", booking_deed::create},
    deed_row{"POST", "/v2/slots/reservations", "2024-09-04", booking_deed::hold},
    deed_row{"PATCH", "/v2/slots/reservations/{uid}", "2024-09-04", booking_deed::change_hold},
    deed_row{"DELETE", "/v2/slots/reservations/{uid}", "2024-09-04", booking_deed::let_go},
    deed_row{"POST", "/v2/bookings/{uid}/reschedule", "2024-08-13", booking_deed::move},
    deed_row{"POST", "/v2/bookings/{uid}/cancel", "2024-08-13", booking_deed::cancel},
    deed_row{"POST", "/v2/bookings/{uid}/confirm", "2024-08-13", booking_deed::decide},
    deed_row{"POST", "/v2/bookings/{uid}/decline", "2024-08-13", booking_deed::decide},
};

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

void note_asked(fact_desk::own_write& into, const result<wire::booking_request>& asked) {
    if (!asked) return;
    const auto length = asked->length.value_or(minutes{0});
    into.booking = booking_change{.type = asked->event_type,
                                  .organizer = {},
                                  .members = {},
                                  .mentioned = asked->mentioned,
                                  .when = {*interval::between(asked->start, asked->start + length)},
                                  .is_length_open = true};
    into.news.wants = {.type = asked->event_type, .start = asked->start, .length = length};
}

/// Its host may be another by now, as nobody is told when a booking is handed over.
booking_change change_of(const coherence::known_booking& known) {
    booking_change out{.type = known.type,
                       .organizer = {},
                       .members = known.company->members,
                       .mentioned = known.company->mentioned,
                       .when = {known.when}};
    out.members.insert(out.members.end(), known.people.begin(), known.people.end());
    return out;
}

void note_moved(fact_desk::own_write& into, const coherence::known_booking& known,
                const result<wire::move_request>& moved) {
    if (!moved) return;
    auto change = change_of(known);
    append(change.mentioned, moved->mentioned);
    const auto length = known.when.end() - known.when.start();
    change.when.push_back(*interval::between(moved->start, moved->start + length));
    change.is_length_open = true;
    into.booking = std::move(change);
    into.news.wants = {
        .type = known.type, .start = moved->start, .length = std::chrono::floor<minutes>(length)};
}

void note_hold_answer(fact_desk::own_write& into, const booking_target& target,
                      std::string_view body, const people& known) {
    into.told.told_by = into.tenant;
    if (target.deed == booking_deed::let_go) {
        into.told.let_go = target.uid;
        return;
    }
    const auto held = wire::read_hold_answer(body);
    // What was asked for is reached by what the request told.
    if (!held) return;
    if (into.booking && into.booking->type != held->event_type) return into.booking.reset();
    if (into.booking) into.booking->when.push_back(held->when);
    if (!known.may_serve(into.tenant, held->event_type)) return;
    into.told.taken = {.uid = held->uid,
                       .told_by = into.tenant,
                       .type = held->event_type,
                       .people = known.only_one_of(into.tenant, held->event_type),
                       .when = held->when};
    into.told.held_until = held->until;
}

/// Is that how a booking stands for which this was asked?
bool fits(const booking_target& target, const wire::booking_answer& answer) {
    const bool is_made =
        answer.state == booking_state::accepted || answer.state == booking_state::pending;
    const bool is_over = answer.state == booking_state::ended;
    switch (target.deed) {
        case booking_deed::create:
            return is_made;
        case booking_deed::move:
            return is_made && !answer.is_seat && answer.moved_from == target.uid;
        case booking_deed::cancel:
            return is_over && answer.uid == target.uid;
        case booking_deed::decide:
            return answer.uid == target.uid;
        default:
            return false;
    }
}

/// What was told, and what Cal.com made of it.
void widen(booking_change& change, const wire::booking_answer& answer) {
    change.members.push_back(*answer.organizer);
    change.when.push_back(*answer.when);
    append(change.mentioned, answer.mentioned);
}

coherence::booking_news news_of(const fact_desk::own_write& write, const booking_target& target,
                                const wire::booking_answer& answer, const people& known,
                                instant now) {
    coherence::booking_news out;
    out.told_by = write.tenant;
    if (answer.state == booking_state::ended) out.ended = {answer.uid, answer.when->end()};
    if (target.deed == booking_deed::move)
        out.ended = {target.uid,
                     write.booking ? write.booking->when.front().end() : now + remembered};
    if (answer.state != booking_state::accepted) return out;
    out.taken = {.uid = answer.uid,
                 .told_by = write.tenant,
                 .type = *answer.event_type,
                 .people = known.sure_of(write.tenant, *answer.event_type, *answer.organizer),
                 .when = *answer.when};
    // Of what is asked for more may be told than is answered.
    if (!answer.is_seat)
        out.taken->company = {
            .members = {},
            .mentioned = write.booking ? write.booking->mentioned : answer.mentioned};
    return out;
}

}  // namespace

booking_target target_of(const wire::request& request) {
    const auto& row = operation_of(request.method, request.path());
    booking_target out;
    if (row.event_type == event_type_place::booking)
        out.uid = values_in(row.pattern, request.path()).front();
    const auto version = request.headers.find("cal-api-version");
    const auto* known = std::ranges::find_if(deeds, [&](const deed_row& one) {
        return one.method == row.method && one.pattern == row.pattern && version == one.version;
    });
    if (known == deeds.end()) return out;
    out.deed = known->deed;
    if (out.is_of_hold() && out.deed != booking_deed::hold)
        out.uid = values_in(row.pattern, request.path()).front();
    return out;
}

void note_request(fact_desk::own_write& into, const booking_target& target, std::string_view body,
                  const fact_desk& desk) {
    if (target.deed == booking_deed::create) note_asked(into, wire::read_booking_request(body));
    if (target.deed == booking_deed::hold || target.deed == booking_deed::change_hold)
        note_asked(into, wire::read_hold_request(body));
    if (target.uid.empty()) return;
    // Whoever knows its uid may have moved it, past the gateway, to any time that comes back now.
    if (target.is_of_hold()) return into.booking.reset();
    const auto known = desk.known(into.tenant, target.uid);
    if (!known) return;
    if (target.deed == booking_deed::move) note_moved(into, *known, wire::read_move_request(body));
    if (target.deed == booking_deed::cancel && wire::cancels_one_booking(body))
        into.booking = change_of(*known);
}

void note_answer(fact_desk::own_write& into, const booking_target& target, std::string_view body,
                 const people& known, instant now) {
    if (target.is_of_hold()) return note_hold_answer(into, target, body, known);
    const auto answer = wire::read_booking_answer(body);
    // Of a series: each of those that were asked for is reached by what the request told.
    if (!answer && target.deed == booking_deed::create) return;
    const bool tells = answer && answer->event_type && answer->when && answer->organizer &&
                       fits(target, *answer) &&
                       (!into.booking || into.booking->type == *answer->event_type);
    if (!tells) return into.booking.reset();
    if (into.booking) widen(*into.booking, *answer);
    // What is another account's is not ours to know.
    if (known.may_serve(into.tenant, *answer->event_type))
        into.told = news_of(into, target, *answer, known, now);
}

}  // namespace slotgate::gateway
