#include <cstdlib>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <doctest/doctest.h>

#include "calcom-sim/hosts.hpp"
#include "calcom-sim/simulator.hpp"
#include "gateway/booking_write.hpp"
#include "ops/log.hpp"
#include "ops/metrics.hpp"
#include "radius/dates_answered.hpp"
#include "radius/random_world.hpp"
#include "sim/practice.hpp"
#include "support/fake_origin.hpp"
#include "wire/host_address.hpp"

using namespace slotgate;
using namespace slotgate::testing;

namespace {

namespace json = boost::json;

constexpr tenant_id practice{0};
constexpr int writes_of_a_world = 12;

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct tally {
    std::uint64_t writes = 0;  ///< that Cal.com accepted
    std::uint64_t moves = 0;   ///< of them
    std::uint64_t cancellations = 0;
    std::uint64_t placed = 0;   ///< of them those that reach less than the tenant
    std::uint64_t changed = 0;  ///< (question, date) pairs
    std::uint64_t missed = 0;   ///< changed outside of what is reached: there must be none
};

gateway::tenants one_tenant(boost::asio::io_context& loop) {
    std::vector<gateway::tenant> all(1);
    all[0].name = "practice";
    all[0].calcom = std::make_unique<test::fake_origin>(loop.get_executor());
    return gateway::tenants{std::move(all)};
}

/// One world, and bookings made, moved and cancelled in it through `/v2`, one after another. What
/// is known of them is what Cal.com answered.
class run {
  public:
    run(std::uint64_t seed, tally& counts)
        : seed_(seed),
          counts_(counts),
          chance_(seed),
          drawn_(draw_world(chance_, sim::testing::zones())),
          fetches_(draw_fetches(chance_, drawn_)),
          calcom_(drawn_.w, sim::testing::zones(),
                  {.seed = seed, .slots_cache = milliseconds{0}, .rate_limits = false}) {
        (void)people_.learn(practice, drawn_.known, people_.edition(practice));
        engine_.with([&](coherence::engine& e) {
            e.learn(practice, drawn_.known, e.depart({drawn_.now, steady_instant{}}).noted);
        });
        if (chance_.once_in(2)) return;
        std::vector<wire::host_address> addresses;
        for (const auto& [id, user] : drawn_.w.users)
            addresses.push_back({id, wire::digest_of_address(user.email)});
        people_.learn(practice, addresses, gateway::people::certainty::all_there_are);
    }

    void go() {
        auto before = answers();
        for (int n = 0; n < writes_of_a_world; ++n) {
            const auto request = draw_request();
            const auto target = gateway::target_of(request);
            if (!target.uid.empty() && chance_.once_in(3)) {
                hand_over(target.uid);
                before = answers();
            }
            gateway::fact_desk::own_write write{.tenant = practice};
            if (!carry_out(request, target, write)) continue;
            auto after = answers();
            ++counts_.writes;
            if (write.booking) compare(before, after, write);
            before = std::move(after);
        }
    }

  private:
    using all_answers = std::vector<std::optional<dates_answered>>;

    all_answers answers() const {
        all_answers out;
        for (const auto& one : fetches_) out.push_back(ask(calcom_.state(), one, drawn_.now));
        return out;
    }

    /// Another host serves a booking from now on; nobody is told.
    void hand_over(const std::string& uid) {
        calcom_.edit([&](sim::world& w) {
            auto& booking = w.bookings.at(uid);
            const auto hosts = sim::hosts_for(w, w.event_types.at(booking.event_type), {}, {});
            if (!hosts.empty()) booking.organizer = chance_.one_of(hosts).who->id;
        });
    }

    wire::request draw_request() {
        if (known_.empty() || chance_.once_in(3)) {
            json::object body{
                {"eventTypeId", chance_.one_of(drawn_.known).id.value},
                {"start", draw_start()},
                {"attendee", {{"name", "Bo"}, {"email", draw_address()}, {"timeZone", "UTC"}}}};
            if (chance_.once_in(3)) body["guests"] = json::array{draw_address()};
            return to("/v2/bookings", body);
        }
        const auto booking = "/v2/bookings/" + chance_.one_of(known_);
        if (chance_.once_in(3)) return to(booking + "/cancel", {{"cancellationReason", "ill"}});
        return to(booking + "/reschedule", {{"start", draw_start()}});
    }

    static wire::request to(std::string target, const json::object& body) {
        wire::request out{.method = "POST",
                          .target = std::move(target),
                          .headers = {},
                          .body = json::serialize(body),
                          .peer = {}};
        out.headers.add("cal-api-version", "2024-08-13");
        out.headers.add("Content-Type", "application/json");
        return out;
    }

    /// Mostly one that is on offer.
    std::string draw_start() {
        for (int tries = 0; tries < 4; ++tries) {
            const auto listed = ask(calcom_.state(), chance_.one_of(fetches_), drawn_.now);
            if (!listed || listed->empty()) continue;
            const auto date = std::next(listed->begin(),
                                        static_cast<std::ptrdiff_t>(chance_.below(listed->size())));
            return to_text(chance_.one_of(date->second).slot.start);
        }
        return to_text(drawn_.now + days{1});
    }

    std::string draw_address() {
        if (!chance_.once_in(3)) return "bo@guests.example";
        auto user = drawn_.w.users.begin();
        std::advance(user, static_cast<std::ptrdiff_t>(chance_.below(drawn_.w.users.size())));
        return user->second.email;
    }

    /// As the passage does, with what Cal.com makes of it between.
    bool carry_out(const wire::request& request, const gateway::booking_target& target,
                   gateway::fact_desk::own_write& write) {
        note_request(write, target, request.body, desk_);
        asked_ = write.booking;
        const auto reaction = calcom_.handle(request, drawn_.now);
        const auto answer = reaction.commit ? calcom_.commit(*reaction.commit, request, drawn_.now)
                                            : reaction.answer;
        if (answer.status < 200 || answer.status >= 300) return false;
        counts_.moves += target.deed == gateway::booking_deed::move ? 1 : 0;
        counts_.cancellations += target.deed == gateway::booking_deed::cancel ? 1 : 0;
        note_answer(write, target, answer.body, people_, drawn_.now);
        write.news = {.id = desk_.next_write(), .step = coherence::write_step::is_over};
        desk_.tell(write);
        if (write.told.taken) known_.push_back(write.told.taken->uid);
        return true;
    }

    void compare(const all_answers& before, const all_answers& after,
                 const gateway::fact_desk::own_write& write) {
        // What the answer adds must not be needed: nobody may be there to hear it.
        const auto radius = people_.radius_of(practice, *asked_);
        ++counts_.placed;
        for (std::size_t i = 0; i < fetches_.size(); ++i) {
            const auto& asked = fetches_[i];
            if (!before[i] || !after[i]) continue;
            for (auto date = asked.first; date <= asked.last; date += days{1}) {
                if (!differ(*before[i], *after[i], date)) continue;
                ++counts_.changed;
                const bool reached = std::ranges::any_of(radius, [&](const auto& r) {
                    return coherence::reaches_any(r, practice, asked.type, date, date);
                });
                if (reached || ++counts_.missed > 3) continue;
                MESSAGE("seed ", seed_, ": event type ", asked.type.value, " on ",
                        to_text(std::chrono::year_month_day{date}), "; booked ",
                        write.booking->type.value, "; ", drawn_.text);
            }
        }
    }

    std::uint64_t seed_;
    tally& counts_;
    chance chance_;
    drawn_world drawn_;
    std::vector<fetch> fetches_;
    sim::simulator calcom_;
    std::vector<std::string> known_;
    std::optional<gateway::booking_change> asked_;  ///< last
    boost::asio::io_context loop_;
    gateway::tenants tenants_{one_tenant(loop_)};
    gateway::people people_{tenants_};
    gateway::guarded<coherence::engine> engine_{coherence::engine_options{}};
    ops::metrics metrics_;
    gateway::fact_desk desk_{engine_, people_,
                             [this] { return moment{drawn_.now, steady_instant{}}; }, metrics_};
};

}  // namespace

TEST_CASE("S4: what is made, moved or cancelled through /v2 changes nothing outside its radius") {
    ops::set_log_level(ops::level::warning);
    const auto seed = number_from("SLOTGATE_SEED", 1);
    const auto cases = number_from("SLOTGATE_CASES", 8'000) / 4;
    tally counts;
    for (auto n = seed; counts.placed < cases; ++n) run(n, counts).go();
    MESSAGE("SLOTGATE_SEED=", seed, ": ", counts.writes, " writes, ", counts.moves, " moves, ",
            counts.cancellations, " cancellations, ", counts.placed, " of a radius of their own, ",
            counts.changed, " dates changed");
    CHECK(counts.missed == 0);
}
