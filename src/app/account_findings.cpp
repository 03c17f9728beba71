#include "app/account_findings.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace slotgate::app {
namespace {

constexpr milliseconds skew_worth_a_note{1'000};
constexpr milliseconds skew_too_large{5'000};

/// Without these a booked time stays on offer, or a free one stays hidden, until it is looked up
/// again.
constexpr std::array<std::string_view, 3> needed_triggers{"BOOKING_CREATED", "BOOKING_RESCHEDULED",
                                                          "BOOKING_CANCELLED"};
constexpr std::array<std::string_view, 4> useful_triggers{"BOOKING_REQUESTED", "BOOKING_REJECTED",
                                                          "BOOKING_PAID", "OOO_CREATED"};

/// Collects what is found of one tenant.
class collector {
  public:
    explicit collector(const tenant_settings& t) : tenant_(t.name) {}

    void ok(std::string subject, std::string what) {
        add(gravity::ok, std::move(subject), std::move(what), {});
    }
    void note(std::string subject, std::string what, std::string advice) {
        add(gravity::note, std::move(subject), std::move(what), std::move(advice));
    }
    void problem(std::string subject, std::string what, std::string advice) {
        add(gravity::problem, std::move(subject), std::move(what), std::move(advice));
    }
    [[nodiscard]] std::vector<finding> take() { return std::move(all_); }

  private:
    void add(gravity g, std::string subject, std::string what, std::string advice) {
        all_.push_back({.gravity = g,
                        .tenant = tenant_,
                        .subject = std::move(subject),
                        .what = std::move(what),
                        .advice = std::move(advice)});
    }

    std::string tenant_;
    std::vector<finding> all_;
};

std::string reason(const error& e) {
    if (e.detail.empty()) return std::string(facts_of(e.code).for_client);
    if (e.code == errc::upstream_refused) return fmt::format("\"{}\"", e.detail);
    return fmt::format("{} ({})", facts_of(e.code).for_client, e.detail);
}

std::string in_seconds(milliseconds time) {
    return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1000.0);
}

bool is_loopback(std::string_view address) {
    return address.starts_with("http://127.") || address.starts_with("http://localhost") ||
           address.starts_with("http://[::1]");
}

void judge_address(collector& found, const tenant_settings& t, const account_facts& facts) {
    if (!facts.reached) {
        found.problem("address", fmt::format("{}: {}", t.base_url, reason(facts.reached.error())),
                      "Check base_url, the network from here, DNS and TLS.");
        return;
    }
    if (t.base_url.starts_with("http://") && !is_loopback(t.base_url))
        found.note("address", t.base_url + " answers, without TLS",
                   "Keys and people's data travel in the clear: use https.");
    else
        found.ok("address", fmt::format("{} answers in {} ms", t.base_url, facts.reached->count()));
}

void judge_clock(collector& found, const account_facts& facts) {
    if (!facts.clock) {
        found.note("clock", "Cal.com does not tell the time", "Something between removes `Date`.");
        return;
    }
    const auto apart = std::chrono::abs(facts.clock->ahead) - facts.clock->sure_to;
    const auto* which = facts.clock->ahead > milliseconds{0} ? "behind" : "ahead of";
    const auto what = fmt::format("this machine's clock is about {} {} Cal.com's",
                                  in_seconds(std::chrono::abs(facts.clock->ahead)), which);
    constexpr auto* advice = "Keep the machine's clock set (NTP).";
    if (apart > skew_too_large)
        found.problem("clock", what, advice);
    else if (apart > skew_worth_a_note)
        found.note("clock", what, advice);
    else
        found.ok("clock", "agrees with Cal.com's");
}

void judge_quota(collector& found, const account_facts& facts) {
    if (!facts.rate.limit || !facts.rate.remaining) {
        found.note("quota", "Cal.com does not tell its rate limit",
                   "Expect 120 requests a minute.");
        return;
    }
    const auto what =
        fmt::format("{} of {} requests left", *facts.rate.remaining, *facts.rate.limit);
    if (*facts.rate.remaining * 10 < *facts.rate.limit)
        found.note("quota", what, "Find out who else uses this key.");
    else
        found.ok("quota", what);
}

std::string name_of_key(std::size_t index) {
    return index == 0 ? "the API key" : fmt::format("key {} of people_keys", index);
}

void judge_keys(collector& found, const tenant_settings& t, const account_facts& facts) {
    for (std::size_t i = 0; i < facts.keys.size(); ++i) {
        const auto& owner = facts.keys[i].owner;
        if (i == 0 && t.api_key.empty())
            found.problem("key", "there is no API key",
                          "Set api_key_file: without it nothing is cached.");
        else if (owner)
            found.ok("key", fmt::format("{} is that of user {} ({})", name_of_key(i),
                                        owner->id.value, owner->username));
        else
            found.problem(
                "key", fmt::format("{} is not accepted: {}", name_of_key(i), reason(owner.error())),
                "Make a new key in Cal.com (Settings, API keys) and put it into its file.");
    }
    if (facts.keys.size() < t.people_keys.size() + 1)
        found.note(
            "key",
            fmt::format("only the first {} of people_keys were asked with", facts.keys.size() - 1),
            "");
}

std::vector<event_type> all_event_types(const account_facts& facts) {
    std::vector<event_type> out;
    for (const auto& key : facts.keys) {
        if (!key.owner || !key.event_types) continue;
        for (const auto& type : *key.event_types)
            if (std::ranges::find(out, type.id, &event_type::id) == out.end()) out.push_back(type);
    }
    return out;
}

void judge_event_types(collector& found, const account_facts& facts) {
    for (std::size_t i = 0; i < facts.keys.size(); ++i) {
        const auto& key = facts.keys[i];
        if (!key.owner || key.event_types) continue;
        found.problem("event-types",
                      fmt::format("{} does not show any: {}", name_of_key(i),
                                  reason(key.event_types.error())),
                      "Version 2024-06-14 of the event types must be there.");
    }
    const auto all = all_event_types(facts);
    if (all.empty()) {
        found.problem("event-types", "none can be read", "Without event types nothing is cached.");
        return;
    }
    const auto seated = std::ranges::count(all, true, &event_type::seated);
    const auto what = fmt::format("{} readable, {} cacheable", all.size(),
                                  static_cast<std::ptrdiff_t>(all.size()) - seated);
    if (seated > 0)
        found.note("event-types", what, "Those with seats are asked for upstream each time.");
    else
        found.ok("event-types", what);
}

void judge_contracts(collector& found, const account_facts& facts) {
    constexpr auto* advice = "Is this Cal.com's API v2, and is it recent enough?";
    if (!facts.slots)
        found.note("slots", "there is no event type to ask for", "");
    else if (*facts.slots)
        found.ok("slots", "version 2024-09-04 answers");
    else
        found.problem(
            "slots", "version 2024-09-04 does not answer: " + reason(facts.slots->error()), advice);
    if (!facts.bookings) return;
    if (*facts.bookings)
        found.ok("bookings", "version 2024-08-13 answers");
    else
        found.problem("bookings",
                      "version 2024-08-13 does not answer: " + reason(facts.bookings->error()),
                      advice);
}

void judge_services(collector& found, const tenant_settings& t, const account_facts& facts) {
    const auto listed = all_event_types(facts);
    std::size_t visible = 0;
    std::size_t unknown = 0;
    for (const auto& b : t.branches)
        for (const auto& s : b.services) {
            const bool is_listed =
                std::ranges::find(listed, s.event_type, &event_type::id) != listed.end();
            const auto asked = facts.services.find(s.event_type);
            if (is_listed || (asked != facts.services.end() && asked->second)) {
                ++visible;
            } else if (asked == facts.services.end()) {
                ++unknown;
            } else {
                found.problem(
                    "services",
                    fmt::format("service '{}' of branch '{}': event type {} is not shown: {}", s.id,
                                b.id, s.event_type.value, reason(asked->second.error())),
                    "Correct event_type_id, or add its person's key to people_keys.");
            }
        }
    if (visible > 0) found.ok("services", fmt::format("{} with a visible event type", visible));
    if (unknown > 0)
        found.note("services", fmt::format("{} not looked for", unknown),
                   "Mend the problems above and check again; a check asks ten requests at most.");
}

std::vector<std::string_view> missing(const wire::subscription& w,
                                      std::span<const std::string_view> wanted) {
    std::vector<std::string_view> out;
    std::ranges::copy_if(wanted, std::back_inserter(out), [&](std::string_view trigger) {
        return std::ranges::find(w.triggers, trigger) == w.triggers.end();
    });
    return out;
}

/// What is wrong with a subscription that posts to us; empty: nothing.
std::string fault_of(const wire::subscription& w, const tenant_settings& t) {
    if (!w.active) return "is not active";
    if (w.has_template) return "has a payload template, which drops what we need";
    if (const auto lacks = missing(w, needed_triggers); !lacks.empty())
        return fmt::format("lacks {}", fmt::join(lacks, ", "));
    if (!w.secret.empty() && w.secret.reveal() != t.webhook_secret.reveal())
        return "signs with another secret than webhook_secret, so that its events are refused";
    return {};
}

void judge_subscription(collector& found, const std::string& whose, const wire::subscription& w,
                        const tenant_settings& t) {
    if (const auto fault = fault_of(w, t); !fault.empty())
        return found.problem("webhook", fmt::format("the subscription of {} {}", whose, fault),
                             "Edit it in Cal.com: Settings, Developer, Webhooks.");
    if (const auto lacks = missing(w, useful_triggers); !lacks.empty())
        return found.note(
            "webhook",
            fmt::format("the subscription of {} lacks {}", whose, fmt::join(lacks, ", ")),
            "Add them: what they announce shows only within a lifetime else.");
    found.ok("webhook", fmt::format("{} is subscribed for", whose));
}

void judge_webhooks(collector& found, const settings& s, const tenant_settings& t,
                    const account_facts& facts) {
    const auto address = webhook_address(s, t);
    if (address.empty())
        return found.note("webhook", "not looked for: server.public_url is not set",
                          "Set it to where Cal.com reaches this gateway, and check again.");
    for (const auto& key : facts.keys) {
        if (!key.owner) continue;
        const auto whose = fmt::format("user {}", key.owner->id.value);
        if (!key.subscriptions) {
            found.problem("webhook",
                          fmt::format("the subscriptions of {} cannot be read: {}", whose,
                                      reason(key.subscriptions.error())),
                          "");
            continue;
        }
        const auto also = s.public_url + "/api/calcom/webhook";
        const bool unnamed = s.tenants.size() == 1 || s.webhook_tenant == t.name;
        const auto mine = std::ranges::find_if(*key.subscriptions, [&](const auto& w) {
            return w.url == address || (unnamed && w.url == also);
        });
        if (mine == key.subscriptions->end())
            found.problem(
                "webhook", fmt::format("no subscription of {} posts to {}", whose, address),
                fmt::format("Create it in Cal.com (Settings, Developer, Webhooks) with "
                            "the webhook secret, no template, and {}, {}.",
                            fmt::join(needed_triggers, ", "), fmt::join(useful_triggers, ", ")));
        else
            judge_subscription(found, whose, *mine, t);
    }
}

/// Bookings are announced to, and listed for, the person whose key is asked with.
void judge_people(collector& found, const account_facts& facts) {
    std::set<std::int64_t> with_key;
    for (const auto& key : facts.keys)
        if (key.owner) with_key.insert(key.owner->id.value);
    if (with_key.empty()) return;
    std::set<std::int64_t> without;
    bool unknown = false;
    for (const auto& type : all_event_types(facts)) {
        unknown = unknown || type.hosts.empty();
        for (const auto who : type.hosts)
            if (!with_key.contains(who.value)) without.insert(who.value);
    }
    if (without.empty() && !unknown) return found.ok("people", "there is a key of every host");
    if (!without.empty())
        found.note("people",
                   fmt::format("no keys of hosts {}: their bookings are not in the feed",
                               fmt::join(without, ", ")),
                   "Add their keys to people_keys_file, and subscribe for them.");
    if (unknown)
        found.note("people", "some event types do not tell their hosts",
                   "A change of one account then concerns every account of this Cal.com.");
}

}  // namespace

std::string webhook_address(const settings& s, const tenant_settings& t) {
    if (s.public_url.empty()) return {};
    return s.public_url + "/webhooks/calcom/" + t.name;
}

std::vector<finding> findings_of(const settings& s, const tenant_settings& t,
                                 const account_facts& facts) {
    collector found(t);
    judge_address(found, t, facts);
    if (!facts.reached) return found.take();
    judge_keys(found, t, facts);
    judge_clock(found, facts);
    judge_quota(found, facts);
    judge_contracts(found, facts);
    if (facts.keys.front().owner) {
        judge_event_types(found, facts);
        judge_services(found, t, facts);
        judge_webhooks(found, s, t, facts);
        judge_people(found, facts);
    }
    return found.take();
}

}  // namespace slotgate::app
