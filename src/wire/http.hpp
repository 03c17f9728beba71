#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slotgate::wire {

/// Header fields in the order they came. Names compare without regard to case (RFC 9110, 5.1).
class headers {
  public:
    using field = std::pair<std::string, std::string>;

    headers() = default;
    headers(std::initializer_list<field> fields) : fields_(fields) {}

    void add(std::string name, std::string value);
    /// Replaces every field of that name, in the place of the first.
    void set(std::string_view name, std::string value);
    void remove(std::string_view name);
    /// The first field of that name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    [[nodiscard]] const std::vector<field>& fields() const { return fields_; }

  private:
    std::vector<field> fields_;
};

/// A request as bytes-to-values sees it: whole, within the limits of the server. A value.
struct request {
    std::string method;  ///< upper case
    std::string target;  ///< path and query exactly as sent
    wire::headers headers;
    std::string body;
    /// Address of the peer, from the socket or a configured proxy (T6); empty if there is none.
    std::string peer;

    /// `target` before its first `?`.
    [[nodiscard]] std::string_view path() const;
    /// `target` after its first `?`, undecoded; empty if there is none.
    [[nodiscard]] std::string_view query() const;
};

/// How much of an answer reaches its client. All but `whole` are for servers that simulate failing.
enum class arrival : std::uint8_t {
    whole,
    part,   ///< the head and `part_bytes` of the body, then the connection is reset
    reset,  ///< not a byte: the connection is reset
    never   ///< not a byte: the connection stays until its client leaves
};

/// An answer. `Content-Length`, `Date` and `Connection` are the server's to write. A value.
struct response {
    int status = 200;
    wire::headers headers;
    std::string body;
    wire::arrival arrival = wire::arrival::whole;
    std::size_t part_bytes = 0;  ///< with `arrival::part`
};

/// A response with a JSON body, `Content-Type: application/json; charset=utf-8` (as Cal.com sends
/// it).
[[nodiscard]] response json_response(int status, std::string body);

[[nodiscard]] bool same_header_name(std::string_view a, std::string_view b);

/// One decoded pair of a query string; a name without `=` has an empty value.
struct query_parameter {
    std::string name;
    std::string value;
};

/// Splits and decodes `a=1&b=x%20y+z` in order; `+` means space; broken escapes stay as they are,
/// as the qs library behind Cal.com does.
[[nodiscard]] std::vector<query_parameter> parse_query(std::string_view query);

/// Percent-encodes everything but unreserved characters (RFC 3986, 2.3).
[[nodiscard]] std::string encode_component(std::string_view text);

}  // namespace slotgate::wire
