//! The parts of a configuration that ids of articles and feeds are made from <-> the `setting` lines of `feedmill.pins`; and
//! which entry of a feed is which article.
//!
//! A setting that no line names had its default, so that most projects need one line. The ids of articles follow the settings
//! only as far as somebody agrees; the ids of feeds stay with the settings that they were published under.

mod matching;
mod naming;

pub(crate) use matching::{Known, matches};

use std::borrow::Cow;
use std::collections::BTreeMap;

use url::Url;

use crate::config::{self, Config, FeedIds, Paths, Permalink, Root, SiteLanguage};
use crate::error::Error;
use crate::ordered::CollectOrdered;
use crate::pins::FILE;
use crate::record::{FieldNames, Meaning};
use crate::time;

/// Settings by the names of their keys.
pub(crate) type Settings = BTreeMap<String, String>;

const SITE_URL: &str = "site.url";
const TIMEZONE: &str = "site.timezone";
const TIME: &str = "input.time";
const PERMALINK: &str = "input.permalink";
const LANGUAGES: &str = "languages";
const COLLECTIONS: &str = "collections_dir";
const OUTPUT_URL: &str = "output.url";
const FEEDS_PATH: &str = "feeds.path";
const ATOM_FILE: &str = "feeds.formats.atom";

/// The languages of the feeds in each folder, which the state knows and the pins have lines of their own for.
pub(crate) const FEED_LANGUAGES: &str = "feeds.languages";

/// The keys of records that an id is made from, and what their setting is called.
const FIELDS: [(Meaning, &str, &str); 6] = [
    (Meaning::Id, "id", "input.fields.id"),
    (Meaning::Title, "title", "input.fields.title"),
    (Meaning::Category, "category", "input.fields.category"),
    (Meaning::Language, "language", "input.fields.language"),
    (Meaning::Link, "link", "input.fields.link"),
    (Meaning::Published, "published", "input.fields.published"),
];

/// The settings that ids of articles are made from, without those that have their default.
pub(crate) fn of_articles(config: &Config) -> Settings {
    let mut settings = Settings::from([(SITE_URL.to_owned(), config.site.url.to_string())]);
    let mut add = |key: &str, value: String| _ = settings.insert(key.to_owned(), value);
    if config.site.timezone != time::Tz::UTC {
        add(TIMEZONE, config.site.timezone.name().to_owned());
    }
    if let Some(time) = time::clock_of(config.input.time) {
        add(TIME, time);
    }
    let languages = &config.input.layout.languages;
    if languages.len() > 1 || languages.iter().any(|own| !own.prefix.is_empty()) {
        add(LANGUAGES, languages.iter().map(written).collect::<Vec<_>>().join(" "));
    }
    for Permalink { prefix, pattern } in &config.input.permalinks {
        add(format!("{PERMALINK} {prefix}").trim_end(), pattern.clone());
    }
    if let Paths::Jekyll { folder, .. } = &config.input.paths
        && !folder.is_empty()
    {
        add(COLLECTIONS, folder.clone());
    }
    let standard = FieldNames::standard();
    for (meaning, _, key) in FIELDS {
        let keys = config.input.fields.keys(meaning);
        if keys != standard.keys(meaning) {
            add(key, keys.join(" "));
        }
    }
    settings.extend(naming::of(config));
    settings
}

/// A language of the site, with what its addresses begin with, or are below.
fn written(own: &SiteLanguage) -> String {
    match (&own.url, own.prefix.as_str()) {
        (Some(url), _) => format!("{}={url}", own.tag),
        (None, "") => own.tag.clone(),
        (None, prefix) => format!("{}={prefix}", own.tag),
    }
}

/// The language that [`written`] wrote.
fn language(text: &str) -> SiteLanguage {
    let (tag, start) = text.split_once('=').unwrap_or((text, ""));
    match config::base_url(start) {
        Ok(url) => SiteLanguage { url: Some(url), ..SiteLanguage::new(tag, "") },
        Err(_) => SiteLanguage::new(tag, start),
    }
}

/// Keeps the settings of before for the languages that the site has no more, and forgets those of languages that it has.
pub(crate) fn leave_languages(left: &mut Settings, before: &Settings, config: &Config) {
    let have = &config.input.layout.languages;
    let is_there = |tag: &str| have.iter().any(|own| own.is_named(tag));
    let had = before.get(LANGUAGES).map(|value| value.split(' ').map(language).collect::<Vec<_>>());
    // Where the site names none, it is in the one that was its own.
    for (place, own) in had.iter().flatten().enumerate() {
        let is_own = place == 0 && have.is_empty();
        if !is_own && !is_there(&own.tag) {
            let keys = before.iter().map(|(key, value)| (format!("{} {key}", own.tag), value.clone()));
            left.extend(keys);
        }
    }
    left.retain(|key, _| key.split_once(' ').is_none_or(|(tag, _)| !is_there(tag)));
}

/// The configurations that ids were made from when the site had these of its languages before, by their tags.
///
/// # Errors
///
/// When a setting is unknown or its value is not one that the key can have.
pub(crate) fn left_languages(left: &Settings, config: &Config) -> Result<BTreeMap<String, Config>, Error> {
    let mut found = BTreeMap::new();
    for SiteLanguage { tag, .. } in config.input.layout.languages.iter().filter(|_| !left.is_empty()) {
        let own = |(key, value): (&String, &String)| {
            let key = key.strip_prefix(tag.as_str())?.strip_prefix(' ')?;
            Some((key.to_owned(), value.clone()))
        };
        let settings: Settings = left.iter().filter_map(own).collect_map();
        if !settings.is_empty() {
            found.insert(tag.clone(), under(config, &settings)?);
        }
    }
    Ok(found)
}

/// The settings that ids of feeds are made from, without those that have their default.
pub(crate) fn of_feeds(config: &Config) -> Settings {
    let ids = config.feed_ids();
    let mut settings = Settings::new();
    let mut add = |key: &str, value: &str| _ = settings.insert(key.to_owned(), value.to_owned());
    if ids.url != config.site.url {
        add(OUTPUT_URL, ids.url.as_str());
    }
    if ids.path != config::DEFAULT_FEEDS_PATH {
        add(FEEDS_PATH, &ids.path);
    }
    if ids.file != crate::model::Format::OF_IDS.file_name() {
        add(ATOM_FILE, &ids.file);
    }
    settings
}

/// Those of the settings that ids of articles are made from.
pub(crate) fn articles_part(settings: &Settings) -> Settings {
    let is_of_feeds = |key: &str| [OUTPUT_URL, FEEDS_PATH, ATOM_FILE, FEED_LANGUAGES].contains(&key);
    settings
        .iter()
        .filter(|(key, _)| !is_of_feeds(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect_map()
}

/// The configuration that makes ids of articles as these settings do.
///
/// # Errors
///
/// When a setting is unknown or its value is not one that the key can have.
pub(crate) fn under(config: &Config, settings: &Settings) -> Result<Config, Error> {
    let mut under = config.clone();
    under.site.timezone = time::Tz::UTC;
    under.input.time = chrono::TimeDelta::zero();
    under.input.permalinks.clear();
    under.input.layout.languages.clear();
    let fields = &under.input.fields;
    let defaults = fields.defaults().without(|key| naming::enters_address(fields, key));
    under.input.fields.set_defaults(defaults);
    naming::clear(&mut under);
    if let Paths::Jekyll { folder, .. } = &mut under.input.paths {
        folder.clear();
    }
    for (meaning, name, _) in FIELDS {
        under.input.fields.replace(name, FieldNames::standard().keys(meaning).to_vec());
    }
    // What a generator does by itself comes before the other settings.
    let (naming, others): (Vec<_>, Vec<_>) =
        articles_part(settings).into_iter().partition(|(key, _)| *key == naming::NAMING);
    for (key, value) in naming.iter().chain(&others) {
        let is_known = match key.as_str() {
            SITE_URL => config::base_url(value).map(|url| under.site.url = url).is_ok(),
            TIMEZONE => time::zone(value).map(|zone| under.site.timezone = zone).is_some(),
            TIME => time::time_of_day(value).map(|time| under.input.time = time).is_some(),
            LANGUAGES => {
                under.input.layout.languages = value.split(' ').map(language).collect();
                true
            }
            COLLECTIONS => match &mut under.input.paths {
                Paths::Jekyll { folder, .. } => {
                    folder.clone_from(value);
                    true
                }
                Paths::Everywhere | Paths::Listed(_) | Paths::Folders { .. } => true,
            },
            key => match (key.strip_prefix(PERMALINK), FIELDS.iter().find(|(_, _, own)| *own == key)) {
                (Some(prefix), _) => {
                    let prefix = prefix.trim_start().to_owned();
                    under.input.permalinks.push(Permalink { prefix, pattern: value.clone() });
                    true
                }
                (None, Some((_, name, _))) => {
                    under.input.fields.replace(name, value.split(' ').map(str::to_owned).collect())
                }
                (None, None) => naming::set(key, value, &mut under).unwrap_or_default(),
            },
        };
        if !is_known {
            let message = format!("the setting `{key}` is unknown or has a value that it cannot have");
            return Err(Error::usage(message).at(FILE));
        }
    }
    Ok(under)
}

/// The path that the record at this path had under the settings before: the same, unless the folder of content that it is in has
/// another name now. `None` where it was in no folder of content: what the settings would make of it was never published.
pub(crate) fn path_before<'p>(path: &'p str, before: &Config, now: &Config) -> Option<Cow<'p, str>> {
    if folder_of(path, before).is_some() {
        return Some(Cow::Borrowed(path));
    }
    let (own, before) = (folder_of(path, now)?, folders(before));
    let mut same = before.iter().filter(|folder| folder.language == own.language);
    let folder = &same.next().filter(|_| same.next().is_none())?.folder;
    Some(Cow::Owned(format!("{folder}{}", path.strip_prefix(own.folder.as_str())?)))
}

/// Whether nothing but the articles of before can say which path the record had: its folder of content is below one of before, and
/// may have been in it already or be that folder under another name.
pub(crate) fn is_path_unsure(path: &str, before: &Config, now: &Config) -> bool {
    // A folder that has a pattern of its own is none that others are counted from.
    let root = |config: &Config| {
        let roots = config.input.layout.roots.iter().map(|root| root.folder.clone());
        let roots = roots.filter(|folder| path.starts_with(folder.as_str()));
        roots.max_by_key(String::len).unwrap_or_default()
    };
    let (own, other) = (root(now), root(before));
    let roots = &before.input.layout.roots;
    let was_in_one = roots.is_empty() || roots.iter().any(|root| path.starts_with(&root.folder));
    was_in_one && own.len() > other.len()
}

/// The folder of content that a path is in.
fn folder_of(path: &str, config: &Config) -> Option<Root> {
    let folders = folders(config).into_iter().filter(|own| path.starts_with(&own.folder));
    folders.max_by_key(|own| own.folder.len())
}

/// The folders whose records have addresses: those that patterns are for, where all are for folders, else those that folders in
/// addresses are counted from, else the project's own.
fn folders(config: &Config) -> Vec<Root> {
    let (roots, rules) = (&config.input.layout.roots, &config.input.permalinks);
    let own = |folder: &String| {
        let above = roots.iter().filter(|root| folder.starts_with(&root.folder));
        let above = above.max_by_key(|root| root.folder.len());
        Root { folder: folder.clone(), language: above.and_then(|root| root.language.clone()) }
    };
    match (roots.is_empty(), rules.iter().any(|rule| rule.prefix.is_empty())) {
        (true, _) => vec![own(&String::new())],
        (false, false) if !rules.is_empty() => rules.iter().map(|rule| own(&rule.prefix)).collect(),
        (false, _) => roots.clone(),
    }
}

/// What the ids of feeds are made from under these settings; `None` where they do not say.
pub(crate) fn feed_ids(settings: &Settings) -> Option<FeedIds> {
    let text = |key: &str, default: &str| settings.get(key).map_or(default, String::as_str).to_owned();
    let url = settings.get(OUTPUT_URL).or_else(|| settings.get(SITE_URL))?;
    Some(FeedIds {
        url: Url::parse(url).ok()?,
        path: text(FEEDS_PATH, config::DEFAULT_FEEDS_PATH),
        file: text(ATOM_FILE, crate::model::Format::OF_IDS.file_name()),
    })
}

/// What differs between settings, in words: `` `site.url` from … to … ``.
pub(crate) fn difference(before: &Settings, now: &Settings) -> Vec<String> {
    let mut keys: Vec<&String> = before.keys().chain(now.keys()).collect();
    keys.sort();
    keys.dedup();
    let words = |key: &&String| {
        let [old, new] = [before, now].map(|settings| settings.get(*key));
        (old != new).then(|| match (old, new) {
            (Some(old), Some(new)) => format!("`{key}` changed from {old} to {new}"),
            (Some(old), None) => format!("`{key}` is no longer {old}"),
            (None, new) => format!("`{key}` became {}", new.map_or("", String::as_str)),
        })
    };
    keys.iter().filter_map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_that_ids_are_made_from_make_the_same_ids_again() {
        for yaml in [
            "site: {url: 'https://example.org/'}",
            "site: {url: 'https://example.org/a', timezone: Asia/Kolkata}\ninput: {permalink: '/:year/:title/'}",
            "site: {url: 'https://example.org/'}\ninput: {time: '06:30', permalink: '/:year/:hour/:title/'}",
            "site: {url: 'https://example.org/'}\ninput: {permalink: {notes: '/n/:slug/', '.': '/:slug/'}, fields: {link: [seite]}}",
            "site: {url: 'https://example.org/'}\ninput: {permalink: '/:language/:slug/', languages: [en, de-AT]}",
        ] {
            let config: Config = yaml.parse().unwrap();
            let settings = of_articles(&config);
            let other: Config = "site: {url: 'http://example.com/', timezone: Europe/Rome}\ninput: {permalink: '/x/:slug/', fields: {id: [key]}}"
                .parse()
                .unwrap();
            assert_eq!(of_articles(&under(&other, &settings).unwrap()), settings, "{yaml}");
        }
    }

    #[test]
    fn permalinks_of_a_scope_are_settings_and_other_values_are_not() {
        let jekyll = |defaults: &str| -> Config {
            let text = format!("url: https://example.org\ndefaults: {defaults}\n");
            config::read_jekyll("_config.yml", &text, None).unwrap()
        };
        let before = jekyll(
            "[{scope: {path: '', type: posts}, values: {permalink: '/:title/', layout: de}}, \
             {scope: {path: '_posts/*/x'}, values: {permalink: '/x/:title/'}}]",
        );
        let now = jekyll("[{scope: {path: ''}, values: {permalink: '/:year/', layout: fr}}]");
        let settings = of_articles(&before);
        let again = under(&now, &settings).unwrap();
        assert_eq!(of_articles(&again), settings);
        assert_eq!(again.input.fields.defaults().sets.iter().filter(|set| set.path.is_empty()).count(), 2);
        let told = difference(&settings, &of_articles(&now));
        assert_eq!(told.len(), 3, "{told:?}");
    }

    #[test]
    fn what_differs_is_named_with_both_values() {
        let [before, now] = ["http", "https"].map(|scheme| {
            let config: Config = format!("site: {{url: '{scheme}://example.org/'}}").parse().unwrap();
            of_articles(&config)
        });
        let expected = "`site.url` changed from http://example.org/ to https://example.org/";
        assert_eq!(difference(&before, &now), [expected]);
        assert_eq!(difference(&now, &now), Vec::<String>::new());
    }
}
