//! The `hexward` program: arguments in, exit code out.

use std::process::ExitCode;

/// Gives back what the start of a city needed for a while, which the allocator of the system keeps; that of SQLite and GDAL too.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    hexward::cli::run()
}
