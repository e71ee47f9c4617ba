//! What front matter says of how a record is to be read: `markup`, the syntax of its body, and `verbatim`, by which it
//! is the entry of a feed word for word.

use super::values::{Values, Way, name_of};
use crate::finding::Rule;
use crate::model::{BodyRole, BodySyntax, RawLink, Verbatim};
use crate::tree::{Content, Node};

impl Values<'_> {
    /// What a verbatim record says beside; `None` for every other record.
    pub(super) fn verbatim(&mut self, map: &Node<'_>) -> Option<Verbatim> {
        let node = map.get_in_any_case("verbatim")?;
        let truth = match &node.content {
            Content::Mapping(_) => return Some(self.details(node, &Way::Top.key("verbatim"))),
            Content::Null => return None,
            Content::Scalar(scalar) => scalar.truth(),
            Content::Sequence(_) => None,
        };
        if truth.is_none() {
            let message = "`verbatim` must be true, false or a mapping; it counts as absent";
            self.report(Rule::Value, node.position, message.to_owned());
        }
        truth.unwrap_or(false).then(Verbatim::default)
    }

    /// The syntax of the body, where the front matter names it; names are Hugo's.
    pub(super) fn markup(&mut self, map: &Node<'_>) -> Option<BodySyntax> {
        let written = self.text_of_key(map, &Way::Top, "markup")?;
        match written.text.trim().to_ascii_lowercase().as_str() {
            "html" | "htm" => Some(BodySyntax::Html),
            "markdown" | "md" | "goldmark" => Some(BodySyntax::Markdown),
            "text" => Some(BodySyntax::Text),
            _ => {
                let message =
                    "`markup` must be html, markdown or text; the extension of the file name decides";
                self.report(Rule::Value, written.position, message.to_owned());
                None
            }
        }
    }

    fn details(&mut self, map: &Node<'_>, way: &Way<'_>) -> Verbatim {
        Verbatim {
            body: self.role(map, way),
            title: self.text_of_key(map, way, "title"),
            summary: self.text_of_key(map, way, "summary"),
            rights: self.text_of_key(map, way, "rights"),
            contributors: map
                .get_in_any_case("contributors")
                .map_or(Vec::new(), |people| self.people(people, &way.key("contributors"))),
            links: self.additional_links(map, way),
            banner: map.get_in_any_case("banner").and_then(|node| self.image(node, &way.key("banner"))),
        }
    }

    fn role(&mut self, map: &Node<'_>, way: &Way<'_>) -> BodyRole {
        let Some(written) = self.text_of_key(map, way, "body") else { return BodyRole::Content };
        match written.text.trim() {
            "content" => BodyRole::Content,
            "summary" => BodyRole::Summary,
            _ => {
                let message = "`verbatim.body` must be content or summary; it counts as content";
                self.report(Rule::Value, written.position, message.to_owned());
                BodyRole::Content
            }
        }
    }

    fn additional_links(&mut self, map: &Node<'_>, way: &Way<'_>) -> Vec<RawLink> {
        let Some(node) = map.get_in_any_case("links") else { return Vec::new() };
        let way = way.key("links");
        match &node.content {
            Content::Null => Vec::new(),
            Content::Sequence(nodes) => {
                let nodes = self.capped(nodes, node.position, &way);
                let link = |(index, node)| self.additional_link(node, &way.index(index));
                nodes.iter().enumerate().filter_map(link).collect()
            }
            _ => {
                let message = format!("{} must be a list of links, not {}", name_of(&way), node.kind());
                self.report(Rule::Value, node.position, message);
                Vec::new()
            }
        }
    }

    fn additional_link(&mut self, node: &Node<'_>, way: &Way<'_>) -> Option<RawLink> {
        let Some(href) = self.text_of_key(node, way, "href") else {
            let message = format!("{} must be a mapping with `href`; it is left out", name_of(way));
            self.report(Rule::Value, node.position, message);
            return None;
        };
        Some(RawLink {
            relation: self.text_of_key(node, way, "rel"),
            href,
            media_type: self.text_of_key(node, way, "type"),
            language: self.text_of_key(node, way, "hreflang"),
            title: self.text_of_key(node, way, "title"),
            length: self.text_of_key(node, way, "length"),
        })
    }
}
