//! The program: parse the command line, run the command, exit with its code.

mod cli;
mod command;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    leave_no_core();
    command::run(&cli::Cli::parse())
}

/// Forbids the system to write the memory of this process to a file when it fails: what is `secured`, and what is not
/// published yet, passes through it. A limit keeps files away, and not being dumpable those collectors of crashes that
/// the system hands the memory to whatever the limit. Where the system has neither, the program runs all the same.
fn leave_no_core() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}
