#pragma once

#include "probes/listening.hpp"
#include "scanner/output_options.hpp"

#include <string>
#include <vector>

namespace phonescan {

/// What a user says about listening.
struct ListenOptions {
    std::vector<std::string> interfaces;
    LiveOptions live;
};

/// Opens every interface, then gives up root and all capabilities for good (as the user who called sudo; else as the
/// owner of the folder that reports go to; else, when there are none, as nobody). Does nothing without interfaces.
/// Errors: throws UsageError that says how to get the privilege, or which interfaces there are; std::system_error when
/// privileges cannot be given up.
std::vector<LiveCapture> open_captures(const ListenOptions& options, const OutputOptions& output);

/// What is heard on interfaces, with all that takes.
class LiveHearing {
public:
    LiveHearing(boost::asio::io_context& context, std::vector<LiveCapture> captures,
                std::function<void(std::size_t group)> fresh = {})
        : link_layer_{store_, std::move(fresh)}, listening_{context, std::move(captures), link_layer_}
    {
    }

    HeardStore& store() noexcept { return store_; }
    LinkLayer& link_layer() noexcept { return link_layer_; }
    Listening& listening() noexcept { return listening_; }
    const Listening& listening() const noexcept { return listening_; }

    /// Ends listening and reads what still waited for its end.
    void stop()
    {
        listening_.stop();
        link_layer_.finish();
    }

private:
    HeardStore store_;
    LinkLayer link_layer_;
    Listening listening_;
};

} // namespace phonescan
