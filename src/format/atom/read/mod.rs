//! Turns an Atom document, 1.0 (RFC 4287) or 0.3, into a feed: one entry after the other, never the whole document.
//!
//! What it does not say stays absent: entries inherit nothing from the feed. Elements of other namespaces fill the
//! fields of their meaning, or are kept as trees.

use std::sync::Arc;

use super::identity;
use crate::format::diagnostics::{Diagnostics, TOO_MANY_ENTRIES};
use crate::format::modules::{self, atom, atom::constructs};
use crate::format::withheld;
use crate::model::{Entry, Feed, FeedHead, Link};
use crate::xml::{Element, Fault, Reader, Step, namespace};

/// Reads the document whose root element was opened last, up to the end of that element: a feed, or a lone entry,
/// which becomes a feed of one.
///
/// The root's namespace is ignored, so that feeds without one, or with a wrong one, are read as well.
///
/// # Errors
///
/// The reader's, where the document cannot be read on.
pub(super) fn read(
    reader: &mut Reader<'_>,
    root: Element,
    diagnostics: &mut Diagnostics,
) -> Result<Feed, Fault> {
    if is_entry(&root) {
        let root = reader.subtree(root)?;
        return Ok(Feed {
            head: FeedHead::default(),
            entries: vec![Arc::new(entry(&root, None, diagnostics))],
        });
    }
    let mut head = FeedHead { language: constructs::language(&root), ..FeedHead::default() };
    let mut entries = Vec::new();
    let mut foreign = Vec::new();
    atom::lose_attributes(&root, diagnostics);
    while let Some(step) = reader.step()? {
        let element = match step {
            Step::Open(open) => reader.subtree(open)?,
            Step::Text => continue,
            Step::Close => break,
        };
        let mut take = |element: &Element, diagnostics: &mut Diagnostics| {
            if !diagnostics.allows_another(entries.len()) {
                return Err(Fault { position: element.position, message: TOO_MANY_ENTRIES });
            }
            entries.push(Arc::new(entry(element, head.language.as_deref(), diagnostics)));
            Ok(())
        };
        if !constructs::is_own(&element, &root) {
            foreign.push(element);
        } else if is_entry(&element) {
            take(&element, diagnostics)?;
        } else if element.elements().any(|child| is_entry(child) && constructs::is_own(child, &element)) {
            let mut inside = element.elements().filter(|child| is_entry(child));
            inside.try_for_each(|child| take(child, diagnostics))?;
            atom::lose(&element, diagnostics);
        } else {
            atom::own_in_head(&element, &mut head, diagnostics);
        }
    }
    for element in &foreign {
        modules::head(element, &mut head, diagnostics);
    }
    modules::distinct(&mut head.categories);
    modules::distinct_people(&mut head.authors);
    put_page_first(&mut head.links);
    Ok(Feed { head, entries })
}

/// Whether it is an entry; some write RSS's word for it.
fn is_entry(element: &Element) -> bool {
    ["entry", "item"].iter().any(|name| element.local.eq_ignore_ascii_case(name))
}

/// One entry of a feed in the language.
fn entry(element: &Element, feed_language: Option<&str>, diagnostics: &mut Diagnostics) -> Entry {
    // What the entry says in its own way goes before what modules say.
    let mut entry = Entry { language: language(element, feed_language), ..Entry::default() };
    entry.extensions.extend(withheld::held_by_attribute(element));
    atom::lose_attributes(element, diagnostics);
    for child in element.elements().filter(|child| constructs::is_own(child, element)) {
        atom::lose_attributes(child, diagnostics);
        if let Some(holding) = withheld::held_by(child, diagnostics) {
            entry.extensions.push(holding);
        } else if !atom::entry(child, &mut entry, diagnostics) {
            match withheld::held_by_unknown(child, diagnostics) {
                Some(holding) => entry.extensions.push(holding),
                None => atom::lose(child, diagnostics),
            }
        }
    }
    // Modules come last, because they only fill what Atom's own elements leave open.
    for child in element.elements().filter(|child| !constructs::is_own(child, element)) {
        modules::entry(child, &mut entry, diagnostics);
    }
    modules::distinct(&mut entry.categories);
    modules::distinct_people(&mut entry.authors);
    put_page_first(&mut entry.links);
    identity::restore(&mut entry);
    entry
}

/// The entry's own language, else that of its content or of its title, where it is not the feed's.
fn language(entry: &Element, feed_language: Option<&str>) -> Option<String> {
    if entry.attribute_in(namespace::XML, "lang").is_some() {
        return constructs::language(entry);
    }
    ["content", "title"].iter().find_map(|name| {
        let named =
            |child: &&Element| child.local.eq_ignore_ascii_case(name) && constructs::is_own(child, entry);
        let text = entry.elements().find(named)?;
        let is_said = text.attribute_in(namespace::XML, "lang").is_some();
        constructs::language(text).filter(|language| is_said || Some(language.as_str()) != feed_language)
    })
}

/// Where the first link is said to lead to another form of the page, puts the first that is said to lead to a page before it, else the
/// first of which nothing is said: the first `alternate` is the one that readers open.
fn put_page_first(links: &mut [Link]) {
    let rank = |link: &Link| {
        let media_type = link.media_type.as_deref().unwrap_or_default().split(';').next().unwrap_or_default();
        match media_type.trim().to_ascii_lowercase().as_str() {
            "text/html" | "application/xhtml+xml" => 0,
            "" => 1,
            _ => 2,
        }
    };
    let alternates = || links.iter().enumerate().filter(|(_, link)| link.relation == "alternate");
    let first = alternates().next().filter(|(_, link)| rank(link) > 1).map(|(position, _)| position);
    let page = alternates().min_by_key(|(_, link)| rank(link)).map(|(position, _)| position);
    if let (Some(first), Some(page)) = (first, page)
        && let Some(moved) = links.get_mut(first..=page)
    {
        moved.rotate_right(1);
    }
}

#[cfg(test)]
mod tests;
