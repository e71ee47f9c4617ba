//! `cascade` in the head of an ordinary page, as Hugo has it -> values below those that the page says itself: it is the first page
//! that they are for. Of several sets for it the first that has a key counts.
//!
//! Where a set is for some paths or languages, which of them the page is in is not asked, and what the set frees is dropped: it
//! holds back too much rather than too little. What configurations and sections say is read in `config`.

use super::expression::{Expression, Syntax};
use super::holding::{self, Verdict, Word};
use crate::tree::{Content, Mapping, Node, Pair, is_same_key};

/// The values that a page lays under itself; nothing where it has none.
pub(super) fn of_page<'a>(root: &Node<'a>) -> Option<Mapping<'a>> {
    let cascade = root.get_in_any_case("cascade")?;
    let mut values = Mapping::default();
    for set in cascade.items() {
        let target = target(set);
        if !is_for_pages(target) {
            continue;
        }
        for pair in pairs(set) {
            let is_known = values.pairs().iter().any(|own: &Pair<'_>| is_same_key(&own.key, &pair.key));
            let is_left_out = is_known || (is_narrow(target) && is_free(&pair));
            if !is_left_out {
                values.push(pair);
            }
        }
    }
    Some(values).filter(|values| !values.pairs().is_empty())
}

/// What a set is for, in the newer or the older word.
pub fn target<'n, 'a>(set: &'n Node<'a>) -> Option<&'n Node<'a>> {
    set.get_in_any_case("target").or_else(|| set.get_in_any_case("_target"))
}

/// Whether a set with this target is for ordinary pages as the site is published; a pattern that is none counts as if it were.
pub fn is_for_pages(target: Option<&Node<'_>>) -> bool {
    let is_for = |key: &str, name: &str| {
        let glob = target.and_then(|target| target.get_in_any_case(key)?.text()).map(str::trim);
        let pattern = glob.and_then(|glob| Expression::of_pattern("", glob, Syntax::Hugo));
        pattern.is_none_or(|pattern| pattern.matches(name))
    };
    is_for("kind", "page") && is_for("environment", "production")
}

/// The values of a set. Newer sites keep those that Hugo does not know apart.
pub fn pairs<'a>(set: &Node<'a>) -> Vec<Pair<'a>> {
    let of = |node: &Node<'a>| match &node.content {
        Content::Mapping(mapping) => mapping.pairs().to_vec(),
        _ => Vec::new(),
    };
    let is_other = |key: &str| ["target", "_target", "params"].iter().any(|own| is_same_key(own, key));
    let mut pairs = of(set);
    pairs.extend(set.get_in_any_case("params").map(of).unwrap_or_default());
    pairs.retain(|pair| !is_other(&pair.key));
    pairs
}

/// Whether the value says that nothing is held back.
pub fn is_free(pair: &Pair<'_>) -> bool {
    if let Content::Mapping(mapping) = &pair.value.content {
        let is_always = |pair: &Pair<'_>| matches!(pair.value.text(), Some("always" | "true"));
        return mapping.pairs().iter().all(|pair| is_always(pair) || is_free(pair));
    }
    let text = pair.value.text().unwrap_or_default();
    let is_free = |word: &Word| holding::verdict(word.name, text) == Verdict::Free;
    holding::word_of(&pair.key).is_some_and(is_free)
}

/// Whether a target says more than which kinds of pages it is for.
fn is_narrow(target: Option<&Node<'_>>) -> bool {
    let Some(Content::Mapping(keys)) = target.map(|target| &target.content) else { return target.is_some() };
    let is_of_kind = |key: &str| ["kind", "environment"].iter().any(|own| is_same_key(own, key));
    keys.pairs().iter().any(|pair| !is_of_kind(&pair.key))
}
