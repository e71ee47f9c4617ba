//! The forms as ids of entries, feeds and sources, and in references to them: some readers take an id for the link of an entry
//! that has none.

use serde_json::json;

use super::convert::escaped;
use super::forms;
use super::judge::Exposed;
use crate::convert::{FORMATS, document, json_feed, rss};

/// A feed of each format, with each form as the id of an entry.
fn feeds() -> [String; 3] {
    let all = |write: &dyn Fn(&str) -> String| forms::all().map(write).collect::<Vec<String>>();
    let item = |form: &str| {
        format!("<item><title>T</title><guid isPermaLink='false'>{}</guid></item>", escaped(form))
    };
    let entry = |form: &str| {
        let f = escaped(form);
        format!(
            "<entry><id>{f}</id><title>T</title><updated>2020-01-01T00:00:00Z</updated><thr:in-reply-to ref=\"{f}\"/>\
             <source><id>{f}</id><title>S</title></source></entry>"
        )
    };
    let object = |form: &str| json!({"id": form, "title": "T"}).to_string();
    let entries = all(&entry).concat();
    [
        rss(&all(&item).concat()),
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>\
             <title>F</title><id>javascript:attack()</id><updated>2020-01-01T00:00:00Z</updated>{entries}</feed>"
        ),
        json_feed(&all(&object).join(",")),
    ]
}

#[test]
fn no_form_in_an_id_runs_in_any_reader_of_what_it_is_converted_to() {
    for feed in feeds() {
        for format in FORMATS {
            let mut exposed = Exposed::default();
            exposed.read(format, &document(&feed, format));
            assert!(exposed.ids.len() > 500, "{format} {}", exposed.ids.len());
            exposed.assert_no_id_runs();
        }
    }
}
