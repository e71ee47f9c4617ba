//! Tells whether cleaning took anything away that was meant to be there, for the report on a conversion.
//!
//! It compares how much mark-up there was and is, not what it was: a tag that was mended is no loss.

use super::pieces::{Piece, Pieces};

/// Whether the cleaned HTML has fewer elements or attributes than what it was made of.
pub fn loses(before: &str, after: &str) -> bool {
    before != after && {
        let (elements, attributes) = count(before);
        let (kept_elements, kept_attributes) = count(after);
        kept_elements < elements || kept_attributes < attributes
    }
}

/// How many start tags and attributes there are.
fn count(html: &str) -> (usize, usize) {
    let mut counts = (0_usize, 0_usize);
    for piece in Pieces::of(html) {
        if let Piece::Tag(tag) = piece
            && !tag.is_end
        {
            counts.0 = counts.0.saturating_add(1);
            counts.1 = counts.1.saturating_add(tag.attributes.len());
        }
    }
    counts
}
