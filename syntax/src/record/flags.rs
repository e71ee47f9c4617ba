//! Collects from front matter what may hold an article back, as texts: one for every key that is a word of `holding`.
//!
//! A list or a mapping where a text is expected becomes an unreadable text, so that whoever decides by it does not take it
//! for absent. Other spellings of one key all count; of the same spelling the last.

use super::fields::FieldNames;
use super::holding::{self, Kind, TAGS, Word};
use crate::model::{RawFlag, Spanned};
use crate::ordered;
use crate::text::is_blank;
use crate::tree::{Content, Mapping, Node, Pair, presence};

/// The keys of mappings whose words count as well: what Zola and Hugo leave to a theme, what Eleventy computes, and what
/// WordPress says beside the text of an excerpt. Whatever else is left out when a record is read, these are not.
pub(super) const HOLDERS: [&str; 4] = ["extra", "params", "excerpt", "eleventyComputed"];

/// The presences of these keys.
const HOLDERS_PRESENT: u64 = {
    let [extra, params, excerpt, computed] = HOLDERS;
    presence(extra) | presence(params) | presence(excerpt) | presence(computed)
};

/// The flags of a mapping, in the order of the words.
pub(super) fn flags(path: &str, node: &Node<'_>, fields: &FieldNames) -> Vec<RawFlag> {
    let mut flags = Vec::new();
    let holders = if node.may_have_any(HOLDERS_PRESENT) { &HOLDERS[..] } else { &[] };
    let own = holders.iter().filter_map(|key| node.get_in_any_case(key));
    for mapping in [node].into_iter().chain(own).filter_map(mapping_of) {
        collect(&mut flags, mapping, fields);
    }
    if let Some(asked) = fields.own_words().unanswered(path, node) {
        // No page of the site takes it, as if it said so itself.
        let word = holding::word_of(&asked.key).zip(holding::held_value(&asked.key));
        let (key, text) = word.map_or(("published", "false"), |(word, held)| (word.name, held));
        flags.push(RawFlag { key, value: Spanned { text: text.to_owned(), position: node.position } });
    }
    ordered::sort_by_key(&mut flags, |flag: &RawFlag| holding::position(flag.key));
    flags
}

fn mapping_of<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Mapping<'a>> {
    match &node.content {
        Content::Mapping(mapping) => Some(mapping),
        Content::Null | Content::Scalar(_) | Content::Sequence(_) => None,
    }
}

fn collect(flags: &mut Vec<RawFlag>, mapping: &Mapping<'_>, fields: &FieldNames) {
    for pair in mapping.pairs() {
        let Some(word) = fields.word_of(&pair.key) else { continue };
        if mapping.get(&pair.key).is_some_and(|last| std::ptr::eq(last, &pair.value)) {
            push(flags, word, pair, fields);
        }
    }
}

/// Adds what the value of a word says, unless that is nothing.
fn push(flags: &mut Vec<RawFlag>, word: &Word, pair: &Pair<'_>, fields: &FieldNames) {
    let (value, splits_at_spaces) = (&pair.value, fields.splits_at_spaces(&pair.key));
    let mut add = |key: &'static str, node: &Node<'_>, text: &str| {
        flags.push(RawFlag { key, value: Spanned { text: text.to_owned(), position: node.position } });
    };
    match (&value.content, word.kind) {
        (_, Kind::Tag) => {
            if let Some((node, tag)) = held_tag(value, fields, splits_at_spaces) {
                add(word.name, node, tag);
            }
        }
        (Content::Mapping(_), Kind::Listing) => {
            for (name, key) in [("build.list", "list"), ("build.render", "render")] {
                if let Some(node) = value.get_in_any_case(key).filter(|node| node.content != Content::Null) {
                    add(name, node, node.text().unwrap_or_default());
                }
            }
        }
        (Content::Mapping(_), Kind::Address) => {
            // Without one for builds there is no page.
            match value.get_in_any_case("build") {
                Some(node) => add(word.name, node, node.text().unwrap_or_default()),
                None => add(word.name, value, "false"),
            }
        }
        (Content::Sequence(nodes), Kind::Status) if !nodes.is_empty() => {
            let texts: Vec<&str> = nodes.iter().map(|node| node.text().unwrap_or_default()).collect();
            add(word.name, value, &texts.join(","));
        }
        // Rules of access say who may read it, so not everybody may.
        (Content::Mapping(_), Kind::Status) if word.name == "visibility" => add(word.name, value, "private"),
        // Some generators take a list of the places where the article must not be shown.
        (Content::Sequence(nodes), Kind::Holding) if word.keys.len() == 1 => {
            let is_of_texts = !nodes.is_empty() && nodes.iter().all(|node| node.text().is_some());
            add(word.name, value, if is_of_texts { "true" } else { "" });
        }
        // Who names no output means that there is none.
        (Content::Sequence(nodes), Kind::Outputs) if nodes.is_empty() => add(word.name, value, "none"),
        (
            Content::Sequence(_) | Content::Mapping(_),
            Kind::HoldingIfTrue | Kind::GrantingUnlessFalse | Kind::Stage | Kind::Outputs | Kind::Address,
        ) => {}
        (Content::Sequence(_) | Content::Mapping(_), Kind::Filled) => add(word.name, value, "a"),
        (Content::Sequence(_) | Content::Mapping(_), _) => add(word.name, value, ""),
        (Content::Null, _) => add_empty(&mut add, word, value),
        (Content::Scalar(scalar), _) if is_blank(&scalar.text) => add_empty(&mut add, word, value),
        (Content::Scalar(scalar), Kind::Status) if fields.own_words().is_label(&pair.key, &scalar.text) => {}
        (Content::Scalar(scalar), _) => add(word.name, value, &scalar.text),
    }
}

/// The first tag that holds back. Tags may stand in lists of lists, and under the names of what they are tags of.
fn held_tag<'n>(
    value: &'n Node<'_>,
    fields: &FieldNames,
    splits_at_spaces: bool,
) -> Option<(&'n Node<'n>, &'n str)> {
    let is_held = |name: &&str| {
        TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name)) || fields.own_words().holds_tag(name)
    };
    let ends_tag = |character: char| character == ',' || (splits_at_spaces && character.is_whitespace());
    let mut open = vec![value];
    while let Some(node) = open.pop() {
        match &node.content {
            Content::Sequence(nodes) => open.extend(nodes.iter().rev()),
            Content::Mapping(mapping) => open.extend(mapping.pairs().iter().rev().map(|pair| &pair.value)),
            Content::Null | Content::Scalar(_) => {
                let text = node.text().unwrap_or_default();
                if let Some(tag) = text.split(ends_tag).map(str::trim).find(is_held) {
                    return Some((node, tag));
                }
            }
        }
    }
    None
}

/// A key without a value is as good as absent, unless its article is only free because of what the key says.
fn add_empty(add: &mut dyn FnMut(&'static str, &Node<'_>, &str), word: &Word, value: &Node<'_>) {
    if matches!(word.kind, Kind::Granting | Kind::Publication | Kind::Status | Kind::StartOrNever) {
        add(word.name, value, "");
    }
}
