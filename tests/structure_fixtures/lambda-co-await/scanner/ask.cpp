awaitable<void> ask(Host host)
{
    if (ready) {
        const auto name = co_await run([host](int port) mutable {
            if (port == 0) {
                return host.name();
            }
            return Question{.host = host};
        }, 5060);
    }
}
