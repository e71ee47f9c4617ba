//! Media RSS as an entry's images and files.
//!
//! Every file counts, also where a group holds one work in several forms; the first image is the entry's. Ratings,
//! credits, players and technical attributes are not absorbed, and stay.

use std::collections::BTreeMap;

use super::lists::Lists;
use super::tree::{attribute, elements, has_only, text};
use crate::format::modules::fill::{fill, fill_image, fill_text};
use crate::model::{Category, Enclosure, Entry, Extension, ExtensionNode, Image};
use crate::time;
use crate::xml::namespace;

/// Where in an entry the file of each URL is.
pub(super) struct Files {
    places: BTreeMap<String, usize>,
}

impl Files {
    pub(super) fn of(entry: &Entry) -> Files {
        let mut places = BTreeMap::new();
        for (index, file) in entry.enclosures.iter().enumerate() {
            places.entry(file.url.clone()).or_insert(index);
        }
        Files { places }
    }

    /// Takes a tree into the entry and gives back what the entry does not say of it.
    pub(super) fn take(
        &mut self,
        tree: Extension,
        entry: &mut Entry,
        lists: &mut Lists,
    ) -> Option<Extension> {
        if tree.name.namespace != namespace::MEDIA {
            return Some(tree);
        }
        let said = match tree.name.local.to_ascii_lowercase().as_str() {
            "group" => has_only(&tree, &[]),
            "content" if is_image_file(&tree) => {
                let names = ["url", "type", "medium", "width", "height", "isDefault"];
                fill_image(&mut entry.image, image(&tree)) && has_only(&tree, &names)
            }
            "content" => {
                let names = ["url", "type", "medium", "fileSize", "duration", "isDefault"];
                self.file(&tree, entry) && has_only(&tree, &names)
            }
            "thumbnail" => {
                fill_image(&mut entry.image, image(&tree)) && has_only(&tree, &["url", "width", "height"])
            }
            "title" => fill_text(&mut entry.title, &text(&tree)) && has_only(&tree, &["type"]),
            "description" => fill_text(&mut entry.summary, &text(&tree)) && has_only(&tree, &["type"]),
            "copyright" => fill_text(&mut entry.rights, &text(&tree)) && has_only(&tree, &["type"]),
            "keywords" => lists.keywords(&text(&tree)) && has_only(&tree, &[]),
            "category" => lists.category(category(&tree)) && has_only(&tree, &["scheme", "label"]),
            _ => return Some(tree),
        };
        self.rest(tree, said, entry, lists)
    }

    /// A tree without those of its parts that the entry says; nothing where that is all of it.
    fn rest(
        &mut self,
        tree: Extension,
        said: bool,
        entry: &mut Entry,
        lists: &mut Lists,
    ) -> Option<Extension> {
        let is_holder = elements(&tree).next().is_some();
        let Extension { name, attributes, children } = tree;
        let children = children.into_iter().filter_map(|node| match node {
            ExtensionNode::Element(part) => self.take(part, entry, lists).map(ExtensionNode::Element),
            // The words of an element without parts were read with it.
            ExtensionNode::Text(text) => (is_holder || !said).then_some(ExtensionNode::Text(text)),
        });
        let children: Vec<ExtensionNode> = children.collect();
        (!said || !children.is_empty()).then_some(Extension { name, attributes, children })
    }

    /// Takes a file that an entry may have already; says whether the entry says all of it.
    fn file(&mut self, tree: &Extension, entry: &mut Entry) -> bool {
        let Some(url) = attribute(tree, "url") else {
            return false;
        };
        let number = |name| attribute(tree, name).and_then(|text| text.parse::<u64>().ok());
        let seconds = attribute(tree, "duration").and_then(time::duration);
        let file = Enclosure {
            url: url.to_owned(),
            media_type: attribute(tree, "type").map(str::to_owned),
            length: number("fileSize"),
            title: None,
            duration: seconds,
        };
        let position = *self.places.entry(file.url.clone()).or_insert(entry.enclosures.len());
        match entry.enclosures.get_mut(position) {
            None => {
                entry.enclosures.push(file);
                true
            }
            Some(known) => {
                let type_is_said = fill(&mut known.media_type, file.media_type);
                let length_is_said = fill(&mut known.length, file.length);
                let duration_is_said = fill(&mut known.duration, file.duration);
                type_is_said && length_is_said && duration_is_said
            }
        }
    }
}

/// Whether a `media:content` is an image: by its medium, else its type, else the ending of its URL.
fn is_image_file(tree: &Extension) -> bool {
    if let Some(medium) = attribute(tree, "medium") {
        return medium.eq_ignore_ascii_case("image");
    }
    let is_image =
        |media_type: &str| media_type.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("image/"));
    if let Some(media_type) = attribute(tree, "type") {
        return is_image(media_type);
    }
    let path = attribute(tree, "url").and_then(|url| url.split(['?', '#']).next());
    path.and_then(|path| mime_guess::from_path(path).first_raw()).is_some_and(is_image)
}

fn image(tree: &Extension) -> Option<Image> {
    let pixels = |name| attribute(tree, name).and_then(|text| text.parse().ok());
    // Some feeds write the URL as content.
    let url = attribute(tree, "url").map_or_else(|| text(tree), str::to_owned).trim().to_owned();
    let image = Image { url, width: pixels("width"), height: pixels("height"), ..Image::default() };
    (!image.url.is_empty()).then_some(image)
}

fn category(tree: &Extension) -> Category {
    let named = |name| attribute(tree, name).map(str::to_owned);
    Category { term: text(tree).trim().to_owned(), scheme: named("scheme"), label: named("label") }
}
