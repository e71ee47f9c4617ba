//! Language tags (BCP 47) -> tags in their canonical spelling whose parts are all registered (RFC 5646, section 2.2.9,
//! "valid"), or what is wrong with them.
//!
//! Programs choose voices, fonts and dictionaries by the tag, and judges of feeds refuse one that is only well-formed. Of a
//! tag with an unknown region the language is certain, and stays. The registry is that of the crate; codes that people
//! write in its place, mostly of countries, are named by a table of our own.

use std::fmt;

use language_tags::{LanguageTag, ValidationError};

/// The longest tag that is looked at, in bytes: longer ones have repeated parts.
const LONGEST: usize = 250;

/// What is wrong with a language tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What of the tag is valid all the same.
    pub rest: Option<String>,
    /// What is probably meant.
    nearest: Option<&'static str>,
}

impl Fault {
    /// What follows the name of a value of which the invalid part is left out.
    pub fn left_out(&self) -> String {
        let lost = if self.rest.is_some() { "that part" } else { "it" };
        format!("{self}; {lost} is left out")
    }
}

impl fmt::Display for Fault {
    /// What follows the name of the value in a message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.nearest, &self.rest) {
            (Some(nearest), _) => {
                write!(f, "is not a registered language tag; write `{nearest}` if that is meant")
            }
            (None, Some(_)) => f.write_str("names a region, script or variant that is not registered"),
            (None, None) => f.write_str("is not a registered language tag such as `en` or `pt-BR`"),
        }
    }
}

/// The tag in its canonical spelling (RFC 5646, section 2.1.1); `en_US` is read as `en-US`.
///
/// # Errors
///
/// When the tag is not well-formed, or one of its parts is not registered.
pub fn tag(text: &str) -> Result<String, Fault> {
    let written = text.trim().replace('_', "-");
    let fault = |rest| Fault { rest, nearest: nearest(&written) };
    let tag = LanguageTag::parse(Some(&*written).filter(|tag| tag.len() <= LONGEST).unwrap_or_default());
    let tag = tag.map_err(|_| fault(None))?;
    match tag.validate() {
        Ok(()) => Ok(tag.into_string()),
        Err(
            ValidationError::PrimaryLanguageNotInRegistry
            | ValidationError::ExtendedLanguageNotInRegistry
            | ValidationError::WrongExtendedLanguagePrefix
            | ValidationError::MultipleExtendedLanguageSubtags,
        ) => Err(fault(None)),
        Err(_) => Err(fault(registered(&tag))),
    }
}

/// The language of the tag, with its script and its region where they are registered.
fn registered(tag: &LanguageTag) -> Option<String> {
    let language = tag.full_language();
    let is_valid = |tag: &String| LanguageTag::parse(tag).is_ok_and(|tag| tag.is_valid());
    let parts = [tag.script(), tag.region()];
    parts.into_iter().flatten().fold(Some(language.to_owned()).filter(is_valid), |tag, part| {
        let longer = format!("{}-{part}", tag.as_ref()?);
        Some(longer).filter(is_valid).or(tag)
    })
}

/// The tag that is probably meant by one that is not registered.
fn nearest(written: &str) -> Option<&'static str> {
    let written = written.to_lowercase();
    if let Some((language, "uk")) = written.split_once('-') {
        return (language == "en").then_some("en-GB");
    }
    let written = written.split(['-', ' ', '.']).next().unwrap_or_default();
    MEANT.iter().find(|(_, others)| others.split(' ').any(|other| other == written)).map(|(tag, _)| *tag)
}

/// Registered tags, and what people write in their place: codes of countries, those of ISO 639-2, names. None of them is
/// registered itself, which a test holds.
const MEANT: [(&str, &str); 42] = [
    ("ar", "ara arabic"),
    ("be", "belarusian by"),
    ("bg", "bul bulgarian"),
    ("ca", "cat catalan català"),
    ("cs", "ces cz cze czech čeština"),
    ("da", "dan danish dansk dk"),
    ("de", "deu deutsch ger german"),
    ("de-AT", "at"),
    ("el", "ell gr gre greek"),
    ("en", "eng english"),
    ("en-GB", "gb"),
    ("en-US", "us"),
    ("eo", "epo esperanto"),
    ("es", "castellano español espanol spa spanish"),
    ("et", "est estonian"),
    ("fa", "fas farsi ir per persian"),
    ("fi", "fin finnish suomi"),
    ("fr", "fra français francais fre french"),
    ("he", "heb hebrew il"),
    ("hi", "hin hindi"),
    ("hr", "croatian hrv"),
    ("hu", "hun hungarian magyar"),
    ("id", "ind indonesian"),
    ("it", "ita italian italiano"),
    ("ja", "japanese jp jpn"),
    ("ko", "kor korean"),
    ("lt", "lit lithuanian"),
    ("lv", "latvian lav"),
    ("nb", "norsk norwegian nor"),
    ("nl", "dut dutch nederlands nld"),
    ("pl", "pol polish polski"),
    ("pt", "por portuguese português portugues"),
    ("ro", "ron romanian rum română"),
    ("ru", "rus russian русский"),
    ("sk", "slk slo slovak"),
    ("sl", "slovene slovenian slv"),
    ("sr", "rs serbian srp"),
    ("sv", "svenska swe swedish"),
    ("tr", "tur turkish türkçe"),
    ("uk", "ua ukr ukrainian"),
    ("vi", "vie vietnamese vn"),
    ("zh", "chi chinese cn zho"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_valid_and_in_their_canonical_spelling() {
        for (text, expected) in [
            ("en-us", "en-US"),
            ("pt_BR", "pt-BR"),
            (" de ", "de"),
            ("ZH-hant-tw", "zh-Hant-TW"),
            ("de-CH-1901", "de-CH-1901"),
            ("es-419", "es-419"),
            ("gsw", "gsw"),
            ("zh-yue", "zh-yue"),
            ("mul", "mul"),
            ("i-klingon", "i-klingon"),
            ("x-own", "x-own"),
            ("en-a-bbb", "en-a-bbb"),
        ] {
            assert_eq!(tag(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_registered_is_a_fault_with_what_is_meant() {
        for (text, meant, rest) in [
            ("jp", Some("ja"), None),
            ("cn", Some("zh"), None),
            ("gr", Some("el"), None),
            ("dk", Some("da"), None),
            ("cz", Some("cs"), None),
            ("ua", Some("uk"), None),
            ("English", Some("en"), None),
            ("jp-JP", Some("ja"), None),
            ("eng", Some("en"), None),
            ("en-UK", Some("en-GB"), Some("en")),
            ("en-EN", None, Some("en")),
            ("zh-Hant-ZZZ", None, None),
            ("sr-Abcd-RS", None, Some("sr-RS")),
            ("de-DE-nonsense", None, Some("de-DE")),
            ("english language", Some("en"), None),
            ("jj", None, None),
            ("", None, None),
        ] {
            let fault = tag(text).unwrap_err();
            assert_eq!((fault.nearest, fault.rest.as_deref()), (meant, rest), "{text}");
        }
        assert!(tag(&"en-x".repeat(1000)).is_err());
    }

    #[test]
    fn what_is_meant_is_registered_and_what_is_written_is_not() {
        for (meant, others) in MEANT {
            assert_eq!(tag(meant).as_deref(), Ok(meant));
            assert!(others.split(' ').all(|other| tag(other).is_err()), "{meant}");
        }
    }
}
