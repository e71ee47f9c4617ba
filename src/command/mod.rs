//! The commands: arguments become calls of the library, results become output and an exit code. Only here are the clock,
//! the environment and the terminal used.

mod adopt;
mod build;
mod convert;
mod diff;
mod difference;
mod feeds;
mod findings;
mod ids;
mod init;
mod json;
mod list;
mod log;
mod metrics;
mod ping;
mod post;
mod purge;
mod report;
mod summary;
mod trust;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, Utc};
use rayon::{ThreadPool, ThreadPoolBuilder};
use url::Url;

use crate::cli::{Cli, Command, Trust};
use feedmill::internal::config::{self, Config, Objects, StoreUrl};
use feedmill::internal::source;
use feedmill::internal::time::{self, Tz, YEARS};
use feedmill::{Error, ErrorKind};
use log::Level;

/// Runs the command and says how it ended.
pub fn run(cli: &Cli) -> ExitCode {
    let result = match &cli.command {
        Command::Adopt(arguments) => adopt::run(arguments),
        Command::Build(arguments) => build::run(arguments),
        Command::Convert(arguments) => convert::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Ids(arguments) => ids::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::List(arguments) => list::run(arguments),
        Command::Ping(arguments) => ping::run(arguments),
    };
    result.unwrap_or_else(|error| {
        log::print(Level::Error, &format!("feedmill: {error}"));
        ExitCode::from(exit_code(error.kind()))
    })
}

/// Says that standard output cannot be written.
pub fn output_failed(error: &io::Error) -> ExitCode {
    log::print(Level::Error, &format!("feedmill: standard output cannot be written: {error}"));
    ExitCode::from(exit_code(ErrorKind::Output))
}

/// The exit codes of failures; 75 is `EX_TEMPFAIL` of sysexits.
fn exit_code(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::Usage => 2,
        ErrorKind::Refused => 3,
        ErrorKind::Output => 4,
        ErrorKind::Locked => 75,
    }
}

/// How many threads each processor may get: more of them only wait for one another.
const MOST_OF_A_PROCESSOR: usize = 4;

/// The stack of a thread, in bytes, whatever the environment says: as large as that of a main thread.
const STACK: usize = 8 << 20;

/// So many threads, or one for every processor, whatever the environment says. Where not all of them can be started there are
/// fewer, and at last the current one does it all.
fn threads(jobs: Option<u16>) -> Result<ThreadPool, Error> {
    let threads = |count| ThreadPoolBuilder::new().num_threads(count).stack_size(STACK);
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let most = processors.saturating_mul(MOST_OF_A_PROCESSOR);
    let mut count = jobs.map_or(processors, usize::from).clamp(1, most);
    while count > 1 {
        if let Ok(pool) = threads(count).build() {
            return Ok(pool);
        }
        count = count.div_euclid(2);
    }
    let pool = threads(1).build().or_else(|_| threads(1).use_current_thread().build());
    pool.map_err(|error| Error::output(format!("threads cannot be started: {error}")))
}

/// The configuration of the project in `dir`. Where its owner is not trusted, it names nothing outside, and no link in it leads
/// the paths in `named` out, which the command line names; `destination` replaces the one of the configuration.
fn configuration(
    dir: &Path,
    base_url: Option<&str>,
    trust: Trust,
    destination: Option<&Path>,
    named: &[&Path],
) -> Result<Config, Error> {
    let base = base_url.map(config::base_url).transpose();
    let base: Option<Url> = base.map_err(|message| Error::usage(format!("--base-url {message}")))?;
    let place = destination.and_then(Path::to_str).filter(|text| StoreUrl::is_meant(text));
    let is_confined = is_confined(dir, trust);
    let mut config = match is_confined {
        false => source::configuration(dir, base.as_ref()).and_then(with_environment)?,
        true => {
            for path in destination.iter().filter(|_| place.is_none()).chain(named) {
                source::check_named(dir, path)?;
            }
            source::confined(dir, base.as_ref(), destination.is_none())?
        }
    };
    if destination.is_some() {
        let own = config.output.objects.take().filter(|_| !is_confined);
        config.output.objects = place.map(|place| store(place, own)).transpose()?;
    }
    Ok(config)
}

/// The destination that `-d` names in an object store, with what the configuration says of such a one.
fn store(place: &str, own: Option<Objects>) -> Result<Objects, Error> {
    let url = StoreUrl::read(place).map_err(|message| Error::usage(format!("-d {message}")))?;
    let objects = match own {
        Some(own) => own.moved_to(url),
        None => Objects::at(url),
    };
    let message = "-d names a place where the state would be served; add a prefix";
    objects.ok_or_else(|| Error::usage(message).at(place))
}

/// The configuration with the URL of the database that a variable of the environment holds.
fn with_environment(mut config: Config) -> Result<Config, Error> {
    let Some(sql) = &mut config.input.sql else { return Ok(config) };
    if let config::Place::Environment(name) = &sql.place {
        let wrong = |message: &str| {
            Error::usage(format!("`input.sql.url`: the variable {name} of the environment {message}"))
        };
        let url = std::env::var(name).map_err(|_| wrong("is not set, or is not UTF-8"))?;
        sql.place = config::Place::of_url(&url).map_err(|message| wrong(&message))?;
    }
    Ok(config)
}

/// Whether the owner of the project is not trusted.
fn is_confined(dir: &Path, trust: Trust) -> bool {
    !trust.no_confine && (trust.confine || trust::is_of_another_user(dir))
}

/// Where the feeds go: a flag is seen from the current folder, the configuration from the project's.
fn destination(dir: &Path, flag: Option<&Path>, config: &Config) -> PathBuf {
    flag.map_or_else(|| dir.join(&config.output.directory), Path::to_path_buf)
}

/// The present moment: `--now`, else SOURCE_DATE_EPOCH, else the clock.
fn present(now: Option<&str>) -> Result<DateTime<Utc>, Error> {
    if let Some(now) = now {
        let moment = time::read(now, Tz::UTC);
        return moment.map(|moment| moment.instant).map_err(|fault| Error::usage(format!("--now: {fault}")));
    }
    match std::env::var_os("SOURCE_DATE_EPOCH") {
        Some(seconds) => {
            let instant = seconds
                .to_str()
                .and_then(|seconds| seconds.parse().ok())
                .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            let instant = instant.filter(|instant| YEARS.contains(&instant.year()));
            instant.ok_or_else(|| Error::usage("SOURCE_DATE_EPOCH must be a number of seconds since 1970"))
        }
        None => {
            let instant = Some(clock());
            let message = "the year of the system clock is out of range; set the clock, or use --now";
            instant.filter(|instant| YEARS.contains(&instant.year())).ok_or_else(|| Error::usage(message))
        }
    }
}

/// What the clock says.
fn clock() -> DateTime<Utc> {
    SystemTime::now().into()
}
