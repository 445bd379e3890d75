#include "fingerprints/text_check.hpp"

#include <fstream>
#include <string>
#include <string_view>
#include <utility>

namespace phonescan {

std::vector<CheckFinding> text_findings(const std::filesystem::path& file)
{
    std::vector<CheckFinding> findings;
    std::size_t number = 0;
    const auto note = [&](CheckCode code, std::string message) {
        findings.push_back({file, number, code, std::move(message), false});
    };
    std::ifstream in{file};
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.find('@') != std::string::npos) note(CheckCode::private_data, "an @ belongs to a SIP or mail address");
        for (const std::string_view word : {"TODO", "FIXME"})
            if (line.find(word) != std::string::npos)
                note(CheckCode::placeholder, std::string{word} + " is to be done first");
    }
    return findings;
}

} // namespace phonescan
