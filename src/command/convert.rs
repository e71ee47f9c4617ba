//! `feedmill convert`: reads the inputs, converts them, writes the result, and tells what was lost.

use std::io::stdin;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::report;
use crate::cli::{Convert, From, Html, To};
use feedmill::convert::{self, Converted, Failure, HtmlMode, Input, Options, Output, Syntax, Target};
use feedmill::error::Error;
use feedmill::finding::{Finding, Rule, Severity};
use feedmill::model::Format;
use feedmill::time::{self, Tz};
use feedmill::{output, source};
use url::Url;

/// The file in a folder of articles that says what `build` makes of them.
const PROJECT_FILE: &str = "feedmill.yaml";

/// Runs the command.
pub fn run(arguments: &Convert) -> Result<ExitCode, Error> {
    let options = options(arguments)?;
    let is_standard_output = |file: &Option<PathBuf>| file.as_deref() == Some(Path::new("-"));
    if is_standard_output(&arguments.report)
        && (arguments.output.is_none() || is_standard_output(&arguments.output))
    {
        return Err(Error::usage(
            "--report - and the document cannot both go to standard output; use --output",
        ));
    }
    if arguments.report.is_some() && arguments.report == arguments.output {
        return Err(Error::usage("--report and --output name the same file"));
    }
    let target = name(options.target);
    let outcome = match inputs(arguments)? {
        Ok(inputs) => match convert::convert(&inputs, &options) {
            Ok(converted) => Ok(converted),
            Err(Failure::Unreadable(findings)) => Err(findings),
            Err(Failure::Output(error)) => return Err(error),
        },
        Err(findings) => Err(findings),
    };
    let findings = outcome.as_ref().map_or_else(|findings| findings, |converted| &converted.findings);
    report::print_findings(findings, arguments.quiet);
    let is_sound = findings.iter().all(|finding| finding.rule.severity() != Severity::Error);
    if let Ok(converted) = &outcome {
        let would_lose = arguments.strict && !converted.losses.kinds.is_empty();
        if !arguments.quiet || would_lose {
            report::print_conversion(converted, target);
        }
        if would_lose {
            report::write_conversion(&outcome, target, arguments.report.as_deref())?;
            report::print_error("feedmill: nothing is written, because of --strict");
            return Ok(ExitCode::from(1));
        }
        deliver(converted, arguments)?;
    }
    report::write_conversion(&outcome, target, arguments.report.as_deref())?;
    Ok(if is_sound && outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Writes the result where it was asked for.
fn deliver(converted: &Converted, arguments: &Convert) -> Result<(), Error> {
    let file = arguments.output.as_deref().filter(|file| *file != Path::new("-"));
    match (&converted.output, file) {
        (Output::Document(bytes), Some(file)) => output::write(file, bytes),
        (Output::Document(bytes), None) => report::print_bytes(bytes),
        (Output::Articles { files, project }, Some(folder)) if !is_article(folder) => {
            let mut files = files.clone();
            if !folder.join(PROJECT_FILE).exists() && !folder.join("_config.yml").exists() {
                files.push((PROJECT_FILE.to_owned(), project.clone()));
            }
            output::write_all(folder, &files, arguments.overwrite)
        }
        (Output::Articles { files, .. }, file) => match (files.as_slice(), file) {
            ([(_, content)], Some(file)) => output::write(file, content.as_bytes()),
            ([(_, content)], None) => report::print_output(content),
            _ => {
                let message = "there is not exactly one entry; name a folder for the articles with --output";
                Err(Error::usage(message))
            }
        },
    }
}

fn options(arguments: &Convert) -> Result<Options, Error> {
    let base = arguments.base_url.as_deref().map(base_url).transpose();
    let since = arguments.since.as_deref().map(|since| time::read(since, Tz::UTC)).transpose();
    Ok(Options {
        target: target(arguments)?,
        from: match arguments.from {
            From::Auto => None,
            From::Article => Some(Syntax::Article),
            From::Rss => Some(Syntax::Rss),
            From::Atom => Some(Syntax::Atom),
            From::Json => Some(Syntax::JsonFeed),
        },
        base: base.map_err(|message| Error::usage(format!("--base-url {message}")))?,
        html: match arguments.html {
            Html::Clean => HtmlMode::Clean,
            Html::Keep => HtmlMode::Keep,
        },
        limit: arguments.limit,
        since: since.map_err(|fault| Error::usage(format!("--since: {fault}")))?.map(|moment| moment.instant),
        title: arguments.title.clone(),
    })
}

/// The address of a document, whose last part is no folder (RFC 3986, section 5.2.3).
fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| "must be an absolute http or https URL such as https://example.org/".to_owned())
}

/// What to convert to: the flag, else the ending of the output.
fn target(arguments: &Convert) -> Result<Target, Error> {
    let by_ending = || {
        let file = arguments.output.as_deref()?;
        let name = file.file_name()?.to_string_lossy().to_ascii_lowercase();
        match file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase()).as_deref() {
            Some("rss") => Some(To::Rss),
            Some("atom") => Some(To::Atom),
            Some("json") => Some(To::Json),
            Some("xml") if name.contains("rss") => Some(To::Rss),
            Some("xml") if name.contains("atom") => Some(To::Atom),
            _ if is_article(file) || file.is_dir() => Some(To::Article),
            _ => None,
        }
    };
    match arguments.to.or_else(by_ending) {
        Some(To::Rss) => Ok(Target::Feed(Format::Rss)),
        Some(To::Atom) => Ok(Target::Feed(Format::Atom)),
        Some(To::Json) => Ok(Target::Feed(Format::JsonFeed)),
        Some(To::Article) => Ok(Target::Articles),
        None => Err(Error::usage("say what to convert to with --to rss, atom, json or article")),
    }
}

fn name(target: Target) -> &'static str {
    match target {
        Target::Feed(format) => format.name(),
        Target::Articles => "article",
    }
}

/// Whether the name is that of one article rather than of a folder.
fn is_article(file: &Path) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    !file.is_dir() && ending.is_some_and(|ending| ["md", "markdown"].contains(&ending.as_str()))
}

/// The inputs, or what is to be said of those that cannot be read.
fn inputs(arguments: &Convert) -> Result<Result<Vec<Input>, Vec<Finding>>, Error> {
    let standard_input = PathBuf::from("-");
    let paths =
        if arguments.inputs.is_empty() { std::slice::from_ref(&standard_input) } else { &arguments.inputs };
    if paths.iter().filter(|path| **path == standard_input).count() > 1 {
        return Err(Error::usage("standard input can be read only once"));
    }
    let (mut inputs, mut findings) = (Vec::new(), Vec::new());
    let mut room = u64::from(arguments.max_size).saturating_mul(1024 * 1024);
    for path in paths {
        match read(path, room, arguments.max_size) {
            Ok(input) => {
                room = room.saturating_sub(u64::try_from(input.bytes.len()).unwrap_or(u64::MAX));
                inputs.push(input);
            }
            Err(finding) => findings.push(finding),
        }
    }
    Ok(if findings.is_empty() { Ok(inputs) } else { Err(findings) })
}

/// Reads an input that may have so many bytes, of all that `max_size` MiB allow.
fn read(path: &Path, room: u64, max_size: u32) -> Result<Input, Finding> {
    let is_standard_input = path == Path::new("-");
    let name = if is_standard_input { "<stdin>".into() } else { path.to_string_lossy() }.into_owned();
    let bytes = match is_standard_input {
        true => source::stream(stdin().lock(), room),
        false => source::input(path, room),
    };
    match bytes {
        Ok(Some(bytes)) => Ok(Input { name, bytes }),
        Ok(None) => {
            let message = format!("the inputs are larger than {max_size} MiB; allow more with --max-size");
            Err(Finding { rule: Rule::Unreadable, path: name, position: None, message })
        }
        Err(message) => Err(Finding { rule: Rule::Unreadable, path: name, position: None, message }),
    }
}
