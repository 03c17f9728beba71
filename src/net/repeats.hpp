#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace slotgate::net {

struct route;

/// An answer that its route would give again to a request of the very same bytes. Confined to the
/// loop that keeps it.
class repeatable_answer {
  public:
    virtual ~repeatable_answer() = default;
    /// Appends the head of a 200 on an HTTP/1.1 connection that lives on, if the answer may be
    /// given now, and counts it as given. False: `out` is as it was, and the route has to be asked.
    [[nodiscard]] virtual bool write_head(std::string& out, std::string_view date) = 0;
    [[nodiscard]] virtual std::string_view body() const = 0;
};

/// What one loop answered from memory lately, by the bytes of the request's head: most requests of
/// a program that asks are the same ones over and over, and to read them is half the work of a hit
/// (docs/adr/0008-the-same-bytes-are-read-once.md). Bounded in number and bytes; when full it
/// starts afresh, which costs a reading each. Confined to its loop.
class repeats {
  public:
    struct entry {
        const route* to = nullptr;
        std::shared_ptr<repeatable_answer> answer;  // with the connections that send it
    };

    /// Longer heads are not kept.
    static constexpr std::size_t head_bytes_max = 1U << 10U;

    /// The head at the beginning of these bytes, its empty line included; empty if it is not whole
    /// yet or too long.
    [[nodiscard]] static std::string_view head_of(std::string_view bytes);

    /// Null if there is none.
    [[nodiscard]] const entry* find(std::string_view head) const;
    void keep(const std::string& head, entry answered);
    void forget(std::string_view head);

  private:
    struct hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    std::unordered_map<std::string, entry, hash, std::equal_to<>> entries_;
    std::size_t bytes_ = 0;  ///< of heads and bodies
};

}  // namespace slotgate::net
