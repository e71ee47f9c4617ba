//! Turns what an entry says in words of modules into the elements that RSS and Atom both carry: names, attributes and text,
//! not yet in either crate's type. An element that is added here is in both.
//!
//! Of Media RSS there are images and files; groups, players, ratings and the rest are left out: no entry holds them.

use std::collections::BTreeMap;

use crate::format::characters::attribute;
use crate::format::losses::Losses;
use crate::model::{Enclosure, Entry, Image, QualifiedName};
use crate::xml::namespace;

const ITUNES: &str = "itunes";
const MEDIA: &str = "media";

/// The prefixes of the modules, the same in every document, and their namespaces.
pub const NAMESPACES: [(&str, &str); 2] = [(ITUNES, namespace::ITUNES), (MEDIA, namespace::MEDIA)];

/// An element of a module that holds no other.
pub struct ModuleElement {
    /// The prefix of its namespace.
    pub prefix: &'static str,
    /// Its name without the prefix.
    pub name: &'static str,
    /// Its attributes, not yet escaped.
    pub attributes: BTreeMap<String, String>,
    /// The characters in it, not yet escaped.
    pub text: String,
}

impl ModuleElement {
    fn media(name: &'static str, attributes: BTreeMap<String, String>) -> ModuleElement {
        ModuleElement { prefix: MEDIA, name, attributes, text: String::new() }
    }
}

/// The elements in which an entry says what neither format has words for.
pub fn elements(entry: &Entry) -> impl Iterator<Item = ModuleElement> {
    image(entry).into_iter().flat_map(image_elements).chain(duration(entry))
}

/// The image as `media:content` and, for readers that look for nothing else, as `media:thumbnail`.
fn image_elements(image: &Image) -> [ModuleElement; 2] {
    let mut thumbnail = attributes(&[("url", &image.url)]);
    for (name, pixels) in [("width", image.width), ("height", image.height)] {
        // A size of zero is not allowed and means nothing.
        if let Some(pixels) = pixels.filter(|&pixels| pixels > 0) {
            thumbnail.insert(name.to_owned(), pixels.to_string());
        }
    }
    let mut content = thumbnail.clone();
    content.insert("medium".to_owned(), "image".to_owned());
    [ModuleElement::media("content", content), ModuleElement::media("thumbnail", thumbnail)]
}

/// The playing time of the first file, in whole seconds: to podcast directories an item is one file.
fn duration(entry: &Entry) -> Option<ModuleElement> {
    let seconds = entry.enclosures.first()?.duration.filter(|_| !has_duration(entry))?;
    let text = format!("{seconds:.0}");
    Some(ModuleElement { prefix: ITUNES, name: "duration", attributes: BTreeMap::new(), text })
}

/// Whether a foreign element says the playing time.
fn has_duration(entry: &Entry) -> bool {
    let names = entry.extensions.iter().map(|extension| &extension.name);
    let is_duration = |name: &QualifiedName| {
        name.namespace == namespace::ITUNES && name.local.eq_ignore_ascii_case("duration")
    };
    names.into_iter().any(is_duration)
}

/// Leaves an entry the playing time that is read again as it is: that of a file which is alone, in whole seconds.
pub fn fit_durations(entry: &mut Entry, losses: &mut Losses) {
    let is_carried = entry.enclosures.len() == 1 && !has_duration(entry);
    let durations = entry.enclosures.iter_mut().map(|file| &mut file.duration);
    for duration in durations.filter(|duration| duration.is_some()) {
        let whole = duration.map(f64::round).filter(|_| is_carried);
        if *duration != whole {
            let kind = if is_carried { "fractions of a second" } else { "durations of files" };
            losses.add(format!("entries: {kind}"), 1);
        }
        *duration = whole;
    }
}

/// The image that is to be written: none where the entry carries its media as foreign elements.
fn image(entry: &Entry) -> Option<&Image> {
    entry.image.as_ref().or(entry.banner.as_ref()).filter(|_| !is_carried(entry))
}

/// Counts what XML cannot carry of the images of an entry.
pub fn image_losses(entry: &Entry, losses: &mut Losses) {
    let written = image(entry);
    let images = || [&entry.image, &entry.banner].into_iter().flatten();
    let is_lost = |image: &&Image| written != Some(*image) && !is_carried(entry);
    losses.add("entries: additional images", images().filter(is_lost).count());
    let has_words =
        |image: &&Image| image.title.is_some() || image.description.is_some() || image.link.is_some();
    losses.add("entries: titles and links of images", images().filter(has_words).count());
}

/// Whether the entry carries its media as foreign elements.
fn is_carried(entry: &Entry) -> bool {
    let is_image = |name: &str| ["content", "group", "thumbnail"].contains(&name);
    entry
        .extensions
        .iter()
        .any(|extension| extension.name.namespace == namespace::MEDIA && is_image(&extension.name.local))
}

/// A file that has no place in a core element of its format.
pub fn file(enclosure: &Enclosure) -> ModuleElement {
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
    if let Some(seconds) = enclosure.duration {
        attributes.insert("duration".to_owned(), format!("{seconds:.0}"));
    }
    ModuleElement::media("content", attributes)
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
        for element in image_elements(&image) {
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
