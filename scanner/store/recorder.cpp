#include "scanner/store/recorder.hpp"

#include <signal.h>

#include <exception>
#include <iterator>
#include <utility>

namespace phonescan {

namespace {

void append(std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

/// One transaction's worth; the last word about a sender or the progress counts.
ScanNews together(std::vector<ScanNews> all)
{
    ScanNews one;
    for (auto& news : all) {
        one.words.insert(one.words.end(), std::make_move_iterator(news.words.begin()),
                         std::make_move_iterator(news.words.end()));
        for (const auto& [name, elements] : stored_states)
            append(one.states.*elements, news.states.*elements);
        if (news.progress) one.progress = std::move(news.progress);
    }
    return one;
}

} // namespace

Recorder::Recorder(Store store, std::int64_t scan) : store_{std::move(store)}, scan_{scan}
{
    // Signals are for the thread that runs the event loop.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread{[this] { write_all(); }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Recorder::~Recorder()
{
    close();
}

void Recorder::record(ScanNews news)
{
    if (news.empty()) return;
    const std::lock_guard lock{mutex_};
    if (failure_) return;
    waiting_.push_back(std::move(news));
    changed_.notify_one();
}

std::optional<std::string> Recorder::failure() const
{
    const std::lock_guard lock{mutex_};
    return failure_;
}

Store& Recorder::close()
{
    {
        const std::lock_guard lock{mutex_};
        closing_ = true;
        changed_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
    return store_;
}

void Recorder::write_all()
{
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        auto news = std::exchange(waiting_, {});
        lock.unlock();
        std::optional<std::string> failure;
        try {
            store_.record(scan_, together(std::move(news)));
        } catch (const std::exception& error) {
            failure = error.what();
        }
        lock.lock();
        if (!failure) continue;
        failure_ = std::move(failure);
        waiting_.clear();
        return;
    }
}

} // namespace phonescan
