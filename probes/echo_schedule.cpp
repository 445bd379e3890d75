#include "probes/echo_schedule.hpp"

#include <algorithm>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;
constexpr auto mark_resolution = 10ms;

} // namespace

EchoSchedule::EchoSchedule(bool v6, unsigned passes, Clock::duration gap)
    : v6_{v6}, width_{v6 ? sizeof(asio::ip::address_v6::bytes_type) : sizeof(asio::ip::address_v4::bytes_type)},
      gap_{gap}, passes_(std::max(passes, 1U))
{
}

void EchoSchedule::add(const asio::ip::address& address)
{
    if (address.is_v6()) {
        const auto octets = address.to_v6().to_bytes();
        octets_.insert(octets_.end(), octets.begin(), octets.end());
    } else {
        const auto octets = address.to_v4().to_bytes();
        octets_.insert(octets_.end(), octets.begin(), octets.end());
    }
    states_.push_back(static_cast<std::uint8_t>(EchoState::open));
    ++counts_[static_cast<std::size_t>(EchoState::open)];
}

std::span<const std::uint8_t> EchoSchedule::octets(std::size_t index) const
{
    return std::span{octets_}.subspan(index * width_, width_);
}

asio::ip::address EchoSchedule::at(std::size_t index) const
{
    const auto bytes = octets(index);
    if (asio::ip::address_v4::bytes_type v4; bytes.size() == v4.size()) {
        std::ranges::copy(bytes, v4.begin());
        return asio::ip::address_v4{v4};
    }
    asio::ip::address_v6::bytes_type v6;
    std::ranges::copy(bytes, v6.begin());
    return asio::ip::address_v6{v6};
}

bool EchoSchedule::is_at(std::size_t index, const asio::ip::address& address) const
{
    return address.is_v6() ? std::ranges::equal(octets(index), address.to_v6().to_bytes())
                           : std::ranges::equal(octets(index), address.to_v4().to_bytes());
}

std::optional<std::size_t> EchoSchedule::find(const asio::ip::address& address, std::uint16_t low_bits) const
{
    for (std::size_t index = low_bits; index < size(); index += 0x10000)
        if (is_at(index, address)) return index;
    return std::nullopt;
}

bool EchoSchedule::is_askable(std::size_t index) const noexcept
{
    const auto is = state(index);
    return is == EchoState::open || is == EchoState::unreachable; // what is on the way may come back
}

EchoSchedule::Turn EchoSchedule::next(Clock::time_point now)
{
    auto earliest = Clock::time_point::max();
    if (const auto first = held_.begin(); first != held_.end()) {
        if (first->first <= now) return held_.extract(first).mapped();
        earliest = first->first;
    }
    for (auto pass = static_cast<unsigned>(passes_.size() - 1); pass > 0; --pass) {
        auto& own = passes_[pass];
        auto& earlier = passes_[pass - 1];
        while (own.cursor < earlier.cursor && !is_askable(own.cursor))
            ++own.cursor;
        while (!earlier.marks.empty() && earlier.marks.front().end <= own.cursor)
            earlier.marks.pop_front();
        if (own.cursor == earlier.cursor || earlier.marks.empty()) continue;
        const auto due = std::max(earlier.marks.front().time + gap_, not_before_);
        if (due <= now) return take(pass, now);
        earliest = std::min(earliest, due);
    }
    if (passes_.front().cursor < size()) return take(0, now);
    if (earliest == Clock::time_point::max()) return {};
    return {.what = Turn::What::wait, .until = earliest};
}

EchoSchedule::Turn EchoSchedule::take(unsigned pass, Clock::time_point now)
{
    auto& [cursor, marks] = passes_[pass];
    const auto index = cursor++;
    if (pass + 1 < passes_.size()) {
        if (marks.empty() || now - marks.back().time > mark_resolution)
            marks.push_back({cursor, now});
        else
            marks.back().end = cursor;
    }
    return {.what = Turn::What::send, .v6 = v6_, .index = index, .pass = pass};
}

bool EchoSchedule::settle(std::size_t index, EchoState state) noexcept
{
    const auto before = this->state(index);
    if (before == state || before == EchoState::answered) return false;
    if (before != EchoState::open && state != EchoState::answered) return false;
    --counts_[static_cast<std::size_t>(before)];
    ++counts_[static_cast<std::size_t>(state)];
    states_[index] = static_cast<std::uint8_t>((states_[index] & was_sent) | static_cast<unsigned>(state));
    return true;
}

std::uint64_t EchoSchedule::unsent() const noexcept
{
    return static_cast<std::uint64_t>(
        std::ranges::count(states_, static_cast<std::uint8_t>(EchoState::open))); // without was_sent
}

std::uint64_t EchoSchedule::remaining() const noexcept
{
    const auto to_come = [&](const Pass& pass) { return size() - pass.cursor; };
    std::uint64_t turns = to_come(passes_.front()) + held_.size();
    if (size() == 0) return turns;
    const auto settled = count(EchoState::answered) + count(EchoState::prohibited);
    const auto share = static_cast<double>(size() - settled) / static_cast<double>(size());
    for (const auto& pass : std::span{passes_}.subspan(1))
        turns += static_cast<std::uint64_t>(static_cast<double>(to_come(pass)) * share);
    return turns;
}

} // namespace phonescan
