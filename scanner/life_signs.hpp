#pragma once

#include <cstdint>
#include <vector>

namespace phonescan {

/// Of the addresses of a scan, by position: who showed that somebody is there other than by an answer to a question of
/// SIP or of the web. Memory: at most three bits an address.
class LifeSigns {
public:
    explicit LifeSigns(std::uint64_t addresses) : addresses_{addresses} {}

    /// In the neighbour table, or by an ARP reply.
    void neighbour(std::uint64_t position) { set(neighbour_, position); }
    /// Was asked for an ICMP echo, and replied.
    void echo_asked(std::uint64_t position) { set(echo_asked_, position); }
    void echo_replied(std::uint64_t position) { set(echo_replied_, position); }

    /// It is not known who was asked: those who replied were, of others nothing is told.
    void forget_echoes() { echo_asked_ = echo_replied_; }

    bool has_neighbour(std::uint64_t position) const { return get(neighbour_, position); }
    bool has_echo_asked(std::uint64_t position) const { return get(echo_asked_, position); }
    bool has_echo_replied(std::uint64_t position) const { return get(echo_replied_, position); }
    bool any(std::uint64_t position) const { return has_neighbour(position) || has_echo_replied(position); }

private:
    void set(std::vector<bool>& bits, std::uint64_t position)
    {
        if (bits.empty()) bits.resize(addresses_);
        bits[position] = true;
    }
    static bool get(const std::vector<bool>& bits, std::uint64_t position) { return !bits.empty() && bits[position]; }

    std::uint64_t addresses_;
    std::vector<bool> neighbour_;
    std::vector<bool> echo_asked_;
    std::vector<bool> echo_replied_;
};

} // namespace phonescan
