//! Gives what a target has no word for the form in which it still can be carried: modules are understood where foreign
//! elements cannot go, and what RSS has no element for is said in Atom's.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Target;
use crate::format::atom::is_iri;
use crate::format::losses::Losses;
use crate::format::modules;
use crate::html;
use crate::model::{
    Enclosure, Entry, Extension, ExtensionNode, Feed, FeedHead, Format, Link, Person, QualifiedName, Text,
    TextKind,
};
use crate::record::MOST;
use crate::text::{LONGEST_NAME, escape_html_content, shortened_name};
use crate::time;
use crate::xml::namespace;

/// Reads modules into the model for targets without foreign elements.
pub(super) fn understand(feed: &mut Feed, target: Target) {
    if matches!(target, Target::Feed(Format::Rss | Format::Atom)) {
        return;
    }
    modules::understood_head(&mut feed.head);
    for entry in &mut feed.entries {
        modules::understood(Arc::make_mut(entry));
    }
}

/// Shortens for articles the names that `build` reads no more of.
pub(super) fn shorten_names(feed: &mut Feed, target: Target, losses: &mut Losses) {
    if target == Target::Articles {
        feed.entries.iter_mut().for_each(|entry| names(Arc::make_mut(entry), losses));
    }
}

fn names(entry: &mut Entry, losses: &mut Losses) {
    let categories = entry.categories.iter_mut();
    let words = categories.flat_map(|category| [Some(&mut category.term), category.label.as_mut()]);
    let facets = &mut entry.facets;
    let others = [&mut facets.category, &mut facets.kind, &mut facets.provider].map(Option::as_mut);
    for name in words.chain(others).flatten() {
        if let Some(short) = shortened_name(name) {
            *name = short.to_owned();
            losses.add("entries: ends of long names", 1);
        }
    }
    // Half a language tag would be another language.
    let language = entry.language.take_if(|language| language.len() > LONGEST_NAME);
    losses.add("entries: long languages", usize::from(language.is_some()));
}

/// How many namespaces the foreign elements of a document may be in: the check of ours takes 128.
const MOST_NAMESPACES: usize = 100;

/// Leaves out foreign elements in more namespaces than one document may declare.
pub(super) fn limit_namespaces(feed: &mut Feed, losses: &mut Losses) {
    let mut known = BTreeSet::new();
    let mut retain = |extensions: &mut Vec<Extension>| {
        let before = extensions.len();
        extensions.retain(|extension| {
            let mut more = BTreeSet::new();
            namespaces(extension, &mut more);
            more.retain(|namespace| !known.contains(namespace));
            let fits = known.len().saturating_add(more.len()) <= MOST_NAMESPACES;
            if fits {
                known.extend(more);
            }
            fits
        });
        losses.add("foreign elements in more than 100 namespaces", before.saturating_sub(extensions.len()));
    };
    retain(&mut feed.head.extensions);
    for entry in feed.entries.iter_mut().filter(|entry| !entry.extensions.is_empty()) {
        retain(&mut Arc::make_mut(entry).extensions);
    }
}

fn namespaces(extension: &Extension, found: &mut BTreeSet<String>) {
    let attributes = extension.attributes.iter().map(|(name, _)| name);
    for name in attributes.chain([&extension.name]) {
        if !found.contains(&name.namespace) {
            found.insert(name.namespace.clone());
        }
    }
    for child in &extension.children {
        if let ExtensionNode::Element(child) = child {
            namespaces(child, found);
        }
    }
}

/// Says in foreign elements what the target's own cannot, and leaves an article what it can hold.
pub(super) fn reshape(feed: &mut Feed, target: Target, losses: &mut Losses) {
    match target {
        Target::Feed(Format::Rss) => {
            channel(&mut feed.head, losses);
            feed.entries.iter_mut().for_each(|entry| item(Arc::make_mut(entry), losses));
        }
        Target::Feed(Format::Atom) => {
            issued(&mut feed.head);
            further_alternates(&mut feed.head.links);
            feed.entries.iter_mut().for_each(|entry| further_alternates(&mut Arc::make_mut(entry).links));
        }
        Target::Articles => feed.entries.iter_mut().for_each(|entry| article(Arc::make_mut(entry), losses)),
        Target::Feed(Format::JsonFeed) => {}
    }
}

/// Of people, links and files of an article `build` reads the first, and its own address before all others.
fn article(entry: &mut Entry, losses: &mut Losses) {
    limit(&mut entry.authors, "authors", losses);
    limit(&mut entry.contributors, "contributors", losses);
    limit(&mut entry.categories, "categories", losses);
    limit(&mut entry.enclosures, "enclosures", losses);
    let own = entry.links.iter().position(|link| link.relation == "alternate");
    if let Some(own) = own.filter(|&own| own >= MOST) {
        let own = entry.links.remove(own);
        entry.links.insert(0, own);
    }
    limit(&mut entry.links, "links", losses);
}

fn limit<T>(items: &mut Vec<T>, what: &str, losses: &mut Losses) {
    losses.add(format!("entries: {what} beyond the first {MOST}"), items.len().saturating_sub(MOST));
    items.truncate(MOST);
}

/// Atom has one `alternate` of each media type and language (RFC 4287, section 4.1.2): what else there is, is related.
fn further_alternates(links: &mut [Link]) {
    let mut seen: BTreeSet<(Option<String>, Option<String>)> = BTreeSet::new();
    for link in links.iter_mut().filter(|link| link.relation == "alternate") {
        if !seen.insert((link.media_type.clone(), link.language.clone())) {
            link.relation = "related".to_owned();
        }
    }
}

/// Of a feed as a whole Atom has no date of publication; the terms of Dublin Core have.
fn issued(head: &mut FeedHead) {
    let is_said = |element: &Extension| {
        element.name.namespace == namespace::DCTERMS && element.name.local.eq_ignore_ascii_case("issued")
    };
    // Before another that rides along: the first is what readers take.
    let position = head.extensions.iter().position(is_said).unwrap_or(head.extensions.len());
    if let Some(published) = head.published.take() {
        let name = QualifiedName {
            namespace: namespace::DCTERMS.to_owned(),
            prefix: "dcterms".to_owned(),
            local: "issued".to_owned(),
        };
        let children = vec![ExtensionNode::Text(time::rfc3339(published))];
        head.extensions.insert(position, Extension { name, children, ..Extension::default() });
    }
}

/// Of a channel RSS has no id, and no link but the page's and, by custom, its own.
fn channel(head: &mut FeedHead, losses: &mut Losses) {
    if let Some(id) = head.id.take_if(|id| is_iri(id)) {
        head.extensions.push(text("id", &id));
    }
    let (core, others): (Vec<Link>, Vec<Link>) = split(&mut head.links, &["alternate", "self"]);
    head.links = core;
    head.extensions.extend(others.iter().map(link));
    if head.authors.first().is_some_and(|person| person.uri.is_some()) {
        let pictures = head.authors.iter().filter(|person| person.avatar.is_some()).count();
        losses.add("feed: pictures of authors", pictures);
        // The others follow it, for RSS's own element would put one with an address for mail before it.
        let known = head.authors.drain(..).filter(|person| !person.is_picture_alone());
        head.extensions.extend(known.map(atom_author));
    }
    escape(&mut head.title);
    escape(&mut head.rights);
    // Readers take a description for HTML whatever it looks like, and ours one with a reference in it.
    escape_where(&mut head.subtitle, |text| html::has_markup(text) || html::has_html(text));
}

/// Of an item RSS has one link and, as its profile wishes, one enclosure.
fn item(entry: &mut Entry, losses: &mut Losses) {
    let (core, others) = split(&mut entry.links, &["alternate", "replies"]);
    entry.links = core;
    entry.extensions.extend(others.iter().map(link));
    let further = entry.enclosures.split_off(entry.enclosures.len().min(1));
    let has_details = further.iter().filter(|file| file.title.is_some() || file.duration.is_some());
    losses.add("entries: titles and durations of files", has_details.count());
    entry.extensions.extend(further.iter().map(enclosure));
    losses.add("entries: pictures of authors", avatar(&entry.authors));
    entry.extensions.extend(author(&mut entry.authors));
    escape(&mut entry.title);
    escape(&mut entry.rights);
    if let Some(source) = &mut entry.source {
        escape(&mut source.title);
    }
}

/// Readers take a title or description in RSS for HTML where it looks like it, so plain text that does is escaped as HTML
/// first.
fn escape(text: &mut Option<Text>) {
    escape_where(text, html::looks_like_html);
}

fn escape_where(text: &mut Option<Text>, looks_like_html: impl Fn(&str) -> bool) {
    let looks_wrong = |text: &Text| text.kind == TextKind::Plain && looks_like_html(&text.value);
    if let Some(plain) = text.take_if(|text| looks_wrong(text)) {
        *text = Some(Text::html(escape_html_content(&plain.value)));
    }
}

/// One where [`author`] takes an author who has a picture, which Atom has no place for.
fn avatar(authors: &[Person]) -> usize {
    usize::from(authors.first().is_some_and(|person| person.uri.is_some() && person.avatar.is_some()))
}

/// The first link of each relation that RSS has an element for, and all others. Its element for comments is for a page.
fn split(links: &mut Vec<Link>, own: &[&str]) -> (Vec<Link>, Vec<Link>) {
    let mut seen: Vec<String> = Vec::new();
    links.drain(..).partition(|link| {
        let is_page = link.media_type.as_deref().is_none_or(|media_type| media_type == "text/html");
        let is_own = own.contains(&link.relation.as_str())
            && !seen.contains(&link.relation)
            && (is_page || link.relation != "replies");
        if is_own {
            seen.push(link.relation.clone());
        }
        is_own
    })
}

/// A first author with a page of its own, as Atom writes it: RSS has names and addresses for mail.
fn author(authors: &mut Vec<Person>) -> Option<Extension> {
    if authors.first().is_none_or(|person| person.uri.is_none()) {
        return None;
    }
    Some(atom_author(authors.remove(0)))
}

fn atom_author(person: Person) -> Extension {
    let parts = [("name", Some(person.name)), ("email", person.email), ("uri", person.uri)];
    let children = parts.into_iter().filter_map(|(name, value)| Some(text(name, &value?)));
    Extension { children: children.map(ExtensionNode::Element).collect(), ..element("author") }
}

fn link(link: &Link) -> Extension {
    let length = link.length.map(|length| length.to_string());
    let attributes = [
        ("rel", Some(&link.relation)),
        ("href", Some(&link.href)),
        ("type", link.media_type.as_ref()),
        ("hreflang", link.language.as_ref()),
        ("title", link.title.as_ref()),
        ("length", length.as_ref()),
    ];
    Extension { attributes: present(&attributes), ..element("link") }
}

/// A further enclosure is one of RSS's own elements. Readers disagree about it, but none of them looks elsewhere.
fn enclosure(enclosure: &Enclosure) -> Extension {
    let length = enclosure.length.unwrap_or(0).to_string();
    let media_type = enclosure.media_type.clone().unwrap_or_default();
    let attributes = [("url", Some(&enclosure.url)), ("length", Some(&length)), ("type", Some(&media_type))];
    let name = QualifiedName { local: "enclosure".to_owned(), ..QualifiedName::default() };
    Extension { name, attributes: present(&attributes), children: Vec::new() }
}

fn present(attributes: &[(&str, Option<&String>)]) -> Vec<(QualifiedName, String)> {
    let attribute = |&(name, value): &(&str, Option<&String>)| {
        let name = QualifiedName { local: name.to_owned(), ..QualifiedName::default() };
        Some((name, value?.clone()))
    };
    attributes.iter().filter_map(attribute).collect()
}

fn text(name: &str, value: &str) -> Extension {
    Extension { children: vec![ExtensionNode::Text(value.to_owned())], ..element(name) }
}

fn element(name: &str) -> Extension {
    let name = QualifiedName {
        namespace: namespace::ATOM.to_owned(),
        prefix: "atom".to_owned(),
        local: name.to_owned(),
    };
    Extension { name, ..Extension::default() }
}
