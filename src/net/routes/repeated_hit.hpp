#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/rendered.hpp"
#include "net/answer_head.hpp"
#include "net/repeats.hpp"
#include "net/routes/slots_route.hpp"

namespace slotgate::net {

/// A rendered answer (S11) that is given again to the very same question of somebody about whom
/// nothing has to be asked: whether it still holds is looked at each time, and nothing else can
/// change. Confined to its loop.
class repeated_hit final : public repeatable_answer {
  public:
    /// `given` is what the route made of `answer`; `services` outlive this.
    repeated_hit(const calcom_services& services, gateway::rendered_answers::shared_answer answer,
                 const wire::response& given)
        : services_(services), answer_(std::move(answer)), head_(given) {}

    [[nodiscard]] bool write_head(std::string& out, std::string_view date) override;
    [[nodiscard]] std::string_view body() const override { return answer_->body; }

  private:
    const calcom_services& services_;
    gateway::rendered_answers::shared_answer answer_;
    repeated_head head_;
};

}  // namespace slotgate::net
