#include "coherence/question.hpp"

#include <algorithm>

namespace slotgate::coherence {

instant earliest_start(instant now, minutes notice) {
    if (notice > minutes{0}) return now + notice;
    return std::chrono::floor<minutes>(now) + minutes{1};
}

bool answers(const question& q, const slot& s, instant now) {
    return fits(q, s, std::max(q.start, earliest_start(now, q.notice)));
}

bool in_time(const validity& v, moment now) {
    return now.steady < v.good_until && now.system < v.notice_until;
}

instant falls_under_notice(instant start, minutes notice) {
    if (notice > minutes{0}) return start - notice + milliseconds{1};
    return start;
}

}  // namespace slotgate::coherence
