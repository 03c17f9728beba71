#include "sim/calcom_network.hpp"

#include <charconv>
#include <utility>
#include <vector>

#include "sim/sent.hpp"
#include "sim/simulated_time.hpp"
#include "wire/booking_answer.hpp"
#include "wire/calcom_error.hpp"

namespace slotgate::simulation {
namespace {

constexpr std::string_view nobody_free =
    "User either already has booking at this time or is not available";

std::optional<change_number> change_of(const wire::request& request) {
    const auto told = request.headers.find(change_header);
    change_number out = 0;
    if (!told) return std::nullopt;
    std::from_chars(told->data(), told->data() + told->size(), out);
    return out;
}

bool only_reads(const wire::request& request) {
    return request.method == "GET";
}

bool makes_booking(const wire::request& request) {
    return request.path() == "/v2/bookings" && !only_reads(request);
}

ending ending_of(const result<wire::response>& answer) {
    if (!answer) return ending::silence;
    if (answer->status == 429) return ending::refused;
    if (answer->status > 500) return ending::gateway_error;
    return answer->status == 500 ? ending::server_error : ending::works;
}

}  // namespace

/// A request of the gateway's on its way.
struct calcom_network::under_way {
    wire::request request;
    std::weak_ptr<call> sender;
    std::int64_t number;         ///< for the trace
    steady_instant answered_at;  ///< when Cal.com looked
};

calcom_network::calcom_network(const practice& p, const zone_database& zones, std::uint64_t seed,
                               agenda& plan, truth& true_answers, traffic& watch, tally& counts,
                               trace& notes)
    : calcom_(p.scenario.initial, zones, {.seed = seed}),
      agenda_(plan),
      truth_(true_answers),
      traffic_(watch),
      counts_(counts),
      trace_(notes),
      chance_(seed),
      // Near it, a new process has answers before what was announced is made.
      latency_most_ms_(chance_.one_of<int>({30, 400, 400})) {}

steady_instant calcom_network::after(std::int64_t least_ms, std::int64_t most_ms) {
    return simulated_now().steady + milliseconds{chance_.between(least_ms, most_ms)};
}

void calcom_network::send(wire::request request, std::weak_ptr<call> sender) {
    const bool reads = only_reads(request);
    if (reads) counts_.count(operation::fetch);
    trace_.note(simulated_now(), reads ? "fetch leaves" : "write leaves", ++sent_);
    traffic_.leave(request, sender, simulated_now().steady);
    const auto one =
        std::make_shared<under_way>(std::move(request), std::move(sender), sent_, steady_instant{});
    if (strikes(ills_.request_lost)) {
        agenda_.plan(after(1, 3'000), [this, one] { reply(one, fail(errc::upstream_down)); });
        return;
    }
    if (makes_booking(one->request) && strikes(ills_.stuck)) return get_stuck(one);
    const auto arrives = strikes(ills_.slow) ? after(1'000, 8'000) : after(1, latency_most_ms_);
    agenda_.plan(arrives, [this, one] { arrive(one); });
}

void calcom_network::get_stuck(const std::shared_ptr<under_way>& one) {
    agenda_.plan(after(1, 3'000), [this, one] { reply(one, fail(errc::upstream_lost)); });
    agenda_.plan(after(3'500, 30'000), [this, one] {
        const auto now = simulated_now();
        const auto change = change_of(one->request).value_or(0);
        const bool made = calcom_.handle(one->request, now.system).answer.status < 300;
        trace_.note(now, "a stuck write is done", change, made ? 1 : 0);
        if (made) truth_.commit(change, calcom_.state(), now);
    });
}

void calcom_network::arrive(const std::shared_ptr<under_way>& one) {
    const auto now = simulated_now();
    if (now.steady < fails_until_ && chance_.below(8) != 0) {
        if (chance_.once_in(4)) return;  // until its deadline
        const int status = chance_.one_of<int>({500, 502, 503});
        agenda_.plan(after(1, 200), [this, one, status] {
            reply(one, wire::json_response(status, R"({"status":"error"})"));
        });
        return;
    }
    one->answered_at = now.steady;
    const auto answers = [this, one](wire::response answer) {
        agenda_.plan(after(1, latency_most_ms_), [this, one, answer = std::move(answer)]() mutable {
            if (strikes(ills_.answer_lost)) return reply(one, fail(errc::upstream_lost));
            if (strikes(ills_.server_error))
                return reply(one, wire::json_response(500, R"({"statusCode":500})"));
            const bool is_cut = answer.status == 200 && strikes(ills_.garbage);
            if (is_cut) answer.body.resize(answer.body.size() / 2);
            reply(one, std::move(answer), is_cut);
        });
    };
    if (makes_booking(one->request) && strikes(ills_.refused))
        return answers(wire::calcom_error(400, nobody_free, one->request.target, now.system));
    react(one->request, change_of(one->request).value_or(0), answers);
}

void calcom_network::reply(const std::shared_ptr<under_way>& to, result<wire::response> answer,
                           bool is_cut) {
    const auto waits = to->sender.lock();
    if (!waits || waits->reply) return;
    const auto how = is_cut ? ending::unreadable : ending_of(answer);
    trace_.note(simulated_now(), "a request ends", to->number, static_cast<std::int64_t>(how),
                answer ? answer->status : 0);
    traffic_.end(to->request, how, simulated_now().steady);
    if (const auto change = change_of(to->request)) truth_.withheld().arrive(*change);
    if (how == ending::works) note_reading(*to, answer->status);
    if (how == ending::works && answer->status == 201) truth_.withheld().tell_named(answer->body);
    waits->reply = std::move(answer);
    waits->bell.cancel();
}

void calcom_network::note_reading(const under_way& one, int status) {
    constexpr std::string_view bookings = "/v2/bookings/";
    const auto path = one.request.path();
    if (!only_reads(one.request) || path == "/v2/slots") return;
    if (!path.starts_with(bookings))
        truth_.withheld().read_types(simulated_now().steady);
    else if (status == 200 || status == 404)
        truth_.withheld().read(std::string(path.substr(bookings.size())), one.answered_at);
}

void calcom_network::write(const wire::request& request, change_number change) {
    react(request, change, [](const wire::response&) {});
}

void calcom_network::edit(event_type_id about, const std::function<void(sim::world&)>& how) {
    const auto change = truth_.begin(about);
    calcom_.edit(how);
    truth_.commit(change, calcom_.state(), simulated_now());
}

void calcom_network::react(const wire::request& request, change_number change,
                           const std::function<void(wire::response)>& answer) {
    const auto now = simulated_now();
    auto reaction = calcom_.handle(request, now.system);
    if (only_reads(request)) return answer(std::move(reaction.answer));
    truth_.withheld().arrive(change);
    const bool made = !reaction.commit && reaction.answer.status < 300;
    trace_.note(now, made ? "written" : "answered to a write", change, reaction.answer.status);
    if (made) truth_.commit(change, calcom_.state(), now);
    if (made) note_hold(request, reaction.answer);
    auto announced_at = now.steady;
    for (auto& round : reaction.deliveries) announce(round, change, announced_at);
    if (!reaction.commit) return answer(std::move(reaction.answer));
    const bool late = strikes(ills_.commit_late);
    const auto commit_at = announced_at + milliseconds{late ? chance_.between(3'001, 9'000)
                                                            : chance_.between(1, 2'900)};
    agenda_.plan(commit_at, [this, request, change, what = std::move(*reaction.commit), answer] {
        const auto when = simulated_now();
        auto said = calcom_.commit(what, request, when.system);
        trace_.note(when, "committed", change);
        truth_.commit(change, calcom_.state(), when);
        answer(std::move(said));
    });
}

/// Nobody asks Cal.com for the end of a hold, which is a change all the same. It compares whole
/// seconds.
void calcom_network::note_hold(const wire::request& request, const wire::response& answer) {
    if (!request.path().starts_with(reservations)) return;
    const auto held = wire::read_hold_answer(answer.body);
    if (!held) return;
    const auto now = simulated_now();
    const auto ends = now.steady + (std::chrono::ceil<seconds>(held->until) - now.system);
    agenda_.plan(ends, [this, uid = held->uid, type = held->event_type] {
        const auto at = simulated_now();
        const auto change = truth_.begin(type);
        trace_.note(at, "a hold ends", change);
        truth_.commit(change, calcom_.state(), at);
        // Of several that end at once nobody can say whose end it is that shows.
        std::vector<std::string> ending;
        for (const auto& [name, r] : world().reservations)
            if (std::chrono::ceil<seconds>(r.release_at) == at.system) ending.push_back(name);
        if (ending == std::vector{uid}) ends_of_holds_.insert_or_assign(uid, change);
    });
}

std::optional<change_number> calcom_network::end_of_hold(const std::string& uid) const {
    const auto found = ends_of_holds_.find(uid);
    return found == ends_of_holds_.end() ? std::nullopt : std::optional(found->second);
}

void calcom_network::announce(sim::delivery_round& round, change_number change,
                              steady_instant& at) {
    for (auto& one : round) {
        if (strikes(ills_.webhook_lost)) continue;
        const auto arrives = strikes(ills_.webhook_late) ? after(1'000, 60'000) : after(1, 300);
        deliver(one.request.body, change, arrives);
        if (strikes(ills_.webhook_doubled)) deliver(one.request.body, change, after(1, 20'000));
        // Cal.com waits for its subscribers, but not for one that takes too long.
        if (arrives - at <= milliseconds{300}) at = std::max(at, arrives);
    }
}

void calcom_network::deliver(const std::string& body, change_number change, steady_instant at) {
    agenda_.plan(at, [this, body, change] { receiver_(body, change); });
}

}  // namespace slotgate::simulation
