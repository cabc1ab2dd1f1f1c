//! The `hexward` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    hexward::cli::run()
}
