#include "calcom-sim/api_keys.hpp"

#include <algorithm>

#include "calcom-sim/request_body.hpp"
#include "calcom-sim/uid.hpp"
#include "calcom-sim/validation.hpp"

namespace slotgate::sim {

reaction refresh_api_key(exchange& x) {
    constexpr std::int64_t days_valid = 30;
    constexpr std::int64_t days_max = 36'500;
    auto body = read_body(x);
    if (!body) return just(std::move(body.error()));
    validation check(std::move(*body));
    check.keep_only({"apiKeyDaysValid", "apiKeyNeverExpires"});
    const auto valid = check.integer("apiKeyDaysValid", presence::optional, 1);
    const auto for_ever = check.flag("apiKeyNeverExpires", presence::optional);
    if (!check.passed()) return just(validation_failure(x, check));
    if (valid && for_ever.value_or(false))
        return just(failure(x, 400,
                            "ApiKeysService - Cannot set both apiKeyDaysValid and "
                            "apiKeyNeverExpires. It has to be either or none of them."));
    const auto used = std::ranges::find(x.w.api_keys, x.caller.key, &api_key::key);
    if (used == x.w.api_keys.end()) return just(failure(x, 400, "ApiKeysService - no API key"));
    auto key = "cal_" + make_uuid(x.random);
    std::erase(key, '-');
    used->key = key;
    used->last_day.reset();
    if (!for_ever.value_or(false))
        used->last_day = date_of(x.now) + days{std::min(valid.value_or(days_valid), days_max)};
    return just(success(200, boost::json::object{{"apiKey", std::move(key)}}));
}

}  // namespace slotgate::sim
