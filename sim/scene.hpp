#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/agenda.hpp"
#include "sim/calcom_network.hpp"
#include "sim/drawn_practice.hpp"
#include "sim/judge.hpp"
#include "sim/life.hpp"
#include "sim/tally.hpp"
#include "sim/trace.hpp"
#include "sim/traffic.hpp"
#include "sim/truth.hpp"

namespace slotgate::simulation {

/// One world from its beginning to its end: a gateway before a Cal.com, and everybody who asks,
/// books, moves, cancels and edits, on a simulated clock. All from the seed. Confined to its
/// caller.
class scene {
  public:
    scene(std::uint64_t seed, const zone_database& zones, tally& counts, trace& notes);
    ~scene();

    /// Lets time pass until then, or until a rule is broken: which one.
    [[nodiscard]] std::optional<broken> run(milliseconds simulated);

  private:
    void begin_life();
    void crash();
    void plan_everybody();
    /// Does `what` now and then, from `mean` on average after the last time.
    void now_and_then(milliseconds mean, void (scene::*what)());

    void ask_some();
    void ask() { ask(draw_question()); }
    void ask(const put_question& q);
    [[nodiscard]] put_question draw_question();
    void ask_rendered(const put_question& q);
    void ask_through(put_question q);
    boost::asio::awaitable<void> wait_for_answer(put_question q, wire::slots_question asked,
                                                 gateway::freshness wanted);
    void see(put_question q, const gateway::answered& answer);
    /// Has the gateway read this event type, so that it can withhold starts of it?
    [[nodiscard]] bool is_known(event_type_id type);

    void write_as_stranger();
    void write_through_gateway();
    boost::asio::awaitable<void> pass(wire::request request, change_number change);
    struct drawn_write {
        wire::request request;
        event_type_id about;
        std::optional<instant> start;  ///< that is asked for: by a booking, a move or a hold
        std::string of;                ///< the uid of the booking that is moved
    };
    void send_through_gateway(drawn_write drawn);
    [[nodiscard]] drawn_write draw_write();
    [[nodiscard]] drawn_write draw_booking();
    [[nodiscard]] drawn_write draw_hold();
    /// A start that is free, of some view, and its event type.
    [[nodiscard]] std::optional<std::pair<event_type_id, instant>> draw_free();
    /// Will the gateway withhold the start that this asks for, until its outcome is known (S6)?
    [[nodiscard]] bool is_withheld(const drawn_write& drawn);
    void note_hold(const std::string& answer);
    void await_end(const std::string& uid, steady_instant until);
    void edit_hours();
    void edit_event_type();
    void hear(const std::string& body, change_number about);
    void fail_for_a_while();
    void forget_old_bookings();
    void let_a_minute_pass();
    void know(change_number change, teller by);

    chance chance_;
    const zone_database& zones_;
    tally& counts_;
    trace& trace_;
    practice practice_;
    agenda agenda_;
    truth truth_;
    judge judge_;
    traffic traffic_;
    calcom_network network_;
    std::optional<life> life_;
    std::uint32_t lives_ = 0;
    std::size_t waiting_ = 0;  ///< askers of this life
    gateway::allowances<tenant_id> fresh_;
};

}  // namespace slotgate::simulation
