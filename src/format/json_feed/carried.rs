//! What of a feed has a place in JSON Feed: the one answer for the writer, who writes it, and for the report on what
//! was lost, which is about all the rest.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::value::RawValue;

use super::literal::{is_extension_name, normalised};
use super::wire::Extensions;
use crate::format::characters::normalized;
use crate::format::shared::location;
use crate::html;
use crate::model::{Content, Entry, FeedHead, Format, Link, Member, Person, Text, TextKind};
use crate::uri::is_mail;

/// The text as plain text: the only place for HTML is the content (JSON Feed 1.1, "Items").
pub(super) fn plain(text: &Text) -> Cow<'_, str> {
    match text.kind {
        TextKind::Plain => normalized(&text.value),
        TextKind::Html => Cow::Owned(html::plain_text(&text.value)),
    }
}

/// The same; nothing of HTML of which no word is left.
pub(super) fn shown(text: &Text) -> Option<Cow<'_, str>> {
    Some(plain(text)).filter(|plain| text.kind == TextKind::Plain || !plain.trim().is_empty())
}

/// The first content of the kind.
pub(super) fn content(entry: &Entry, kind: TextKind) -> Option<&Text> {
    entry.contents.iter().find_map(|content| match content {
        Content::Text(text) if text.kind == kind => Some(text),
        _ => None,
    })
}

/// The summary, where it is HTML and must replace an absent content.
pub(super) fn summary_as_content(entry: &Entry) -> Option<&Text> {
    let has_content = [TextKind::Html, TextKind::Plain].iter().any(|&kind| content(entry, kind).is_some());
    entry.summary.as_ref().filter(|summary| summary.kind == TextKind::Html && !has_content)
}

/// The links of a feed that JSON Feed has members for.
pub(super) struct HeadLinks<'a> {
    /// Where the feed is published.
    pub(super) feed: Option<&'a str>,
    /// The page that it represents.
    pub(super) home: Option<&'a Link>,
    /// Its next part, which must not be itself (JSON Feed 1.1, "Top-level").
    pub(super) next: Option<&'a Link>,
    /// Who announces changes.
    pub(super) hubs: Vec<&'a Link>,
}

/// The links of the feed.
pub(super) fn head_links(head: &FeedHead) -> HeadLinks<'_> {
    let feed = location(head, Format::JsonFeed).map(|own| own.url);
    HeadLinks {
        feed,
        home: head.link_to("alternate"),
        next: head.link_to("next").filter(|link| Some(link.href.as_str()) != feed),
        hubs: head.links.iter().filter(|link| link.relation == "hub").collect(),
    }
}

/// The links of the entry: the article's own and the original's.
pub(super) fn entry_links(entry: &Entry) -> [Option<&Link>; 2] {
    [entry.link_to("alternate"), entry.link_to("via")]
}

/// The URL of a person with an e-mail address and no page.
pub(super) fn mail_link(person: &Person) -> Option<String> {
    let email = person.email.as_deref().filter(|email| person.uri.is_none() && is_mail(email))?;
    Some(format!("mailto:{email}"))
}

/// The e-mail address that a link leads to, if it says nothing else.
pub(super) fn linked_mail(url: &str) -> Option<&str> {
    let (scheme, mail) = url.split_once(':')?;
    (scheme.eq_ignore_ascii_case("mailto") && is_mail(mail)).then_some(mail)
}

/// The members of extensions: each name once, and nothing that is not JSON.
pub(super) fn extensions(members: &[Member]) -> Extensions<'_> {
    let mut names = BTreeSet::new();
    let written = members.iter().filter_map(|member| {
        let value = RawValue::from_string(normalised(&member.json)?).ok()?;
        let is_new = is_extension_name(&member.name) && names.insert(member.name.as_str());
        is_new.then_some((Cow::Borrowed(member.name.as_str()), Cow::Owned(value)))
    });
    Extensions(written.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_simple_mail_address_becomes_a_link() {
        for (email, expected) in [
            ("ann@example.org", Some("mailto:ann@example.org")),
            ("a.n+n@mail.example.org", Some("mailto:a.n+n@mail.example.org")),
            ("ann at example.org", None),
            ("ann@example.org, bob@example.org", None),
            ("@example.org", None),
            ("ann@", None),
            ("a%b@example.org", None),
            ("a@b@example.org", None),
        ] {
            let mut person = Person { email: Some(email.to_owned()), ..Person::default() };
            assert_eq!(mail_link(&person).as_deref(), expected, "{email}");
            person.uri = Some("https://example.org/".to_owned());
            assert_eq!(mail_link(&person), None);
        }
        assert_eq!(linked_mail("MAILTO:ann@example.org"), Some("ann@example.org"));
        for url in
            ["mailto:ann@example.org?subject=a", "https://example.org/ann@example.org", "ann@example.org"]
        {
            assert_eq!(linked_mail(url), None, "{url}");
        }
    }
}
