//! Reads extensions, for targets that carry no foreign elements: iTunes, Media RSS and a publisher fill the
//! fields that the feed itself left empty.
//!
//! A tree that the fields then say completely is removed, so that what stays is what such a target loses. Nothing
//! that the feed says itself is changed; numbers of seasons, licences, players and places are not absorbed.

mod lists;
mod media;
mod tree;

use std::sync::Arc;

use self::lists::Lists;
use self::media::Files;
use self::tree::{attribute, elements, says_only, text};
use super::fill::{distinct, fill, fill_image, fill_text};
use crate::model::{Category, Entry, Extension, Feed, FeedHead, Image, Person};
use crate::time;
use crate::uri::person;
use crate::xml::namespace;

/// Reads extensions into the model, for a target that carries no foreign elements.
pub fn absorb_modules(feed: &mut Feed) {
    absorb_into_head(&mut feed.head);
    feed.entries.iter_mut().for_each(|entry| absorb_into_entry(Arc::make_mut(entry)));
}

/// Gives an entry without a title that of its media, which stays where it is.
pub fn fill_title(entry: &mut Entry) {
    if entry.title.is_some() {
        return;
    }
    let groups = entry.extensions.iter().filter(|tree| is(tree, namespace::MEDIA, "group"));
    let trees = entry.extensions.iter().chain(groups.flat_map(elements));
    let title = trees
        .filter(|tree| is(tree, namespace::MEDIA, "title"))
        .map(text)
        .find(|text| !text.trim().is_empty());
    if let Some(title) = title {
        fill_text(&mut entry.title, &title);
    }
}

/// Fills the empty fields of an entry from its extensions.
pub(super) fn absorb_into_entry(entry: &mut Entry) {
    let mut lists = Lists::of(&entry.authors, &entry.categories);
    let mut files = Files::of(entry);
    let mut trees = std::mem::take(&mut entry.extensions);
    // The lesser sources come last, whatever their place in the document.
    for turn in [Turn::First, Turn::Last] {
        let all = std::mem::take(&mut trees);
        trees.extend(all.into_iter().filter_map(|tree| {
            if Turn::of(&tree) != turn {
                Some(tree)
            } else if tree.name.namespace == namespace::MEDIA {
                files.take(tree, entry, &mut lists)
            } else {
                (!take(&tree, entry, &mut lists)).then_some(tree)
            }
        }));
        lists.close(&entry.authors);
    }
    entry.extensions = trees;
    entry.categories.append(&mut lists.categories);
    distinct(&mut entry.categories);
}

/// Fills the empty fields of a head from its extensions.
pub(super) fn absorb_into_head(head: &mut FeedHead) {
    let mut lists = Lists::of(&head.authors, &head.categories);
    let mut trees = std::mem::take(&mut head.extensions);
    for turn in [Turn::First, Turn::Last] {
        let all = std::mem::take(&mut trees);
        trees.extend(
            all.into_iter().filter(|tree| Turn::of(tree) != turn || !take_head(tree, head, &mut lists)),
        );
        lists.close(&head.authors);
    }
    head.extensions = trees;
    head.categories.append(&mut lists.categories);
    distinct(&mut head.categories);
}

/// When a tree is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    First,
    Last,
}

impl Turn {
    fn of(tree: &Extension) -> Turn {
        let lesser = [
            (namespace::ITUNES, "subtitle"),
            (namespace::ITUNES, "duration"),
            (namespace::DUBLIN_CORE, "publisher"),
            (namespace::DCTERMS, "publisher"),
        ];
        let is_lesser = lesser.iter().any(|&(namespace, local)| is(tree, namespace, local));
        if is_lesser { Turn::Last } else { Turn::First }
    }
}

/// Takes a tree into the entry; says whether the entry now says all of it.
fn take(tree: &Extension, entry: &mut Entry, lists: &mut Lists) -> bool {
    match known(tree) {
        Some("title") => says_only(tree, &[]) && fill_text(&mut entry.title, &text(tree)),
        Some("author" | "publisher") => {
            says_only(tree, &[]) && lists.person(&mut entry.authors, person(&text(tree)))
        }
        Some("summary" | "subtitle") => says_only(tree, &[]) && fill_text(&mut entry.summary, &text(tree)),
        Some("keywords") => says_only(tree, &[]) && lists.keywords(&text(tree)),
        Some("category") => categories(tree, lists),
        Some("image") => fill_image(&mut entry.image, image(tree)) && says_only(tree, &["href", "url"]),
        Some("duration") => says_only(tree, &[]) && fill_duration(entry, &text(tree)),
        _ => false,
    }
}

/// Takes a tree into the head; says whether the head now says all of it.
fn take_head(tree: &Extension, head: &mut FeedHead, lists: &mut Lists) -> bool {
    match known(tree) {
        Some("title") => says_only(tree, &[]) && fill_text(&mut head.title, &text(tree)),
        Some("author" | "publisher") => {
            says_only(tree, &[]) && lists.person(&mut head.authors, person(&text(tree)))
        }
        Some("owner") => lists.person(&mut head.authors, owner(tree)),
        Some("summary" | "subtitle") => says_only(tree, &[]) && fill_text(&mut head.subtitle, &text(tree)),
        Some("keywords") => says_only(tree, &[]) && lists.keywords(&text(tree)),
        Some("category") => categories(tree, lists),
        Some("image" | "thumbnail") => {
            fill_image(&mut head.logo, image(tree)) && says_only(tree, &["href", "url"])
        }
        _ => false,
    }
}

/// The local name of a tree that can be absorbed, in lower case.
fn known(tree: &Extension) -> Option<&'static str> {
    const NAMES: &[&str] =
        &["author", "category", "duration", "image", "keywords", "owner", "subtitle", "summary", "title"];
    let names: &[&str] = match tree.name.namespace.as_str() {
        namespace::ITUNES => NAMES,
        namespace::MEDIA => &["category", "keywords", "thumbnail"],
        namespace::DUBLIN_CORE | namespace::DCTERMS => &["publisher"],
        _ => &[],
    };
    names.iter().find(|name| tree.name.local.eq_ignore_ascii_case(name)).copied()
}

fn is(tree: &Extension, namespace: &str, local: &str) -> bool {
    tree.name.local.eq_ignore_ascii_case(local) && tree.name.namespace == namespace
}

fn image(tree: &Extension) -> Option<Image> {
    let url = attribute(tree, "href").or_else(|| attribute(tree, "url"))?;
    Some(Image { url: url.to_owned(), ..Image::default() })
}

fn owner(tree: &Extension) -> Person {
    let part = |name| elements(tree).find(|part| is(part, namespace::ITUNES, name)).map(text);
    let email = part("email").map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    Person { name: part("name").unwrap_or_default().trim().to_owned(), email, ..Person::default() }
}

/// A category of iTunes names itself in an attribute and holds narrower ones.
fn categories(tree: &Extension, lists: &mut Lists) -> bool {
    let term = attribute(tree, "text").map_or_else(|| text(tree), str::to_owned).trim().to_owned();
    let mut all_said = lists.category(Category { term, ..Category::default() });
    for narrower in elements(tree) {
        all_said &= categories(narrower, lists);
    }
    all_said
}

/// An item of a podcast is one file, so that its length in time is the file's.
fn fill_duration(entry: &mut Entry, text: &str) -> bool {
    match (entry.enclosures.as_mut_slice(), time::duration(text)) {
        ([file], Some(seconds)) => fill(&mut file.duration, Some(seconds)),
        _ => false,
    }
}
