#include "probes/unsent.hpp"

#include <algorithm>
#include <cstring>
#include <map>

namespace phonescan {

std::vector<std::uint64_t> Unsent::places() const
{
    std::vector<std::uint64_t> places;
    for (const auto& [place, error] : refused_)
        places.push_back(place);
    return places;
}

std::vector<std::string> Unsent::reasons() const
{
    std::map<int, std::uint64_t> by_error;
    for (const auto& [place, error] : refused_)
        if (error != 0) ++by_error[error];
    std::vector<std::string> sentences;
    for (const auto& [error, count] : by_error)
        sentences.push_back("the system refused to send to " + std::to_string(count) +
                            (count == 1 ? " target: " : " targets: ") + std::strerror(error));
    return sentences;
}

bool is_silent(const TargetOrder& targets, const SweepSchedule& schedule, const Unsent& unsent,
               const boost::asio::ip::address& address)
{
    return std::ranges::all_of(targets.ports(), [&](std::uint16_t port) {
        const auto place = targets.place_of({address, port});
        return *place < schedule.begun() && schedule.state(*place) == TargetState::open && !unsent.contains(*place);
    });
}

std::uint64_t silent_addresses(const TargetOrder& targets, const SweepSchedule& schedule, const Unsent& unsent)
{
    std::uint64_t count = 0;
    const auto& addresses = targets.addresses();
    for (std::uint64_t position = 0; position < addresses.size(); ++position)
        count += is_silent(targets, schedule, unsent, addresses.at(position)) ? 1U : 0U;
    return count;
}

} // namespace phonescan
