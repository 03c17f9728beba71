#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "core/error.hpp"
#include "wire/http.hpp"

namespace slotgate::net {

/// Bytes to one `wire::request` after another. Knows no socket: bytes come in a buffer, what it
/// used is consumed from it, the rest (the next request of a pipeline) stays there. Source: RFC
/// 9112; stricter than Beast where two readers could understand one message differently. Threads:
/// confined to its connection.
class request_reader {
  public:
    enum class step : std::uint8_t {
        need_more,  ///< call again with more bytes
        head,       ///< line and headers are here: call `limit_body`, then go on
        whole,      ///< the request is complete
        refused     ///< it never will be; `refusal()` says why
    };

    explicit request_reader(std::size_t header_bytes_max);
    request_reader(const request_reader&) = delete;
    request_reader& operator=(const request_reader&) = delete;

    /// Forgets the request; the next byte begins another one.
    void begin();
    [[nodiscard]] step read(boost::beast::flat_buffer& bytes);
    /// Call once after `head`. Errors: body_too_large, if the length is announced and above
    /// `bytes_max`; a chunked body is cut off while it is read.
    [[nodiscard]] result<void> limit_body(std::size_t bytes_max);

    /// Has its first byte been read?
    [[nodiscard]] bool has_begun() const { return parser_->got_some(); }
    [[nodiscard]] bool is_whole() const { return parser_->is_done(); }
    /// Does the client wait for `100 Continue` before it sends the body (RFC 9110, 10.1.1)?
    [[nodiscard]] bool awaits_continue() const;
    /// What has come of the body since the last call; takes it out of the request.
    [[nodiscard]] std::string take_body() { return std::exchange(request_.body, {}); }
    /// The length of the body: 0 without one, nothing if it is chunked. Known after `head`.
    [[nodiscard]] std::optional<std::uint64_t> body_bytes() const;
    /// May the connection live on after the answer? Known after `head`.
    [[nodiscard]] bool keeps_alive() const { return parser_->keep_alive(); }
    [[nodiscard]] bool is_http_1_0() const { return minor_version_ == 0; }
    [[nodiscard]] const error& refusal() const { return refusal_; }
    /// What is known of the request so far.
    [[nodiscard]] wire::request& request() { return request_; }

  private:
    /// Beast's parser, writing into `owner`.
    class parser final : public boost::beast::http::basic_parser<true> {
      public:
        explicit parser(request_reader& owner) : owner_(owner) {}

      private:
        using error_code = boost::beast::error_code;
        using text = boost::beast::string_view;
        using verb = boost::beast::http::verb;
        using field = boost::beast::http::field;

        void on_request_impl(verb, text method, text target, int version, error_code&) override;
        void on_response_impl(int, text, int, error_code&) override {}
        void on_field_impl(field, text name, text value, error_code&) override;
        void on_header_impl(error_code&) override {}
        void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
        std::size_t on_body_impl(text piece, error_code&) override;
        void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
        std::size_t on_chunk_body_impl(std::uint64_t, text piece, error_code&) override;
        void on_finish_impl(error_code&) override {}

        request_reader& owner_;
    };

    [[nodiscard]] step read_head(boost::beast::flat_buffer& bytes);
    [[nodiscard]] step read_body(boost::beast::flat_buffer& bytes);
    [[nodiscard]] step refuse(errc code, std::string detail);
    [[nodiscard]] step refuse(const boost::beast::error_code& ec);
    [[nodiscard]] result<void> check_head();
    [[nodiscard]] result<void> check_framing() const;
    [[nodiscard]] result<void> make_origin_form();

    std::size_t header_bytes_max_;
    std::size_t header_bytes_ = 0;
    std::optional<parser> parser_;
    wire::request request_;
    int minor_version_ = 1;
    error refusal_;
};

}  // namespace slotgate::net
