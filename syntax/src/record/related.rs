//! Articles that a record calls related -> what a link to each is made of, and what may hold it back. What else is said of them is not
//! read: no feed shows it.

use super::flags::flags;
use super::meaning::Meaning;
use super::values::{Values, Way};
use crate::finding::Rule;
use crate::model::RawRelated;
use crate::tree::{Content, Node};

impl Values<'_> {
    /// What articles that this one calls related say of themselves.
    pub(super) fn related(&mut self, map: &Node<'_>, way: &Way<'_>) -> Vec<RawRelated> {
        let Some((key, node)) = self.first(map, Meaning::Related) else {
            return Vec::new();
        };
        match &node.content {
            Content::Sequence(nodes) => {
                let way = way.key(key);
                let nodes = self.capped(nodes, node.position, &way);
                let related = |(index, node): (usize, &Node<'_>)| match node.content {
                    Content::Mapping(_) => Some(RawRelated {
                        position: node.position,
                        title: self.text(node, &way.index(index), Meaning::Title),
                        links: self.links(node, &way.index(index)),
                        flags: flags(self.path, node, self.fields),
                    }),
                    _ => {
                        let message = format!(
                            "a related article must be a mapping with title and link, not {}",
                            node.kind()
                        );
                        self.report(Rule::Value, node.position, message);
                        None
                    }
                };
                nodes.iter().enumerate().filter_map(related).collect()
            }
            // Jekyll sites say `related: true` to ask their theme for a list.
            Content::Scalar(scalar) if !scalar.is_text() => Vec::new(),
            _ => {
                let message = format!("`{key}` must be a list of records, not {}", node.kind());
                self.report(Rule::Value, node.position, message);
                Vec::new()
            }
        }
    }
}
