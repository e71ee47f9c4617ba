//! `feedmill ping`: tells hubs of the feeds that have changed (WebSub), as `build --ping` does it: one request for each feed, some more where a hub
//! asks for patience.

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use ureq::Agent;
use url::form_urlencoded::Serializer;

use super::post::{Answer, client, post};
use super::{configuration, destination, present, report};
use crate::cli;
use feedmill::Error;
use feedmill::internal::config::Config;
use feedmill::internal::pipeline::{self, HubFault, Options, Told};

/// How long a hub may take for its answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long it is left alone before it is asked again, if it does not say so; so it is asked three times.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// The longest pause that a hub gets.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Runs the command.
pub fn run(arguments: &cli::Ping) -> Result<ExitCode, Error> {
    let (dir, common) = (&arguments.dir, &arguments.common);
    let named = arguments.destination.as_deref();
    let config = configuration(dir, common.base_url.as_deref(), common.trust, named, &[])?;
    check(&config, "`feedmill ping`")?;
    let ping = &telling();
    let options = Options {
        dry_run: arguments.dry_run,
        shard: arguments.shard,
        ping: Some(ping),
        ..Options::at(present(common.now.as_deref())?)
    };
    let told = pipeline::ping(dir, &destination(dir, named, &config), &config, &options)?;
    if arguments.dry_run {
        report::print_output(&told.told.iter().map(|url| format!("{url}\n")).collect::<String>())?;
    } else if !arguments.quiet {
        report::print_error(&summary(&told));
    }
    Ok(ExitCode::SUCCESS)
}

/// What the command says at its end.
fn summary(told: &Told) -> String {
    let outdated = match told.outdated {
        0 => String::new(),
        count => format!("; {count} forgotten, which are not published as they were to be"),
    };
    format!("feedmill: hubs were told of {} feeds{outdated}", told.told.len())
}

/// Makes sure that hubs can be told: there is one, and whoever has named it is trusted.
///
/// # Errors
///
/// A usage error that names the flag or command.
pub fn check(config: &Config, flag: &str) -> Result<(), Error> {
    let refused = |message: &str| Error::usage(format!("{flag} {message}"));
    if config.feeds.hubs.is_empty() {
        return Err(refused("has no hub to tell: name one as `feeds.hub`"));
    }
    if config.is_confined {
        return Err(refused(
            "sends requests to the hubs that the project names, which is not trusted; see --no-confine",
        ));
    }
    Ok(())
}

/// What tells a hub of a feed; connections are kept for the next one.
pub fn telling() -> impl Fn(&str, &str) -> Result<(), HubFault> + Sync {
    let client = client(TIMEOUT);
    move |hub, feed| tell(&client, hub, feed)
}

/// Tells a hub of a feed, as it has become custom: `hub.mode=publish`.
fn tell(client: &Agent, hub: &str, feed: &str) -> Result<(), HubFault> {
    let body = Serializer::new(String::new())
        .append_pair("hub.mode", "publish")
        .append_pair("hub.url", feed)
        .finish();
    let mut pauses = PAUSES.into_iter();
    loop {
        let answer = post(client, hub, "application/x-www-form-urlencoded", &body);
        let (message, wanted) = match answer {
            Ok(answer) if answer.is_success() => return Ok(()),
            Ok(Answer { status, retry_after }) if is_passing(status) => {
                (format!("answers {status}"), retry_after)
            }
            Ok(Answer { status, .. }) => {
                return Err(HubFault::Refused(format!("the hub answers {status} for {feed}")));
            }
            Err(message) => (message, None),
        };
        match pauses.next() {
            Some(pause) if wanted.is_none_or(|wanted| wanted <= LONGEST_PAUSE) => {
                thread::sleep(wanted.unwrap_or(pause));
            }
            _ => return Err(HubFault::Away(format!("the hub cannot be told: {message}"))),
        }
    }
}

/// Whether another request may have another answer.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}
