#include "tests/field/descriptor.hpp"

#include <utility>

#include <unistd.h>

namespace phonescan::field {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
    std::swap(fd_, other.fd_);
    return *this;
}

Descriptor::~Descriptor()
{
    if (fd_ >= 0) close(fd_);
}

} // namespace phonescan::field
