//! Author objects (JSON Feed 1.1, "Top-level"; 1.0 knew one of them) become people.

use super::reading::{Members, Reading, take};
use crate::finding::Rule;
use crate::format::json_feed::carried::linked_mail;
use crate::model::Person;

/// The authors that an object names. Where it names some, the one author of version 1.0 beside them is for readers
/// that do not know of them ("Deprecations").
pub(super) fn people<'a>(members: &mut Members<'a>, reading: &mut Reading<'a, '_>) -> Vec<Person> {
    let deprecated = take(members, "author");
    let authors = reading.list(take(members, "authors"), "authors");
    let people: Vec<Person> = authors.into_iter().filter_map(|author| person(author, reading)).collect();
    if !people.is_empty() {
        return people;
    }
    deprecated.and_then(|author| person(author, reading)).into_iter().collect()
}

fn person<'a>(value: &'a str, reading: &mut Reading<'a, '_>) -> Option<Person> {
    if value.starts_with('"') {
        reading.add(value, Rule::Repair, "an author", "is not an object; the text is read as the name");
        let name = reading.text(Some(value), "an author")?;
        return Some(Person { name, ..Person::default() });
    }
    let mut members = reading.object(value, Rule::FeedValue, "an author")?;
    let mut person = Person {
        name: reading.text(take(&mut members, "name"), "name").unwrap_or_default(),
        uri: reading.url(take(&mut members, "url"), "url"),
        avatar: reading.url(take(&mut members, "avatar"), "avatar"),
        // No version knows it, but it can mean one thing alone.
        email: reading.text(take(&mut members, "email"), "email"),
    };
    reading.lose(members, "authors");
    if let Some(email) = person.uri.as_deref().and_then(linked_mail).map(str::to_owned) {
        // A name that is nothing but the e-mail address is there for readers that show names.
        if person.name == email {
            person.name.clear();
        }
        person.email.get_or_insert(email);
        person.uri = None;
    }
    (person != Person::default()).then_some(person)
}
