//! The members of a JSON Feed 1.1 document that feedmill writes, in the order it writes them.
//!
//! Anything else (hubs, paging, comments, the deprecated `author`, extensions) is unknown here and refused
//! when read: a document that reads and writes back to the same bytes is one of ours.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The value of `version`, which says what the document is.
pub(super) const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// The top level of a document.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document<'a> {
    pub(super) version: Cow<'a, str>,
    pub(super) title: Cow<'a, str>,
    pub(super) home_page_url: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) feed_url: Option<Cow<'a, str>>,
    pub(super) description: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) icon: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) favicon: Option<Cow<'a, str>>,
    pub(super) authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Cow<'a, str>>,
    pub(super) items: Vec<Item<'a>>,
}

/// One article.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Item<'a> {
    pub(super) id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) external_url: Option<Cow<'a, str>>,
    pub(super) title: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_html: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<Cow<'a, str>>,
    pub(super) date_published: String,
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
}

/// Who wrote an article, or stands for the feed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Author<'a> {
    pub(super) name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) avatar: Option<Cow<'a, str>>,
}

/// A file that belongs to an article.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attachment<'a> {
    pub(super) url: Cow<'a, str>,
    pub(super) mime_type: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) size_in_bytes: Option<u64>,
}
