//! The lines that findings become.

use feedmill::model::Position;

use super::*;

fn finding(rule: Rule, path: &str, line: usize, message: &str) -> Finding {
    let position = Some(Position { line, column: 1 });
    Finding { rule, path: path.to_owned(), position, message: message.to_owned() }
}

fn printed(findings: &[Finding], change: impl Fn(&mut Printing<'_>)) -> Vec<String> {
    let mut printing = Printing {
        errors_only: false,
        singly: false,
        look: Look { color: false, excerpt_width: None },
        dated: Dated::from([("blog".to_owned(), 8), ("notes".to_owned(), 2)]),
        source: &|_| Some(b"---\ntitle: Mine\n---\n".to_vec()),
    };
    change(&mut printing);
    lines(findings, &printing).lines().map(str::to_owned).collect()
}

#[test]
fn equal_findings_are_one_line_with_a_count_and_three_places() {
    let of_link = |number: usize| finding(Rule::Link, &format!("blog/{number}.md"), 2, "no URL");
    let findings: Vec<Finding> = (1..=8).map(of_link).collect();
    let expected =
        "blog/1.md:2:1: warning: link: no URL (8 files in blog/; also blog/2.md:2:1, blog/3.md:2:1)";
    assert_eq!(printed(&findings, |_| {}), [expected]);
    assert_eq!(printed(&findings, |printing| printing.singly = true).len(), 8);
    assert_eq!(printed(&findings[..1], |_| {}), ["blog/1.md:2:1: warning: link: no URL"]);
}

#[test]
fn a_folder_is_named_where_all_files_are_in_it() {
    for (paths, expected) in [
        (["a/b/1.md", "a/b/2.md"], "(2 files in a/b/; also a/b/2.md:2:1)"),
        (["a/b/1.md", "a/c/2.md"], "(2 files in a/; also a/c/2.md:2:1)"),
        (["a/b/1.md", "ab/2.md"], "(2 files; also ab/2.md:2:1)"),
        (["1.md", "2.md"], "(2 files; also 2.md:2:1)"),
        (["a/1.md", "a/1.md"], "(2 times; also a/1.md:2:1)"),
    ] {
        let findings = paths.map(|path| finding(Rule::Title, path, 2, "no title"));
        let lines = printed(&findings, |_| {});
        assert!(lines.len() == 1 && lines[0].ends_with(expected), "{lines:?}");
    }
}

#[test]
fn numbers_and_names_of_files_part_no_group_and_keys_do() {
    let same = [
        finding(Rule::DuplicateId, "a.md", 1, "has the same id as b.md"),
        finding(Rule::DuplicateId, "c.md", 1, "has the same id as d.md"),
    ];
    let line = "a.md:1:1: ";
    let lines = printed(&same, |_| {});
    assert!(lines.len() == 1 && lines[0].starts_with(line), "{lines:?}");
    assert!(lines[0].ends_with(" has the same id as b.md (2 such; also c.md:1:1)"), "{lines:?}");
    let counts = ["there are 120 topics", "there are 99 topics"];
    let counts = counts.map(|message| finding(Rule::Value, "a.md", 3, message));
    assert_eq!(printed(&counts, |_| {}).len(), 1);
    let keys = ["`image` must be a text", "`link` must be a text"];
    let keys = keys.map(|message| finding(Rule::Value, "a.md", 3, message));
    assert_eq!(printed(&keys, |_| {}).len(), 2);
}

#[test]
fn errors_come_last_and_quiet_leaves_them_alone() {
    let findings = [
        finding(Rule::Date, "a.md", 3, "unreadable"),
        finding(Rule::Link, "b.md", 2, "no URL"),
        finding(Rule::FrontMatter, "c.md", 2, "not valid YAML"),
    ];
    let paths = |lines: &[String]| {
        lines.iter().map(|line| line.chars().take(1).collect::<String>()).collect::<String>()
    };
    assert_eq!(paths(&printed(&findings, |_| {})), "bac");
    assert_eq!(paths(&printed(&findings, |printing| printing.errors_only = true)), "ac");
}

#[test]
fn folders_without_dates_are_told_where_articles_are_named() {
    let of = |path: &str| finding(Rule::Undated, path, 2, "the record has no date");
    let findings = [of("docs/a/1.md"), of("docs/b/2.md"), of("notes/1.md"), of("notes/2.md"), of("one/1.md")];
    let expected = "docs/a/1.md:2:1: error: undated: the record has no date; if these are no articles, name the folder \
                    of your articles in `input.paths` (blog/ has 8 with dates) (2 files in docs/; also docs/b/2.md:2:1)";
    let lines = printed(&findings, |_| {});
    assert_eq!(lines[0], expected);
    assert!(lines.len() == 3 && !lines[1..].iter().any(|line| line.contains("input.paths")), "{lines:?}");
}

#[test]
fn the_source_is_shown_to_a_terminal_alone_and_at_most_twenty_times() {
    let of_value = |number: u8| finding(Rule::Value, "a.md", 2, &format!("{}", char::from(b'a' + number)));
    let findings: Vec<Finding> = (0..25).map(of_value).collect();
    let count = |lines: &[String]| lines.iter().filter(|line| line.contains("title: Mine")).count();
    assert_eq!(count(&printed(&findings, |_| {})), 0);
    let lines = printed(&findings, |printing| printing.look.excerpt_width = Some(80));
    assert_eq!(count(&lines), 20, "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("a.md:2:1: warning: value: ")).count(), 25);
}

#[test]
fn a_colour_marks_the_severity() {
    let findings = [finding(Rule::Date, "a.md", 3, "unreadable")];
    let lines = printed(&findings, |printing| printing.look.color = true);
    assert_eq!(lines, ["a.md:3:1: \u{1b}[1;31merror\u{1b}[0m: date: unreadable"]);
}

#[test]
fn of_errors_alone_no_more_than_a_page_is_printed() {
    let word = |number: usize| "x".repeat(number + 1);
    let error = |number| finding(Rule::Flag, &format!("{}.md", word(number)), 2, &word(number));
    let findings: Vec<Finding> = (0..60).map(error).collect();
    let lines = printed(&findings, |printing| printing.errors_only = true);
    assert_eq!(lines.len(), 41);
    assert_eq!(lines[40], "feedmill: 20 more lines of errors; --report FILE has all of them");
    assert_eq!(printed(&findings, |_| {}).len(), 60);
    assert_eq!(printed(&findings[..41], |printing| printing.errors_only = true).len(), 41);
}
