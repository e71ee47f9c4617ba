//! The program: parse the command line, run the command, exit with its code.

mod cli;
mod command;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    command::run(&cli::Cli::parse())
}
