#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "coherence/engine.hpp"
#include "core/error.hpp"
#include "core/slot.hpp"
#include "gateway/allowance.hpp"
#include "gateway/cache_switch.hpp"
#include "gateway/catalogue.hpp"
#include "gateway/flights.hpp"
#include "gateway/guarded.hpp"
#include "gateway/refresher.hpp"
#include "wire/slots_question.hpp"

namespace slotgate::gateway {

/// How an answer came about; becomes Cache-Status (RFC 9211) and a metric.
enum class answer_source : std::uint8_t {
    hit,          ///< every day was in memory
    unrefreshed,  ///< likewise, and should have been fetched: Cal.com could not be asked (S13)
    fetched,      ///< Cal.com was asked for it
    collapsed     ///< Cal.com was asked, for several askers at once
};

/// Starts that answer a question, and until when they do (S11).
struct answered {
    std::vector<slot> slots;
    std::vector<seated_slot> seated;  ///< instead of `slots`, where starts have seats
    coherence::validity validity;
    answer_source source = answer_source::hit;
};

/// The question is not one the cache may answer (S2), or the cache is off (S8): ask Cal.com as it
/// is and keep nothing.
struct bypass {};

using availability_outcome = std::variant<answered, bypass>;

/// How old an answer may be for whoever asks (S12).
struct freshness {
    /// Nothing: as old as the cache lets it be; 0: Cal.com is to be asked now.
    std::optional<seconds> max_age;

    [[nodiscard]] bool suffices(const coherence::validity& answer, moment now) const {
        return !max_age || (*max_age > seconds{0} && now.steady - answer.left_at <= *max_age);
    }
};

/// The use case "what is free?": answers from day entries, fetching what is missing.
/// Threads: `at_once` and `past_lifetime` are safe to share; `answer` is confined to the executor
/// of the flights.
class availability {
  public:
    availability(guarded<coherence::engine>& engine, catalogue& types, flights& under_way,
                 refresher& warm, const tenants& all, const cache_switch& power,
                 const zone_database& zones, clock now)
        : engine_(engine),
          catalogue_(types),
          flights_(under_way),
          refresher_(warm),
          tenants_(all),
          power_(power),
          zones_(zones),
          now_(std::move(now)),
          fresh_(fresh_rate) {}

    /// From memory, or nothing if Cal.com must be asked first.
    [[nodiscard]] std::optional<availability_outcome> at_once(tenant_id tenant,
                                                              const wire::slots_question& asked,
                                                              freshness wanted = {}) const;

    /// Fetches what is missing; at most twice per question (S10). Who wants it fresher than it is
    /// in memory gets it so as often as the tenant's allowance lets them, else as it is (S12).
    /// What could not be fetched is answered past its lifetime, if that can be, to all who named no
    /// age. Errors: those of flights::fetch and of catalogue::resolve: "could not check" is never
    /// an empty answer (S13).
    [[nodiscard]] boost::asio::awaitable<result<availability_outcome>> answer(
        tenant_id tenant, wire::slots_question asked, freshness wanted = {});

    /// What memory has for a question that Cal.com cannot be asked, where the tenant allows it
    /// (S13). Nothing: not all of it, or not of days that are still as they were.
    [[nodiscard]] std::optional<answered> past_lifetime(tenant_id tenant,
                                                        const wire::slots_question& asked) const;

    /// Asks for whole dates, whatever is in memory, and keeps nothing: for questions that are ours
    /// to answer while the cache is off (S8). Errors: as `answer`.
    [[nodiscard]] boost::asio::awaitable<result<availability_outcome>> answer_afresh(
        tenant_id tenant, wire::slots_question asked);

    /// The event type asked for, by its number or its name (S2); nothing if the catalogue has none.
    [[nodiscard]] std::optional<event_type_id> asked_for(tenant_id tenant,
                                                         const wire::slots_question& asked) const;

  private:
    /// Questions that want Cal.com asked although memory knows, of one tenant.
    static constexpr rate fresh_rate{.at_once = 10, .interval = seconds{2}};

    [[nodiscard]] coherence::question question_for(tenant_id tenant, event_type_id type,
                                                   const wire::slots_question& asked,
                                                   const terms& known) const;
    /// A question in the engine's terms, and how to fetch for it.
    struct errand {
        coherence::question question;
        fetch_order order;
    };
    /// Nothing: the question is not one the cache may answer.
    [[nodiscard]] boost::asio::awaitable<result<std::optional<errand>>> prepare(
        tenant_id tenant, const wire::slots_question& asked);
    [[nodiscard]] boost::asio::awaitable<result<availability_outcome>> answer_current(
        tenant_id tenant, const wire::slots_question& asked, freshness wanted);
    [[nodiscard]] boost::asio::awaitable<result<availability_outcome>> fetch_and_answer(
        coherence::question q, fetch_order order, freshness wanted);
    /// Once more, for whoever asks just these dates, when it turns out that they decide together.
    [[nodiscard]] boost::asio::awaitable<result<availability_outcome>> fetch_alone(
        coherence::question q, fetch_order order);
    /// For event types that are not kept: whole dates all the same (S2), for those who wait.
    [[nodiscard]] boost::asio::awaitable<result<availability_outcome>> fetch_unkept(
        coherence::question q, fetch_order order);
    /// What a request brought that left after its askers asked, straight to them.
    [[nodiscard]] availability_outcome unkept(const coherence::question& q, const flown& brought,
                                              answer_source source) const;

    guarded<coherence::engine>& engine_;
    catalogue& catalogue_;
    flights& flights_;
    refresher& refresher_;
    const tenants& tenants_;
    const cache_switch& power_;
    const zone_database& zones_;
    clock now_;
    allowances<tenant_id> fresh_;
};

}  // namespace slotgate::gateway
