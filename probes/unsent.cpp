#include "probes/unsent.hpp"

#include <cstring>
#include <map>

namespace phonescan {

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

} // namespace phonescan
