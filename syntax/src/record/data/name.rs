//! A record in a file of many -> what it is named by: a fingerprint of the first that it has of an id, an address, a slug and a
//! title.

use super::{DataSyntax, text_of_item, tree};
use crate::record::{FieldNames, Meaning, decode};
use crate::text::digest;
use crate::time;
use crate::tree::Node;

/// What a record is named by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The fingerprint of its key; `None` where there is none, or the record cannot be read.
    pub key: Option<u64>,
    /// The fingerprint of title and date, which tells it from others with the same key.
    pub other: u64,
    /// When it was published, in seconds since 1970, as far as it says so: of those with the same key the oldest comes first.
    pub published: i64,
}

/// The keys beside those of meanings.
const ADDRESSES: [&str; 2] = ["permalink", "slug"];

/// What the part of a file that is one record is named by.
pub fn name(bytes: &[u8], data: DataSyntax, fields: &FieldNames) -> Named {
    let none = Named { key: None, other: 0, published: i64::MAX };
    let Ok(text) = decode(bytes) else { return none };
    let wanted = |key: &str| fields.is_selecting(key);
    let text = text_of_item(text, data);
    let Ok(root) = tree(&text, data, &wanted) else { return none };
    let of_meaning = |meaning: Meaning| fields.keys(meaning).iter().find_map(|key| text_of(&root, key));
    let of_address = || ADDRESSES.iter().find_map(|key| text_of(&root, key));
    let key = of_meaning(Meaning::Id)
        .or_else(|| of_meaning(Meaning::Link))
        .or_else(of_address)
        .or_else(|| of_meaning(Meaning::Title));
    let [title, date] =
        [Meaning::Title, Meaning::Published].map(|meaning| of_meaning(meaning).unwrap_or_default());
    Named {
        key: key.map(|key| digest(key.as_bytes())),
        other: digest([title, "\n", date].concat().as_bytes()),
        published: time::read(date, time::Tz::UTC).map_or(i64::MAX, |moment| moment.instant.timestamp()),
    }
}

fn text_of<'n>(root: &'n Node<'_>, key: &str) -> Option<&'n str> {
    root.find(key)?.text().map(str::trim).filter(|text| !text.is_empty())
}
