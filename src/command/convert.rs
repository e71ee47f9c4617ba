//! `feedmill convert`: reads the inputs, converts them, writes the result, and reports what was lost.

use std::io::stdin;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::findings::{self, Dated, Look, Printing};
use super::{present, report};
use crate::cli::Convert;
use feedmill::Error;
use feedmill::convert::{self, Charset, Converted, Failure, Input, Options, Output, Syntax};
use feedmill::internal::output::{self, Kind};
use feedmill::internal::source;
use feedmill::internal::time::{self, Tz};
use feedmill::model::Format;
use feedmill::{Finding, Rule, Severity};
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
    check_places(arguments, options.to)?;
    let target = options.to.name();
    let inputs = inputs(arguments)?;
    let outcome = match &inputs {
        Ok(inputs) => match convert::convert(inputs, &options) {
            Ok(converted) => Ok(converted),
            Err(Failure::Unreadable(findings)) => Err(findings),
            Err(Failure::Output(error)) => return Err(error),
        },
        Err(findings) => Err(findings.clone()),
    };
    let findings = outcome.as_ref().map_or_else(|findings| findings, |converted| &converted.findings);
    print_findings(findings, inputs.as_deref().unwrap_or_default(), arguments);
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

/// Makes sure that the output and the report may go where they are to go.
fn check_places(arguments: &Convert, to: Syntax) -> Result<(), Error> {
    let named = |file: &'_ Option<PathBuf>| file.clone().filter(|file| file != Path::new("-"));
    let (output, report) = (named(&arguments.output), named(&arguments.report));
    let (kind, is_folder) = match to {
        Syntax::Feed(_) => (Kind::Feed, false),
        Syntax::Opml => (Kind::List, false),
        Syntax::Article => (Kind::Article, output.as_deref().is_some_and(|file| !is_article(file))),
    };
    if let Some(file) = output.as_deref().filter(|_| !is_folder && !arguments.overwrite) {
        output::claim(file, kind, "--output", &[])?;
    }
    let Some(report) = report else { return Ok(()) };
    let others = arguments.inputs.iter().chain(&output).map(PathBuf::as_path);
    output::claim(&report, Kind::Report, "--report", &others.collect::<Vec<_>>())?;
    let is_among = |folder: &Path| output::place_in(&report, folder).is_some() && source::is_read(&report);
    if is_folder && output.as_deref().is_some_and(is_among) {
        return Err(Error::usage("--report names a place where articles go; name another").at(report));
    }
    Ok(())
}

/// Prints the findings about the inputs.
fn print_findings(findings: &[Finding], inputs: &[Input], arguments: &Convert) {
    let source = |path: &str| {
        let input = inputs.iter().find(|input| input.name == path)?;
        Some(input.bytes.clone())
    };
    let printing = Printing {
        errors_only: arguments.quiet,
        singly: arguments.verbose,
        look: Look::of_standard_error(arguments.color),
        dated: Dated::new(),
        source: &source,
    };
    findings::print(findings, &printing);
}

/// Writes the result where it was asked for.
fn deliver(converted: &Converted, arguments: &Convert) -> Result<(), Error> {
    let file = arguments.output.as_deref().filter(|file| *file != Path::new("-"));
    match (&converted.output, file) {
        (Output::Document(bytes), Some(file)) => output::write(file, bytes),
        (Output::Document(bytes), None) => report::print_bytes(bytes),
        (Output::Articles(project), Some(folder)) if !is_article(folder) => {
            let mut files = project.files.clone();
            if !folder.join(PROJECT_FILE).exists() && !folder.join("_config.yml").exists() {
                files.push((PROJECT_FILE.to_owned(), project.configuration.clone()));
            }
            output::write_all(folder, &files, arguments.overwrite)
        }
        (Output::Articles(project), file) => match (project.files.as_slice(), file) {
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
    let to = target(arguments)?;
    if to == Syntax::Opml && (arguments.limit.is_some() || arguments.since.is_some()) {
        return Err(Error::usage("--limit and --since are about entries, and a list of feeds has none"));
    }
    if to != Syntax::Opml && arguments.from == Some(Syntax::Opml) {
        return Err(Error::usage(
            "--from opml goes with --to opml: a list of feeds has no entries to convert",
        ));
    }
    Ok(Options {
        to,
        from: arguments.from,
        base: base.map_err(|message| Error::usage(format!("--base-url {message}")))?,
        html: arguments.html,
        limit: arguments.limit,
        since: since.map_err(|fault| Error::usage(format!("--since: {fault}")))?.map(|moment| moment.instant),
        title: arguments.title.clone(),
        now: Some(present(None)?),
        encoding: arguments.encoding.as_deref().map(charset).transpose()?,
    })
}

/// The encoding of a label.
fn charset(label: &str) -> Result<Charset, Error> {
    Charset::named(label).ok_or_else(|| {
        let near = Charset::near(label).join(", ");
        Error::usage(format!("--encoding: the name is not that of a known encoding; near it are {near}"))
    })
}

/// The URL of a document, whose last part is not a folder (RFC 3986, section 5.2.3).
fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| "must be an absolute http or https URL such as https://example.org/".to_owned())
}

/// What to convert to: the flag, else what the name of the output says.
fn target(arguments: &Convert) -> Result<Syntax, Error> {
    let by_output = || syntax_of(arguments.output.as_deref()?);
    let message = "name the target format with --to rss, atom, json, article or opml";
    arguments.to.or_else(by_output).ok_or_else(|| Error::usage(message))
}

/// What the file is by its ending, or by a format's name in the name of a file of XML.
fn syntax_of(file: &Path) -> Option<Syntax> {
    let name = file.file_name()?.to_string_lossy().to_ascii_lowercase();
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let is_meant = |format: &Format| {
        let is_xml = ending.as_deref() == Some("xml") && format.file_name().ends_with(".xml");
        ending.as_deref() == Some(format.name()) || is_xml && name.contains(format.name())
    };
    let format = Format::ALL.into_iter().find(is_meant);
    let list = (ending.as_deref() == Some("opml")).then_some(Syntax::Opml);
    format.map(Syntax::Feed).or(list).or((is_article(file) || file.is_dir()).then_some(Syntax::Article))
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
