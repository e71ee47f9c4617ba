//! `feedmill list`: the feeds, topics, entries, skipped files or moved feeds of a project, one tab-separated line each, or a rule of a
//! web server.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::{configuration, feeds, present, report, threads};
use crate::cli::{List, Listed};
use feedmill::Config;
use feedmill::Error;
use feedmill::Finding;
use feedmill::Rule;
use feedmill::internal::config::in_folder;
use feedmill::internal::group::GroupKind;
use feedmill::internal::moved::redirects;
use feedmill::internal::pipeline::{self, Options, Survey};
use feedmill::internal::source;
use feedmill::internal::text::{escape_controls, line_of_path};
use feedmill::internal::time;
use feedmill::model::{Entry, Status};

/// Runs the command.
pub fn run(arguments: &List) -> Result<ExitCode, Error> {
    let config = configuration(
        &arguments.dir,
        arguments.common.base_url.as_deref(),
        arguments.common.trust,
        None,
        &[],
    )?;
    check_flags(arguments)?;
    let now = present(arguments.common.now.as_deref())?;
    let options = Options::at(now);
    let destination = arguments.dir.join(&config.output.directory);
    let survey = || pipeline::survey(&arguments.dir, &destination, &config, &options);
    let survey = || threads(None)?.install(survey);
    let lines = match arguments.what {
        Listed::Feeds | Listed::Topics if arguments.opml => {
            let survey = survey()?;
            let listed = feeds::listed(&survey, &config, arguments.topic.as_deref())?;
            report::print_bytes(&feeds::opml(listed, &survey, &config))?;
            return Ok(ExitCode::SUCCESS);
        }
        Listed::Feeds => {
            let survey = survey()?;
            let listed = feeds::listed(&survey, &config, arguments.topic.as_deref())?;
            if arguments.html { feeds::links(&listed) } else { feeds::lines(&listed) }
        }
        Listed::Topics => topics(&survey()?, &config),
        Listed::Entries => entries(pipeline::entries(&survey()?, &arguments.dir, &config, now)),
        Listed::Skipped => skipped(&survey()?, &config),
        Listed::Redirects => {
            redirects::rules(&source::pins(&arguments.dir)?, &config.output.url, arguments.server)
        }
    };
    report::print_output(&lines)?;
    Ok(ExitCode::SUCCESS)
}

/// Makes sure that each flag is about what is listed.
fn check_flags(arguments: &List) -> Result<(), Error> {
    if arguments.server.is_some() && arguments.what != Listed::Redirects {
        return Err(Error::usage("--for is about redirects alone: `feedmill list redirects --for nginx`"));
    }
    let is_of_feeds = arguments.what == Listed::Feeds;
    if (arguments.html || arguments.topic.is_some()) && !is_of_feeds {
        return Err(Error::usage("--html and --topic are about feeds alone: `feedmill list feeds --html`"));
    }
    if arguments.opml && !is_of_feeds && arguments.what != Listed::Topics {
        return Err(Error::usage("--opml is about feeds and topics: `feedmill list feeds --opml`"));
    }
    Ok(())
}

fn topics(survey: &Survey, config: &Config) -> String {
    let mut lines = String::new();
    for group in &survey.groups {
        if let GroupKind::Topic { name, slug, .. } = &group.kind {
            let folder = group.kind.language(&config.feeds).map_or("", |own| &own.folder);
            let slug = in_folder(folder, slug);
            // Writing into a String cannot fail.
            let _ = writeln!(lines, "{slug}\t{}\t{}", escape_controls(name), group.members.len());
        }
    }
    lines
}

fn entries(entries: impl Iterator<Item = Entry>) -> String {
    let mut lines = String::new();
    for entry in entries {
        // Without a date the line would begin with an id, which is somebody's word.
        let published = entry.published.map_or_else(|| "-".to_owned(), time::rfc3339);
        let id = entry.id.as_deref().unwrap_or_default();
        let title = entry.title.as_ref().map_or("", |title| &title.value);
        let _ = writeln!(lines, "{published}\t{}\t{}", escape_controls(id), escape_controls(title));
    }
    lines
}

fn skipped(survey: &Survey, config: &Config) -> String {
    let mut lines = String::new();
    for (number, path, status) in survey.files() {
        let reason = match status {
            Status::Published => continue,
            Status::Scheduled => {
                let due = survey.due(number).map(time::rfc3339).unwrap_or_default();
                format!("{due}{}", by(survey, number))
            }
            Status::Expired => {
                let ended = survey.ends(number).map(time::rfc3339).unwrap_or_default();
                format!("since {ended}{}", by(survey, number))
            }
            Status::Page => "the page of a section is no article".to_owned(),
            Status::Filtered if !survey.has_feeds(number, config) => {
                "its language has no feeds (`input.languages`)".to_owned()
            }
            Status::Filtered => "does not pass `filters`".to_owned(),
            Status::Withdrawn => by(survey, number).trim_start().to_owned(),
            Status::Undated | Status::Faulty | Status::Duplicate | Status::NoFrontMatter => {
                // The gravest is the cause.
                survey
                    .findings_of(number)
                    .max_by_key(|finding| finding.rule.severity())
                    .map_or(String::new(), reason)
            }
        };
        let _ = writeln!(lines, "{}\t{}\t{reason}", line_of_path(&path), status.word());
    }
    // What a setting leaves out is not searched for: the setting stands for it.
    for finding in config.findings.iter().filter(|finding| finding.rule == Rule::UnreadSetting) {
        let _ = writeln!(lines, "{}\tsetting\t{}", line_of_path(&finding.path), reason(finding));
    }
    lines
}

/// The word that holds the record back, for a person; nothing where its date does.
pub fn by(survey: &Survey, number: u32) -> String {
    match survey.held_by(number).unwrap_or_default() {
        "" => String::new(),
        "drafts" => " by its folder `drafts`".to_owned(),
        "_" => " by the `_` that its name begins with".to_owned(),
        "tags" => " by a tag that says so".to_owned(),
        word => format!(" by `{word}`"),
    }
}

fn reason(finding: &Finding) -> String {
    let position = finding.position.map_or(String::new(), |at| format!("{}:{}: ", at.line, at.column));
    format!("{position}{}", escape_controls(&finding.message))
}
