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

using Lookup = std::function<NameLookup(const std::string&, NameUse)>;

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

AddressSet addresses_in(const Answer& answer)
{
    std::vector<AddressRange> v4;
    std::vector<AddressRange6> v6;
    for (const addrinfo* entry = answer.list.get(); entry != nullptr; entry = entry->ai_next) {
        if (entry->ai_family == AF_INET && entry->ai_addrlen >= sizeof(sockaddr_in)) {
            sockaddr_in address{};
            std::memcpy(&address, entry->ai_addr, sizeof address);
            const auto number = ntohl(address.sin_addr.s_addr);
            v4.push_back({number, number});
        } else if (entry->ai_family == AF_INET6 && entry->ai_addrlen >= sizeof(sockaddr_in6)) {
            sockaddr_in6 address{};
            std::memcpy(&address, entry->ai_addr, sizeof address);
            boost::asio::ip::address_v6::bytes_type octets;
            std::memcpy(octets.data(), &address.sin6_addr, octets.size());
            const auto number = number_of(boost::asio::ip::address_v6{octets});
            v6.push_back({number, number});
        }
    }
    return AddressSet{std::move(v4), std::move(v6)};
}

std::vector<NameLookup> look_up_all(const std::vector<TargetName>& names, NameUse use, const Lookup& lookup)
{
    std::vector<NameLookup> answers(names.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t index = next++; index < names.size(); index = next++)
            answers[index] = lookup(names[index].name, use);
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

void exclude_names(TargetList& list, const Lookup& lookup)
{
    const auto answers = look_up_all(list.excluded_names, NameUse::exclusion, lookup);
    std::vector<std::string> problems;
    for (std::size_t index = 0; index < answers.size(); ++index) {
        const NameLookup& answer = answers[index];
        if (answer.addresses.size() == 0)
            problems.push_back(message(list.excluded_names[index], answer) +
                               ", so it cannot be excluded: name its address");
        list.excluded = list.excluded.plus(answer.addresses);
    }
    if (!problems.empty()) throw TargetErrors{problems};
    list.excluded_names.clear();
}

} // namespace

NameLookup look_up(const std::string& name, NameUse use)
{
    const auto answer = ask_resolver(name, AF_INET);
    NameLookup found{.addresses = addresses_in(answer), .problem = {}};
    if (found.addresses.size() != 0 && use == NameUse::target) return found;
    found.addresses = found.addresses.plus(addresses_in(ask_resolver(name, AF_INET6)));
    if (found.addresses.size() != 0) return found;
    if (answer.error == EAI_SYSTEM)
        found.problem = std::strerror(answer.system_error);
    else
        found.problem = answer.error == 0 ? "has no address" : gai_strerror(answer.error);
    return found;
}

ResolvedTargets resolve_names(TargetList list, const Lookup& lookup)
{
    exclude_names(list, lookup);

    ResolvedTargets resolved;
    auto answers = look_up_all(list.names, NameUse::target, lookup);
    for (std::size_t index = 0; index < answers.size(); ++index) {
        if (answers[index].addresses.size() == 0) {
            resolved.unresolved.push_back(message(list.names[index], answers[index]));
            continue;
        }
        list.named = list.named.plus(answers[index].addresses);
        resolved.names.push_back({std::move(list.names[index]), std::move(answers[index].addresses)});
    }
    list.names.clear();
    apply_exclusions(list);
    if (list.addresses.size() == 0) {
        auto problems = resolved.unresolved;
        problems.push_back(list.named.size() == 0 ? "no targets: no name has an address"
                                                  : "nothing left after exclusion: every target is excluded");
        throw TargetErrors{problems};
    }
    resolved.list = std::move(list);
    return resolved;
}

} // namespace phonescan
