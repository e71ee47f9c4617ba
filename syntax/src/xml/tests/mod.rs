//! What is read, what is put right and what is refused.

use super::*;
use crate::model::Position;

mod hostile;

/// The root element of a document, if it has one, and what was put right in it.
fn read_any(text: &str) -> Result<(Option<Element>, Vec<Repair>), Fault> {
    let mut reader = Reader::new(text, Some("https://example.org/feeds/all"));
    let mut root = None;
    while let Some(step) = reader.step()? {
        if let Step::Open(open) = step {
            root = Some(reader.subtree(open)?);
        }
    }
    Ok((root, reader.take_repairs()))
}

fn read(text: &str) -> Result<(Element, Vec<Repair>), Fault> {
    read_any(text).map(|(root, repairs)| (root.unwrap(), repairs))
}

fn root(text: &str) -> Element {
    read(text).unwrap().0
}

fn kinds(repairs: &[Repair]) -> Vec<RepairKind> {
    repairs.iter().map(|repair| repair.kind).collect()
}

fn position(line: usize, column: usize) -> Position {
    Position { line, column }
}

#[test]
fn text_is_what_its_author_meant() {
    use RepairKind::*;
    let cases: &[(&str, &str, &[RepairKind])] = &[
        ("plain", "plain", &[]),
        (" \n\t kept ", " \n\t kept ", &[]),
        ("a<!-- x -->b<?y z?>c", "abc", &[]),
        ("a<![CDATA[ <b> &amp; ]]>c<![CDATA[]]>d", "a <b> &amp; cd", &[]),
        ("&lt;b&gt; &amp;amp; &quot;&apos;", "<b> &amp; \"'", &[]),
        ("&#65;&#x41;&#X41;&#146;&#10;&#x1F600;", "AAA’\n😀", &[ControlReference]),
        ("a\r\nb\rc\n\r\nd", "a\nb\nc\n\nd", &[]),
        ("<![CDATA[a\r\nb]]>", "a\nb", &[]),
        ("a & b && c&", "a & b && c&", &[BareAmpersand; 4]),
        ("AT&T is; A&;", "AT&T is; A&;", &[BareAmpersand; 2]),
        ("&#; &#x; &#xg; &#-1;", "&#; &#x; &#xg; &#-1;", &[BareAmpersand; 4]),
        ("caf&eacute;&nbsp;!", "café\u{a0}!", &[UndefinedEntity; 2]),
        ("&nosuch; &no-such;", "&nosuch; &no-such;", &[UnknownEntity; 2]),
        ("a&#0;b&#1;c&#xD800;d&#xFFFE;e&#x110000;f&#99999999999;g", "abcdefg", &[ForbiddenReference; 6]),
        ("a\u{0}b\u{8}c\u{ffff}d\u{fffe}\re", "abcd\ne", &[ForbiddenCharacter; 4]),
        ("a\u{7f}b\u{fdd0}c\u{1ffff}d", "abcd", &[ForbiddenCharacter; 3]),
        ("a\u{81}b&#x81;c", "abc", &[ControlReference; 2]),
        ("a\u{fffd}b&#xFFFD;", "a\u{fffd}b\u{fffd}", &[]),
        ("日本、\u{feff}", "日本、\u{feff}", &[]),
    ];
    for (content, text, repairs) in cases {
        let (element, made) = read(&format!("<a>{content}</a>")).unwrap();
        assert_eq!(element.text(), *text, "{content}");
        assert_eq!(kinds(&made), *repairs, "{content}");
        assert!(element.children.len() < 2, "{content}");
    }
}

#[test]
fn attribute_values_are_normalised_as_xml_says() {
    use RepairKind::*;
    let cases: &[(&str, &str, &[RepairKind])] = &[
        ("\"plain 'x'\"", "plain 'x'", &[]),
        ("'a\tb\nc\r\nd\re'", "a b c d e", &[]),
        ("'&lt;&#10;&#x9;&amp;'", "<\n\t&", &[]),
        ("'/?a=1&b=2&copy=3'", "/?a=1&b=2&copy=3", &[BareAmpersand; 2]),
        ("'&'", "&", &[BareAmpersand]),
        ("'&eacute;&nosuch;'", "é&nosuch;", &[UndefinedEntity, UnknownEntity]),
        ("'<b>'", "<b>", &[MarkupInAttribute]),
        ("'a\u{1}b&#2;c'", "abc", &[ForbiddenCharacter, ForbiddenReference]),
    ];
    for (raw, value, repairs) in cases {
        let (element, made) = read(&format!("<a b = {raw}/>")).unwrap();
        assert_eq!(element.attribute("b"), Some(*value), "{raw}");
        assert_eq!(kinds(&made), *repairs, "{raw}");
    }
}

#[test]
fn prefixes_stand_for_what_is_declared_around_them() {
    let feed = root(
        "<x:feed xmlns:x='http://www.w3.org/2005/Atom/' xmlns='http://purl.org/rss/1.0/' a='1' x:a='2'>\
         <item/><p:q xmlns:p='urn:own'><p xmlns=''/><p xmlns='urn:inner' p:r=''/></p:q><item/></x:feed>",
    );
    assert!(feed.is(namespace::ATOM, "feed"));
    assert_eq!((&*feed.prefix, feed.attributes.len()), ("x", 2));
    assert_eq!((feed.attribute("a"), feed.attribute_in(namespace::ATOM, "a")), (Some("1"), Some("2")));
    assert_eq!(feed.elements().filter(|element| element.is(namespace::RSS, "item")).count(), 2);
    let own = feed.child("urn:own", "q").unwrap();
    let spaces: Vec<&str> = own.elements().map(|element| &*element.namespace).collect();
    assert_eq!(spaces, ["", "urn:inner"]);
    assert_eq!(own.child("urn:inner", "p").unwrap().attribute_in("urn:own", "r"), Some(""));
}

#[test]
fn undeclared_prefixes_are_told_of_once_each() {
    let (rss, repairs) = read(
        "<rss><dc:date/>\n<dc:creator/><own:x own:y='1'/><MEDIA:content/>\
         <a xmlns:dc='urn:other'><dc:date/></a></rss>",
    )
    .unwrap();
    assert!(rss.child(namespace::DUBLIN_CORE, "creator").is_some());
    assert!(rss.child(namespace::MEDIA, "content").is_some());
    let own = rss.child("undeclared:own", "x").unwrap();
    assert_eq!(own.attribute_in("undeclared:own", "y"), Some("1"));
    assert!(rss.child("", "a").unwrap().child("urn:other", "date").is_some());
    let expected = [
        (RepairKind::UndeclaredPrefix, position(1, 6)),
        (RepairKind::UnknownPrefix, position(2, 14)),
        (RepairKind::UndeclaredPrefix, position(2, 32)),
    ];
    assert_eq!(repairs, expected.map(|(kind, position)| Repair { kind, position, count: 1 }));
}

#[test]
fn a_long_prefix_that_is_not_declared_makes_a_namespace_that_may_be_declared() {
    let prefix = "é".repeat(300);
    let assumed = root(&format!("<rss><{prefix}:x/></rss>")).elements().next().unwrap().namespace.to_string();
    assert!(assumed.starts_with("undeclared:éé"), "{assumed}");
    assert!(root(&format!("<rss xmlns:a='{assumed}'><a:x/></rss>")).child(&assumed, "x").is_some());
}

#[test]
fn declarations_that_say_nothing_are_ignored() {
    let (element, repairs) = read(
        "<a xmlns:='u' xmlns:dc='' xmlns:xml='u' xmlns:b='u' xmlns:b='v'><dc:x/><b:y xml:lang='de'/></a>",
    )
    .unwrap();
    assert!(element.child(namespace::DUBLIN_CORE, "x").is_some());
    assert_eq!(element.child("u", "y").unwrap().language.as_deref(), Some("de"));
    assert_eq!(kinds(&repairs), [RepairKind::DuplicateAttribute, RepairKind::UndeclaredPrefix]);
}

#[test]
fn base_and_language_hold_until_they_are_set_anew() {
    let document = "<a xml:lang='en'><b xml:base='sub/' xml:lang='de-AT'><c xml:base='x?y' xml:lang=''/><d/></b>\
                    <e xml:base='http://[bad'><g xml:base=''/></e><f xml:base='//example.net/'/></a>";
    let (a, repairs) = read(document).unwrap();
    let b = a.child("", "b").unwrap();
    for (element, base, language) in [
        (&a, "https://example.org/feeds/all", Some("en")),
        (b, "https://example.org/feeds/sub/", Some("de-AT")),
        (b.child("", "c").unwrap(), "https://example.org/feeds/sub/x?y", None),
        (b.child("", "d").unwrap(), "https://example.org/feeds/sub/", Some("de-AT")),
        (a.child("", "e").unwrap(), "https://example.org/feeds/all", Some("en")),
        (a.child("", "f").unwrap(), "https://example.net/", Some("en")),
    ] {
        assert_eq!(element.base.as_deref(), Some(base), "{}", element.local);
        assert_eq!(element.language.as_deref(), language, "{}", element.local);
        // The attribute says the whole, so that it means the same elsewhere; or it is not there.
        let written = element.attribute_in(namespace::XML, "base");
        assert!(written.is_none_or(|written| written == base), "{}", element.local);
        assert_eq!(written.is_some(), ["b", "c", "f"].contains(&element.local.as_str()), "{}", element.local);
    }
    assert_eq!(kinds(&repairs), [RepairKind::BadBase]);
}

#[test]
fn of_a_document_type_entities_of_plain_text_count() {
    use RepairKind::{UnknownEntity, UnresolvedEntity};
    for (own, text, repair) in [
        ("own \"<b>\"", "&own;x", UnresolvedEntity),
        ("own SYSTEM \"Cargo.toml\"", "&own;x", UnresolvedEntity),
        ("own SYSTEM 'file:///etc/passwd'", "&own;x", UnresolvedEntity),
        ("% p SYSTEM 'p.dtd'> %p; <!ENTITY q ''", "&own;é", UnknownEntity),
    ] {
        let document = format!(
            "<!DOCTYPE rss SYSTEM 'rss.dtd' [<!ENTITY {own}> <!ENTITY eacute 'x'> <!-- ]> --> <!ATTLIST a b CDATA '>'>\
             <?pi ]>?>]><a b='&own;'>&own;&eacute;</a>"
        );
        let (a, repairs) = read(&document).unwrap();
        assert_eq!((a.text().as_str(), a.attribute("b")), (text, Some("&own;")), "{own}");
        assert_eq!(kinds(&repairs), [repair; 2], "{own}");
    }
    let document = "<!DOCTYPE rss [<!ENTITY site 'https://example.org'><!ENTITY lines 'a\nb'><!ENTITY ns 'urn:n'>]>\n\
                    <a b='&site;/&lines;' xmlns='&ns;'>&site;/<b>&lines;</b>&nosuch;</a>";
    let (a, repairs) = read(document).unwrap();
    assert_eq!(
        (a.text().as_str(), a.attribute("b")),
        ("https://example.org/a\nb&nosuch;", Some("https://example.org/a b"))
    );
    assert_eq!(&*a.namespace, "urn:n");
    let repairs: Vec<_> =
        repairs.iter().map(|repair| (repair.kind, repair.position.line, repair.position.column)).collect();
    assert_eq!(repairs, [(UnknownEntity, 3, 57)]);
    let document =
        "<!DOCTYPE rss PUBLIC '-//Example//DTD>//EN' \"http://example.org/a>b.dtd\"><a>&eacute;</a>";
    assert_eq!(kinds(&read(document).unwrap().1), []);
    assert_eq!(kinds(&read("<!DOCTYPE rss><a>&eacute;</a>").unwrap().1), [RepairKind::UndefinedEntity]);
}

#[test]
fn what_lies_outside_the_root_is_skipped() {
    use RepairKind::*;
    let cases: &[(&str, &[RepairKind])] = &[
        ("<?xml version='1.0'?>\n<!-- c --><?p i?>\n<a/>\n<!-- c -->\n<?p i?>\n", &[]),
        ("\u{feff}<?xml version='1.0'?><a/>", &[]),
        ("\n<a/>", &[]),
        ("\n \u{feff}<?xml version='1.0'?><a/>", &[MisplacedDeclaration]),
        ("Notice: x<a/>", &[TextOutsideRoot]),
        ("<a/>x &amp;<![CDATA[y]]>", &[TextOutsideRoot; 3]),
        ("<a><?xml version='1.0'?><!DOCTYPE a></a>", &[MisplacedDeclaration; 2]),
    ];
    for (document, repairs) in cases {
        let (element, made) = read(document).unwrap();
        assert!(element.is("", "a") && element.children.is_empty(), "{document}");
        assert_eq!(kinds(&made), *repairs, "{document}");
    }
}

#[test]
fn what_may_be_meant_in_two_ways_is_a_fault_with_a_place() {
    for (document, line, column) in [
        ("", 1, 1),
        ("no markup", 1, 1),
        ("<a>", 1, 1),
        ("<a>\n<b></a>", 2, 4),
        ("<a>\n <b>", 2, 2),
        ("</a>", 1, 1),
        ("<a/><b/>", 1, 5),
        ("<a></a></a>", 1, 8),
        ("<é>\nü<b c=d/></é>", 2, 7),
        ("<a>\n<b c/></a>", 2, 5),
        ("<a b= />", 1, 7),
        ("<a b=\"c/>", 1, 1),
        ("<a 1='c'/>", 1, 4),
        ("<a>i <3 you</a>", 1, 6),
        ("<a><></a>", 1, 4),
        ("<a>\n< b></a>", 2, 1),
        ("<a><!-- </a>", 1, 4),
        ("<a><![CDATA[ </a>", 1, 4),
        ("<a><!x></a>", 1, 4),
        ("<a><?x </a>", 1, 4),
        ("<!DOCTYPE a [ <a/>", 1, 1),
        ("<a\u{1}b/>", 1, 1),
        ("<", 1, 1),
    ] {
        let mut reader = Reader::new(document, None);
        let fault = loop {
            match reader.step() {
                Ok(step) => assert!(step.is_some(), "{document}"),
                Err(fault) => break fault,
            }
        };
        assert_eq!(fault.position, position(line, column), "{document}: {}", fault.message);
        assert_eq!(reader.step().unwrap_err(), fault, "{document}");
    }
}

#[test]
fn the_first_of_equal_attributes_counts() {
    let (a, repairs) = read("<a b='1' b='2' x:c='3' y:c='4' C='5' c='6' xmlns:x='u' xmlns:y='u'/>").unwrap();
    assert_eq!(a.attributes.len(), 4);
    assert_eq!((a.attribute("b"), a.attribute_in("u", "c")), (Some("1"), Some("3")));
    assert_eq!((a.attribute("c"), a.attribute("C")), (Some("6"), Some("5")));
    assert_eq!(kinds(&repairs), [RepairKind::DuplicateAttribute; 2]);
}

#[test]
fn steps_trees_and_skipping_keep_in_step() {
    let mut reader = Reader::new("<a><b>1<c/></b><b><c/>2</b><d/>x</a>", None);
    let mut seen = Vec::new();
    while let Some(step) = reader.step().unwrap() {
        seen.push(match step {
            Step::Open(open) if open.is("", "B") => reader.subtree(open).unwrap().inner_markup(),
            Step::Open(open) if open.is("", "d") => reader.skip(open).map(|()| "skipped".to_owned()).unwrap(),
            Step::Open(open) => open.local,
            Step::Text => "text".to_owned(),
            Step::Close => "close".to_owned(),
        });
    }
    assert_eq!(seen, ["a", "1<c></c>", "<c></c>2", "skipped", "text", "close"]);
}

#[test]
fn content_is_written_as_html() {
    let div = root(
        "<h:div xmlns:h='http://www.w3.org/1999/xhtml' xmlns:o='urn:o'>a &lt; b &amp; \"c\"<h:br/><h:p/>\
         <h:a href='?a&amp;b=\"' xml:lang='de'>x<h:b>y</h:b></h:a><o:p>z</o:p><h:pre>\n\nq</h:pre></h:div>",
    );
    let html = "a &lt; b &amp; &quot;c&quot;<br><p></p><a href=\"?a&amp;b=&quot;\" lang=\"de\">x<b>y</b></a>\
                <o:p>z</o:p><pre>\n\n\nq</pre>";
    assert_eq!(div.inner_markup(), html);
    assert!(div.has_elements());
    assert_eq!(div.text(), "a < b & \"c\"xyz\n\nq");
}

#[test]
fn repairs_past_the_hundredth_of_a_kind_are_summed_up() {
    let (_, repairs) = read(&format!("<a>{}&nbsp;</a>", "&".repeat(1000))).unwrap();
    assert_eq!(repairs.len(), 102);
    assert_eq!(repairs.get(99).map(|repair| (repair.position, repair.count)), Some((position(1, 103), 1)));
    assert_eq!(repairs.get(100).map(|repair| (repair.position, repair.count)), Some((position(1, 104), 900)));
    assert_eq!(repairs.get(101).map(|repair| repair.kind), Some(RepairKind::UndefinedEntity));
}
