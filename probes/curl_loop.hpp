#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <curl/curl.h>

#include <functional>
#include <memory>

namespace phonescan {

/// A multi handle of libcurl for one transfer at a time, driven by an event loop of Asio's: by its socket and timer
/// callbacks, without a thread. The connections it keeps are closed by close() and with it.
class CurlLoop {
public:
    /// Called from the event loop once a transfer is over.
    using OnDone = std::function<void(CURLcode)>;

    explicit CurlLoop(boost::asio::any_io_executor executor);
    ~CurlLoop();
    CurlLoop(const CurlLoop&) = delete;
    CurlLoop& operator=(const CurlLoop&) = delete;

    /// Starts; the handle is the caller's and must outlive end(). Its CURLOPT_CLOSESOCKETFUNCTION is close_socket(),
    /// with this. Errors: throws std::runtime_error, std::bad_alloc.
    void begin(CURL* easy, OnDone on_done);
    /// Takes the transfer out, over or not.
    void end() noexcept;
    /// end(), and closes every connection.
    void close() noexcept;

    static int close_socket(void* self, curl_socket_t socket);

private:
    struct Impl;
    std::shared_ptr<Impl> impl_; // handlers that wait hold it weakly
};

} // namespace phonescan
