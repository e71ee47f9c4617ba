//! What is written can be read, and every difference has been counted as a loss.

use std::sync::Arc;

use proptest::prelude::*;

use super::fit::losses;
use super::read::read;
use super::write::write;
use crate::format::diagnostics::Diagnostics;
use crate::format::losses::Losses;
use crate::format::sample::{hostile_text, moment};
use crate::model::{
    Category, Content, Enclosure, Entry, Extension, Feed, FeedHead, Generator, Image, Link, Member, Person,
    Text,
};

/// The feed that a feed is read back as.
fn reread(feed: &Feed) -> Feed {
    let written = String::from_utf8(write(feed).unwrap()).unwrap();
    let mut diagnostics = Diagnostics::default();
    let feed = read(&written, None, &mut diagnostics).unwrap();
    let without_title = |message: &str| message.starts_with("title");
    assert!(
        diagnostics.findings.iter().all(|finding| without_title(&finding.message)),
        "{:?}",
        diagnostics.findings
    );
    assert!(diagnostics.lost.is_empty(), "{:?}", diagnostics.lost);
    feed
}

/// Makes a feed of numbers, so that proptest can make it smaller.
struct Choices {
    numbers: std::vec::IntoIter<u8>,
    /// Whether there may be something that JSON Feed cannot carry.
    may_lose: bool,
}

impl Choices {
    fn pick(&mut self, count: u8) -> u8 {
        self.numbers.next().unwrap_or(0) % count
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Choices) -> T) -> Option<T> {
        (self.pick(3) > 0).then(|| make(self))
    }

    fn many<T>(&mut self, make: impl Fn(&mut Choices, u8) -> T) -> Vec<T> {
        (0..self.pick(3)).map(|index| make(self, index)).collect()
    }

    /// A thing that JSON Feed cannot carry, once in a while.
    fn lossy<T>(&mut self, make: impl FnOnce(&mut Choices) -> T) -> Option<T> {
        (self.pick(12) == 11 && self.may_lose).then(|| make(self))
    }

    fn word(&mut self) -> String {
        let words = [
            "Rye", "a <b> & c", "\"\\u0041\\\"", "\u{1f980}\u{202e}", "two\nlines\tand a tab", "&amp;", "]]>",
        ];
        let word = |choices: &mut Choices| words[choices.pick(7) as usize];
        format!("{}{}", word(self), word(self))
    }

    fn url(&mut self) -> String {
        format!("https://example.org/{}", self.pick(200))
    }

    fn plain(&mut self) -> Text {
        match self.lossy(|_| "<b>bold</b> words") {
            Some(html) => Text::html(html),
            None => Text::plain(self.word()),
        }
    }

    fn link(&mut self, relation: &str) -> Link {
        let mut link = Link::new(relation, self.url());
        link.media_type = self.lossy(|_| "application/pdf".to_owned()).filter(|_| relation != "self");
        link.title = self.lossy(Choices::word);
        link.language = self.lossy(|_| "de".to_owned());
        link.length = self.lossy(|_| 5);
        link
    }

    fn person(&mut self) -> Person {
        let uri = self.maybe(Choices::url);
        let has_mail = if uri.is_none() { self.pick(2) > 0 } else { self.lossy(|_| ()).is_some() };
        Person {
            name: self.word(),
            email: has_mail.then(|| "ann@example.org".to_owned()),
            avatar: self.maybe(Choices::url),
            uri,
        }
    }

    fn image(&mut self) -> Image {
        Image {
            url: self.url(),
            width: self.lossy(|_| 7),
            height: self.lossy(|_| 7),
            title: self.lossy(Choices::word),
            link: self.lossy(Choices::url),
            ..Image::default()
        }
    }

    fn enclosure(&mut self) -> Enclosure {
        Enclosure {
            url: self.url(),
            media_type: Some("audio/mpeg".to_owned()),
            length: self.maybe(|choices| u64::from(choices.pick(250)) * 70_000_000_000_000_000),
            title: self.maybe(Choices::word),
            duration: self.maybe(|choices| f64::from(choices.pick(250)) / 8.0),
        }
    }

    fn category(&mut self, index: u8) -> Category {
        let term = format!("{index}{}", self.word());
        Category { term, scheme: self.lossy(Choices::url), label: self.lossy(Choices::word) }
    }

    fn members(&mut self) -> Vec<Member> {
        let mut members = self.many(|choices, index| Member {
            name: format!("_{}{index}", ["b", "a"][choices.pick(2) as usize]),
            json: ["{\"b\":[1.50,{}],\"a\":\"\\\"<\"}", "null", "12345678901234567890.0"]
                [choices.pick(3) as usize]
                .to_owned(),
        });
        members.extend(self.lossy(|_| Member { name: "_c".to_owned(), json: "{".to_owned() }));
        members
    }

    fn head(&mut self) -> FeedHead {
        let mut links: Vec<Link> = Vec::new();
        links.extend(self.maybe(|choices| choices.link("alternate")));
        links.extend(
            self.maybe(|choices| Link {
                href: "https://example.org/feed.json".into(),
                ..choices.link("self")
            }),
        );
        links.extend(self.maybe(|choices| choices.link("next")));
        links.extend(self.many(|choices, _| choices.link("hub")));
        for relation in ["previous", "alternate", "self"] {
            let is_further = links.iter().any(|link| link.relation == relation) || relation == "previous";
            links.extend(self.lossy(|choices| choices.link(relation)).filter(|_| is_further));
        }
        let own = links.iter().find(|link| link.relation == "self").map(|link| link.href.clone());
        FeedHead {
            id: self.lossy(Choices::url).or(own),
            title: self.maybe(Choices::plain),
            subtitle: self.maybe(Choices::plain),
            links,
            locations: Vec::new(),
            updated: self.lossy(|_| moment("2026-03-04T09:00:00Z")),
            published: self.lossy(|_| moment("2026-03-04T09:00:00Z")),
            language: self.maybe(|_| "en".to_owned()),
            authors: self.many(|choices, _| choices.person()),
            contributors: self.lossy(Choices::person).into_iter().collect(),
            categories: self.lossy(|choices| choices.category(0)).into_iter().collect(),
            rights: self.lossy(Choices::plain),
            icon: self.maybe(Choices::image),
            logo: self.maybe(Choices::image),
            generator: self.lossy(|_| Generator::default()),
            ttl: self.lossy(|_| 60),
            polling: Default::default(),
            podcast: None,
            is_beside_podcast: false,
            extensions: self.lossy(|_| Extension::default()).into_iter().collect(),
            members: self.members(),
        }
    }

    fn links(&mut self) -> Vec<Link> {
        let mut links: Vec<Link> = Vec::new();
        links.extend(self.maybe(|choices| choices.link("alternate")));
        links.extend(self.maybe(|choices| choices.link("via")));
        for relation in ["related", "replies"] {
            links.extend(self.lossy(|choices| choices.link(relation)));
        }
        links
    }

    fn contents(&mut self) -> Vec<Content> {
        let kinds = self.pick(3);
        let mut contents = Vec::new();
        contents.extend((kinds != 0).then(|| Content::Text(Text::html(format!("<p>{}</p>", self.word())))));
        contents.extend((kinds != 1).then(|| Content::Text(Text::plain(self.word()))));
        contents
            .extend(self.lossy(|choices| Content::Text(Text::html(choices.word()))).filter(|_| kinds != 0));
        contents.extend(self.lossy(|choices| Content::OutOfLine { media_type: None, source: choices.url() }));
        contents
    }

    fn entry(&mut self) -> Entry {
        Entry {
            id: Some(self.word()),
            title: self.maybe(Choices::plain),
            links: self.links(),
            summary: self.maybe(Choices::plain),
            contents: self.contents(),
            published: self.maybe(|_| moment("2026-03-04T08:30:05Z")),
            updated: self.maybe(|choices| moment(&format!("2026-03-04T08:30:0{}Z", 5 + choices.pick(2)))),
            authors: self.many(|choices, _| choices.person()),
            contributors: self.lossy(Choices::person).into_iter().collect(),
            categories: self.many(Choices::category),
            image: self.maybe(Choices::image),
            banner: self.maybe(Choices::image),
            enclosures: self.many(|choices, _| choices.enclosure()),
            language: self.maybe(|_| "de".to_owned()),
            rights: self.lossy(Choices::plain),
            source: self.lossy(|_| Box::default()),
            extensions: self.lossy(|_| Extension::default()).into_iter().collect(),
            members: self.members(),
            ..Entry::default()
        }
    }
}

fn any_feed(may_lose: bool) -> impl Strategy<Value = Feed> {
    prop::collection::vec(any::<u8>(), 0..500).prop_map(move |numbers| {
        let mut choices = Choices { numbers: numbers.into_iter(), may_lose };
        let head = choices.head();
        Feed { head, entries: choices.many(|choices, _| Arc::new(choices.entry())) }
    })
}

fn lost(feed: &Feed) -> Losses {
    let mut lost = Losses::default();
    losses(feed, &mut lost);
    lost
}

proptest! {
    #[test]
    fn what_json_feed_can_carry_comes_back_as_it_was(feed in any_feed(false)) {
        prop_assert_eq!(&reread(&feed), &feed);
        prop_assert_eq!(lost(&feed), Losses::default());
    }

    #[test]
    fn a_loss_is_told_where_something_is_lost_and_nowhere_else(feed in any_feed(true)) {
        let is_same = reread(&feed) == feed;
        prop_assert_eq!(is_same, lost(&feed).kinds.is_empty(), "{:?}", lost(&feed));
    }

    #[test]
    fn what_is_read_once_is_written_the_same_from_then_on(feed in any_feed(true)) {
        let once = write(&reread(&feed)).unwrap();
        let twice = write(&reread(&reread(&feed))).unwrap();
        prop_assert_eq!(String::from_utf8(once).unwrap(), String::from_utf8(twice).unwrap());
    }

    #[test]
    fn nothing_makes_reading_panic(text in hostile_json(), cut in any::<prop::sample::Index>()) {
        let mut diagnostics = Diagnostics::default();
        for text in [text.as_str(), text.get(..cut.index(text.len() + 1)).unwrap_or_default()] {
            if let Ok(feed) = read(text, Some("https://example.org/"), &mut diagnostics)
                && feed.entries.iter().all(|entry| entry.id.is_some())
            {
                prop_assert!(write(&feed).is_ok());
            }
        }
    }
}

/// Documents with known members of every kind of value.
fn hostile_json() -> impl Strategy<Value = String> {
    let names = "version title home_page_url feed_url next_url hubs icon author authors language items id url \
        content_html content_text summary date_published tags attachments mime_type size_in_bytes type name _own";
    let names: Vec<&str> = names.split_whitespace().collect();
    let text = hostile_text().prop_map(|text| serde_json::to_string(&text).unwrap());
    let plain =
        prop::sample::select(vec!["null", "1", "-1e400", "true", "\"\\ud800\"", "\"\\u0000a\"", "{", "1.5"]);
    let value = prop_oneof![text, plain.prop_map(str::to_owned)].prop_recursive(5, 60, 8, move |value| {
        let member = (prop::sample::select(names.clone()), value.clone());
        let object = prop::collection::vec(member, 0..8).prop_map(|members| {
            let members: Vec<String> =
                members.into_iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
            format!("{{{}}}", members.join(",\n"))
        });
        let list = prop::collection::vec(value, 0..4).prop_map(|values| format!("[{}]", values.join(", ")));
        prop_oneof![3 => object, 1 => list]
    });
    prop::collection::vec(value, 0..4)
        .prop_map(|items| format!("{{\"items\": [{}], \"version\": \"1\"}}", items.join(",")))
}
