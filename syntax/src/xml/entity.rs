//! The internal subset of a document type -> the texts of the entities that it defines (XML 1.0, sections 4.2 and 4.4).
//!
//! Only what has up to 64 KiB is resolved, for attacks make little documents huge by entities. Those of whole elements are put
//! into the text of the document before it is read. Nothing is ever fetched: external entities have no text here, parameter
//! entities are not resolved, and what is defined after one is used may mean something else, so that it is not read (section
//! 5.1).

use std::collections::BTreeMap;

use memchr::{memchr2, memchr3, memmem};
use quick_xml::events::Event;

use super::is_content;
use super::source::{LEAST_BUDGET, is_name};
use crate::html::references;
use crate::text::is_permitted;

/// The longest text of an entity that is resolved, in bytes.
const LONGEST: usize = 64 * 1024;

/// The greatest length of the texts of all entities, in bytes, and of what was built in vain for those that are too long.
const MOST_TEXT: usize = 2 * 1024 * 1024;

/// The entities of a document by their names. One that is not resolved has no text.
#[derive(Debug, Default)]
pub(super) struct Entities {
    texts: BTreeMap<String, Option<String>>,
    /// What those stand for that are elements, where that is asked for.
    markup: BTreeMap<String, String>,
    reads_markup: bool,
    length: usize,
}

impl Entities {
    /// The text of an entity; the outer nothing means that it is not defined.
    pub(super) fn get(&self, name: &str) -> Option<Option<&str>> {
        self.texts.get(name).map(Option::as_deref)
    }

    /// The first definition of a name counts.
    fn define(&mut self, name: &str, literal: Option<&str>) {
        if self.texts.contains_key(name) || self.length > MOST_TEXT {
            return;
        }
        let text = literal.and_then(|literal| resolved(literal, self));
        let is_in_vain = text.is_none() && literal.is_some_and(|literal| literal.contains('&'));
        let longest = if is_in_vain { LONGEST } else { 0 };
        let length = text.as_ref().map_or(longest, String::len).saturating_add(name.len());
        self.length = self.length.saturating_add(length);
        let is_asked_for = self.reads_markup && text.is_none();
        let markup = literal.filter(|_| is_asked_for).and_then(|literal| elements(literal, self));
        if let Some(markup) = markup {
            self.length = self.length.saturating_add(markup.len());
            self.markup.insert(name.to_owned(), markup);
        }
        self.texts.insert(name.to_owned(), text);
    }
}

/// The document with elements in place of the references to them, in lines as before; nothing where it has none, or would become much
/// longer.
pub(super) fn with_elements(document: &str) -> Option<String> {
    // A document type comes before all elements, and few documents have one.
    memmem::find(document.as_bytes(), b"<!ENTITY")?;
    let (definition, end) = document_type(document)?;
    let Entities { markup, .. } = read(&definition, Entities { reads_markup: true, ..Entities::default() });
    if markup.is_empty() {
        return None;
    }
    let (before, mut rest) = document.split_at_checked(end)?;
    let mut written = before.to_owned();
    while let Some((text, from)) =
        rest.split_at_checked(memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len()))
    {
        written.push_str(text);
        if from.is_empty() {
            return Some(written);
        }
        match reference(from).and_then(|(name, after)| Some((markup.get(name)?, after))) {
            Some((elements, after)) => {
                written.push_str(elements);
                rest = after;
            }
            None => {
                let (kept, after) = from.split_at_checked(markup_length(from))?;
                written.push_str(kept);
                rest = after;
            }
        }
        if written.len() > document.len().saturating_mul(2).saturating_add(LEAST_BUDGET) {
            return None;
        }
    }
    None
}

/// The name in the reference at the beginning, and what follows that. The search ends where another reference or tag begins, for a
/// document may have many ampersands and no semicolon.
fn reference(text: &str) -> Option<(&str, &str)> {
    let after = text.strip_prefix('&')?;
    let (name, rest) = after.split_at_checked(memchr3(b';', b'&', b'<', after.as_bytes())?)?;
    Some((name, rest.strip_prefix(';')?))
}

/// The declaration of the document type, and the byte behind it.
fn document_type(document: &str) -> Option<(String, usize)> {
    let mut events = quick_xml::Reader::from_str(document);
    loop {
        match events.read_event().ok()? {
            Event::DocType(definition) => {
                return Some((
                    definition.into_inner().into_owned(),
                    usize::try_from(events.buffer_position()).ok()?,
                ));
            }
            Event::Start(_) | Event::Empty(_) | Event::Eof => return None,
            _ => {}
        }
    }
}

/// How long the comment, section or tag is at the beginning, in which no reference stands for elements; a byte, where it is none.
fn markup_length(text: &str) -> usize {
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if text.starts_with(open) {
            return memmem::find(text.as_bytes(), close.as_bytes()).unwrap_or(text.len());
        }
    }
    if text.starts_with('<') {
        return after_declaration(text).map_or(text.len(), |after| text.len().saturating_sub(after.len()));
    }
    1
}

/// The elements that a literal stands for, in one line; nothing where they are not whole.
fn elements(literal: &str, entities: &Entities) -> Option<String> {
    let replacement = replaced(literal, numeric)?;
    let known = |name: &str| entities.markup.get(name).cloned().or_else(|| Some(format!("&{name};")));
    let markup = replaced(&replacement, known)?.replace(['\n', '\r'], " ");
    if !markup.contains('<') || markup.contains('%') {
        return None;
    }
    is_content(&markup).then_some(markup)
}

/// A reference to a character resolved, and any other as it is.
fn numeric(name: &str) -> Option<String> {
    match references::numeric(name) {
        Some((number, "")) => char::from_u32(number).filter(|&next| is_permitted(next)).map(String::from),
        _ => Some(format!("&{name};")),
    }
}

/// The entities that a document type defines, whose declaration is given without `<!DOCTYPE` and `>`.
pub(super) fn defined(document_type: &str) -> Entities {
    read(document_type, Entities::default())
}

fn read(document_type: &str, mut entities: Entities) -> Entities {
    let mut rest = internal_subset(document_type);
    while let Some((_, after)) = rest.split_at_checked(rest.find(['<', '%']).unwrap_or(rest.len())) {
        let next = if let Some(comment) = after.strip_prefix("<!--") {
            comment.split_once("-->").map(|(_, after)| after)
        } else if let Some(instruction) = after.strip_prefix("<?") {
            instruction.split_once("?>").map(|(_, after)| after)
        } else if let Some(entity) = after.strip_prefix("<!ENTITY") {
            define(entity, &mut entities)
        } else {
            after.strip_prefix("<!").and_then(after_declaration)
        };
        match next {
            Some(next) => rest = next,
            None => break,
        }
    }
    entities
}

/// What stands between the brackets.
fn internal_subset(document_type: &str) -> &str {
    let mut rest = document_type;
    while let Some(at) = rest.find(['"', '\'', '[']) {
        let Some((_, from)) = rest.split_at_checked(at) else { break };
        let mut characters = from.chars();
        let found = characters.next();
        rest = characters.as_str();
        match found {
            Some('[') => return rest.rsplit_once(']').map_or(rest, |(subset, _)| subset),
            Some(quote) => rest = rest.split_once(quote).map_or("", |(_, after)| after),
            None => break,
        }
    }
    ""
}

/// Adds the entity whose declaration follows, and gives what follows that. Those of parameters are passed over.
fn define<'t>(declaration: &'t str, entities: &mut Entities) -> Option<&'t str> {
    let text = declaration.trim_start_matches(is_space);
    let (name, after) = text.split_at_checked(text.find(is_space)?)?;
    let value = after.trim_start_matches(is_space);
    let literal = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.split_once(quote));
    let rest = after_declaration(literal.map_or(value, |(_, after)| after))?;
    if is_name(name) {
        entities.define(name, literal.map(|(literal, _)| literal));
    }
    Some(rest)
}

/// What follows the end of a declaration: a `>` outside of quotes.
fn after_declaration(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let (_, from) = rest.split_at_checked(rest.find(['"', '\'', '>'])?)?;
        let mut characters = from.chars();
        let found = characters.next()?;
        rest = characters.as_str();
        match found {
            '>' => return Some(rest),
            quote => rest = rest.split_once(quote)?.1,
        }
    }
}

/// The text that a literal stands for; nothing where it holds markup, is too long, or refers to what has no text.
fn resolved(literal: &str, entities: &Entities) -> Option<String> {
    // Numbers are resolved in the declaration, names where the entity is used (section 4.4, "bypassed").
    let replacement = replaced(literal, numeric)?;
    if replacement.contains(['<', '%']) {
        return None;
    }
    replaced(&replacement, |name| {
        Some(match name {
            "lt" => "<".to_owned(),
            "gt" => ">".to_owned(),
            "amp" => "&".to_owned(),
            "quot" => "\"".to_owned(),
            "apos" => "'".to_owned(),
            _ => match references::numeric(name) {
                Some((number, "")) => char::from_u32(number).filter(|&next| is_permitted(next))?.to_string(),
                _ => entities.get(name)??.to_owned(),
            },
        })
    })
}

/// The text with every reference replaced; nothing where one cannot be, or where the result is too long.
fn replaced(text: &str, meaning: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';')?;
        replaced.push_str(before);
        replaced.push_str(&meaning(name)?);
        if replaced.len() > LONGEST {
            return None;
        }
        rest = after;
    }
    replaced.push_str(rest);
    (replaced.len() <= LONGEST).then_some(replaced)
}

fn is_space(next: char) -> bool {
    matches!(next, ' ' | '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_of_plain_text_are_resolved_and_no_others() {
        let subset = "r PUBLIC '-//[//' 'a[b' [
            <!-- <!ENTITY no '1'> --><?pi <!ENTITY no '1'> ?><!ATTLIST a b CDATA '>'>
            <!ENTITY site \"https://example.org\"> <!ENTITY page '&site;/a?b&amp;c'>
            <!ENTITY site 'second'><!ENTITY quote \"'\"><!ENTITY e '&#233;&#x26;#38;'>
            <!ENTITY markup '<b>'><!ENTITY hidden '&#60;b>'><!ENTITY less '&lt;'>
            <!ENTITY out SYSTEM 'file:///a'><!ENTITY unknown '&later;'><!ENTITY later 'x'>
            <!ENTITY bare 'a & b'><!ENTITY % p 'x'><!ENTITY zero '&#0;'>
            %p; <!ENTITY after 'x'>]";
        let entities = defined(subset);
        for (name, expected) in [
            ("site", Some(Some("https://example.org"))),
            ("page", Some(Some("https://example.org/a?b&c"))),
            ("quote", Some(Some("'"))),
            ("e", Some(Some("é&"))),
            ("less", Some(Some("<"))),
            ("later", Some(Some("x"))),
            ("markup", Some(None)),
            ("hidden", Some(None)),
            ("out", Some(None)),
            ("unknown", Some(None)),
            ("bare", Some(None)),
            ("zero", Some(None)),
            ("no", None),
            ("p", None),
            ("after", None),
        ] {
            assert_eq!(entities.get(name), expected, "{name}");
        }
    }

    #[test]
    fn elements_stand_where_an_entity_says_so() {
        let document =
            |subset: &str, content: &str| format!("<!-- <a> --><!DOCTYPE a [{subset}]>\n<a>{content}</a>");
        for (subset, content, expected) in [
            (
                "<!ENTITY b '<b>c\nd</b>&amp;'>",
                "x &b;&b; &amp; y",
                "x <b>c d</b>&amp;<b>c d</b>&amp; &amp; y",
            ),
            ("<!ENTITY t 'u'><!ENTITY b '<b>&t;</b>'><!ENTITY c '&b;!'>", "&c;", "<b>&t;</b>!"),
            ("<!ENTITY b '&#60;b/>'>", "<i b='&b;'/>&b;", "<i b='&b;'/><b/>"),
            ("<!ENTITY b '<b/>'>", "<!-- &b; --><![CDATA[&b;]]>&b", "<!-- &b; --><![CDATA[&b;]]>&b"),
        ] {
            let found = with_elements(&document(subset, content));
            assert_eq!(found, Some(document(subset, expected)), "{subset}");
        }
        for subset in [
            "",
            "<!ENTITY b 'c'>",
            "<!ENTITY b '<b>'>",
            "<!ENTITY b '</a><a>'>",
            "<!ENTITY b SYSTEM 'file:///<b/>'>",
            "<!ENTITY b '<b/>&b;%p;'>",
            "<!ENTITY % b '<b/>'>",
        ] {
            assert_eq!(with_elements(&document(subset, "&b;")), None, "{subset}");
        }
        let bomb: String = (1..9)
            .map(|level| format!("<!ENTITY b{level} '{}'>", format!("&b{};", level - 1).repeat(10)))
            .collect();
        let bomb = document(&format!("<!ENTITY b0 '<b/>'>{bomb}"), &"&b3;".repeat(100));
        assert_eq!(with_elements(&bomb), None);
    }

    #[test]
    fn subsets_that_are_broken_or_long_end() {
        for subset in
            ["r", "r [", "r [<!ENTITY", "r [<!ENTITY a", "r [<!ENTITY a 'b", "r [<!ENTITY a 'b' '", "r '["]
        {
            assert!(defined(subset).texts.is_empty(), "{subset}");
        }
        let many: String =
            (0..5000).map(|number| format!("<!ENTITY a{number} '{}'>", "x".repeat(4000))).collect();
        assert!(defined(&format!("r [{many}]")).length < MOST_TEXT + 2 * LONGEST);
        assert_eq!(defined(&format!("r [<!ENTITY a '{}'>]", "x".repeat(LONGEST + 1))).get("a"), Some(None));
    }
}
