#include "probes/turnstile.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace phonescan {

namespace asio = boost::asio;

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

} // namespace

Turnstile::Turnstile(asio::any_io_executor executor, SendGate& gate) : executor_{std::move(executor)}, gate_{gate} {}

asio::awaitable<void> Turnstile::take_place(Turn turn, bool is_first)
{
    if (!std::exchange(is_taken_, true)) co_return;
    Timer called{executor_, Timer::time_point::max()};
    auto& waiting = queue(turn);
    if (is_first)
        waiting.push_front(&called);
    else
        waiting.push_back(&called);
    // Until leave_place() takes it out of the queue; a timer may be cancelled before this waits for it.
    while (std::ranges::find(waiting, &called) != waiting.end())
        co_await called.async_wait(as_tuple);
}

/// The place goes to the next in the queues, who need not race for it.
void Turnstile::leave_place()
{
    const auto next = std::ranges::find_if(queues_, [](const Queue& waiting) { return !waiting.empty(); });
    is_taken_ = next != queues_.end();
    if (!is_taken_) return;
    auto* const called = next->front();
    next->pop_front();
    called->cancel();
}

asio::awaitable<bool> Turnstile::pass(asio::ip::address to, SendKind kind, Turn turn)
{
    co_await take_place(turn, false);
    Timer wait{executor_};
    while (!is_closed_) {
        const auto permit = gate_.ask(to, kind, Clock::now());
        if (permit.answer == Permit::Answer::now || permit.answer == Permit::Answer::never) {
            leave_place();
            co_return permit.answer == Permit::Answer::now;
        }
        wait.expires_at(permit.when);
        if (permit.answer == Permit::Answer::later) {
            leave_place();
            co_await wait.async_wait(as_tuple);
            co_await take_place(turn, true);
            continue;
        }
        in_front_ = &wait;
        co_await wait.async_wait(as_tuple);
        in_front_ = nullptr;
    }
    leave_place();
    co_return false;
}

void Turnstile::close()
{
    is_closed_ = true;
    if (in_front_ != nullptr) in_front_->cancel();
}

} // namespace phonescan
