#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace slotgate {

/// A credential. Has no way into a stream or a log: whoever needs the text says so (T5). A value.
class secret {
  public:
    secret() = default;
    explicit secret(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] bool empty() const { return text_.empty(); }
    [[nodiscard]] std::string_view reveal() const { return text_; }

  private:
    std::string text_;
};

}  // namespace slotgate
