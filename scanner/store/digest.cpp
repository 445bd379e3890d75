#include "scanner/store/digest.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace phonescan {

namespace {

void require(int result)
{
    if (result != 1) throw std::runtime_error{"libcrypto cannot make a SHA-256 digest"};
}

} // namespace

struct DigestBuilder::Impl {
    Impl() : context{EVP_MD_CTX_new(), &EVP_MD_CTX_free} { begin(); }

    void begin() { require(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr)); }

    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context;
};

DigestBuilder::DigestBuilder() : impl_{std::make_unique<Impl>()} {}
DigestBuilder::~DigestBuilder() = default;
DigestBuilder::DigestBuilder(DigestBuilder&&) noexcept = default;
DigestBuilder& DigestBuilder::operator=(DigestBuilder&&) noexcept = default;

void DigestBuilder::add(std::string_view bytes)
{
    require(EVP_DigestUpdate(impl_->context.get(), bytes.data(), bytes.size()));
}

Digest DigestBuilder::finish()
{
    Digest digest;
    require(EVP_DigestFinal_ex(impl_->context.get(), digest.data(), nullptr));
    impl_->begin();
    return digest;
}

Digest digest_of(std::string_view bytes)
{
    thread_local DigestBuilder builder; // setting one up takes longer than a short text's digest
    builder.add(bytes);
    return builder.finish();
}

std::string to_hex(std::span<const std::uint8_t> bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const auto byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace phonescan
