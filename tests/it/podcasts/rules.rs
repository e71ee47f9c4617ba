//! What PSP-1 (Podcast Standards Project, "The Podcast RSS Standard") asks of a feed, in rules of our own words: each that a
//! document breaks is a line. What the standard recommends counts as asked for, since `build` can say all of it.

use std::collections::BTreeSet;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// An element with the prefix that the standard writes it with.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of a name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of a name.
    pub fn text_of(&self, name: &str) -> &str {
        self.child(name).map_or("", |child| &child.text)
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }
}

/// The document as elements.
pub fn parse(document: &str) -> Element {
    let mut reader = Reader::from_str(document);
    let mut open = vec![Element::default()];
    let start = |tag: &BytesStart<'_>| Element {
        name: tag.name().0.to_owned(),
        attributes: tag
            .attributes()
            .map(|attribute| {
                let attribute = attribute.unwrap();
                let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned();
                (attribute.key.0.to_owned(), value)
            })
            .collect(),
        ..Element::default()
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => open.push(start(&tag)),
            Event::Empty(tag) => open.last_mut().unwrap().children.push(start(&tag)),
            Event::End(_) => {
                let mut done = open.pop().unwrap();
                if !done.children.is_empty() {
                    done.text.clear();
                }
                open.last_mut().unwrap().children.push(done);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::CData(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(name) => {
                let named = quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                let character = || name.resolve_char_ref().unwrap().unwrap().to_string();
                open.last_mut().unwrap().text.push_str(&named.unwrap_or_else(character));
            }
            Event::Eof => return open.pop().unwrap().children.pop().unwrap(),
            _ => {}
        }
    }
}

/// The rules that the RSS document breaks; `url` is where it is served.
pub fn broken(document: &str, url: &str) -> Vec<String> {
    let rss = parse(document);
    let channel = rss.child("channel").unwrap();
    let mut broken = Vec::new();
    let mut rule = |holds: bool, what: &str| {
        if !holds {
            broken.push(what.to_owned());
        }
    };
    for (prefix, namespace) in [
        ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
        ("xmlns:podcast", "https://podcastindex.org/namespace/1.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ] {
        rule(rss.get(prefix) == namespace, prefix);
    }
    let own = channel.all("atom:link").find(|link| link.get("rel") == "self");
    rule(own.is_some_and(|own| own.get("href") == url && own.get("type") == "application/rss+xml"), "self");
    rule(is_short(channel.text_of("title")), "channel title");
    rule(is_description(channel.text_of("description")), "channel description");
    rule(channel.text_of("link").starts_with("http"), "channel link");
    rule(channel.text_of("language").len() >= 2, "channel language");
    rule(
        channel.child("itunes:category").is_some_and(|category| !category.get("text").is_empty()),
        "category",
    );
    rule(["true", "false"].contains(&channel.text_of("itunes:explicit")), "channel explicit");
    rule(is_cover(channel.child("itunes:image")), "channel image");
    rule(["yes", "no"].contains(&channel.text_of("podcast:locked")), "locked");
    rule(is_uuid_5(channel.text_of("podcast:guid")), "podcast guid");
    rule(is_short(channel.text_of("itunes:author")), "channel author");
    for text in channel.all("podcast:txt") {
        rule(text.text.chars().count() <= 4000 && text.get("purpose").chars().count() <= 128, "txt");
    }
    for funding in channel.all("podcast:funding") {
        rule(funding.get("url").starts_with("http") && is_short(&funding.text), "funding");
    }
    let is_serial = channel.text_of("itunes:type") == "serial";
    let words = |element: Option<&Element>, words: &[&str]| {
        element.is_none_or(|element| words.contains(&element.text.as_str()))
    };
    rule(words(channel.child("itunes:type"), &["serial", "episodic"]), "type");
    rule(words(channel.child("itunes:complete"), &["yes"]), "complete");
    let mut guids = BTreeSet::new();
    for item in channel.all("item") {
        let title = item.text_of("title");
        let mut rule = |holds: bool, what: &str| rule(holds, &format!("{title}: {what}"));
        rule(is_short(title), "title");
        let files: Vec<&Element> = item.all("enclosure").collect();
        rule(files.len() == 1 && files.iter().all(|file| is_file(file)), "enclosure");
        rule(!item.text_of("guid").is_empty() && guids.insert(item.text_of("guid").to_owned()), "guid");
        rule(item.text_of("link").starts_with("http"), "link");
        let date = chrono::DateTime::parse_from_rfc2822(item.text_of("pubDate"));
        rule(date.is_ok(), "pubDate");
        rule(is_description(item.text_of("description")), "description");
        rule(is_number(item.text_of("itunes:duration")), "duration");
        rule(item.child("itunes:image").is_none_or(|image| is_cover(Some(image))), "image");
        rule(words(item.child("itunes:explicit"), &["true", "false"]), "explicit");
        rule(item.all("podcast:transcript").all(is_transcript), "transcript");
        let number = |name: &str| item.child(name).map(|element| is_number(&element.text));
        rule(number("itunes:episode").unwrap_or(!is_serial), "episode");
        rule(number("itunes:season").unwrap_or(true), "season");
        rule(words(item.child("itunes:episodeType"), &["full", "trailer", "bonus"]), "episode type");
        rule(words(item.child("itunes:block"), &["yes"]), "block");
    }
    broken
}

/// Values have 255 characters at most and no space around them.
fn is_short(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && text.chars().count() <= 255
}

fn is_description(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4000
}

fn is_number(text: &str) -> bool {
    text.parse().is_ok_and(|number: u64| number > 0)
}

fn is_cover(image: Option<&Element>) -> bool {
    let url = image.map_or("", |image| image.get("href"));
    url.starts_with("http") && [".jpg", ".jpeg", ".png"].iter().any(|ending| url.ends_with(ending))
}

fn is_file(file: &Element) -> bool {
    let types =
        ["audio/mpeg", "audio/m4a", "audio/x-m4a", "audio/mp4", "video/m4v", "video/x-m4v", "video/mp4"];
    file.get("url").starts_with("http")
        && is_number(file.get("length"))
        && types.contains(&file.get("type"))
        && [".mp3", ".m4a", ".m4v", ".mp4"].iter().any(|ending| file.get("url").ends_with(ending))
}

fn is_transcript(file: &Element) -> bool {
    let types = ["text/plain", "text/html", "text/vtt", "application/json", "application/x-subrip"];
    file.get("url").starts_with("http") && types.contains(&file.get("type"))
}

fn is_uuid_5(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && text.chars().all(|character| character == '-' || character.is_ascii_hexdigit())
        && parts[2].starts_with('5')
        && parts[3].starts_with(['8', '9', 'a', 'b'])
}
