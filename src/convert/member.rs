//! The texts in a JSON value of an extension, read and changed in place, so that everything else stays
//! as it is spelled.

use std::rc::Rc;

use crate::format::json_feed::string_length;

/// How many characters of a name are compared: they decide how every text after it is cleaned.
const LONGEST_NAME: usize = 256;

/// The value with its texts as `change` leaves them, which receives the name of the member that holds each. Names
/// that are duplicated are kept: which of them a reader takes is unknown. `None` where it is not JSON.
pub(super) fn changed(name: &str, json: &str, mut change: impl FnMut(&str, &mut String)) -> Option<String> {
    let mut changed = String::with_capacity(json.len());
    // The last name seen at every level.
    let mut names = vec![end_of(name)];
    let mut rest = json;
    while let Some((between, string)) = rest.split_once('"') {
        for bracket in between.chars() {
            match bracket {
                '{' | '[' => names.push(Rc::clone(names.last()?)),
                '}' | ']' => _ = names.pop(),
                _ => {}
            }
        }
        changed.push_str(between);
        let (literal, after) = string.split_at_checked(string_length(string))?;
        let mut text: String = serde_json::from_str(&format!("\"{literal}\"")).ok()?;
        rest = after.strip_prefix('"')?;
        if rest.trim_start().starts_with(':') {
            *names.last_mut()? = end_of(&text);
        } else {
            let before = text.clone();
            change(names.last()?, &mut text);
            if text != before {
                changed.push_str(&serde_json::to_string(&text).ok()?);
                continue;
            }
        }
        changed.extend(["\"", literal, "\""]);
    }
    changed.push_str(rest);
    Some(changed)
}

/// The end of a name, which says what its value is: nobody reads longer ones.
fn end_of(name: &str) -> Rc<str> {
    let start = name.char_indices().rev().take(LONGEST_NAME).last().map_or(0, |(start, _)| start);
    Rc::from(name.get(start..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_NAME, changed};

    #[test]
    fn texts_are_seen_with_their_names_and_nothing_else_changes() {
        let json = r#"{"a":"1\"\\","b":[2.50,"2",{"c":"\u00e9"},"3"],"a":{"d":{}, "e" : "4"},"f":1e3}"#;
        let mut seen = Vec::new();
        let look = |name: &str, text: &mut String| seen.push(format!("{name}={text}"));
        assert_eq!(changed("_own", json, look).as_deref(), Some(json));
        assert_eq!(seen, ["a=1\"\\", "b=2", "c=\u{e9}", "b=3", "e=4"]);
        let turn = |name: &str, text: &mut String| {
            if name == "b" {
                text.push('"')
            }
        };
        let expected = json.replace("\"2\"", r#""2\"""#).replace("\"3\"", r#""3\"""#);
        assert_eq!(changed("_own", json, turn), Some(expected));
        assert_eq!(
            changed("_own", "\"x\"", |name, text| *text = name.to_owned()).as_deref(),
            Some("\"_own\"")
        );
        assert_eq!(changed("_own", "{\"a\": \"", |_, _| {}), None);
    }

    #[test]
    fn a_long_name_is_known_by_its_end_and_costs_little_however_much_stands_behind_it() {
        let name = "\u{e9}".repeat(2_000_000) + "_url";
        let json = format!("{{\"{name}\":[{}\"a\"{}]}}", "[\"a\",[".repeat(40), "]]".repeat(40));
        let list = format!("{{\"{name}\":[{}0]}}", "[\"a\"],".repeat(50_000));
        let mut count = 0;
        for json in [json, list] {
            let look = |name: &str, _: &mut String| {
                assert!(name.chars().count() == LONGEST_NAME && name.ends_with("\u{e9}_url"));
                count += 1;
            };
            assert_eq!(changed(&name, &json, look), Some(json.clone()));
        }
        assert_eq!(count, 50_041);
    }
}
