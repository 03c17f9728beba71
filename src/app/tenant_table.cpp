#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/setting_table.hpp"
#include "app/setting_values.hpp"
#include "wire/digest.hpp"

namespace slotgate::app {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// One installation has one address, however it was written: tenants of one share people (T2).
bool read_base_url(tenant_settings& t, std::string_view text) {
    while (text.ends_with('/')) text.remove_suffix(1);
    // Clients write the version into their base address; the routes carry it themselves here.
    if (text.ends_with("/v2")) text.remove_suffix(3);
    std::string address(text);
    const auto host = address.find("://");
    const auto path = host == std::string::npos ? host : address.find('/', host + 3);
    const auto end = std::min(path, address.size());
    std::transform(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(end),
                   address.begin(), lower);
    const std::string_view port = address.starts_with("https") ? ":443" : ":80";
    if (std::string_view(address).substr(0, end).ends_with(port))
        address.erase(end - port.size(), port.size());
    return read_address(t.base_url, address);
}

bool read_host_names(tenant_settings& t, std::string_view text) {
    std::vector<std::string> names;
    for (const auto name : listed(text)) {
        if (name.empty() || name.find_first_of("/: ") != std::string_view::npos) return false;
        auto& small = names.emplace_back(name);
        std::ranges::transform(small, small.begin(), lower);
    }
    t.host_names = std::move(names);
    return true;
}

bool read_requests(std::int64_t& into, std::string_view text) {
    const auto value = number_in<std::int64_t>(text, 0, 10'000'000);
    if (value) into = *value;
    return value.has_value();
}

/// As long as days are held that are over.
bool read_past_lifetime(tenant_settings& t, std::string_view text) {
    const auto value = number_in<std::int64_t>(text, 0, 3'600);
    if (value) t.past_lifetime = seconds{*value};
    return value.has_value();
}

bool read_company(tenant_settings& t, std::string_view text) {
    const auto value = number_in<std::int64_t>(text, 1, std::int64_t{1} << 53U);
    if (value) t.company = *value;
    return value.has_value();
}

constexpr std::array tenant_table{
    setting<tenant_settings>{"company", "a whole number above 0", read_company,
                             [](const tenant_settings& t) {
                                 return t.company == 0 ? std::string{} : std::to_string(t.company);
                             }},
    setting<tenant_settings>{"base_url", "an http:// or https:// address", read_base_url,
                             [](const tenant_settings& t) { return quoted(t.base_url); }},
    setting<tenant_settings>{"hosts", "host names without ports", read_host_names,
                             [](const tenant_settings& t) { return quoted_list(t.host_names); }},
    setting<tenant_settings>{
        "api_key", "a key of at most 512 printable characters",
        [](tenant_settings& t, std::string_view text) { return read_secret(t.api_key, text); },
        [](const tenant_settings& t) { return print_secret(t.api_key); }, secrecy::secret},
    setting<tenant_settings>{
        "people_keys", "keys separated by commas or line ends",
        [](tenant_settings& t, std::string_view text) { return read_secrets(t.people_keys, text); },
        [](const tenant_settings& t) {
            return t.people_keys.empty() ? std::string{} : print_secret(t.people_keys.front());
        },
        secrecy::secret},
    setting<tenant_settings>{
        "webhook_secret", "a secret of at most 512 printable characters",
        [](tenant_settings& t, std::string_view text) {
            return read_secret(t.webhook_secret, text);
        },
        [](const tenant_settings& t) { return print_secret(t.webhook_secret); }, secrecy::secret},
    setting<tenant_settings>{
        "quota_per_minute", "a whole number, 0 (as Cal.com tells) to 10000000",
        [](tenant_settings& t, std::string_view text) {
            return read_requests(t.quota_per_minute, text);
        },
        [](const tenant_settings& t) { return std::to_string(t.quota_per_minute); }},
    setting<tenant_settings>{
        "quota_reserve", "a whole number, 0 to 10000000",
        [](tenant_settings& t, std::string_view text) {
            return read_requests(t.quota_reserve, text);
        },
        [](const tenant_settings& t) { return std::to_string(t.quota_reserve); }},
    setting<tenant_settings>{
        "past_lifetime_s", "whole seconds, 0 to 3600", read_past_lifetime,
        [](const tenant_settings& t) { return print_seconds(t.past_lifetime); }},
};

/// `+` and 7 to 15 digits, the first not 0 (E.164).
bool is_phone_number(std::string_view text) {
    if (!text.starts_with('+') || text.size() < 8 || text.size() > 16 || text[1] == '0')
        return false;
    return std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

bool read_phone_numbers(branch_settings& b, std::string_view text) {
    const auto numbers = listed(text);
    if (!std::ranges::all_of(numbers, is_phone_number)) return false;
    b.phone_numbers.assign(numbers.begin(), numbers.end());
    return true;
}

/// `HH:MM`, up to `24:00`.
bool read_hour(minutes& into, std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return false;
    const auto hour = number_in<int>(text.substr(0, 2), 0, 24);
    const auto minute = number_in<int>(text.substr(3), 0, 59);
    if (!hour || !minute || hours{*hour} + minutes{*minute} > hours{24}) return false;
    into = hours{*hour} + minutes{*minute};
    return true;
}

std::string print_hour(minutes since_midnight) {
    return quoted(
        fmt::format("{:02}:{:02}", since_midnight / hours{1}, (since_midnight % hours{1}).count()));
}

bool read_open_days(branch_settings& b, std::string_view text) {
    const auto read = slotgate::finding::read_workdays(text);
    if (read) b.hours.workdays = *read;
    return read.has_value();
}

std::string print_open_days(const branch_settings& b) {
    const auto joined = slotgate::finding::workday_names(b.hours);
    const auto names = listed(joined);
    return quoted_list({names.begin(), names.end()});
}

constexpr std::array branch_table{
    setting<branch_settings>{
        "name", "1 to 200 characters",
        [](branch_settings& b, std::string_view text) { return read_words(b.name, text); },
        [](const branch_settings& b) { return quoted(b.name); }},
    setting<branch_settings>{
        "time_zone", "the name of a time zone, like Europe/Berlin",
        [](branch_settings& b, std::string_view text) { return read_words(b.time_zone, text); },
        [](const branch_settings& b) { return quoted(b.time_zone); }},
    setting<branch_settings>{"phone_numbers", "phone numbers like +4930123456", read_phone_numbers,
                             [](const branch_settings& b) { return quoted_list(b.phone_numbers); }},
    setting<branch_settings>{
        "opens", "a time like 09:00",
        [](branch_settings& b, std::string_view text) { return read_hour(b.hours.opens, text); },
        [](const branch_settings& b) { return print_hour(b.hours.opens); }},
    setting<branch_settings>{
        "closes", "a time like 18:00",
        [](branch_settings& b, std::string_view text) { return read_hour(b.hours.closes, text); },
        [](const branch_settings& b) { return print_hour(b.hours.closes); }},
    setting<branch_settings>{"open_days", "some of mon, tue, wed, thu, fri, sat, sun",
                             read_open_days, print_open_days},
};

bool read_event_type(service_settings& s, std::string_view text) {
    const auto value = number_in<std::int64_t>(text, 1, std::int64_t{1} << 53U);
    if (value) s.event_type = event_type_id{*value};
    return value.has_value();
}

constexpr std::array service_table{
    setting<service_settings>{
        "name", "1 to 200 characters",
        [](service_settings& s, std::string_view text) { return read_words(s.name, text); },
        [](const service_settings& s) { return quoted(s.name); }},
    setting<service_settings>{
        "event_type_id", "the number of an event type", read_event_type,
        [](const service_settings& s) { return std::to_string(s.event_type.value); }},
};

bool read_token(credential_settings& c, std::string_view text) {
    constexpr std::size_t bytes_min = 24;
    secret token;
    if (!text.starts_with("sgk_") || text.size() < bytes_min || !read_secret(token, text))
        return false;
    c.token_digest = wire::sha256(text);
    return true;
}

bool read_token_sha256(credential_settings& c, std::string_view text) {
    constexpr std::size_t digits = 64;
    std::string bytes;
    for (std::size_t i = 0; i + 2 <= text.size(); i += 2) {
        std::uint8_t byte{};
        const auto* const end = text.data() + i + 2;
        if (std::from_chars(text.data() + i, end, byte, 16).ptr != end) return false;
        bytes += static_cast<char>(byte);
    }
    if (text.size() != digits) return false;
    c.token_digest = std::move(bytes);
    return true;
}

bool read_grants(credential_settings& c, std::string_view text) {
    gateway::grants all;
    for (const auto name : listed(text)) {
        const auto one = gateway::grant_named(name);
        if (!one) return false;
        all.add(*one);
    }
    if (all.empty()) return false;
    c.grants = all;
    return true;
}

std::string print_grants(const credential_settings& c) {
    const auto joined = c.grants.names();
    const auto names = listed(joined);
    return quoted_list({names.begin(), names.end()});
}

bool read_expiry(credential_settings& c, std::string_view text) {
    const auto date = parse_date(text);
    const auto at =
        date ? std::optional<instant>{std::chrono::sys_days{*date}} : parse_instant(text);
    if (at) c.expires = at;
    return at.has_value();
}

constexpr std::array credential_table{
    setting<credential_settings>{
        "token", "sgk_ and at least 20 further printable characters", read_token,
        [](const credential_settings&) { return std::string{"\"(set)\""}; }, secrecy::secret},
    setting<credential_settings>{"token_sha256", "64 hexadecimal digits", read_token_sha256,
                                 [](const credential_settings&) { return std::string{}; }},
    setting<credential_settings>{
        "grants",
        "some of availability, bookings.read, bookings.write, event_types.read, "
        "event_types.write, schedules.read, schedules.write, webhooks, everything",
        read_grants, print_grants},
    setting<credential_settings>{
        "branch", "the id of a branch of this tenant",
        [](credential_settings& c, std::string_view text) {
            if (!is_name(text)) return false;
            c.branch = text;
            return true;
        },
        [](const credential_settings& c) { return c.branch.empty() ? "" : quoted(c.branch); }},
    setting<credential_settings>{
        "expires", "a date or a time like 2031-05-06T08:00:00Z", read_expiry,
        [](const credential_settings& c) { return c.expires ? quoted(to_text(*c.expires)) : ""; }},
};

}  // namespace

std::span<const setting<tenant_settings>> tenant_rows() {
    return tenant_table;
}
std::span<const setting<branch_settings>> branch_rows() {
    return branch_table;
}
std::span<const setting<service_settings>> service_rows() {
    return service_table;
}
std::span<const setting<credential_settings>> credential_rows() {
    return credential_table;
}

}  // namespace slotgate::app
