#pragma once

#include "probes/address_set.hpp"
#include "probes/send_gate.hpp"

#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace phonescan::test {

/// A gate that a test decides about; it records who asked.
class FakeGate final : public SendGate {
public:
    using Decide = std::function<Permit(std::uint32_t to, Clock::time_point now)>;

    FakeGate() = default;
    explicit FakeGate(Decide decide) : decide_{std::move(decide)} {}

    Permit ask(const boost::asio::ip::address& to, SendKind kind, Clock::time_point now) override
    {
        const auto address = to.to_v4().to_uint();
        const auto permit = decide_ ? decide_(address, now) : Permit{Permit::Answer::now, now};
        ++asked;
        kinds.push_back(kind);
        if (permit.answer == Permit::Answer::now) passed.push_back(address);
        return permit;
    }

    std::size_t asked = 0;
    std::vector<SendKind> kinds;
    std::vector<std::uint32_t> passed;

private:
    Decide decide_;
};

} // namespace phonescan::test
