//! The languages of a site -> those that have feeds of their own, each with a folder and what its feeds say of the site. The first
//! is at the top; a site of one language has one set of feeds, as if nothing were said.
//!
//! Whoever reads the configuration of a generator fills [`Layout::languages`](super::Layout), and knows nothing of feeds.

use url::Url;

use super::{Config, Feeds, SiteLanguage};
use crate::model::Person;
use crate::uri;

/// How many languages a site may have.
pub(super) const MOST: usize = 500;

/// A language that has feeds of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLanguage {
    /// Its position among the languages of the site.
    pub of_site: u16,
    /// Its tag, as the site writes it.
    pub name: String,
    /// The folder of its feeds below the destination, one part of a path: where its pages are, else its tag. Empty for the top.
    pub folder: String,
    /// A valid language tag.
    pub tag: Option<String>,
    /// The title of the site.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Its author.
    pub author: Person,
    /// The page that the feed of all articles represents.
    pub link: String,
    /// The URL that pages of the language are below, which always ends with `/`.
    pub pages: Url,
    /// Where the folder is served, where that is not below the URL of the output.
    pub served_at: Option<Url>,
}

impl Feeds {
    /// Whether a language of the site has feeds, by its position.
    pub fn have_language(&self, of_site: Option<u16>) -> bool {
        self.languages.is_empty() || self.languages.iter().any(|own| Some(own.of_site) == of_site)
    }
}

/// Finds the languages that have feeds: the chosen ones of the site, in this order, or all.
///
/// # Errors
///
/// When the folder of one is that of other feeds, or none.
pub(super) fn complete(config: &mut Config) -> Result<(), String> {
    config.feeds.languages.clear();
    if let [own, _, ..] = config.input.layout.languages.as_mut_slice()
        && config.site.language.is_some()
    {
        own.code.clone_from(&config.site.language);
    }
    let all = &config.input.layout.languages;
    if all.len() < 2 && !config.input.layout.names_languages {
        return Ok(());
    }
    if all.len() > MOST {
        return Err(format!("has more than {MOST} languages"));
    }
    let chosen: Vec<&SiteLanguage> = match config.input.languages.as_slice() {
        [] => all.iter().collect(),
        chosen => chosen.iter().filter_map(|name| all.iter().find(|own| own.is_named(name))).collect(),
    };
    let languages: Vec<FeedLanguage> =
        chosen.into_iter().enumerate().map(|(place, own)| of(own, place == 0, config)).collect();
    let topics = config.feeds.path.split('/').next().unwrap_or_default();
    for FeedLanguage { folder, name, .. } in languages.iter().skip(1) {
        let is_taken = folder == topics
            || folder == "extra"
            || config.feeds.formats.iter().any(|(_, file)| file == folder)
            || languages.iter().filter(|other| other.folder == *folder).count() > 1;
        if !is_folder(folder) {
            return Err("a language is no tag such as `en` or `pt-BR`".to_owned());
        }
        if is_taken {
            return Err(format!(
                "the feeds of the language `{name}` go to {folder}/, where other feeds are; begin `feeds.path` with another \
                 folder, or choose others as `input.languages`"
            ));
        }
    }
    config.feeds.languages = languages;
    Ok(())
}

fn of(own: &SiteLanguage, is_first: bool, config: &Config) -> FeedLanguage {
    let site = &config.site;
    let position = config.input.layout.languages.iter().position(|other| other.tag == own.tag);
    let is_sites_own = position == Some(0);
    let base = own.url.as_ref().unwrap_or(&site.url);
    let pages = uri::absolute_in_site(&format!("/{}/", own.prefix), base).unwrap_or_else(|_| base.clone());
    let home = site.home.clone().filter(|_| is_sites_own || own.prefix.is_empty() && own.url.is_none());
    let tag = if is_sites_own { site.language.clone() } else { None };
    let title = own.title.clone().unwrap_or_else(|| site.title.clone());
    let mut author = site.author.clone();
    if author.name == site.title {
        author.name.clone_from(&title);
    }
    FeedLanguage {
        of_site: position.and_then(|position| u16::try_from(position).ok()).unwrap_or_default(),
        name: own.tag.clone(),
        folder: match is_first {
            true => String::new(),
            false if is_folder(&own.prefix) => own.prefix.clone(),
            false => own.tag.to_lowercase(),
        },
        tag: tag.or_else(|| own.valid_tag()),
        description: match &own.description {
            Some(description) => description.clone(),
            None if site.description == site.title => title.clone(),
            None => site.description.clone(),
        },
        title,
        author,
        link: own.link.clone().or(home).unwrap_or_else(|| uri::written(&pages)),
        pages,
        served_at: own.url.clone().filter(|_| !is_first && config.output.url == site.url),
    }
}

/// Whether the text can be a folder of feeds: a language tag, or at least of its letters.
fn is_folder(text: &str) -> bool {
    let fits = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    (1..=100).contains(&text.len()) && text.chars().all(fits)
}

/// A path, or the slug of a topic, of the feeds in the folder of a language; the folder of those at the top is empty.
pub fn in_folder(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}
