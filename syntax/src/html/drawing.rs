//! Inline SVG -> the text that stands for the drawing.
//!
//! A feed cannot carry it: readers drop the elements, and a `data:` URL of it is a document that may hold scripts. So its
//! name, description or words stay. Icons show nothing that the text around them does not say, and go without a word.

use super::pieces::{Piece, Pieces, Tag};
use super::references::decode;
use crate::text::fold_white_space;

/// Fewer letters than this are a mark in the drawing, and say nothing without it.
const LEAST_LETTERS: usize = 3;

/// The greatest width or height of an icon, in pixels.
const LARGEST_ICON: f32 = 48.0;

/// The text that stands for the drawing, from its start tag and its content; nothing for an icon. It may be empty.
pub(super) fn drawing(tag: &Tag, content: &str) -> Option<String> {
    if is_icon(tag) {
        return None;
    }
    let label = tag.attribute("aria-label").map(|label| decode(label).into_owned());
    let [title, description, words] = texts(content);
    let words =
        if words.chars().filter(|next| next.is_alphabetic()).count() < LEAST_LETTERS { "" } else { &words };
    let label = label.unwrap_or_default();
    let text =
        [&label, &title, &description, words].into_iter().map(fold_white_space).find(|text| !text.is_empty());
    Some(text.unwrap_or_default())
}

fn is_icon(tag: &Tag) -> bool {
    let is = |name, wanted: &[&str]| {
        tag.attribute(name).is_some_and(|value| wanted.contains(&value.trim().to_ascii_lowercase().as_str()))
    };
    let is_small = |name| {
        let value = tag.attribute(name).unwrap_or_default().trim();
        let number = value.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
        let most = if value.ends_with("em") { LARGEST_ICON / 16.0 } else { LARGEST_ICON };
        number.parse().is_ok_and(|number: f32| number <= most)
    };
    let classes = tag.attribute("class").unwrap_or_default().to_ascii_lowercase();
    is("aria-hidden", &["true"])
        || is("role", &["none", "presentation"])
        || is_small("width")
        || is_small("height")
        || ["icon", "sprite", "logo", "fa-"].iter().any(|word| classes.contains(word))
}

/// The first title, the first description, and the words that are drawn.
fn texts(content: &str) -> [String; 3] {
    let mut found = [const { String::new() }; 3];
    let mut place = 2;
    let mut pieces = Pieces::of(content);
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Tag(tag) if !tag.is_end && matches!(&*tag.name, "script" | "style") => {
                pieces.skip_content(&tag.name);
            }
            Piece::Tag(tag) => {
                place = match &*tag.name {
                    "title" if !tag.is_end => 0,
                    "desc" if !tag.is_end => 1,
                    _ => 2,
                };
                found.iter_mut().for_each(|text| text.push(' '));
            }
            Piece::Text(text) => {
                if let Some(place) = found.get_mut(place).filter(|own| place == 2 || own.trim().is_empty()) {
                    place.push_str(&decode(text));
                }
            }
            _ => {}
        }
    }
    found
}
