//! `feedmill build`: builds a project, shows its progress on a terminal, and reports the result.

use std::env;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use chrono::{DateTime, Utc};
use indicatif::{ProgressBar, ProgressStyle};

use super::findings::{self, Dated, Look, Printing};
use super::metrics::{self, Figures};
use super::summary::summary;
use super::{
    clock, configuration, destination, difference, exit_code, is_confined, log, ping, present, purge, report,
    threads,
};
use crate::cli::Build;
use feedmill::internal::config::Config;
use feedmill::internal::emit;
use feedmill::internal::output;
use feedmill::internal::pipeline::{self, Failure, NewIds, Options, Report, Survey};
use feedmill::internal::{source, state, text};
use feedmill::model::Status;
use feedmill::{Error, Rule};

/// Runs the command, and writes its metrics however it ends.
pub fn run(arguments: &Build) -> Result<ExitCode, Error> {
    log::set(arguments.log_format);
    let (mut figures, begun) = (Figures::of_shard(arguments.shard), Instant::now());
    let file = arguments.metrics.as_deref();
    if let Some(file) = file {
        let others: Vec<&Path> = arguments.report.as_deref().into_iter().collect();
        output::claim(file, output::Kind::Metrics, "--metrics", &others)?;
    }
    let ending = build(arguments, &mut figures);
    if let Some(file) = file.filter(|_| !figures.is_misplaced) {
        let code = ending.as_ref().map_or_else(|error| exit_code(error.kind()), |code| *code);
        let written = metrics::write(file, &figures, code, clock(), begun.elapsed());
        return ending.and_then(|code| written.map(|()| ExitCode::from(code)));
    }
    ending.map(ExitCode::from)
}

fn build(arguments: &Build, figures: &mut Figures) -> Result<u8, Error> {
    // In a project that is not trusted nothing is written before it is known where links lead.
    figures.is_misplaced = is_confined(&arguments.dir, arguments.trust);
    let config = configured(arguments)?;
    figures.is_misplaced = false;
    let now = present(arguments.now.as_deref())?;
    let destination = destination(&arguments.dir, arguments.destination.as_deref(), &config);
    if arguments.verify {
        let verify = || pipeline::verify(&arguments.dir, &destination, &config);
        let verification = threads(arguments.jobs)?.install(verify)?;
        report::print_verification(&verification)?;
        return Ok(u8::from(!verification.differences.is_empty()));
    }
    check_outputs(arguments, &destination, &config, figures)?;
    if arguments.ping {
        ping::check(&config, "--ping")?;
    }
    let (bar, begun) = (progress_bar(arguments), Instant::now());
    let tell_hub = ping::telling();
    let options = Options {
        now,
        clock: &|| begun.elapsed(),
        program: program(),
        force: arguments.force,
        dry_run: arguments.dry_run || arguments.check,
        prune: arguments.prune,
        allow_shrink: arguments.allow_shrink,
        adopt_destination: arguments.adopt_destination,
        new_ids: new_ids(arguments),
        shard: arguments.shard,
        purge: &|hook, addresses| purge::tell(hook, addresses, &config),
        ping: arguments.ping.then_some(&tell_hub),
        keeps_settings: arguments.base_url.is_some() && !arguments.allow_new_ids,
        progress: &|done, all| show_progress(&bar, done, all),
    };
    let result =
        threads(arguments.jobs)?.install(|| pipeline::build(&arguments.dir, &destination, &config, &options));
    bar.finish_and_clear();
    let built = match result {
        Ok(built) => built,
        Err(Failure { error, survey }) => {
            if let Some(survey) = survey {
                figures.of_survey(&survey);
                print_failure(&survey, &error, now, arguments, &config);
            }
            return Err(error);
        }
    };
    let survey = &built.survey;
    figures.of_report(&built);
    print_findings(survey, arguments, &config);
    report::write_json(survey, Ok(&built), now, arguments.report.as_deref())?;
    print(&built, arguments, &config)?;
    let fails = survey.errors() > 0 || (arguments.check && !built.changes.is_empty());
    let code = if arguments.exit_code { difference::ending(&built.differences) } else { 0 };
    Ok(code.max(u8::from(fails)))
}

/// What distinguishes this build of the program from others. Where the system does not say which file it is run from, as where `/proc` is
/// missing, the caller's word for it has to do, and its version.
fn program() -> u64 {
    let named = || env::args_os().next().map(PathBuf::from).unwrap_or_default();
    state::program(&env::current_exe().unwrap_or_else(|_| named()))
}

/// Prints what a build had found before it failed. Why nothing is published comes first, and has the say in how the run ends.
fn print_failure(survey: &Survey, error: &Error, now: DateTime<Utc>, arguments: &Build, config: &Config) {
    print_findings(survey, arguments, config);
    if let Err(other) = report::write_json(survey, Err(error), now, arguments.report.as_deref()) {
        report::print_error(&format!("feedmill: {other}"));
    }
}

/// Makes sure that nothing is written where the build reads or publishes.
fn check_outputs(
    arguments: &Build,
    destination: &Path,
    config: &Config,
    figures: &mut Figures,
) -> Result<(), Error> {
    let check = |output| pipeline::check_output(&arguments.dir, destination, config, output);
    if let Some(file) = arguments.metrics.as_deref() {
        figures.is_misplaced = true;
        check((file, output::Kind::Metrics, "--metrics"))?;
        figures.is_misplaced = false;
    }
    let report = arguments.report.as_deref().filter(|file| *file != Path::new("-"));
    report.map_or(Ok(()), |file| check((file, output::Kind::Report, "--report")))
}

/// The configuration. It is trusted with the paths of the command line, too.
fn configured(arguments: &Build) -> Result<Config, Error> {
    let report = arguments.report.as_deref().filter(|file| *file != Path::new("-"));
    let named: Vec<&Path> = report.into_iter().chain(arguments.metrics.as_deref()).collect();
    let (base, destination) = (arguments.base_url.as_deref(), arguments.destination.as_deref());
    let mut config = configuration(&arguments.dir, base, arguments.trust, destination, &named)?;
    config.output.pages |= arguments.pages;
    config.check_names().map_err(Error::usage)?;
    Ok(config)
}

/// Prints what the run did, or would do, and its summary last.
fn print(built: &Report, arguments: &Build, config: &Config) -> Result<(), Error> {
    let is_report_on_stdout = arguments.report.as_deref() == Some(Path::new("-"));
    if (arguments.dry_run && !is_report_on_stdout) || arguments.verbose {
        report::print_changes(built, arguments.dry_run && !is_report_on_stdout)?;
    }
    if arguments.dry_run && !arguments.quiet {
        print_differences(built, config, arguments.verbose);
    }
    if arguments.verbose {
        if let Some(convention) = config.input.convention {
            let (generator, file) = (convention.generator, text::line_of_path(&config.recognised_by));
            report::print_error(&format!("feedmill: a site of {generator}, recognised by {file}"));
        }
        report::print_held_back(&built.survey);
        report::print_phases(built);
    }
    if !arguments.quiet {
        report::print_error(&summary(built, arguments.dry_run || arguments.check));
    }
    Ok(())
}

/// Says on standard error what subscribers will see: of every feed with `is_verbose`, else of those of all articles.
fn print_differences(built: &Report, config: &Config, is_verbose: bool) {
    let of_all = emit::paths_of_all(config);
    let is_of_all = |path: &str| of_all.iter().any(|(_, own)| own == path);
    let shown = built.differences.iter().filter(|feed| is_verbose || is_of_all(&feed.path));
    let shown: Vec<_> = shown.cloned().collect();
    let lines = difference::lines(&shown, is_verbose);
    lines.lines().for_each(report::print_error);
    report::print_error(&difference::total(&built.differences));
}

/// Prints the findings of a build.
fn print_findings(survey: &Survey, arguments: &Build, config: &Config) {
    // Only the findings about missing dates tell where there are some.
    let is_needed = survey.findings.iter().any(|finding| finding.rule == Rule::Undated);
    let root = source::Root::new(&arguments.dir);
    let printing = Printing {
        errors_only: arguments.quiet,
        singly: arguments.verbose,
        look: Look::of_standard_error(arguments.color),
        dated: if is_needed { dated(survey) } else { Dated::new() },
        source: &|path| source::bytes_of(&root, path, config).ok(),
    };
    findings::print(&survey.findings, &printing);
}

/// How many files with a date each folder at the top has.
fn dated(survey: &Survey) -> Dated {
    let mut dated = Dated::new();
    for (_, path, status) in survey.files() {
        if matches!(status, Status::Published | Status::Scheduled | Status::Filtered | Status::Duplicate) {
            let count = dated.entry(findings::top_folder(&path).to_owned()).or_default();
            *count = count.saturating_add(1);
        }
    }
    dated
}

fn new_ids(arguments: &Build) -> NewIds {
    if arguments.allow_new_ids { NewIds::Allow } else { NewIds::Guard }
}

fn show_progress(bar: &ProgressBar, done: usize, all: usize) {
    // Nobody sees more, and records are read faster than a bar moves.
    if done.is_multiple_of(64) || done == all {
        bar.set_length(u64::try_from(all).unwrap_or_default());
        bar.set_position(u64::try_from(done).unwrap_or_default());
    }
}

/// A bar on a terminal, and nothing elsewhere.
fn progress_bar(arguments: &Build) -> ProgressBar {
    if arguments.quiet || log::is_json() || !stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} files") {
        bar.set_style(style);
    }
    bar
}
