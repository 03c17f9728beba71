#include "calcom-sim/users.hpp"

#include <algorithm>

namespace slotgate::sim {
namespace {

namespace json = boost::json;

json::value default_schedule(const user& person) {
    const auto found = std::ranges::find(person.schedules, true, &schedule::is_default);
    return found == person.schedules.end() ? json::value() : json::value(found->id);
}

}  // namespace

reaction show_me(exchange& x) {
    const auto found = x.w.users.find(*x.caller.who);
    if (found == x.w.users.end()) return just(failure(x, 404, "User not found"));
    const auto& me = found->second;
    return just(success(200, json::object{{"id", me.id.value},
                                          {"email", me.email},
                                          {"name", me.name},
                                          {"avatarUrl", nullptr},
                                          {"bio", nullptr},
                                          {"timeFormat", 12},
                                          {"defaultScheduleId", default_schedule(me)},
                                          {"weekStart", "Sunday"},
                                          {"timeZone", me.zone},
                                          {"username", me.username},
                                          {"organizationId", nullptr}}));
}

}  // namespace slotgate::sim
