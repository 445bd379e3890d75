awaitable<void> ask(Host host)
{
    join([&host] { return host.name(); }, co_await next());
}
