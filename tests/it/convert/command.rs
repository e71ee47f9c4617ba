//! What the command says: losses and additions on standard error and in the report, how it ends, and its arguments.

use serde_json::{Value, json as value};

use super::{FORMATS, atom_entry, convert, convert_with, json_feed, rss, rss_item, run_with_input};
use crate::project::Project;

/// A feed that loses something in every format, and lacks something that Atom requires.
fn losing() -> String {
    json_feed(
        "{\"id\": \"one\", \"url\": \"https://example.org/1\", \"content_text\": \"a\", \"content_html\": \"<p>a</p>\", \
         \"_own\": {\"a\": 1}, \"image\": \"https://example.org/i.png\", \"banner_image\": \"https://example.org/b.png\"},\
         {\"id\": \"two\", \"content_text\": \"b\", \"_own\": {\"a\": 2}, \"expires\": \"never\"}",
    )
}

#[test]
fn every_kind_of_loss_is_told_once_with_its_count() {
    for format in ["rss", "atom"] {
        let run = convert(losing(), format).ended(0);
        let lost: Vec<&str> =
            run.stderr.lines().filter(|line| line.starts_with("feedmill: lost: ")).collect();
        for expected in [
            "feedmill: lost: entries: extensions of JSON: 2",
            "feedmill: lost: entries: additional contents: 1",
            "feedmill: lost: entries: member expires: 1",
        ] {
            assert_eq!(
                lost.iter().filter(|line| **line == expected).count(),
                1,
                "{format}: {expected}: {lost:?}"
            );
        }
        assert!(lost.iter().any(|line| line.contains("image")), "{format}: {lost:?}");
        let summary = format!("feedmill: json to {format}: 2 entries");
        assert_eq!(run.stderr.lines().last(), Some(summary.as_str()));
    }
}

#[test]
fn what_atom_requires_and_the_input_lacks_is_told_as_added() {
    let run = convert(losing(), "atom");
    for expected in [
        "feedmill: derived: entries: id as a URI, where it was not one (dc:identifier keeps it): 2",
        "feedmill: derived: entries: updated, 1970 because there is no date: 2",
        "feedmill: derived: feed: author, without a name: 1",
        "feedmill: derived: feed: id, from its URL or its entries: 1",
        "feedmill: derived: feed: updated, from its publication or its newest entry: 1",
    ] {
        assert_eq!(
            run.stderr.lines().filter(|line| *line == expected).count(),
            1,
            "{expected}: {}",
            run.stderr
        );
    }
}

#[test]
fn a_conversion_that_loses_nothing_says_only_its_summary() {
    let input = atom_entry(
        "<published>2020-01-01T00:00:00Z</published><content type=\"html\">&lt;p&gt;a&lt;/p&gt;</content>",
    );
    let run = convert(&input, "atom");
    assert_eq!((run.code, run.stderr.as_str()), (0, "feedmill: atom to atom: 1 entry\n"));
    let run = convert_with(&input, "atom", &["--strict"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "feedmill: atom to atom: 1 entry\n"));
}

/// The report of a run with these arguments, and how the run ended.
fn report(input: &str, further: &[&str]) -> (i32, Value) {
    let project = Project::new(&[("in", input)]);
    let mut arguments = vec!["convert", "in", "-t", "atom", "-o", "out.xml", "--report", "report.json"];
    arguments.extend(further);
    let run = project.run(&arguments);
    assert_eq!(run.stdout, "");
    assert_eq!(project.path("out.xml").exists(), run.code == 0, "{}", run.stderr);
    (run.code, serde_json::from_str(&project.read("report.json")).unwrap())
}

#[test]
fn the_report_says_in_json_what_standard_error_says() {
    let (code, report) = report(&losing(), &[]);
    assert_eq!(code, 0);
    assert_eq!(report["version"], 1);
    assert_eq!(report["inputs"], value!([{"path": "in", "format": "json"}]));
    assert_eq!((&report["target"], &report["entries"]), (&value!("atom"), &value!(2)));
    assert_eq!(report["findings"], value!([]));
    let said = convert(losing(), "atom").stderr;
    for (member, word) in [("losses", "lost"), ("derived", "derived"), ("repaired", "repaired")] {
        let kinds = report[member].as_array().unwrap();
        let lines: Vec<String> = kinds
            .iter()
            .map(|kind| format!("feedmill: {word}: {}: {}", kind["kind"].as_str().unwrap(), kind["count"]))
            .collect();
        let prefix = format!("feedmill: {word}: ");
        let told: Vec<&str> = said.lines().filter(|line| line.starts_with(&prefix)).collect();
        assert_eq!(lines, told);
    }
}

#[test]
fn the_report_is_written_when_nothing_else_is() {
    let (code, strict) = report(&losing(), &["--strict"]);
    assert_eq!((code, strict["losses"].as_array().unwrap().is_empty()), (1, false));
    let (code, unreadable) = report("<rss><channel>", &[]);
    assert_eq!(code, 1);
    let finding = &unreadable["findings"][0];
    assert_eq!((&finding["rule"], &finding["severity"]), (&value!("unreadable"), &value!("error")));
    assert_eq!((&finding["path"], &finding["line"]), (&value!("in"), &value!(1)));
    assert!(finding["column"].is_u64(), "{unreadable}");
}

#[test]
fn strict_writes_nothing_where_anything_is_lost() {
    for format in ["rss", "atom"] {
        for further in [&["--strict"][..], &["--strict", "-q"]] {
            let run = convert_with(losing(), format, further);
            assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{format}");
            assert!(
                run.stderr.contains("feedmill: lost: entries: extensions of JSON: 2\n"),
                "{}",
                run.stderr
            );
            assert!(run.stderr.contains("nothing is written, because of --strict"), "{}", run.stderr);
        }
    }
}

#[test]
fn quiet_says_errors_only() {
    let run = convert_with(rss("<ttl>1</ttl><item><pubDate>never</pubDate></item>&nbsp;"), "atom", &["-q"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let run = convert_with("<rss>", "atom", &["-q"]).ended(1);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
}

#[test]
fn wrong_arguments_are_usage_errors() {
    let project = Project::new(&[("in.xml", &rss_item(""))]);
    for arguments in [
        &["--to", "csv"][..],
        &["--to", "rss", "--from", "opml"],
        &["--to", "rss", "--since", "soon"],
        &["--to", "rss", "--limit", "-1"],
        &["--to", "rss", "--limit", "many"],
        &["--to", "rss", "--base-url", "/relative"],
        &["--to", "rss", "--html", "dirty"],
        &["--to", "rss", "--nothing"],
        &["--to", "rss", "-", "-"],
    ] {
        let mut all = vec!["convert", "in.xml"];
        all.extend(arguments);
        let run = project.run(&all);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_report_does_not_share_standard_output_with_the_document() {
    let run = convert_with(rss_item(""), "json", &["--report", "-"]);
    assert!(run.code == 2 || serde_json::from_str::<Value>(&run.stdout).is_ok(), "{}", run.stdout);
}

#[test]
fn base_url_makes_addresses_absolute_where_nothing_else_does() {
    let input = rss(
        "<item><title>T</title><link>a/b</link><description>&lt;a href=\"c\"&gt;x&lt;/a&gt;</description>\
                     <enclosure url=\"/d.mp3\" length=\"1\" type=\"audio/mpeg\"/></item>",
    );
    for format in FORMATS {
        let run = convert_with(&input, format, &["--base-url", "https://example.org/base/"]).ended(0);
        for address in
            ["https://example.org/base/a/b", "https://example.org/base/c", "https://example.org/d.mp3"]
        {
            assert!(run.stdout.contains(address), "{format}: {address}: {}", run.stdout);
        }
    }
    let run = convert(input.replacen("<link>https://example.org/</link>", "", 1), "json");
    assert!(run.stderr.contains("feedmill: lost: relative URLs"), "{}", run.stderr);
    let item = serde_json::from_str::<Value>(&run.stdout).unwrap()["items"][0].clone();
    assert_eq!((&item["url"], &item["attachments"]), (&Value::Null, &Value::Null));
}

#[test]
fn the_present_and_the_file_name_show_nowhere() {
    let input = rss_item("");
    let project = Project::new(&[("in.xml", &input), ("other/name.txt", &input)]);
    for format in FORMATS {
        let first = project.run(&["convert", "in.xml", "-t", format]).stdout;
        assert_eq!(project.run(&["convert", "other/name.txt", "-t", format]).stdout, first);
        assert_eq!(run_with_input(&project, &["convert", "-t", format], input.as_bytes()).stdout, first);
        let mut later = project.command();
        later
            .args(["convert", "in.xml", "-t", format])
            .env("SOURCE_DATE_EPOCH", "1800000000")
            .env("TZ", "Asia/Tokyo");
        assert_eq!(crate::project::run(&mut later).stdout, first);
    }
}

#[test]
fn nothing_is_lost_in_silence() {
    let author = "\"authors\": [{\"name\": \"A\", \"url\": \"https://example.org/a\", \
                  \"avatar\": \"https://example.org/a.png\"}], \"items\"";
    let picture = "<image><url>https://example.org/p.png</url><title>The Feed</title><link>https://example.org/</link>\
                   <description>Gone</description></image>";
    for (input, lost) in [
        (json_feed("").replacen("\"items\"", author, 1), "https://example.org/a.png"),
        (rss(picture), "Gone"),
    ] {
        let run = convert(&input, "rss");
        assert!(
            run.stdout.contains(lost) || run.stderr.contains("feedmill: lost: "),
            "{lost}: {}",
            run.stderr
        );
    }
}
