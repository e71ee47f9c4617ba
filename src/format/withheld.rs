//! Leaves out of a feed what its source says is not public, and what an export holds besides articles: drafts, private and
//! protected posts, comments, attachments, templates. A conversion must not publish them.
//!
//! WordPress and Blogger export all that a site has as one feed. `app:draft` is RFC 5023's, section 13.1.1. `itunes:block` keeps an
//! episode out of Apple's directory; whoever writes it does not want it found. `podcast:locked` forbids others to import a whole
//! feed and says nothing of its entries. Any other element, attribute or member holds back where its name is a word of records
//! whose value clearly does: feeds use such names for other things as well.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::diagnostics::Diagnostics;
use super::modules;
use crate::finding::Rule;
use crate::json::Pairs;
use crate::model::{Entry, Extension, ExtensionNode, Feed, Position, QualifiedName};
use crate::record::holding::{self, Kind, Verdict};
use crate::xml::{Attribute, Element, namespace};

const START: Position = Position { line: 1, column: 1 };

/// Why an entry is left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// It is not public, by this word.
    NotPublic(String),
    /// It is no article, by this word.
    NoArticle(&'static str),
}

/// Takes out of the feed the entries that are not public and those that are no articles, with a finding for each reason.
pub(super) fn withhold(feed: &mut Feed, diagnostics: &mut Diagnostics) {
    let mut counts: BTreeMap<Reason, usize> = BTreeMap::new();
    feed.entries.retain(|entry| {
        let Some(reason) = reason(entry) else { return true };
        let count = counts.entry(reason).or_default();
        *count = count.saturating_add(1);
        false
    });
    for (reason, count) in counts {
        let (rule, what, word) = match reason {
            Reason::NotPublic(word) => (Rule::Withheld, "not public", word),
            Reason::NoArticle(word) => (Rule::FeedValue, "neither posts nor pages", word.to_owned()),
        };
        let entries = if count == 1 { "1 entry is".to_owned() } else { format!("{count} entries are") };
        diagnostics.add(rule, START, format!("{entries} {what} by `{word}`, and left out"));
    }
}

/// The word by which the whole feed must not be found, unless a conversion keeps the word.
pub fn is_blocked(feed: &Feed) -> Option<&'static str> {
    feed.head.extensions.iter().find_map(block)
}

fn reason(entry: &Entry) -> Option<Reason> {
    let not_public = |word: &str| Reason::NotPublic(word.to_owned());
    let of_kind = entry.categories.iter().filter(|category| {
        category.scheme.as_deref().is_some_and(|scheme| scheme.ends_with("schemas.google.com/g/2005#kind"))
    });
    if of_kind
        .into_iter()
        .any(|category| !["#post", "#page"].iter().any(|kind| category.term.ends_with(kind)))
    {
        return Some(Reason::NoArticle("category"));
    }
    let mut reason = None;
    for element in &entry.extensions {
        let found = match kind_of(element) {
            Source::WordPress => wordpress(element),
            Source::Blogger => blogger(element),
            Source::Publishing => app(element).then(|| not_public("app:draft")),
            Source::Other => block(element).map(not_public).or_else(|| of_element(element, DEEPEST)),
        };
        match found {
            // That an entry is no article says more.
            Some(Reason::NoArticle(_)) => return found,
            Some(_) if reason.is_none() => reason = found,
            _ => {}
        }
    }
    reason
        .or_else(|| without_status(entry))
        .or_else(|| entry.members.iter().find_map(|member| of_value(&member.name, &member.json, DEEPEST)))
}

/// WordPress writes the status of all that it exports, and imports as a draft what has none.
fn without_status(entry: &Entry) -> Option<Reason> {
    let has = |name: &str| {
        let is_it =
            |element: &Extension| element.name.local == name && matches!(kind_of(element), Source::WordPress);
        entry.extensions.iter().any(is_it)
    };
    (has("post_type") && !has("status")).then(|| Reason::NotPublic("wp:status".to_owned()))
}

/// Who says it.
enum Source {
    WordPress,
    Blogger,
    Publishing,
    Other,
}

fn kind_of(element: &Extension) -> Source {
    let namespace = element.name.namespace.to_ascii_lowercase();
    if namespace.contains("wordpress.org/export") || namespace == "undeclared:wp" {
        Source::WordPress
    } else if namespace.contains("schemas.google.com/blogger/") || namespace == "undeclared:blogger" {
        Source::Blogger
    } else if namespace.contains("www.w3.org/2007/app")
        || namespace.contains("purl.org/atom/app")
        || namespace == "undeclared:app"
    {
        Source::Publishing
    } else {
        Source::Other
    }
}

fn wordpress(element: &Extension) -> Option<Reason> {
    let value = text(element);
    match element.name.local.as_str() {
        "post_type" if !matches!(value.as_str(), "post" | "page") => Some(Reason::NoArticle("wp:post_type")),
        "status" if value != "publish" => Some(Reason::NotPublic("wp:status".to_owned())),
        "post_password" if !value.is_empty() => Some(Reason::NotPublic("wp:post_password".to_owned())),
        _ => None,
    }
}

fn blogger(element: &Extension) -> Option<Reason> {
    let value = text(element);
    match element.name.local.as_str() {
        "type" if !matches!(value.as_str(), "post" | "page") => Some(Reason::NoArticle("blogger:type")),
        "status" if value != "live" => Some(Reason::NotPublic("blogger:status".to_owned())),
        _ => None,
    }
}

/// Whether the element is `app:control` with `app:draft`; only a clear `no` is free.
fn app(element: &Extension) -> bool {
    let is_draft = |element: &Extension| element.name.local == "draft" && text(element) != "no";
    let children = element.children.iter().filter_map(|child| match child {
        ExtensionNode::Element(child) => Some(child),
        ExtensionNode::Text(_) => None,
    });
    is_draft(element) || (element.name.local == "control" && children.into_iter().any(is_draft))
}

/// The word, if the element is one of those that keep a podcast out of directories.
fn block(element: &Extension) -> Option<&'static str> {
    let namespace = element.name.namespace.to_ascii_lowercase();
    let word = ["itunes", "play-podcasts", "podcast"].into_iter().find(|name| namespace.contains(name))?;
    let is_free = matches!(text(element).as_str(), "" | "no" | "false" | "clean");
    (element.name.local == "block" && !is_free).then_some(match word {
        "itunes" => "itunes:block",
        "play-podcasts" => "googleplay:block",
        _ => "podcast:block",
    })
}

/// How far below an element or member words are looked for.
const DEEPEST: usize = 5;

/// An element of the format's own namespace, kept where its name and text say that the entry is not public.
pub(super) fn held_by(element: &Element, diagnostics: &mut Diagnostics) -> Option<Extension> {
    holding::word_of(&element.local)?;
    of_word(&element.local, &element.text())?;
    modules::extension(element, diagnostics)
}

/// The same of one that the format does not know, and of its attributes and what is in it.
pub(super) fn held_by_unknown(element: &Element, diagnostics: &mut Diagnostics) -> Option<Extension> {
    of_element(&modules::carried(element), DEEPEST)?;
    modules::extension(element, diagnostics)
}

/// The attribute of the entry's own element that says that it is not public, as an element of its name.
pub(super) fn held_by_attribute(entry: &Element) -> Option<Extension> {
    let says_so = |attribute: &&Attribute| of_word(&attribute.local, &attribute.value).is_some();
    let attribute = entry.attributes.iter().find(says_so)?;
    Some(Extension::of_text(QualifiedName::new("", "", &attribute.local), &attribute.value))
}

/// Whether a member of JSON says that its entry is not public.
pub(super) fn is_held_by(name: &str, json: &str) -> bool {
    of_value(name, json, DEEPEST).is_some()
}

/// What an element says in a word that holds articles back, or an attribute or element in it.
fn of_element(element: &Extension, depth: usize) -> Option<Reason> {
    let below = depth.checked_sub(1)?;
    if element.name.namespace == namespace::XHTML {
        return None;
    }
    let attributes = || element.attributes.iter().find_map(|(name, value)| of_word(&name.local, value));
    let of_child = |child: &ExtensionNode| match child {
        ExtensionNode::Element(child) => of_element(child, below),
        ExtensionNode::Text(_) => None,
    };
    of_word(&element.name.local, &text(element))
        .or_else(attributes)
        .or_else(|| element.children.iter().find_map(of_child))
}

/// The same of a member of JSON. Trees are not built: each part of a value would take a hundred bytes.
fn of_value(name: &str, json: &str, depth: usize) -> Option<Reason> {
    let below = depth.checked_sub(1)?;
    match json.as_bytes().first()? {
        b'{' => serde_json::from_str::<Pairs<'_>>(json).ok()?.0.into_iter().find_map(|(name, json)| {
            let name: String = serde_json::from_str(name).ok()?;
            of_value(&name, json, below)
        }),
        b'[' => {
            let values: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            values.into_iter().find_map(|value| of_value(name, value.get(), below))
        }
        b'"' => of_word(name, &serde_json::from_str::<String>(json).ok()?),
        b'n' => {
            let word = holding::word_of(name).filter(|word| word.kind == Kind::StartOrNever)?;
            Some(Reason::NotPublic(word.name.to_owned()))
        }
        _ => of_word(name, json),
    }
}

/// What a name says with a value that is no list. `pubDate` of feeds has no other meaning than RSS gives it: when it was published.
fn of_word(name: &str, value: &str) -> Option<Reason> {
    let word = holding::word_of(name).filter(|_| !name.eq_ignore_ascii_case("pubDate"))?;
    let has_other_uses = matches!(
        word.kind,
        Kind::HoldingIfTrue | Kind::GrantingUnlessFalse | Kind::Listing | Kind::Address | Kind::Tag
    );
    let is_held =
        !has_other_uses && !value.trim().is_empty() && holding::verdict(word.name, value) == Verdict::Held;
    is_held.then(|| Reason::NotPublic(word.name.to_owned()))
}

/// The text of an element in lower case, without white space around it.
fn text(element: &Extension) -> String {
    let texts = element.children.iter().filter_map(|child| match child {
        ExtensionNode::Text(text) => Some(text.as_str()),
        ExtensionNode::Element(_) => None,
    });
    texts.collect::<String>().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_of_a_feed_that_holds_nothing_back() {
        let mut diagnostics = Diagnostics::default();
        withhold(&mut Feed::default(), &mut diagnostics);
        assert!(diagnostics.findings.is_empty());
    }
}
