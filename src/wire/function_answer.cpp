#include "wire/function_answer.hpp"

#include <utility>

#include <boost/json.hpp>

#include "core/ensure.hpp"

namespace slotgate::wire {
namespace {

namespace json = boost::json;

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

json::object shown(const offered_start& offered, std::size_t rank, const zone& place) {
    return {{"start", to_text(offered.slot.start)},
            {"end", to_text(offered.slot.end)},
            {"local_start", local_text(offered.slot.start, place)},
            {"type", offered.type},
            {"spoken", offered.spoken},
            {"rank", rank},
            {"score", offered.score}};
}

}  // namespace

std::string local_text(instant t, const zone& place) {
    const auto offset = place.offset_at(t);
    auto out = to_text(instant{place.to_local(t).time_since_epoch()});
    out.pop_back();  // the Z
    const auto size = std::chrono::abs(offset);
    out += offset < minutes{0} ? '-' : '+';
    return out + two_digits(size / hours{1}) + ":" + two_digits((size % hours{1}).count());
}

std::string render_alternatives(const alternatives_answer& answer) {
    ensure(answer.place != nullptr, "an answer is for a place");
    json::array alternatives;
    for (const auto& one : answer.alternatives)
        alternatives.push_back(shown(one, alternatives.size() + 1, *answer.place));
    const bool found = !alternatives.empty();
    const json::object requested{{"start", to_text(answer.requested)},
                                 {"local_start", local_text(answer.requested, *answer.place)},
                                 {"free", answer.requested_free}};
    const json::object data{{"found", found},
                            {"requested", requested},
                            {"time_zone", answer.place->name()},
                            {"service", answer.service},
                            {"event_type_id", answer.event_type.value},
                            {"alternatives", std::move(alternatives)}};
    return json::serialize(json::object{{"success", true},
                                        {"status", found ? "alternatives" : "nothing_free"},
                                        {"message", answer.message},
                                        {"data", data}});
}

std::string render_refused_function(std::string_view status, std::string_view message,
                                    std::optional<std::string_view> error) {
    json::object out{{"success", false}, {"status", status}, {"message", message}};
    if (error) out["error"] = *error;
    return json::serialize(out);
}

}  // namespace slotgate::wire
