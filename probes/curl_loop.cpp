#include "probes/curl_loop.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <unistd.h>

#include <chrono>
#include <new>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

using Wait = asio::posix::descriptor_base::wait_type;

/// libcurl's own state, once for the process.
void init_libcurl()
{
    static const auto code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) throw std::runtime_error{std::string{"libcurl: "} + curl_easy_strerror(code)};
}

} // namespace

struct CurlLoop::Impl : std::enable_shared_from_this<CurlLoop::Impl> {
    /// A socket libcurl waits for. It is libcurl's: closing it here would close it twice.
    struct Watched {
        explicit Watched(const asio::any_io_executor& executor, int fd) : descriptor{executor, fd} {}
        ~Watched() { release(); }
        /// At once: libcurl may close it and open another of the same number before the last handler lets go.
        void release()
        {
            if (descriptor.is_open()) descriptor.release();
        }
        asio::posix::stream_descriptor descriptor;
        int wanted = CURL_POLL_NONE;
        bool reads = false; ///< a wait of this kind is under way
        bool writes = false;
    };

    explicit Impl(asio::any_io_executor of) : executor{std::move(of)}, timer{executor} {}

    void open();
    void shut() noexcept;
    void begin(CURL* handle, OnDone then);
    void end() noexcept;
    void watch(curl_socket_t fd, int what);
    void forget(curl_socket_t fd);
    void wait(const std::shared_ptr<Watched>& watched, Wait direction);
    void set_timer(long milliseconds);
    void act(curl_socket_t fd, int what);
    void read_messages();

    asio::any_io_executor executor;
    asio::steady_timer timer;
    std::unordered_map<curl_socket_t, std::shared_ptr<Watched>> sockets;
    CURLM* multi = nullptr;
    CURL* easy = nullptr;
    OnDone on_done;
};

void CurlLoop::Impl::open()
{
    if (multi != nullptr) return;
    init_libcurl();
    multi = curl_multi_init();
    if (multi == nullptr) throw std::bad_alloc{};
    curl_multi_setopt(multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L);
    curl_multi_setopt(
        multi, CURLMOPT_SOCKETFUNCTION, +[](CURL*, curl_socket_t fd, int what, void* self, void*) {
            static_cast<Impl*>(self)->watch(fd, what);
            return 0;
        });
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(
        multi, CURLMOPT_TIMERFUNCTION, +[](CURLM*, long milliseconds, void* self) {
            static_cast<Impl*>(self)->set_timer(milliseconds);
            return 0;
        });
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
}

void CurlLoop::Impl::shut() noexcept
{
    end();
    if (multi != nullptr) curl_multi_cleanup(std::exchange(multi, nullptr));
    sockets.clear();
    timer.cancel();
}

void CurlLoop::Impl::begin(CURL* handle, OnDone then)
{
    open();
    easy = handle;
    on_done = std::move(then);
    if (const auto code = curl_multi_add_handle(multi, easy); code != CURLM_OK) {
        easy = nullptr;
        throw std::runtime_error{std::string{"libcurl: "} + curl_multi_strerror(code)};
    }
}

void CurlLoop::Impl::end() noexcept
{
    if (easy != nullptr) curl_multi_remove_handle(multi, std::exchange(easy, nullptr));
}

void CurlLoop::Impl::watch(curl_socket_t fd, int what)
{
    if (what == CURL_POLL_REMOVE) return forget(fd);
    auto& watched = sockets[fd];
    if (!watched) watched = std::make_shared<Watched>(executor, fd);
    watched->wanted = what;
    if ((what & CURL_POLL_IN) != 0) wait(watched, Wait::wait_read);
    if ((what & CURL_POLL_OUT) != 0) wait(watched, Wait::wait_write);
}

void CurlLoop::Impl::forget(curl_socket_t fd)
{
    const auto found = sockets.find(fd);
    if (found == sockets.end()) return;
    found->second->release();
    sockets.erase(found);
}

void CurlLoop::Impl::wait(const std::shared_ptr<Watched>& watched, Wait direction)
{
    const bool is_read = direction == Wait::wait_read;
    auto& waits = is_read ? watched->reads : watched->writes;
    if (std::exchange(waits, true)) return;
    const auto then = [loop = weak_from_this(), socket = std::weak_ptr{watched},
                       is_read](const boost::system::error_code& error) {
        const auto self = loop.lock();
        const auto here = socket.lock();
        if (error || !self || !here) return;
        (is_read ? here->reads : here->writes) = false;
        const int bit = is_read ? CURL_POLL_IN : CURL_POLL_OUT;
        if ((here->wanted & bit) == 0) return;
        const auto fd = here->descriptor.native_handle();
        self->act(fd, is_read ? CURL_CSELECT_IN : CURL_CSELECT_OUT);
        const auto still = self->sockets.find(fd);
        if (still != self->sockets.end() && still->second == here && (here->wanted & bit) != 0)
            self->wait(here, is_read ? Wait::wait_read : Wait::wait_write);
    };
    watched->descriptor.async_wait(direction, then);
}

/// -1: none. 0 comes from inside libcurl's functions, which must not be called again then: the loop does it later.
void CurlLoop::Impl::set_timer(long milliseconds)
{
    if (milliseconds < 0) {
        timer.cancel();
        return;
    }
    timer.expires_after(std::chrono::milliseconds{milliseconds});
    const auto then = [loop = weak_from_this()](const boost::system::error_code& error) {
        const auto self = loop.lock();
        if (!error && self) self->act(CURL_SOCKET_TIMEOUT, 0);
    };
    timer.async_wait(then);
}

void CurlLoop::Impl::act(curl_socket_t fd, int what)
{
    if (multi == nullptr) return;
    int running = 0;
    curl_multi_socket_action(multi, fd, what, &running);
    read_messages();
}

void CurlLoop::Impl::read_messages()
{
    int left = 0;
    while (multi != nullptr) {
        const auto* const message = curl_multi_info_read(multi, &left);
        if (message == nullptr) return;
        if (message->msg == CURLMSG_DONE && message->easy_handle == easy) on_done(message->data.result);
    }
}

CurlLoop::CurlLoop(asio::any_io_executor executor) : impl_{std::make_shared<Impl>(std::move(executor))} {}

CurlLoop::~CurlLoop()
{
    impl_->shut();
}

void CurlLoop::begin(CURL* easy, OnDone on_done)
{
    impl_->begin(easy, std::move(on_done));
}

void CurlLoop::end() noexcept
{
    impl_->end();
}

void CurlLoop::close() noexcept
{
    impl_->shut();
}

int CurlLoop::close_socket(void* self, curl_socket_t socket)
{
    static_cast<CurlLoop*>(self)->impl_->forget(socket);
    return ::close(socket);
}

} // namespace phonescan
