#include "probes/unsent.hpp"

#include <cstring>

namespace phonescan {

namespace {

std::string sentence(const std::string& what, std::uint64_t count, int error)
{
    return what + ' ' + std::to_string(count) + (count == 1 ? " target: " : " targets: ") + std::strerror(error);
}

} // namespace

std::uint64_t Unsent::count() const
{
    std::uint64_t sum = refused_.size();
    for (const auto& [error, count] : no_way_)
        sum += count;
    return sum;
}

std::vector<std::string> Unsent::reasons() const
{
    std::vector<std::string> sentences;
    for (const auto& [error, count] : no_way_)
        sentences.push_back(sentence("no way to", count, error));
    std::map<int, std::uint64_t> by_error;
    for (const auto& [place, error] : refused_)
        if (error != 0) ++by_error[error];
    for (const auto& [error, count] : by_error)
        sentences.push_back(sentence("the system refused to send to", count, error));
    return sentences;
}

} // namespace phonescan
