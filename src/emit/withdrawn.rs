//! Articles that a feed has shown and that are published no more, as Atom tells its readers (RFC 6721): the id and the moment, and
//! nothing else of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::{Extension, Feed, Format, QualifiedName};
use crate::time;
use crate::uri::is_iri;
use crate::xml::namespace;

/// An article that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The id that it was published under.
    pub id: String,
    /// When a run found it withdrawn, in seconds since 1970.
    pub when: i64,
}

impl Withdrawn {
    /// The article of this id, withdrawn at this moment; `None` for an id that Atom does not take.
    pub fn new(id: &str, when: DateTime<Utc>) -> Option<Withdrawn> {
        is_iri(id).then(|| Withdrawn { id: id.to_owned(), when: when.timestamp() })
    }

    fn element(&self) -> Option<Extension> {
        let when = time::rfc3339(DateTime::from_timestamp(self.when, 0)?);
        let attributes = [("ref", self.id.clone()), ("when", when)];
        Some(Extension {
            name: QualifiedName::new(namespace::TOMBSTONES, "at", ELEMENT),
            attributes: attributes.map(|(name, value)| (QualifiedName::new("", "", name), value)).to_vec(),
            children: Vec::new(),
        })
    }

    fn of(element: &Extension) -> Option<Withdrawn> {
        let name = &element.name;
        let is_one = name.namespace == namespace::TOMBSTONES && name.local == ELEMENT;
        let value = |wanted: &str| {
            let mut attributes = element.attributes.iter().filter(|_| is_one);
            attributes
                .find(|(name, _)| name.namespace.is_empty() && name.local == wanted)
                .map(|(_, value)| value)
        };
        Withdrawn::new(value("ref")?, value("when")?.parse().ok()?)
    }
}

/// The name of the element.
const ELEMENT: &str = "deleted-entry";

/// Says in the Atom document of a feed which articles were withdrawn.
pub fn withdraw(feed: &mut Feed, withdrawn: &[Withdrawn]) {
    let mut locations = feed.head.locations.iter_mut();
    if let Some(location) = locations.find(|location| location.format == Format::Atom) {
        location.extensions.extend(withdrawn.iter().filter_map(Withdrawn::element));
    }
}

/// The articles that a feed says were withdrawn.
pub fn withdrawn(feed: &Feed) -> Vec<Withdrawn> {
    feed.head.extensions.iter().filter_map(Withdrawn::of).collect()
}
