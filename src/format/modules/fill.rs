//! How a value is put into a field of the model: the first that is said counts, and repetitions change nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::wording::loose_text;
use crate::model::{Category, Image, Person, Text};
use crate::xml::Element;

/// Fills a field that is empty. Says whether the field now holds the value.
pub fn fill<T: PartialEq>(field: &mut Option<T>, value: Option<T>) -> bool {
    match (&field, value) {
        // An element that says nothing is done with.
        (_, None) => true,
        (Some(present), Some(value)) => *present == value,
        (None, value) => {
            *field = value;
            true
        }
    }
}

/// Adds a value to a list, which takes any: an element that says nothing is done with.
pub(super) fn add<T>(list: &mut Vec<T>, value: Option<T>) -> bool {
    list.extend(value);
    true
}

/// Leaves out the categories that are there already.
pub fn distinct(categories: &mut Vec<Category>) {
    let mut seen = BTreeSet::new();
    categories.retain(|category| {
        seen.insert((category.term.clone(), category.scheme.clone(), category.label.clone()))
    });
}

/// Leaves each person once who is named by several elements: one of the same name says what the first does not.
pub fn distinct_people(people: &mut Vec<Person>) {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Person> = Vec::with_capacity(people.len());
    for person in people.drain(..) {
        let shown = person.shown_name().to_owned();
        let place = places.get(&shown).filter(|_| !shown.is_empty());
        match place.and_then(|&place| kept.get_mut(place)).filter(|known| agree(known, &person)) {
            Some(known) => {
                known.uri = known.uri.take().or(person.uri);
                known.email = known.email.take().or(person.email);
                known.avatar = known.avatar.take().or(person.avatar);
            }
            None => {
                places.entry(shown).or_insert(kept.len());
                kept.push(person);
            }
        }
    }
    *people = kept;
}

/// Whether nothing that is said of one person contradicts what is said of another.
fn agree(one: &Person, other: &Person) -> bool {
    let same =
        |one: &Option<String>, other: &Option<String>| one.is_none() || other.is_none() || one == other;
    same(&one.uri, &other.uri) && same(&one.email, &other.email) && same(&one.avatar, &other.avatar)
}

/// The text of an element, trimmed; nothing where it is empty.
pub fn line(element: &Element) -> Option<String> {
    trimmed(&element.text())
}

/// A text without white space around it; nothing where it is empty.
pub(super) fn trimmed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a value says no less than another.
fn covers<T: PartialEq>(value: &Option<T>, other: &Option<T>) -> bool {
    other.is_none() || value == other
}

/// Fills an empty text; says whether it holds the words, as HTML or not.
pub(super) fn fill_text(field: &mut Option<Text>, text: &str) -> bool {
    let text = text.trim();
    field.as_ref().is_some_and(|present| present.value == text) || fill(field, loose_text(text, None))
}

/// Fills an empty image; says whether it is that image, and no less is known of it.
pub(super) fn fill_image(field: &mut Option<Image>, image: Option<Image>) -> bool {
    let Some(image) = image else {
        return true;
    };
    let field = field.get_or_insert_with(|| image.clone());
    field.url == image.url && covers(&field.width, &image.width) && covers(&field.height, &image.height)
}
