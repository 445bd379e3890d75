#pragma once

#include "probes/send_gate.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace phonescan::test {

/// An IPv4 address as a number.
inline std::uint32_t number(const boost::asio::ip::address& address)
{
    return address.to_v4().to_uint();
}

inline std::uint32_t number(const char* address)
{
    return number(boost::asio::ip::make_address(address));
}

/// A gate that a test decides about; it records who asked.
class FakeGate final : public SendGate {
public:
    using Decide = std::function<Permit(const boost::asio::ip::address& to, Clock::time_point now)>;

    FakeGate() = default;
    explicit FakeGate(Decide decide) : decide_{std::move(decide)} {}

    Permit ask(const boost::asio::ip::address& to, SendKind kind, Clock::time_point now) override
    {
        const auto permit = decide_ ? decide_(to, now) : Permit{Permit::Answer::now, now};
        ++asked;
        kinds.push_back(kind);
        if (permit.answer == Permit::Answer::now) passed.push_back(to);
        return permit;
    }

    std::size_t asked = 0;
    std::vector<SendKind> kinds;
    std::vector<boost::asio::ip::address> passed;

private:
    Decide decide_;
};

} // namespace phonescan::test
