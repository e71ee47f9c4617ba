//! What encoding a feed is read in: what the user names, what the head of a saved response says, what the document declares,
//! and what is a guess.

use super::{convert, convert_with};

/// A feed with this title, in the bytes of some encoding.
fn titled(before: &str, title: &[u8]) -> Vec<u8> {
    let begin = format!("{before}<rss><channel><link>https://example.org/</link><title>");
    [begin.as_bytes(), title, b"</title></channel></rss>"].concat()
}

/// The bytes of a Russian word for "news" in windows-1251, which nothing but their author can tell from others.
const NEWS: &[u8] = b"\xcd\xee\xe2\xee\xf1\xf2\xe8";
const READ: &str = "\u{41d}\u{43e}\u{432}\u{43e}\u{441}\u{442}\u{438}";

#[track_caller]
fn assert_title(input: &[u8], further: &[&str], title: &str, said: &str) {
    let run = convert_with(input, "json", further).ended(0);
    let feed: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(feed["title"], title, "{}", run.stderr);
    assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
}

#[test]
fn an_encoding_that_nothing_names_is_a_guess_which_strict_refuses() {
    let input = titled("", NEWS);
    let run = convert(&input, "json").ended(0);
    assert!(run.stderr.contains("feed-text: ") && run.stderr.contains("--encoding"), "{}", run.stderr);
    let strict = convert_with(&input, "json", &["--strict"]).refused(1);
    assert!(strict.stderr.contains("feedmill: lost: text that cannot be read: 1\n"), "{}", strict.stderr);
    assert_title(&input, &["--strict", "--encoding", "windows-1251"], READ, "");
}

#[test]
fn a_named_encoding_overrules_all_but_a_byte_order_mark() {
    let declared = titled("<?xml version='1.0' encoding='utf-8'?>", NEWS);
    assert_title(&declared, &["--encoding", "CP1251"], READ, "");
    let answered = titled("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=koi8-r\r\n\r\n", NEWS);
    assert_title(&answered, &["--encoding", "windows-1251"], READ, "");
    let marked = titled("\u{feff}", READ.as_bytes());
    assert_title(&marked, &["--encoding", "windows-1251"], READ, "the byte order mark is that of another");
    let json = [
        &b"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [], \"title\": \""[..],
        NEWS,
        b"\"}",
    ]
    .concat();
    assert_title(&json, &["--encoding", "windows-1251"], READ, "");
    for label in ["windows-1215", "utf-7", ""] {
        let run = convert_with(&declared, "json", &["--encoding", label]).refused(2);
        assert!(run.stderr.contains("--encoding") && run.stderr.contains("near it are"), "{}", run.stderr);
    }
}

#[test]
fn the_heads_of_a_saved_response_are_skipped_and_name_the_encoding() {
    for head in [
        "HTTP/2 200 \r\ncontent-type: application/rss+xml; charset=windows-1251\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Type: text/xml;\n charset=\"windows-1251\"\n\n",
        "HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: a/b;charset=CP1251\r\n\r\n",
    ] {
        assert_title(
            &titled(head, NEWS),
            &["--strict"],
            READ,
            "the head of a saved HTTP response was skipped",
        );
        let json = format!(
            "{head}{{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [], \"title\": \"a\"}}"
        );
        assert_title(json.as_bytes(), &["--strict"], "a", "the head of a saved HTTP response was skipped");
    }
    let head = "HTTP/1.1 404 Not Found\r\nServer: a\r\n\r\n";
    assert_title(&titled(head, b"A & B"), &[], "A & B", "has the status 404");
    let run = convert(titled(head, b"A & B"), "json");
    assert!(run.stderr.contains("<stdin>:4:"), "positions are those of the file: {}", run.stderr);
    let zipped = [&b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n"[..], b"\x8b\x05\x80\x01\x02"].concat();
    let run = convert(zipped, "json").refused(1);
    assert!(run.stderr.contains("is compressed"), "{}", run.stderr);
    let unpacked = titled("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n", b"A");
    assert_title(&unpacked, &[], "A", "was skipped");
}

#[test]
fn atom_content_with_src_keeps_its_text() {
    let input = super::atom_entry(
        "<content src='https://example.org/b' type='html'>&lt;p&gt;kept&lt;/p&gt;</content>",
    );
    for format in super::FORMATS {
        let run = convert(&input, format).ended(0);
        assert!(run.stdout.contains("kept"), "{format}: {}", run.stdout);
        assert!(run.stderr.contains("repaired: content with src must be empty"), "{}", run.stderr);
    }
}
