use proptest::prelude::*;

use super::*;
use crate::format::sample::{bare_entry, hostile_text};

const SHAPE: Shape = Shape {
    format: Format::Rss,
    namespace: None,
    path: &["rss", "channel", "item"],
    id: "guid",
    title: TITLE,
};
const TITLE: fn(&Text) -> Cow<'_, str> = |title| normalized(&title.value);
const ATOM_SHAPE: Shape = Shape {
    format: Format::Atom,
    namespace: Some("urn:example:atom"),
    path: &["feed", "entry"],
    id: "id",
    title: TITLE,
};

fn entries() -> Vec<Arc<Entry>> {
    [("urn:example:1", "One & only"), ("urn:example:2", "Two")]
        .map(|(id, title)| Arc::new(bare_entry(id, title)))
        .to_vec()
}

fn sound() -> String {
    format!(
        "{DECLARATION}<rss version='2.0' xmlns:m=\"urn:example:m\">\n <channel><title>&#xA9; T</title>\
         <item><guid>urn:example:1</guid><title>One &amp; <![CDATA[only]]></title><m:a m:b=\"&lt;\" b=''/></item>\
         <item><title>Two</title><guid>urn:example:2</guid>\n<x>a<y/>b</x></item></channel></rss>\n"
    )
}

fn fault(document: &str) -> Option<String> {
    check(document.as_bytes(), &SHAPE, &entries()).err().map(|error| error.to_string())
}

#[test]
fn a_sound_document_is_accepted() {
    assert_eq!(fault(&sound()), None);
    assert!(is_well_formed(sound().as_bytes(), &SHAPE));
}

#[test]
fn each_kind_of_broken_document_is_refused_for_its_fault() {
    let cases = [
        // What XML itself forbids.
        ("<m:a ", "<n:a ", "a prefix that is not declared"),
        (" m:b=", " n:b=", "a prefix that is not declared"),
        (" b=''", " m:b=''", "an attribute that is duplicated"),
        (" b=''", " xmlns:k='urn:example:m' k:b=''", "an attribute that is duplicated"),
        (" b=''", " b='' b='1'", "an attribute that is duplicated"),
        (" b=''", "b=''", "attributes that are not separated"),
        (" b=''", " b=1", "an attribute that is not quoted"),
        (" b=''", " b='1", "not well-formed"),
        (" b=''", " b", "an attribute without a value"),
        (" b=''", " 1b=''", "a name that the writer never uses"),
        (" b=''", " b='<'", "a raw < in an attribute"),
        (" b=''", " b='&'", "a reference to nothing known"),
        (" b=''", " b='&c;'", "a reference to nothing known"),
        (" b=''", " b='&#1;'", "a reference to nothing known"),
        (" b=''", " xmlns:k=''", "a prefix that is taken back"),
        (" b=''", " xmlns:xml='urn:example:x'", "not well-formed"),
        ("&amp;", "&", "not well-formed"),
        ("&amp;", "&nbsp;", "a reference to nothing known"),
        ("&amp;", "&#xFFFE;", "a reference to nothing known"),
        ("&amp;", "&#8;", "a reference to nothing known"),
        ("Two", "Two]]>", "the end of a CDATA section in text"),
        ("<![CDATA[only]]>", "<![CDATA[only", "not well-formed"),
        ("<y/>", "<y>", "not well-formed"),
        ("<y/>", "</y>", "not well-formed"),
        ("<y/>", "<y></z>", "not well-formed"),
        ("<y/>", "<1/>", "a name that the writer never uses"),
        ("<y/>", "<y:y:y/>", "a name that the writer never uses"),
        ("</rss>\n", "", "an element that is not closed"),
        ("</rss>\n", "</rss>\n<rss/>", "a second root or channel"),
        ("</rss>\n", "</rss>\ntext", "text out of place"),
        ("</rss>\n", "</rss>\n&amp;", "markup that the writer never uses"),
        ("</rss>\n", "</rss>\n<![CDATA[]]>", "markup that the writer never uses"),
        ("</rss>\n", "</rss>\n</rss>", "not well-formed"),
        // Characters.
        ("Two", "T\u{b}wo", "a character that no feed may hold"),
        ("Two", "T\u{fffe}wo", "a character that no feed may hold"),
        ("Two", "T\u{85}wo", "a character that no feed may hold"),
        ("Two", "Two\r\n", "a character that no feed may hold"),
        // What XML allows and the writers never use.
        ("<?xml", "\u{feff}<?xml", "not the XML declaration"),
        ("<?xml", " <?xml", "not the XML declaration"),
        (" encoding=\"utf-8\"", "", "not the XML declaration"),
        ("<rss", "<!DOCTYPE rss><rss", "markup that the writer never uses"),
        ("<rss", "<!DOCTYPE rss [<!ENTITY a \"b\">]><rss", "markup that the writer never uses"),
        ("<rss", "<?xml-stylesheet href=\"a\"?><rss", "markup that the writer never uses"),
        ("<rss", "<?xml version=\"1.0\"?><rss", "markup that the writer never uses"),
        ("<y/>", "<!-- -->", "markup that the writer never uses"),
        ("<y/>", "<?y?>", "markup that the writer never uses"),
        // What the feed does not say.
        ("urn:example:1<", "urn:example:3<", "an id differs from the entry's"),
        (">Two<", ">Two <", "a title differs from the entry's"),
        ("<guid>urn:example:1</guid>", "", "an id differs from the entry's"),
        ("<title>Two</title>", "", "a title differs from the entry's"),
        ("<title>Two</title>", "<title>Two</title><title/>", "a second title in an entry"),
        ("<title>Two</title>", "<guid/><title>Two</title>", "a second id in an entry"),
        (">Two<", "><b>Two</b><", "markup inside an id or a title"),
        ("<x>", "text<x>", "text out of place"),
        ("<item>", "<item/><item>", "an id differs from the entry's"),
        ("</channel>", "<item></item></channel>", "more entries than the feed has"),
        ("</channel>", "</channel><channel/>", "a second root or channel"),
        ("</channel>", "</channel><other/>", "an element out of place"),
        ("<rss ", "<rss xmlns='urn:example:r' ", "an element out of place"),
    ];
    for (sound_part, broken_part, expected) in cases {
        let document = sound().replacen(sound_part, broken_part, 1);
        assert_ne!(document, sound(), "{sound_part}");
        let message = fault(&document).unwrap_or_default();
        assert!(message.contains(&format!("check: {expected};")), "{sound_part} -> {broken_part}: {message}");
    }
}

#[test]
fn entries_that_are_missing_or_in_another_order_are_refused() {
    let mut entries = entries();
    entries.push(entries[0].clone());
    let error = check(sound().as_bytes(), &SHAPE, &entries).unwrap_err();
    assert!(error.to_string().contains("fewer entries"), "{error}");
    entries.pop();
    entries.reverse();
    let error = check(sound().as_bytes(), &SHAPE, &entries).unwrap_err();
    assert!(error.to_string().contains("an id differs"), "{error}");
}

#[test]
fn the_message_says_at_which_entry_and_nothing_of_its_content() {
    let message = fault(&sound().replace(">Two<", ">secret<")).unwrap();
    assert!(message.starts_with("in entry 2 the rss feed fails its own check: "), "{message}");
    assert!(!message.contains("secret") && !message.contains("Two"), "{message}");
}

#[test]
fn bytes_that_are_not_text_are_refused() {
    assert!(!is_well_formed(b"\xff\xfe", &SHAPE));
    let mut bytes = sound().into_bytes();
    bytes.extend(b"\xc3");
    assert!(!is_well_formed(&bytes, &SHAPE));
}

#[test]
fn a_document_without_a_root_or_a_channel_is_refused() {
    for rest in ["", "\n", "<rss/>", "<rss></rss>", "<other/>", "<channel/>"] {
        assert!(!is_well_formed(format!("{DECLARATION}{rest}").as_bytes(), &SHAPE), "{rest}");
    }
    assert!(is_well_formed(format!("{DECLARATION}<rss><channel/></rss>").as_bytes(), &SHAPE));
}

#[test]
fn elements_count_by_namespace_not_by_prefix() {
    let entries = [Arc::new(bare_entry("urn:example:1", "One"))];
    let own = "<feed xmlns='urn:example:atom' xmlns:o='urn:example:o'><entry><id>urn:example:1</id>\
               <title>One</title><o:id>x</o:id><o:title/></entry><o:entry/></feed>";
    assert!(check(format!("{DECLARATION}{own}").as_bytes(), &ATOM_SHAPE, &entries).is_ok());
    let other = own.replace("xmlns='urn:example:atom'", "xmlns='urn:example:else'");
    assert!(check(format!("{DECLARATION}{other}").as_bytes(), &ATOM_SHAPE, &entries).is_err());
    let prefixed = own.replace("<o:entry/>", "<a:entry xmlns:a='urn:example:atom'/>");
    assert!(check(format!("{DECLARATION}{prefixed}").as_bytes(), &ATOM_SHAPE, &entries).is_err());
}

#[test]
fn nesting_beyond_the_cap_is_refused() {
    let nested = |depth: usize| {
        let (open, close) = ("<x>".repeat(depth), "</x>".repeat(depth));
        sound().replace("<y/>", &format!("{open}{close}"))
    };
    assert_eq!(fault(&nested(DEEPEST - 4)), None);
    assert!(fault(&nested(DEEPEST - 3)).unwrap().contains("nested too deeply"));
}

proptest! {
    #[test]
    fn text_that_is_not_escaped_never_passes_unless_it_is_the_same_text(text in hostile_text()) {
        let document = sound().replace(">Two<", &format!(">{text}<"));
        if fault(&document).is_none() {
            prop_assert!(text == "Two");
        }
    }

    #[test]
    fn an_attribute_that_is_not_escaped_forges_no_entry(text in hostile_text()) {
        let document = sound().replace("m:b=\"&lt;\"", &format!("m:b=\"{text}\""));
        if fault(&document).is_none() {
            let read = rss::Channel::read_from(document.as_bytes()).unwrap();
            let guids = read.items.iter().filter_map(|item| item.guid());
            let ids: Vec<&str> = guids.map(|guid| guid.value()).collect();
            prop_assert_eq!(ids, ["urn:example:1", "urn:example:2"]);
        }
    }
}
