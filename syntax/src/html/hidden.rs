//! What a page holds and does not show: elements with the attribute `hidden`, or with a style that shows nothing.
//!
//! A feed carries neither the attribute nor the style sheet, so what they hide is left out, or it would come to light.
//! `aria-hidden` hides nothing from the eye and is not asked. What is only closed (`hidden="until-found"`, `details`) stays.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::elements::{is_block, is_void};
use super::pieces::{Piece, Pieces, Tag, holds_raw_text};
use super::references::decode;
use crate::ordered::CollectOrdered;

/// Whether the page hides the element that the start tag opens, as far as the tag says so.
pub(super) fn is_hidden_by_tag(tag: &Tag) -> bool {
    if tag.is_end || tag.attributes.is_empty() {
        return false;
    }
    let is_hidden = |value: &str| !value.trim().eq_ignore_ascii_case("until-found");
    tag.attribute("hidden").is_some_and(is_hidden) || tag.attribute("style").is_some_and(hides)
}

/// Skips the hidden element whose start tag came last. One that is never closed ends where the element around it
/// ends, or with the text: what may be hidden is not shown.
pub(super) fn skip_hidden<'t>(pieces: &mut Pieces<'t>, tag: &Tag<'t>) {
    if is_void(&tag.name) || holds_raw_text(&tag.name) && pieces.skip_content(&tag.name) {
        return;
    }
    let mut open = vec![tag.name.clone()];
    let mut counts = std::iter::once((tag.name.clone(), 1_usize)).collect_map();
    while !open.is_empty() {
        let start = pieces.rest();
        let next = match pieces.next() {
            None => return,
            Some(Piece::Tag(tag)) => tag,
            Some(_) => continue,
        };
        if next.is_end {
            let is_open = counts.get(&next.name).is_some_and(|&count| count > 0);
            if !is_open && is_block(&next.name) && !matches!(&*next.name, "br" | "p") {
                return pieces.go_to(start);
            }
            while is_open && close(&mut open, &mut counts).is_some_and(|name| name != next.name) {}
            continue;
        }
        while open.last().is_some_and(|last| closes(&next.name, last)) {
            close(&mut open, &mut counts);
        }
        if open.is_empty() {
            return pieces.go_to(start);
        }
        let is_skipped = holds_raw_text(&next.name) && pieces.skip_content(&next.name);
        if !is_skipped && !is_void(&next.name) {
            let count = counts.entry(next.name.clone()).or_default();
            *count = count.saturating_add(1);
            open.push(next.name);
        }
    }
}

fn close<'t>(
    open: &mut Vec<Cow<'t, str>>,
    counts: &mut BTreeMap<Cow<'t, str>, usize>,
) -> Option<Cow<'t, str>> {
    let name = open.pop()?;
    if let Some(count) = counts.get_mut(&name) {
        *count = count.saturating_sub(1);
    }
    Some(name)
}

/// Whether the start tag ends the open element, whose end tag may be missing (HTML standard, section 13.1.2.4).
fn closes(start: &str, open: &str) -> bool {
    match open {
        "p" => is_block(start) && start != "br",
        "li" => start == "li",
        "dd" | "dt" => matches!(start, "dd" | "dt"),
        "td" | "th" => matches!(start, "tbody" | "td" | "tfoot" | "th" | "tr"),
        "tr" => matches!(start, "tbody" | "tfoot" | "tr"),
        "option" => matches!(start, "optgroup" | "option"),
        _ => false,
    }
}

/// Whether the style, as written, shows nothing: the last declaration of a property counts, and an important one before
/// all others.
pub(super) fn hides(style: &str) -> bool {
    let style = decode(style).to_ascii_lowercase();
    let mut shown = [("display", "none", false, false), ("visibility", "hidden", false, false)];
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let (value, is_important) = match value.trim().strip_suffix("!important") {
            Some(value) => (value.trim(), true),
            None => (value.trim(), false),
        };
        for (name, hiding, is_hidden, is_final) in &mut shown {
            if property.trim() == *name && (is_important || !*is_final) {
                *is_hidden = value == *hiding || *name == "visibility" && value == "collapse";
                *is_final = is_important;
            }
        }
    }
    shown.iter().any(|(_, _, is_hidden, _)| *is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_that_counts_hides() {
        for (style, expected) in [
            ("display:none", true),
            ("color: red; DISPLAY : None !important", true),
            ("visibility: hidden;", true),
            ("display&#58;none", true),
            ("display:none; display:block", false),
            ("display:none!important; display:block", true),
            ("display: none-such; visibility: visible", false),
            ("color: red", false),
            ("none", false),
        ] {
            assert_eq!(hides(style), expected, "{style}");
        }
    }
}
