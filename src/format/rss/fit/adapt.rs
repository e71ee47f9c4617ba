//! Says in elements of Atom what RSS has no word for (`atom:id`, `atom:link`, an `atom:author` with a page), and additional
//! enclosures as enclosures. Only `convert` does so; what `build` writes keeps to the profile.
//!
//! Plain text that looks like HTML is escaped as HTML first, because readers take titles and descriptions for HTML by their
//! look. The profile wants plain text there, and `build` keeps to it but for titles that would run in such a reader.

use std::sync::Arc;

use crate::format::losses::Losses;
use crate::format::modules::write::fit_durations;
use crate::format::rss::write::atom_link;
use crate::html;
use crate::model::{
    Enclosure, Entry, Extension, ExtensionNode, Feed, FeedHead, Link, Person, QualifiedName, Text, TextKind,
};
use crate::text::escape_html_content;
use crate::uri::is_iri;
use crate::xml::namespace;

/// Turns what RSS has no word for into a form that it can carry.
pub(super) fn adapt(feed: &mut Feed, losses: &mut Losses) {
    channel(&mut feed.head, losses);
    feed.entries.iter_mut().for_each(|entry| item(Arc::make_mut(entry), losses));
}

/// Of a channel RSS has no id, and no link but the page's and, by custom, its own.
fn channel(head: &mut FeedHead, losses: &mut Losses) {
    if let Some(id) = head.id.take_if(|id| is_iri(id)) {
        head.extensions.push(text("id", &id));
    }
    let (core, others): (Vec<Link>, Vec<Link>) = split(&mut head.links, &["alternate", "self"]);
    head.links = core;
    head.extensions.extend(others.iter().map(atom_link));
    if head.authors.first().is_some_and(|person| person.uri.is_some()) {
        let images = head.authors.iter().filter(|person| person.avatar.is_some()).count();
        losses.add("feed: images of authors", images);
        // The others follow it, for RSS's own element would put one with an e-mail address before it.
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
    entry.extensions.extend(others.iter().map(atom_link));
    fit_durations(entry, losses);
    let additional = entry.enclosures.split_off(entry.enclosures.len().min(1));
    let has_title = additional.iter().filter(|file| file.title.is_some());
    losses.add("entries: titles of files", has_title.count());
    entry.extensions.extend(additional.iter().map(enclosure));
    losses.add("entries: images of authors", avatar(&entry.authors));
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

/// One where [`author`] takes an author who has an image, which Atom has no place for.
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

/// A first author with a page of its own, as Atom writes it: RSS has names and e-mail addresses.
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

/// An additional enclosure is one of RSS's own elements. Readers disagree about it, but none of them looks elsewhere.
fn enclosure(enclosure: &Enclosure) -> Extension {
    let length = enclosure.length.unwrap_or(0).to_string();
    let media_type = enclosure.media_type.clone().unwrap_or_default();
    let attributes = [("url", Some(&enclosure.url)), ("length", Some(&length)), ("type", Some(&media_type))];
    Extension { name: QualifiedName::new("", "", "enclosure"), ..Extension::default() }.with(&attributes)
}

fn text(name: &str, value: &str) -> Extension {
    Extension::of_text(QualifiedName::new(namespace::ATOM, "atom", name), value)
}

fn element(name: &str) -> Extension {
    Extension { name: QualifiedName::new(namespace::ATOM, "atom", name), ..Extension::default() }
}
