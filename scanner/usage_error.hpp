#pragma once

#include <stdexcept>

namespace phonescan {

/// A wrong option, argument or file: what() says which one and what to do. Exit 2.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace phonescan
