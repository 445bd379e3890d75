#pragma once

#include "scanner/coverage/account.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace phonescan {

/// How many addresses came to which state on one channel.
struct ChannelTotals {
    AskedChannel channel;
    std::array<std::uint64_t, 8> by_state{}; ///< in the order of AskedState

    std::uint64_t of(AskedState state) const { return by_state[static_cast<std::size_t>(state)]; }
    /// Of all states: the targets.
    std::uint64_t sum() const;
};

/// One for each channel of the book, in its order. The names live as long as the book's.
std::vector<ChannelTotals> channel_totals(const AccountBook& book);

/// `SIP/UDP 5060`, `HTTPS 443`, `ICMP`
std::string channel_label(const AskedChannel& channel);

/// `256 = 45 answered + 207 refused + 4 silent`; states that nobody came to are left out.
std::string sum_text(const ChannelTotals& totals);

/// The totals of one channel for people.
struct ChannelSum {
    std::string label; ///< channel_label()
    std::string sum;   ///< sum_text()
};
std::vector<ChannelSum> channel_sums(std::span<const ChannelTotals> totals);

/// A line for each channel, `SIP/UDP 5060  256 = 45 answered + …`, the sums below each other; a line longer than width
/// goes on below its sum. width: columns, at least 40. indent: stands before each line.
void write_channel_sums(std::ostream& out, std::span<const ChannelSum> sums, std::size_t width,
                        std::string_view indent = {});

} // namespace phonescan
