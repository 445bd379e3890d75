// curl_loop MOST_OPEN <DEVICES: a bare multi loop of libcurl's, what phonescan's web part is compared with. A line of
// DEVICES is one device: URLs, fetched one after the other; MOST_OPEN devices at a time. sips://ADDRESS:PORT stands for
// a TLS connection over which nothing is asked. TLS settings and limits are the program's own; nothing is read of what
// comes. Prints: URLs, of them answered, and bytes.
#include "probes/old_tls.hpp"
#include "probes/web_reply.hpp"

#include <curl/curl.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using phonescan::TlsWords;

struct Counts {
    unsigned long long urls = 0;
    unsigned long long answered = 0;
    unsigned long long bytes = 0;
};

void require(CURLcode code)
{
    if (code != CURLE_OK) throw std::runtime_error{curl_easy_strerror(code)};
}

void require(CURLMcode code)
{
    if (code != CURLM_OK) throw std::runtime_error{curl_multi_strerror(code)};
}

class Transfer {
public:
    Transfer(CURLM* multi, Counts& counts) : multi_{multi}, counts_{counts}, easy_{curl_easy_init(), &curl_easy_cleanup}
    {
        if (!easy_) throw std::bad_alloc{};
        set(CURLOPT_PRIVATE, this);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_HTTP09_ALLOWED, 1L);
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
        set(CURLOPT_USERAGENT, "phonescan");
        set(CURLOPT_SSL_VERIFYPEER, 0L);
        set(CURLOPT_SSL_VERIFYHOST, 0L);
        set(CURLOPT_CAINFO, static_cast<char*>(nullptr));
        set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
        set(CURLOPT_SSL_ENABLE_ALPN, 0L);
        set(CURLOPT_SSL_SESSIONID_CACHE, 0L);
        set(CURLOPT_TIMEOUT_MS, 5'000L);
        set(
            CURLOPT_SSL_CTX_FUNCTION, +[](CURL*, void* context, void* words) {
                phonescan::accept_old_tls(context, *static_cast<TlsWords*>(words));
                return CURLE_OK;
            });
        set(CURLOPT_SSL_CTX_DATA, &words_);
        set(
            CURLOPT_WRITEFUNCTION, +[](char*, std::size_t size, std::size_t count, void* self) {
                auto& transfer = *static_cast<Transfer*>(self);
                transfer.counts_.bytes += size * count;
                return (transfer.body_ += size * count) > phonescan::max_web_body ? std::size_t{0} : size * count;
            });
        set(CURLOPT_WRITEDATA, this);
    }

    void take(std::vector<std::string> urls)
    {
        urls_ = std::move(urls);
        next_ = 0;
    }

    /// Begins the next URL; false when this device has no more.
    bool begin()
    {
        if (next_ == urls_.size()) return false;
        auto url = urls_[next_++];
        const bool asks_nothing = url.starts_with("sips:");
        if (asks_nothing) url.replace(0, 4, "https");
        words_ = {};
        body_ = 0;
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_CONNECT_ONLY, asks_nothing ? 1L : 0L);
        ++counts_.urls;
        require(curl_multi_add_handle(multi_, easy_.get()));
        return true;
    }

    void ended(CURLcode code)
    {
        if (code == CURLE_OK) ++counts_.answered;
        require(curl_multi_remove_handle(multi_, easy_.get()));
    }

private:
    template <class Value>
    void set(CURLoption option, Value value)
    {
        require(curl_easy_setopt(easy_.get(), option, value));
    }

    CURLM* multi_;
    Counts& counts_;
    TlsWords words_;
    std::size_t body_ = 0;
    std::unique_ptr<CURL, void (*)(CURL*)> easy_;
    std::vector<std::string> urls_;
    std::size_t next_ = 0;
};

std::deque<std::vector<std::string>> read_devices(std::istream& in)
{
    std::deque<std::vector<std::string>> devices;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words{line};
        std::vector<std::string> urls;
        for (std::string url; words >> url;)
            urls.push_back(std::move(url));
        if (!urls.empty()) devices.push_back(std::move(urls));
    }
    return devices;
}

void run(unsigned most_open)
{
    auto devices = read_devices(std::cin);
    require(curl_global_init(CURL_GLOBAL_DEFAULT));
    const std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> multi{curl_multi_init(), &curl_multi_cleanup};
    require(curl_multi_setopt(multi.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(most_open)));
    require(curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(most_open)));
    Counts counts;
    std::vector<std::unique_ptr<Transfer>> transfers;
    unsigned under_way = 0;
    const auto go_on = [&](Transfer& transfer) {
        while (!transfer.begin()) {
            if (devices.empty()) return;
            transfer.take(std::move(devices.front()));
            devices.pop_front();
        }
        ++under_way;
    };
    while (transfers.size() < most_open && !devices.empty()) {
        transfers.push_back(std::make_unique<Transfer>(multi.get(), counts));
        go_on(*transfers.back());
    }
    while (under_way != 0) {
        int running = 0;
        require(curl_multi_perform(multi.get(), &running));
        int left = 0;
        while (const auto* const message = curl_multi_info_read(multi.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const auto code = message->data.result;
            Transfer* transfer = nullptr;
            require(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer));
            transfer->ended(code);
            --under_way;
            go_on(*transfer);
        }
        if (under_way != 0) require(curl_multi_poll(multi.get(), nullptr, 0, 1'000, nullptr));
    }
    std::printf("%llu %llu %llu\n", counts.urls, counts.answered, counts.bytes);
}

} // namespace

int main(int argc, char** argv)
{
    try {
        const auto most_open = argc == 2 ? std::strtoul(argv[1], nullptr, 10) : 0;
        if (most_open == 0 || most_open > 1'000) throw std::runtime_error{"usage: curl_loop MOST_OPEN <DEVICES"};
        run(static_cast<unsigned>(most_open));
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "curl_loop: %s\n", error.what());
        return EXIT_FAILURE;
    }
}
