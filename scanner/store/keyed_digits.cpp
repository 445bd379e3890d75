#include "scanner/store/keyed_digits.hpp"

#include <cstddef>
#include <string>

namespace phonescan {

void permute(const SipHashKey& key, std::string_view domain, std::span<KeyedDigit> digits)
{
    constexpr char rounds = 8; // four make a pseudo-random permutation of many values; of few, more are needed
    for (char round = 0; round < rounds; ++round) {
        const auto turned = static_cast<std::size_t>(round % 2);
        std::string message{domain};
        message += '\0';
        message += round;
        for (std::size_t i = 1 - turned; i < digits.size(); i += 2)
            message += static_cast<char>(digits[i].value);
        for (std::size_t i = turned; i < digits.size(); i += 2) {
            auto& [value, radix] = digits[i];
            auto of_place = message;
            of_place += static_cast<char>(i);
            of_place += static_cast<char>(i >> 8);
            const auto hash = siphash_2_4(key, std::as_bytes(std::span{of_place}));
            value = static_cast<std::uint8_t>((value + hash % radix) % radix);
        }
    }
}

} // namespace phonescan
