//! Turns pictures and files into the elements of Media RSS that RSS and Atom both carry: names and
//! attributes, not yet in either crate's type.
//!
//! Groups, players, ratings and the rest of Media RSS are left out: no entry holds them.

use std::collections::BTreeMap;

use super::characters::attribute;
use super::losses::Losses;
use crate::model::{Enclosure, Entry, Image};
use crate::xml::namespace;

/// The prefix of the namespace, the same in every document.
pub(super) const PREFIX: &str = "media";

/// The namespace's name. The slash at its end belongs to it.
pub(super) const NAMESPACE: &str = namespace::MEDIA;

/// An empty element of the namespace.
pub(super) struct MediaElement {
    /// Its name without the prefix.
    pub(super) name: &'static str,
    /// Its attributes, not yet escaped.
    pub(super) attributes: BTreeMap<String, String>,
}

/// The picture as `media:content` and, for readers that look for nothing else, as `media:thumbnail`.
pub(super) fn picture(image: &Image) -> [MediaElement; 2] {
    let mut thumbnail = attributes(&[("url", &image.url)]);
    for (name, pixels) in [("width", image.width), ("height", image.height)] {
        // A size of zero is not allowed, and tells nobody anything.
        if let Some(pixels) = pixels.filter(|&pixels| pixels > 0) {
            thumbnail.insert(name.to_owned(), pixels.to_string());
        }
    }
    let mut content = thumbnail.clone();
    content.insert("medium".to_owned(), "image".to_owned());
    [
        MediaElement { name: "content", attributes: content },
        MediaElement { name: "thumbnail", attributes: thumbnail },
    ]
}

/// The picture that is to be written: none where the entry carries its media as foreign elements.
pub(super) fn image(entry: &Entry) -> Option<&Image> {
    entry.image.as_ref().or(entry.banner.as_ref()).filter(|_| !is_carried(entry))
}

/// Adds what XML cannot carry of the pictures of an entry.
pub(super) fn picture_losses(entry: &Entry, losses: &mut Losses) {
    let written = image(entry);
    let pictures = || [&entry.image, &entry.banner].into_iter().flatten();
    let is_lost = |picture: &&Image| written != Some(*picture) && !is_carried(entry);
    losses.add("entries: further pictures", pictures().filter(is_lost).count());
    let has_words =
        |picture: &&Image| picture.title.is_some() || picture.description.is_some() || picture.link.is_some();
    losses.add("entries: titles and links of pictures", pictures().filter(has_words).count());
}

/// Whether the entry carries its media as foreign elements.
fn is_carried(entry: &Entry) -> bool {
    let is_picture = |name: &str| ["content", "group", "thumbnail"].contains(&name);
    entry
        .extensions
        .iter()
        .any(|extension| extension.name.namespace == NAMESPACE && is_picture(&extension.name.local))
}

/// A file that has no place in a core element of its format.
pub(super) fn file(enclosure: &Enclosure) -> MediaElement {
    let media_type = enclosure.media_type.as_deref().unwrap_or_default();
    let medium = match media_type.split_once('/').map(|(kind, _)| kind) {
        Some("image") => "image",
        Some("audio") => "audio",
        Some("video") => "video",
        _ => "document",
    };
    let mut attributes = attributes(&[("url", &enclosure.url), ("type", media_type), ("medium", medium)]);
    if let Some(length) = enclosure.length.filter(|&length| length > 0) {
        attributes.insert("fileSize".to_owned(), length.to_string());
    }
    MediaElement { name: "content", attributes }
}

fn attributes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), attribute(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_of_zero_is_left_out() {
        let image = Image {
            url: "https://example.org/a.png".into(),
            width: Some(0),
            height: Some(9),
            ..Image::default()
        };
        for element in picture(&image) {
            assert_eq!(element.attributes.get("width"), None);
            assert_eq!(element.attributes.get("height").map(String::as_str), Some("9"));
        }
    }

    #[test]
    fn the_medium_follows_the_media_type() {
        let cases = [
            ("audio/mpeg", "audio"),
            ("video/mp4", "video"),
            ("image/png", "image"),
            ("application/pdf", "document"),
            ("nonsense", "document"),
        ];
        for (media_type, medium) in cases {
            let enclosure = Enclosure {
                url: "https://example.org/f".into(),
                media_type: Some(media_type.into()),
                ..Enclosure::default()
            };
            assert_eq!(
                file(&enclosure).attributes.get("medium").map(String::as_str),
                Some(medium),
                "{media_type}"
            );
        }
    }
}
