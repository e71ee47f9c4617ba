//! The texts in a value of JSON that rides along: looked at and changed in their places, so that everything else stays
//! as it is spelled.

use std::mem;

/// The value with its texts as `change` leaves them, which is given the name of the member that each stands in. Names
/// that stand there twice are given twice: which of the two a reader takes is not known. `None` where it is no JSON.
pub(super) fn changed(name: &str, json: &str, mut change: impl FnMut(&str, &mut String)) -> Option<String> {
    let mut changed = String::with_capacity(json.len());
    // The last name seen at every level.
    let mut names = vec![name.to_owned()];
    let mut rest = json;
    while let Some((between, string)) = rest.split_once('"') {
        for bracket in between.chars() {
            match bracket {
                '{' | '[' => names.push(names.last()?.clone()),
                '}' | ']' => _ = names.pop(),
                _ => {}
            }
        }
        changed.push_str(between);
        let (literal, after) = string.split_at_checked(length(string)?)?;
        let mut text: String = serde_json::from_str(&format!("\"{literal}\"")).ok()?;
        rest = after.strip_prefix('"')?;
        if rest.trim_start().starts_with(':') {
            *names.last_mut()? = mem::take(&mut text);
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

/// How long the text is that ends at the quotation mark.
fn length(string: &str) -> Option<usize> {
    let mut is_escaped = false;
    string.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })
}

#[cfg(test)]
mod tests {
    use super::changed;

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
}
