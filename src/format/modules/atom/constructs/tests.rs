use super::*;
use crate::model::{Content, Text, TextKind};
use crate::xml::{Reader, Step};

/// The root element of a document, in Atom 1.0's namespace unless it declares another.
fn element(xml: &str) -> Element {
    let (name, rest) = xml.split_at(xml.find([' ', '>', '/']).unwrap());
    let declared = rest.split('>').next().unwrap().contains(" xmlns=");
    let default = if declared { "" } else { " xmlns='http://www.w3.org/2005/Atom'" };
    let xml = format!("{name}{default}{rest}");
    let mut reader = Reader::new(&xml, None);
    match reader.step().unwrap() {
        Some(Step::Open(root)) => reader.subtree(root).unwrap(),
        step => panic!("{step:?}"),
    }
}

fn in_03(xml: &str) -> Element {
    let (name, rest) = xml.split_at(xml.find([' ', '>', '/']).unwrap());
    element(&format!("{name} xmlns='http://purl.org/atom/ns#'{rest}"))
}

fn text_of(element: &Element) -> Option<Text> {
    text(element, &mut Diagnostics::default())
}

fn content_of(xml: &str) -> Option<Content> {
    content(&element(xml), &mut Diagnostics::default())
}

#[test]
fn the_type_of_a_text_says_whether_it_is_html() {
    for (attributes, kind) in [
        ("", TextKind::Plain),
        ("type=''", TextKind::Plain),
        ("type='text'", TextKind::Plain),
        ("type=' TEXT '", TextKind::Plain),
        ("type='text/plain'", TextKind::Plain),
        ("type='markdown'", TextKind::Plain),
        ("type='html'", TextKind::Html),
        ("type='text/html; charset=utf-8'", TextKind::Html),
        ("type='text/html' mode='escaped'", TextKind::Html),
        ("type='application/xhtml+xml' mode='escaped'", TextKind::Html),
    ] {
        let element = element(&format!("<title {attributes}> Owls &lt;i>fly&lt;/i> </title>"));
        let expected = Text { kind, value: "Owls <i>fly</i>".to_owned(), base: None };
        assert_eq!(text_of(&element), Some(expected), "{attributes}");
    }
}

#[test]
fn the_div_around_xhtml_goes_in_atom_1_0_and_stays_in_0_3() {
    let xml =
        "<title type='xhtml'> <div xmlns='http://www.w3.org/1999/xhtml'>a &amp; <b>b</b></div>\n</title>";
    assert_eq!(text_of(&element(xml)), Some(Text::html("a &amp; <b>b</b>")));
    let xml = xml.replace("'xhtml'", "'application/xhtml+xml' mode='xml'");
    assert_eq!(text_of(&in_03(&xml)), Some(Text::html("<div>a &amp; <b>b</b></div>")));
}

#[test]
fn a_div_with_something_beside_it_is_part_of_the_text() {
    for inside in ["<div>a</div><div>b</div>", "<div>a</div> b"] {
        let element = element(&format!("<title type='xhtml'>{inside}</title>"));
        assert_eq!(text_of(&element), Some(Text::html(inside)));
    }
}

#[test]
fn characters_in_xhtml_mean_themselves() {
    let element = element("<title type='xhtml'>&lt;b></title>");
    assert_eq!(text_of(&element), Some(Text::html("&lt;b&gt;")));
}

#[test]
fn elements_in_a_text_that_may_hold_none_are_html() {
    for attributes in ["", "type='html'", "type='text/plain'", "type='text/html' mode='escaped'"] {
        let element = element(&format!("<title {attributes}>an <em>odd</em> &lt; title</title>"));
        assert_eq!(text_of(&element), Some(Text::html("an <em>odd</em> &lt; title")), "{attributes}");
    }
}

#[test]
fn escaped_html_in_a_div_is_still_html() {
    let element = element("<title type='html'><div>&lt;b>bold&lt;/b></div></title>");
    assert_eq!(text_of(&element), Some(Text::html("<b>bold</b>")));
}

#[test]
fn base64_is_decoded_with_and_without_padding() {
    for value in ["T3dscyBmbHk=", "T3dscyBmbHk", " T3ds\n cyBm bHk= "] {
        let element = in_03(&format!("<title mode='base64'>{value}</title>"));
        assert_eq!(text_of(&element), Some(Text::plain("Owls fly")), "{value}");
    }
    let html = in_03("<title type='text/html' mode='base64'>PGI+b3dsPC9iPg==</title>");
    assert_eq!(text_of(&html), Some(Text::html("<b>owl</b>")));
}

#[test]
fn a_text_that_is_not_in_base64_is_taken_as_written_with_a_note() {
    // The second one stands for bytes that are no UTF-8.
    for value in ["no base64!", "/////w=="] {
        let mut diagnostics = Diagnostics::default();
        let element = in_03(&format!("<title mode='base64'>{value}</title>"));
        assert_eq!(text(&element, &mut diagnostics), Some(Text::plain(value)));
        assert_eq!(
            diagnostics.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(),
            [Rule::Repair]
        );
    }
}

#[test]
fn forbidden_characters_do_not_come_in_through_base64() {
    let element = in_03("<title mode='base64'>YQBiDGM=</title>");
    assert_eq!(text_of(&element), Some(Text::plain("abc")));
}

#[test]
fn a_blank_text_is_absent() {
    for xml in ["<title/>", "<title> \n </title>", "<title type='xhtml'><div> </div></title>"] {
        assert_eq!(text_of(&element(xml)), None, "{xml}");
    }
}

#[test]
fn html_carries_the_base_that_is_in_scope() {
    let base = Some("https://example.org/a/".to_owned());
    let xml = "<title type='html' xml:base='https://example.org/a/'>&lt;img src='b'></title>";
    assert_eq!(text_of(&element(xml)).unwrap().base, base);
    let xml =
        "<title type='xhtml' xml:base='https://example.org/'><div xml:base='a/'><img src='b'/></div></title>";
    assert_eq!(text_of(&element(xml)).unwrap().base, base);
    assert_eq!(text_of(&element("<title xml:base='https://example.org/a/'>b</title>")).unwrap().base, None);
}

#[test]
fn a_base_for_a_part_of_xhtml_is_used_up() {
    let xml = "<content type='xhtml' xml:base='https://example.org/'><div><p xml:base='a/'><i><img src='b.png' \
               alt='c'/></i></p><img src='d.png'/></div></content>";
    let value = "<p><i><img src=\"https://example.org/a/b.png\" alt=\"c\"></i></p><img src=\"d.png\">";
    let base = Some("https://example.org/".to_owned());
    assert_eq!(content_of(xml), Some(Content::Text(Text { base, ..Text::html(value) })));
}

#[test]
fn content_of_a_text_type_is_text() {
    for (attributes, expected) in [
        ("", Text::plain("Owls fly")),
        ("type='html'", Text::html("Owls fly")),
        ("type='xhtml'", Text::html("Owls fly")),
        ("type='text/x-notes'", Text::plain("Owls fly")),
        ("type='notes'", Text::plain("Owls fly")),
    ] {
        let content = content_of(&format!("<content {attributes}>Owls fly</content>"));
        assert_eq!(content, Some(Content::Text(expected)), "{attributes}");
    }
    assert_eq!(content_of("<content type='html'/>"), None);
}

#[test]
fn content_that_lies_elsewhere_is_an_address() {
    let out_of_line = |media_type: Option<&str>, source: &str| {
        Some(Content::OutOfLine { media_type: media_type.map(str::to_owned), source: source.to_owned() })
    };
    for (attributes, expected) in [
        ("type='video/mp4' src=' /a.mp4 '", out_of_line(Some("video/mp4"), "https://example.org/a.mp4")),
        ("src='https://example.org/a'", Some(Content::Text(Text::plain("c")))),
        ("src=' '", Some(Content::Text(Text::plain("c")))),
    ] {
        let xml = format!("<content xml:base='https://example.org/b/' {attributes}>c</content>");
        assert_eq!(content_of(&xml), expected, "{attributes}");
    }
    for (attributes, expected) in [
        ("src='https://example.org/a'", out_of_line(None, "https://example.org/a")),
        ("type='html' src='a'", out_of_line(Some("text/html"), "https://example.org/b/a")),
        ("src=' '", None),
    ] {
        let xml = format!("<content xml:base='https://example.org/b/' {attributes}> </content>");
        assert_eq!(content_of(&xml), expected, "{attributes}");
    }
}

#[test]
fn xml_in_content_declares_every_namespace_that_it_uses() {
    let xml = "<content type='application/X+XML' xmlns:x='urn:x' xmlns:y='urn:y'> <x:a y:b='1 &amp; &quot;2&quot;' c=''>\
               t &lt; u<x:d xmlns:x='urn:z'/><x:e/><f xmlns=''><g/></f></x:a> <h/><y:i/></content>";
    let value = "<x:a xmlns:x=\"urn:x\" xmlns:y=\"urn:y\" y:b=\"1 &amp; &quot;2&quot;\" c=\"\">t &lt; u<x:d \
                 xmlns:x=\"urn:z\"/><x:e/><f xmlns=\"\"><g/></f></x:a> <h xmlns=\"http://www.w3.org/2005/Atom\"/><y:i \
                 xmlns:y=\"urn:y\"/>";
    let content = content_of(xml).unwrap();
    let embedded = Content::Embedded { media_type: "application/X+XML".to_owned(), value: value.to_owned() };
    assert_eq!(content, embedded);
    let again = format!("<content type='application/X+XML' xmlns:x='urn:other'>{value}</content>");
    assert_eq!(content_of(&again), Some(embedded));
}

#[test]
fn content_that_is_neither_text_nor_xml_stays_in_base64() {
    let embedded =
        |value: &str| Some(Content::Embedded { media_type: "image/png".to_owned(), value: value.to_owned() });
    let mut diagnostics = Diagnostics::default();
    let picture = element("<content type='image/png'> iVBO\n Rw0K </content>");
    assert_eq!(content(&picture, &mut diagnostics), embedded("iVBORw0K"));
    assert!(diagnostics.findings.is_empty());
    let picture = element("<content type='image/png'> a picture! </content>");
    assert_eq!(content(&picture, &mut diagnostics), embedded("YSBwaWN0dXJlIQ=="));
    assert_eq!(diagnostics.findings.len(), 1);
    assert_eq!(content_of("<content type='image/png'> </content>"), None);
}

#[test]
fn bytes_of_no_particular_type_are_text_where_they_are_utf_8() {
    let octets = "<content type='application/octet-stream'>T3dscyBmbHk=</content>";
    assert_eq!(content_of(octets), Some(Content::Text(Text::plain("Owls fly"))));
    let octets = "<content type='application/octet-stream'>AAD/</content>";
    assert!(matches!(content_of(octets), Some(Content::Embedded { value, .. }) if value == "AAD/"));
}

#[test]
fn a_link_has_all_that_it_says() {
    let xml = "<link rel='related' href=' ../b ' type='text/html' hreflang='de_AT' title=' B ' length='7' \
               xml:base='https://example.org/a/'/>";
    let expected = Link {
        relation: "related".to_owned(),
        href: "https://example.org/b".to_owned(),
        media_type: Some("text/html".to_owned()),
        language: Some("de-AT".to_owned()),
        title: Some("B".to_owned()),
        length: Some(7),
    };
    assert_eq!(link(&element(xml)), Some(expected));
}

#[test]
fn relations_have_one_spelling_each() {
    for (attribute, relation) in [
        ("", "alternate"),
        ("rel=' '", "alternate"),
        ("rel=' Self '", "self"),
        ("rel='http://www.iana.org/assignments/relation/enclosure'", "enclosure"),
        ("rel='https://example.org/Rel'", "https://example.org/Rel"),
    ] {
        let link = link(&element(&format!("<link {attribute} href='https://example.org/'/>"))).unwrap();
        assert_eq!(link.relation, relation);
    }
}

#[test]
fn a_link_leads_to_its_attribute_or_else_to_its_text() {
    let base = "xml:base='https://example.org/a/b'";
    for (xml, href) in [
        (
            "<link href='https://example.org'>https://example.com/</link>".to_owned(),
            Some("https://example.org"),
        ),
        ("<link> https://example.com/ </link>".to_owned(), Some("https://example.com/")),
        (format!("<link {base} href=''/>"), Some("https://example.org/a/b")),
        (format!("<link {base}/>"), None),
        ("<link href=''/>".to_owned(), None),
        ("<link rel='self'/>".to_owned(), None),
    ] {
        assert_eq!(link(&element(&xml)).map(|link| link.href).as_deref(), href, "{xml}");
    }
}

#[test]
fn the_length_of_an_enclosure_is_a_number_or_absent_with_a_note() {
    for (length, expected, notes_expected) in [
        ("'12'", Some(12), 0),
        ("'0'", Some(0), 0),
        ("' '", None, 0),
        ("'12 MB'", None, 1),
        ("'-1'", None, 1),
    ] {
        let mut diagnostics = Diagnostics::default();
        let element =
            element(&format!("<link rel='enclosure' href='https://example.org/a.ogg' length={length}/>"));
        let enclosure = enclosure(&element, &mut diagnostics).unwrap();
        assert_eq!((enclosure.length, diagnostics.findings.len()), (expected, notes_expected), "{length}");
        assert_eq!(enclosure.url, "https://example.org/a.ogg");
    }
}

#[test]
fn persons_of_every_version_are_read() {
    let ada = Person {
        name: "Ada".to_owned(),
        uri: Some("https://example.org/ada".to_owned()),
        email: Some("ada@example.org".to_owned()),
        avatar: None,
    };
    let base = "xml:base='https://example.org/'";
    for (uri, email) in [
        ("uri", "ada@example.org"),
        ("url", " mailto:ada@example.org "),
        ("homepage", "MAILTO:ada@example.org"),
    ] {
        let inside = format!("<name> Ada </name><{uri}>/ada</{uri}><email>{email}</email><name>Eve</name>");
        assert_eq!(person(&element(&format!("<author {base}>{inside}</author>"))), Some(ada.clone()));
        assert_eq!(person(&in_03(&format!("<author {base}>{inside}</author>"))), Some(ada.clone()));
    }
}

#[test]
fn a_person_without_elements_is_one_line() {
    let ada = person(&element("<author>ada@example.org (Ada)</author>")).unwrap();
    assert_eq!((ada.name.as_str(), ada.email.as_deref()), ("Ada", Some("ada@example.org")));
    for xml in
        ["<author/>", "<author><name/></author>", "<author><x:name xmlns:x='urn:x'>A</x:name></author>"]
    {
        assert_eq!(person(&element(xml)), None, "{xml}");
    }
}

#[test]
fn the_term_of_a_category_is_found_where_it_stands() {
    let owls = |scheme: Option<&str>, label: Option<&str>| {
        let (scheme, label) = (scheme.map(str::to_owned), label.map(str::to_owned));
        Some(Category { term: "owls".to_owned(), scheme, label })
    };
    for (xml, expected) in [
        ("<category term=' owls ' scheme='urn:birds' label='Owls'/>", owls(Some("urn:birds"), Some("Owls"))),
        ("<category> owls </category>", owls(None, None)),
        ("<category term='' label='owls'/>", owls(None, Some("owls"))),
        ("<category scheme='urn:birds'/>", None),
    ] {
        assert_eq!(category(&element(xml)), expected, "{xml}");
    }
}

#[test]
fn an_unreadable_date_is_absent_with_a_note_at_its_place() {
    let mut diagnostics = Diagnostics::default();
    let moment = date(&element("<updated> 2020-11-18T17:08:00+01:00 </updated>"), &mut diagnostics);
    assert_eq!(moment.map(time::rfc3339).as_deref(), Some("2020-11-18T16:08:00Z"));
    assert!(diagnostics.findings.is_empty());
    for value in ["2003-13-01T00:00:00Z", "soon", ""] {
        assert_eq!(date(&element(&format!("<updated>{value}</updated>")), &mut diagnostics), None, "{value}");
    }
    assert!(
        diagnostics
            .findings
            .iter()
            .all(|finding| finding.rule == Rule::FeedDate && finding.position.is_some())
    );
    assert_eq!(diagnostics.findings.len(), 3);
}

#[test]
fn generators_of_both_versions_are_read() {
    for address in ["uri", "url"] {
        let xml = format!(
            "<generator {address}='/mill' version='2' xml:base='https://example.org/'> Mill </generator>"
        );
        let expected = Generator {
            name: "Mill".to_owned(),
            uri: Some("https://example.org/mill".to_owned()),
            version: Some("2".to_owned()),
        };
        assert_eq!(generator(&element(&xml)), Some(expected));
    }
    assert_eq!(generator(&element("<generator/>")), None);
}

#[test]
fn locales_become_language_tags() {
    assert_eq!(language(&element("<entry xml:lang=' pt_BR '/>")).as_deref(), Some("pt-BR"));
    assert_eq!(language(&element("<entry/>")), None);
}
