//! The values of a row -> the text of a record: an object with one column on each line, in the order of the query but for those
//! that hold the text of the article, which come last. So the line of a finding says which column it is about.
//!
//! A column that is NULL leaves its line empty, as if the key were not there. Topics stand on a line of their own, behind all.

use serde_json::value::RawValue;

use super::engine::Cell;

/// The text of a row, as bytes.
///
/// # Errors
///
/// The number of a column, from 0, whose value cannot be text, and why.
pub(super) fn record(
    columns: &[Box<str>],
    cells: Vec<Cell>,
    (key, mut topics): (&str, Vec<String>),
) -> Result<Vec<u8>, (usize, String)> {
    let mut text = String::from("{");
    let mut is_first = true;
    let mut add = |text: &mut String, key: &str, value: &str| {
        if !std::mem::take(&mut is_first) {
            text.push(',');
        }
        text.push_str(&literal(key));
        text.push(':');
        text.push_str(value);
    };
    for (number, (column, cell)) in columns.iter().zip(cells).enumerate() {
        match cell {
            Cell::Null => {}
            Cell::Text(value) => add(&mut text, column, &literal(&value)),
            Cell::Json(value) => add(&mut text, column, &on_one_line(value)),
            Cell::Refused(message) => return Err((number, message)),
        }
        text.push('\n');
    }
    if !topics.is_empty() {
        // The order in which a database gives pairs is none.
        topics.sort();
        topics.dedup();
        let list: Vec<String> = topics.iter().map(|topic| literal(topic)).collect();
        add(&mut text, key, &format!("[{}]", list.join(",")));
        text.push('\n');
    }
    text.push('}');
    Ok(text.into_bytes())
}

/// The text as JSON has it.
pub(super) fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// JSON without its line ends, which stand between values alone.
fn on_one_line(json: String) -> String {
    if json.contains(['\n', '\r']) { json.replace(['\n', '\r'], " ") } else { json }
}

/// Whether a text is JSON.
#[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_its_line_whatever_it_holds() {
        let columns = ["id", "none", "meta", "say \"so\"", "body"].map(Box::from);
        let text = |text: &str| Cell::Text(text.to_owned());
        let cells = vec![
            Cell::Json("1".to_owned()),
            Cell::Null,
            Cell::Json("{\"a\":\n [1]}".to_owned()),
            text("x\ny"),
            text("\u{1f}"),
        ];
        let topics = ("topics", vec!["b".to_owned(), "a".to_owned(), "b".to_owned()]);
        let record = String::from_utf8(record(&columns, cells, topics).unwrap()).unwrap();
        let lines: Vec<&str> = record.lines().collect();
        let expected = [
            "{\"id\":1", "", ",\"meta\":{\"a\":  [1]}", ",\"say \\\"so\\\"\":\"x\\ny\"",
            ",\"body\":\"\\u001f\"", ",\"topics\":[\"a\",\"b\"]", "}",
        ];
        assert_eq!(lines, expected);
        assert!(is_json(&record) && !is_json("{"));
    }

    #[test]
    fn a_value_that_is_no_text_is_told_with_its_column() {
        let columns = ["id", "cover"].map(Box::from);
        let cells = vec![Cell::Json("1".to_owned()), Cell::Refused("is binary".to_owned())];
        assert_eq!(record(&columns, cells, ("topics", Vec::new())), Err((1, "is binary".to_owned())));
    }
}
