//! Feeds that mean harm: nothing in what is written runs, nothing but the input is read, and whatever is piled up ends
//! in an error that says where.

use feedmill::internal::xml::{Element, Node, Reader, Step, namespace};
use serde_json::Value;

use super::{FORMATS, atom_entry, convert, convert_with, document, json, json_feed, rss, rss_item};
use crate::project::Run;

/// Markup that a reader must never be given, together.
const LIVE: &str = "<p onclick=\"alert(1)\">Text<script>alert(2)</script><iframe src=\"https://example.org/i\"></iframe>\
                    <a href=\"javascript:alert(3)\">a</a><a href=\" java&#10;script:alert(4)\">b</a>\
                    <img src=\"x\" onerror=\"alert(5)\">\
                    <a href=\"data:text/html,<script>alert(8)</script>\">c</a><object data=\"x\"></object>\
                    <style>p{background:url(javascript:alert(9))}</style><form action=\"javascript:alert(10)\"></form>\
</p>";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What a reader may show as HTML, and what it may follow as an address, of a document.
#[derive(Default)]
struct Exposed {
    html: Vec<String>,
    plain: Vec<String>,
}

fn exposed(document: &str, format: &str) -> Exposed {
    let mut exposed = Exposed::default();
    if format == "json" {
        exposed.take_json("", &serde_json::from_str(document).unwrap());
        return exposed;
    }
    let mut reader = Reader::new(document, None);
    while let Some(step) = reader.step().unwrap() {
        if let Step::Open(element) = step {
            exposed.take_xml(&reader.subtree(element).unwrap());
        }
    }
    exposed
}

impl Exposed {
    fn take_json(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) if name == "content_html" => self.html.push(text.clone()),
            // An id is compared and never followed.
            Value::String(text) if name != "id" => self.plain.push(text.clone()),
            Value::Array(values) => values.iter().for_each(|value| self.take_json(name, value)),
            Value::Object(members) => members.iter().for_each(|(name, value)| self.take_json(name, value)),
            _ => {}
        }
    }

    fn take_xml(&mut self, element: &Element) {
        self.plain.extend(element.attributes.iter().map(|attribute| attribute.value.clone()));
        let kind = element.attribute("type").unwrap_or_default();
        let is_html = match &*element.namespace {
            namespace::ATOM => kind.contains("html"),
            namespace::RSS => ["title", "description"].contains(&&*element.local),
            namespace::DUBLIN_CORE => false,
            // Nobody knows what readers make of these.
            _ => true,
        };
        let is_id = ["id", "guid", "identifier"].contains(&&*element.local);
        for node in &element.children {
            match node {
                Node::Element(child) => self.take_xml(child),
                Node::Text(text) if is_html => self.html.push(text.clone()),
                Node::Text(text) if !is_id => self.plain.push(text.clone()),
                Node::Text(_) => {}
            }
        }
    }
}

/// Whether a browser that follows the address runs what is in it.
fn is_harmful(address: &str) -> bool {
    // What browsers do to an address before they look at its scheme (URL Standard, section 4.4).
    let address = address.trim_matches(|character: char| character <= ' ');
    let address = address.replace(['\t', '\n', '\r'], "").to_ascii_lowercase();
    ["javascript:", "vbscript:", "data:"].iter().any(|scheme| address.starts_with(scheme))
}

/// Elements that a browser gives life.
const ALIVE: [&str; 11] =
    ["script", "iframe", "object", "embed", "svg", "math", "style", "form", "base", "meta", "link"];

/// Fails if a browser that shows one of the document's texts as HTML, or follows it as an address, would run anything.
fn assert_harmless(document: &str, format: &str, what: &str) {
    let exposed = exposed(document, format);
    for address in exposed.plain.iter().chain(&exposed.html) {
        assert!(!is_harmful(address), "{what} {format}: {address}");
    }
    for text in exposed.html {
        let html = scraper::Html::parse_fragment(&text);
        for element in html.tree.values().filter_map(scraper::Node::as_element) {
            assert!(!ALIVE.contains(&element.name()), "{what} {format}: <{}> in {text}", element.name());
            for (name, value) in element.attrs() {
                assert!(!name.starts_with("on") && !is_harmful(value), "{what} {format}: {name} in {text}");
            }
        }
    }
}

/// Feeds with the markup in every field that may hold HTML, and what each field is called.
fn with_live_markup() -> Vec<(String, String)> {
    let mut inputs = Vec::new();
    for element in [
        "description",
        "content:encoded",
        "dc:description",
        "atom:summary type='html'",
        "atom:content type='html'",
        "media:description type='html'",
        "itunes:summary",
        "author",
        "category",
        "comments",
        "source url='https://example.org/s'",
        "x:unknown xmlns:x='https://example.org/x'",
    ] {
        let name = element.split(' ').next().unwrap();
        let item = format!("<{element}>{}</{name}>", escaped(LIVE));
        inputs.push((format!("rss item {name}"), rss(&format!("<item>{item}</item>"))));
        inputs.push((format!("rss item {name} beside others"), rss_item(&item)));
        inputs.push((format!("rss channel {name}"), rss(&item)));
    }
    for name in ["summary", "content", "rights"] {
        let text = format!("<{name} type=\"html\">{}</{name}>", escaped(LIVE));
        inputs.push((format!("atom {name}"), atom_entry(&text)));
        let live = LIVE.replace("src=\"x\" onerror=\"alert(5)\">", "src=\"x\" onerror=\"alert(5)\"/>");
        let live = live.replace("text/html,<script>alert(8)</script>", "text/html,");
        let xhtml = format!(
            "<{name} type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{live}</div></{name}>"
        );
        inputs.push((format!("atom {name} xhtml"), atom_entry(&xhtml)));
    }
    let quoted = serde_json::to_string(LIVE).unwrap();
    inputs
        .push(("json html".to_owned(), json_feed(&format!("{{\"id\": \"1\", \"content_html\": {quoted}}}"))));
    inputs
}

#[test]
fn nothing_that_runs_comes_out_of_any_text() {
    for (what, input) in with_live_markup() {
        for format in FORMATS {
            let document = document(&input, format);
            assert!(!document.is_empty());
            assert_harmless(&document, format, &what);
        }
    }
}

#[test]
fn nothing_that_runs_comes_out_of_titles_of_rss() {
    for live in [
        LIVE,
        "<script>alert(1)</script>",
        "<img src=\"x\" onerror=\"alert(1)\">",
        "<b>News</b> <img src=\"x\" onerror=\"alert(1)\"><x-y></x-y>",
        "<p>News<iframe src=\"https://example.org/\"></iframe></p>",
    ] {
        let title = escaped(live);
        for input in [
            rss(&format!("<item><title>{title}</title></item>")),
            atom_entry("").replacen("Entry", &title, 1),
            json_feed(&format!("{{\"id\": \"1\", \"title\": {}}}", serde_json::to_string(live).unwrap())),
        ] {
            assert_harmless(&document(&input, "rss"), "rss", &input);
        }
    }
}

#[test]
fn pictures_and_formulas_with_scripts_come_out_without_them() {
    let html = "<p>a<svg onload=\"alert(1)\"><script>alert(2)</script><a href=\"javascript:alert(3)\">b</a></svg>\
                <math><mtext><script>alert(4)</script></mtext></math><noscript><p title=\"</noscript><img src=x \
                onerror=alert(5)>\"></noscript><template><script>alert(6)</script></template></p>";
    let xhtml = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(7)</script></svg>";
    for input in [
        rss_item(&format!("<description>{}</description>", escaped(html))),
        atom_entry(&format!("<content type=\"html\">{}</content>", escaped(html))),
        atom_entry(&format!("<content type=\"image/svg+xml\">{xhtml}</content>")),
        atom_entry(&format!(
            "<summary type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{xhtml}</div></summary>"
        )),
        rss_item(xhtml),
        json_feed(&format!("{{\"id\": \"1\", \"content_html\": {}}}", serde_json::to_string(html).unwrap())),
    ] {
        for format in FORMATS {
            let document = document(&input, format);
            assert_harmless(&document, format, &input);
            assert!(!document.contains("alert(7)"), "{format}: {document}");
        }
    }
}

#[test]
fn plain_text_that_looks_like_markup_is_shown_and_not_run() {
    let script = "<script>alert(1)</script>";
    let quoted = serde_json::to_string(script).unwrap();
    let inputs = [
        json_feed(&format!("{{\"id\": \"1\", \"content_text\": {quoted}, \"summary\": {quoted}}}")),
        atom_entry(&format!("<summary>{0}</summary><content>{0}</content>", escaped(script))),
    ];
    for input in inputs {
        let rss = document(&input, "rss");
        assert_harmless(&rss, "rss", &input);
        assert_eq!(rss.matches("&lt;script&gt;alert(1)&lt;/script&gt;").count(), 2, "{rss}");
    }
}

#[test]
fn harmful_addresses_go_from_every_field_of_links() {
    for address in [
        "javascript:alert(1)", " JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
        "vbscript:x",
    ] {
        let inputs = [
            rss(&format!(
                "<image><url>{address}</url></image><atom:link rel=\"hub\" href=\"{address}\"/><item><title>T</title>\
                 <link>{address}</link><comments>{address}</comments><guid>{address}</guid>\
                 <enclosure url=\"{address}\" type=\"a/b\" length=\"1\"/><source url=\"{address}\">S</source>\
                 <media:content url=\"{address}\"/><media:thumbnail url=\"{address}\"/><itunes:image href=\"{address}\"/>\
                 <wfw:commentRss>{address}</wfw:commentRss></item>"
            )),
            atom_entry(&format!(
                "<link rel=\"via\" href=\"{address}\"/><link rel=\"enclosure\" href=\"{address}\"/>\
                 <author><name>A</name><uri>{address}</uri></author><content src=\"{address}\" type=\"text/html\"/>\
                 <source><id>urn:example:s</id><link href=\"{address}\"/><icon>{address}</icon></source>"
            )),
            json_feed(&format!(
                "{{\"id\": \"1\", \"url\": {0}, \"external_url\": {0}, \"image\": {0}, \"banner_image\": {0}, \
                 \"author\": {{\"name\": \"A\", \"url\": {0}, \"avatar\": {0}}}, \
                 \"attachments\": [{{\"url\": {0}, \"mime_type\": \"a/b\"}}]}}",
                serde_json::to_string(address).unwrap()
            )),
        ];
        for input in inputs {
            for format in FORMATS {
                assert_harmless(&document(&input, format), format, &input);
            }
        }
    }
}

#[test]
fn what_was_cleaned_away_is_told() {
    let run = convert(rss_item(&format!("<description>{}</description>", escaped(LIVE))), "atom");
    assert!(run.stderr.contains("feedmill: lost: markup that readers must not run"), "{}", run.stderr);
    let run = convert(rss_item("<comments>javascript:alert(1)</comments>"), "atom");
    assert!(run.stderr.contains("feedmill: lost: URLs that could do harm: 1\n"), "{}", run.stderr);
}

#[test]
fn keep_keeps_the_bytes_of_html() {
    let html = "<p onclick=\"a()\">x<script>y()</script></p>";
    let input = rss_item(&format!("<description>{}</description>", escaped(html)));
    for format in FORMATS {
        let run = convert_with(&input, format, &["--html", "keep"]);
        let feed = json(&input);
        assert_ne!(feed["items"][0]["content_html"], html);
        let html = html.to_owned();
        assert!(exposed(&run.stdout, format).html.contains(&html), "{format}: {}", run.stdout);
    }
}

#[test]
fn a_document_type_is_inert() {
    let bomb: String =
        (1..10).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
    for subset in [
        "<!ENTITY e0 \"expanded\">".to_owned(),
        "<!ENTITY e0 SYSTEM \"Cargo.toml\">".to_owned(),
        "<!ENTITY e0 SYSTEM \"file:///etc/passwd\">".to_owned(),
        "<!ENTITY % p SYSTEM \"https://example.org/p.dtd\"> %p;".to_owned(),
        format!("<!ENTITY e0 \"expanded\">{bomb}"),
    ] {
        let feed = rss_item("<description>A &e0; and &e9; B</description>");
        let input = format!("<!DOCTYPE rss SYSTEM \"https://example.org/rss.dtd\" [{subset}]>{feed}");
        let run = convert(&input, "json");
        assert_eq!(run.code, 0, "{subset}: {}", run.stderr);
        let feed: Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(feed["items"][0]["content_html"], "A &amp;e0; and &amp;e9; B", "{subset}");
        assert_eq!(run.stderr.matches("an entity is unknown").count(), 2, "{}", run.stderr);
    }
}

const MEGABYTE: usize = 1 << 20;

/// A megabyte of the text.
fn pile(text: &str) -> String {
    text.repeat(MEGABYTE / text.len() + 1)
}

/// The run has ended by itself: with a document, or with nothing but an error at a place.
fn assert_ends(run: &Run, what: &str) {
    assert!(!run.stderr.contains("panicked"), "{what}: {}", run.stderr);
    if run.code == 0 {
        assert!(!run.stdout.is_empty(), "{what}");
    } else {
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{what}");
        let first = run.stderr.lines().find(|line| line.contains(": error: ")).unwrap_or_default();
        let mut position = first.strip_prefix("<stdin>:").unwrap_or_default().splitn(3, ':');
        let mut is_number = || position.next().is_some_and(|part| part.parse::<usize>().is_ok());
        assert!(is_number() && is_number(), "{what}: {first}");
    }
}

#[test]
fn a_megabyte_of_anything_ends_in_a_document_or_a_located_error() {
    for (what, input) in [
        ("tags", pile("<a>")),
        ("tags of rss", format!("<rss><channel>{}", pile("<item>"))),
        ("named tags", format!("<rss><channel>{}", pile("<title>"))),
        ("ampersands in a title", rss_item(&format!("<title>{}</title>", pile("&")))),
        ("references", rss_item(&format!("<description>{}</description>", pile("&lt;b&gt;")))),
        ("lists", pile("[")),
        ("objects", pile("{\"a\":")),
        ("lists in a feed", json_feed(&pile("["))),
        ("lists in an extension", json_feed(&format!("{{\"id\":\"1\",\"_a\":{}", pile("[")))),
        ("closed lists", json_feed(&format!("{}{}", pile("["), pile("]")))),
        ("less-than signs", pile("<")),
        ("comments", format!("<rss>{}", pile("<!---->"))),
        ("unclosed comment", format!("<rss><!--{}", pile("- "))),
        ("attributes", format!("<rss {}><channel/></rss>", pile("a='' "))),
        (
            "namespaces",
            format!(
                "<rss {}><channel/></rss>",
                (0..40_000).map(|n| format!("xmlns:n{n}='u:{n}' ")).collect::<String>()
            ),
        ),
        ("blanks", pile(" ")),
        ("zeros", pile("\0")),
        ("declaration", format!("<?xml {}", pile("x"))),
        ("document type", format!("<!DOCTYPE rss [{}", pile("["))),
        ("front matter", format!("---\n{}", pile("a: [\n"))),
        ("digits", rss_item(&format!("<pubDate>{}</pubDate>", pile("1")))),
        ("name", format!("<{}/>", pile("a"))),
        ("words of a person", rss_item(&format!("<author>{}</author>", pile("(a@b")))),
        ("bases", rss_item(&"<a xml:base='a/'>".repeat(60_000))),
    ] {
        for format in ["rss", "json"] {
            assert_ends(&convert(&input, format), what);
        }
    }
}

#[test]
fn addresses_do_not_repeat_a_long_base_without_end() {
    let base = format!("https://example.org/{}/", "b".repeat(450));
    let links = "<link rel='related' href='x'/>".repeat(60);
    let entries = format!("<entry><id>urn:example:1</id>{links}</entry>").repeat(2000);
    let feed = format!("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='{base}'>{entries}</feed>");
    for format in FORMATS {
        let run = convert(&feed, format);
        assert_ends(&run, format);
        let told = "a base url is too long for so many elements: shorten it, or split the feed";
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    // What many texts make of a base is bounded, too: of the last ones only the words are kept.
    let item = format!("{{\"id\": \"1\", \"content_html\": \"{}\"}}", "<a href=x>word</a>".repeat(2000));
    let run = convert_with(json_feed(&vec![item; 24].join(",")), "json", &["--base-url", &base]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.len() < 20 << 20 && run.stdout.contains(">word</a>"), "{}", run.stdout.len());
    assert!(run.stderr.contains("feedmill: lost: markup that nests too deeply"), "{}", run.stderr);
}

#[test]
fn elements_may_nest_256_deep_and_no_deeper() {
    let nested = |depth: usize| {
        rss_item(&format!("<x:a xmlns:x='u:x'>{}{}</x:a>", "<x:a>".repeat(depth), "</x:a>".repeat(depth)))
    };
    let run = convert(nested(200), "atom");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = convert(nested(300), "atom");
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains(": error: unreadable: "), "{}", run.stderr);
}

#[test]
fn html_that_nests_deeply_keeps_its_words() {
    let html = format!("{}deep{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
    for format in FORMATS {
        let run = convert(rss_item(&format!("<description>{}</description>", escaped(&html))), format);
        assert_eq!(run.code, 0, "{format}: {}", run.stderr);
        assert!(run.stdout.contains("deep"), "{format}");
        assert!(
            run.stderr.contains("feedmill: lost: markup that nests too deeply"),
            "{format}: {}",
            run.stderr
        );
    }
}

#[test]
fn characters_that_no_feed_may_hold_come_out_of_no_format() {
    let quoted = r#""a\u0000b\u0008c\ufffed\ud800e""#;
    let input = json_feed(&format!(
        "{{\"id\": \"1\", \"title\": {quoted}, \"content_html\": {quoted}, \"tags\": [{quoted}]}}"
    ));
    for format in FORMATS {
        let run = convert(&input, format);
        assert_ends(&run, format);
        let is_forbidden = |character: char| matches!(character, '\0'..='\u{8}' | '\u{fffe}' | '\u{ffff}');
        assert!(!run.stdout.contains(is_forbidden) && !run.stdout.contains("\\u0000"), "{}", run.stdout);
    }
}
