#pragma once

// Part of connection.hpp: what was answered from memory is answered again without reading it anew.
//
//   advance() --- the head is among the repeats, its answer still holds ---> writing
//        |                                                        (the reader never saw the
//        request)
//        +------- any other bytes ---> reader ---> answer() ---> keep_repeatable()
//
// The bytes of a head mean the same each time: the reader keeps no state from one request to the
// next. Whatever depends on the connection is left to the reader: the end of a connection that
// stops, and heads that come in pieces.

#include "net/connection.hpp"

namespace slotgate::net {

/// True if the request at the front of the buffer is answered, or on its way to be.
template <class Stream>
bool connection<Stream>::answer_again() {
    if (reader_.has_begun()) return false;
    seen_.clear();
    if (finishing_) return false;
    const auto came = bytes_.data();
    const auto head = repeats::head_of({static_cast<const char*>(came.data()), came.size()});
    if (head.empty()) return false;
    const auto* const known = context_.repeats.find(head);
    head_.clear();
    if (known == nullptr ||
        !known->answer->write_head(head_, context_.date.at(context_.options.now()))) {
        seen_ = head;
        return false;
    }
    if (context_.options.answered) context_.options.answered(known->to, 200);
    again_ = known->answer;
    bytes_.consume(head.size());
    keep_ = true;
    is_part_ = false;
    write_out();
    return true;
}

/// Only for a GET without a body over a connection that lives on: there is but one way to send it.
template <class Stream>
void connection<Stream>::keep_repeatable(const wire::response& given) {
    const auto& to = *destination_.to;
    if (seen_.empty() || !to.again || given.status != 200 || given.arrival != wire::arrival::whole)
        return;
    if (is_head_ || reader_.is_http_1_0() || !reader_.keeps_alive() || reader_.body_bytes() != 0)
        return;
    const auto& request = reader_.request();
    if (request.method != "GET") return;
    if (auto answer = to.again(request, given))
        context_.repeats.keep(seen_, {.to = &to, .answer = std::move(answer)});
    else
        context_.repeats.forget(seen_);
}

}  // namespace slotgate::net
