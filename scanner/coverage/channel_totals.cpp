#include "scanner/coverage/channel_totals.hpp"

#include "scanner/report/terminal_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <ostream>

namespace phonescan {

std::uint64_t ChannelTotals::sum() const
{
    return std::accumulate(by_state.begin(), by_state.end(), std::uint64_t{0});
}

std::vector<ChannelTotals> channel_totals(const AccountBook& book)
{
    std::vector<ChannelTotals> all;
    const auto targets = book.addresses().size();
    for (std::size_t i = 0; i < book.channels().size(); ++i) {
        ChannelTotals totals{.channel = book.channels()[i]};
        for (std::uint64_t position = 0; position < targets; ++position)
            ++totals.by_state[static_cast<std::size_t>(book.account(position, i).state)];
        all.push_back(totals);
    }
    return all;
}

std::string channel_label(const AskedChannel& channel)
{
    std::string label;
    for (const char c : channel.name) {
        const bool lower = c >= 'a' && c <= 'z';
        label += lower ? static_cast<char>(c - 'a' + 'A') : c == '-' ? '/' : c;
    }
    if (channel.port != 0) label += fmt::format(" {}", channel.port);
    return label;
}

std::string sum_text(const ChannelTotals& totals)
{
    std::string states;
    for (std::size_t i = 0; i < totals.by_state.size(); ++i) {
        if (totals.by_state[i] == 0) continue;
        const auto state = static_cast<AskedState>(i);
        const auto name = state == AskedState::not_asked ? std::string_view{"not asked"} : name_of(state);
        states += fmt::format("{} {} {}", states.empty() ? " =" : " +", totals.by_state[i], name);
    }
    return fmt::format("{}{}", totals.sum(), states);
}

std::vector<ChannelSum> channel_sums(std::span<const ChannelTotals> totals)
{
    std::vector<ChannelSum> sums;
    for (const auto& channel : totals)
        sums.push_back({channel_label(channel.channel), sum_text(channel)});
    return sums;
}

void write_channel_sums(std::ostream& out, std::span<const ChannelSum> sums, std::size_t width, std::string_view indent)
{
    std::size_t widest = 0;
    for (const auto& channel : sums)
        widest = std::max(widest, channel.label.size());
    for (const auto& channel : sums)
        out << wrapped(channel.sum, width, fmt::format("{}{:<{}}  ", indent, channel.label, widest));
}

} // namespace phonescan
