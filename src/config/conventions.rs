//! What a site generator is known by and what it means: one row for each generator whose sites need no configuration of
//! ours. A row is plain data; what reads a configuration and what finds records ask it.

/// The conventions of one generator.
#[derive(Debug, PartialEq, Eq)]
pub struct Convention {
    /// Its name.
    pub generator: &'static str,
    /// The files that it is recognised by; the first that is there is its configuration.
    pub recognised_by: [&'static str; 2],
    /// The keys of the title, the first that says something counts; likewise below.
    pub title: &'static [&'static str],
    /// The keys of the site's language.
    pub language: &'static [&'static str],
    /// The key of the time zone.
    pub time_zone: &'static str,
    /// The folders that hold articles, wherever they are.
    pub articles: &'static str,
    /// Folders at the top that never hold articles.
    pub withheld: &'static [&'static str],
    /// Names of files and folders that are passed over begin with one of these.
    pub special: &'static str,
    /// The pattern of addresses where the configuration has none.
    pub permalink: &'static str,
    /// The folder of data files where the configuration names none.
    pub data: &'static str,
    /// The data files, without ending, that say who an author's key means.
    pub authors: &'static [&'static str],
    /// What ends the summary in a body where the configuration does not say.
    pub ends_summary: &'static str,
    /// The keys of its configuration; what it does not list has no say in which articles come out, nor in their addresses.
    pub settings: &'static [(&'static str, Setting)],
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
pub const ALL: [&Convention; 1] = [&JEKYLL];

/// Jekyll, since version 3.
pub const JEKYLL: Convention = Convention {
    generator: "Jekyll",
    recognised_by: ["_config.yml", "_config.yaml"],
    title: &["title", "name"],
    language: &["lang", "locale", "language"],
    time_zone: "timezone",
    articles: "_posts",
    withheld: &["_data", "_includes", "_layouts", "_sass", "_site", "_plugins", "_drafts"],
    special: "_#~",
    permalink: "date",
    data: "_data",
    authors: &["authors", "people"],
    ends_summary: "\n\n",
    settings: &[
        ("author", Setting::Read),
        ("baseurl", Setting::Read),
        ("collections", Setting::Read),
        ("collections_dir", Setting::Read),
        ("data_dir", Setting::Read),
        ("defaults", Setting::Read),
        ("description", Setting::Read),
        ("excerpt_separator", Setting::Read),
        ("exclude", Setting::Read),
        ("feed", Setting::Read),
        ("future", Setting::Read),
        ("include", Setting::Read),
        ("lang", Setting::Read),
        ("language", Setting::Read),
        ("locale", Setting::Read),
        ("logo", Setting::Read),
        ("name", Setting::Read),
        ("permalink", Setting::Read),
        ("source", Setting::Read),
        ("timezone", Setting::Read),
        ("title", Setting::Read),
        ("url", Setting::Read),
        ("cache_dir", Setting::Harmless),
        ("destination", Setting::Harmless),
        ("gems", Setting::Harmless),
        ("highlighter", Setting::Harmless),
        ("ignore_theme_config", Setting::Harmless),
        ("includes_dir", Setting::Harmless),
        ("incremental", Setting::Harmless),
        ("jekyll-archives", Setting::Harmless),
        ("keep_files", Setting::Harmless),
        ("kramdown", Setting::Harmless),
        ("layouts_dir", Setting::Harmless),
        ("liquid", Setting::Harmless),
        ("lsi", Setting::Harmless),
        ("markdown", Setting::Harmless),
        ("paginate", Setting::Harmless),
        ("paginate_path", Setting::Harmless),
        ("pagination", Setting::Harmless),
        ("plugins", Setting::Harmless),
        ("plugins_dir", Setting::Harmless),
        ("relative_links", Setting::Harmless),
        ("remote_theme", Setting::Harmless),
        ("safe", Setting::Harmless),
        ("sass", Setting::Harmless),
        ("strict_front_matter", Setting::Harmless),
        ("theme", Setting::Harmless),
        ("whitelist", Setting::Harmless),
        ("default_lang", Setting::Unread(&[])),
        ("default_locale_in_subfolder", Setting::Unread(&[])),
        ("encoding", Setting::Unread(&["utf-8", "UTF-8", "utf8", "UTF8"])),
        ("exclude_from_localization", Setting::Unread(&[])),
        ("external_sources", Setting::Unread(&[])),
        ("lang_from_path", Setting::Unread(&[])),
        ("languages", Setting::Unread(&[])),
        ("limit_posts", Setting::Unread(&["0"])),
        ("markdown_ext", Setting::Unread(&["markdown", "md", "mkd", "mkdn", "mkdown"])),
        ("relative_permalinks", Setting::Unread(&[])),
        ("show_drafts", Setting::Unread(&[])),
        ("time", Setting::Unread(&[])),
        ("unpublished", Setting::Unread(&[])),
    ],
};

impl Convention {
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
        let text = include_str!("../../docs/configuration.md");
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
            for key in convention.title.iter().chain(convention.language).chain([&convention.time_zone]) {
                assert_eq!(convention.setting(key), Some(Setting::Read), "{key}");
            }
        }
    }
}
