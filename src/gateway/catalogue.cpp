#include "gateway/catalogue.hpp"

#include <algorithm>
#include <exception>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ops/log.hpp"

namespace slotgate::gateway {
namespace {

namespace asio = boost::asio;

constexpr milliseconds lifetime{300'000};
/// An event type the key may not read is asked for again after this.
constexpr milliseconds lifetime_unreadable{60'000};
/// Unreadable ids come from anybody who asks: their number is bounded.
constexpr std::size_t entries_max = 100'000;
constexpr std::size_t readings_max = 64;

terms terms_of(const event_type& type) {
    return {.length = type.length,
            .lengths = type.lengths,
            .notice = type.notice,
            .slot_interval = type.slot_interval,
            .offset_start = type.offset_start,
            .shifting = type.shifting,
            .per_zone = type.per_zone,
            .dates_decide_together = type.dates_decide_together(),
            .cacheable = !type.seated};
}

std::string name_of(catalogue::offered_by whose, std::string_view owner, std::string_view slug) {
    const std::string_view before = whose == catalogue::offered_by::team ? "team/" : "person/";
    return std::string(before).append(owner).append("/").append(slug);
}

void log_failure(const std::exception_ptr& failed) {
    if (failed) ops::log(ops::level::error, "Reading event types ended by an exception");
}

}  // namespace

bool terms::keeps(minutes duration) const {
    return cacheable && (duration == minutes{0} || duration == length ||
                         std::ranges::find(lengths, duration) != lengths.end());
}

catalogue::reading::reading(const asio::any_io_executor& executor)
    : bell(executor, asio::steady_timer::time_point::max()) {}

catalogue::catalogue(asio::any_io_executor executor, guarded<coherence::engine>& engine,
                     const tenants& all, people& known, fact_desk& desk, clock now)
    : executor_(std::move(executor)),
      engine_(engine),
      tenants_(all),
      people_(known),
      desk_(desk),
      now_(std::move(now)) {}

coherence::stamp catalogue::note() const {
    return engine_.with([&](const coherence::engine& e) { return e.depart(now_()).noted; });
}

std::optional<terms> catalogue::find(tenant_id tenant, event_type_id type, moment now,
                                     milliseconds past) const {
    const auto filed = register_.with([&](const register_of_types& all) -> std::optional<entry> {
        const auto found = all.entries.find({tenant, type});
        if (found == all.entries.end()) return std::nullopt;
        return found->second;
    });
    if (!filed || now.steady >= filed->expires + past) return std::nullopt;
    const bool current = engine_.with(
        [&](const coherence::engine& e) { return e.rules_current(filed->noted, tenant); });
    if (!current) return std::nullopt;
    return filed->terms;
}

std::optional<event_type_id> catalogue::named(tenant_id tenant, offered_by whose,
                                              std::string_view owner, std::string_view slug) const {
    const auto name = name_of(whose, owner, slug);
    return register_.with([&](const register_of_types& all) -> std::optional<event_type_id> {
        const auto own = all.names.find(tenant);
        if (own == all.names.end()) return std::nullopt;
        const auto found = own->second.find(name);
        if (found == own->second.end()) return std::nullopt;
        return found->second;
    });
}

void catalogue::file_names(tenant_id tenant, const std::vector<event_type>& types) {
    std::map<std::string, event_type_id, std::less<>> names;
    for (const auto& type : types) {
        if (type.slug.empty()) continue;
        if (!type.team_slug.empty())
            names.emplace(name_of(offered_by::team, type.team_slug, type.slug), type.id);
        else if (!type.username.empty())
            names.emplace(name_of(offered_by::person, type.username, type.slug), type.id);
    }
    register_.with([&](register_of_types& all) { all.names[tenant] = std::move(names); });
}

void catalogue::learn(tenant_id tenant, const std::vector<event_type>& types,
                      coherence::stamp noted, std::optional<std::uint64_t> all_of_edition) {
    engine_.with([&](coherence::engine& e) { e.learn(tenant, types, noted); });
    if (people_.learn(tenant, types, all_of_edition) == people::news::changed)
        desk_.tell({.source = coherence::fact_source::catalogue,
                    .radius = coherence::whole_tenant{tenant}});
}

void catalogue::file(const key& k, const terms& t, coherence::stamp noted, milliseconds life) {
    const auto now = now_();
    register_.with([&](register_of_types& all) {
        auto& entries = all.entries;
        if (entries.size() >= entries_max)
            std::erase_if(entries, [&](const auto& e) { return e.second.expires <= now.steady; });
        if (entries.size() < entries_max)
            entries.insert_or_assign(k, entry{t, noted, now.steady + life});
    });
}

asio::awaitable<void> catalogue::wait(shared_reading r) const {
    while (!r->done) co_await r->bell.async_wait(asio::as_tuple(asio::use_awaitable));
}

bool catalogue::loaded() const {
    return loaded_.with(
        [&](const auto& tenants) { return tenants.size() == tenants_.all().size(); });
}

asio::awaitable<result<void>> catalogue::load(tenant_id tenant) {
    const auto under_way = loads_.find(tenant);
    auto r = under_way == loads_.end() ? nullptr : under_way->second;
    if (!r) {
        r = std::make_shared<reading>(executor_);
        r->noted = note();
        loads_[tenant] = r;
        // May run to its end before `co_spawn` returns: nothing in `loads_` is to be relied on
        // after it.
        asio::co_spawn(executor_, read_all(tenant, r), log_failure);
    }
    co_await wait(r);
    co_return r->outcome;
}

asio::awaitable<void> catalogue::read_all(tenant_id tenant, shared_reading r) {
    const auto edition = people_.edition(tenant);
    const auto types = co_await tenants_.at(tenant).calcom->event_types(origin::lane::refresh);
    if (types) {
        learn(tenant, *types, r->noted, edition);
        file_names(tenant, *types);
        for (const auto& type : *types) file({tenant, type.id}, terms_of(type), r->noted, lifetime);
        loaded_.with([&](auto& all) { all[tenant] = true; });
    } else {
        // What is known of them may have outlived its truth (S4).
        people_.outlive(tenant);
        r->outcome = std::unexpected(types.error());
    }
    r->done = true;
    r->bell.cancel();
    loads_.erase(tenant);
    // Nobody waits for these.
    const auto addresses =
        co_await tenants_.at(tenant).calcom->host_addresses(origin::lane::refresh);
    if (addresses) people_.learn(tenant, *addresses, people::certainty::all_there_are);
}

catalogue::shared_reading catalogue::join(const std::map<key, shared_reading>& readings,
                                          const key& k) const {
    const auto found = readings.find(k);
    if (found == readings.end()) return nullptr;
    const bool current = engine_.with(
        [&](const coherence::engine& e) { return e.rules_current(found->second->noted, k.first); });
    return current ? found->second : nullptr;
}

asio::awaitable<result<terms>> catalogue::resolve(tenant_id tenant, event_type_id type) {
    if (const auto known = find(tenant, type, now_())) co_return *known;
    if (const auto all = loads_.find(tenant); all != loads_.end()) co_await wait(all->second);
    if (const auto known = find(tenant, type, now_())) co_return *known;
    const key k{tenant, type};
    auto r = join(readings_, k);
    if (!r) {
        if (readings_.size() >= readings_max)
            co_return fail(errc::overloaded, "too many event types are being read", seconds{1});
        r = std::make_shared<reading>(executor_);
        r->noted = note();
        readings_[k] = r;
        asio::co_spawn(executor_, read_one(k, r), log_failure);
    }
    co_await wait(r);
    if (!r->outcome) co_return std::unexpected(r->outcome.error());
    if (const auto known = find(tenant, type, now_())) co_return *known;
    // An edit came while it was read: what it says is not known to hold, so nothing is cached.
    co_return terms{};
}

asio::awaitable<void> catalogue::read_one(key k, shared_reading r) {
    const auto type =
        co_await tenants_.at(k.first).calcom->event_type_of(k.second, origin::lane::live);
    if (type) {
        learn(k.first, {*type}, r->noted);
        file(k, terms_of(*type), r->noted, lifetime);
    } else if (type.error().code == errc::not_found) {
        file(k, terms{}, r->noted, lifetime_unreadable);
    } else {
        r->outcome = std::unexpected(type.error());
    }
    r->done = true;
    r->bell.cancel();
    if (const auto mine = readings_.find(k); mine != readings_.end() && mine->second == r)
        readings_.erase(mine);
}

}  // namespace slotgate::gateway
