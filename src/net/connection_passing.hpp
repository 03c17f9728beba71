#pragma once

// A connection whose request passes through: the request's body goes into the conduit and the
// answer comes out of it, both at once and each at the pace of the slower end.
//
//   socket --> bytes_ --> give_request --> conduit --> take_answer --> head_, body_ --> socket
//
// give_request  Reads from the socket only while the conduit has room for what may come. A client
//               that waits for `100 Continue` is invited when Cal.com's side wants the body. Once
//               the body is whole one read stays pending, to see the client leave; what it brings
//               is the next request of a pipeline, and no more is read until this one is answered.
// take_answer   Takes the next piece only when the socket has taken the last one. An answer that
//               breaks off closes the connection, so that nobody takes a part of it for the whole:
//               the last chunk or some of the length is missing, or, where the end of the
//               connection is the end of the body, it is a reset.
//
// Whatever changes on the conduit's other side is told by a post of `on_news`; it may come late,
// or for nothing: it only looks again.
//
// The client's deadlines: each piece of the body within the request deadline, counted while we
// read; each piece of the answer taken within the write deadline. Cal.com's deadlines are the
// handler's.

#include "net/connection.hpp"

namespace slotgate::net {

/// The head of a request with a body is here: may the body come?
template <class Stream>
void connection<Stream>::admit_and_pass() {
    auto refused = refuse_at_once(*destination_.to, reader_.request(), context_.options.now);
    if (refused) return send(std::move(*refused), then::close);
    pass();
}

template <class Stream>
void connection<Stream>::pass() {
    phase_ = phase::passing;
    deadline_ = clock::time_point::max();
    request_due_ = clock::time_point::max();
    answer_due_ = clock::time_point::max();
    request_given_ = reader_.is_whole();
    invitation_due_ = reader_.awaits_continue() && bytes_.size() == 0;
    answer_begun_ = false;
    answer_end_ = stream::ending::none;
    head_.clear();
    body_.clear();
    remember();
    auto wake = [executor = stream_.get_executor(), weak = this->weak_from_this()] {
        boost::asio::post(executor, [weak] {
            if (const auto self = weak.lock()) self->on_news();
        });
    };
    bodies_ = std::make_shared<stream::conduit>(reader_.is_whole() ? 0 : reader_.body_bytes(),
                                                context_.options.passing_bytes_max, wake);
    auto ended = [self = this->shared_from_this(), bodies = bodies_](std::exception_ptr thrown) {
        self->on_passed(bodies, thrown);
    };
    try {
        boost::asio::co_spawn(stream_.get_executor(),
                              destination_.to->pass(reader_.request(), bodies_), std::move(ended));
    } catch (...) {  // of the call that makes the coroutine, or for want of memory
        on_passed(bodies_, std::current_exception());
    }
    give_request();
}

/// The handler has ended; the answer may be on its way still.
template <class Stream>
void connection<Stream>::on_passed(const std::shared_ptr<stream::conduit>& bodies,
                                   const std::exception_ptr& thrown) {
    if (bodies->has_begun()) {
        // Told already, unless the handler threw on its way.
        if (thrown) bodies->end(stream::ending::broken);
        return;
    }
    // By news, so that this may be called from anywhere.
    if (bodies == bodies_) bodies->respond(exception_answer(thrown));
}

template <class Stream>
void connection<Stream>::on_news() {
    if (phase_ != phase::passing) return;
    give_request();
    take_answer();
    advance();
}

// --- the request

template <class Stream>
void connection<Stream>::give_request() {
    if (request_given_) return watch();
    while (phase_ == phase::passing && !read_pending_ && give_piece()) continue;
}

/// False: nothing can be given now, or ever.
template <class Stream>
bool connection<Stream>::give_piece() {
    if (invitation_due_) {
        if (!bodies_->is_wanted()) return false;
        invitation_due_ = false;
        invite_body();
        return true;
    }
    // What a read brings, and the rest of what the last one brought.
    if (!bodies_->takes(2 * read_bytes_body)) {
        request_due_ = clock::time_point::max();
        expect_passing();
        return false;
    }
    const auto step = reader_.read(bytes_);
    bodies_->give(reader_.take_body());
    if (step == request_reader::step::need_more) {
        await_piece();
        return false;
    }
    request_given_ = step == request_reader::step::whole;
    if (step == request_reader::step::refused) {
        refuse_rest(reader_.refusal());
        return false;
    }
    bodies_->finish_request();
    watch();
    return false;
}

template <class Stream>
void connection<Stream>::await_piece() {
    request_due_ = clock::now() + context_.options.request_deadline;
    expect_passing();
    read(read_bytes_body);
}

/// The body is whole. Reads on, to see the client leave, unless its next request has begun.
template <class Stream>
void connection<Stream>::watch() {
    request_due_ = clock::time_point::max();
    expect_passing();
    if (read_pending_ || bytes_.size() > 0) return;
    read(read_bytes_head);
}

template <class Stream>
void connection<Stream>::on_read_passing(error_code ec) {
    if (!ec) return request_given_ ? void() : give_request();
    // An end after a whole request may be half of one: the client may still take its answer.
    const bool may_listen = request_given_ && ec == boost::asio::error::eof;
    if (!may_listen) return close();
    bodies_->leave();
}

/// The body cannot be read to its end, or is not to be.
template <class Stream>
void connection<Stream>::refuse_rest(const error& e) {
    if (answer_begun_) return close();
    let_go();
    phase_ = phase::reading;
    refuse(e);
}

// --- the answer

template <class Stream>
void connection<Stream>::take_answer() {
    while (phase_ == phase::passing && !write_pending_) {
        if (!answer_begun_ && !begin_answer()) return;
        if (!take_piece()) return;
    }
}

/// False: there is none to begin with, or it was whole and is dealt with.
template <class Stream>
bool connection<Stream>::begin_answer() {
    auto begun = bodies_->answer();
    if (!begun) return false;
    if (!begun->is_whole) {
        begin_streamed_answer(begun->response);
        return true;
    }
    const auto after = request_given_ ? then::keep : then::close;
    let_go();
    phase_ = phase::reading;
    send(std::move(begun->response), after);
    return false;
}

template <class Stream>
void connection<Stream>::begin_streamed_answer(const wire::response& head) {
    if (context_.options.answered) context_.options.answered(destination_.to, head.status);
    answer_begun_ = true;
    const auto body = is_head_ ? answer_body::withheld : answer_body::sent;
    const auto version = reader_.is_http_1_0() ? http_version::v1_0 : http_version::v1_1;
    framing_ = framing_of(head, body, version);
    answer_bytes_left_ = told_length(head).value_or(0);
    keep_ =
        request_given_ && !finishing_ && reader_.keeps_alive() && framing_ != framing::until_close;
    const auto spoken = reader_.is_http_1_0() ? after_answer::keep_spoken : after_answer::keep;
    write_streamed_head(head_, head, framing_, keep_ ? spoken : after_answer::close,
                        context_.date.at(context_.options.now()));
}

/// False: nothing can be written now, or the answer has ended.
template <class Stream>
bool connection<Stream>::take_piece() {
    auto some = bodies_->more(passing_piece_bytes);
    const bool nothing_new = some.bytes.empty() && some.end == stream::ending::none;
    if (nothing_new && head_.empty()) return false;
    if (!frame(std::move(some))) {
        cut_answer();
        return false;
    }
    return write_piece();
}

/// Puts a piece into `body_` as the framing wants it; false if it is more than was told.
template <class Stream>
bool connection<Stream>::frame(stream::piece some) {
    answer_end_ = some.end;
    body_.clear();
    if (framing_ == framing::none) return true;
    if (framing_ == framing::length) {
        if (some.bytes.size() > answer_bytes_left_) return false;
        answer_bytes_left_ -= some.bytes.size();
        const bool short_of_it = answer_end_ == stream::ending::whole && answer_bytes_left_ > 0;
        if (short_of_it) answer_end_ = stream::ending::broken;
    }
    body_ = std::move(some.bytes);
    if (framing_ != framing::chunked) return true;
    if (!body_.empty()) {
        head_ += chunk_begin(body_.size());
        body_ += chunk_end;
    }
    if (answer_end_ == stream::ending::whole) body_ += last_chunk;
    return true;
}

/// False: the socket did not take it all at once, or that was the last of it.
template <class Stream>
bool connection<Stream>::write_piece() {
    error_code ec;
    const auto whole = head_.size() + body_.size();
    piece_bytes_sent_ = whole == 0 ? 0 : stream_.write_some(unsent(0), ec);
    if (ec && !would_block(ec)) {
        close();
        return false;
    }
    if (piece_bytes_sent_ < whole) {
        write_pending_ = true;
        write_rest();
        return false;
    }
    head_.clear();
    if (answer_end_ == stream::ending::none) return true;
    finish_answer();
    return false;
}

template <class Stream>
void connection<Stream>::write_rest() {
    answer_due_ = clock::now() + context_.options.write_deadline;
    expect_passing();
    stream_.async_write_some(unsent(piece_bytes_sent_),
                             [self = this->shared_from_this()](error_code ec, std::size_t n) {
                                 self->on_piece_written(ec, n);
                             });
}

template <class Stream>
void connection<Stream>::on_piece_written(error_code ec, std::size_t n) {
    if (phase_ != phase::passing) return;
    if (ec) return close();
    piece_bytes_sent_ += n;
    if (piece_bytes_sent_ < head_.size() + body_.size()) return write_rest();
    write_pending_ = false;
    answer_due_ = clock::time_point::max();
    head_.clear();
    if (answer_end_ == stream::ending::none) {
        take_answer();
    } else {
        finish_answer();
    }
    advance();
}

template <class Stream>
void connection<Stream>::finish_answer() {
    if (answer_end_ == stream::ending::broken) return cut_answer();
    let_go();
    on_sent();
}

template <class Stream>
void connection<Stream>::cut_answer() {
    return framing_ == framing::until_close ? reset() : close();
}

/// The conduit's other side goes on alone, if it does.
template <class Stream>
void connection<Stream>::let_go() {
    if (bodies_ == nullptr) return;
    bodies_->drop();
    bodies_.reset();
}

// --- deadlines

template <class Stream>
void connection<Stream>::expect_passing() {
    if (phase_ != phase::passing) return;
    deadline_ = std::min(request_due_, answer_due_);
    if (deadline_ < ring_) wind();
}

template <class Stream>
void connection<Stream>::on_ring_passing() {
    const bool sends_too_slowly = request_due_ <= clock::now();
    if (!sends_too_slowly) return close();
    refuse_rest({.code = errc::timeout_request, .detail = {}});
}

}  // namespace slotgate::net
