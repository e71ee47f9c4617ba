//! The URL that an image shows in the end, where a script of the page would set it, and the images that are letters.
//!
//! Of several URLs the one counts that a browser would come to show: a lazy one instead of its placeholder, the largest of a
//! set that is not wider than a screen.

use std::borrow::Cow;

use super::pieces::{Piece, Pieces, Tag};
use super::references::decode;

/// The attributes in which scripts keep the URL of an image until it comes into sight.
const LAZY: [&str; 9] = [
    "data-src", "data-original", "data-lazy-src", "data-orig-src", "data-original-src", "data-cfsrc",
    "data-actualsrc", "data-lazy", "data-echo",
];

/// The attributes that hold an image in several sizes, lazy ones first: `srcset` may be a set of placeholders.
const SETS: [&str; 3] = ["data-srcset", "data-lazy-srcset", "srcset"];

/// The greatest width of an image of a set, in pixels, and the greatest density.
const MOST_WIDTH: f64 = 1600.0;
const MOST_DENSITY: f64 = 2.0;

/// The classes of images that stand for a character.
const SMILEYS: [&str; 8] =
    ["wp-smiley", "emoji", "emojione", "twemoji", "joypixels", "smiley", "smilies", "emoticon"];

/// The text of an image that stands for a character.
pub(super) fn smiley(tag: &Tag) -> Option<String> {
    let is_smiley = !tag.is_end && tag.name == "img" && tag.classes().any(is_class_of_smiley);
    let text = decode(tag.attribute("alt").filter(|_| is_smiley)?).trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}

/// Whether images of this class stand for a character.
pub(super) fn is_class_of_smiley(class: &str) -> bool {
    SMILEYS.contains(&class)
}

/// The URLs of an image as written, references decoded, the best first. `source` is that of the `picture` around it.
pub(super) fn candidates<'t>(tag: &Tag<'t>, source: Option<&'t str>) -> Vec<Cow<'t, str>> {
    let lazy = LAZY.iter().filter_map(|name| tag.attribute(name)).map(decode);
    // Some scripts keep more than a URL there.
    let lazy = lazy.filter(|value| !value.trim_start().starts_with(['{', '[']));
    let largest = |set: &'t str| match decode(set) {
        Cow::Borrowed(set) => largest_of_set(set).map(Cow::Borrowed),
        Cow::Owned(set) => largest_of_set(&set).map(|url| Cow::Owned(url.to_owned())),
    };
    let sets = SETS.iter().filter_map(|name| tag.attribute(name)).chain(source).filter_map(largest);
    let mut candidates: Vec<Cow<'t, str>> = lazy.chain(sets).filter(|url| !is_placeholder(url)).collect();
    let own = tag.attribute("src").map(decode).filter(|own| !own.trim().is_empty());
    if let Some(own) = own {
        let place = if stands_in(&own, tag) { candidates.len() } else { 0 };
        candidates.insert(place, own);
    }
    candidates
}

/// Whether an image with this URL only keeps the place of another.
pub(super) fn is_placeholder(url: &str) -> bool {
    let url = url.trim();
    let begins =
        |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if url.is_empty() || begins("data:") || begins("about:") || url.starts_with('#') {
        return true;
    }
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let stem = name.rsplit_once('.').map_or("", |(stem, _)| stem);
    ["1x1", "placeholder", "lazyload", "lazy-load", "transparent"].iter().any(|word| stem.contains(word))
        || matches!(
            stem,
            "blank" | "spacer" | "pixel" | "clear" | "dot" | "empty" | "grey" | "gray" | "lazy" | "loading"
        )
}

/// Whether the image is one pixel high and wide: it counts visits, or keeps a place.
pub(super) fn is_pixel(tag: &Tag) -> bool {
    let is_one = |name| tag.attribute(name).is_some_and(|value| matches!(value.trim(), "0" | "1" | "1px"));
    is_one("width") && is_one("height")
}

/// Whether the image's own URL stands in for one that a script sets.
fn stands_in(own: &str, tag: &Tag) -> bool {
    let classes = tag.attribute("class").unwrap_or_default().to_ascii_lowercase();
    is_placeholder(own) || is_pixel(tag) || classes.contains("lazy")
}

/// The largest image of a `srcset` that is not too wide, else its smallest (HTML standard, section 2.3.4, "srcset").
pub(super) fn largest_of_set(set: &str) -> Option<&str> {
    let mut best: Option<(f64, &str)> = None;
    let mut rest = set;
    loop {
        rest = rest.trim_start_matches(|next: char| next.is_ascii_whitespace() || next == ',');
        if rest.is_empty() {
            return best.map(|(_, url)| url);
        }
        let end = rest.find(|next: char| next.is_ascii_whitespace()).unwrap_or(rest.len());
        let (url, after) = rest.split_at_checked(end)?;
        let (descriptor, after) = match url.ends_with(',') {
            true => ("", after),
            false => after.split_once(',').unwrap_or((after, "")),
        };
        rest = after;
        let size = size(descriptor);
        // What is too large counts less than everything else, the more the larger it is.
        let size = if size > 1.0 { -size } else { size };
        if best.is_none_or(|(most, _)| size > most) {
            best = Some((size, url.trim_end_matches(',')));
        }
    }
}

/// The size that a descriptor names, as a part of the greatest one that is wanted.
fn size(descriptor: &str) -> f64 {
    let descriptor = descriptor.split_ascii_whitespace().next().unwrap_or("1x");
    let part = |number: Option<&str>, most: f64| number?.parse().ok().map(|number: f64| number / most);
    part(descriptor.strip_suffix('w'), MOST_WIDTH)
        .or_else(|| part(descriptor.strip_suffix('x'), MOST_DENSITY))
        .filter(|size| size.is_finite())
        .unwrap_or_default()
}

/// Whether the next thing that follows is an image with a URL of its own.
pub(super) fn image_follows(pieces: &Pieces) -> bool {
    let mut ahead = pieces.clone();
    loop {
        match ahead.next() {
            Some(Piece::Comment) => {}
            Some(Piece::Text(text)) if text.trim().is_empty() => {}
            Some(Piece::Tag(tag)) => {
                return !tag.is_end
                    && tag.name == "img"
                    && candidates(&tag, None).iter().any(|url| !is_placeholder(url));
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_image_that_fits_a_screen_is_taken() {
        for (set, expected) in [
            ("a.png", "a.png"),
            ("a.png 1x, b.png 2x, c.png 3x", "b.png"),
            ("a.png 320w, b.png 1600w, c.png 3200w", "b.png"),
            ("a.png 2000w, b.png 4000w", "a.png"),
            ("a.png, b.png 2x", "b.png"),
            ("w_1,h_2/a.png 300w,w_2,h_4/b.png 600w", "w_2,h_4/b.png"),
            ("a.png nonsense, b.png 1x", "b.png"),
        ] {
            assert_eq!(largest_of_set(set), Some(expected), "{set}");
        }
        assert_eq!(largest_of_set(" , "), None);
    }
}
