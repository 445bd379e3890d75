#include "probes/observation/error.hpp"

namespace phonescan {

namespace {

class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "phonescan"; }

    std::string message(int value) const override
    {
        switch (static_cast<Errc>(value)) {
        case Errc::truncated:
            return "the input ends inside a field";
        case Errc::malformed:
            return "the input does not follow its format";
        case Errc::too_long:
            return "the input is longer than accepted";
        case Errc::not_a_mac_address:
            return "not a MAC address";
        }
        return "unknown error";
    }
};

std::string located(const std::filesystem::path& file, std::size_t line, const std::string& expected)
{
    std::string text = file.string();
    if (line != 0) text += ":" + std::to_string(line);
    return text + ": " + expected;
}

} // namespace

boost::system::error_code make_error_code(Errc error) noexcept
{
    static const Category category;
    return {static_cast<int>(error), category};
}

DataError::DataError(const std::filesystem::path& file, std::size_t line, const std::string& expected)
    : std::runtime_error{located(file, line, expected)}, line_{line}, expected_{expected}
{
}

} // namespace phonescan
