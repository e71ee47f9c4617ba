//! A topics file -> declarations of topics: name, slug, short name and parent. `keywords` is not read: topics are what
//! authors say.

use super::finding;
use crate::finding::Finding;
use crate::text::LONGEST_NAME;
use crate::tree::{Content, Node};
use crate::yaml;

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
    let root = match yaml::read(text, 1, &|_| true) {
        Ok(root) => root,
        Err(error) => {
            return left_out(Some(error.position), format!("the topics file is left out: {}", error.message));
        }
    };
    let nodes = if root.content == Content::Null { &[] } else { root.items() };
    let mut topics = Vec::new();
    let mut findings = Vec::new();
    for node in nodes {
        match declared(path, node) {
            Ok(topic) => topics.push(topic),
            Err(message) => findings.push(finding(path, Some(node.position), message)),
        }
    }
    (topics, findings)
}

/// The topic, or the message of a finding.
fn declared(path: &str, node: &Node<'_>) -> Result<Declared, String> {
    let text = |key: &str| {
        let text = crate::html::meant_text(node.get(key)?.text()?).text;
        Some(crate::html::inert_name(text)).filter(|text| !text.is_empty())
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
