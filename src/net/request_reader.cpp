#include "net/request_reader.hpp"

#include <algorithm>
#include <limits>

#include <boost/beast/http/error.hpp>

namespace slotgate::net {
namespace {

namespace http = boost::beast::http;

/// RFC 9112, 2.2: an empty line before a request is forgiven (some clients end a body with one).
void skip_empty_lines(boost::beast::flat_buffer& bytes) {
    const auto* at = static_cast<const char*>(bytes.data().data());
    std::size_t skipped = 0;
    while (skipped + 1 < bytes.size() && at[skipped] == '\r' && at[skipped + 1] == '\n')
        skipped += 2;
    if (skipped > 0) bytes.consume(skipped);
}

}  // namespace

request_reader::request_reader(std::size_t header_bytes_max)
    : header_bytes_max_(
          std::min<std::size_t>(header_bytes_max, std::numeric_limits<std::uint32_t>::max())) {
    begin();
}

void request_reader::begin() {
    parser_.emplace(*this);
    parser_->header_limit(static_cast<std::uint32_t>(header_bytes_max_));
    parser_->body_limit(
        boost::none);  // `limit_body` sets it before the first byte of a body is read
    header_bytes_ = 0;
    minor_version_ = 1;
    request_.method.clear();
    request_.target.clear();
    request_.headers = {};
    request_.body.clear();
    request_.peer.clear();
}

request_reader::step request_reader::read(boost::beast::flat_buffer& bytes) {
    return parser_->is_header_done() ? read_body(bytes) : read_head(bytes);
}

request_reader::step request_reader::read_head(boost::beast::flat_buffer& bytes) {
    if (!parser_->got_some()) skip_empty_lines(bytes);
    boost::beast::error_code ec;
    const auto used = parser_->put(bytes.data(), ec);
    bytes.consume(used);
    header_bytes_ += used;
    if (ec == http::error::need_more) return step::need_more;
    if (ec) return refuse(ec);
    // Beast measures the line and the fields apart; the limit is for both.
    if (header_bytes_ > header_bytes_max_) return refuse(errc::header_too_large, {});
    if (auto checked = check_head(); !checked) {
        refusal_ = std::move(checked.error());
        return step::refused;
    }
    parser_->eager(true);
    return step::head;
}

request_reader::step request_reader::read_body(boost::beast::flat_buffer& bytes) {
    if (parser_->is_done()) return step::whole;
    if (bytes.size() == 0) return step::need_more;
    boost::beast::error_code ec;
    bytes.consume(parser_->put(bytes.data(), ec));
    if (ec && ec != http::error::need_more) return refuse(ec);
    if (parser_->is_done()) return step::whole;
    // What stays unread here is the line of a chunk or a trailer: they have the headers' limit.
    if (bytes.size() > header_bytes_max_) return refuse(errc::header_too_large, {});
    return step::need_more;
}

result<void> request_reader::limit_body(std::size_t bytes_max) {
    if (const auto announced = parser_->content_length(); announced && *announced > bytes_max)
        return fail(errc::body_too_large);
    parser_->body_limit(bytes_max);
    return {};
}

std::optional<std::uint64_t> request_reader::body_bytes() const {
    if (parser_->chunked()) return std::nullopt;
    const auto length = parser_->content_length();
    return length ? *length : std::uint64_t{0};
}

bool request_reader::awaits_continue() const {
    if (minor_version_ == 0 || parser_->is_done()) return false;
    const auto expected = request_.headers.find("Expect");
    return expected && wire::same_header_name(*expected, "100-continue");
}

request_reader::step request_reader::refuse(errc code, std::string detail) {
    refusal_ = {.code = code, .detail = std::move(detail)};
    return step::refused;
}

request_reader::step request_reader::refuse(const boost::beast::error_code& ec) {
    if (ec == http::error::header_limit) return refuse(errc::header_too_large, {});
    if (ec == http::error::body_limit) return refuse(errc::body_too_large, {});
    return refuse(errc::bad_request, "This is not HTTP/1.1: " + ec.message() + ".");
}

result<void> request_reader::check_head() {
    if (auto framed = check_framing(); !framed) return framed;
    const auto hosts = std::ranges::count_if(request_.headers.fields(), [](const auto& field) {
        return wire::same_header_name(field.first, "Host");
    });
    if (hosts > 1 || (hosts == 0 && minor_version_ == 1))
        return fail(errc::bad_request, "A request names its host, once.");
    return make_origin_form();
}

/// Beast takes a body in a coding it does not know for no body: somebody between could take it for
/// one, and see two requests where we see one. Only plain `chunked` is read, and only from
/// HTTP/1.1.
result<void> request_reader::check_framing() const {
    const auto coding = request_.headers.find("Transfer-Encoding");
    if (!coding) return {};
    if (minor_version_ == 0 || !parser_->chunked() || !wire::same_header_name(*coding, "chunked"))
        return fail(errc::bad_request, "The only transfer coding taken is chunked.");
    return {};
}

/// RFC 9112, 3.2: a proxy's form of the target carries its own host, which then is the one that
/// counts.
result<void> request_reader::make_origin_form() {
    auto& target = request_.target;
    if (target.starts_with('/') || target == "*") return {};
    const auto scheme_end = target.find("://");
    const auto scheme = std::string_view(target).substr(0, std::min(scheme_end, target.size()));
    if (!wire::same_header_name(scheme, "http") && !wire::same_header_name(scheme, "https"))
        return fail(errc::bad_request, "The target of a request begins with a slash.");
    const auto host_begin = scheme_end + 3;
    const auto host_end = std::min(target.find_first_of("/?", host_begin), target.size());
    request_.headers.set("Host", target.substr(host_begin, host_end - host_begin));
    target.erase(0, host_end);
    if (!target.starts_with('/')) target.insert(target.begin(), '/');
    return {};
}

void request_reader::parser::on_request_impl(verb, text method, text target, int version,
                                             error_code&) {
    owner_.request_.method.assign(method.data(), method.size());
    owner_.request_.target.assign(target.data(), target.size());
    owner_.minor_version_ = version % 10;
}

void request_reader::parser::on_field_impl(field, text name, text value, error_code&) {
    // Trailers come after the guard's part of the message and are not headers (RFC 9110, 6.5.1).
    if (is_header_done()) return;
    owner_.request_.headers.add(std::string(name.data(), name.size()),
                                std::string(value.data(), value.size()));
}

std::size_t request_reader::parser::on_body_impl(text piece, error_code&) {
    owner_.request_.body.append(piece.data(), piece.size());
    return piece.size();
}

std::size_t request_reader::parser::on_chunk_body_impl(std::uint64_t, text piece, error_code&) {
    owner_.request_.body.append(piece.data(), piece.size());
    return piece.size();
}

}  // namespace slotgate::net
