#pragma once

#include "fingerprints/identity.hpp"

#include <memory>
#include <utility>

namespace phonescan {

/// What a device is; devices that said the same share it.
class SharedIdentity {
public:
    SharedIdentity() = default; ///< nothing is known
    SharedIdentity(Identity identity) : identity_{std::make_shared<Identity>(std::move(identity))} {}

    const Identity& operator*() const noexcept
    {
        static const Identity none;
        return identity_ ? *identity_ : none;
    }
    const Identity* operator->() const noexcept { return &**this; }

    /// This device's own, to be changed.
    Identity& edit()
    {
        if (identity_.use_count() != 1) identity_ = std::make_shared<Identity>(**this);
        return *identity_;
    }

private:
    std::shared_ptr<Identity> identity_;
};

} // namespace phonescan
