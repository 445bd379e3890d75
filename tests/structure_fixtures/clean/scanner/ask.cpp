#include "probes/wire/acme_frame.hpp"

// Everything here is right, and near to wrong: co_await run([host] { return 1; });
awaitable<void> ask(Host host)
{
    auto name_of = [host] { return host.name(); };
    const auto name = co_await run(name_of);
    const auto text = "co_await run([host] { });"; /* co_await [x] { } */
    const auto plain = co_await run([] { return Question{.port = 5060}; });
    const auto third = table[index](co_await next());
    if (const auto [error, sent] = co_await send(name); error) {
        log([error] { return error.message(); });
    }
    co_spawn(context, [this, name]() -> awaitable<void> { co_await tell(name); }, detached);
    const char brace = '{';
    co_await wait(65'536);
}
