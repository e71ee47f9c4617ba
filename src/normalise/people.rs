//! Who wrote an article: the authors it names, else those of its provider, else the provider itself.

use std::borrow::Cow;

use super::{Diagnostics, links, name, plain};
use crate::config::Config;
use crate::finding::Rule;
use crate::model::{Person, RawPerson, RawProvider, Record, Spanned};
use crate::uri;

/// The authors, each name once.
pub(super) fn authors(record: &Record, config: &Config, diagnostics: &mut Diagnostics<'_>) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let provided = record.provider.as_ref().map_or(&[][..], |provider| &provider.authors);
    for group in [&record.authors[..], provided] {
        for person in group.iter().filter_map(|written| person(&known(written, config), config, diagnostics))
        {
            if !people.iter().any(|other| other.name == person.name) {
                people.push(person);
            }
        }
        if !people.is_empty() {
            return people;
        }
    }
    record
        .provider
        .as_ref()
        .and_then(|provider| organisation(provider, config, diagnostics))
        .into_iter()
        .collect()
}

/// The person whom a key means, as the site's data say; anybody else is as written.
fn known<'p>(written: &'p RawPerson, config: &Config) -> Cow<'p, RawPerson> {
    let RawPerson { name: Some(key), uri: None, .. } = written else { return Cow::Borrowed(written) };
    let Some(known) = config.authors.get(key.text.trim()) else { return Cow::Borrowed(written) };
    let here = |text: &Option<Spanned>| text.clone().map(|text| Spanned { position: key.position, ..text });
    Cow::Owned(RawPerson {
        name: here(&known.name),
        uri: here(&known.uri),
        email: None,
        avatar: written.avatar.clone().or_else(|| here(&known.avatar)),
    })
}

pub(super) fn person(
    written: &RawPerson,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Person> {
    let plain = plain(written.name.as_ref()).map(|name| without_links(&name));
    let name = name(plain.as_deref().and_then(uri::name_alone));
    if let (None, Some(_), Some(written)) = (&name, plain, &written.name) {
        let message = "an author needs a name: an email address alone is not published";
        diagnostics.add(Rule::Value, written.position, message.to_owned());
    }
    let name = name?;
    let mut url =
        |written: &Option<_>, what| links::written_in_site(written.as_ref()?, what, config, diagnostics);
    Some(Person {
        name,
        uri: url(&written.uri, "the URL of an author"),
        avatar: url(&written.avatar, "the URL of an author's image"),
        ..Person::default()
    })
}

/// A name without the URLs that Markdown has in it.
fn without_links(name: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(name.len()), name);
    while let Some((before, (words, behind))) = rest.split_once("](").and_then(|(before, target)| {
        let (before, words) = before.rsplit_once('[')?;
        Some((before, (words, target.split_once(')')?.1)))
    }) {
        text.push_str(before);
        text.push_str(words);
        rest = behind;
    }
    text + rest
}

fn organisation(
    provider: &RawProvider,
    config: &Config,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Person> {
    let domain = provider.domain.as_ref().map(|domain| domain.text.trim());
    let url = domain.map(|domain| match domain.contains("://") {
        true => domain.to_owned(),
        false => format!("https://{}/", domain.trim_matches('/')),
    });
    let uri = url.and_then(|url| uri::absolute(&url, &config.site.url).ok());
    let name = name(plain(provider.name.as_ref()).as_deref().and_then(uri::name_alone))
        .or_else(|| uri.as_ref()?.host_str().map(str::to_owned))?;
    let image = links::images(&provider.images, config, diagnostics).into_iter().next();
    Some(Person {
        name,
        uri: uri.map(|uri| uri::written(&uri)),
        avatar: image.map(|image| image.url),
        ..Person::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_the_urls_of_markdown() {
        for (written, expected) in [
            ("Ann ([@ann](https://example.org/ann)), keeper", "Ann (@ann), keeper"),
            ("[A](b) and [C](d)", "A and C"),
            ("Ann [she/her] ([@ann](https://example.org/ann))", "Ann [she/her] (@ann)"),
            ("A [b]", "A [b]"),
            ("A ](", "A ]("),
        ] {
            assert_eq!(without_links(written), expected);
        }
    }
}
