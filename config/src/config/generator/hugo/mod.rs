//! What is particular of Hugo: languages, folders of content, permalinks by section, dates in names, and `cascade`, which lays
//! values under the front matter of all pages below.

mod cascade;
mod dates;
mod mounts;
mod permalinks;
mod placeholders;
mod sections;
pub(super) mod settings;
#[cfg(test)]
mod tests;

use url::Url;

use mounts::Mount;
pub use placeholders::of_page;

use super::{Parts, meant_at, search_in, setting, text_at, texts_at, truth_at};
use crate::config::{Config, Future, Paths, Site, SiteLanguage, base_url};
use crate::error::Error;
use crate::ordered;
use crate::record::defaults::Defaults;
use crate::tree::{Content, Node};

/// Settings that may change addresses and are not followed.
const UNREAD: [&str; 1] = ["removePathAccents"];

pub(super) fn complete(parts: &Parts<'_>, config: &mut Config) -> Result<(), Error> {
    let root = parts.root;
    let languages = languages(parts);
    let default = languages.first().map(|(tag, _)| tag.clone()).unwrap_or_default();
    let in_subfolder = truth_at(root, "defaultContentLanguageInSubdir").unwrap_or(false);
    // Where each language has a host of its own, none has a prefix.
    let has_hosts = has_hosts(&languages);
    let is_bare = |tag: &str| has_hosts || (tag == default && !in_subfolder);
    let prefix = |tag: &str| if is_bare(tag) { String::new() } else { tag.to_lowercase() };
    let language = |(tag, settings): &Language<'_>| {
        let url = settings.filter(|_| has_hosts).and_then(|node| base_url(&text_at(node, "baseURL")?).ok());
        SiteLanguage { url, ..language(tag, prefix(tag), *settings) }
    };
    config.input.layout.languages = languages.iter().map(language).collect();
    let of_all = ["title", "params.description"].map(|key| meant_at(root, key));
    name_own(&mut config.site, &mut config.input.layout.languages, of_all);
    let mounts = mounts::all(parts, &languages);
    config.input.permalinks = permalinks::patterns(parts, &mounts, &languages);
    let built = || mounts.iter().filter(|mount| mount.is_built);
    search_in(
        built().map(|mount| mount.folder.trim_end_matches('/').to_owned()).collect(),
        &mut config.input,
    );
    let sets = cascade::sets(parts, &mounts, &languages)?;
    config.input.fields.set_defaults(Defaults { sets, ..Defaults::default() });
    config.input.fields.read_cascades();
    dates::read(parts, config);
    mounts::filter(parts, &mounts, config);
    exclude(parts, &mounts, config);
    let layout = &mut config.input.layout;
    layout.roots.clear();
    for mount in built() {
        if !layout.roots.contains(&mount.root) {
            layout.roots.push(mount.root.clone());
        }
    }
    layout.keeps_case = truth_at(root, "disablePathToLower").unwrap_or(false);
    (layout.keeps_zones, layout.has_bundles) = (true, true);
    if truth_at(root, "buildFuture") == Some(true) {
        config.input.future = Future::Publish;
    }
    for key in UNREAD {
        let node = root
            .find(key)
            .filter(|node| node.says_something() && node.scalar().and_then(|it| it.truth()) != Some(false));
        if node.is_some() {
            let message = format!(
                "`{key}` is not followed, though it may change which articles come out or their addresses"
            );
            config.findings.push(setting(&settings::file_of(parts, key), node, message));
        }
    }
    Ok(())
}

/// The URL of the site in its default language, where each language has a host of its own.
pub(super) fn url(parts: &Parts<'_>) -> Option<Url> {
    let languages = languages(parts);
    let (_, settings) = languages.first().filter(|_| has_hosts(&languages))?;
    base_url(&text_at((*settings)?, "baseURL")?).ok()
}

/// Whether each language has a host of its own.
fn has_hosts(languages: &[Language<'_>]) -> bool {
    let names_url = |(_, node): &Language<'_>| node.is_some_and(|node| text_at(node, "baseURL").is_some());
    languages.len() > 1 && languages.iter().all(names_url)
}

/// A language with what the site says in it.
fn language(tag: &str, prefix: String, settings: Option<&Node<'_>>) -> SiteLanguage {
    let code = ["locale", "languageCode"].iter().find_map(|key| text_at(settings?, key));
    SiteLanguage {
        code,
        title: settings.and_then(|settings| meant_at(settings, "title")),
        description: ["params.description", "description"].iter().find_map(|key| meant_at(settings?, key)),
        ..SiteLanguage::new(tag, prefix)
    }
}

/// What a site says in its default language is what it says. A tag that it names for all of them is that of the default one only
/// where both are of one language: many sites keep the `en-us` that Hugo begins a configuration with.
/// `of_all` are the title and the description that languages have which name none.
fn name_own(site: &mut Site, languages: &mut [SiteLanguage], of_all: [Option<String>; 2]) {
    let [own, others @ ..] = languages else { return };
    let [title, description] = of_all;
    for other in others.iter_mut() {
        other.title = other.title.take().or(title.clone());
        other.description = other.description.take().or(description.clone());
    }
    if let Some(title) = own.title.take() {
        site.rename(title);
    }
    site.description = own.description.take().unwrap_or(std::mem::take(&mut site.description));
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let of_site = site.language.take();
    let agrees = |tag: &String| others.is_empty() || primary(tag) == primary(&own.tag);
    let is_own = |tag: &String| own.code.is_none() && agrees(tag);
    site.language = of_site.clone().filter(is_own).or_else(|| own.valid_tag()).or(of_site);
}

/// The folders of content.
pub(super) fn folders(parts: &Parts<'_>) -> Vec<String> {
    mounts::all(parts, &languages(parts)).into_iter().map(|mount| mount.folder).collect()
}

/// The tag of a language, and its settings.
type Language<'p> = (String, Option<&'p Node<'p>>);

/// The languages that the site names, whether they are disabled or not, with their settings.
fn all_languages<'p>(parts: &'p Parts<'_>) -> impl Iterator<Item = (String, &'p Node<'p>)> {
    let pairs = match parts.root.find("languages").map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => mapping.pairs(),
        _ => &[],
    };
    pairs.iter().map(|pair| (pair.key.to_string(), &pair.value))
}

fn is_disabled(disabled: &[String], tag: &str, settings: &Node<'_>) -> bool {
    disabled.iter().any(|other| other.eq_ignore_ascii_case(tag))
        || truth_at(settings, "disabled") == Some(true)
        || has_no_pages(settings)
}

/// The languages of the site, the default one first, each with its settings.
fn languages<'p>(parts: &'p Parts<'_>) -> Vec<Language<'p>> {
    let default = text_at(parts.root, "defaultContentLanguage").unwrap_or_else(|| "en".to_owned());
    let disabled = texts_at(parts.root, "disableLanguages");
    let kept = all_languages(parts).filter(|(tag, settings)| !is_disabled(&disabled, tag, settings));
    let mut languages: Vec<Language<'_>> = kept.map(|(tag, node)| (tag, Some(node))).collect();
    let weight = |node: &Option<&Node<'_>>| {
        let weight = node.and_then(|node| text_at(node, "weight")?.parse().ok());
        weight.filter(|weight: &i64| *weight > 0).unwrap_or(i64::MAX)
    };
    ordered::sort_by_key(&mut languages, |(tag, node)| (*tag != default, weight(node)));
    if languages.is_empty() {
        languages.push((default, None));
    }
    languages
}

/// Whether the settings, of the site or of a language, switch off all pages.
fn has_no_pages(settings: &Node<'_>) -> bool {
    texts_at(settings, "disableKinds").iter().any(|kind| kind.eq_ignore_ascii_case("page"))
}

/// Leaves out what Hugo passes over for its name and what languages that are switched off have, and everything where the site has no
/// pages at all.
fn exclude(parts: &Parts<'_>, mounts: &[Mount<'_>], config: &mut Config) {
    let Paths::Folders { except, .. } = &mut config.input.paths else { return };
    // What editors leave beside the files that are written in them.
    except.extend(
        mounts.iter().flat_map(|mount| ["#*", "*~"].map(|name| format!("{}**/{name}", mount.folder))),
    );
    let root = parts.root;
    let disabled = texts_at(root, "disableLanguages");
    for (tag, settings) in
        all_languages(parts).filter(|(tag, settings)| is_disabled(&disabled, tag, settings))
    {
        except.extend(mounts.iter().map(|mount| cascade::marked(&mount.folder, &tag)));
        except.extend(text_at(settings, "contentDir").map(|own| format!("{}**", parts.folder(&own))));
    }
    let is_of_several = |key: &str| match root.find(key).map(|node| &node.content) {
        Some(Content::Mapping(mapping)) => mapping.pairs().len() > 1,
        _ => false,
    };
    let segments = root.find("renderSegments").is_some_and(Node::says_something).then_some("renderSegments");
    let no_pages = has_no_pages(root).then_some("disableKinds");
    let is_none = |node: &Node<'_>| matches!(&node.content, Content::Sequence(nodes) if nodes.is_empty());
    let no_outputs = root.find("outputs.page").is_some_and(is_none).then_some("outputs");
    let several = ["roles", "versions"].into_iter().find(|key| is_of_several(key));
    if let Some(key) = segments.or(no_pages).or(no_outputs).or(several) {
        except.extend(mounts.iter().map(|mount| format!("{}**", mount.folder)));
        let message = format!(
            "`{key}` says which pages come out and is not followed, and all are held back; set `input.paths` in feedmill.yaml"
        );
        config.findings.push(setting(&settings::file_of(parts, key), root.find(key), message));
    }
}
