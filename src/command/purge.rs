//! Addresses that have changed → whoever keeps copies of them: a program that reads them from its standard input, or a URL that takes
//! them by POST. What either says is not repeated, since it may quote tokens.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::post::{client, post};
use feedmill::internal::config::{Config, Hook};

/// Tells a hook which addresses have changed. A URL has as long to answer as a store; a program decides by itself.
///
/// # Errors
///
/// When it cannot be told, or answers that it has failed.
pub fn tell(hook: &Hook, addresses: &[String], config: &Config) -> Result<(), String> {
    let text: String = addresses.iter().map(|address| format!("{address}\n")).collect();
    match hook {
        Hook::Url(url) => {
            let timeout = config.output.objects.as_ref().map_or(Duration::ZERO, |objects| objects.timeout);
            let answer = post(&client(timeout), url.as_str(), "text/plain; charset=utf-8", &text)?;
            if answer.is_success() { Ok(()) } else { Err(format!("it answers {}", answer.status)) }
        }
        Hook::Command(command) => run(command, &text),
    }
}

fn run(command: &[String], text: &str) -> Result<(), String> {
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let started = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
    let mut child = started.map_err(|error| format!("the program cannot be started: {error}"))?;
    // A program that does not read all of it says by its exit code whether that was right.
    let written = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(text.as_bytes()));
    let written =
        written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) });
    let ended = child.wait().map_err(|error| format!("the program cannot be waited for: {error}"))?;
    match (ended.success(), written) {
        (true, Ok(())) => Ok(()),
        (true, Err(error)) => Err(format!("the program cannot be told: {error}")),
        (false, _) => Err(format!("the program ends with {ended}")),
    }
}
