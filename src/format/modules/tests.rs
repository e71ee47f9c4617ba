use super::absorb::{absorb_into_entry, absorb_into_head};
use super::*;
use crate::format::diagnostics::Diagnostics;
use crate::model::{Category, Enclosure, Entry, Extension, ExtensionNode, FeedHead, Image, Person, Text};
use crate::xml::{Element, Reader, Step};

const NAMESPACES: &str = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/' \
    xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' \
    xmlns:atom='http://www.w3.org/2005/Atom' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
    xmlns:admin='http://webns.net/mvcb/' xmlns:x='http://example.org/x'";

/// An element that holds these.
fn around(elements: &str) -> Element {
    let document = format!("<around {NAMESPACES}>{elements}</around>");
    let mut reader = Reader::new(&document, None);
    let Some(Step::Open(root)) = reader.step().unwrap() else { panic!("no root") };
    reader.subtree(root).unwrap()
}

/// The entry that the elements make, and the names of those that ride along.
fn read_entry(elements: &str) -> Entry {
    let mut made = Entry::default();
    for element in around(elements).elements() {
        entry(element, &mut made, &mut Diagnostics::default());
    }
    made
}

fn read_head(elements: &str) -> FeedHead {
    let mut made = FeedHead::default();
    for element in around(elements).elements() {
        head(element, &mut made, &mut Diagnostics::default());
    }
    made
}

fn names(extensions: &[Extension]) -> Vec<&str> {
    extensions.iter().map(|tree| tree.name.local.as_str()).collect()
}

fn terms(categories: &[Category]) -> Vec<&str> {
    categories.iter().map(|category| category.term.as_str()).collect()
}

const DUBLIN_CORE: &str = "<dc:title>T</dc:title><dc:creator>ada@example.org (Ada)</dc:creator><dc:contributor>Bob\
    </dc:contributor><dc:subject>a</dc:subject><dc:subject>b, c</dc:subject><dc:description>D</dc:description>\
    <dc:date>2020-01-02T03:04:05Z</dc:date><dcterms:issued>2020-01-01</dcterms:issued><dc:rights>R</dc:rights>\
    <dc:language>en</dc:language><dc:publisher>P</dc:publisher><dcterms:created>2019</dcterms:created>";

#[test]
fn dublin_core_fills_an_entry_and_the_rest_rides_along() {
    let entry = read_entry(DUBLIN_CORE);
    assert_eq!(entry.title, Some(Text::plain("T")));
    assert_eq!(entry.authors[0].email.as_deref(), Some("ada@example.org"));
    assert_eq!(entry.contributors[0].name, "Bob");
    assert_eq!(terms(&entry.categories), ["a", "b, c"]);
    assert_eq!(entry.summary, Some(Text::html("D")));
    assert_eq!(entry.updated.unwrap().to_rfc3339(), "2020-01-02T03:04:05+00:00");
    assert_eq!(entry.published.unwrap().to_rfc3339(), "2020-01-01T00:00:00+00:00");
    assert_eq!(entry.rights, Some(Text::plain("R")));
    assert_eq!(entry.language.as_deref(), Some("en"));
    assert_eq!(names(&entry.extensions), ["publisher", "created"]);
}

#[test]
fn dublin_core_fills_a_head_and_the_rest_rides_along() {
    let agent = "<admin:generatorAgent rdf:resource='https://example.org/g'/>";
    let head = read_head(&format!("{DUBLIN_CORE}{agent}"));
    assert_eq!(head.title, Some(Text::plain("T")));
    assert_eq!(head.subtitle, Some(Text::html("D")));
    assert_eq!(head.authors[0].name, "Ada");
    assert_eq!(head.contributors[0].name, "Bob");
    assert_eq!(terms(&head.categories), ["a", "b, c"]);
    assert_eq!(head.updated.unwrap().to_rfc3339(), "2020-01-02T03:04:05+00:00");
    assert_eq!(head.language.as_deref(), Some("en"));
    assert_eq!(head.generator.unwrap().uri.as_deref(), Some("https://example.org/g"));
    assert_eq!(names(&head.extensions), ["publisher", "created"]);
}

#[test]
fn a_field_that_is_filled_stays_and_what_differs_rides_along() {
    let entry = read_entry("<dc:title>a</dc:title><dc:title>a</dc:title><dc:title>b</dc:title><dc:title/>");
    assert_eq!(entry.title, Some(Text::plain("a")));
    assert_eq!(names(&entry.extensions), ["title"]);
}

#[test]
fn an_atom_element_without_room_is_lost_and_never_rides_along() {
    let mut made = Entry { title: Some(Text::plain("a")), ..Entry::default() };
    let mut diagnostics = Diagnostics::default();
    for element in around("<atom:title>b</atom:title><atom:title>a</atom:title>").elements() {
        entry(element, &mut made, &mut diagnostics);
        assert!(made.extensions.is_empty());
    }
    assert_eq!(diagnostics.lost.into_iter().collect::<Vec<_>>(), [("element <atom:title>".to_owned(), 1)]);
}

#[test]
fn an_extension_keeps_names_values_and_mixed_text() {
    let root = around("<x:a y='1' x:z='2'> t <x:b> u </x:b>\n<c/></x:a>");
    let tree = extension(root.elements().next().unwrap(), &mut Diagnostics::default()).unwrap();
    assert_eq!((tree.name.prefix.as_str(), tree.name.namespace.as_str()), ("x", "http://example.org/x"));
    let attributes: Vec<_> =
        tree.attributes.iter().map(|(name, value)| (name.namespace.as_str(), value.as_str())).collect();
    assert_eq!(attributes, [("", "1"), ("http://example.org/x", "2")]);
    let [ExtensionNode::Text(text), ExtensionNode::Element(b), ExtensionNode::Element(c)] =
        &tree.children[..]
    else {
        panic!("other children");
    };
    assert_eq!(text, " t ");
    assert_eq!(b.children, [ExtensionNode::Text(" u ".into())]);
    assert_eq!((c.name.prefix.as_str(), c.name.local.as_str()), ("", "c"));
}

#[test]
fn a_podcast_is_understood() {
    let mut entry = read_entry(
        "<itunes:title>T</itunes:title><itunes:subtitle>short</itunes:subtitle><itunes:summary>long</itunes:summary>\
         <itunes:author>Ada</itunes:author><dc:publisher>P</dc:publisher><itunes:keywords>a, b,,a</itunes:keywords>\
         <itunes:image href='https://example.org/i.png'/><itunes:duration>1:02:03</itunes:duration>\
         <itunes:explicit>no</itunes:explicit>",
    );
    entry.enclosures.push(Enclosure { url: "https://example.org/a.mp3".into(), ..Enclosure::default() });
    absorb_into_entry(&mut entry);
    assert_eq!(entry.title, Some(Text::plain("T")));
    assert_eq!(entry.summary, Some(Text::plain("long")));
    assert_eq!(entry.authors, [Person { name: "Ada".into(), ..Person::default() }]);
    assert_eq!(terms(&entry.categories), ["a", "b"]);
    assert_eq!(entry.image.unwrap().url, "https://example.org/i.png");
    assert_eq!(entry.enclosures[0].duration, Some(3723.0));
    assert_eq!(names(&entry.extensions), ["subtitle", "publisher", "explicit"]);
}

#[test]
fn nothing_that_the_feed_says_is_changed_by_understanding() {
    let mut entry = read_entry(
        "<itunes:title>other</itunes:title><itunes:title>T</itunes:title><itunes:author>Bob</itunes:author>\
         <itunes:author>Ada</itunes:author><itunes:keywords>a,b</itunes:keywords><itunes:keywords>a</itunes:keywords>",
    );
    entry.title = Some(Text::html("T"));
    entry.authors.push(Person {
        name: "Ada".into(),
        email: Some("a@example.org".into()),
        ..Person::default()
    });
    entry.categories.push(Category { term: "a".into(), ..Category::default() });
    let before = entry.clone();
    absorb_into_entry(&mut entry);
    assert_eq!(names(&entry.extensions), ["title", "author", "keywords"]);
    assert_eq!(entry, Entry { extensions: entry.extensions.clone(), ..before });
}

#[test]
fn media_are_pictures_and_files() {
    let mut entry = read_entry(
        "<media:thumbnail url='https://example.org/t.png' width='9' height='8'/>\
         <media:thumbnail url='https://example.org/second.png'/>\
         <media:group><media:title>T</media:title><media:description>D</media:description>\
         <media:content url='https://example.org/v.mp4' type='video/mp4' fileSize='7' duration='5' medium='video'/>\
         <media:content url='https://example.org/w.mp4' bitrate='1'/>\
         <media:content url='https://example.org/p.jpg?x'/></media:group><media:keywords>a</media:keywords>\
         <media:category scheme='s'>b</media:category><media:rating>adult</media:rating>",
    );
    absorb_into_entry(&mut entry);
    let image = Image {
        url: "https://example.org/t.png".into(),
        width: Some(9),
        height: Some(8),
        ..Image::default()
    };
    assert_eq!(entry.image, Some(image));
    assert_eq!(entry.title, Some(Text::plain("T")));
    assert_eq!(entry.summary, Some(Text::plain("D")));
    let video = Enclosure {
        url: "https://example.org/v.mp4".into(),
        media_type: Some("video/mp4".into()),
        length: Some(7),
        title: None,
        duration: Some(5.0),
    };
    let other = Enclosure { url: "https://example.org/w.mp4".into(), ..Enclosure::default() };
    assert_eq!(entry.enclosures, [video, other]);
    assert_eq!(terms(&entry.categories), ["a", "b"]);
    assert_eq!(names(&entry.extensions), ["thumbnail", "group", "rating"]);
    // The second picture and the bit rate have no field.
    assert_eq!(entry.extensions[1].children.len(), 2);
}

#[test]
fn a_file_that_is_there_already_gains_what_media_know() {
    let mut entry = read_entry("<media:content url='https://example.org/a.mp3' fileSize='7' duration='5'/>");
    let known =
        Enclosure { url: "https://example.org/a.mp3".into(), length: Some(7), ..Enclosure::default() };
    entry.enclosures.push(known.clone());
    absorb_into_entry(&mut entry);
    assert_eq!(entry.enclosures, [Enclosure { duration: Some(5.0), ..known }]);
    assert!(entry.extensions.is_empty());
}

#[test]
fn a_podcasts_head_is_understood() {
    let mut head = read_head(
        "<itunes:owner><itunes:name>Ada</itunes:name><itunes:email>a@example.org</itunes:email></itunes:owner>\
         <itunes:category text='Arts'><itunes:category text='Books'/></itunes:category>\
         <itunes:subtitle>s</itunes:subtitle><itunes:image href='https://example.org/i.png'/>\
         <itunes:type>serial</itunes:type>",
    );
    absorb_into_head(&mut head);
    assert_eq!(head.authors[0].email.as_deref(), Some("a@example.org"));
    assert_eq!(terms(&head.categories), ["Arts", "Books"]);
    assert_eq!(head.subtitle, Some(Text::plain("s")));
    assert_eq!(head.logo.unwrap().url, "https://example.org/i.png");
    assert_eq!(names(&head.extensions), ["type"]);
}
