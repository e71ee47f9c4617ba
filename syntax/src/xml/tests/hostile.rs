//! Documents made to exhaust time, memory or the stack. None of these tests is timed: they would not end.

use proptest::prelude::*;

use super::super::*;
use super::{position, read, read_any};

fn fault_of(document: &str) -> &'static str {
    read(document).unwrap_err().message
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert!(read(&nested(256)).is_ok());
    assert!(fault_of(&nested(257)).contains("256 deep"));
    assert!(fault_of(&"<a>".repeat(1_000_000)).contains("256 deep"));
    let document = "<a>".repeat(1_000_000);
    let mut reader = Reader::new(&document, None);
    let Some(Step::Open(open)) = reader.step().unwrap() else { panic!("no element") };
    assert!(reader.skip(open).unwrap_err().message.contains("256 deep"));
}

#[test]
fn attributes_and_declarations_are_bounded() {
    let with = |count: usize| {
        let attributes: String = (0..count).map(|number| format!(" a{number}=''")).collect();
        format!("<a{attributes}/>")
    };
    assert_eq!(read(&with(256)).unwrap().0.attributes.len(), 256);
    assert!(fault_of(&with(257)).contains("256 attributes"));
    assert!(fault_of(&with(1_000_000)).contains("256 attributes"));
    let nested: String =
        (0..250).map(|number| format!("<a xmlns:p{number}='u' xmlns:q{number}='u'>")).collect();
    assert!(fault_of(&nested).contains("namespaces"));
    let repeated =
        "<div xmlns='http://www.w3.org/1999/xhtml' xmlns:p='u'>".repeat(256) + &"</div>".repeat(256);
    assert!(read(&repeated).is_ok());
}

#[test]
fn names_and_languages_are_bounded() {
    let name = |length: usize| "a".repeat(length);
    for (document, fits) in [
        (format!("<{}/>", name(1000)), true),
        (format!("<{}/>", name(1001)), false),
        (format!("<a {}=''/>", name(1000)), true),
        (format!("<a {}=''/>", name(1001)), false),
        (format!("<a b=''\n {}:b='u'/>", name(1001)), false),
        (format!("<a xmlns:{}='u'/>", name(1001)), false),
        (format!("<a xml:lang='{}'/>", name(256)), true),
        (format!("<a xml:lang='{}'/>", name(257)), false),
    ] {
        assert_eq!(read(&document).is_ok(), fits, "{document}");
        assert!(fits || fault_of(&document).contains("longer than"));
    }
    assert_eq!(read(&format!("<a>\n<b c='' {}=''/></a>", name(2000))).unwrap_err().position, position(2, 9));
}

#[test]
fn one_tree_is_bounded_but_not_the_document() {
    let items = "<i j=''/>".repeat(130_000);
    assert!(fault_of(&format!("<a>{items}</a>")).contains("more parts"));
    let document = format!("<a>{items}</a>");
    let mut reader = Reader::new(&document, None);
    let mut count = 0;
    while let Some(step) = reader.step().unwrap() {
        if let Step::Open(open) = step
            && open.is("", "i")
        {
            reader.subtree(open).unwrap();
            count += 1;
        }
    }
    assert_eq!(count, 130_000);
}

#[test]
fn entities_that_grow_are_inert() {
    let mut definitions = "<!ENTITY l0 'ha'>".to_owned();
    for level in 1..60 {
        let references = format!("&l{};", level - 1).repeat(10);
        definitions.push_str(&format!("<!ENTITY l{level} '{references}'>"));
    }
    let (element, repairs) = read(&format!("<!DOCTYPE a [{definitions}]><a>&l59;</a>")).unwrap();
    assert_eq!((element.text().as_str(), repairs.len()), ("&l59;", 1));
}

#[test]
fn entities_that_are_defined_in_vain_cost_little() {
    let mut definitions = format!("<!ENTITY a '{}'>", "x".repeat(60_000));
    for number in 0..20_000 {
        definitions.push_str(&format!("<!ENTITY n{number} '&a;&a;'>"));
    }
    let (element, repairs) =
        read(&format!("<!DOCTYPE a [{definitions}<!ENTITY later 'x'>]><a>&n1;&later;</a>")).unwrap();
    assert_eq!((element.text().as_str(), repairs.len()), ("&n1;&later;", 2));
}

#[test]
fn entities_that_name_each_other_end() {
    let document =
        "<!DOCTYPE a [<!ENTITY b '&c;'><!ENTITY c '&b;'><!ENTITY d '&d;'>]><a e='&d;'>&b;&c;&d;</a>";
    assert_eq!(read(document).unwrap().0.text(), "&b;&c;&d;");
}

#[test]
fn entities_do_not_make_a_document_much_longer() {
    let document = |count: usize| {
        let (long, uses) = ("x".repeat(4000), "&a;".repeat(count));
        format!("<!DOCTYPE a [<!ENTITY a '{long}'>]><a b='{uses}'>{uses}</a>")
    };
    assert_eq!(read(&document(8)).unwrap().0.text().len(), 32_000);
    assert!(fault_of(&document(100)).contains("entities"));
    assert!(fault_of(&document(100_000)).contains("entities"));
}

#[test]
fn base_addresses_do_not_pile_up() {
    let long = "d/".repeat(2_000);
    let children: String = (0..20_000).map(|number| format!("<b xml:base='{number}'/>")).collect();
    let (element, repairs) = read(&format!("<a xml:base='{long}'>{children}</a>")).unwrap();
    let bases = element.elements().filter_map(|child| child.base.as_deref());
    let mut joined: Vec<&str> = bases.collect();
    joined.dedup();
    assert!(joined.iter().map(|base| base.len()).sum::<usize>() < (16 << 20) + 10_000);
    assert_eq!(repairs.first().map(|repair| repair.kind), Some(RepairKind::BadBase));
}

#[test]
fn a_long_base_holds_for_some_elements_and_a_short_one_for_all() {
    let document = |length: usize, count: usize| {
        let base = "d".repeat(length);
        format!("<a xml:base='https://example.org/{base}'>{}</a>", "<b/>".repeat(count))
    };
    assert!(read(&document(40, 200_000)).is_ok());
    assert!(read(&document(400, 50_000)).is_ok());
    assert!(fault_of(&document(400, 200_000)).contains("base url"));
}

#[test]
fn long_runs_of_anything_come_to_an_end() {
    for unit in [
        "&", "<", "<!", "<![CDATA[", "<!--", "<?", "<!DOCTYPE a [", "&#", "&a", "&;", "]]>", "\r", "\0",
        "<a ", "<a b='", "<a b=\"&", "</", "</a>", "<a/>", "<a>", "<!DOCTYPE a><", "<b:a/>", "&eacute;",
        "\u{ffff}", "\n", "<a x='<'/>", "<!ENTITY a '", "xmlns:a='b' ", "<a xmlns:a='b'/>",
        "<a xml:base='c'/>", "日", "<日/>", "&#xFFFF;",
    ] {
        for (before, after) in
            [("", ""), ("<a>", "</a>"), ("<!DOCTYPE a [", "]><a/>"), ("<a b='", "'/>"), ("<a ", "/>")]
        {
            let document = [before, &unit.repeat(100_000 / unit.len()), after].concat();
            let mut reader = Reader::new(&document, Some("https://example.org/"));
            let mut steps = 0_usize;
            while let Ok(Some(_)) = reader.step() {
                steps += 1;
            }
            assert!(steps <= document.len());
            assert!(reader.take_repairs().len() < 2_000);
            let _ = read_any(&document);
        }
    }
}

const FEED: &str = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a 'b'>]>\n<rss xmlns:dc='u' xml:base='http://example.org'>\
                    <!-- c --><dc:x a=\"1\" b='&lt;&#x9;'/>t&amp;&nbsp;&a;<![CDATA[ d ]]><?p i?><é xml:lang='de'>\r\n</é></rss>";

/// Texts of references, whole and broken, and what stands between them.
fn references() -> impl Strategy<Value = String> {
    let pieces = vec![
        "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#8217;", "&#x26;", "&#128;", "&#0;", "&#xFFFE;",
        "&nbsp;", "&nosuch;", "&e;", "&f;", "&", "&;", "&a", "&#", ";", "a", " ", "\n", "\r\n", "\r",
        "\u{85}", "\u{1}", "é", "]]>", "<c/>", "<c>", "</c>", "<!-- & -->", "<![CDATA[&lt;]]>", "<",
    ];
    let piece = prop_oneof![20 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn references_behind_a_tag_say_the_same_as_those_behind_a_comment(text in references(), is_nested in any::<bool>()) {
        let said = |mark: &str| {
            let inner = if is_nested { format!("<b>{mark}{text}</b>") } else { format!("{mark}{text}") };
            let long = "x".repeat(if text.len() > 30 { 40_000 } else { 1 });
            let document = format!("<!DOCTYPE a [<!ENTITY e 'b &amp; c'><!ENTITY f '{long}'>]><a>{inner}</a>");
            let (root, repairs) = read(&document).map_err(|fault| (fault.message, fault.position.line))?;
            let repairs: Vec<_> =
                repairs.iter().map(|repair| (repair.kind, repair.count, repair.position.line)).collect();
            Ok::<_, (&str, usize)>((texts(&root), repairs))
        };
        prop_assert_eq!(said(""), said("<!---->"));
    }
}

/// The texts of an element and of those in it, with the names of these.
fn texts(element: &Element) -> Vec<String> {
    let of_node = |node: &Node| match node {
        Node::Text(text) => vec![format!("text {text}")],
        Node::Element(child) => [vec![child.local.clone()], texts(child)].concat(),
    };
    element.children.iter().flat_map(of_node).collect()
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[<>/!?a-c:='\"&;#x\\[\\]D\\- \r\n\\x00-\\x02é€\u{feff}]{0,60}|\\PC{0,60}") {
        if let Ok((Some(root), _)) = read_any(&text) {
            prop_assert!(root.position.line >= 1);
            let _ = root.inner_markup();
        }
    }

    #[test]
    fn damaged_feeds_are_read_or_refused(
        damage in prop::collection::vec((0..FEED.len(), 0..12_usize, "[<>/!?a:='\"&;#\\[\\]\\- \r\n\\x00é]{0,6}"), 1..4)
    ) {
        let mut text: Vec<char> = FEED.chars().collect();
        for (at, length, inserted) in damage {
            let at = at.min(text.len());
            let end = at.saturating_add(length).min(text.len());
            text.splice(at..end, inserted.chars());
        }
        let text: String = text.into_iter().collect();
        let _ = read_any(&text);
        let mut reader = Reader::new(&text, None);
        while let Ok(Some(step)) = reader.step() {
            if let Step::Open(open) = step && open.local != "rss" {
                let _ = reader.skip(open);
            }
        }
    }

    #[test]
    fn what_is_written_as_html_reads_back_the_same(text in "[a-c<>&\"'é]{0,20}", name in "[a-d]{2,5}") {
        let markup = format!("<x><{name} t=\"{0}\">{0}</{name}></x>", crate::text::escape_html(&text));
        let (element, repairs) = read(&markup).unwrap();
        prop_assert_eq!(element.text(), text);
        prop_assert!(repairs.is_empty());
        prop_assert_eq!(format!("<x>{}</x>", element.inner_markup()), markup);
    }
}
