// What share of questions a full cache answers, by what it does when it is full: the store of the
// program beside other ways, of the same size and on the same questions. Event types are asked for
// by Zipf's law, near dates more often than far ones, as a salon's callers do. Nothing is timed.
//
//   bench_eviction [--markdown]

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <list>
#include <memory>
#include <random>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "coherence/day_store.hpp"

namespace {

using namespace slotgate;
using namespace slotgate::coherence;

constexpr utc_date today{days{22'400}};
constexpr int event_types = 20'000;
constexpr int questions_a_second = 500;
constexpr seconds warming_up{600};
constexpr seconds measured{900};
constexpr milliseconds lifetime{300'000};
constexpr milliseconds lifetime_empty{60'000};

struct day {
    int type;
    int ahead;
    friend bool operator==(const day&, const day&) = default;
};

struct hash_of_day {
    std::size_t operator()(const day& d) const {
        return std::hash<int>{}(d.type * 1'000 + d.ahead);
    }
};

steady_instant end_of(const day& d, steady_instant now) {
    return now + ((d.type + d.ahead) % 7 == 0 ? lifetime_empty : lifetime);
}

/// Bounded; says of a day whether it can answer, and takes what was fetched.
class contestant {
  public:
    contestant() = default;
    contestant(const contestant&) = delete;
    contestant& operator=(const contestant&) = delete;
    virtual ~contestant() = default;
    virtual bool answers(const day& d, steady_instant now) = 0;
    virtual void take(const day& d, steady_instant now) = 0;
    /// A question about this event type was answered wholly.
    virtual void answered(int /*type*/) {}
};

class program_store : public contestant {
  public:
    explicit program_store(std::size_t days_max) : store_(days_max) {}
    bool answers(const day& d, steady_instant now) override {
        const auto* found = store_.find(series_of(d), today + days{d.ahead});
        return found != nullptr && found->expires > now;
    }
    void take(const day& d, steady_instant now) override {
        store_.put(
            series_of(d), today + days{d.ahead},
            {.starts = {}, .departed = {}, .left_at = now, .expires = end_of(d, now), .length = {}},
            {today, now});
    }
    void answered(int type) override {
        if (const auto* held = store_.find(series_of({type, 0}))) held->asked.note();
    }

  private:
    static series series_of(const day& d) {
        return {.tenant = tenant_id{0},
                .type = event_type_id{d.type},
                .duration = {},
                .grid = {},
                .question = {}};
    }
    day_store store_;
};

enum class order : std::uint8_t { filed, used };

/// What was filed, or used, longest ago goes.
class queue : public contestant {
  public:
    queue(std::size_t days_max, order by) : days_max_(days_max), by_(by) {}
    bool answers(const day& d, steady_instant now) override {
        const auto found = places_.find(d);
        if (found == places_.end() || found->second->end <= now) return false;
        if (by_ == order::used) days_.splice(days_.end(), days_, found->second);
        return true;
    }
    void take(const day& d, steady_instant now) override {
        if (const auto found = places_.find(d); found != places_.end()) {
            days_.erase(found->second);
            places_.erase(found);
        }
        if (places_.size() >= days_max_) {
            places_.erase(days_.front().of);
            days_.pop_front();
        }
        days_.push_back({d, end_of(d, now)});
        places_[d] = std::prev(days_.end());
    }

  private:
    struct filed {
        day of;
        steady_instant end;
    };
    std::size_t days_max_;
    order by_;
    std::list<filed> days_;
    std::unordered_map<day, std::list<filed>::iterator, hash_of_day> places_;
};

enum class when_full : std::uint8_t { starts_afresh, waits_for_the_end_of_some };

class table : public contestant {
  public:
    table(std::size_t days_max, when_full then) : days_max_(days_max), then_(then) {}
    bool answers(const day& d, steady_instant now) override {
        const auto found = ends_.find(d);
        return found != ends_.end() && found->second > now;
    }
    void take(const day& d, steady_instant now) override {
        if (ends_.size() >= days_max_ && !ends_.contains(d)) {
            if (then_ == when_full::starts_afresh) ends_.clear();
            // A look through all of it, at most once a second here.
            if (ends_.size() >= days_max_ && now - looked_at_ >= seconds{1}) {
                std::erase_if(ends_, [now](const auto& one) { return one.second <= now; });
                looked_at_ = now;
            }
            if (ends_.size() >= days_max_) return;
        }
        ends_[d] = end_of(d, now);
    }

  private:
    std::size_t days_max_;
    when_full then_;
    steady_instant looked_at_;
    std::unordered_map<day, steady_instant, hash_of_day> ends_;
};

struct asked {
    int type;
    int ahead;
    int dates;
};

/// The same questions for everybody.
class callers {
  public:
    callers() : popularity_(event_types) {
        double sum = 0;
        for (int i = 0; i < event_types; ++i)
            popularity_[static_cast<std::size_t>(i)] = sum += 1.0 / (i + 1);
        for (auto& share : popularity_) share /= sum;
    }
    asked next() {
        constexpr std::array lengths{1, 1, 1, 1, 1, 3, 3, 7, 7, 14};
        constexpr double mean_ahead = 6;
        const auto type = std::ranges::lower_bound(popularity_, chance()) - popularity_.begin();
        const auto ahead = static_cast<int>(-mean_ahead * std::log(1 - chance()));
        const auto length = lengths.at(static_cast<std::size_t>(chance() * lengths.size()));
        return {static_cast<int>(type), std::min(ahead, 90), length};
    }

  private:
    // Not std::uniform_real_distribution: every library draws its own numbers.
    double chance() { return static_cast<double>(random_() >> 11U) * 0x1.0p-53; }
    std::mt19937_64 random_{1};
    std::vector<double> popularity_;
};

struct share {
    double questions;
    double days;
};

share hits(contestant& cache) {
    callers asking;
    std::array<std::int64_t, 4> n{};
    auto& [questions, answered, all_days, servable] = n;
    for (seconds second{0}; second < warming_up + measured; ++second) {
        const steady_instant now{hours{1} + second};
        for (int i = 0; i < questions_a_second; ++i) {
            const auto q = asking.next();
            std::vector<day> missing;
            for (int date = 0; date < q.dates; ++date)
                if (const day d{q.type, q.ahead + date}; !cache.answers(d, now))
                    missing.push_back(d);
            for (const auto& d : missing) cache.take(d, now);
            if (missing.empty()) cache.answered(q.type);
            if (second < warming_up) continue;
            ++questions;
            answered += missing.empty() ? 1 : 0;
            all_days += q.dates;
            servable += q.dates - static_cast<int>(missing.size());
        }
    }
    return {100.0 * static_cast<double>(answered) / static_cast<double>(questions),
            100.0 * static_cast<double>(servable) / static_cast<double>(all_days)};
}

struct way {
    std::string_view name;
    std::function<std::unique_ptr<contestant>(std::size_t days_max)> make;
};

const std::array ways{
    way{"slotgate", [](auto size) { return std::make_unique<program_store>(size); }},
    way{"least recently used",
        [](auto size) { return std::make_unique<queue>(size, order::used); }},
    way{"first in, first out",
        [](auto size) { return std::make_unique<queue>(size, order::filed); }},
    way{"full: starts afresh",
        [](auto size) { return std::make_unique<table>(size, when_full::starts_afresh); }},
    way{"full: takes nothing", [](auto size) {
            return std::make_unique<table>(size, when_full::waits_for_the_end_of_some);
        }}};

}  // namespace

int main(int argc, char** argv) {
    const bool markdown = argc > 1 && std::string_view(argv[1]) == "--markdown";
    const auto* const heading = markdown ? "| %s | %s | %s | %s |\n" : "%-22s %9s %18s %15s\n";
    const auto* const row =
        markdown ? "| %.*s | %zu | %.1f %% | %.1f %% |\n" : "%-22.*s %9zu %16.1f %% %13.1f %%\n";
    std::printf(heading, "when there is no room", "days held", "questions answered",
                "days answered");
    if (markdown) std::puts("|---|---|---|---|");
    for (const std::size_t days_max : {10'000, 30'000, 100'000}) {
        for (const auto& one : ways) {
            const auto cache = one.make(days_max);
            const auto answered = hits(*cache);
            std::printf(row, static_cast<int>(one.name.size()), one.name.data(), days_max,
                        answered.questions, answered.days);
        }
    }
}
