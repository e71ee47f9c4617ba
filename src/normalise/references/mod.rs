//! Links in a body that name the file of another record, as authors write them: `[…](other.md#part)`, `@/blog/other.md`,
//! `{filename}other.md`, `{% link … %}`, `{% post_url … %}`, `{% post_link … %}`, `{{< ref … >}}`. They become the URL of the
//! article that the file holds.
//!
//! Of a link to a file whose article is held back or absent only the text stays: no reader can open the file. The files that a
//! link may mean are named by their paths below the project's folder; `?name` is the only record of this name.

mod form;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::config::conventions::Generator;
use crate::config::{Config, Files, Root};
use crate::html::Verbatim;
use crate::model::{BodySyntax, Record};
use crate::ordered::CollectOrdered;
use crate::record;
use crate::text::{escape_html, escape_html_content};
use crate::uri::{self, joined};
use form::{Form, Mark, link, next_mark, tag};

/// How many such links of one record are followed.
const MOST: usize = 1000;

/// The endings of files that hold records.
const ENDINGS: [&str; 4] = ["md", "markdown", "mdx", "html"];

/// What Pelican's authors write before the name of a list of articles, or of an album.
const LISTS: [&str; 4] = ["category", "tag", "author", "photo"];

/// What a file is that a link names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// That of an article or page with this URL and title.
    Page {
        /// The URL.
        url: String,
        /// The title as plain text.
        title: Option<String>,
    },
    /// That of an article that is not published.
    HeldBack,
    /// No record.
    Absent,
}

/// A body whose links lead to articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The body.
    pub body: String,
    /// Where in the body as it was the first link is of which only the text stays, in bytes.
    pub lost: Option<usize>,
}

/// A link in a text.
struct Reference {
    /// The bytes that the URL takes the place of.
    range: Range<usize>,
    /// Where the link ends with its query and fragment.
    end: usize,
    /// The files that it may mean, the first that is a record counts.
    targets: Vec<String>,
    form: Form,
}

/// The paths of all files that the text of the record at the path may link to.
pub fn targets(path: &str, text: &str, config: &Config) -> BTreeSet<String> {
    if config.input.convention.is_none() {
        return BTreeSet::new();
    }
    references(path, text, config).into_iter().flat_map(|reference| reference.targets).collect_set()
}

/// The body of the record with the URLs of the records that it links to; `find` knows what a file is.
pub fn resolve(record: &Record, config: &Config, find: &mut dyn FnMut(&str) -> Found) -> Option<Resolved> {
    let convention = config.input.convention?;
    let (path, body) = (record.path.as_str(), record.body.as_str());
    let references = references(path, body, config);
    if references.is_empty() {
        return None;
    }
    let verbatim = || match record.body_syntax {
        BodySyntax::Markdown => Verbatim::of_markdown(body),
        BodySyntax::Html | BodySyntax::Text => Verbatim::of_html(body),
    };
    // What is indented belongs to a note of MkDocs or to a component of MDX, and is no code.
    let may_be_indented = convention.id != Generator::MkDocs && !path.ends_with(".mdx");
    let mut code = None;
    let (mut text, mut done, mut lost) = (String::with_capacity(body.len()), 0, None);
    for reference in references {
        let Reference { range, end, targets, form } = &reference;
        // Jekyll fills in tags before Markdown is read, also in code.
        let is_filled_in = convention.is_jekyll() && form.is_tag();
        if range.start < done {
            continue;
        }
        let found = targets.iter().map(|target| find(target)).find(|found| *found != Found::Absent);
        let mut is_lost = false;
        let (url, end) = match (found.unwrap_or(Found::Absent), form) {
            (_, Form::Fixed(url)) => (url.clone(), range.end),
            (Found::Page { url, .. }, Form::Url(fragment)) => (format!("{url}{fragment}"), range.end),
            (Found::Page { url, title }, Form::Whole(label)) => {
                let label = label.clone().or(title).unwrap_or_else(|| url.clone());
                (format!("<a href=\"{}\">{}</a>", escape_html(&url), escape_html_content(&label)), range.end)
            }
            (Found::Page { url, .. }, Form::Path { .. }) => (url, range.end),
            (Found::Absent, Form::Path { page: Some(page), .. }) => (page.clone(), range.end),
            (_, Form::Path { is_source: true, is_definition, .. }) => {
                is_lost = true;
                (if *is_definition { "<>".to_owned() } else { String::new() }, *end)
            }
            _ => continue,
        };
        let code = code.get_or_insert_with(verbatim).code_start(range.start).filter(|_| !is_filled_in);
        if code.is_some_and(|start| is_code(body, start, may_be_indented)) {
            continue;
        }
        text.push_str(without_site(body.get(done..range.start).unwrap_or_default()));
        text.push_str(&url);
        lost = lost.or(is_lost.then_some(range.start));
        done = end;
    }
    (done > 0).then(|| Resolved { body: text + body.get(done..).unwrap_or_default(), lost })
}

/// Whether what begins here is code: in marks, in an element, or because it is indented.
fn is_code(text: &str, start: usize, may_be_indented: bool) -> bool {
    let begins = text.get(start..).unwrap_or_default().trim_start().chars().next();
    may_be_indented || matches!(begins, Some('`' | '~' | '<'))
}

/// The text without the code for the address of the site at its end: a whole URL follows.
fn without_site(mut text: &str) -> &str {
    while let Some((before, code)) = text.strip_suffix("}}").and_then(|text| text.rsplit_once("{{")) {
        if !matches!(code.trim(), "site.url" | "site.baseurl") {
            break;
        }
        text = before;
    }
    text
}

fn references(path: &str, text: &str, config: &Config) -> Vec<Reference> {
    let place = Place::of(path, config);
    let (mut found, mut from) = (Vec::new(), 0usize);
    while let Some((mark, start)) = next_mark(text, from).filter(|_| found.len() < MOST) {
        from = start;
        let rest = text.get(start..).unwrap_or_default();
        let reference = match mark {
            Mark::Link | Mark::Definition | Mark::Attribute => of_link(rest, start, mark, &place),
            Mark::Tag(opening) => of_tag(rest, start, opening, &place),
        };
        if let Some(reference) = reference {
            from = reference.end;
            found.push(reference);
        }
    }
    found
}

/// The link whose URL the text begins with, where it is the path of a file.
fn of_link(rest: &str, start: usize, mark: Mark, place: &Place<'_>) -> Option<Reference> {
    let found = link(rest)?;
    let begin = start.saturating_add(found.skipped);
    let range = begin..begin.saturating_add(found.path.len());
    let end = range.end.saturating_add(found.behind);
    let written = percent_decoded(found.path);
    if let Some(url) = place.file(&written) {
        return Some(Reference { range, end, targets: Vec::new(), form: Form::Fixed(url) });
    }
    if !place.is_of_record(&written) && !place.is_of_list(&written) {
        return None;
    }
    let targets = place.of_path(&written);
    // Where a generator does not say so, a path from the root is that of a file which the site serves.
    let is_source = !written.ends_with(".html") && (!written.starts_with('/') || place.has_roots);
    let is_definition = mark == Mark::Definition && found.skipped_bracket.is_none();
    let page = targets.first().and_then(|target| place.page(target));
    Some(Reference { range, end, targets, form: Form::Path { is_source, is_definition, page } })
}

/// The tag that the text begins with, where it stands for the URL of a record.
fn of_tag(rest: &str, start: usize, opening: &str, place: &Place<'_>) -> Option<Reference> {
    let found = tag(rest, opening)?;
    let begin = start.saturating_sub(opening.len());
    let range = begin..start.saturating_add(found.length);
    let (argument, fragment) = match found.argument.find('#') {
        Some(at) if opening != "{%" => found.argument.split_at(at),
        _ => (found.argument.as_str(), ""),
    };
    let (targets, form) = match (opening, found.name) {
        ("{%", "link") => (place.below_site(argument), Form::Url(String::new())),
        ("{%", "post_url") => (place.of_post(argument), Form::Url(String::new())),
        ("{%", "post_path") => (place.named(argument, None), Form::Url(String::new())),
        ("{%", "post_link") => (place.named(argument, None), Form::Whole(found.label)),
        ("{{<" | "{{%", "ref" | "relref") if argument.is_empty() => {
            (Vec::new(), Form::Fixed(fragment.to_owned()))
        }
        ("{{<" | "{{%", "ref" | "relref") => {
            (place.named(argument, found.language.as_deref()), Form::Url(fragment.to_owned()))
        }
        _ => return None,
    };
    Some(Reference { end: range.end, range, targets, form })
}

/// Where the record is that links, and how its site finds files.
struct Place<'c> {
    config: &'c Config,
    folder: String,
    /// The folder above, where the record is the page of its own.
    above: Option<String>,
    /// Its name, without the ending.
    stem: String,
    /// The mark of a language in its name.
    language: Option<String>,
    /// Whether a path from the root is one below the folders of content.
    has_roots: bool,
}

impl<'c> Place<'c> {
    fn of(path: &str, config: &'c Config) -> Place<'c> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_bundle = record::place(path, config.input.is_jekyll()).is_bundle;
        let above = is_bundle.then(|| folder.rsplit_once('/').map_or("", |(above, _)| above).to_owned());
        let marked = name.rsplit_once('.').and_then(|(stem, _)| stem.rsplit_once('.')).map(|(_, mark)| mark);
        let languages = &config.input.layout.languages;
        let language = marked.filter(|mark| languages.iter().any(|own| own.tag == *mark)).map(str::to_owned);
        let has_roots = config.input.convention.is_some_and(|convention| convention.links_from_root);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
        Place { config, folder: folder.to_owned(), above, stem, language, has_roots }
    }

    /// The language of the folder of content that it is in.
    fn language_of_folder(&self) -> Option<&'c str> {
        let folder = format!("{}/", self.folder);
        let roots = self.config.input.layout.roots.iter().filter(|root| folder.starts_with(&root.folder));
        roots.max_by_key(|root| root.folder.len())?.language.as_deref()
    }

    fn roots(&self) -> impl Iterator<Item = &'c str> {
        self.config.input.layout.roots.iter().map(|root| root.folder.as_str())
    }

    /// The URL of a file that the path names as Pelican does, `{static}` or `{attach}`, or as Hexo does, by the folder of its post.
    fn file(&self, written: &str) -> Option<String> {
        if self.config.input.layout.files == Files::Named {
            let path = written.strip_prefix("./").unwrap_or(written).strip_prefix(self.stem.as_str())?;
            return path.strip_prefix('/').map(str::to_owned);
        }
        let (mark, path) = form::marked(written)?;
        let whole = match path.strip_prefix('/') {
            Some(path) => joined("", path)?,
            None => joined(self.folder_in_content(), path)?,
        };
        match mark {
            // It is served beside the article, in the folders between.
            "attach" => {
                let folder = self.folder_in_content();
                let beside = whole.strip_prefix(folder);
                let below =
                    if folder.is_empty() { beside } else { beside.and_then(|path| path.strip_prefix('/')) };
                below.or_else(|| whole.rsplit('/').next()).map(str::to_owned)
            }
            "filename" if self.is_of_record(&whole) => None,
            "static" | "filename" => {
                let url = uri::absolute_in_site(&format!("/{whole}"), &self.config.site.url).ok()?;
                Some(uri::written(&url))
            }
            "index" => Some(self.config.site.url.to_string()),
            _ => None,
        }
    }

    /// Whether the path names a file that its generator takes for a record, also where it is not read here.
    fn is_of_record(&self, path: &str) -> bool {
        let texts = self.config.input.convention.map_or(&[][..], |convention| convention.texts);
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        ENDINGS.contains(&ending) || (ending != "txt" && texts.contains(&ending)) || ending == "ipynb"
    }

    /// Whether it is the name of a list of articles, whose address only Pelican knows.
    fn is_of_list(&self, written: &str) -> bool {
        let is_pelican = self.config.input.convention.is_some_and(|own| own.id == Generator::Pelican);
        is_pelican && form::marked(written).is_some_and(|(word, _)| LISTS.contains(&word))
    }

    /// The folder of the record below that of content.
    fn folder_in_content(&self) -> &str {
        let folder = self.folder.as_str();
        let root = self.roots().map(|root| root.trim_end_matches('/')).find(|root| {
            folder
                .strip_prefix(root)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || root.is_empty())
        });
        folder.strip_prefix(root.unwrap_or_default()).unwrap_or(folder).trim_start_matches('/')
    }

    /// The files that a written path may mean.
    fn of_path(&self, written: &str) -> Vec<String> {
        if self.config.input.is_jekyll() {
            return match written.strip_prefix('/') {
                Some(written) => joined(&self.config.input.fields.defaults().site, written),
                None => joined(&self.folder, written),
            }
            .into_iter()
            .collect();
        }
        let marked = form::marked(written).filter(|(mark, _)| *mark == "filename").map(|(_, path)| path);
        let written = marked.unwrap_or(written);
        if let Some(path) = written.strip_prefix("@site/") {
            return self.below_all(path);
        }
        if let Some(path) = written.strip_prefix("@/") {
            return self.roots().filter_map(|root| joined(root, path)).collect();
        }
        match written.strip_prefix('/') {
            Some(path) => self.below_all(path),
            None => [Some(&self.folder), self.above.as_ref()]
                .into_iter()
                .flatten()
                .filter_map(|folder| joined(folder, written))
                .collect(),
        }
    }

    /// The path below each folder of content, and below the folders that these are in.
    fn below_all(&self, path: &str) -> Vec<String> {
        let mut found: Vec<String> = self.roots().filter_map(|root| joined(root, path)).collect();
        let above = self.roots().flat_map(|root| {
            let root = root.trim_end_matches('/');
            let ends = root.rmatch_indices('/').map(|(end, _)| end).chain([0]);
            ends.filter_map(|end| root.get(..end)).collect::<Vec<_>>()
        });
        found.extend(above.filter_map(|folder| joined(folder, path)));
        found.dedup();
        found
    }

    /// The file below the folder of Jekyll's site.
    fn below_site(&self, path: &str) -> Vec<String> {
        joined(&self.config.input.fields.defaults().folder, path.trim_start_matches('/'))
            .into_iter()
            .collect()
    }

    /// The files that a post of Jekyll's may be.
    fn of_post(&self, argument: &str) -> Vec<String> {
        let articles = self.config.input.convention.map_or("", |convention| convention.articles);
        let (folders, name) = argument.rsplit_once('/').unwrap_or(("", argument));
        let slash = if folders.is_empty() { "" } else { "/" };
        [format!("{articles}/{folders}{slash}"), format!("{folders}{slash}{articles}/")]
            .iter()
            .flat_map(|folders| ENDINGS.map(|ending| format!("{folders}{name}.{ending}")))
            .flat_map(|path| self.below_site(&path))
            .collect()
    }

    /// The files that Hugo or Hexo takes a path or name for, with an ending or without.
    fn named(&self, argument: &str, language: Option<&str>) -> Vec<String> {
        let (path, is_from_root) = match argument.strip_prefix('/') {
            Some(path) => (path, true),
            None => (argument, false),
        };
        let path = path.trim_end_matches('/');
        let has_ending = path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending));
        let stem = if has_ending { path.rsplit_once('.').map_or(path, |(stem, _)| stem) } else { path };
        let mut paths = Vec::new();
        for mark in [language.or(self.language.as_deref()), None]
            .into_iter()
            .map(|mark| mark.map_or_else(String::new, |mark| format!(".{mark}")))
        {
            match path.rsplit_once('.').filter(|_| has_ending) {
                Some((stem, ending)) => paths.push(format!("{stem}{mark}.{ending}")),
                None => {
                    paths.extend(ENDINGS.map(|ending| format!("{stem}{mark}.{ending}")));
                    paths.extend(["index", "_index"].map(|page| format!("{stem}/{page}{mark}.md")));
                }
            }
        }
        paths.dedup();
        let own = self.language_of_folder();
        let asked = language.or(own);
        let is_elsewhere = own.is_some() && own != asked;
        let folders = [Some(self.folder.as_str()), self.above.as_deref()]
            .into_iter()
            .flatten()
            .filter(|_| !is_from_root && !is_elsewhere);
        // What another language has under the same name is another article.
        let roots = &self.config.input.layout.roots;
        let (of_language, others): (Vec<&Root>, Vec<&Root>) =
            roots.iter().partition(|root| root.language.as_deref() == asked);
        let roots = of_language.into_iter().chain(others).map(|root| root.folder.as_str());
        let folders: Vec<&str> = folders.chain(roots).collect();
        let mut found: Vec<String> =
            folders.iter().flat_map(|folder| paths.iter().filter_map(|path| joined(folder, path))).collect();
        if !stem.contains('/') {
            found.push(format!("?{stem}"));
        }
        found
    }

    /// The address of a page that is no record, on a site where it is where its file is.
    fn page(&self, target: &str) -> Option<String> {
        let Files::Below { folder, has_folders } = &self.config.input.layout.files else { return None };
        let below = target.strip_prefix(folder.as_str())?;
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let name = stem.rsplit('/').next().unwrap_or(stem);
        let is_index = name.eq_ignore_ascii_case("index") || name.eq_ignore_ascii_case("readme");
        let path = match (is_index, *has_folders) {
            (true, true) => stem.get(..stem.len().saturating_sub(name.len()))?.to_owned(),
            (true, false) => format!("{}index.html", stem.get(..stem.len().saturating_sub(name.len()))?),
            (false, true) => format!("{stem}/"),
            (false, false) => format!("{stem}.html"),
        };
        uri::absolute_in_site(&format!("/{path}"), &self.config.site.url).ok().map(|url| uri::written(&url))
    }
}

/// The text with every `%` and two hexadecimal digits decoded; as it is where that is no text.
pub(super) fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some((before, behind)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        let byte = behind.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    bytes.extend(rest.bytes());
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
