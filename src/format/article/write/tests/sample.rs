//! Entries of every kind that a project of articles can carry whole.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proptest::option::of;
use proptest::prelude::*;

use crate::html::{self, Rules};
use crate::model::{Category, Content, Enclosure, Entry, Image, Link, Person, Text};
use crate::text::is_permitted;
use crate::topic;

/// The vocabulary of the topics that `build` makes here.
pub const SCHEME: &str = "https://example.org/topics/";

fn plain() -> impl Strategy<Value = String> {
    let words = "[a-zA-Z&<>;/=\"'#:{}\\[\\]é中🦀 \n]{1,20}|<b>[a-z]{1,5}</b>|&(amp|lt|#39|nbsp);|\\PC{1,10}|- [a-z]: #";
    words
        .prop_map(|text| text.chars().filter(|&character| is_permitted(character)).collect::<String>())
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("blank", |text| !text.is_empty())
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("https://example.org".to_owned()),
        Just("HTTP://Example.org:80/%7ea".to_owned()),
        "https://example\\.org/[a-z0-9/~+,;=@-]{0,12}(\\?[a-z=&]{1,6})?(#[a-z]{1,3})?",
    ]
}

fn html() -> impl Strategy<Value = String> {
    (plain(), "[^\r]{0,30}").prop_map(|(text, other)| {
        let dirty = format!(
            "<p>{}</p>\n{other}<br>--- <i class=\"x\" style=\"color: red\">{{{{ x }}}}</i>",
            crate::text::escape_html(&text)
        );
        let base = url::Url::parse("https://example.org/").unwrap();
        html::clean(
            &dirty,
            &Rules { base: Some(&base), embeds: &[], keep_styling: true, files: crate::html::FileBase::Page },
        )
        .html
        .trim()
        .to_owned()
    })
}

fn text() -> impl Strategy<Value = Text> {
    prop_oneof![plain().prop_map(Text::plain), html().prop_map(Text::html)]
}

fn date() -> impl Strategy<Value = DateTime<Utc>> {
    (-62_135_596_800_i64..253_370_764_800, prop_oneof![Just(0), 0..1_000_000_000_u32])
        .prop_map(|(seconds, nanoseconds)| DateTime::from_timestamp(seconds, nanoseconds).unwrap())
}

fn person() -> impl Strategy<Value = Person> {
    (prop_oneof![plain(), Just(String::new())], of(address()), of(plain()), of(address()))
        .prop_map(|(name, uri, email, avatar)| Person { name, uri, email, avatar })
        .prop_filter("nobody", |person| *person != Person::default())
}

fn link() -> impl Strategy<Value = Link> {
    let relation = "alternate|via|related|replies|license";
    let bare = (relation, address()).prop_map(|(relation, href)| Link::new(&relation, href));
    let more = (bare, of(plain()), of("[a-z]{2}"), of(plain()), of(any::<u64>()));
    let full = more.prop_map(|(bare, media_type, language, title, length)| Link {
        media_type,
        language,
        title,
        length,
        ..bare
    });
    prop_oneof![full, (relation, address()).prop_map(|(relation, href)| Link::new(&relation, href))]
}

fn image() -> impl Strategy<Value = Image> {
    (address(), of(any::<u32>()), of(any::<u32>())).prop_map(|(url, width, height)| Image {
        url,
        width,
        height,
        ..Image::default()
    })
}

fn enclosure() -> impl Strategy<Value = Enclosure> {
    (address(), of(plain()), of(any::<u64>()), of(plain()), of(0.0..1e9_f64)).prop_map(
        |(url, media_type, length, title, duration)| Enclosure { url, media_type, length, title, duration },
    )
}

fn categories() -> impl Strategy<Value = Vec<Category>> {
    prop::collection::vec(plain(), 0..4).prop_map(|mut names| {
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(topic::Key::of(name)));
        let category =
            |term: String| Category { label: Some(term.clone()), term, scheme: Some(SCHEME.to_owned()) };
        names.into_iter().map(category).collect()
    })
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec(person(), 0..3)
}

/// Dates of which one at least is known.
fn dates() -> impl Strategy<Value = (Option<DateTime<Utc>>, Option<DateTime<Utc>>)> {
    prop_oneof![
        (date(), prop::option::of(date())).prop_map(|(published, updated)| (Some(published), updated)),
        date().prop_map(|updated| (None, Some(updated))),
    ]
}

pub fn entry() -> impl Strategy<Value = Entry> {
    let texts = (plain(), of(text()), of(text()), of(text()), of(plain()));
    let people_and_topics = (people(), people(), categories());
    let media = (
        of(image()),
        of(image()),
        prop::collection::vec(enclosure(), 0..3),
        prop::collection::vec(link(), 0..4),
    );
    (texts, people_and_topics, media, dates()).prop_map(|(texts, people_and_topics, media, dates)| {
        let (id, title, summary, content, rights) = texts;
        let (authors, contributors, categories) = people_and_topics;
        let (image, banner, enclosures, links) = media;
        Entry {
            id: Some(id),
            title,
            summary,
            contents: content.map(Content::Text).into_iter().collect(),
            rights: rights.map(Text::plain),
            authors,
            contributors,
            categories,
            image,
            banner,
            enclosures,
            links,
            published: dates.0,
            updated: dates.1,
            language: Some("en-GB".to_owned()),
            ..Entry::default()
        }
    })
}
