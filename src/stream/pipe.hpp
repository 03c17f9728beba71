#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace slotgate::stream {

/// How a body ends.
enum class ending : std::uint8_t {
    none,   ///< more may come
    whole,  ///< that was all of it
    broken  ///< the rest will never come
};

/// What a reader gets of a body: bytes, and with the last of them how it ended. Empty and without
/// an end: nothing now.
struct piece {
    std::string bytes;
    ending end = ending::none;
};

/// One direction of a conduit: a queue of bytes between one writer and one reader, with a bound and
/// an end. Whoever has to wait is owed a call: the other's next step that helps makes it due. Pure;
/// the conduit locks it. Threads: a value.
class pipe {
  public:
    /// At most `bytes_max` wait in it, or one piece that is longer.
    explicit pipe(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    /// Would `bytes` fit? If not, the writer is owed a call when half of the pipe is free.
    [[nodiscard]] bool takes(std::size_t bytes);
    /// Takes all of `bytes` if they fit, else nothing, as `takes` says. What nobody reads any more
    /// is taken and dropped.
    [[nodiscard]] bool put(std::string_view bytes);
    /// Nothing comes after this; later ends are not heard.
    void end(ending how);

    /// Up to `bytes_max` bytes, at least one if there are any. If there is nothing, and no end, the
    /// reader is owed a call.
    [[nodiscard]] piece take(std::size_t bytes_max);
    /// A copy of all that waits, which stays; the end as it is known. Without an end, the reader is
    /// owed a call.
    [[nodiscard]] piece look();
    /// The reader wants no more; what waits is dropped.
    void abandon();

    /// Has the reader come for bytes and found none? If not, the writer is owed a call when it has.
    [[nodiscard]] bool is_wanted();
    [[nodiscard]] ending end() const { return end_; }
    /// Bytes that wait.
    [[nodiscard]] std::size_t size() const { return held_.size() - taken_; }

    /// Is the call to the writer due? Asking makes it no longer due.
    [[nodiscard]] bool call_writer();
    /// The same for the reader.
    [[nodiscard]] bool call_reader();

  private:
    /// What becomes of a call: `owed` until the other side does something, then `due`.
    enum class call : std::uint8_t { none, owed, due };
    void want_more();
    static void make_due(call& c);
    static bool make(call& c);

    std::size_t bytes_max_;
    std::string held_;
    std::size_t taken_ = 0;  ///< of the first bytes of `held_`
    ending end_ = ending::none;
    bool abandoned_ = false;
    bool wanted_ = false;
    call to_writer_ = call::none;
    call to_reader_ = call::none;
};

}  // namespace slotgate::stream
