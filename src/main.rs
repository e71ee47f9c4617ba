//! The program: parse the command line, run the command, exit with its code.

mod cli;
mod command;

use std::io::{ErrorKind, Write, stdout};
use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    leave_no_core();
    survive_limits();
    end_when_asked();
    match cli::Cli::try_parse() {
        Ok(cli) => command::run(&cli),
        Err(error) if error.use_stderr() => error.exit(),
        Err(help) => match help.print().and_then(|()| stdout().flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => command::output_failed(&error),
            _ => ExitCode::SUCCESS,
        },
    }
}

/// A file that grows beyond the limit of a process is an error of writing it, as a full disk is. Without a handler the signal
/// ends the process before it can say which file it was.
fn survive_limits() {
    #[cfg(unix)]
    {
        let is_reached = std::sync::Arc::default();
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, is_reached);
    }
}

/// The first process of a container gets no signal that it has not asked for: without this, whoever stops the container would wait for it in
/// vain, and then kill it. A run that is ended on its way is completed by the next one.
fn end_when_asked() {
    #[cfg(unix)]
    if std::process::id() == 1 {
        use signal_hook::consts::{SIGINT, SIGTERM};
        for (signal, code) in [(SIGINT, 130), (SIGTERM, 143)] {
            let always = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
            let _ = signal_hook::flag::register_conditional_shutdown(signal, code, always);
        }
    }
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
