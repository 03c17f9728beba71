#include "sim/scene.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "core/ensure.hpp"

namespace slotgate::simulation {
namespace {

namespace asio = boost::asio;

constexpr std::size_t waiting_max = 64;

/// As the gateway lets a tenant's callers have it (S12).
constexpr gateway::rate fresh_rate{.at_once = 10, .interval = seconds{2}};

void rethrow(const std::exception_ptr& failed) {
    if (failed) std::rethrow_exception(failed);
}

/// What a client reads out of a body; of its own making, as the form is not at stake here.
std::string written(std::span<const slot> slots) {
    std::string out(slots.size() * sizeof(slot), '\0');
    if (!slots.empty()) std::memcpy(out.data(), slots.data(), out.size());
    return out;
}

std::vector<slot> read(std::string_view body) {
    std::vector<slot> out(body.size() / sizeof(slot));
    if (!out.empty()) std::memcpy(out.data(), body.data(), body.size());
    return out;
}

wire::slots_question as_asked(const put_question& q, const view& v) {
    wire::slots_question out;
    out.selector.id = v.type;
    out.zone = v.place;
    out.duration = v.duration;
    out.start = q.start;
    out.end = q.end;
    return out;
}

std::string target_of(const put_question& q) {
    return std::to_string(q.of_view) + ' ' + to_text(q.start) + ' ' + to_text(q.end);
}

}  // namespace

scene::scene(std::uint64_t seed, const zone_database& zones, tally& counts, trace& notes)
    : chance_(seed),
      zones_(zones),
      counts_(counts),
      trace_(notes),
      practice_(draw_practice(chance_, zones)),
      truth_(practice_.views, zones),
      judge_(truth_, counts),
      traffic_(judge_, zones),
      network_(practice_, zones, seed + 1, agenda_, truth_, traffic_, counts, notes),
      fresh_(fresh_rate) {
    begin_time({*practice_.scenario.now, steady_instant{hours{1}}});
    network_.set_receiver(
        [this](const std::string& body, change_number about) { hear(body, about); });
    truth_.commit(truth_.begin({}), network_.world(), simulated_now());
    begin_life();
    plan_everybody();
}

scene::~scene() = default;

void scene::begin_life() {
    ++lives_;
    waiting_ = 0;
    truth_.forget_told(simulated_now().steady);
    traffic_.begin_life(simulated_now().steady);
    fresh_ = gateway::allowances<tenant_id>(fresh_rate);
    life_.emplace(birth{.epoch = lives_,
                        .seed = static_cast<unsigned>(chance_.below(999)),
                        .keys = practice_.keys},
                  network_, zones_);
}

void scene::crash() {
    trace_.note(simulated_now(), "crash");
    ++counts_.crashes;
    begin_life();
}

void scene::now_and_then(milliseconds mean, void (scene::*what)()) {
    const milliseconds wait{chance_.between(1, 2 * mean.count())};
    agenda_.plan(simulated_now().steady + wait, [this, mean, what] {
        (this->*what)();
        now_and_then(mean, what);
    });
}

void scene::plan_everybody() {
    network_.set_ills({.request_lost = 200,
                       .answer_lost = 200,
                       .server_error = 200,
                       .slow = 50,
                       .garbage = 200,
                       .refused = 12,
                       .webhook_lost = 20,
                       .webhook_doubled = 10,
                       .webhook_late = 20,
                       .commit_late = 20,
                       .stuck = 12});
    now_and_then(milliseconds{350}, &scene::ask_some);
    // Where little is told, what is in memory grows old.
    const bool is_quiet = chance_.once_in(4);
    now_and_then(is_quiet ? seconds{300} : seconds{8}, &scene::write_as_stranger);
    now_and_then(is_quiet ? seconds{600} : seconds{13}, &scene::write_through_gateway);
    now_and_then(is_quiet ? seconds{8} : seconds{120}, &scene::edit_hours);
    now_and_then(is_quiet ? seconds{900} : seconds{120}, &scene::edit_event_type);
    now_and_then(is_quiet ? minutes{30} : minutes{10}, &scene::crash);
    now_and_then(minutes{10}, &scene::fail_for_a_while);
    now_and_then(minutes{1}, &scene::forget_old_bookings);
    let_a_minute_pass();
}

void scene::let_a_minute_pass() {
    const auto now = simulated_now();
    const auto next = std::chrono::floor<minutes>(now.system) + minutes{1};
    for (const auto late : {milliseconds{0}, milliseconds{1}})
        agenda_.plan(now.steady + (next - now.system) + late, [this, late] {
            truth_.look_again(network_.world(), simulated_now());
            if (late > milliseconds{0}) let_a_minute_pass();
        });
}

std::optional<broken> scene::run(milliseconds simulated) {
    const auto end = simulated_now().steady + simulated;
    while (!judge_.verdict() && agenda_.next() < end) {
        life_->run_until(agenda_.next());
        auto what = agenda_.take();
        what();
        life_->settle();
        if (life_->was_stale()) judge_.complain(rule::s3, "STALE CACHE");
    }
    ++counts_.worlds;
    return judge_.verdict();
}

void scene::ask_some() {
    for (auto n = chance_.below(5); n > 0; --n) ask();
}

put_question scene::draw_question() {
    put_question q;
    // Some are asked about more than others.
    q.of_view = chance_.once_in(3) ? 0 : chance_.below(practice_.views.size());
    const auto& v = practice_.views[q.of_view];
    const auto last = (v.last - v.first).count();
    const auto from = v.whole ? 0 : chance_.between(0, last);
    const auto until = v.whole ? last : std::min<std::int64_t>(last, from + chance_.between(0, 2));
    q.start = v.first + days{from};
    q.end = v.first + days{until + 1} - seconds{1};
    if (chance_.once_in(4)) q.start += hours{chance_.between(7, 12)};
    if (chance_.once_in(4)) q.end -= hours{chance_.between(7, 11)};
    q.at = simulated_now().steady;
    if (chance_.once_in(30)) q.max_age = seconds{chance_.one_of<int>({0, 0, 5, 30})};
    return q;
}

void scene::ask(const put_question& q) {
    counts_.count(operation::question);
    if (!q.max_age && chance_.once_in(3))
        ask_rendered(q);
    else
        ask_through(q);
}

void scene::ask_rendered(const put_question& q) {
    const auto now = simulated_now();
    const auto found = life_->rendered.find(tenant_id{0}, target_of(q), now);
    if (!found) return ask_through(q);
    counts_.decide(rule::s11);
    ++counts_.memory;
    trace_.note(now, "rendered", static_cast<std::int64_t>(q.of_view));
    judge_.answered(q, read(found->body), now);
}

void scene::ask_through(put_question q) {
    const auto asked = as_asked(q, practice_.views[q.of_view]);
    const gateway::freshness wanted{q.max_age};
    const auto outcome = life_->availability.at_once(tenant_id{0}, asked, wanted);
    if (outcome) {
        const auto* answer = std::get_if<gateway::answered>(&*outcome);
        ensure(answer != nullptr, "askers here ask nothing the cache may not answer");
        ++counts_.memory;
        return see(q, *answer);
    }
    if (waiting_ >= waiting_max) return;
    if (q.max_age) {
        // Without an allowance it is as old as it is.
        if (!fresh_.take(tenant_id{0}, q.at)) q.max_age.reset();
        traffic_.want_fresh(q.at);
    }
    ++waiting_;
    traffic_.wait(practice_.views[q.of_view].type, q.at);
    q.from_memory = false;
    asio::co_spawn(life_->loop, wait_for_answer(q, asked, wanted), rethrow);
}

asio::awaitable<void> scene::wait_for_answer(put_question q, wire::slots_question asked,
                                             gateway::freshness wanted) {
    const auto outcome =
        co_await life_->availability.answer(tenant_id{0}, std::move(asked), wanted);
    --waiting_;
    traffic_.answer(practice_.views[q.of_view].type, q.at);
    const auto now = simulated_now();
    if (!outcome) {
        trace_.note(now, "error", static_cast<std::int64_t>(q.of_view),
                    static_cast<std::int64_t>(outcome.error().code));
        judge_.refused(q, outcome.error(), now);
        co_return;
    }
    const auto* answer = std::get_if<gateway::answered>(&*outcome);
    if (answer == nullptr) co_return;
    if (answer->source == gateway::answer_source::collapsed) counts_.decide(rule::s10);
    if (q.max_age) counts_.decide(rule::s12);
    see(q, *answer);
}

bool scene::is_known(event_type_id type) {
    return life_->engine.with([&](const coherence::engine& e) {
        return e.known_bookings().needs_of_type(tenant_id{0}, type) != nullptr;
    });
}

void scene::see(put_question q, const gateway::answered& answer) {
    q.is_type_known = is_known(practice_.views[q.of_view].type);
    const auto now = simulated_now();
    trace_.note(now, answer.source == gateway::answer_source::hit ? "hit" : "fetched",
                static_cast<std::int64_t>(q.of_view),
                static_cast<std::int64_t>(answer.slots.size()),
                (q.start.time_since_epoch().count() + q.end.time_since_epoch().count()) / 1'000);
    judge_.answered(q, answer.slots, now);
    auto body = std::make_shared<gateway::rendered_answer>();
    body->body = written(answer.slots);
    body->validity = answer.validity;
    life_->rendered.keep(target_of(q), std::move(body));
}

void scene::hear(const std::string& body, change_number about) {
    counts_.count(operation::fact);
    // Who wants no old answer, and is overtaken by what is told while he waits.
    if (chance_.once_in(3)) {
        auto q = draw_question();
        q.max_age = seconds{0};
        ask(q);
    }
    if (!body.contains("BOOKING_CREATED")) truth_.withheld().lift();
    life_->webhooks.take(tenant_id{0}, body);
    trace_.note(simulated_now(), "webhook", about);
    know(about, teller::webhook);
    // A process that ends between an announcement and what it announced has heard of it in vain.
    if (!truth_.changed(about).committed && chance_.once_in(20))
        agenda_.plan(simulated_now().steady + milliseconds{1}, [this] { crash(); });
}

/// The gateway has said that it knows: whoever asks now may not see the time before.
void scene::know(change_number change, teller by) {
    const auto now = simulated_now().steady;
    truth_.tell(change, by, now);
    traffic_.tell(now);
    ask();
}

void scene::fail_for_a_while() {
    const milliseconds time{chance_.between(1'000, 40'000)};
    trace_.note(simulated_now(), "Cal.com fails", time.count());
    network_.fail_until(simulated_now().steady + time);
}

}  // namespace slotgate::simulation
