//! What a feed says in words that are not its format's own: foreign elements as trees, and members of JSON.
//!
//! Nothing here is interpreted, only copied from XML to XML and from JSON to JSON.

/// A name in a namespace, with the prefix it was written with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct QualifiedName {
    /// The namespace; empty for names of RSS's own and for attributes without a prefix.
    pub namespace: String,
    /// The prefix, which a writer may change; empty where a default namespace was in force.
    pub prefix: String,
    /// The name without the prefix.
    pub local: String,
}

impl QualifiedName {
    /// The name in a namespace, to be written with the prefix.
    pub fn new(namespace: &str, prefix: &str, local: &str) -> QualifiedName {
        QualifiedName { namespace: namespace.to_owned(), prefix: prefix.to_owned(), local: local.to_owned() }
    }
}

/// A foreign element with all that is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extension {
    /// Its name.
    pub name: QualifiedName,
    /// Its attributes with their values, in the order they were written.
    pub attributes: Vec<(QualifiedName, String)>,
    /// What is in it.
    pub children: Vec<ExtensionNode>,
}

impl Extension {
    /// The same with those of the attributes that have a value, which are in no namespace.
    #[must_use]
    pub fn with(mut self, attributes: &[(&str, Option<&String>)]) -> Extension {
        let present = attributes.iter().filter_map(|&(name, value)| Some((name, value?.clone())));
        self.attributes.extend(present.map(|(name, value)| (QualifiedName::new("", "", name), value)));
        self
    }

    /// An element without attributes that holds nothing but characters.
    pub fn of_text(name: QualifiedName, text: impl Into<String>) -> Extension {
        Extension { name, attributes: Vec::new(), children: vec![ExtensionNode::Text(text.into())] }
    }
}

/// A part of a foreign element's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExtensionNode {
    /// Characters.
    Text(String),
    /// An element.
    Element(Extension),
}

/// A member of a JSON object whose name begins with `_` (JSON Feed 1.1, "Extensions").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name, with its `_`.
    pub name: String,
    /// The value as JSON text.
    pub json: String,
}
