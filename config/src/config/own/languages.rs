//! The keys `input.languages` and `feeds.languages` of `feedmill.yaml`: which languages get feeds, in which order, and what their
//! feeds say of the site. Where no configuration of a generator names the languages of the site, they are all that there are.

use super::plain;
use crate::config::generator::plain_path;
use crate::config::section::Section;
use crate::config::{Config, Root, SiteLanguage, languages};
use crate::error::Error;
use crate::{language, uri};

/// Reads both keys, and finds the languages that get feeds.
pub(super) fn read_languages(root: &Section<'_>, config: &mut Config) -> Result<(), Error> {
    if let Some(input) = root.section("input")? {
        choose(&input, config)?;
    }
    let is_several = config.input.layout.languages.len() > 1;
    if let Some(site) = root.section("site")?.filter(|_| is_several) {
        let names = |key: &str| site.node(key).is_some();
        let first = config.input.languages.first().cloned();
        let mut all = config.input.layout.languages.iter_mut();
        // What is said here of the site is said in the language at the top.
        if let Some(own) = all.find(|own| first.as_ref().is_none_or(|name| own.is_named(name))) {
            own.title.take_if(|_| names("title"));
            own.description.take_if(|_| names("description"));
            if names("language") {
                own.code.clone_from(&config.site.language);
            }
        }
    }
    let feeds = root.section("feeds")?;
    if let Some(feeds) = &feeds
        && let Some(heads) = feeds.section("languages")?
    {
        for name in heads.keys() {
            let all = &mut config.input.layout.languages;
            let Some(own) = all.iter_mut().find(|own| own.is_named(name)).filter(|_| is_several) else {
                return Err(heads.error_at(name, &unknown(&config.input.layout.languages)));
            };
            let Some(head) = heads.section(name)? else { continue };
            head.allow(&["title", "description", "link"])?;
            let url = |text: &str| uri::absolute_in_site(text, &config.site.url).ok();
            let link = head.parsed("link", "the URL of a page", url)?.map(|url| uri::written(&url));
            own.title = plain(&head, "title")?.or(own.title.take());
            own.description = plain(&head, "description")?.or(own.description.take());
            own.link = link.or(own.link.take());
        }
    }
    languages::complete(config).map_err(|message| match feeds.filter(|feeds| feeds.node("path").is_some()) {
        Some(feeds) => feeds.error_at("path", &message),
        None => Error::usage(format!("feedmill.yaml: {message}")),
    })
}

/// Reads which languages get feeds: a list of tags, or a mapping of tags to the folders of their records.
fn choose(section: &Section<'_>, config: &mut Config) -> Result<(), Error> {
    let Some(node) = section.node("languages") else { return Ok(()) };
    let layout = &mut config.input.layout;
    let is_named_here = layout.languages.is_empty();
    let (names, folders) = match node.is_mapping() {
        true => match section.section("languages")? {
            Some(folders) => (folders.keys().map(str::to_owned).collect(), folders.texts_by_key()?),
            None => (Vec::new(), Vec::new()),
        },
        false => (section.texts("languages")?.unwrap_or_default(), Vec::new()),
    };
    if is_named_here {
        layout.names_languages = !names.is_empty();
    } else if !folders.is_empty() {
        return Err(section.error_at("languages", "must be a list, since the site itself names the folders"));
    }
    if names.len() > languages::MOST {
        return Err(section.error_at("languages", &format!("has more than {} languages", languages::MOST)));
    }
    for name in &names {
        if is_named_here {
            let tag =
                language::tag(name).map_err(|fault| section.error_at("languages", &fault.to_string()))?;
            let prefix = if layout.languages.is_empty() { String::new() } else { tag.to_lowercase() };
            let home = config.site.home.clone().unwrap_or_else(|| uri::written(&config.site.url));
            let link = Some(home).filter(|_| !layout.languages.is_empty());
            layout.languages.push(SiteLanguage { link, ..SiteLanguage::new(tag, prefix) });
        } else if !layout.languages.iter().any(|own| own.is_named(name)) {
            return Err(section.error_at("languages", &unknown(&layout.languages)));
        }
    }
    for (name, folder) in folders {
        let folder = plain_path(&folder);
        let folder = if folder.is_empty() { folder } else { format!("{folder}/") };
        let language = language::tag(&name).ok();
        layout.roots.push(Root { folder, language });
    }
    if let Some(own) = layout.languages.first().filter(|_| is_named_here) {
        let of_site = config.site.language.take().filter(|tag| own.speaks(tag));
        config.site.language = of_site.or_else(|| Some(own.tag.clone()));
    }
    config.input.languages = names;
    Ok(())
}

fn unknown(all: &[SiteLanguage]) -> String {
    if all.is_empty() {
        return "names a language, and none is known; name all that the site has as `input.languages`"
            .to_owned();
    }
    let names: Vec<String> = all.iter().map(|own| format!("`{}`", own.tag)).collect();
    format!("names a language that the site does not have: it has {}", names.join(", "))
}
