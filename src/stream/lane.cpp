#include "stream/lane.hpp"

#include <algorithm>

#include "core/ensure.hpp"

namespace slotgate::stream {

void lane::make_due(call& c) {
    if (c == call::owed) c = call::due;
}

bool lane::make(call& c) {
    if (c != call::due) return false;
    c = call::none;
    return true;
}

bool lane::takes(std::size_t bytes) {
    if (abandoned_ || size() == 0 || size() + bytes <= bytes_max_) return true;
    to_writer_ = call::owed;
    return false;
}

bool lane::put(std::string_view bytes) {
    ensure(end_ == ending::none, "nothing comes after the end");
    if (bytes.empty() || abandoned_) return true;
    if (!takes(bytes.size())) return false;
    held_.append(bytes);
    wanted_ = false;
    make_due(to_reader_);
    return true;
}

void lane::end(ending how) {
    if (end_ != ending::none) return;
    end_ = how;
    make_due(to_reader_);
}

piece lane::take(std::size_t bytes_max) {
    piece out;
    const auto n = std::min(bytes_max, size());
    out.bytes = held_.substr(taken_, n);
    taken_ += n;
    // Moving what is left only when it is the smaller part keeps the cost of a byte constant.
    if (taken_ * 2 >= held_.size()) {
        held_.erase(0, taken_);
        taken_ = 0;
    }
    if (size() == 0) out.end = end_;
    if (out.bytes.empty() && out.end == ending::none) want_more();
    if (size() <= bytes_max_ / 2) make_due(to_writer_);
    return out;
}

piece lane::look() {
    if (end_ == ending::none) want_more();
    return {.bytes = held_.substr(taken_), .end = end_};
}

void lane::want_more() {
    wanted_ = true;
    to_reader_ = call::owed;
    make_due(to_writer_);
}

void lane::abandon() {
    abandoned_ = true;
    held_.clear();
    taken_ = 0;
    make_due(to_writer_);
}

bool lane::is_wanted() {
    if (!wanted_ && !abandoned_) to_writer_ = call::owed;
    return wanted_ || abandoned_;
}

bool lane::call_writer() {
    return make(to_writer_);
}

bool lane::call_reader() {
    return make(to_reader_);
}

}  // namespace slotgate::stream
