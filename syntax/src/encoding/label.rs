//! The name of an encoding, as a document declares it -> the encoding.
//!
//! It knows the names of the Encoding Standard, and other names in use for the same encodings.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

/// What a document declares about its encoding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Declared {
    /// UTF-8.
    Utf8,
    /// ASCII, which many encodings include.
    Ascii,
    /// UTF-16 or UTF-32, which is wrong: the declaration itself could be read byte by byte.
    Wide,
    /// Another supported encoding.
    Other(&'static Encoding),
    /// An unknown name, or an encoding that is not supported.
    Unknown,
}

/// The encoding of a name.
pub(super) fn find(label: &str) -> Declared {
    let key: String =
        label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    if ["utf16", "utf32", "ucs2", "ucs4", "iso10646ucs"].iter().any(|wide| key.starts_with(wide)) {
        return Declared::Wide;
    }
    if ["ascii", "usascii", "ansix341968", "iso646us", "646", "cp367", "ibm367"].contains(&key.as_str()) {
        return Declared::Ascii;
    }
    let by_key = || known(&key).and_then(|label| Encoding::for_label(label.as_bytes()));
    let by_number = || numbered(&key).and_then(|label| Encoding::for_label(label.as_bytes()));
    let found = Encoding::for_label(label.as_bytes()).or_else(by_key).or_else(by_number);
    match found {
        Some(encoding) if encoding == UTF_8 => Declared::Utf8,
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Declared::Wide,
        Some(encoding) if encoding == REPLACEMENT || encoding == X_USER_DEFINED => Declared::Unknown,
        Some(encoding) => Declared::Other(encoding),
        None => Declared::Unknown,
    }
}

/// The standard's name for another name in use, which is given in lower case with letters and digits only.
fn known(key: &str) -> Option<&'static str> {
    NAMES.iter().find(|(_, keys)| keys.contains(&key)).map(|(label, _)| *label)
}

/// The standard's name for a code page or a part of ISO 8859.
fn numbered(key: &str) -> Option<String> {
    let families = [
        ("iso8859", "iso-8859-"),
        ("8859", "iso-8859-"),
        ("windows", "windows-"),
        ("win", "windows-"),
        ("mswin", "windows-"),
        ("cp", "windows-"),
        ("latin", "latin"),
    ];
    let mut names = families.iter().filter_map(|(prefix, standard)| {
        let number = key.strip_prefix(prefix)?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| [*standard, number].concat())
    });
    names.next()
}

/// The standard's names, each with the other names for it.
const NAMES: &[(&str, &[&str])] = &[
    ("utf-8", &["utf8", "utf8n", "utf8bom", "utf8sig", "utf8mb4", "u8", "cp65001", "utf"]),
    ("windows-1252", &["isolatin1", "westerneuropean", "ansi", "iso885911987", "cp819", "ibm819", "l1"]),
    ("macintosh", &["mac", "macroman", "xmacroman", "macwestern"]),
    ("x-mac-cyrillic", &["maccyrillic", "xmaccyrillic", "macukrainian", "xmacukrainian"]),
    (
        "shift_jis",
        &["shiftjis", "sjis", "cp932", "windows932", "ms932", "mskanji", "windows31j", "csshiftjis"],
    ),
    ("shift_jis", &["shiftjis2004", "shiftjisx0213", "sjis2004", "sjisx0213", "xsjis", "sjiswin"]),
    ("euc-jp", &["eucjp", "ujis", "xeucjp", "eucjis2004", "jisx0213", "eucjisx0213", "eucjpms", "cp51932"]),
    ("iso-2022-jp", &["iso2022jp", "csiso2022jp", "iso2022jp1", "iso2022jp2", "iso2022jp3", "iso2022jpext"]),
    ("iso-2022-jp", &["iso2022jp2004", "jis"]),
    (
        "gbk",
        &["gbk", "gb2312", "cp936", "windows936", "ms936", "euccn", "eucgb2312cn", "gb231280", "chinese"],
    ),
    ("gb18030", &["gb18030", "gb180302000", "gb180302005", "cp54936"]),
    (
        "euc-kr",
        &["euckr", "cp949", "ms949", "uhc", "windows949", "ksc5601", "ksx1001", "korean", "ksc56011987"],
    ),
    ("big5", &["big5", "cp950", "ms950", "windows950", "big5tw", "big5hkscs", "hkscs", "xxbig5"]),
    ("koi8-r", &["koi8r", "koi8", "cp20866"]),
    ("koi8-u", &["koi8u", "koi8ru", "cp21866"]),
    ("windows-874", &["tis620", "tis6200", "tis62025290", "iso885911", "cp874", "ms874"]),
    ("ibm866", &["ibm866", "cp866", "866"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_use_are_understood() {
        for (label, name) in [
            ("ISO-8859-1", "windows-1252"),
            ("iso_8859_1", "windows-1252"),
            ("iso_8859-15", "ISO-8859-15"),
            ("latin_1", "windows-1252"),
            ("latin-2", "ISO-8859-2"),
            ("cp1252", "windows-1252"),
            ("win-1251", "windows-1251"),
            ("CP 1250", "windows-1250"),
            ("x-mac-roman", "macintosh"),
            ("mac_cyrillic", "x-mac-cyrillic"),
            ("cp932", "Shift_JIS"),
            ("EUC_JP", "EUC-JP"),
            ("GB_2312", "GBK"),
            ("KOI8R", "KOI8-R"),
            ("iso_8859_11", "windows-874"),
        ] {
            let Declared::Other(encoding) = find(label) else { panic!("{label}") };
            assert_eq!(encoding.name(), name, "{label}");
        }
    }

    #[test]
    fn what_cannot_be_true_or_says_nothing_is_told_apart() {
        for (label, declared) in [
            ("utf-8", Declared::Utf8),
            ("utf_8", Declared::Utf8),
            (" UTF8 ", Declared::Utf8),
            ("us-ascii", Declared::Ascii),
            ("utf-16", Declared::Wide),
            ("UCS-2", Declared::Wide),
            ("utf_32_le", Declared::Wide),
            ("utf-7", Declared::Unknown),
            ("iso-2022-kr", Declared::Unknown),
            ("iso-8859-12", Declared::Unknown),
            ("cp37", Declared::Unknown),
            ("", Declared::Unknown),
            ("naïve", Declared::Unknown),
        ] {
            assert_eq!(find(label), declared, "{label}");
        }
    }

    #[test]
    fn every_name_in_the_table_can_be_found() {
        for (label, keys) in NAMES {
            assert!(Encoding::for_label(label.as_bytes()).is_some(), "{label}");
            for key in *keys {
                assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
            }
        }
    }
}
