//! A feed and its place among the others -> a page of HTML for people, by templates: those of this program, or those of an operator,
//! file by file. What a page may show is decided by the model, how it looks by templates and stylesheet.
//!
//! Every value is escaped unless a template says `safe`. A page has no script and no style of its own, so that it works under any
//! policy of the server. A template cannot run for ever: its steps and its output are counted.

mod check;
mod model;
mod words;

pub use model::{About, Language, Other, Page, Site, addresses, articles, seen_from, spoken};

use std::collections::BTreeMap;
use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, escape_formatter};

use crate::error::Error;
use crate::ordered::CollectOrdered;
use crate::text::{digest, escape_html};

/// The template of the page of all feeds, and that of any other.
const INDEX: &str = "index.html";
const FEED: &str = "feed.html";

/// The files of this program, by their names.
const BUILT_IN: [(&str, &str); 5] = [
    ("layout.html", include_str!("../../templates/layout.html")),
    (INDEX, include_str!("../../templates/index.html")),
    (FEED, include_str!("../../templates/feed.html")),
    ("feedmill.css", include_str!("../../templates/feedmill.css")),
    ("feedmill-feed.css", include_str!("../../templates/feedmill-feed.css")),
];

/// How many steps a template may take for one page: some hundred for each of more feeds than a site has.
const MOST_STEPS: u64 = 50_000_000;

/// The largest page, in bytes.
const LARGEST: usize = 32 << 20;

/// Templates and the stylesheet, ready to be used.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// The stylesheets, by name.
    styles: BTreeMap<String, String>,
    /// The folder of an operator's files, for messages; `None` where there is none.
    folder: Option<String>,
    /// The names of the files that are an operator's.
    own: Vec<String>,
    digest: u64,
}

impl Templates {
    /// Those of this program.
    ///
    /// # Errors
    ///
    /// None that a test does not find.
    pub fn built_in() -> Result<Templates, Error> {
        Templates::with(None, BTreeMap::new())
    }

    /// Those of this program, of which the files of a folder replace those of the same name; others can be included.
    ///
    /// # Errors
    ///
    /// A usage error with the line where a template cannot be understood.
    pub fn with(folder: Option<&str>, files: BTreeMap<String, String>) -> Result<Templates, Error> {
        let own: Vec<String> = files.keys().cloned().collect();
        let mut all: BTreeMap<String, String> =
            BUILT_IN.map(|(name, text)| (name.to_owned(), text.to_owned())).into_iter().collect_map();
        all.extend(files);
        let digest = digest(format!("{all:?}").as_bytes());
        let (styles, all): (BTreeMap<_, _>, BTreeMap<_, _>) =
            all.into_iter().partition(|(name, _)| is_style(name));
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(|output, state, value| match value.as_str() {
            Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => {
                // The engine would write a reference for every slash.
                output.write_str(&escape_html(text).replace('\'', "&#39;")).map_err(Into::into)
            }
            _ => escape_formatter(output, state, value),
        });
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        let syntax =
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        environment.set_syntax(syntax.map_err(|error| failed(None, INDEX, &error))?);
        environment.set_fuel(Some(MOST_STEPS));
        let folder = folder.map(|folder| folder.trim_end_matches('/').to_owned());
        for (name, text) in all {
            environment
                .add_template_owned(name.clone(), text)
                .map_err(|error| failed(folder.as_deref(), &name, &error))?;
        }
        Ok(Templates { environment, styles, folder, own, digest })
    }

    /// A fingerprint of them.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// The stylesheet of this name.
    pub fn style(&self, name: &str) -> &[u8] {
        self.styles.get(name).map(|text| text.as_bytes()).unwrap_or_default()
    }

    /// The page.
    ///
    /// # Errors
    ///
    /// A usage error with the line where a template of an operator fails, or without one where what it makes is no page; an
    /// output error where one of this program does.
    pub fn render(&self, page: &Page) -> Result<Vec<u8>, Error> {
        let name = if page.page.kind == "all" { INDEX } else { FEED };
        let mut written = Limited(Vec::new());
        self.environment
            .get_template(name)
            .and_then(|template| template.render_captured_to(Serde(page), &mut written).map(|_| ()))
            .map_err(|error| failed(self.folder.as_deref(), name, &error))?;
        let is_built_in = self.own.iter().all(|name| is_style(name));
        let text = std::str::from_utf8(&written.0).unwrap_or_default();
        let Some(fault) = check::fault(text, page, is_built_in) else { return Ok(written.0) };
        Err(match (&self.folder, is_built_in) {
            (Some(folder), false) => {
                let message = format!("makes no page that can be published: {fault}; nothing is published");
                Error::usage(message).at(format!("{folder}/{name}"))
            }
            _ => Error::output(format!(
                "the page fails its own check: {fault}; it is not published, please report this bug of feedmill"
            )),
        })
    }
}

fn is_style(name: &str) -> bool {
    name.ends_with(".css")
}

/// What an engine says of a template, with the file and the line.
fn failed(folder: Option<&str>, name: &str, error: &minijinja::Error) -> Error {
    let place = error.line().map_or_else(String::new, |line| format!(":{line}"));
    let file = error.name().unwrap_or(name);
    let folder = folder.map_or_else(String::new, |folder| format!("{folder}/"));
    let detail = error.detail().map_or_else(String::new, |detail| format!(": {detail}"));
    let message = format!("the template fails: {}{detail}; nothing is published", error.kind());
    Error::usage(message).at(format!("{folder}{file}{place}"))
}

/// What was written, up to the largest page.
struct Limited(Vec<u8>);

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len().saturating_add(bytes.len()) > LARGEST {
            return Err(io::Error::other("the page has more than 32 MiB"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
