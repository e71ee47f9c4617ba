//! A small tree of texts, numbers, lists and mappings becomes YAML in block style, every text in double quotes with
//! the escapes that YAML shares with JSON, so that no text can be taken for anything else. The parser has no part in
//! it.

use super::has_too_many_brackets;
use crate::text::{is_steering, plain_length};

/// A value to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Any text at all.
    Text(String),
    /// A number, a date or a word that means the same without quotes.
    Bare(String),
    /// A list; never an empty one.
    List(Vec<Value>),
    /// A mapping; never an empty one.
    Map(Map),
}

/// The keys of a mapping and their values, in the order they are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Map(Vec<(&'static str, Value)>);

impl Map {
    /// Adds a text, unless it is blank.
    pub fn text(&mut self, key: &'static str, text: impl AsRef<str>) {
        let text = text.as_ref();
        if !text.trim().is_empty() {
            self.0.push((key, Value::Text(text.to_owned())));
        }
    }

    /// Adds a text that may be absent.
    pub fn text_if(&mut self, key: &'static str, text: Option<&String>) {
        self.text(key, text.map_or("", String::as_str));
    }

    /// Adds a number, date or word that may be absent.
    pub fn bare_if(&mut self, key: &'static str, value: Option<impl ToString>) {
        self.0.extend(value.map(|value| (key, Value::Bare(value.to_string()))));
    }

    /// Adds a list, unless it is empty.
    pub fn list(&mut self, key: &'static str, values: Vec<Value>) {
        if !values.is_empty() {
            self.0.push((key, Value::List(values)));
        }
    }

    /// Adds a value that may be absent.
    pub fn value_if(&mut self, key: &'static str, value: Option<Value>) {
        self.0.extend(value.map(|value| (key, value)));
    }

    /// The mapping as a value; nothing where it is empty, and a text alone where its only key is `short`.
    pub fn into_value(mut self, short: &str) -> Option<Value> {
        match self.0.as_slice() {
            [] => None,
            [(key, _)] if *key == short => self.0.pop().map(|(_, value)| value),
            _ => Some(Value::Map(self)),
        }
    }
}

/// The mapping as a document that [`super::read`] takes for the same.
pub fn write(map: &Map) -> String {
    let mut text = String::new();
    write_map(map, 0, Brackets::AsTheyAre, &mut text);
    // So many brackets would be taken for an attack.
    if has_too_many_brackets(&text) {
        text.clear();
        write_map(map, 0, Brackets::Escaped, &mut text);
    }
    text
}

/// The text in double quotes (YAML 1.2, section 7.3.1).
pub fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    push_quoted(text, Brackets::AsTheyAre, &mut quoted);
    quoted
}

/// How opening brackets inside of texts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Brackets {
    AsTheyAre,
    Escaped,
}

fn write_map(map: &Map, indent: usize, brackets: Brackets, out: &mut String) {
    for (key, value) in &map.0 {
        // The first key of a mapping in a list is on the line of its dash.
        if !out.ends_with("- ") {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(key);
        out.push(':');
        let is_scalar = matches!(value, Value::Text(_) | Value::Bare(_));
        out.push(if is_scalar { ' ' } else { '\n' });
        write_value(value, indent.saturating_add(2), brackets, out);
    }
}

fn write_value(value: &Value, indent: usize, brackets: Brackets, out: &mut String) {
    match value {
        Value::Text(text) => {
            push_quoted(text, brackets, out);
            out.push('\n');
        }
        Value::Bare(word) => {
            out.push_str(word);
            out.push('\n');
        }
        Value::List(values) => {
            for value in values {
                out.push_str(&" ".repeat(indent));
                out.push_str("- ");
                write_value(value, indent.saturating_add(2), brackets, out);
            }
        }
        Value::Map(map) => write_map(map, indent, brackets, out),
    }
}

fn push_quoted(text: &str, brackets: Brackets, out: &mut String) {
    out.push('"');
    let mut rest = text;
    loop {
        let plain = plain_length(rest.as_bytes(), is_in_doubt);
        let (plain, from) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = from.chars();
        let Some(character) = characters.next() else { break };
        rest = characters.as_str();
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '[' | '{' if brackets == Brackets::Escaped => push_escape(character, out),
            _ if is_plain(character) => out.push(character),
            _ => push_escape(character, out),
        }
    }
    out.push('"');
}

fn push_escape(character: char, out: &mut String) {
    let number = u32::from(character);
    out.push_str(&if number > 0xffff { format!("\\U{number:08x}") } else { format!("\\u{number:04x}") });
}

/// Whether a character that begins with the byte may have to be escaped. Without a branch, so that many bytes are checked at
/// once.
fn is_in_doubt(byte: u8) -> bool {
    (byte < b' ') | (byte == b'"') | (byte == b'\\') | (byte == b'[') | (byte == b'{') | (byte >= 0x7f)
}

/// Whether the character can be seen as itself.
fn is_plain(character: char) -> bool {
    !is_steering(character) && u32::from(character) & 0xfffe != 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{MOST_BRACKETS, read};
    use proptest::prelude::*;

    fn read_back(text: &str) -> Option<String> {
        let mut map = Map::default();
        map.list("a", vec![Value::Text(text.to_owned())]);
        let document = write(&map);
        let node = read(&document, 1, &|_| true).unwrap_or_else(|error| panic!("{error:?}\n{document}"));
        let texts = node.get("a")?.items();
        texts.first().and_then(|node| node.scalar()).filter(|scalar| scalar.is_text())?;
        texts.first()?.text().map(str::to_owned)
    }

    #[test]
    fn no_text_is_taken_for_anything_else() {
        for text in [
            "true",
            "1.10",
            "~",
            "a: b # c",
            " - x ",
            "---",
            "...",
            "it's \"quoted\" \\ and \\n",
            "lines\r\nof\n\n  text\n",
            "\ttab\u{85}next\u{2028}line\u{feff}",
            "*a &b !c %d @e `f",
            "{[}]",
            "Größe 中文 🦀 e\u{301} \u{202e}abc\u{10ffff}\u{fffe}",
        ] {
            assert_eq!(read_back(text), Some(text.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn mappings_and_lists_stand_in_block_style() {
        let person = |name: &str| {
            let mut person = Map::default();
            person.text("name", name);
            person.bare_if("age", Some(40));
            person.into_value("name")
        };
        let mut map = Map::default();
        map.text("blank", " ");
        map.text_if("absent", None);
        map.list("none", Vec::new());
        map.list("people", [person("Ann"), person("Bo")].into_iter().flatten().collect());
        map.value_if("one", person("Cy"));
        let expected = "people:\n  - name: \"Ann\"\n    age: 40\n  - name: \"Bo\"\n    age: 40\none:\n  name: \"Cy\"\n  age: 40\n";
        assert_eq!(write(&map), expected);
    }

    #[test]
    fn a_mapping_with_one_key_may_be_short_and_an_empty_one_is_nothing() {
        let mut map = Map::default();
        assert_eq!(map.clone().into_value("name"), None);
        map.text("name", "Ann");
        assert_eq!(map.clone().into_value("name"), Some(Value::Text("Ann".to_owned())));
        assert_eq!(map.clone().into_value("url"), Some(Value::Map(map)));
    }

    #[test]
    fn a_text_full_of_brackets_is_not_taken_for_an_attack() {
        let text = "[{".repeat(MOST_BRACKETS);
        assert_eq!(read_back(&text), Some(text));
        assert_eq!(quoted("[a]"), "\"[a]\"");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_text_reads_back_the_same(text in any::<String>()) {
            prop_assert_eq!(read_back(&text), Some(text));
        }
    }
}
