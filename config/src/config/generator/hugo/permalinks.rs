//! Hugo's `permalinks` and `uglyURLs` -> patterns of addresses: that of all pages, those of the folders that the site names, and those of
//! sections below them where a pattern names its sections.

use super::super::{Parts, text_at, truth_at};
use super::Language;
use super::mounts::Mount;
use super::placeholders::{Names, names_sections, names_slugs, translated};
use super::sections::{self, Sections};
use crate::config::{Permalink, Root};
use crate::tree::{Content, Node, Pair};

/// The pattern of all pages that have no other, in our words.
const OF_ALL: &str = ":folders/:basename";

/// The patterns of addresses.
pub(super) fn patterns<'p>(
    parts: &'p Parts<'_>,
    mounts: &[Mount<'_>],
    languages: &[Language<'p>],
) -> Vec<Permalink> {
    let mut patterns: Vec<Permalink> = Vec::new();
    for mount in mounts {
        let rules = Rules::of(parts, mount, mounts, languages);
        for permalink in rules.of_folders().into_iter().chain(rules.of_sections()) {
            if !patterns.contains(&permalink) {
                patterns.push(permalink);
            }
        }
    }
    patterns
}

/// What addresses below one folder of content are made by.
struct Rules<'p> {
    mount: &'p Mount<'p>,
    /// What `uglyURLs` says.
    ugly: Option<&'p Node<'p>>,
    /// The folders, empty for all, with their patterns in Hugo's words.
    own: Vec<(String, String)>,
    /// The same of the other languages in this folder, where one has its own; nothing where they are not the same in all of them.
    others: Option<Option<Vec<(String, String)>>>,
    sections: Sections,
    /// The same of the other languages; `None` where they are not the same in all of them, or there is none.
    sections_of_others: Option<Sections>,
    has_others: bool,
}

impl<'p> Rules<'p> {
    fn of(
        parts: &'p Parts<'_>,
        mount: &'p Mount<'_>,
        mounts: &[Mount<'_>],
        languages: &[Language<'p>],
    ) -> Rules<'p> {
        let ugly = parts.root.find("uglyURLs");
        let root = &mount.root;
        let mut own = vec![(String::new(), OF_ALL.to_owned())];
        own.extend(permalinks(of_language(parts, root.language.as_deref(), languages)));
        if let Some(Content::Mapping(mapping)) = ugly.map(|node| &node.content) {
            let names = mapping.pairs().iter().map(|pair| pair.key.to_string());
            let others: Vec<String> = names.filter(|name| !own.iter().any(|(own, _)| own == name)).collect();
            own.extend(others.into_iter().map(|name| (name, OF_ALL.to_owned())));
        }
        let has_others = root.language.is_none() && languages.len() > 1;
        let default = languages.first().map(|(tag, _)| tag.as_str()).unwrap_or_default();
        let tag = root.language.as_deref().unwrap_or(default);
        let others = languages.iter().skip(1).filter(|_| has_others);
        let mut others = others.map(|(tag, _)| sections::of_language(parts, mounts, tag, false));
        let first = others.next();
        let sections_of_others = first.filter(|first| others.all(|other| other == *first));
        Rules {
            mount,
            ugly,
            own,
            others: other_permalinks(parts, root, languages),
            sections: sections::of_language(parts, mounts, tag, true),
            sections_of_others,
            has_others,
        }
    }

    /// The patterns of the folders that the site names, and of all.
    fn of_folders(&self) -> Vec<Permalink> {
        let below = self.below();
        let mut found = Vec::new();
        for (section, pattern) in &self.own {
            let names: Vec<String> = parts_of(section).map(str::to_owned).collect();
            let is_there = below.is_empty() || names.is_empty() || names.first() == below.first();
            if is_there {
                let place = if below.is_empty() { &names } else { &below };
                let in_root = if below.is_empty() { names.as_slice() } else { &[] };
                found.push(self.permalink(in_root, (section, pattern), place));
            }
        }
        found
    }

    /// The patterns of the sections whose names stand in those of the folders that they are in.
    fn of_sections(&self) -> Vec<Permalink> {
        let below = self.below();
        let others = self.sections_of_others.iter().flat_map(Sections::keys);
        let mut found = Vec::new();
        for place in self.sections.keys().chain(others) {
            let Some(in_root) = place.strip_prefix(below.as_slice()).filter(|rest| !rest.is_empty()) else {
                continue;
            };
            let applies = |(section, _): &&(String, String)| match below.is_empty() {
                true => {
                    parts_of(section).zip(place).filter(|(a, b)| *a == b.as_str()).count()
                        == parts_of(section).count()
                }
                false => section.is_empty() || parts_of(section).next() == below.first().map(String::as_str),
            };
            let rule = self.own.iter().filter(applies).max_by_key(|(section, _)| parts_of(section).count());
            let Some(rule) = rule else { continue };
            let patterns = [Some(rule.1.as_str()), self.other(&rule.0)];
            let needs = |pattern: &str| names_slugs(pattern) || (place.len() > 1 && names_sections(pattern));
            let is_named = self.own.iter().any(|(section, _)| {
                below.is_empty() && parts_of(section).eq(place.iter().map(String::as_str))
            });
            if patterns.into_iter().flatten().any(needs) && !is_named {
                found.push(self.permalink(in_root, (&rule.0, &rule.1), place));
            }
        }
        found
    }

    /// The pattern of a folder, by what the site says of a section, for pages in a place that counts from the root of the site.
    fn permalink(&self, in_root: &[String], (section, pattern): (&str, &str), place: &[String]) -> Permalink {
        let own = self.whole(section, &ours(pattern, place, Some(&self.sections)));
        let other = match (&self.others, self.other(section)) {
            (Some(_), other) => Some(other.unwrap_or(Permalink::HELD)),
            (None, _) if self.has_others && names_sections(pattern) => Some(pattern),
            (None, _) => None,
        };
        let other =
            other.map(|other| self.whole(section, &ours(other, place, self.sections_of_others.as_ref())));
        let pattern = match other.filter(|other| self.others.is_some() || *other != own) {
            Some(other) => format!("{own} | {other}"),
            None => own,
        };
        let folders: String = in_root.iter().map(|name| format!("{name}/")).collect();
        Permalink { prefix: format!("{}{folders}", self.mount.root.folder), pattern }
    }

    /// What the other languages say of a section, where they say the same and one has its own.
    fn other(&self, section: &str) -> Option<&str> {
        let others = self.others.as_ref()?.as_ref()?;
        let own = others.iter().find(|(other, _)| parts_of(other).eq(parts_of(section)));
        Some(own.map_or(OF_ALL, |(_, pattern)| pattern))
    }

    /// The folders that the one of content is mounted below.
    fn below(&self) -> Vec<String> {
        parts_of(&self.mount.below).map(str::to_owned).collect()
    }

    /// The pattern of whole addresses.
    fn whole(&self, section: &str, pattern: &str) -> String {
        let is_ugly = match self.ugly.filter(|node| node.is_mapping()) {
            Some(sections) => truth_at(sections, section.trim_matches('/')),
            None => self.ugly.and_then(|node| node.scalar()?.truth()),
        };
        let folders = self.mount.below.trim_matches('/').replace(' ', "-");
        let pattern = match folders.is_empty() {
            true => pattern.to_owned(),
            false => pattern.replace(":folders", &format!("{folders}/:folders")),
        };
        let ending = if is_ugly == Some(true) { ".html" } else { "/" };
        format!("/:language/{}{ending}", pattern.trim_matches('/'))
    }
}

/// A pattern in our words for pages in a place; `sections` is nothing where nobody knows which there are.
fn ours(pattern: &str, place: &[String], sections: Option<&Sections>) -> String {
    match sections {
        _ if [OF_ALL, Permalink::HELD].contains(&pattern) => pattern.to_owned(),
        Some(sections) => translated(pattern, &sections::names(place, sections)),
        None if names_sections(pattern) => Permalink::HELD.to_owned(),
        None => translated(
            pattern,
            &match place.first() {
                Some(_) => sections::names(place, &Sections::new()),
                None => Names::of_first(),
            },
        ),
    }
}

/// The names between slashes.
fn parts_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

/// The permalinks of a language, the default one where none is named, or those of all.
fn of_language<'p>(
    parts: &'p Parts<'_>,
    tag: Option<&str>,
    languages: &[Language<'p>],
) -> Option<&'p Node<'p>> {
    let own = languages.iter().find(|(own, _)| tag.is_none_or(|tag| own == tag));
    own.and_then(|(_, settings)| settings.as_ref()?.find("permalinks"))
        .or_else(|| parts.root.find("permalinks"))
}

/// The permalinks of the languages that share a folder of content with the default one, where they or that have their own; nothing
/// where they are not the same in all of them.
fn other_permalinks<'p>(
    parts: &'p Parts<'_>,
    root: &Root,
    languages: &[Language<'p>],
) -> Option<Option<Vec<(String, String)>>> {
    let has_own =
        |(_, settings): &Language<'p>| settings.is_some_and(|node| node.find("permalinks").is_some());
    if root.language.is_some() || languages.len() < 2 || !languages.iter().any(has_own) {
        return None;
    }
    let others = languages.iter().skip(1);
    let mut others = others.map(|(tag, _)| permalinks(of_language(parts, Some(tag), languages)));
    let first = others.next()?;
    Some(others.all(|other| other == first).then_some(first))
}

/// The patterns of sections, in Hugo's words; the section is empty for all pages.
fn permalinks(node: Option<&Node<'_>>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    match node.map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => {
            for pair in mapping.pairs() {
                match &pair.value.content {
                    Content::Mapping(pages) if pair.key == "page" => found.extend(
                        pages
                            .pairs()
                            .iter()
                            .filter_map(|pair| Some((pair.key.to_string(), pair.value.text()?.to_owned()))),
                    ),
                    _ => found.extend(pair.value.text().map(|text| (pair.key.to_string(), text.to_owned()))),
                }
            }
        }
        Some(Content::Sequence(nodes)) => {
            let is_of_pages =
                |node: &&Node<'_>| text_at(node, "target.kind").is_none_or(|kind| kind == "page");
            for node in nodes.iter().filter(is_of_pages) {
                let pattern = text_at(node, "pattern").unwrap_or_default();
                for section in targets(node) {
                    let section = section.map(|section| (section, pattern.clone()));
                    // Whatever an unknown target is for, its address is not known.
                    let (section, pattern) = section.unwrap_or((String::new(), Permalink::HELD.to_owned()));
                    if !found.iter().any(|(known, _)| *known == section) {
                        found.push((section, pattern));
                    }
                }
            }
        }
        _ => {}
    }
    found
}

/// The folders that a pattern is for, empty for all; nothing for what is not followed.
fn targets(node: &Node<'_>) -> Vec<Option<String>> {
    let is_of_path = |pair: &Pair<'_>| matches!(&*pair.key.to_lowercase(), "path" | "kind");
    let is_followed = match node.find("target").map(|target| &target.content) {
        Some(Content::Mapping(mapping)) => mapping.pairs().iter().all(is_of_path),
        _ => true,
    };
    let path = text_at(node, "target.path").unwrap_or_default();
    let choices = path.trim_start_matches('{').trim_end_matches('}').split(',');
    let folder = |choice: &str| {
        let folder = choice.trim().trim_end_matches('*').trim_matches('/').to_owned();
        Some(folder).filter(|folder| is_followed && !folder.contains(['*', '?', '[', '{', '!']))
    };
    let mut folders: Vec<Option<String>> = choices.map(folder).collect();
    folders.dedup();
    folders
}
