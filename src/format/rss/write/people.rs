//! People as RSS names them: the first author in one line with an e-mail address, all others by their names alone.

use std::borrow::Cow;

use crate::format::characters::owned;
use crate::format::modules;
use crate::model::{Extension, Owner, Person};
use crate::uri;
use crate::xml::namespace;

/// The author that the core element takes: the first, if it has an e-mail address. Where an element of Atom names an
/// author before, the core element would put this one first.
pub(in crate::format::rss) fn core_author<'a>(
    authors: &'a [Person],
    extensions: &[Extension],
) -> Option<Cow<'a, Person>> {
    let is_author =
        |element: &Extension| element.name.namespace == namespace::ATOM && element.name.local == "author";
    let first = authors.first().map(as_read).filter(|person| mail(person).is_some());
    first.filter(|_| !extensions.iter().any(is_author))
}

/// The person as readers of RSS understand the line: where no e-mail address is known, one in the name is it.
pub(in crate::format::rss) fn as_read(person: &Person) -> Cow<'_, Person> {
    if mail(person).is_some() {
        return Cow::Borrowed(person);
    }
    let read = |line: &str| {
        let has_mail = line.contains('@');
        has_mail.then(|| modules::person(&owned(line))).filter(|read| mail(read).is_some())
    };
    let of_name = read(&person.name).map(|read| (read.name, read.email));
    let of_mail = || {
        let read = read(person.email.as_deref()?)?;
        Some((if person.name.is_empty() { read.name } else { person.name.clone() }, read.email))
    };
    match of_name.or_else(of_mail) {
        Some((name, email)) => Cow::Owned(Person { name, email, ..person.clone() }),
        None => Cow::Borrowed(person),
    }
}

/// What RSS wants of a person: `mail (name)`.
pub(super) fn mail_and_name(person: &Person) -> Option<String> {
    let mail = mail(person)?;
    Some(if person.name.is_empty() { owned(mail) } else { owned(&format!("{mail} ({})", person.name)) })
}

/// Whom to write to about the technical side, as RSS writes a person.
pub(super) fn webmaster(owner: &Owner) -> Option<String> {
    let name = owner.name.clone().unwrap_or_default();
    mail_and_name(&Person { name, email: Some(owner.email.clone()), ..Person::default() })
}

/// The e-mail address, where it is valid and recognisable within its line.
fn mail(person: &Person) -> Option<&str> {
    let is_shown = |mail: &&str| modules::person(mail).email.as_deref() == Some(*mail);
    person.email.as_deref().filter(|mail| uri::is_mail(mail)).filter(is_shown)
}

/// The name of somebody who has no place in the core element. One that holds an e-mail address would be taken for another.
pub(super) fn name(person: &Person) -> Option<String> {
    let of_line = |line: &String| {
        let line = owned(line).trim().to_owned();
        if !line.contains('@') {
            return line;
        }
        let Person { name, email, .. } = modules::person(&line);
        let is_name = !name.is_empty() && modules::person(&name).email.is_none();
        email.map_or(line, |email| if is_name { name } else { email })
    };
    let page =
        person.uri.as_ref().filter(|page| !page.contains('@') || modules::person(page).email.is_none());
    let names = [Some(&person.name), person.email.as_ref(), page];
    names.into_iter().flatten().map(of_line).find(|name| !name.is_empty())
}
