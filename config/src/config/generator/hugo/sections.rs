//! The pages of sections -> the sections that pages in a folder are in: the nearest folder that has such a page, and all above it, else
//! the first folder, which is a section in any case. In each language a site may have other ones.

use std::collections::BTreeMap;

use super::super::{Parts, is_section, text_at};
use super::mounts::Mount;
use super::placeholders::Names;
use crate::record;

/// The folders that have a page of their own, as the names from the first on, and what each is called in addresses
/// where its page says that.
pub(super) type Sections = BTreeMap<Vec<String>, Option<String>>;

/// The sections of the site in a language; `is_common` says that pages without the mark of a language are in it where their folder
/// of content is in none.
pub(super) fn of_language(parts: &Parts<'_>, mounts: &[Mount<'_>], tag: &str, is_common: bool) -> Sections {
    let mut found = Sections::new();
    for (file, text) in &parts.site.files {
        let path = format!("{}{file}", parts.site.folder);
        let above = mounts.iter().filter(|mount| path.starts_with(&mount.root.folder));
        let Some(mount) = above.max_by_key(|mount| mount.root.folder.len()).filter(|_| is_section(&path))
        else {
            continue;
        };
        let below = path.strip_prefix(mount.root.folder.as_str()).unwrap_or(&path);
        let is_common = mount.root.language.as_ref().map_or(is_common, |own| own == tag);
        let (folder, file) = below.rsplit_once('/').unwrap_or(("", below));
        let mark = file.split('.').rev().nth(1).filter(|mark| !mark.eq_ignore_ascii_case("_index"));
        let is_it = mark.map_or(is_common, |mark| mark.eq_ignore_ascii_case(tag));
        let full = format!("{}/{folder}", mount.below);
        let names: Vec<String> = full.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if is_it && !names.is_empty() {
            // One whose head cannot be read has stopped the build before.
            let head = record::head(text).ok().flatten();
            let said = |key: &str| head.as_ref().and_then(|head| text_at(head, key));
            let slug = said("slug").map(|slug| slug.trim_matches('-').to_owned());
            found.insert(names, slug.or_else(|| Some(said("title")?.replace(['/', '\\'], "-"))));
        }
    }
    found
}

/// The sections of pages in a folder, whose names are given from the first on.
pub(super) fn names(folder: &[String], sections: &Sections) -> Names {
    let Some(first) = folder.first() else { return Names::of_first() };
    let above = || (1..=folder.len()).filter_map(|length| folder.get(..length));
    let nearest = above().rfind(|folder| sections.contains_key(*folder));
    let nearest = nearest.unwrap_or(std::slice::from_ref(first));
    // The first folder is called by a title that Hugo makes where its page says none.
    let is_section = |own: &&[String]| own.len() == 1 || sections.contains_key(*own);
    let slugs = above().filter(|own| own.len() <= nearest.len()).filter(is_section);
    let slugs = slugs.map(|own| sections.get(own).cloned().flatten().as_deref().map(called)).collect();
    Names { folders: nearest.iter().map(|name| written(name)).collect(), slugs }
}

/// A name as it may stand in a pattern; it is read as a part of a URL, in which `+` is a blank.
fn written(name: &str) -> String {
    let kept = name.chars().filter(|sign| !matches!(sign, '%' | ':' | '?' | '|' | '{' | '}'));
    kept.collect::<String>().replace(' ', "-").replace('+', " ")
}

/// A title or slug as it may stand in a pattern.
fn called(name: &str) -> String {
    name.split_whitespace().map(written).collect::<Vec<_>>().join(" ")
}
