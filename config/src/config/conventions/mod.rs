//! What a site generator is known by and what it means: one row for each generator whose sites need no configuration of
//! ours. A row is plain data; what reads a configuration, finds records and makes addresses asks it.
//!
//! Rows stand in the order in which they are tried: a generator that is known by more comes first.

mod jekyll;
mod rows;

pub use jekyll::JEKYLL;
pub use rows::*;

use crate::record::Printing;

/// A generator of sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// Jekyll.
    Jekyll,
    /// Hugo.
    Hugo,
    /// Zola.
    Zola,
    /// Hexo.
    Hexo,
    /// Eleventy.
    Eleventy,
    /// Pelican.
    Pelican,
    /// Nikola.
    Nikola,
    /// MkDocs with a blog.
    MkDocs,
    /// Docusaurus.
    Docusaurus,
    /// Astro.
    Astro,
    /// Gatsby.
    Gatsby,
    /// Next.js.
    Next,
}

/// The conventions of one generator.
#[derive(Debug, PartialEq, Eq)]
pub struct Convention {
    /// Which one it is.
    pub id: Generator,
    /// Its name.
    pub generator: &'static str,
    /// The files that it is recognised by; the first that is there is its configuration.
    pub recognised_by: &'static [&'static str],
    /// What must be there beside the configuration, or in it: any one of these files, folders or keys; nothing where the
    /// configuration is enough.
    pub confirmed_by: &'static [&'static str],
    /// The keys of the site's URL, the first that says something counts; likewise below.
    pub url: &'static [&'static str],
    /// The key of the path that the site lies at below its URL; empty where the URL says all.
    pub url_path: &'static str,
    /// The keys of the title.
    pub title: &'static [&'static str],
    /// The keys of the description.
    pub description: &'static [&'static str],
    /// The keys of the author.
    pub author: &'static [&'static str],
    /// The keys of the site's language.
    pub language: &'static [&'static str],
    /// The key of the time zone.
    pub time_zone: &'static str,
    /// The folders that hold articles; of Jekyll, wherever they are.
    pub articles: &'static str,
    /// Folders at the top that never hold articles.
    pub withheld: &'static [&'static str],
    /// Names of files and folders that are passed over begin with one of these.
    pub special: &'static str,
    /// The pattern of addresses where the configuration has none.
    pub permalink: &'static str,
    /// The keys of a record that hold its address as a whole.
    pub address: &'static [&'static str],
    /// How a path names a record.
    pub naming: Naming,
    /// How a name becomes a part of an address.
    pub slug: Slug,
    /// Whether the `slug` of a record is a part of its address as it is.
    pub keeps_slugs: bool,
    /// How it prints values in addresses that are no texts.
    pub printing: Printing,
    /// The folder of data files where the configuration names none.
    pub data: &'static str,
    /// The data files, without ending, that say who an author's key means.
    pub authors: &'static [&'static str],
    /// What ends the summary in a body where the configuration does not say.
    pub ends_summary: &'static str,
    /// Whether the first heading of a body is the title where there is no other.
    pub heads_with_title: bool,
    /// Whether a path from the root that a link names may be one below the folders of content.
    pub links_from_root: bool,
    /// The endings of files in other markup than Markdown and HTML that it reads.
    pub texts: &'static [&'static str],
    /// The keys of its configuration; what it does not list has no say in which articles come out, nor in their addresses.
    pub settings: &'static [(&'static str, Setting)],
}

/// How a path names a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naming {
    /// By the name of the file alone, and the day in it counts.
    File,
    /// By the name of the file, or of its folder where the file is an `index`; a day in it is part of the name.
    Whole,
    /// As [`Naming::Whole`], but a day is a date and no part of the name.
    Dated,
}

/// How a name becomes a part of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slug {
    /// Letters and digits of any script, and `-` for anything else.
    Words,
    /// One `-` for blanks, and signs that a path may not hold go: what addresses of sites of Hugo were made by that older
    /// `feedmill.pins` keep.
    Hugo,
    /// As Hugo does it of titles and slugs; folders and names of files become parts of a path by rules of their own.
    HugoUrls,
    /// As Zola does it: ASCII letters and digits, transliterated, with `-` between them.
    Ascii,
    /// As Zola does it where it is told to be safe: blanks become `_`, and what no file system takes goes.
    Safe,
    /// As Pelican does it: ASCII letters, digits and `_`, transliterated, with one `-` for blanks; other signs go.
    Pelican,
    /// As Nikola does it of names of files: likewise, but `+` stays and `_` is a blank.
    Nikola,
    /// As Hexo does it for categories and titles: signs and blanks become one `-`, accents go.
    Hexo,
    /// As the headings of Markdown in Python are named: letters of any script, in lower case.
    Headings,
    /// As GitHub names headings.
    GitHub,
    /// As Eleventy's `slugify`: ASCII letters and digits, some scripts transliterated, with `-` between them and no apostrophes.
    Slugify,
    /// As Eleventy's older `slug`: ASCII, some scripts transliterated, with `-` for blanks; some signs stay, others are words.
    Spelled,
    /// As [`Slug::Slugify`] of all scripts: what addresses were made by that older `feedmill.pins` keep.
    Contracted,
    /// As [`Slug::Spelled`] of all scripts and without words for signs: likewise.
    Kept,
    /// As it is.
    Verbatim,
}

impl Slug {
    /// Every way, and what the settings that ids are made from call it.
    const NAMES: [(Slug, &str); 15] = [
        (Slug::Words, "words"),
        (Slug::Hugo, "hugo"),
        (Slug::HugoUrls, "hugo-urls"),
        (Slug::Ascii, "ascii"),
        (Slug::Safe, "safe"),
        (Slug::Pelican, "pelican"),
        (Slug::Nikola, "nikola"),
        (Slug::Hexo, "hexo"),
        (Slug::Headings, "headings"),
        (Slug::GitHub, "github"),
        (Slug::Slugify, "slugify"),
        (Slug::Spelled, "spelled"),
        (Slug::Contracted, "contracted"),
        (Slug::Kept, "kept"),
        (Slug::Verbatim, "verbatim"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Slug::NAMES.iter().find(|(slug, _)| *slug == self).map_or("", |(_, name)| name)
    }

    /// The way that has the name.
    pub fn named(name: &str) -> Option<Slug> {
        Slug::NAMES.iter().find(|(_, own)| *own == name).map(|(slug, _)| *slug)
    }
}

/// What becomes of a key of a generator's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// It is read.
    Read,
    /// It changes neither which articles come out nor their addresses.
    Harmless,
    /// It may change them and is not followed, unless it says only these words, or nothing, or `false`.
    Unread(&'static [&'static str]),
}

/// Every convention.
pub const ALL: [&Convention; 12] = [
    &HEXO, &JEKYLL, &ZOLA, &HUGO, &MKDOCS, &DOCUSAURUS, &PELICAN, &NIKOLA, &ELEVENTY, &ASTRO, &GATSBY, &NEXT,
];

impl Convention {
    /// The convention of the generator of this name, in any case.
    pub fn named(name: &str) -> Option<&'static Convention> {
        let name = name.trim();
        ALL.into_iter().find(|convention| convention.generator.eq_ignore_ascii_case(name))
    }

    /// Whether the site is one of Jekyll's.
    pub fn is_jekyll(&self) -> bool {
        self.id == Generator::Jekyll
    }

    /// What becomes of a key; `None` where it is not listed.
    pub fn setting(&self, key: &str) -> Option<Setting> {
        self.settings.iter().find(|(name, _)| *name == key).map(|(_, setting)| *setting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys in the rows of the table that say what becomes of each key.
    fn documented(row: usize) -> Vec<String> {
        let text = include_str!("../../../../docs/configuration.md");
        let table = text.split_once("What becomes of each key of `_config.yml`:").unwrap().1;
        let line = table.lines().filter(|line| line.starts_with('|')).nth(row.saturating_add(2)).unwrap();
        let keys = line.split('|').nth(1).unwrap();
        keys.split_whitespace().map(|key| key.trim_matches('`').to_owned()).collect()
    }

    #[test]
    fn the_table_in_the_documentation_has_every_key() {
        let row = |setting: &Setting| match setting {
            Setting::Read => 0,
            Setting::Harmless => 1,
            Setting::Unread(_) => 2,
        };
        for number in 0..3 {
            let keys = JEKYLL.settings.iter().filter(|(_, setting)| row(setting) == number);
            assert_eq!(keys.map(|(key, _)| (*key).to_owned()).collect::<Vec<_>>(), documented(number));
        }
    }

    #[test]
    fn a_key_is_listed_once() {
        for convention in ALL {
            let mut keys: Vec<&str> = convention.settings.iter().map(|(key, _)| *key).collect();
            keys.sort_unstable();
            assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{}", convention.generator);
        }
        for key in JEKYLL.title.iter().chain(JEKYLL.language).chain([&JEKYLL.time_zone]) {
            assert_eq!(JEKYLL.setting(key), Some(Setting::Read), "{key}");
        }
    }
}
