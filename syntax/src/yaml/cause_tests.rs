//! Front matter as people break it: each is refused at the place of the mistake, with what to do.

use super::*;

/// The position and message of the fault in a text whose first line is 1.
fn fault(text: &str) -> (usize, usize, String) {
    let error = read(text, 1, &|_| true).expect_err(text);
    (error.position.line, error.position.column, error.message)
}

fn assert_all_named(cases: &[(&str, usize, usize, &str)]) {
    for (text, line, column, words) in cases {
        let (own_line, own_column, message) = fault(text);
        assert!(message.starts_with("not valid YAML: ") && message.contains(words), "{text}: {message}");
        assert_eq!((own_line, own_column), (*line, *column), "{text}: {message}");
    }
}

#[test]
fn quotes_name_what_they_lack() {
    assert_all_named(&[
        ("title: \"On \"open\" doors\"\nlink: /a\n", 1, 13, "quotes within quotes"),
        ("a: b\ntitle: 'The owl's nest'\n", 2, 17, "an apostrophe within single quotes"),
        ("title: \"Owls\" and bats\n", 1, 14, "text behind the closing quote"),
        ("tags: \"owls\", \"bats\"\n", 1, 13, "without brackets"),
        ("title: \"Owls\n", 1, 8, "the quote is not closed"),
        ("title: 'Owls\nlink: /a\n", 1, 8, "the quote is not closed"),
        ("title: \"Owls\nlink: \"/a\"\n", 1, 8, "the quote is not closed on its line"),
        ("image: \"C:\\Users\\owl\"\n", 1, 8, "put the text in single quotes"),
        ("title: \"50\\% more\"\n", 1, 8, "put the text in single quotes"),
    ]);
}

#[test]
fn brackets_and_marks_name_the_quotes_they_need() {
    assert_all_named(&[
        ("title: [Update] Owls\nlink: /a\n", 1, 8, "text behind a closing bracket"),
        ("title: {{ site.title }}\n", 1, 8, "template code"),
        ("tags: [owls, bats\nlink: /a\n", 1, 7, "the bracket is not closed"),
        ("author: {name: Owl\nlink: /a\n", 1, 9, "the bracket is not closed"),
        ("tags: [#owls, #bats]\nlink: /a\n", 1, 8, "`#` begins a comment"),
        ("tags: [owls]]\n", 1, 13, "without its opening one"),
        ("title: > Owls\n", 1, 8, "text behind `|` or `>`"),
        ("title: |Owls\n", 1, 8, "text behind `|` or `>`"),
        ("title: - Owls\n", 1, 8, "put the text in quotes"),
        ("title: ? Owls\n", 1, 8, "put the text in quotes"),
        ("title: @owls\n", 1, 8, "put the text in quotes"),
        ("title: `owls`\n", 1, 8, "put the text in quotes"),
        ("title: %owls\n", 1, 8, "put the text in quotes"),
        ("title: *owls*\n", 1, 8, "in quotes"),
        ("title: & owls\n", 1, 8, "put the text in quotes"),
        ("title: Owls: a life\n", 1, 12, "put the text in quotes"),
        ("title: Owls\nsummary: Note: they: fly\n", 2, 14, "put the text in quotes"),
    ]);
}

#[test]
fn lines_name_what_makes_them_no_pairs() {
    let no_pair = "neither `key: value` nor indented";
    assert_all_named(&[
        ("title:Owls\nlink: /a\n", 1, 6, "a space is missing behind `:`"),
        ("title: Owls\nA word on them\nlink: /a\n", 2, 1, no_pair),
        ("title: Owls\nhttps://example.org/\nlink: /a\n", 2, 1, no_pair),
        ("title: Owls\nsummary: they fly\nby night\nlink: /a\n", 3, 1, no_pair),
        ("title: Owls\n// draft\nlink: /a\n", 2, 1, "a comment begins with `#`"),
        ("title: Owls\n<!-- draft -->\nlink: /a\n", 2, 1, "a comment begins with `#`"),
        ("title: Owls\n----\nText.\n", 2, 1, "a line of three dashes"),
        ("title: Owls\nlink: /a\n\u{2014}\nText: of: them\n", 3, 1, "a line of three dashes"),
        ("<<<<<<< HEAD\ntitle: Owls\n=======\ntitle: Bats\n>>>>>>> other\n", 1, 1, "a conflict of versions"),
        ("title: Owls\n<<<<<<< HEAD\nlink: /a\n=======\nlink: /b\n", 2, 1, "a conflict of versions"),
    ]);
}

#[test]
fn white_space_and_controls_are_named_where_they_are() {
    assert_all_named(&[
        ("title: Owls\ntags:\n\t- owls\n", 3, 1, "a tab indents the line; indent with spaces"),
        ("title: Owls\nauthor:\n  \tname: Owl\n", 3, 3, "a tab indents the line; indent with spaces"),
        ("title: Owls\n  link: /a\n", 2, 3, "indented deeper than the key above"),
        ("title: Owls\n link: /a\n", 2, 2, "indented deeper than the key above"),
        (" title: Owls\nlink: /a\n", 2, 1, "begin all keys at the same column"),
        ("tags:\n  - owls\n - bats\n", 3, 2, "align the line"),
        ("tags:\n  - owls\n  link: /a\n", 3, 3, "align the line"),
        ("ti\u{8}tle: Owls\n", 1, 3, "a control character"),
        ("title: Owls\nlink: \u{0}/a\n", 2, 7, "a control character"),
    ]);
}

#[test]
fn controls_go_where_it_is_certain_what_is_left() {
    for (text, column, rest) in [
        ("title: Owls \u{7}fly\n", 13, "title: Owls fly\n"),
        ("title: Ow\u{0}ls fly\n", 10, "title: Owls fly\n"),
        ("title: Owls fly\u{b}\n", 16, "title: Owls fly\n"),
        ("- Owls \u{7f} fly\n", 8, "- Owls  fly\n"),
    ] {
        let (mended, position) = without_controls(text, 1).expect(text);
        assert_eq!((mended.as_str(), position.column), (rest, column), "{text}");
    }
    for kept in [
        "ti\u{7}tle: Owls fly\n",
        "\u{7}title: Owls fly\n",
        "draft: tr\u{7}ue\n",
        "draft: \u{7} true\n",
        "draft: false \u{7}# not yet\n",
        "draft: false # not \u{7}yet\n",
        "date: 2020-01-0\u{7}1 10:00\n",
        "title: a:\u{7} b\n",
        "title: \u{7}\"Owls fly\"\n",
        "a: {b: c \u{7} d\n",
        "title: Owls \u{7}fly\ndraft: fal\u{7}se\n",
        "title: Owls fly\n",
    ] {
        assert_eq!(without_controls(kept, 1), None, "{kept}");
    }
}
