//! The files that say what a site is -> trees of what they say, each by its ending; programs as one tree, with what their names
//! stand for.

use super::{Site, astro, eleventy, hexo, hugo, is_section, literals, mkdocs};
use crate::config::conventions::Generator;
use crate::config::located;
use crate::error::Error;
use crate::finding::{Finding, Rule};
use crate::tree::{Content, Mapping, Node, Pair, ParseError, is_same_key};
use crate::{json, toml, yaml};

/// Files as trees, by their paths.
pub(super) type Trees<'s> = Vec<(&'s str, Node<'s>)>;

/// Every file of the site as a tree, the configuration first, and a finding for each data file that cannot be read; none of a
/// program in Python, which is followed as a whole.
pub(super) fn read(site: &Site) -> Result<(Trees<'_>, Vec<Finding>), Error> {
    if matches!(site.convention.id, Generator::Pelican | Generator::Nikola) {
        return Ok((Vec::new(), Vec::new()));
    }
    if matches!(site.convention.id, Generator::Astro | Generator::Gatsby | Generator::Next) {
        let tree = site.files.first().map(|(file, _)| (&**file, program(site)));
        return Ok((tree.into_iter().collect(), Vec::new()));
    }
    let (mut trees, mut findings) = (Vec::new(), Vec::new());
    // What data files of folders say may hold back all that is below.
    let is_harmless = |file: &str, trees: &Trees<'_>| match site.convention.id {
        Generator::Hexo => hexo::of_themes(trees).iter().any(|own| own == file),
        Generator::Eleventy => eleventy::is_of_site(file) || file == "package.json",
        _ => false,
    };
    let is_tree = |file: &str| {
        let is_text = site.convention.id == Generator::Eleventy && eleventy::is_layout(file);
        // Hooks of MkDocs are programs, of which their reader knows what they may do.
        !is_section(file) && !eleventy::is_list(file) && !is_text && !file.ends_with(".py")
    };
    for (file, text) in site.files.iter().filter(|(file, _)| is_tree(file)) {
        let path = format!("{}{file}", site.folder);
        if site.convention.id == Generator::Eleventy && trees.is_empty() {
            trees.push((file.as_str(), literals::javascript_with(text, &imported(site, text))));
            continue;
        }
        match tree_of(&path, text) {
            Ok(tree) => trees.push((file.as_str(), tree)),
            Err(error) if trees.is_empty() || !is_harmless(file, &trees) => {
                return Err(located(&path, error.position, &error.message));
            }
            Err(error) => findings.push(Finding {
                rule: Rule::UnreadSetting,
                path,
                position: Some(error.position),
                message: format!("{}; the file is passed over", error.message),
            }),
        }
    }
    Ok((trees, findings))
}

/// What the names stand for that a program takes from other programs of the site as a whole: `const a = require('./a.js')`.
fn imported<'s>(site: &'s Site, text: &'s str) -> literals::Names<'s> {
    let mut names = literals::Names::new();
    for line in text.lines() {
        let words = line.trim_start().strip_prefix("const ").or(line.trim_start().strip_prefix("import "));
        let Some((name, rest)) = words.and_then(|words| words.split_once([' ', '='])) else { continue };
        let path =
            rest.split(['"', '\'']).nth(1).filter(|_| rest.contains("require(") || rest.contains("from "));
        let Some(path) = path.and_then(|path| path.strip_prefix("./")) else { continue };
        let is_it =
            |file: &str| file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        if let Some((_, text)) = site.files.iter().skip(1).find(|(file, _)| is_it(file)) {
            names.insert(name, literals::javascript(text).content);
        }
    }
    names
}

/// The configuration that is a program, with what the other files of the site declare, under their names; what makes the feed
/// of the site is under `feed`, and data under the name of its file.
fn program(site: &Site) -> Node<'_> {
    let ending = |file: &str| file.rsplit_once('.').map(|(_, ending)| ending.to_owned()).unwrap_or_default();
    let is_program = |file: &str| matches!(ending(file).as_str(), "js" | "mjs" | "cjs" | "ts" | "mts");
    let (configuration, others) = match site.files.split_first() {
        Some(((_, text), others)) => (text.as_str(), others),
        None => ("", &[][..]),
    };
    let mut names = literals::Names::new();
    for (file, text) in others {
        let is_data = matches!(ending(file).as_str(), "json" | "yaml" | "yml");
        if is_program(file) && !astro::is_feed(file) && astro::is_helper(file) {
            for (name, content) in literals::declared(text, &names) {
                names.entry(name).or_insert(content);
            }
        } else if is_program(file) && !astro::is_feed(file) {
            names.extend(literals::declared(text, &names));
        } else if is_data && let Ok(tree) = tree_of(file, text) {
            let name = file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
            names.entry(name).or_insert(tree.content);
        }
    }
    let mut root = literals::javascript_with(configuration, &names);
    let feed = others.iter().find(|(file, _)| astro::is_feed(file));
    let feed = feed.map(|(_, text)| ("feed", literals::javascript_with(text, &names).content));
    if let Content::Mapping(mapping) = &mut root.content {
        let position = root.position;
        let mut all = Mapping::default();
        for (name, content) in names.into_iter().chain(feed) {
            let value = Node { position, content };
            all.push(Pair { key: name.into(), key_position: position, value });
        }
        for pair in std::mem::take(mapping).into_pairs() {
            all.push(pair);
        }
        *mapping = all;
    }
    root
}

/// The tree of a file by its ending.
/// A file as a tree, by its ending.
pub(super) fn tree_of<'a>(file: &str, text: &'a str) -> Result<Node<'a>, ParseError> {
    match file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("toml") => toml::read(text, 1, &|_| true),
        Some("json") => json::read(text, 1, &|_| true),
        Some("js" | "mjs" | "cjs" | "ts" | "mts" | "cts") => Ok(literals::javascript(text)),
        // MkDocs has tags of its own: `!ENV`, `!relative`.
        _ => yaml::read_with_own_tags(text),
    }
}

/// The settings of several files as those of one, where the generator reads them so.
pub(super) fn overlaid<'s>(site: &Site, trees: &[(&'s str, Node<'s>)]) -> Option<Node<'s>> {
    match site.convention.id {
        Generator::Hugo if hugo::settings::has_folders(site) => Some(hugo::settings::overlaid(trees)),
        Generator::MkDocs if trees.len() > 1 => Some(mkdocs::overlaid(trees)),
        _ => None,
    }
}

/// Both mappings as one; the second wins, and mappings in both become one in turn. Keys are the same in any case.
pub(super) fn laid_over<'s>(below: Mapping<'s>, above: Mapping<'s>) -> Mapping<'s> {
    let mut pairs = below.into_pairs();
    for pair in above.into_pairs() {
        match pairs.iter_mut().find(|own| is_same_key(&own.key, &pair.key)) {
            Some(own) => {
                let content = std::mem::replace(&mut own.value.content, Content::Null);
                own.value.position = pair.value.position;
                own.value.content = match (content, pair.value.content) {
                    (Content::Mapping(below), Content::Mapping(above)) => {
                        Content::Mapping(laid_over(below, above))
                    }
                    (_, above) => above,
                };
            }
            None => pairs.push(pair),
        }
    }
    let mut mapping = Mapping::with_capacity(pairs.len());
    pairs.into_iter().for_each(|pair| mapping.push(pair));
    mapping
}
