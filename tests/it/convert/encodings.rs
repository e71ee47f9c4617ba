//! Feeds in every encoding that the web holds, made of one text: found by the byte order mark, by the first bytes, by the
//! declaration, or, where that is wrong, by what the bytes are.

use encoding_rs::Encoding;

use super::{convert, json, json_feed};
use crate::project::Run;

/// A feed whose title is the word; the declaration names the encoding, if there is one.
fn feed(declared: Option<&str>, word: &str) -> String {
    let encoding = declared.map_or(String::new(), |name| format!(" encoding=\"{name}\""));
    format!(
        "<?xml version=\"1.0\"{encoding}?>\n<rss version=\"2.0\"><channel><title>{word}</title>\
         <link>https://example.org/</link><description>About {word}</description></channel></rss>\n"
    )
}

/// The text in UTF-16 or UTF-32.
fn wide(text: &str, width: usize, is_big: bool) -> Vec<u8> {
    let units: Vec<u32> = match width {
        2 => text.encode_utf16().map(u32::from).collect(),
        _ => text.chars().map(u32::from).collect(),
    };
    let unit = |unit: u32| {
        let mut bytes = unit.to_be_bytes()[4 - width..].to_vec();
        if !is_big {
            bytes.reverse();
        }
        bytes
    };
    units.into_iter().flat_map(unit).collect()
}

/// The run must read the title, and say nothing but its summary.
fn assert_reads(bytes: &[u8], word: &str, what: &str) {
    let run = convert(bytes, "json");
    assert_title(&run, word, what);
    assert_eq!(run.stderr, "feedmill: rss to json: 0 entries\n", "{what}");
}

fn assert_title(run: &Run, word: &str, what: &str) {
    assert_eq!(run.code, 0, "{what}: {}", run.stderr);
    let feed: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(feed["title"], word, "{what}");
    assert_eq!(feed["description"], format!("About {word}"), "{what}");
}

/// Names of encodings, and words that they can write.
const DECLARED: [(&str, &str); 34] = [
    ("windows-1250", "Žluťoučký kůň"),
    ("windows-1251", "Съешь ещё булок"),
    ("windows-1252", "Café – 5 € „naïve“"),
    ("windows-1253", "Καλημέρα"),
    ("windows-1254", "Şişli ağaç"),
    ("windows-1255", "שלום"),
    ("windows-1256", "سلام"),
    ("windows-1257", "Ąžuolas"),
    ("windows-1258", "Đà ăn ơn"),
    ("cp1252", "Œuvre"),
    ("ISO-8859-1", "Crème brûlée"),
    ("latin1", "Ærø"),
    ("ISO-8859-2", "Łódź"),
    ("ISO-8859-3", "Ĉielo"),
    ("ISO-8859-4", "Ķēniņš"),
    ("ISO-8859-5", "Привет"),
    ("ISO-8859-6", "سلام"),
    ("ISO-8859-7", "Αθήνα"),
    ("ISO-8859-8", "שלום"),
    ("ISO-8859-9", "İstanbul"),
    ("ISO-8859-10", "Þórður"),
    ("ISO-8859-13", "Žąsis"),
    ("ISO-8859-14", "Ŵy"),
    ("ISO-8859-15", "Cœur à 5 €"),
    ("ISO-8859-16", "Ștefan"),
    ("KOI8-R", "Привет, мир"),
    ("KOI8-U", "Їжак"),
    ("Shift_JIS", "日本語の題"),
    ("EUC-JP", "日本語の題"),
    ("ISO-2022-JP", "日本語"),
    ("EUC-KR", "한국어 제목"),
    ("GB2312", "中文标题"),
    ("gb18030", "中文标题 㐀"),
    ("Big5", "中文標題"),
];

#[test]
fn every_declared_encoding_is_read() {
    for (name, word) in DECLARED {
        let encoding = Encoding::for_label(name.as_bytes()).unwrap();
        let text = feed(Some(name), word);
        let (bytes, _, is_lossy) = encoding.encode(&text);
        let mut expected = word.to_owned();
        if name == "windows-1258" {
            // This encoding writes some letters with combining marks only.
            expected = encoding.decode_without_bom_handling(&encoding.encode(word).0).0.into_owned();
        }
        assert!(!is_lossy, "{name}");
        assert_reads(&bytes, &expected, name);
        let single = text.replacen('"', "'", 4).replacen("encoding=", "encoding = ", 1);
        assert_reads(&encoding.encode(&single).0, &expected, name);
        let upper = text.replacen(name, &name.to_uppercase(), 1);
        assert_reads(&encoding.encode(&upper).0, &expected, name);
    }
}

#[test]
fn utf_8_is_read_with_and_without_mark_and_declaration() {
    let word = "Größe 日本 🦀";
    for declared in [None, Some("utf-8"), Some("UTF8"), Some("UTF-8")] {
        let text = feed(declared, word);
        assert_reads(text.as_bytes(), word, "no mark");
        assert_reads(format!("\u{feff}{text}").as_bytes(), word, "mark");
    }
}

#[test]
fn utf_16_and_utf_32_are_read_in_both_orders_with_and_without_mark() {
    let word = "Größe 日本 🦀";
    for width in [2, 4] {
        for is_big in [false, true] {
            for declared in [None, Some(if width == 2 { "utf-16" } else { "utf-32" })] {
                let text = feed(declared, word);
                let what = format!("{width} {is_big} {declared:?}");
                assert_reads(&wide(&text, width, is_big), word, &what);
                assert_reads(&wide(&format!("\u{feff}{text}"), width, is_big), word, &what);
            }
        }
    }
}

#[test]
fn utf_16_that_declares_utf_8_is_read_by_its_bytes() {
    for mark in ["", "\u{feff}"] {
        let text = format!("{mark}{}", feed(Some("utf-8"), "Größe"));
        assert_title(&convert(wide(&text, 2, false), "json"), "Größe", "little");
        assert_title(&convert(wide(&text, 2, true), "json"), "Größe", "big");
    }
}

/// A wrong declaration, the encoding that is meant, and a word in it.
fn misdeclared() -> Vec<(&'static str, Vec<u8>, &'static str, &'static str)> {
    let utf_8 = |declared: &str, word: &str| feed(Some(declared), word).into_bytes();
    let other = |declared: Option<&str>, label: &str, word: &str| {
        let text = feed(declared, word);
        Encoding::for_label(label.as_bytes()).unwrap().encode(&text).0.into_owned()
    };
    let (wrong, unknown, not) = (
        "1:31: warning: repair: the declared encoding is not the one in use",
        "1:31: warning: repair: the declared encoding is unknown",
        "warning: repair: the text is not utf-8: it was read as windows-1252",
    );
    vec![
        ("utf-8 as latin 1", utf_8("iso-8859-1", "Größe"), "Größe", wrong),
        ("utf-8 as windows-1251", utf_8("windows-1251", "Привет"), "Привет", wrong),
        ("utf-8 as utf-16", utf_8("utf-16", "Größe"), "Größe", wrong),
        ("utf-8 as ascii", utf_8("us-ascii", "Größe"), "Größe", wrong),
        ("utf-8 as shift_jis", utf_8("shift_jis", "日本語の題"), "日本語の題", wrong),
        ("utf-8 as nothing known", utf_8("x-nobody", "Größe"), "Größe", unknown),
        ("windows-1252 as utf-8", other(Some("utf-8"), "windows-1252", "Größe – 5 €"), "Größe – 5 €", not),
        ("windows-1252 as nothing", other(None, "windows-1252", "Größe – 5 €"), "Größe – 5 €", not),
    ]
}

#[test]
fn a_wrong_declaration_is_put_right_and_told() {
    for (what, bytes, word, said) in misdeclared() {
        let run = convert(&bytes, "json");
        assert_title(&run, word, what);
        assert!(run.stderr.contains(said), "{what}: {}", run.stderr);
    }
}

#[test]
fn an_ascii_text_contradicts_no_declaration() {
    for name in ["us-ascii", "iso-8859-1", "utf-8", "windows-1251", "gb18030", "Shift_JIS"] {
        assert_reads(feed(Some(name), "Plain").as_bytes(), "Plain", name);
    }
}

#[test]
fn bytes_that_mean_nothing_are_left_out_and_told() {
    let mut bytes = feed(Some("utf-8"), "Größe x").into_bytes();
    let at = bytes.windows(2).position(|pair| pair == b" x").unwrap();
    bytes[at + 1] = 0xff;
    let run = convert(&bytes, "json");
    let feed: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(feed["title"], "Größe");
    assert!(run.stderr.contains("<stdin>:2:42: warning: repair: bytes that are invalid"), "{}", run.stderr);
}

#[test]
fn json_is_read_in_every_encoding_that_json_may_have() {
    let text = json_feed(r#"{"id": "1", "content_text": "Größe 日本 🦀"}"#);
    let marked = format!("\u{feff}{text}");
    for bytes in [
        text.clone().into_bytes(),
        marked.clone().into_bytes(),
        wide(&text, 2, false),
        wide(&text, 2, true),
        wide(&marked, 2, false),
        wide(&marked, 2, true),
        wide(&text, 4, false),
        wide(&text, 4, true),
        wide(&marked, 4, false),
    ] {
        assert_eq!(json(&bytes)["items"][0]["content_text"], "Größe 日本 🦀", "{:?}", &bytes[..8]);
    }
}

#[test]
fn json_in_utf_32_with_its_mark_is_read() {
    let text = json_feed(r#"{"id": "1", "content_text": "x"}"#);
    assert_eq!(json(wide(&format!("\u{feff}{text}"), 4, true))["items"][0]["content_text"], "x");
}

#[test]
fn ebcdic_is_refused_and_not_guessed() {
    let run = convert(b"\x4c\x6f\xa7\x94\x93\x40\xa5\x85\x99", "json").refused(1);
    assert!(
        run.stderr.starts_with("<stdin>:1:1: error: unreadable: the file is in ebcdic"),
        "{}",
        run.stderr
    );
}
