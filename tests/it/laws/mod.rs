//! What holds for any bytes: a function for each door that bytes come in by, which panics where its law is broken.
//!
//! The fuzz targets call them with what they make up, `any_bytes` with seeds and what damage makes of them. They see
//! the library as everybody does, and judge by means of their own: other parsers, other lists.

mod configuration;
mod conversion;
mod data;
mod feeds;
mod markup;
mod second_yaml;
mod timestamps;

pub use configuration::configuration;
pub use conversion::convert;
pub use feeds::{atom, json_feed, rss};
pub use markup::html;
pub use second_yaml::agrees;
pub use timestamps::timestamps;

use feedmill::internal::record::{FieldNames, Reading, read, select, verify};

/// Front matter means the same to the YAML parser, to the plain reader, and to another library: the bytes as a whole file,
/// between the marks of each syntax, and as each kind of data file. What selects it never says otherwise than the whole.
pub fn front_matter(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        agrees(text);
    }
    for (start, end) in [
        ("", ""),
        ("---\n", "\n---\n"),
        ("+++\n", "\n+++\n"),
        ("---json\n", "\n---\n"),
        (".. title: A\n", "\n"),
    ] {
        let file = &[start.as_bytes(), bytes, end.as_bytes()].concat()[..];
        selecting_agrees("a.md", file);
        if let Err(difference) = verify("a.md", file, &FieldNames::default()) {
            panic!("{difference}");
        }
    }
    data::data(bytes);
}

/// What selects an article is read or refused as the whole of it is.
fn selecting_agrees(path: &str, file: &[u8]) {
    let fields = FieldNames::default();
    match (read(path, file, &fields), select(path, file, &fields)) {
        (Reading::Record(whole, _), Reading::Record(selected, _)) => {
            assert_eq!(
                (whole.title, whole.flags, whole.links),
                (selected.title, selected.flags, selected.links)
            );
        }
        (Reading::Faulty(whole), Reading::Faulty(selected)) => assert_eq!(whole, selected),
        (whole, selected) => assert_eq!(whole, selected),
    }
}

/// The first byte, which makes the choices of a law that has some, and the rest as text.
fn choice_and_text(bytes: &[u8]) -> (u8, std::borrow::Cow<'_, str>) {
    let (choice, rest) = bytes.split_first().unwrap_or((&0, &[]));
    (*choice, String::from_utf8_lossy(rest))
}
