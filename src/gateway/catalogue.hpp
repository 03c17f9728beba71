#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "coherence/engine.hpp"
#include "core/error.hpp"
#include "core/event_type.hpp"
#include "gateway/fact_desk.hpp"
#include "gateway/guarded.hpp"
#include "gateway/people.hpp"
#include "gateway/tenant.hpp"
#include "gateway/terms.hpp"

namespace slotgate::gateway {

/// The event types of every tenant as Cal.com last told them, each read under a stamp (S3) and for
/// a lifetime; an edit of event types outdates them at once. Threads: `find` is safe to share; the
/// rest is confined to the executor.
class catalogue {
  public:
    /// Tells `known` of what it reads, and `desk` if that is not what it was (S4).
    catalogue(boost::asio::any_io_executor executor, guarded<coherence::engine>& engine,
              const tenants& all, people& known, fact_desk& desk, clock now);

    /// What is known now; nothing if it is unknown or outdated. `past`: how long after the end of
    /// its lifetime it will still do (S13).
    [[nodiscard]] std::optional<terms> find(tenant_id tenant, event_type_id type, moment now,
                                            milliseconds past = {}) const;

    /// The event type that goes by this slug, of a person or (`team`) of a team, among those `load`
    /// read; nothing if none does.
    enum class offered_by : std::uint8_t { person, team };
    [[nodiscard]] std::optional<event_type_id> named(tenant_id tenant, offered_by whose,
                                                     std::string_view owner,
                                                     std::string_view slug) const;

    /// Reads all event types of a tenant. Errors: those of origin::port.
    [[nodiscard]] boost::asio::awaitable<result<void>> load(tenant_id tenant);

    /// What is known, after asking Cal.com if need be; many askers cause one request.
    /// Errors: those of origin::port but not_found (that is an answer: not cacheable).
    [[nodiscard]] boost::asio::awaitable<result<terms>> resolve(tenant_id tenant,
                                                                event_type_id type);

    /// True once every tenant's event types have been read.
    [[nodiscard]] bool loaded() const;

  private:
    struct entry {
        gateway::terms terms;
        coherence::stamp noted;
        steady_instant expires;
    };
    using key = std::pair<tenant_id, event_type_id>;
    struct register_of_types {
        std::map<key, entry> entries;
        /// By `person/<username>/<slug>` and `team/<slug>/<slug>`; replaced whole by each load.
        std::map<tenant_id, std::map<std::string, event_type_id, std::less<>>> names;
    };
    /// A read under way: `bell` is cancelled when it is done.
    struct reading {
        explicit reading(const boost::asio::any_io_executor& executor);
        coherence::stamp noted;
        bool done = false;
        result<void> outcome;
        boost::asio::steady_timer bell;
    };
    using shared_reading = std::shared_ptr<reading>;  // among its askers and the reader

    [[nodiscard]] shared_reading join(const std::map<key, shared_reading>& readings,
                                      const key& k) const;
    [[nodiscard]] boost::asio::awaitable<void> read_one(key k, shared_reading r);
    [[nodiscard]] boost::asio::awaitable<void> read_all(tenant_id tenant, shared_reading r);
    [[nodiscard]] boost::asio::awaitable<void> wait(shared_reading r) const;
    /// Compares what was read with what was known: a change is a fact about the tenant.
    void learn(tenant_id tenant, const std::vector<event_type>& types, coherence::stamp noted,
               std::optional<std::uint64_t> all_of_edition = {});
    void file_names(tenant_id tenant, const std::vector<event_type>& types);
    void file(const key& k, const terms& t, coherence::stamp noted, milliseconds lifetime);
    [[nodiscard]] coherence::stamp note() const;

    boost::asio::any_io_executor executor_;
    guarded<coherence::engine>& engine_;
    const tenants& tenants_;
    people& people_;
    fact_desk& desk_;
    clock now_;
    guarded<register_of_types> register_;
    std::map<key, shared_reading> readings_;
    std::map<tenant_id, shared_reading> loads_;
    guarded<std::map<tenant_id, bool>> loaded_;
};

}  // namespace slotgate::gateway
