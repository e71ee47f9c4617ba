//! Which encoding a file is read in, and which repairs are reported.

use super::*;

const TITLE: &str = "<t>Grüße, Ελλάδα</t>";

fn kinds(decoded: &Decoded<'_>) -> Vec<RepairKind> {
    decoded.repairs.iter().map(|repair| repair.kind).collect()
}

fn position(line: usize, column: usize) -> Position {
    Position { line, column }
}

fn declared(label: &str, content: &[u8]) -> Vec<u8> {
    [format!("<?xml version='1.0' encoding='{label}'?>").as_bytes(), content].concat()
}

#[test]
fn wide_text_is_known_by_its_mark_or_its_zeros() {
    let orders: [(&[usize], usize); 6] = [
        (&[0, 1, 2, 3], 4),
        (&[3, 2, 1, 0], 4),
        (&[1, 0, 3, 2], 4),
        (&[2, 3, 0, 1], 4),
        (&[0, 1], 2),
        (&[1, 0], 2),
    ];
    for (order, width) in orders {
        let encode = |text: &str| -> Vec<u8> {
            let units: Vec<[u8; 4]> = match width {
                4 => text.chars().map(|character| u32::from(character).to_be_bytes()).collect(),
                _ => text
                    .encode_utf16()
                    .map(|unit| [[0; 2], unit.to_be_bytes()].concat().try_into().unwrap())
                    .collect(),
            };
            let offset = 4 - width;
            let bytes = units.iter().flat_map(|unit| order.iter().map(move |at| unit[offset + at]));
            bytes.collect()
        };
        for text in
            ["<?xml version='1.0' encoding='utf-8'?><t>Grüße 😀</t>", "<t>日</t>", "\n<t/>", "{\"a\":\"é\"}"]
        {
            for bytes in [encode(text), encode(&format!("\u{feff}{text}"))] {
                let decoded = decode_xml(&bytes, Known::default()).unwrap();
                assert_eq!(decoded, Decoded { text: text.into(), repairs: Vec::new() }, "{order:?}");
                let decoded = decode_json(&bytes, Known::default()).unwrap();
                assert_eq!((decoded.text.as_ref(), kinds(&decoded)), (text, vec![RepairKind::WideJson]));
                let cut = bytes.split_last().unwrap().1;
                let decoded = decode_xml(cut, Known::default()).unwrap();
                assert!(decoded.text.ends_with('\u{fffd}'));
                assert_eq!(kinds(&decoded), [RepairKind::BadBytes], "{order:?}");
            }
        }
    }
}

#[test]
fn declared_encodings_are_read() {
    for (label, bytes, text) in [
        ("iso-8859-1", &b"Gr\xfc\xdfe \x80"[..], "Grüße €"),
        ("iso_8859-2", b"\xb1\xe6", "ąć"),
        ("windows-1250", b"\x8elu\x9dou\xe8k\xfd", "Žluťoučký"),
        ("windows-1252", b"\x96 5 \x80", "– 5 €"),
        ("windows-1253", b"\xca\xe1\xeb\xe7\xec\xdd\xf1\xe1", "Καλημέρα"),
        ("windows-1254", b"\xdei\xfeli a\xf0a\xe7", "Şişli ağaç"),
        ("windows-1255", b"\xf9\xec\xe5\xed", "שלום"),
        ("windows-1256", b"\xd3\xe1\xc7\xe3", "سلام"),
        ("windows-1257", b"\xc0\xfeuolas", "Ąžuolas"),
        ("windows-1258", b"\xd0 \xf5", "Đ ơ"),
        ("cp1252", b"\x8cuvre", "Œuvre"),
        ("latin1", b"\xc6r\xf8", "Ærø"),
        ("ISO-8859-3", b"\xc6ielo", "Ĉielo"),
        ("ISO-8859-4", b"\xd3\xbani\xf1\xb9", "Ķēniņš"),
        ("ISO-8859-5", b"\xbf\xe0\xd8\xd2\xd5\xe2", "Привет"),
        ("ISO-8859-6", b"\xd3\xe4\xc7\xe5", "سلام"),
        ("ISO-8859-7", b"\xc1\xe8\xde\xed\xe1", "Αθήνα"),
        ("ISO-8859-8", b"\xf9\xec\xe5\xed", "שלום"),
        ("ISO-8859-9", b"\xddstanbul", "İstanbul"),
        ("ISO-8859-10", b"\xde\xf3r\xf0ur", "Þórður"),
        ("ISO-8859-13", b"\xde\xe0sis", "Žąsis"),
        ("ISO-8859-14", b"\xd0y", "Ŵy"),
        ("ISO-8859-15", b"C\xbdur \xe0 5 \xa4", "Cœur à 5 €"),
        ("ISO-8859-16", b"\xaatefan", "Ștefan"),
        ("windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"),
        ("cp1253", b"\xc5\xeb", "Ελ"),
        ("koi8-r", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"),
        ("KOI8-U", b"\xf0\xb4", "ПЄ"),
        ("x-mac-roman", b"\x8e\xca", "é\u{a0}"),
        ("Shift_JIS", b"\x93\xfa\x96\x7b", "日本"),
        ("euc-jp", b"\xc6\xfc\xcb\xdc", "日本"),
        ("iso-2022-jp", b"\x1b$BF|K\\\x1b(B", "日本"),
        ("euc-kr", b"\xc7\xd1\xb1\xb9", "한국"),
        ("gb2312", b"\xd6\xd0\xb9\xfa", "中国"),
        ("gb18030", b"\xd6\xd0\x94\x39\xfc\x36", "中😀"),
        ("big5", b"\xa4\xa4\xb0\xea", "中國"),
        ("utf-8", "é".as_bytes(), "é"),
        ("us-ascii", b"a", "a"),
    ] {
        let bytes = declared(label, bytes);
        let decoded = decode_xml(&bytes, Known::default()).unwrap();
        assert!(decoded.text.ends_with(&format!("?>{text}")), "{label}: {}", decoded.text);
        assert_eq!(kinds(&decoded), [], "{label}");
    }
}

#[test]
fn valid_utf_8_is_read_as_such_whatever_it_declares() {
    for (label, repair) in [
        ("iso-8859-1", RepairKind::WrongEncoding),
        ("us-ascii", RepairKind::WrongEncoding),
        ("windows-1252", RepairKind::WrongEncoding),
        ("utf-16", RepairKind::WrongEncoding),
        ("utf-7", RepairKind::UnknownEncoding),
        ("made-up", RepairKind::UnknownEncoding),
    ] {
        let bytes = declared(label, TITLE.as_bytes());
        let decoded = decode_xml(&bytes, Known::default()).unwrap();
        assert!(matches!(decoded.text, Cow::Borrowed(text) if text.ends_with(TITLE)), "{label}");
        assert_eq!(
            decoded.repairs,
            [Repair { kind: repair, position: position(1, 31), count: 1 }],
            "{label}"
        );
        let marked = [b"\xef\xbb\xbf", bytes.as_slice()].concat();
        assert_eq!(decode_xml(&marked, Known::default()).unwrap(), decoded, "{label}");
    }
    for label in ["gb2312", "shift_jis", "euc-kr"] {
        let bytes = declared(label, "日本の新聞".as_bytes());
        let decoded = decode_xml(&bytes, Known::default()).unwrap();
        assert!(decoded.text.ends_with("日本の新聞"), "{label}");
        assert_eq!(kinds(&decoded), [RepairKind::WrongEncoding], "{label}");
    }
}

#[test]
fn utf_8_needs_neither_mark_nor_declaration() {
    for declaration in ["", "<?xml version='1.0'?>", "<?xml encoding='utf-8'?>", "<?xml encoding='UTF8'?>"] {
        let text = format!("{declaration}{TITLE}");
        let marked = format!("\u{feff}{text}");
        for bytes in [text.as_bytes(), marked.as_bytes()] {
            assert_eq!(
                decode_xml(bytes, Known::default()).unwrap(),
                Decoded { text: text.as_str().into(), repairs: Vec::new() }
            );
        }
    }
}

#[test]
fn two_bytes_that_look_like_utf_8_do_not_overrule_a_declaration() {
    let bytes = declared("gb2312", b"\xd6\xa4\xc2\xb7");
    let decoded = decode_xml(&bytes, Known::default()).unwrap();
    assert!(decoded.text.ends_with("证路"), "{}", decoded.text);
    assert_eq!(kinds(&decoded), []);
}

#[test]
fn plain_ascii_needs_no_repair_where_the_declared_encoding_is_possible() {
    for (label, repairs) in [
        ("iso-8859-1", &[][..]),
        ("us-ascii", &[]),
        ("utf-8", &[]),
        ("windows-1251", &[]),
        ("gb18030", &[]),
        ("shift_jis", &[]),
        ("utf-16", &[RepairKind::WrongEncoding]),
        ("made-up", &[RepairKind::UnknownEncoding]),
    ] {
        let bytes = declared(label, b"<t/>");
        let decoded = decode_xml(&bytes, Known::default()).unwrap();
        assert!(decoded.text.ends_with("?><t/>"), "{label}");
        assert_eq!(kinds(&decoded), repairs, "{label}");
        let marked = [b"\xef\xbb\xbf", bytes.as_slice()].concat();
        assert!(decode_xml(&marked, Known::default()).unwrap().text.starts_with("<?xml"), "{label}");
    }
}

#[test]
fn what_is_not_utf_8_at_all_is_windows_1252() {
    for (bytes, repair, at) in [
        (b"<t>\nGr\xfc\xdfe</t>".to_vec(), RepairKind::NotUtf8, position(2, 3)),
        (declared("utf-8", b"Gr\xfc\xdfe"), RepairKind::NotUtf8, position(1, 41)),
        (declared("us-ascii", b"Gr\xfc\xdfe"), RepairKind::NotUtf8, position(1, 44)),
        (declared("utf-16", b"Gr\xfc\xdfe"), RepairKind::NotUtf8, position(1, 42)),
        (declared("made-up", b"Gr\xfc\xdfe"), RepairKind::UnknownGuessed, position(1, 31)),
    ] {
        let decoded = decode_xml(&bytes, Known::default()).unwrap();
        assert!(decoded.text.contains("Grüße"), "{}", decoded.text);
        assert_eq!(decoded.repairs, [Repair { kind: repair, position: at, count: 1 }], "{}", decoded.text);
    }
}

#[test]
fn a_valid_sequence_among_many_others_is_chance() {
    // Latin-1 for a word with an Ã and a copyright sign in a row, among words that UTF-8 cannot be.
    let bytes = b"<t>\xe9t\xe9 \xe0 l'\xeele: \xc3\xa9 \xfb</t>";
    let decoded = decode_xml(bytes, Known::default()).unwrap();
    assert_eq!(decoded.text, "<t>\u{e9}t\u{e9} \u{e0} l'\u{ee}le: \u{c3}\u{a9} \u{fb}</t>");
    assert_eq!(decoded.repairs.len(), 1);
}

#[test]
fn each_fault_in_utf_8_is_replaced_and_told_of() {
    let decoded = decode_xml(b"<t>\xc3\xbc \xff\n\xe2\x82 x\xff</t>", Known::default()).unwrap();
    assert_eq!(decoded.text, "<t>ü \u{fffd}\n\u{fffd} x\u{fffd}</t>");
    let expected = [position(1, 6), position(2, 1), position(2, 4)];
    assert_eq!(
        decoded.repairs,
        expected.map(|position| Repair { kind: RepairKind::BadBytes, position, count: 1 })
    );
    let marked = decode_json(b"\xef\xbb\xbf\"\xff\"", Known::default()).unwrap();
    assert_eq!((marked.text.as_ref(), kinds(&marked)), ("\"\u{fffd}\"", vec![RepairKind::BadBytes]));
    let bytes = declared("euc-jp", b"\xc6\xfc\xff");
    assert_eq!(kinds(&decode_xml(&bytes, Known::default()).unwrap()), [RepairKind::BadBytes]);
    let many = [b"\xc3\xbc".repeat(200).as_slice(), &[0xff; 500]].concat();
    let counts: usize =
        decode_xml(&many, Known::default()).unwrap().repairs.iter().map(|repair| repair.count).sum();
    assert_eq!((decode_xml(&many, Known::default()).unwrap().repairs.len(), counts), (101, 500));
}

#[test]
fn a_declaration_is_found_in_every_form() {
    for (declaration, is_found) in [
        ("<?xml version=\"1.0\" encoding=\"koi8-r\"?>", true),
        ("<?xml version='1.0'\tencoding = 'koi8-r' standalone='yes' ?>", true),
        (" \r\n<?xml encoding='koi8-r'?>", true),
        ("<?xml encoding='koi8-r\"?>", false),
        ("<?xml encoding=koi8-r?>", false),
        ("<?xml encoding?>", false),
        ("<?xml version='1.0'?><a encoding='koi8-r'/>", false),
        ("<a/><?xml encoding='koi8-r'?>", false),
        ("<?xml encoding='koi8-r'", false),
    ] {
        let bytes = [declaration.as_bytes(), b"\xf0"].concat();
        let decoded = decode_xml(&bytes, Known::default()).unwrap();
        assert_eq!(decoded.text.ends_with('П'), is_found, "{declaration}");
    }
}

#[test]
fn ebcdic_is_refused_and_nothing_is_no_fault() {
    assert!(
        decode_xml(b"\x4c\x6f\xa7\x94\x93\x40", Known::default()).unwrap_err().message.contains("ebcdic")
    );
    for bytes in [&b""[..], b"\0", b"\0\0\0\0", b"\xef\xbb\xbf", b"\xff", b"\xff\xfe", b"\xfe\xff\0"] {
        assert!(
            decode_xml(bytes, Known::default()).is_ok() && decode_json(bytes, Known::default()).is_ok(),
            "{bytes:?}"
        );
    }
}

#[test]
fn messages_are_in_lower_case() {
    for kind in [RepairKind::WrongEncoding, RepairKind::BadBytes, RepairKind::UnknownPrefix] {
        assert!(!kind.message().is_empty() && !kind.message().contains(char::is_uppercase));
    }
}
