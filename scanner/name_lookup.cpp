#include "scanner/name_lookup.hpp"

#include "scanner/target_syntax.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

namespace phonescan {

namespace {

constexpr std::size_t most_at_once = 16; // lookups wait for servers, not for the processor

struct FreeAddresses {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

struct Answer {
    int error = 0;        ///< EAI_…
    int system_error = 0; ///< errno, for EAI_SYSTEM
    std::unique_ptr<addrinfo, FreeAddresses> list;
};

Answer ask_resolver(const std::string& name, int family)
{
    addrinfo hints{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* list = nullptr;
    const int error = getaddrinfo(name.c_str(), nullptr, &hints, &list);
    const int system_error = errno;
    return {error, system_error, std::unique_ptr<addrinfo, FreeAddresses>{error == 0 ? list : nullptr}};
}

std::vector<NameLookup> look_up_all(const std::vector<TargetName>& names,
                                    const std::function<NameLookup(const std::string&)>& lookup)
{
    std::vector<NameLookup> answers(names.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t index = next++; index < names.size(); index = next++)
            answers[index] = lookup(names[index].name);
    };
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < std::min(most_at_once, names.size()); ++thread)
        threads.emplace_back(work);
    threads.clear(); // joins
    return answers;
}

std::string message(const TargetName& name, const NameLookup& answer)
{
    return fmt::format("{} {}: {}", name.where, phonescan::quoted(name.name), answer.problem);
}

/// The set and these single addresses.
AddressSet with(const AddressSet& set, const std::vector<std::uint32_t>& addresses)
{
    std::vector<AddressRange> ranges(set.ranges().begin(), set.ranges().end());
    for (const std::uint32_t address : addresses)
        ranges.push_back({address, address});
    return AddressSet{std::move(ranges)};
}

void exclude_names(TargetList& list, const std::function<NameLookup(const std::string&)>& lookup)
{
    const auto answers = look_up_all(list.excluded_names, lookup);
    std::vector<std::string> problems;
    std::vector<std::uint32_t> addresses;
    for (std::size_t index = 0; index < answers.size(); ++index) {
        const NameLookup& answer = answers[index];
        if (answer.addresses.empty())
            problems.push_back(message(list.excluded_names[index], answer) +
                               ", so it cannot be excluded: name its address");
        addresses.insert(addresses.end(), answer.addresses.begin(), answer.addresses.end());
    }
    if (!problems.empty()) throw TargetErrors{problems};
    list.excluded = with(list.excluded, addresses);
    list.excluded_names.clear();
}

} // namespace

NameLookup look_up(const std::string& name)
{
    const Answer answer = ask_resolver(name, AF_INET);
    NameLookup found;
    for (const addrinfo* entry = answer.list.get(); entry != nullptr; entry = entry->ai_next) {
        sockaddr_in address{};
        if (entry->ai_family != AF_INET || entry->ai_addrlen < sizeof address) continue;
        std::memcpy(&address, entry->ai_addr, sizeof address);
        found.addresses.push_back(ntohl(address.sin_addr.s_addr));
    }
    if (!found.addresses.empty()) return found;
    if (answer.error == EAI_SYSTEM)
        found.problem = std::strerror(answer.system_error);
    else if (ask_resolver(name, AF_INET6).list)
        found.problem = "has only IPv6 addresses, and IPv6 targets are not supported yet";
    else
        found.problem = answer.error == 0 ? "has no address" : gai_strerror(answer.error);
    return found;
}

ResolvedTargets resolve_names(TargetList list, const std::function<NameLookup(const std::string&)>& lookup)
{
    exclude_names(list, lookup);

    ResolvedTargets resolved;
    auto answers = look_up_all(list.names, lookup);
    std::vector<std::uint32_t> addresses;
    for (std::size_t index = 0; index < answers.size(); ++index) {
        if (answers[index].addresses.empty()) {
            resolved.unresolved.push_back(message(list.names[index], answers[index]));
            continue;
        }
        addresses.insert(addresses.end(), answers[index].addresses.begin(), answers[index].addresses.end());
        resolved.names.push_back({std::move(list.names[index]), std::move(answers[index].addresses)});
    }
    list.named = with(list.named, addresses);
    list.names.clear();
    apply_exclusions(list);
    if (list.addresses.size() == 0) {
        auto problems = resolved.unresolved;
        problems.push_back(list.named.size() == 0 ? "no targets: no name has an IPv4 address"
                                                  : "nothing left after exclusion: every target is excluded");
        throw TargetErrors{problems};
    }
    resolved.list = std::move(list);
    return resolved;
}

} // namespace phonescan
