// Who holds a time for a while, through the gateway or past it, and what becomes of it: moved, let
// go, or over by itself, which nobody tells (S7, S11).

#include <vector>

#include <boost/json.hpp>

#include "sim/scene.hpp"
#include "sim/sent.hpp"
#include "wire/booking_answer.hpp"

namespace slotgate::simulation {
namespace {

namespace json = boost::json;

constexpr auto calcom_version = "2024-09-04";
/// So much later than told Cal.com may list what was held: it compares whole seconds, and its
/// clock may differ by one (docs/protocol.md, S7).
constexpr milliseconds ends_late{2'000};

/// The reservations there are that count.
std::vector<const sim::reservation*> live_ones(const sim::world& w, instant now) {
    std::vector<const sim::reservation*> out;
    for (const auto& [uid, r] : w.reservations)
        if (r.release_at > now) out.push_back(&r);
    return out;
}

/// Whose time is held with it for certain: of several who serve it one is taken, whom nobody names.
std::vector<user_id> held_of(const sim::event_type& type) {
    if (type.kind == sim::scheduling::personal) return {type.owner};
    return type.hosts.size() == 1 ? std::vector{type.hosts.front().who} : std::vector<user_id>{};
}

}  // namespace

scene::drawn_write scene::draw_hold() {
    const auto live = live_ones(network_.world(), simulated_now().system);
    const bool is_new = live.empty() || chance_.below(6) >= live.size();
    const auto* one = is_new ? nullptr : live[chance_.below(live.size())];
    const auto target = std::string(reservations) + (is_new ? "" : '/' + one->uid);
    if (!is_new && chance_.once_in(2))
        return {sent("DELETE", target, calcom_version, ""), one->event_type, {}, {}};
    const auto free = draw_free();
    if (!free) return {};
    const json::object body{{"eventTypeId", is_new ? free->first.value : one->event_type.value},
                            {"slotStart", to_text(free->second)}};
    return {sent(is_new ? "POST" : "PATCH", target, calcom_version, json::serialize(body)),
            is_new ? free->first : one->event_type,
            free->second,
            {}};
}

/// What Cal.com answered to who made or moved a hold through the gateway.
void scene::note_hold(const std::string& answer) {
    const auto held = wire::read_hold_answer(answer);
    if (!held) return;
    const auto now = simulated_now();
    const auto until = now.steady + (held->until - now.system);
    truth_.withheld().hold_time(
        held->uid, {.type = held->event_type,
                    .people = held_of(network_.world().event_types.at(held->event_type)),
                    .when = held->when,
                    .until = until});
    await_end(held->uid, until);
}

/// The process that was told of a hold knows of its end, too, without being told.
void scene::await_end(const std::string& uid, steady_instant until) {
    agenda_.plan(until, [this] { traffic_.tell(simulated_now().steady); });
    agenda_.plan(until + ends_late, [this, uid, life = lives_] {
        const auto now = simulated_now().steady;
        traffic_.tell(now);
        const auto change = network_.end_of_hold(uid);
        if (change && lives_ == life) truth_.tell(*change, teller::own_request, now);
    });
}

bool scene::is_withheld(const drawn_write& drawn) {
    return is_known(drawn.about) &&
           (drawn.of.empty() || life_->desk.known(tenant_id{0}, drawn.of).has_value());
}

}  // namespace slotgate::simulation
