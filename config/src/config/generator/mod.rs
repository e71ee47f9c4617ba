//! The configuration of a site generator -> a [`Config`]: what its row of the table of conventions names is read here, and
//! what is particular in a file for each. Every syntax becomes the one tree. Configurations that are programs are read for
//! what they say literally; nothing is run.

pub mod astro;
mod choice;
mod docusaurus;
pub mod eleventy;
pub mod extensions;
mod gatsby;
pub mod hexo;
pub mod hugo;
mod keys;
mod literals;
pub mod mkdocs;
pub mod next;
mod nikola;
mod outcome;
mod pelican;
#[cfg(test)]
mod program_tests;
mod python;
mod route;
mod site;
#[cfg(test)]
mod tests;
mod trees;
#[cfg(test)]
mod words_tests;
mod zola;

use url::Url;

use super::conventions::{Convention, Generator, Naming, Slug};
use super::{Config, Files, Input, Paths, Permalink, Root, Undated, base_url, jekyll, languages, located};
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::language;
use crate::model::Position;
use crate::record::Printing;
use crate::record::defaults::{DefaultSet, ScopePattern};
use crate::text::{fold_white_space, strip_forbidden};
use crate::tree::{Content, Mapping, Node, Pair};
use crate::{html, record, time, uri};
pub use route::known::PACKAGES;
pub use route::programs::may_choose;
pub use site::{Site, Unseen};

/// Reads the configuration of a site; `base` is a URL that replaces its own.
///
/// # Errors
///
/// When the configuration cannot be read, or the URL of the site is missing or invalid.
pub fn read(site: &Site, base: Option<&Url>) -> Result<Config, Error> {
    let mut config = match site.convention.is_jekyll() {
        true => jekyll::read_all(&site.folder, &site.files, base)?,
        false => followed(site, base)?,
    };
    site::hold_unseen(site, &mut config);
    Ok(config)
}

/// The same of a generator whose row of the table of conventions is followed.
fn followed(site: &Site, base: Option<&Url>) -> Result<Config, Error> {
    let (trees, unread) = trees::read(site)?;
    let nothing = Node { position: Position { line: 1, column: 1 }, content: Content::Null };
    let program = match site.convention.id {
        Generator::Pelican => Some(&["pelicanconf.py", "publishconf.py"][..]),
        Generator::Nikola => Some(&["conf.py"][..]),
        _ => None,
    };
    let program = program.map(|main| literals::Program::of(&site.files, main));
    let overlaid = trees::overlaid(site, &trees);
    let root = program.as_ref().map(|program| &program.root).or(overlaid.as_ref());
    let root = root.or(trees.first().map(|(_, root)| root)).unwrap_or(&nothing);
    let roots: Vec<&Node<'_>> = match site.convention.id {
        // Data files say more of a site than the program, in which a plugin for feeds may be told the same.
        Generator::Eleventy => {
            let others = trees.iter().skip(1).filter(|(path, _)| eleventy::is_of_site(path));
            others.map(|(_, tree)| tree).chain(root.find("metadata")).collect()
        }
        _ => vec![root],
    };
    let program = program.as_ref();
    let others = trees.get(1..).unwrap_or_default();
    let parts = Parts { site, root, program, trees: &trees, others };
    let own = if site.convention.id == Generator::Hugo { hugo::url(&parts) } else { None };
    let mut config = common(site, &roots, base.or(own.as_ref()))?;
    config.findings.extend(unread);
    config.input.layout.files = files(site, root);
    match site.convention.id {
        Generator::Hugo => hugo::complete(&parts, &mut config)?,
        Generator::Zola => zola::complete(&parts, &mut config)?,
        Generator::Astro => astro::complete(&parts, &mut config),
        Generator::Gatsby => gatsby::complete(&parts, &mut config),
        Generator::Next => next::complete(&parts, &mut config),
        Generator::MkDocs => mkdocs::complete(&parts, &mut config),
        Generator::Docusaurus => docusaurus::complete(&parts, &mut config),
        Generator::Eleventy => eleventy::complete(&parts, &mut config),
        Generator::Hexo => hexo::complete(&parts, &mut config),
        Generator::Pelican => pelican::complete(&parts, &mut config),
        Generator::Nikola => nikola::complete(&parts, &mut config),
        _ => plain(&parts, &mut config),
    }
    parts.gather(&mut config.findings);
    let file = parts.file();
    languages::complete(&mut config).map_err(|message| Error::usage(format!("{file}: {message}")))?;
    Ok(config)
}

/// Where files of a site are that say what holds for articles below or beside them.
#[derive(Debug, Default)]
pub struct FoldersOfParts {
    /// The folders below the project's, empty or with `/` at their ends.
    pub folders: Vec<String>,
    /// Folders in them that are left out.
    pub left_out: Vec<String>,
    /// What Eleventy's are called.
    pub(in crate::config) settings: Option<eleventy::Settings>,
}

impl FoldersOfParts {
    /// Whether the file at a path below the project's folder is one of Eleventy's data, by its name alone.
    pub fn is_data(&self, path: &str) -> bool {
        self.settings.as_ref().is_some_and(|settings| eleventy::may_be_data(path, settings))
    }

    /// The name, with a dot, of the one record that the data file at a path is for; `None` where it is for more.
    pub fn beside(&self, path: &str) -> Option<String> {
        self.settings.as_ref().and_then(|settings| eleventy::beside(path, settings))
    }
}

/// Where files of a site are that say what holds for articles below or beside them.
///
/// # Errors
///
/// When the configuration cannot be read.
pub fn folders_of_parts(site: &Site) -> Result<FoldersOfParts, Error> {
    if !matches!(
        site.convention.id,
        Generator::Hugo | Generator::Zola | Generator::Eleventy | Generator::MkDocs
    ) {
        return Ok(FoldersOfParts::default());
    }
    let trees = trees::read(site)?.0;
    let overlaid = trees::overlaid(site, &trees);
    let Some(root) = overlaid.as_ref().or(trees.first().map(|(_, root)| root)) else {
        return Ok(FoldersOfParts::default());
    };
    let others = trees.get(1..).unwrap_or_default();
    let parts = Parts { site, root, program: None, trees: &trees, others };
    let folders = match site.convention.id {
        Generator::Hugo => hugo::folders(&parts),
        Generator::Eleventy => return Ok(eleventy::folders(&parts)),
        Generator::MkDocs => vec![mkdocs::docs(&parts)],
        _ => vec![parts.folder(site.convention.articles)],
    };
    Ok(FoldersOfParts { folders, ..FoldersOfParts::default() })
}

/// What a site says.
struct Parts<'s> {
    site: &'s Site,
    /// Its configuration.
    root: &'s Node<'s>,
    /// The same where it is a program in Python.
    program: Option<&'s literals::Program<'s>>,
    /// The trees of the files of the configuration, with their paths below the site's folder.
    trees: &'s [(&'s str, Node<'s>)],
    /// Those but the first.
    others: &'s [(&'s str, Node<'s>)],
}

impl<'s> Parts<'s> {
    /// The pages of sections below these folders that have front matter: the path of each below the project's folder, and its
    /// tree.
    ///
    /// # Errors
    ///
    /// When one cannot be read: it may hold back all that is below.
    fn sections(&self, folders: &[String]) -> Result<Vec<(String, Node<'s>)>, Error> {
        let mut found = Vec::new();
        for (file, text) in &self.site.files {
            let path = format!("{}{file}", self.site.folder);
            if is_section(&path) && folders.iter().any(|folder| path.starts_with(folder)) {
                let head = record::head(text);
                let head = head.map_err(|(position, message)| located(&path, position, &message))?;
                found.extend(head.map(|head| (path, head)));
            }
        }
        Ok(found)
    }

    /// The files of the site in a folder, with this ending, and their texts.
    fn texts<'f>(&'f self, folder: &'f str, ending: &'f str) -> impl Iterator<Item = (&'f str, &'f str)> {
        let files = self.site.files.iter().map(|(file, text)| (&**file, &**text));
        files.filter(move |(file, _)| file.starts_with(folder) && file.ends_with(ending))
    }

    /// The path of the configuration below the project's folder.
    fn file(&self) -> String {
        self.site.files.first().map(|(file, _)| format!("{}{file}", self.site.folder)).unwrap_or_default()
    }

    /// A path below the site's folder, below the project's.
    fn below(&self, path: &str) -> String {
        format!("{}{}", self.site.folder, plain_path(path))
    }

    /// The same with `/` at its end; empty for the project's own folder.
    fn folder(&self, path: &str) -> String {
        let folder = self.below(path);
        if folder.is_empty() || folder.ends_with('/') { folder } else { format!("{folder}/") }
    }
}

/// A path without `.` and without slashes at its ends.
pub(super) fn plain_path(path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    parts.collect::<Vec<_>>().join("/")
}

/// Globs that a site says, for what is left out; what is not understood in one is literal, as for those who say it.
fn leave_out(globs: impl IntoIterator<Item = String>, input: &mut Input) {
    let Paths::Folders { except, .. } = &mut input.paths else { return };
    for glob in globs {
        let literal = || glob.replace('[', "[[]").replace('{', "[{]").replace('}', "[}]");
        except.push(if ScopePattern::new(&glob).is_some() { glob } else { literal() });
    }
}

/// A glob without groups of alternatives that are counted, `@(a|b)`, `!(a)`: what may be any of them.
fn widened(glob: &str) -> String {
    let mut wide = String::with_capacity(glob.len());
    let mut rest = glob;
    while let Some(open) = rest.find('(') {
        let (before, group) = rest.split_at(open);
        let Some((inside, behind)) = group.split_once(')') else { break };
        let (before, sign) = match before.strip_suffix(['@', '!', '?', '+', '*']) {
            Some(shorter) => (shorter, before.chars().last()),
            None => (before, None),
        };
        wide.push_str(before);
        match sign {
            Some('@') => wide.push_str(&format!("{{{}}}", inside.trim_start_matches('(').replace('|', ","))),
            Some(_) => wide.push('*'),
            None => wide.push_str(&format!("{inside})")),
        }
        rest = behind;
    }
    wide + rest
}

/// A generator of which nothing but the row is followed.
fn plain(parts: &Parts<'_>, config: &mut Config) {
    let convention = parts.site.convention;
    articles_in(parts, &[convention.articles.to_owned()], config);
}

/// Takes articles from the folders of the site, each the root of addresses, by the pattern of the row.
fn articles_in(parts: &Parts<'_>, folders: &[String], config: &mut Config) {
    let pattern = parts.site.convention.permalink;
    for folder in folders {
        let folder = parts.folder(folder);
        config.input.permalinks.push(Permalink { prefix: folder.clone(), pattern: pattern.to_owned() });
        config.input.layout.roots.push(Root { folder, language: None });
    }
    search_in(folders.iter().map(|folder| parts.below(folder)).collect(), &mut config.input);
}

/// Searches for records in these folders as far as they are there.
fn search_in(folders: Vec<String>, input: &mut Input) {
    input.paths = Paths::Folders { folders, except: Vec::new() };
}

/// Whether a file is a program by its ending.
fn is_program(file: &str) -> bool {
    [".js", ".cjs", ".mjs", ".ts", ".mts", ".cts"].iter().any(|ending| file.ends_with(ending))
}

/// The values that a data file lays under the front matter of all whose paths begin with `prefix`.
fn defaults(
    prefix: &str,
    node: &Node<'_>,
    file: String,
    is_own: &dyn Fn(&Pair<'_>) -> bool,
) -> Option<DefaultSet> {
    let Content::Mapping(mapping) = &node.content else { return None };
    let mut values = Mapping::default();
    for pair in mapping.pairs().iter().filter(|pair| !is_own(pair)) {
        values.push(pair.clone());
    }
    let values = values.into_owned(Position::OF_DEFAULTS);
    Some(DefaultSet { path: prefix.to_owned(), pattern: None, kind: None, values, file })
}

/// Whether the file is the page of a section, in any case, whose text is no configuration.
pub fn is_section(path: &str) -> bool {
    let start = path.rsplit('/').next().and_then(|name| name.get(.."_index.".len()));
    start.is_some_and(|start| start.eq_ignore_ascii_case("_index."))
}

/// The folder of a file, with `/` at its end; empty for none.
fn folder_of(path: &str) -> &str {
    path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or_default()
}

/// What the row of the generator names, in the first tree that has it.
fn common(site: &Site, roots: &[&Node<'_>], base: Option<&Url>) -> Result<Config, Error> {
    let convention = site.convention;
    let file = site.files.first().map(|(file, _)| format!("{}{file}", site.folder)).unwrap_or_default();
    let url = match base {
        Some(base) => base.clone(),
        None => site_url(&file, convention, roots)?,
    };
    let mut config = Config::with_defaults(url);
    let folded =
        |keys: &[&str]| roots.iter().find_map(|root| keys.iter().find_map(|key| plain_at(root, key)));
    if let Some(title) = folded(convention.title) {
        config.site.rename(title);
    }
    if let Some(description) = folded(convention.description) {
        config.site.description = description;
    }
    let names: Vec<String> = convention.author.iter().map(|key| format!("{key}.name")).collect();
    let names: Vec<&str> =
        names.iter().map(String::as_str).chain(convention.author.iter().copied()).collect();
    if let Some(name) = folded(&names).as_deref().and_then(uri::name_alone) {
        config.site.author.name = name;
    }
    // Of several languages the first is that of the site.
    let first = |root: &&Node<'_>| {
        let mut lists = convention.language.iter().filter_map(|key| root.find(key));
        lists.find_map(|list| Some(list.items().first()?.text()?.to_owned()))
    };
    if let Some(tag) = folded(convention.language).or_else(|| roots.iter().find_map(first)) {
        config.site.language = language::tag(&tag).ok();
    }
    if let Some(name) = folded(&[convention.time_zone]) {
        match time::zone(&name) {
            Some(zone) => config.site.timezone = zone,
            None => {
                let key = convention.time_zone;
                let message =
                    format!("`{key}` is no name of a time zone such as `Europe/Berlin`; UTC is used");
                let node = roots.iter().find_map(|root| root.find(key));
                config.findings.push(setting(&file, node, message));
            }
        }
    }
    let input = &mut config.input;
    input.convention = Some(convention);
    input.undated = Undated::Ignore;
    input.ends_summary = convention.ends_summary.to_owned();
    input.fields.name_addresses(convention.address);
    input.fields.replace("link", Vec::new());
    input.fields.take_title_from_body(convention.heads_with_title);
    input.fields.print_as(convention.printing);
    input.layout.slug = convention.slug;
    input.layout.keeps_case = convention.slug != Slug::HugoUrls;
    input.layout.prints_values = matches!(convention.printing, Printing::JavaScript | Printing::Hugo);
    input.layout.reads_days = convention.naming != Naming::Whole;
    input.authors = convention.authors.iter().map(|name| format!("{}{name}", site.folder)).collect();
    Ok(config)
}

/// Where the site serves the files that articles name by relative paths.
fn files(site: &Site, root: &Node<'_>) -> Files {
    match site.convention.id {
        Generator::Hexo if truth_at(root, "post_asset_folder") == Some(true) => Files::Named,
        // Bundlers name files by what is in them.
        Generator::Astro | Generator::Gatsby => Files::Hidden { from_site: false },
        Generator::Docusaurus => Files::Hidden { from_site: true },
        Generator::Eleventy => Files::ByTemplate,
        _ => Files::Beside,
    }
}

/// A pattern of addresses below the site's folder on its host, with `/` between its parts and this end.
fn address(base: &str, path: &str, end: &str) -> String {
    let parts = base.split('/').chain(path.split('/')).filter(|part| !part.is_empty());
    format!("/{}{end}", parts.collect::<Vec<_>>().join("/"))
}

/// A finding about a setting.
fn setting(file: &str, node: Option<&Node<'_>>, message: String) -> Finding {
    Finding {
        rule: Rule::UnreadSetting,
        path: file.to_owned(),
        position: node.map(|node| node.position),
        message,
    }
}

fn site_url(file: &str, convention: &Convention, roots: &[&Node<'_>]) -> Result<Url, Error> {
    let of_root = |root: &&Node<'_>| {
        convention.url.iter().find_map(|key| Some((*key, root.find(key)?.position, url_at(root, key)?)))
    };
    // Where several places name one, an address counts before what is only called so.
    let found = roots.iter().filter_map(of_root).min_by_key(|(.., url)| !url.starts_with("http"));
    let Some((key, position, mut url)) = found else {
        let key = convention.url.first().copied().unwrap_or("url");
        let message = format!(
            "{file}: `{key}` is missing or not literal; give the URL of the site with --base-url, \
             or write `site: {{url: …}}` into feedmill.yaml"
        );
        return Err(Error::usage(message));
    };
    let below = roots.iter().find_map(|root| text_at(root, convention.url_path));
    if let Some(path) = below {
        url = format!("{}/{}", url.trim_end_matches('/'), path.trim_matches('/'));
    }
    base_url(&url).map_err(|message| located(file, position, &format!("`{key}` {message}")))
}

/// The URL under a key; of what a variable of the environment may replace, the text that stands in for it.
fn url_at(node: &Node<'_>, key: &str) -> Option<String> {
    let or_else = || texts_at(node, key).pop().filter(|text| text.starts_with("http"));
    text_at(node, key).or_else(or_else)
}

/// The text under a key, in any case, or where a name with dots leads.
fn text_at(node: &Node<'_>, key: &str) -> Option<String> {
    let text = node.find(key)?.text()?.trim();
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// The same as readers see it: folded, without characters that no feed may hold.
fn plain_at(node: &Node<'_>, key: &str) -> Option<String> {
    let text = fold_white_space(&strip_forbidden(&text_at(node, key)?));
    Some(text).filter(|text| !text.is_empty())
}

/// The same without the markup that some write there.
fn meant_at(node: &Node<'_>, key: &str) -> Option<String> {
    Some(html::meant_text(&plain_at(node, key)?).text).filter(|text| !text.is_empty())
}

fn texts_at(node: &Node<'_>, key: &str) -> Vec<String> {
    let nodes = node.find(key).map_or(&[][..], Node::items);
    nodes.iter().filter_map(Node::text).map(|text| text.trim().to_owned()).collect()
}

fn truth_at(node: &Node<'_>, key: &str) -> Option<bool> {
    node.find(key)?.scalar()?.truth()
}
