//! What any one input may cost: one second of processor time (five where each of its entries becomes a file), 256 MiB of
//! memory and a stack of 2 MiB, all of them limits of the process and not measurements, so that a run beyond them is ended
//! by the system. Whatever the input is, the run ends with a code of its own, and a build publishes the other records. Each
//! sweep says which run was the dearest.

use std::fs::{self, File};
use std::process::{Command, ExitStatus, Output, Stdio};

use tempfile::TempDir;

use crate::cost::{Dearest, limited, run};
use crate::sweep::{Sweep, skip};

pub const SITE: &str = "site:\n  title: The Example Gazette\n  url: https://example.org/\n";
pub const GOOD: &str = "---\ntitle: Good one\ndate: 2020-01-01\nlink: https://example.org/good\n---\nText.\n";

/// As large as a record may be.
const LARGEST: usize = 4 << 20;

/// As large as the inputs of a conversion may be.
const LARGEST_INPUT: usize = 8 << 20;

/// Whether limits can be set here.
pub fn can_limit(name: &str) -> bool {
    let can =
        Command::new("prlimit").arg("--version").stdout(Stdio::null()).status().is_ok_and(|s| s.success());
    if !can {
        skip(name, "there is no prlimit");
    }
    can
}

/// A folder on the quickest file system there is, since many articles are many files.
pub fn in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn ended_by_itself(status: ExitStatus, codes: &[i32]) -> bool {
    status.code().is_some_and(|code| codes.contains(&code))
}

/// Builds a project of a good record and these files, each in a project of its own; all faults are told at once.
fn sweep(name: &'static str, cases: Vec<(String, &str, Vec<u8>)>) {
    if !can_limit(name) {
        return;
    }
    let (mut sweep, mut dearest) = (Sweep::new(name), Dearest::default());
    for (case, path, content) in cases {
        let folder = project();
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        build(&format!("{case} in {path}"), &folder, &mut sweep, &mut dearest);
    }
    dearest.tell(name);
    sweep.end(100);
}

/// Builds the project in the folder, which must publish the good record.
pub fn build(case: &str, folder: &TempDir, sweep: &mut Sweep, dearest: &mut Dearest) {
    let (output, cost) = run(limited(folder.path(), 1).arg("build"));
    let feed = fs::read_to_string(folder.path().join("public/atom.xml")).unwrap_or_default();
    let is_sound = ended_by_itself(output.status, &[0, 1]) && feed.contains("Good one");
    dearest.add(case, cost);
    sweep.add(case, true, faults(&output, is_sound));
}

/// What is wrong with a run: that it did not end well, or that it panicked.
pub fn faults(output: &Output, is_sound: bool) -> Vec<String> {
    let told = String::from_utf8_lossy(&output.stderr);
    let first: String = told.chars().take(200).collect();
    let is_fault = !is_sound || told.contains("panicked");
    is_fault.then(|| format!("{}: {first}", output.status)).into_iter().collect()
}

fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("feedmill.yaml"), SITE).unwrap();
    fs::write(folder.path().join("good.md"), GOOD).unwrap();
    folder
}

/// The text again and again, up to the length.
pub fn heap(text: &str, length: usize) -> String {
    text.repeat(length / text.len())
}

const HEAD: &str = "---\ntitle: Bad\ndate: 2020-01-02\nlink: https://example.org/bad\n";

/// The same without an address.
const PLACELESS: &str = "---\ntitle: Bad\ndate: 2020-01-02\n";

/// A record as large as may be, of these lines, and after them a heap.
fn record(front: &str, body: &str, heap_of: &str) -> Vec<u8> {
    let before = format!("{HEAD}{front}---\n{body}");
    let length = LARGEST - before.len();
    (before + &heap(heap_of, length)).into_bytes()
}

/// A record with these front matter lines and a heap of something in the last of them.
fn front(before: &str, heap_of: &str, length: usize, after: &str) -> Vec<u8> {
    format!("{HEAD}{before}{}{after}\n---\nText.\n", heap(heap_of, length)).into_bytes()
}

const MARKS: [&str; 60] = [
    ">", "> ", "[", "![", "*", "_", "`", "``", "~~", "|", "a|", "- ", "1. ", "\t", "#\n", "---\n", "```\n",
    "> - ", "- a\n", "* * ", "[a](", "[a](<b", "[^a]", "[^a]: b\n\n", "[a]: b\n\n", "a\n===\n", "a\n: b\n",
    "|a|b|\n", "a*", "*a _", "<", "</", "<!--", "<![CDATA[", "<?", "&", "&#", "&amp;", "<div>", "<b>", "<p>",
    "<a href=x>", "<svg>", "<svg><p>", "<table>", "<table>a", "<table><tr><td>", "<b><p>", "<a><b><i>",
    "<b><i>", "<select>", "<ul><li>", "<hr>", "<br>", "<img src=x>", "<template>", "<script>", "<textarea>",
    "<a ", "<a b=\"",
];

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn bites_of_bodies() {
    let mut cases = Vec::new();
    for path in ["bad.md", "bad.html"] {
        cases.extend(MARKS.iter().map(|mark| (format!("{mark:?}"), path, record("", "", mark))));
        for (case, before, heap_of) in [
            ("attributes", "<p ", "a=b "),
            ("rows", "", &*format!("{}\n", ">".repeat(1000))),
            ("lists", "", &*format!("{}a\n", "- ".repeat(500))),
            ("formatting", &*"<b class=a><i><u><s><code><em>".repeat(20), "<p>x"),
            ("adoption", &*"<b>".repeat(250), "<p></b>"),
            ("references", &*format!("[a]: /{}\n\n", "x".repeat(50_000)), "[a]"),
            ("prose", "", "The *quick* fox [jumps](https://example.org/) over the dog.\n\n"),
        ] {
            cases.push((case.to_owned(), path, record("", before, heap_of)));
        }
        let base = format!("link: https://example.org/{}/\n", "x".repeat(100_000));
        cases.push(("addresses".to_owned(), path, record(&base, "", "<a href=x>y</a>")));
    }
    let base = format!("link: https://example.org/{}/", "&".repeat(100_000));
    for mark in ["<a href=x>y</a>", "<iframe src=\"#\"></iframe>"] {
        let text = format!("{PLACELESS}{base}\n---\n{}", mark.repeat(133_000));
        cases.push((format!("{mark} below a long address"), "bad.html", text.into_bytes()));
    }
    sweep("bites_of_bodies", cases);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn bites_of_front_matter() {
    let (most, too_much) = (1_000_000, LARGEST - 200);
    let mut cases = Vec::new();
    for mark in [
        "[", "{", "- ", "? ", "!", "&a ", "*a ", "\"", "'", "|", "#", "%", "---\n", "[{", "a: ", "a: b\n",
        "a: |\n", "- |\n", "...\n", "!!str ", "''", "\\", ",", "a,", "a: &a [", "\u{85}", "\u{2028}", "\t",
        ">", ": ", "!a ", "a:\n ",
    ] {
        for (length, after) in [(most, ""), (too_much, "")] {
            cases.push((
                format!("topics {mark:?} {length}"),
                "bad.md",
                front("topics: ", mark, length, after),
            ));
            cases.push((format!("{mark:?} {length}"), "bad.md", front("", mark, length, after)));
        }
    }
    let numbered = |text: &str, count: usize| -> String {
        (0..count).map(|number| text.replace('#', &number.to_string())).collect()
    };
    for (case, text) in [
        ("topics", format!("topics: [{}]", numbered("t#,", 140_000))),
        ("topics in lines", format!("topics:\n{}", numbered("- t#\n", 100_000))),
        ("keys", numbered("k#: v\n", 90_000)),
        ("keys for the library", format!("x: {{a: b}}\n{}", numbered("k#: v\n", 80_000))),
        ("authors", format!("authors:\n{}", numbered("- {name: n#}\n", 9_000))),
        ("pictures", format!("images:\n{}", numbered("- javascript:#\n", 50_000))),
        ("deep", (0..1400).map(|level| format!("{}a:\n", " ".repeat(level))).collect()),
        ("alias", format!("x: &a {}\ntopics: [{}]", heap("z", 300_000), "*a, ".repeat(250))),
        ("title", format!("title: \"{}\"", heap("\\\"'", most))),
        ("topic", format!("topics: [{}]", heap("\u{1f600}", most))),
        ("long topics", format!("topics: [{}]", numbered(&format!("{}#,", "x".repeat(9_000)), 110))),
        ("folding", format!("title: {}", heap("\u{fdfa}", most))),
        ("address", format!("link: /{}", heap("a/../", most))),
        ("host", format!("link: http://{}", heap("\u{e9}.", most))),
        ("brackets", format!("topics: {}{}", "[".repeat(250), heap("a,", most))),
        ("brackets as deep as may be", format!("topics: {}{}", "[".repeat(63), heap("a,", most))),
        ("mappings", format!("x: {}{}", "{a: ".repeat(250), heap("a: b,", most))),
        ("outdented", format!("title: \"{}\"", heap("a\n", most))),
        ("outdented in brackets", format!("topics: [{}]", heap("a,\n", most))),
        ("separators", format!("x: {{a: b}}\n{}", numbered("k#: v\u{2028}v\n", 60_000))),
        ("number", format!("quality: 1e999999\nheat: {}\nupdated: 9999999999999-99-99", heap("9", most))),
    ] {
        cases.push((case.to_owned(), "bad.md", front(&text, "x", 0, "")));
    }
    let topics = |count: usize| format!("topics: [{}]\n", numbered("t#, ", count));
    for (count, length) in [(1000, 10_000), (1000, 300_000), (100, LARGEST - 1000)] {
        let body = heap("The *quick* fox jumps over the lazy dog, and nobody minds.\n\n", length);
        let text = format!("{HEAD}{}---\n{body}", topics(count));
        cases.push((format!("{count} topics of {length} bytes"), "bad.md", text.into_bytes()));
    }
    for (case, slug) in [("letters", "a".repeat(100_000)), ("dots", ".".repeat(500_000))] {
        let permalink = ":slug".repeat(50_000);
        let text = format!("{PLACELESS}permalink: \"{permalink}\"\nslug: \"{slug}\"\n---\nText.\n");
        cases.push((format!("a permalink of slugs of {case}"), "bad.md", text.into_bytes()));
    }
    sweep("bites_of_front_matter", cases);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn bites_of_conversions() {
    if !can_limit("bites_of_conversions") {
        return;
    }
    let rss = |before: &str, heap_of: &str, after: &str| {
        let (start, end) = ("<rss version=\"2.0\"><channel><title>T</title>", "</channel></rss>");
        let heap = heap(heap_of, LARGEST_INPUT - before.len() - after.len() - start.len() - end.len());
        format!("{start}{before}{heap}{after}{end}")
    };
    let json = |before: &str, heap_of: &str, after: &str| {
        let start = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"items\":[";
        let heap = heap(heap_of, LARGEST_INPUT - before.len() - after.len() - start.len() - 2);
        format!("{start}{before}{heap}{after}]}}")
    };
    let item = "<item><title>One</title><link>https://example.org/1</link><description>Some text of an item, which is \
                as long as many are, and says nothing in particular about anything.</description>\
                <pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate></item>";
    let small = "<item><guid>a</guid></item>";
    let link =
        "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" href=\"https://example.org/x\" rel=\"x\"/>";
    let linked = format!("<item>{}</item>", link.repeat(4));
    let text = ("<item><description>", "</description></item>");
    let content = ("{\"id\":\"a\",\"content_html\":\"", "\"}");
    let tangled = format!("{{\"id\":\"a\",\"content_html\":\"{}\"}},", "<font><p>".repeat(4000));
    let soup =
        format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{}1]}}", tangled.repeat(60));
    let entities =
        "<!DOCTYPE rss [<!ENTITY a \"xxxxxxxxxxxxxxxx\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let letters = "n".repeat(7_900_000);
    let attributes: String = (0..255).map(|number| format!("a{number}=\"\" ")).collect();
    let named = |prefix: &str, attributes: &str| format!("<item><{prefix}{letters} {attributes}/></item>");
    let member = format!("{{\"{}\":1}}", &letters[..7_000_000]);
    let nested = |innermost: &str| format!("{}{innermost}{}", "{\"a\":".repeat(90), "}".repeat(90));
    let extended = |name: &str, value: &str| json("", &format!("{{\"id\":\"a\",\"_{name}\":{value}}}"), "");
    let lists = format!("[{}[]]", "[],".repeat(99_999));
    let cases = [
        ("items", rss("", item, "")),
        ("many items", rss(&heap(small, small.len() * 19_000), " ", "")),
        ("links", rss(&heap(&linked, linked.len() * 19_000), " ", "")),
        ("empty items", rss("", "<item/>", "")),
        ("levels", rss("<item>", "<a>", "")),
        ("attributes", rss("<item ", "a=\"b\" ", "/>")),
        ("name", rss("<item><", "a", "/></item>")),
        ("references", format!("{entities}{}", rss(text.0, "&b;", text.1))),
        ("text", rss(text.0, "x ", text.1)),
        ("escapes", rss(text.0, "&amp;", text.1)),
        ("twice", rss(text.0, "&amp;lt;", text.1)),
        ("marked up", rss(text.0, "&lt;p&gt;text &lt;/p&gt;", text.1)),
        ("unclosed", rss(text.0, "&lt;b&gt;", text.1)),
        ("bare", rss(text.0, "& ", text.1)),
        ("tags", rss(text.0, "<b>x</b>", text.1)),
        ("strange", rss("<item>", "<x:a/>", "</item>")),
        ("categories", rss("<item>", "<category>c</category>", "</item>")),
        ("long name", rss("", &named("", &attributes), "")),
        ("long name of a module", rss("", &named("x:", &format!("xmlns:x=\"u:x\" {attributes}")), "")),
        ("comments", rss("", "<!-- a -->", "")),
        ("comment", rss("", "<!-- a", "")),
        ("namespaces", rss("<item>", "<a xmlns:a=\"u:x\">", "")),
        ("json lists", "[".repeat(LARGEST_INPUT)),
        ("json items", json("", "{\"id\":\"a\"},", "1")),
        // Each text is small, and all together are not.
        ("json soup", soup),
        ("json numbers", json("", "1,", "1")),
        ("json number", json("{\"id\":", "9", "}")),
        ("json members", json("{", "\"_a\":1,", "\"b\":1}")),
        ("json tags", json("{\"id\":\"a\",\"tags\":[", "\"a\",", "1]}")),
        ("json text", json(content.0, "<p>text</p>", content.1)),
        ("style", json("{\"id\":\"a\",\"content_html\":\"<p style='", "color:red;", "'>x\"}")),
        ("styles", json(content.0, &format!("<p style='{}'>x</p>", "font:1 a;".repeat(100)), content.1)),
        (
            "styles of references",
            json("{\"id\":\"a\",\"content_html\":\"<p style='", "color&colon;red;", "'>x\"}"),
        ),
        ("json soup of formatting", json(content.0, "<a><b><i>", content.1)),
        ("json escapes", json(content.0, "\\u003c", content.1)),
        ("json lone surrogates", json(content.0, "\\ud800", content.1)),
        ("json extension", json("{\"id\":\"a\",\"_x\":[", "{\"a\":1},", "1]}")),
        ("json name of lists", extended(&letters[..4_000_000], &lists)),
        ("json name of a depth", extended(&letters[..7_000_000], &nested("1"))),
        ("json name at a depth", extended("x", &nested(&member))),
        ("article", format!("{HEAD}---\n{}", heap("The *quick* fox.\n\n", LARGEST_INPUT - 100))),
        ("article of marks", format!("{HEAD}---\n{}", heap(">", LARGEST_INPUT - 100))),
        ("article of topics", format!("{HEAD}topics: {}\n---\n", heap("a,", 1_000_000))),
    ];
    let (mut sweep, mut dearest) = (Sweep::new("bites_of_conversions"), Dearest::default());
    let folder = in_memory();
    for (case, input) in cases {
        assert!(input.len() <= LARGEST_INPUT + entities.len(), "{case}");
        fs::write(folder.path().join("input"), input).unwrap();
        for target in ["rss", "atom", "json", "article"] {
            let output = format!("output.{target}");
            let _ = fs::remove_dir_all(folder.path().join(&output));
            let arguments = ["convert", "input", "-q", "-t", target, "-o", &output];
            // Each article is a file, which takes the system longer than its text takes the program.
            let seconds = if target == "article" { 5 } else { 1 };
            let (output, cost) = run(limited(folder.path(), seconds).args(arguments));
            let is_sound = ended_by_itself(output.status, &[0, 1, 2]);
            let case = format!("{case} to {target}");
            dearest.add(&case, cost);
            sweep.add(&case, true, faults(&output, is_sound));
        }
    }
    dearest.tell("bites_of_conversions");
    sweep.end(100);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn bites_of_files() {
    if !can_limit("bites_of_files") {
        return;
    }
    let mut dearest = Dearest::default();
    let mut publish = |case: &str, folder: &TempDir, code: i32, seconds: u64| {
        let (output, cost) = run(limited(folder.path(), seconds).arg("build"));
        dearest.add(case, cost);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{told}");
        let feed = fs::read_to_string(folder.path().join("public/atom.xml")).unwrap();
        assert!(feed.contains("Good one"));
        told
    };
    for size in [1 << 30, 1 << 40] {
        let folder = project();
        let large = File::create(folder.path().join("bad.md")).unwrap();
        if large.set_len(size).is_err() {
            skip("bites_of_files", &format!("no sparse file of {size} bytes"));
            continue;
        }
        assert!(
            publish(&format!("{size} bytes"), &folder, 1, 1)
                .starts_with("bad.md: error: unreadable: is larger than 4 MiB")
        );
    }
    let folder = project();
    for number in 0..100_000 {
        File::create(folder.path().join(format!("{number}.md"))).unwrap();
    }
    // The system takes most of the time to open them, on some machines more than a second.
    publish("100,000 files", &folder, 0, 10);
    dearest.tell("bites_of_files");
}
