//! How much markup HTML has. What cleaning drops is found by counting before and after it.

use super::embed::is_embed;
use super::pieces::{Piece, Pieces};

/// The numbers of start tags, attributes and embedded pages. Declarations of namespaces say nothing in HTML.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Markup {
    tags: usize,
    attributes: usize,
    embeds: usize,
}

impl Markup {
    /// The markup of the HTML.
    pub(super) fn of(html: &str) -> Markup {
        let mut markup = Markup::default();
        for piece in Pieces::of(html) {
            match piece {
                Piece::Tag(tag) if !tag.is_end => {
                    markup.add(&tag.name, tag.attributes.iter().map(|(name, _)| *name))
                }
                _ => {}
            }
        }
        markup
    }

    /// Counts one more start tag.
    pub(super) fn add<'n>(&mut self, element: &str, attributes: impl Iterator<Item = &'n str>) {
        let attributes = attributes.filter(|name| !name.starts_with("xmlns")).count();
        self.tags = self.tags.saturating_add(1);
        self.attributes = self.attributes.saturating_add(attributes);
        self.embeds = self.embeds.saturating_add(usize::from(is_embed(element)));
    }

    /// Whether there is less of any kind than before. How it is spelled does not matter: a mended tag is not dropped, but a
    /// player that became a link is.
    pub(super) fn is_less_than(self, before: Markup) -> bool {
        self.tags < before.tags || self.attributes < before.attributes || self.embeds < before.embeds
    }
}
