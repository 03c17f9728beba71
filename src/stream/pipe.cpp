#include "stream/pipe.hpp"

#include <algorithm>

#include "core/ensure.hpp"

namespace slotgate::stream {

void pipe::make_due(call& c) {
    if (c == call::owed) c = call::due;
}

bool pipe::make(call& c) {
    if (c != call::due) return false;
    c = call::none;
    return true;
}

bool pipe::takes(std::size_t bytes) {
    if (abandoned_ || size() == 0 || size() + bytes <= bytes_max_) return true;
    to_writer_ = call::owed;
    return false;
}

bool pipe::put(std::string_view bytes) {
    ensure(end_ == ending::none, "nothing comes after the end");
    if (bytes.empty() || abandoned_) return true;
    if (!takes(bytes.size())) return false;
    held_.append(bytes);
    wanted_ = false;
    make_due(to_reader_);
    return true;
}

void pipe::end(ending how) {
    if (end_ != ending::none) return;
    end_ = how;
    make_due(to_reader_);
}

piece pipe::take(std::size_t bytes_max) {
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

piece pipe::look() {
    if (end_ == ending::none) want_more();
    return {.bytes = held_.substr(taken_), .end = end_};
}

void pipe::want_more() {
    wanted_ = true;
    to_reader_ = call::owed;
    make_due(to_writer_);
}

void pipe::abandon() {
    abandoned_ = true;
    held_.clear();
    taken_ = 0;
    make_due(to_writer_);
}

bool pipe::is_wanted() {
    if (!wanted_ && !abandoned_) to_writer_ = call::owed;
    return wanted_ || abandoned_;
}

bool pipe::call_writer() {
    return make(to_writer_);
}

bool pipe::call_reader() {
    return make(to_reader_);
}

}  // namespace slotgate::stream
