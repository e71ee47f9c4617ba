//! The data file of a site's authors -> who the key of an author means: a mapping of keys to people, or a list of people that
//! name their key. Only names, pages and images are read: an email address is never published.

use std::collections::BTreeMap;

use crate::finding::{Finding, Rule};
use crate::model::{RawPerson, Spanned};
use crate::ordered::CollectOrdered;
use crate::tree::{Content, Node};
use crate::yaml;

/// People by their keys.
pub type Authors = BTreeMap<String, RawPerson>;

/// Where the people of a list say their key.
const KEYS: [&str; 7] = ["key", "id", "username", "handle", "short_name", "nick", "slug"];

/// Reads a file of authors; the file is in YAML or JSON.
///
/// # Errors
///
/// A finding about the file at `path` where it cannot be read.
pub fn read(path: &str, text: &str) -> Result<Authors, Finding> {
    let unread = |position, what: &str| Finding {
        rule: Rule::UnreadSetting,
        path: path.to_owned(),
        position: Some(position),
        message: format!("{what}; authors are shown by their keys"),
    };
    let root = yaml::read(text, 1, &|_| true).map_err(|error| unread(error.position, &error.message))?;
    // MkDocs keeps them below a key of its own.
    let below = root.get("authors").filter(|node| node.is_mapping() && node.get("name").is_none());
    match &below.unwrap_or(&root).content {
        Content::Mapping(mapping) => {
            let pairs = mapping.pairs().iter();
            Ok(pairs
                .filter_map(|pair| Some((pair.key.trim().to_owned(), person(&pair.value)?)))
                .collect_map())
        }
        Content::Sequence(nodes) => {
            let keyed = |node: &Node<'_>| {
                let key = KEYS.iter().find_map(|key| node.get(key)?.text())?;
                Some((key.trim().to_owned(), person(node)?))
            };
            Ok(nodes.iter().filter_map(keyed).collect_map())
        }
        Content::Null => Ok(Authors::new()),
        Content::Scalar(_) => Err(unread(
            root.position,
            &format!("authors must be a mapping of keys to people, not {}", root.kind()),
        )),
    }
}

/// Reads a file of one author, whose key is the name of the file.
///
/// # Errors
///
/// As [`read`].
pub fn read_one(path: &str, key: &str, text: &str) -> Result<Authors, Finding> {
    let unread = |error: crate::tree::ParseError| Finding {
        rule: Rule::UnreadSetting,
        path: path.to_owned(),
        position: Some(error.position),
        message: format!("{}; the author is shown by the key", error.message),
    };
    let root = yaml::read(text, 1, &|_| true).map_err(unread)?;
    Ok(person(&root).map(|person| (key.to_owned(), person)).into_iter().collect_map())
}

/// A person: a name, or a mapping that has one.
fn person(node: &Node<'_>) -> Option<RawPerson> {
    let text = |node: &Node<'_>| {
        let text = node.text().map(str::trim).filter(|text| !text.is_empty())?;
        Some(Spanned { text: text.to_owned(), position: node.position })
    };
    let of_key = |keys: &[&str]| keys.iter().find_map(|key| text(node.get(key)?));
    let person = match node.content {
        Content::Mapping(_) => RawPerson {
            name: of_key(&["name", "display_name", "full_name", "title"]),
            uri: of_key(&["url", "uri", "website", "homepage", "web"]).filter(|url| !url.text.contains('@')),
            avatar: of_key(&["avatar", "image", "picture", "image_url", "imageURL", "avatar_url"]),
            email: None,
        },
        _ => RawPerson { name: text(node), ..RawPerson::default() },
    };
    person.name.is_some().then_some(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, String, Option<String>)> {
        let authors = read("_data/authors.yml", text).unwrap();
        let written = |person: Option<Spanned>| person.map(|text| text.text);
        let one =
            |(key, person): (String, RawPerson)| (key, written(person.name).unwrap(), written(person.uri));
        authors.into_iter().map(one).collect()
    }

    #[test]
    fn people_are_read_by_their_keys_without_their_mail() {
        let ann = |uri: Option<&str>| vec![("ann".to_owned(), "Ann".to_owned(), uri.map(str::to_owned))];
        for (text, uri) in [
            (
                "ann: {name: Ann, uri: https://example.org/ann, email: ann@example.org}",
                Some("https://example.org/ann"),
            ),
            ("ann: {name: Ann, url: 'mailto:ann@example.org'}", None),
            ("ann: Ann", None),
            ("{\"ann\": {\"name\": \"Ann\", \"website\": \"/ann/\"}}", Some("/ann/")),
            ("- {username: ann, name: Ann}\n- {name: Without a key}", None),
            ("ann: {name: Ann}\nbea: {bio: no name}", None),
        ] {
            assert_eq!(names(text), ann(uri), "{text}");
            assert!(read("p", text).unwrap().values().all(|person| person.email.is_none()));
        }
        assert_eq!(names(""), []);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_a_finding_at_its_place() {
        for text in ["a: [", "only a text"] {
            assert_eq!(read("_data/authors.yml", text).unwrap_err().rule, Rule::UnreadSetting, "{text}");
        }
    }
}
