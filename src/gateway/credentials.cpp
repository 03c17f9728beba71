#include "gateway/credentials.hpp"

#include "wire/digest.hpp"
#include "wire/http.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

constexpr milliseconds accepted_for{600'000};
constexpr std::size_t seen_max = 100'000;

std::string entry_of(tenant_id tenant, std::string_view token) {
    return std::to_string(tenant.value) + ':' + wire::sha256(token);
}

}  // namespace

std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() <= scheme.size()) return {};
    if (!wire::same_header_name(authorization.substr(0, scheme.size()), scheme)) return {};
    return authorization.substr(scheme.size());
}

bool is_api_key(std::string_view token) {
    return token.starts_with("cal_");
}

bool credentials::accepted(tenant_id tenant, std::string_view token) const {
    const auto now = now_().steady;
    const auto entry = entry_of(tenant, token);
    return seen_.with([&](const seen& all) {
        const auto found = all.find(entry);
        return found != all.end() && now < found->second;
    });
}

asio::awaitable<result<origin::credential_answer>> credentials::check(const tenant& t,
                                                                      std::string token) {
    auto answer = co_await t.calcom->check_credential("Bearer " + token);
    if (answer && answer->verdict == origin::credential_verdict::accepted) {
        const auto now = now_().steady;
        seen_.with([&](seen& all) {
            if (all.size() >= seen_max)
                std::erase_if(all, [&](const auto& e) { return e.second <= now; });
            if (all.size() < seen_max)
                all.insert_or_assign(entry_of(t.id, token), now + accepted_for);
        });
    }
    co_return answer;
}

}  // namespace slotgate::gateway
