// Runs every file of the folders named on the command line through a fuzz target, each in a heap block of its own size.
// Fails when there is nothing to run.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv)
{
    std::size_t replayed = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::directory_iterator{argv[i]}) {
            if (!entry.is_regular_file() || entry.path().filename() == ".gitkeep") continue;
            std::fprintf(stderr, "%s\n", entry.path().c_str()); // a crash names its input
            std::ifstream file{entry.path(), std::ios::binary};
            const std::vector<char> text{std::istreambuf_iterator<char>{file}, {}};
            if (file.bad()) return 1;
            const std::vector<std::uint8_t> bytes{text.begin(), text.end()};
            LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
            ++replayed;
        }
    }
    std::fprintf(stderr, "%zu inputs replayed\n", replayed);
    return replayed == 0 ? 1 : 0;
}
