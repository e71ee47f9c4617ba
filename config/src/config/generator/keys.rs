//! The keys of dates and images on sites of generators that leave them to their authors.

use crate::config::Config;

/// The keys of the date of publication.
pub(super) const PUBLISHED: [&str; 15] = [
    "pubDatetime", "pubDate", "publishDate", "date", "publishedDateTime", "publishedDate", "datePublished",
    "publishedAt", "published_at", "pubdate", "published_date", "createdAt", "created", "date.created",
    "datetime",
];

/// The keys of the date of the last change.
const UPDATED: [&str; 13] = [
    "modDatetime", "updatedDate", "updateDate", "updatedAt", "updated_at", "lastModified", "lastmod",
    "lastMod", "dateModified", "modified", "modifiedDate", "updated", "updatedDateTime",
];

/// The keys of the image that leads an article.
const IMAGES: [&str; 7] = ["images", "image", "heroImage", "coverImage", "cover", "featuredImage", "banner"];

/// Takes dates and images from these keys.
pub(super) fn read(config: &mut Config) {
    let own = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect();
    config.input.fields.replace("published", own(&PUBLISHED));
    config.input.fields.replace("updated", own(&UPDATED));
    config.input.fields.replace("images", own(&IMAGES));
}
