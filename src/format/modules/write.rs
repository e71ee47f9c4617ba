//! Turns what an entry says in words of modules into the elements that RSS and Atom both carry: names, attributes and text,
//! in the order in which they are written. An element that is added here is in both.
//!
//! Of Media RSS there are images and files; groups, players, ratings and the rest are left out: no entry holds them.

use std::borrow::Cow;

use crate::format::lines::Lines;
use crate::format::losses::Losses;
use crate::model::{Enclosure, Entry, Image, QualifiedName};
use crate::xml::namespace;

/// The prefixes of the modules, the same in every document, and their namespaces.
pub const NAMESPACES: [(&str, &str); 2] = [("itunes", namespace::ITUNES), ("media", namespace::MEDIA)];

/// An element of a module that holds no other.
pub struct ModuleElement<'e> {
    /// The prefix of its namespace.
    pub prefix: &'static str,
    /// Its name with the prefix.
    pub name: &'static str,
    /// Its attributes in the order of their names, neither normalised nor escaped.
    pub attributes: Vec<(&'static str, Cow<'e, str>)>,
    /// The characters in it.
    pub text: String,
}

impl ModuleElement<'_> {
    /// Appends the element, so many elements deep.
    pub(in crate::format) fn add_to(&self, lines: &mut Lines<'_>, depth: usize) {
        lines.start(depth, self.name);
        self.attributes.iter().for_each(|(name, value)| lines.attribute(name, value));
        lines.text(self.name, &self.text);
    }
}

fn media<'e>(
    name: &'static str,
    attributes: impl Iterator<Item = (&'static str, Option<Cow<'e, str>>)>,
) -> ModuleElement<'e> {
    let attributes = attributes.filter_map(|(name, value)| Some((name, value?))).collect();
    ModuleElement { prefix: "media", name, attributes, text: String::new() }
}

/// The elements in which an entry says what neither format has words for, and its files that have no place in a core element.
pub fn elements<'e>(entry: &'e Entry, files: &'e [Enclosure]) -> impl Iterator<Item = ModuleElement<'e>> {
    let [content, thumbnail] = image(entry).map(image_elements).map_or([None, None], |pair| pair.map(Some));
    duration(entry).into_iter().chain(content).chain(files.iter().map(file)).chain(thumbnail)
}

/// The image as `media:content` and, for readers that look for nothing else, as `media:thumbnail`.
fn image_elements(image: &Image) -> [ModuleElement<'_>; 2] {
    // A size of zero is not allowed and means nothing.
    let size =
        |pixels: Option<u32>| pixels.filter(|&pixels| pixels > 0).map(|pixels| pixels.to_string().into());
    let attributes = [
        ("height", size(image.height)),
        ("medium", Some("image".into())),
        ("url", Some(image.url.as_str().into())),
        ("width", size(image.width)),
    ];
    let of_thumbnail = attributes.clone().into_iter().filter(|(name, _)| *name != "medium");
    [media("media:content", attributes.into_iter()), media("media:thumbnail", of_thumbnail)]
}

/// The playing time of the first file, in whole seconds: to podcast directories an item is one file.
fn duration(entry: &Entry) -> Option<ModuleElement<'static>> {
    let seconds = entry.enclosures.first()?.duration.filter(|_| !has_duration(entry))?;
    let text = format!("{seconds:.0}");
    Some(ModuleElement { prefix: "itunes", name: "itunes:duration", attributes: Vec::new(), text })
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

fn file(enclosure: &Enclosure) -> ModuleElement<'_> {
    let media_type = enclosure.media_type.as_deref().unwrap_or_default();
    let medium = match media_type.split_once('/').map(|(kind, _)| kind) {
        Some("image") => "image",
        Some("audio") => "audio",
        Some("video") => "video",
        _ => "document",
    };
    let length = enclosure.length.filter(|&length| length > 0);
    let attributes = [
        ("duration", enclosure.duration.map(|seconds| format!("{seconds:.0}").into())),
        ("fileSize", length.map(|length| length.to_string().into())),
        ("medium", Some(medium.into())),
        ("type", Some(media_type.into())),
        ("url", Some(enclosure.url.as_str().into())),
    ];
    media("media:content", attributes.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'m>(element: &'m ModuleElement<'_>, wanted: &str) -> Option<&'m str> {
        element.attributes.iter().find(|(name, _)| *name == wanted).map(|(_, value)| &**value)
    }

    #[test]
    fn a_size_of_zero_is_left_out() {
        let image = Image {
            url: "https://example.org/a.png".into(),
            width: Some(0),
            height: Some(9),
            ..Image::default()
        };
        for element in image_elements(&image) {
            assert_eq!(value(&element, "width"), None);
            assert_eq!(value(&element, "height"), Some("9"));
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
            assert_eq!(value(&file(&enclosure), "medium"), Some(medium), "{media_type}");
        }
    }
}
