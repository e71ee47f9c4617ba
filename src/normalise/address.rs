//! What the placeholders of an address stand for that other generators than Jekyll have: the folders and the name of a record
//! as its generator sees them, below a folder of content and without the mark of a language.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Utc};
use url::Url;

use super::file_name::{self, without_ending};
use super::hugo;
use super::permalink;
use super::printed::in_address;
use super::slug::{rewritten, slug};
use super::slugify::is_known;
use crate::config::conventions::{Generator, Slug};
use crate::config::hugo::of_page as of_hugo;
use crate::config::rewrites::{Rewrite, Rewrites};
use crate::config::{Config, Layout, SiteLanguage, eleventy};
use crate::language;
use crate::model::Record;
use crate::record;

/// The value of a placeholder.
pub(super) fn value(name: &str, record: &Record, published: DateTime<Utc>, config: &Config) -> String {
    let layout = &config.input.layout;
    let below = match layout.roots.is_empty() {
        true => Cow::Borrowed(permalink::below_rule(record, config)),
        false => within(&record.path, layout).0,
    };
    let is_hugo = layout.slug == Slug::HugoUrls;
    let place = if is_hugo { hugo::place(&below) } else { record::place(&below, false) };
    let part = |text: &str| part(text, |rewrites| &rewrites.slug, layout);
    let written = record.slug.as_ref().map(|own| in_address(own, record, config));
    let own = written.filter(|own| !own.trim_matches('-').is_empty());
    let of_title = |title: String| if is_hugo { hugo::title(&title) } else { part(&title) };
    let heading = || super::plain_title(record).map_or_else(|| part(place.name), of_title);
    let keeps_slugs = config.input.convention.is_some_and(|convention| convention.keeps_slugs);
    let own_part = |own: &str| match keeps_slugs {
        true => own.trim_matches('/').to_owned(),
        false => part(own.trim_matches('-')),
    };
    let local = permalink::local(record, published, config);
    let value = match name {
        "basename" if is_hugo => own.map_or_else(|| hugo::segment(place.whole_name), own_part),
        "basename" | "slugorname" => own.map_or_else(|| part(place.whole_name), own_part),
        "filename" => part(place.whole_name),
        "entry" => own.map_or_else(|| entry(&place, layout), |own| own.trim_matches('-').to_owned()),
        "page" if place.folder.is_empty() => place.whole_name.to_owned(),
        "page" => format!("{}/{}", place.folder, place.whole_name),
        "stem" => own.map_or_else(|| part(place.name), own_part),
        "heading" if layout.slug == Slug::Hexo => heading().to_lowercase(),
        "heading" => heading(),
        "slugorheading" => own.map_or_else(heading, own_part),
        "folders" => parts(place.folder, layout),
        "folder_names" => place.folder.to_owned(),
        "section" if is_hugo => hugo::segment(first_folder(&place)).replace('+', " "),
        "section" => part(first_folder(&place)),
        "below" if place.folder.is_empty() => part(place.name),
        "below" => format!("{}/{}", place.folder, place.name),
        "language" => prefix_of_record(record, config).to_owned(),
        "raw_stem" => own.unwrap_or(place.name).to_owned(),
        "key" | "own_slug" => written.unwrap_or_default().to_owned(),
        "matched_slug" => own.map_or_else(|| named(&below, layout).unwrap_or_else(heading), str::to_owned),
        "source" => without_ending(&below).to_owned(),
        "source_name" => without_ending(&below).rsplit('/').next().unwrap_or_default().to_owned(),
        "undated" => undated(&below),
        "lang" => language_of(record, config).to_owned(),
        "author" => part_of_author(record, config),
        "category_path" => path_of_categories(record, part),
        "category_tree" => category_tree(record, layout).unwrap_or_else(|| layout.categories.default.clone()),
        "first_category" => part_of_category(record, layout),
        "dated_path" => own.map_or_else(|| file_name::dated_path(&below), own_part),
        "file_slug" => file_name::slug(&below).to_owned(),
        "slugged_name" => part(file_name::slug(&below)),
        "file_stem" => file_name::stem(&below),
        "page_path" => file_name::page_path(&below),
        "whole_name" => place.whole_name.to_owned(),
        "week_day" => local.weekday().num_days_from_sunday().to_string(),
        "year_day" => local.ordinal().to_string(),
        _ => String::new(),
    };
    lowered(value, layout)
}

fn path_of_categories(record: &Record, part: impl Fn(&str) -> String) -> String {
    match record.categories.as_slice() {
        [] => "uncategorized".to_owned(),
        all => all.iter().map(|name| part(&name.text)).collect::<Vec<_>>().join("/"),
    }
}

/// Whether a part of the address is made of what the site's generator spells in ways of its own.
pub(super) fn has_unknown_letters(pattern: &str, record: &Record, config: &Config) -> bool {
    let rule = config.input.layout.slug;
    if !matches!(rule, Slug::Slugify | Slug::Spelled) {
        return false;
    }
    let takes = |names: &[&str]| permalink::takes(pattern, names);
    let is_titled = takes(&["heading"]) || (takes(&["slugorheading"]) && record.slug.is_none());
    let title = super::plain_title(record).filter(|_| is_titled);
    let below = match config.input.layout.roots.is_empty() {
        true => permalink::below_rule(record, config),
        false => &within(&record.path, &config.input.layout).0,
    };
    let name = Some(file_name::slug(below)).filter(|_| takes(&["slugged_name"]));
    !title.as_deref().into_iter().chain(name).all(|text| is_known(text, rule))
}

/// The last category with those above it, as parts of an address; `None` where there is none.
fn category_tree(record: &Record, layout: &Layout) -> Option<String> {
    let names = &layout.categories;
    let part = |name: &String| names.cased(slug(names.name(name), layout.slug));
    let longest = record.category_lists.iter().max_by_key(|list| list.len())?;
    Some(longest.iter().map(part).collect::<Vec<_>>().join("/"))
}

/// Whether only the whole site says which of the categories is the last: they are not one below the other.
pub(super) fn has_several_categories(record: &Record) -> bool {
    let lists = &record.category_lists;
    let longest = lists.iter().max_by_key(|list| list.len());
    longest.is_some_and(|longest| !lists.iter().all(|list| longest.starts_with(list)))
}

fn first_folder<'p>(place: &record::Place<'p>) -> &'p str {
    place.folder.split('/').next().unwrap_or_default()
}

/// A part of an address in lower case, unless the site keeps capitals.
pub(super) fn lowered(text: String, layout: &Layout) -> String {
    match layout.slug {
        _ if layout.keeps_case => text,
        Slug::HugoUrls => hugo::lower(&text),
        _ => text.to_lowercase(),
    }
}

/// A name as a part of an address, by the rules of the site where it has its own.
fn part(name: &str, rules: impl Fn(&Rewrites) -> &Vec<Rewrite>, layout: &Layout) -> String {
    match &layout.rewrites {
        Some(own) => rewritten(name, layout.slug, (rules(own), own.keeps_case)),
        None => slug(name, layout.slug),
    }
}

fn part_of_author(record: &Record, config: &Config) -> String {
    part(author(record, config), |own| own.author.as_ref().unwrap_or(&own.slug), &config.input.layout)
}

fn part_of_category(record: &Record, layout: &Layout) -> String {
    let name = record.categories.first().map_or("", |name| &name.text);
    part(name, |own| own.category.as_ref().unwrap_or(&own.slug), layout)
}

/// The slug that the name of a file says, where the site reads it there.
fn named(below: &str, layout: &Layout) -> Option<String> {
    let rule = layout.rewrites.as_ref()?.name.as_ref()?;
    let name = without_ending(below).rsplit('/').next()?;
    rule.found(if rule.is_of_path() { below } else { name })
}

/// The address that the record names as a whole, as its generator reads it.
pub(super) fn own(written: &str, record: &Record, config: &Config) -> String {
    let layout = &config.input.layout;
    let written = written.trim();
    let generator = config.input.convention.map(|convention| convention.id);
    let last = written.rsplit('/').next().unwrap_or_default();
    match generator {
        // Where it is not understood its braces hold the article back.
        Some(Generator::Eleventy) => {
            eleventy::pattern(written).unwrap_or_else(|| format!("{{{{ {written} }}}}"))
        }
        Some(Generator::Zola) => format!("/{}/", written.trim_matches('/')),
        Some(Generator::Hugo) => {
            let (below, language) = within(&record.path, layout);
            let is_deep = hugo::place(&below).folder.contains('/');
            let start = if written.starts_with('/') { "" } else { prefix(language, layout) };
            let written = match layout.slug {
                Slug::HugoUrls => Cow::Owned(of_hugo(written, is_deep)),
                _ => Cow::Borrowed(written),
            };
            let end = if last.is_empty() || last.contains('.') { "" } else { "/" };
            format!("/{start}/{written}{end}")
        }
        _ => written.to_owned(),
    }
}

/// The address of the page of a section; nothing where it may have none.
pub(super) fn of_section(record: &Record, config: &Config) -> Option<String> {
    let layout = &config.input.layout;
    if layout.roots.is_empty() || !super::dates::is_certainly_public(&record.flags) {
        return None;
    }
    if let Some(written) = &record.permalink {
        return Some(own(&written.text, record, config));
    }
    let (below, language) = within(&record.path, layout);
    let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = match layout.slug {
        Slug::HugoUrls => hugo::path(&parts(folder, layout)),
        Slug::Hugo => parts(folder, layout),
        _ => folder.to_owned(),
    };
    let folder = lowered(folder, layout);
    let parts = [prefix(language, layout), &folder];
    Some(format!("/{}/", parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")))
}

/// The tag of the language of the site that a record is in, where the site has several.
pub(super) fn language(record: &Record, config: &Config) -> Option<String> {
    let languages = &config.input.layout.languages;
    let own = site_language(record, config).filter(|_| languages.len() > 1)?;
    languages.get(usize::from(own))?.valid_tag()
}

/// The language of the site that a record is in, by its position: the one that its path names, else the one that the record
/// names, where that counts, else the site's own. `None` where the record names one that the site does not have.
pub fn site_language(record: &Record, config: &Config) -> Option<u16> {
    let layout = &config.input.layout;
    if layout.languages.len() < 2 && !layout.names_languages {
        return Some(0);
    }
    let position = |is_it: &dyn Fn(&SiteLanguage) -> bool| {
        layout.languages.iter().position(is_it).and_then(|position| u16::try_from(position).ok())
    };
    let of_path = within(&record.path, layout).1;
    let named = record.language.as_ref().filter(|_| layout.names_languages);
    let named = named.and_then(|named| language::tag(&named.text).ok());
    // A folder that all records are in says no more than what they are in where they name no language.
    let is_of_all = |tag: &str| {
        let mut roots = layout.roots.iter().filter(|root| root.folder.is_empty());
        roots.any(|root| root.language.as_deref() == Some(tag))
    };
    if let Some(tag) = of_path.filter(|tag| named.is_none() || !is_of_all(tag)) {
        return position(&|own| own.tag == tag);
    }
    let Some(tag) = named else { return Some(0) };
    let is_broader = |own: &SiteLanguage| SiteLanguage::new(tag.clone(), "").speaks(&own.tag);
    position(&|own| own.is_named(&tag)).or(position(&|own| own.speaks(&tag))).or(position(&is_broader))
}

/// The name of a record without the mark of its language.
pub(super) fn without_mark<'n>(name: &'n str, record: &Record, config: &Config) -> &'n str {
    let is_marked = |mark: &str| {
        within(&record.path, &config.input.layout).1.is_some_and(|own| own.eq_ignore_ascii_case(mark))
    };
    name.rsplit_once('.').filter(|(_, mark)| is_marked(mark)).map_or(name, |(name, _)| name)
}

/// What the addresses of a record's language are below.
pub(super) fn base<'c>(record: &Record, config: &'c Config) -> &'c Url {
    let languages = &config.input.layout.languages;
    if languages.iter().all(|own| own.url.is_none()) {
        return &config.site.url;
    }
    let language = within(&record.path, &config.input.layout).1;
    let own = languages.iter().find(|own| Some(own.tag.as_str()) == language);
    own.and_then(|own| own.url.as_ref()).unwrap_or(&config.site.url)
}

/// The path below its folder of content, without the mark of a language, and that language.
fn within<'p, 'c>(path: &'p str, layout: &'c Layout) -> (Cow<'p, str>, Option<&'c str>) {
    let roots = layout.roots.iter().filter(|root| path.starts_with(&root.folder));
    let root = roots.max_by_key(|root| root.folder.len());
    let below = root.and_then(|root| path.strip_prefix(root.folder.as_str())).unwrap_or(path);
    let of_root = root.and_then(|root| root.language.as_deref());
    let marked = || {
        let (stem, ending) = below.rsplit_once('.')?;
        let (name, mark) = stem.rsplit_once('.')?;
        let language = layout.languages.iter().find(|language| language.tag.eq_ignore_ascii_case(mark))?;
        Some((Cow::Owned(format!("{name}.{ending}")), Some(language.tag.as_str())))
    };
    marked().unwrap_or((Cow::Borrowed(below), of_root))
}

/// What addresses of the record's language begin with, where that is not nothing.
pub(super) fn prefix_of<'c>(path: &str, config: &'c Config) -> Option<&'c str> {
    let layout = &config.input.layout;
    Some(prefix(within(path, layout).1, layout)).filter(|prefix| !prefix.is_empty())
}

fn prefix_of_record<'c>(record: &Record, config: &'c Config) -> &'c str {
    let own =
        site_language(record, config).and_then(|own| config.input.layout.languages.get(usize::from(own)));
    own.or(config.input.layout.languages.first()).map_or("", |language| &language.prefix)
}

/// What addresses in the language begin with; the default language is the first.
fn prefix<'c>(language: Option<&str>, layout: &'c Layout) -> &'c str {
    let named = layout.languages.iter().find(|own| Some(own.tag.as_str()) == language);
    named.or(layout.languages.first()).map_or("", |language| &language.prefix)
}

/// The folders and the name.
fn entry(place: &record::Place<'_>, layout: &Layout) -> String {
    let name = slug(place.whole_name, layout.slug);
    if place.folder.is_empty() { name } else { format!("{}/{name}", parts(place.folder, layout)) }
}

/// The path below the folder of content without the day that it begins with; a path without a day is a part of an address.
fn undated(below: &str) -> String {
    let stem = without_ending(below);
    let day = record::place(below, false).day.filter(|day| stem.starts_with(day));
    let rest = day.and_then(|day| stem.get(day.len()..)?.strip_prefix(['-', '_', '/']));
    rest.map_or_else(|| slug(stem, Slug::Hexo), str::to_owned)
}

/// The language that the record names, else that of the site.
fn language_of<'r>(record: &'r Record, config: &'r Config) -> &'r str {
    let own = record.language.as_ref().map(|own| own.text.trim());
    own.or(config.site.language.as_deref()).unwrap_or_default()
}

/// The first author, else that of the site.
fn author<'r>(record: &'r Record, config: &'r Config) -> &'r str {
    let own = record.authors.first().and_then(|author| author.name.as_ref());
    own.map_or(&config.site.author.name, |name| &name.text)
}

/// Every folder as a part of an address.
fn parts(folder: &str, layout: &Layout) -> String {
    let part = |name: &str| match layout.slug {
        Slug::HugoUrls => hugo::segment(name),
        rule => slug(name, rule),
    };
    folder.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use crate::record::{self, Reading};
    use crate::{config, time};

    #[test]
    fn folders_count_from_the_one_that_has_the_pattern() {
        let text = "site: {url: 'https://example.org/'}\ninput: {permalink: {content/en/blog: '/blog/:basename/', \
                    content/en: '/:folders/:basename/', notes: '/:below'}}\n";
        let config = config::read_own("feedmill.yaml", text, None, None).unwrap();
        let published = time::read("2020-01-05", time::Tz::UTC).unwrap().instant;
        for (path, keys, expected) in [
            ("content/en/blog/2020-01-05-a.md", "", "/blog/2020-01-05-a/"),
            ("content/en/blog/2020-01-05-a.md", "slug: b\n", "/blog/b/"),
            ("content/en/pages/deep/x.md", "", "/pages/deep/x/"),
            ("content/en/x.md", "", "/x/"),
            ("notes/a/b.md", "", "/a/b"),
        ] {
            let file = format!("---\ntitle: T\n{keys}---\n");
            let Reading::Record(record, _) = record::read(path, file.as_bytes(), &config.input.fields) else {
                panic!("{path}")
            };
            let found = super::permalink::path(&record, published, &config);
            assert_eq!(found.as_deref(), Some(expected), "{path}");
        }
    }
}
