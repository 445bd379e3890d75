#include "probes/observation/iso_time.hpp"

#include <cstddef>

namespace phonescan {

std::string iso_time(std::chrono::sys_seconds time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    std::string text = "0000-00-00T00:00:00Z";
    const auto put = [&text](std::size_t last, unsigned number) { // its last digit, and those before
        for (; number != 0; number /= 10)
            text[last--] = static_cast<char>('0' + number % 10);
    };
    put(3, static_cast<unsigned>(static_cast<int>(date.year())));
    put(6, static_cast<unsigned>(date.month()));
    put(9, static_cast<unsigned>(date.day()));
    put(12, static_cast<unsigned>(clock.hours().count()));
    put(15, static_cast<unsigned>(clock.minutes().count()));
    put(18, static_cast<unsigned>(clock.seconds().count()));
    return text;
}

} // namespace phonescan
