//! The members of a JSON Feed 1.1 document that feedmill writes, in the order of the specification.
//!
//! Anything else (comments on the document, `expired`, the deprecated `author`) is unknown here and refused when
//! read. Reading serves the read-back of our own documents alone; writing them by `serde_json` serves the tests of the writer.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::literal::is_extension_name;

/// The value of `version`, which says what the document is.
pub(super) const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// The protocol that a link of the relation `hub` speaks.
pub(super) const WEB_SUB: &str = "WebSub";

/// The top level of a document.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(super) struct Document<'a> {
    pub(super) version: Cow<'a, str>,
    pub(super) title: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) home_page_url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) feed_url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) icon: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) favicon: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) hubs: Vec<Hub<'a>>,
    #[serde(flatten)]
    pub(super) extensions: Extensions<'a>,
    pub(super) items: Vec<Item<'a>>,
}

/// One article.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(super) struct Item<'a> {
    pub(super) id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external_url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_html: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) banner_image: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date_modified: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<Author<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) attachments: Vec<Attachment<'a>>,
    #[serde(flatten)]
    pub(super) extensions: Extensions<'a>,
}

/// An author of an article or of the feed.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub(super) struct Author<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) avatar: Option<Cow<'a, str>>,
}

/// Who announces changes.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub(super) struct Hub<'a> {
    #[serde(rename = "type")]
    pub(super) protocol: Cow<'a, str>,
    pub(super) url: Cow<'a, str>,
}

/// A file that belongs to an article.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(deny_unknown_fields)]
pub(super) struct Attachment<'a> {
    pub(super) url: Cow<'a, str>,
    pub(super) mime_type: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duration_in_seconds: Option<serde_json::Number>,
}

/// The members that the specification leaves to others, by name. When a document is read back, the names alone are
/// read, and every value is null.
#[derive(Debug, Default)]
pub(super) struct Extensions<'a>(pub(super) Vec<(Cow<'a, str>, Cow<'a, RawValue>)>);

impl Extensions<'_> {
    /// The names, in the order they are written.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }
}

#[cfg(test)]
impl serde::Serialize for Extensions<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Extensions<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ExtensionVisitor).map(Extensions)
    }
}

/// Takes in every member that the document's type does not know, and refuses those that are no extensions.
struct ExtensionVisitor;

impl<'de> Visitor<'de> for ExtensionVisitor {
    type Value = Vec<(Cow<'static, str>, Cow<'static, RawValue>)>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("members of extensions")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut members = Vec::new();
        while let Some((name, _)) = map.next_entry::<String, IgnoredAny>()? {
            if !is_extension_name(&name) {
                return Err(serde::de::Error::custom("an unknown member"));
            }
            members.push((Cow::Owned(name), Cow::Borrowed(RawValue::NULL)));
        }
        Ok(members)
    }
}
