#include "net/repeats.hpp"

#include <utility>

namespace slotgate::net {
namespace {

constexpr std::size_t entries_max = 4'096;
constexpr std::size_t bytes_max = 32U << 20U;
constexpr std::string_view head_end = "\r\n\r\n";

std::size_t size_of(std::string_view head, const repeats::entry& e) {
    return head.size() + e.answer->body().size();
}

}  // namespace

std::string_view repeats::head_of(std::string_view bytes) {
    const auto end = bytes.substr(0, head_bytes_max).find(head_end);
    return end == std::string_view::npos ? std::string_view{}
                                         : bytes.substr(0, end + head_end.size());
}

const repeats::entry* repeats::find(std::string_view head) const {
    const auto found = entries_.find(head);
    return found == entries_.end() ? nullptr : &found->second;
}

void repeats::keep(const std::string& head, entry answered) {
    forget(head);
    const auto size = size_of(head, answered);
    if (entries_.size() >= entries_max || bytes_ + size > bytes_max) {
        entries_.clear();
        bytes_ = 0;
    }
    bytes_ += size;
    entries_.emplace(head, std::move(answered));
}

void repeats::forget(std::string_view head) {
    const auto found = entries_.find(head);
    if (found == entries_.end()) return;
    bytes_ -= size_of(head, found->second);
    entries_.erase(found);
}

}  // namespace slotgate::net
