//! Tells whether cleaning took anything away that was meant to be there, for the report on a conversion.
//!
//! It compares how much mark-up there was and is, not what it was: a tag that was mended is no loss. An embedded player
//! is one: it became a link.

use super::embed::is_embed;
use super::pieces::{Piece, Pieces};

/// Whether the cleaned HTML has fewer elements or attributes than what it was made of.
pub fn loses(before: &str, after: &str) -> bool {
    before != after && {
        let (before, after) = (count(before), count(after));
        after.0 < before.0 || after.1 < before.1 || after.2 < before.2
    }
}

/// How many start tags, attributes and embedded pages there are.
fn count(html: &str) -> (usize, usize, usize) {
    let mut counts = (0_usize, 0_usize, 0_usize);
    for piece in Pieces::of(html) {
        if let Piece::Tag(tag) = piece
            && !tag.is_end
        {
            counts.0 = counts.0.saturating_add(1);
            counts.1 = counts.1.saturating_add(tag.attributes.len());
            counts.2 = counts.2.saturating_add(usize::from(is_embed(&tag.name)));
        }
    }
    counts
}
