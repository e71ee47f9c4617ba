//! A topics file -> declarations of topics: name, slug, short name and parent. `keywords` is not read: topics are what
//! authors say.

use super::finding;
use crate::finding::Finding;
use crate::model::Position;
use crate::text::LONGEST_NAME;
use crate::yaml::{self, Node, Outline, Step};

/// What a topics file declares about one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The topics file, for findings.
    pub path: String,
    /// The slug (`_id`).
    pub id: Option<String>,
    /// The name.
    pub name: String,
    /// Another name that records may use.
    pub short_name: Option<String>,
    /// The name, short name or id of the topic above it.
    pub parent: Option<String>,
}

/// Reads a topics file: one mapping, or a list of mappings. What cannot be read is a finding.
pub fn read_declared(path: &str, bytes: &[u8]) -> (Vec<Declared>, Vec<Finding>) {
    let left_out = |position, message| (Vec::new(), vec![finding(path, position, message)]);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return left_out(None, "the topics file is not UTF-8 and is left out".to_owned());
    };
    let text = text.trim_start_matches('\u{feff}');
    let root = match yaml::read(text, &|_| true) {
        Ok(root) => root,
        Err(fault) => {
            return left_out(fault.position, format!("the topics file is left out: {}", fault.message));
        }
    };
    let nodes = match &root {
        Node::List(nodes) => nodes.as_slice(),
        Node::Null => &[],
        node => std::slice::from_ref(node),
    };
    let outline = Outline::new(text, 1);
    let mut topics = Vec::new();
    let mut findings = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        match declared(path, node) {
            Ok(topic) => topics.push(topic),
            Err(message) => {
                let position =
                    outline.position(&[Step::Index(index)]).unwrap_or(Position { line: 1, column: 1 });
                findings.push(finding(path, Some(position), message));
            }
        }
    }
    (topics, findings)
}

/// The topic, or the message of a finding.
fn declared(path: &str, node: &Node) -> Result<Declared, String> {
    let text = |key: &str| match node.get(key)? {
        Node::Text(text) | Node::Typed(text) => {
            Some(crate::html::inert_name(crate::html::plain_text(text))).filter(|text| !text.is_empty())
        }
        _ => None,
    };
    let topic = Declared {
        path: path.to_owned(),
        id: text("_id"),
        name: text("name").ok_or("a topic without `name` is left out")?,
        short_name: text("shortname"),
        parent: text("parent"),
    };
    let others = [&topic.id, &topic.short_name, &topic.parent].into_iter().flatten();
    if others.chain([&topic.name]).any(|name| name.len() > LONGEST_NAME) {
        return Err(format!("a topic with a name or slug of more than {LONGEST_NAME} bytes is left out"));
    }
    Ok(topic)
}
