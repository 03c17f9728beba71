#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "calcom-sim/simulator.hpp"
#include "sim/agenda.hpp"
#include "sim/drawn_practice.hpp"
#include "sim/line.hpp"
#include "sim/tally.hpp"
#include "sim/trace.hpp"
#include "sim/traffic.hpp"
#include "sim/truth.hpp"

namespace slotgate::simulation {

/// In this header a client says which change its write is; nobody else reads it.
inline constexpr std::string_view change_header = "x-simulated-change";

/// How often things go wrong: once in so many; 0: never.
struct ills {
    std::size_t request_lost = 0;  ///< it never arrives
    std::size_t answer_lost = 0;   ///< Cal.com does what it is asked, and nobody hears of it
    std::size_t server_error = 0;
    std::size_t slow = 0;     ///< on its way for seconds
    std::size_t garbage = 0;  ///< an answer that is cut off
    std::size_t refused = 0;  ///< nobody is to be had at a start that is listed (B7)
    std::size_t webhook_lost = 0;
    std::size_t webhook_doubled = 0;
    std::size_t webhook_late = 0;
    std::size_t commit_late = 0;  ///< later than the settle window after its announcement
    /// A booking is made long after its connection has broken, and nobody is told of it.
    std::size_t stuck = 0;
};

/// Cal.com behind a network with delays and faults, on the simulated clock. Confined to its caller.
class calcom_network final : public network {
  public:
    /// A webhook arrives at the gateway; it is about this change.
    using receiver = std::function<void(const std::string& body, change_number about)>;

    calcom_network(const practice& p, const zone_database& zones, std::uint64_t seed, agenda& plan,
                   truth& true_answers, traffic& watch, tally& counts, trace& notes);

    void set_receiver(receiver to) { receiver_ = std::move(to); }
    void set_ills(const ills& some) { ills_ = some; }
    /// Until then nothing is answered but errors, or nothing at all.
    void fail_until(steady_instant until) { fails_until_ = until; }

    /// From the gateway.
    void send(wire::request request, std::weak_ptr<call> sender) override;
    /// From somebody on the booking page: arrives at once, and its answer is not looked at.
    void write(const wire::request& request, change_number change);
    /// Somebody changes the world past the routes; nobody is told.
    void edit(event_type_id about, const std::function<void(sim::world&)>& how);

    [[nodiscard]] const sim::world& world() const { return calcom_.state(); }
    /// The change that a hold's end was, if it has ended by itself, and no other at that instant.
    [[nodiscard]] std::optional<change_number> end_of_hold(const std::string& uid) const;

  private:
    struct under_way;
    void arrive(const std::shared_ptr<under_way>& request);
    void get_stuck(const std::shared_ptr<under_way>& one);
    void react(const wire::request& request, change_number change,
               const std::function<void(wire::response)>& answer);
    void announce(sim::delivery_round& round, change_number change, steady_instant& at);
    void deliver(const std::string& body, change_number change, steady_instant at);
    void reply(const std::shared_ptr<under_way>& to, result<wire::response> answer,
               bool is_cut = false);
    void note_reading(const under_way& one, int status);
    void note_hold(const wire::request& request, const wire::response& answer);
    [[nodiscard]] bool strikes(std::size_t once_in) {
        return once_in > 0 && chance_.once_in(once_in);
    }
    [[nodiscard]] steady_instant after(std::int64_t least_ms, std::int64_t most_ms);

    sim::simulator calcom_;
    agenda& agenda_;
    truth& truth_;
    traffic& traffic_;
    tally& counts_;
    trace& trace_;
    chance chance_;
    std::int64_t latency_most_ms_;  ///< each way
    receiver receiver_;
    ills ills_;
    steady_instant fails_until_;
    std::map<std::string, change_number> ends_of_holds_;  ///< by uid
    std::int64_t sent_ = 0;
};

}  // namespace slotgate::simulation
