#include "wire/slots_answer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <limits>

#include <openssl/sha.h>

namespace slotgate::wire {
namespace {

constexpr std::int64_t minute_millis = 60'000;
constexpr std::int64_t date_millis = 86'400'000;

char* put(char* out, std::string_view text) {
    std::memcpy(out, text.data(), text.size());
    return out + text.size();
}

char* put_two(char* out, std::int64_t value) {
    out[0] = static_cast<char>('0' + value / 10);
    out[1] = static_cast<char>('0' + value % 10);
    return out + 2;
}

/// Writes instants as local text. Ascending instants cost one look-up per period of the zone and
/// one reckoning of the calendar per date, not one per slot.
class local_clock {
  public:
    /// A null zone is UTC.
    explicit local_clock(const zone* place) : place_(place) {
        if (place_ != nullptr && place_->name() != "UTC" && place_->name() != "GMT") return;
        place_ = nullptr;
        suffix_[0] = 'Z';
        suffix_bytes_ = 1;
    }

    /// Reads `t`; `date()` and `put_time` speak of it until the next call.
    void set(instant t) {
        if (place_ != nullptr && (t < since_ || t >= until_)) find_period(t);
        const std::int64_t local = (t.time_since_epoch() + offset_).count();
        of_day_ = local - day_ * date_millis;
        if (of_day_ < 0 || of_day_ >= date_millis) find_date(local);
    }

    /// `2031-05-06`
    [[nodiscard]] std::string_view date() const { return {date_.data(), date_.size()}; }

    /// `2031-05-06T09:00:00.000+02:00`
    char* put_time(char* out) const {
        out = put(out, date());
        *out++ = 'T';
        out = put_two(out, of_day_ / (60 * minute_millis));
        *out++ = ':';
        out = put_two(out, of_day_ / minute_millis % 60);
        const std::int64_t rest = of_day_ % minute_millis;
        *out++ = ':';
        out = put_two(out, rest / 1000);
        *out++ = '.';
        *out++ = static_cast<char>('0' + rest % 1000 / 100);
        out = put_two(out, rest % 100);
        return put(out, {suffix_.data(), suffix_bytes_});
    }
    static constexpr std::size_t time_bytes_max = 29;

  private:
    void find_period(instant t) {
        const auto& periods = place_->periods();
        const auto next = std::ranges::upper_bound(periods, t, {}, &zone::period::since);
        const auto current = next == periods.begin() ? next : std::prev(next);
        const auto following = next == periods.begin() ? std::next(next) : next;
        since_ = next == periods.begin() ? instant::min() : current->since;
        until_ = following == periods.end() ? instant::max() : following->since;
        offset_ = current->offset;
        const minutes size = std::chrono::abs(current->offset);
        suffix_[0] = current->offset < minutes{0} ? '-' : '+';
        put_two(&suffix_[1], size.count() / 60);
        suffix_[3] = ':';
        put_two(&suffix_[4], size.count() % 60);
        suffix_bytes_ = 6;
    }

    void find_date(std::int64_t local) {
        day_ = std::chrono::floor<days>(milliseconds{local}).count();
        of_day_ = local - day_ * date_millis;
        const std::chrono::year_month_day date{std::chrono::sys_days{days{day_}}};
        const int year = static_cast<int>(date.year());
        char* out = put_two(date_.data(), year / 100 % 100);
        out = put_two(out, year % 100);
        *out++ = '-';
        out = put_two(out, static_cast<unsigned>(date.month()));
        *out++ = '-';
        put_two(out, static_cast<unsigned>(date.day()));
    }

    const zone* place_;
    instant since_ = instant::max();
    instant until_ = instant::min();
    minutes offset_{0};
    std::int64_t day_ = -1'000'000;  ///< days since 1970; none that is ever asked
    std::int64_t of_day_ = 0;
    std::array<char, 10> date_{};
    std::array<char, 6> suffix_{};
    std::size_t suffix_bytes_ = 0;
};

/// The texts around the times of one element, by generation and format.
struct element_words {
    std::string_view before_start;
    std::string_view before_end;  ///< empty: the end is not written
};

element_words words_of(const slots_question& question) {
    if (question.contract == generation::v2024_09_04)
        return {R"({"start":")",
                question.format == slot_format::range ? R"(","end":")" : std::string_view{}};
    if (question.format == slot_format::unset) return {R"({"time":")", {}};
    return {R"({"startTime":")", R"(","endTime":")"};
}

/// An element but for its closing brace.
char* put_times(char* out, const element_words& words, const slot& s, const local_clock& start,
                local_clock& end) {
    out = put(out, words.before_start);
    out = start.put_time(out);
    if (!words.before_end.empty()) {
        out = put(out, words.before_end);
        end.set(s.end);
        out = end.put_time(out);
    }
    *out++ = '"';
    return out;
}

char* put_number(char* out, std::int64_t value) {
    return std::to_chars(out, out + std::numeric_limits<std::int64_t>::digits10 + 2, value).ptr;
}

slot times_of(const slot& s) {
    return s;
}
slot times_of(const seated_slot& s) {
    return s.slot;
}

char* put_seats(char* out, const slot& /*s*/, generation /*contract*/) {
    return out;
}
char* put_seats(char* out, const seated_slot& s, generation contract) {
    if (contract == generation::v2024_09_04) {
        out = put_number(put(out, R"(,"seatsBooked":)"), s.booked);
        out = put_number(put(out, R"(,"seatsRemaining":)"), s.remaining);
        out = put_number(put(out, R"(,"seatsTotal":)"), s.total);
    } else if (s.booked > 0) {
        out = put_number(put(out, R"(,"attendees":)"), s.booked);
    }
    if (s.booking_uid.empty()) return out;
    out = put(out, R"(,"bookingUid":")");
    out = put(out, s.booking_uid);
    *out++ = '"';
    return out;
}

std::size_t seat_bytes_max(std::span<const slot> /*slots*/) {
    return 0;
}
std::size_t seat_bytes_max(std::span<const seated_slot> slots) {
    constexpr std::size_t words_and_numbers = 160;
    std::size_t out = 0;
    for (const auto& s : slots) out += words_and_numbers + s.booking_uid.size();
    return out;
}

/// The dates and their slots: `"2031-05-06":[{...},{...}],"2031-05-07":[...]`.
template <class Slot>
char* put_dates(char* out, const slots_question& question, std::span<const Slot> slots) {
    const auto words = words_of(question);
    local_clock start(question.zone);
    local_clock end(question.zone);
    std::array<char, 10> open_date{};
    for (const Slot& s : slots) {
        start.set(times_of(s).start);
        if (std::memcmp(open_date.data(), start.date().data(), open_date.size()) == 0) {
            *out++ = ',';
        } else {
            if (open_date[0] != '\0') out = put(out, "],");
            put(open_date.data(), start.date());
            *out++ = '"';
            out = put(out, start.date());
            out = put(out, R"(":[)");
        }
        out = put_times(out, words, times_of(s), start, end);
        out = put_seats(out, s, question.contract);
        *out++ = '}';
    }
    return slots.empty() ? out : put(out, "]");
}

/// No answer is longer: two times and their words an element, a key for each as if alone on its
/// date.
std::size_t bytes_max(const slots_question& question, std::size_t slots) {
    const auto words = words_of(question);
    constexpr std::size_t key_bytes = 16;
    constexpr std::size_t envelope_bytes = 64;
    std::size_t element = words.before_start.size() + local_clock::time_bytes_max + 3;
    if (!words.before_end.empty()) element += words.before_end.size() + local_clock::time_bytes_max;
    return envelope_bytes + slots * (element + key_bytes);
}

template <class Slot>
std::string render(const slots_question& question, std::span<const Slot> slots) {
    const bool nested = question.contract == generation::v2024_04_15;
    std::string body;
    const auto room = bytes_max(question, slots.size()) + seat_bytes_max(slots);
    body.resize_and_overwrite(room, [&](char* begin, std::size_t) {
        char* out = put(begin, nested ? R"({"data":{"slots":{)" : R"({"data":{)");
        out = put_dates(out, question, slots);
        out = put(out, nested ? R"(}},"status":"success"})" : R"(},"status":"success"})");
        return static_cast<std::size_t>(out - begin);
    });
    return body;
}

}  // namespace

std::string render_slots(const slots_question& question, std::span<const slot> slots) {
    return render(question, slots);
}

std::string render_slots(const slots_question& question, std::span<const seated_slot> slots) {
    return render(question, slots);
}

std::string etag_of(std::string_view body) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<unsigned char, SHA_DIGEST_LENGTH + 1> hash{};  // one zero more: 7 groups of three
    SHA1(reinterpret_cast<const unsigned char*>(body.data()), body.size(), hash.data());
    std::array<char, 24> head{};
    const int head_bytes = std::snprintf(head.data(), head.size(), "W/\"%zx-", body.size());
    std::string tag(head.data(), static_cast<std::size_t>(head_bytes));
    for (std::size_t i = 0; i < hash.size(); i += 3) {
        const unsigned group = static_cast<unsigned>(hash[i]) << 16U |
                               static_cast<unsigned>(hash[i + 1]) << 8U | hash[i + 2];
        for (const unsigned shift : {18U, 12U, 6U, 0U}) tag += digits[group >> shift & 63U];
    }
    tag.back() = '"';  // Express cuts the padding character
    return tag;
}

}  // namespace slotgate::wire
