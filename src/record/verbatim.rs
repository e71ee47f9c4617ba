//! What front matter says of how a record is to be read: `markup`, the syntax of its body, and `verbatim`, by which it
//! stands for the entry of a feed word for word.

use super::values::{Steps, Values, name_of};
use crate::finding::Rule;
use crate::model::{BodyRole, BodySyntax, Verbatim, WrittenLink};
use crate::yaml::Step::{Index, Key};
use crate::yaml::{Node, Step};

impl Values<'_> {
    /// What a verbatim record says beside; `None` for every other record.
    pub fn verbatim(&mut self, map: &Node) -> Option<Verbatim> {
        let path = [Key("verbatim")];
        match map.get("verbatim")? {
            node @ Node::Map(_) => Some(self.details(node, &path)),
            Node::Null => None,
            Node::Text(word) | Node::Typed(word) if word == "false" => None,
            Node::Text(word) | Node::Typed(word) if word == "true" => Some(Verbatim::default()),
            _ => {
                let message = "`verbatim` must be true, false or a mapping; it counts as absent";
                self.remark(Rule::Value, &path, message.to_owned());
                None
            }
        }
    }

    /// The syntax of the body, where the front matter names it; names are Hugo's.
    pub fn markup(&mut self, map: &Node) -> Option<BodySyntax> {
        let written = self.text_of_key(map, &[], "markup")?;
        match written.text.trim().to_ascii_lowercase().as_str() {
            "html" | "htm" => Some(BodySyntax::Html),
            "markdown" | "md" | "goldmark" => Some(BodySyntax::Markdown),
            "text" => Some(BodySyntax::Text),
            _ => {
                let message = "`markup` must be html, markdown or text; the ending of the file name decides";
                self.remark(Rule::Value, &[Key("markup")], message.to_owned());
                None
            }
        }
    }

    fn details(&mut self, map: &Node, at: &Steps<'_>) -> Verbatim {
        Verbatim {
            body: self.role(map, at),
            title: self.text_of_key(map, at, "title"),
            summary: self.text_of_key(map, at, "summary"),
            rights: self.text_of_key(map, at, "rights"),
            contributors: map
                .get("contributors")
                .map_or(Vec::new(), |people| self.people(people, at, "contributors")),
            links: self.further_links(map, at),
            banner: map.get("banner").and_then(|node| self.image(node, at, Key("banner"))),
        }
    }

    fn role(&mut self, map: &Node, at: &Steps<'_>) -> BodyRole {
        let Some(written) = self.text_of_key(map, at, "body") else { return BodyRole::Content };
        match written.text.trim() {
            "content" => BodyRole::Content,
            "summary" => BodyRole::Summary,
            _ => {
                let path = [at, &[Key("body")]].concat();
                let message = "`verbatim.body` must be content or summary; it counts as content";
                self.remark(Rule::Value, &path, message.to_owned());
                BodyRole::Content
            }
        }
    }

    fn further_links(&mut self, map: &Node, at: &Steps<'_>) -> Vec<WrittenLink> {
        let path = [at, &[Key("links")]].concat();
        match map.get("links") {
            None | Some(Node::Null) => Vec::new(),
            Some(Node::List(nodes)) => {
                let nodes = self.capped(nodes, &path);
                let link = |(index, node)| self.further_link(node, &path, Index(index));
                nodes.iter().enumerate().filter_map(link).collect()
            }
            Some(other) => {
                let message = format!("{} must be a list of links, not {}", name_of(&path), other.kind());
                self.remark(Rule::Value, &path, message);
                Vec::new()
            }
        }
    }

    fn further_link(&mut self, node: &Node, at: &Steps<'_>, last: Step<'_>) -> Option<WrittenLink> {
        let path = [at, &[last]].concat();
        let Some(href) = self.text_of_key(node, &path, "href") else {
            let message = format!("{} must be a mapping with `href`; it is left out", name_of(&path));
            self.remark(Rule::Value, &path, message);
            return None;
        };
        Some(WrittenLink {
            relation: self.text_of_key(node, &path, "rel"),
            href,
            media_type: self.text_of_key(node, &path, "type"),
            language: self.text_of_key(node, &path, "hreflang"),
            title: self.text_of_key(node, &path, "title"),
            length: self.text_of_key(node, &path, "length"),
        })
    }
}
