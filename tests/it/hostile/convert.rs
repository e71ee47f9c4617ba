//! The forms in every field of a feed in every format, and what `convert` writes of them in every other.

use serde_json::{Value, json};

use super::forms;
use super::judge::{Exposed, MayStay};
use crate::convert::{FORMATS, atom, convert, document, json_feed, rss, run_with_input};
use crate::project::Project;

/// The text as XML holds it, in elements and attributes, without what XML cannot hold.
pub fn escaped(text: &str) -> String {
    let is_possible = |character: &char| !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let mut escaped = String::new();
    for character in text.chars().filter(is_possible) {
        match character {
            '&' | '<' | '>' | '"' | '\'' | '\t' | '\n' | '\r' => {
                escaped.push_str(&format!("&#{};", u32::from(character)));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Elements of RSS with the form wherever there is room for one.
fn elements(form: &str) -> String {
    let f = escaped(form);
    let texts: String = [
        "title", "description", "author", "category", "comments", "content:encoded", "dc:creator",
        "dc:description", "dc:subject", "dc:rights", "dc:relation", "dc:source", "itunes:author",
        "itunes:summary", "itunes:subtitle", "media:title", "media:description", "media:credit",
        "wfw:commentRss", "link", "source", "atom:summary type='html'", "atom:content type='html'", "x:logo",
        "x:avatar", "x:homepage", "x:unknown",
    ]
    .map(|name| format!("<{name}>{f}</{}>", name.split(' ').next().unwrap()))
    .concat();
    let addresses: String = [
        "enclosure type='audio/mpeg' length='1' url",
        "media:content medium='image' url",
        "media:thumbnail url",
        "itunes:image href",
        "atom:link rel='related' href",
        "atom:link rel='enclosure' href",
        "source url",
        "category domain",
        "media:player url",
        "x:unknown href",
        "x:unknown src",
        "podcast:person img",
        "thr:in-reply-to ref='urn:example:r' source",
    ]
    .map(|name| format!("<{name}=\"{f}\"/>"))
    .concat();
    format!(
        "{texts}{addresses}<atom:author><atom:name>{f}</atom:name>\
         <atom:uri>{f}</atom:uri></atom:author><media:group><media:content url=\"{f}\"><media:description type='html'>{f}\
         </media:description><media:text type='html'>{f}</media:text></media:content></media:group><x:code type='text/html'>{f}\
         </x:code><x:more x:type='plain' xml:base=\"{f}\">{f}</x:more><media:credit scheme=\"{f}\"/>"
    )
}

/// An item of these elements; and one that leads to the form by its guid, where that is an address by itself.
fn item(number: usize, form: &str) -> String {
    let guid = match form.contains('<') {
        true => String::new(),
        false => format!("<item><guid>{}</guid></item>", escaped(form)),
    };
    format!(
        "<item><pubDate>Wed, 01 Jan 2020 00:00:00 GMT</pubDate><guid isPermaLink='false'>{number}</guid>{}</item>{guid}",
        elements(form)
    )
}

/// What entries and heads of Atom have in common, with the form wherever there is room for one.
fn parts(form: &str, kind: &str) -> String {
    let f = escaped(form);
    let texts =
        ["title", "summary", "rights", "content"].map(|name| format!("<{name} type='{kind}'>{f}</{name}>"));
    let links = ["alternate", "related", "via", "enclosure", "replies", "self", "license"]
        .map(|relation| format!("<link rel='{relation}' title=\"{f}\" href=\"{f}\"/>"));
    format!(
        "{}{}<author><name>{f}</name><uri>{f}\
         </uri><email>{f}</email></author><contributor><name>{f}</name><uri>{f}</uri></contributor>\
         <category term=\"{f}\" label=\"{f}\" scheme=\"{f}\"/><source><id>urn:example:s</id><title type='{kind}'>{f}</title>\
         <icon>{f}</icon><logo>{f}</logo><link href=\"{f}\"/><author><name>{f}</name><uri>{f}</uri></author>\
         <generator uri=\"{f}\">{f}</generator></source>",
        texts.concat(),
        links.concat(),
    )
}

/// An entry of these parts, and one whose content lies where the form says, where that is an address by itself; texts
/// are of one kind.
fn entry(number: usize, form: &str, kind: &str) -> String {
    let entry = |id: &str, parts: &str| {
        format!(
            "<entry><id>urn:example:{id}{number}</id><updated>2020-01-01T00:00:00Z</updated>{parts}</entry>"
        )
    };
    let elsewhere = format!("<content type='text/html' src=\"{}\"/>", escaped(form));
    let elsewhere = if form.contains('<') { String::new() } else { entry("s", &elsewhere) };
    entry("", &parts(form, kind)) + &elsewhere
}

/// An item of JSON Feed with the form wherever there is room for one.
fn object(number: usize, form: &str) -> Value {
    json!({
        "id": number.to_string(), "date_published": "2020-01-01T00:00:00Z", "url": form, "external_url": form, "title": form, "content_html": form,
        "content_text": form, "summary": form, "image": form, "banner_image": form, "tags": [form], "language": form,
        "author": {"name": form, "url": form, "avatar": form},
        "authors": [{"name": form, "url": form, "avatar": form}],
        "attachments": [{"url": form, "mime_type": "audio/mpeg", "title": form}],
        "_more": {"html": form, "url": form, "body": form, "avatar": form, "homepage": [form]}, "_url": form,
        "_html_url": form,
        "_texts": {"content_html": form, "deeper": [{"content_html": [form, form]}]},
    })
}

/// Feeds without entries whose heads hold the form wherever there is room for one.
fn heads(form: &str) -> [String; 3] {
    let f = escaped(form);
    let of_channel = format!(
        "<image><url>{f}</url><title>{f}</title><link>{f}</link></image><atom:link rel='hub' href=\"{f}\"/>{}",
        elements(form)
    );
    // One address is harmless: without any, the channel of RSS would lead to its id.
    let of_feed = format!(
        "<link href='https://example.org/'/><subtitle type='html'>{f}</subtitle><icon>{f}</icon>\
         <logo>{f}</logo>{}",
        parts(form, "html")
    );
    let mut of_json = object(0, form);
    for name in ["description", "home_page_url", "next_url", "icon", "favicon"] {
        of_json[name] = form.into();
    }
    of_json["feed_url"] = "https://example.org/feed.json".into();
    of_json["items"] = json!([]);
    [rss(&of_channel).replacen("<rss ", PREFIXES, 1), atom(&of_feed), of_json.to_string()]
        .map(|feed| feed.replacen("The Feed", &f, 1))
}

const PREFIXES: &str = "<rss xmlns:atom='http://www.w3.org/2005/Atom' xmlns:x='https://example.org/x' \
    xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' \
    xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:podcast='https://podcastindex.org/namespace/1.0' \
    xmlns:thr='http://purl.org/syndication/thread/1.0' xmlns:media='http://search.yahoo.com/mrss/' \
    xmlns:wfw='http://wellformedweb.org/CommentAPI/' ";

/// Every so many-th form, all in one feed of each kind.
fn feeds(step: usize) -> Vec<String> {
    let all = |write: &dyn Fn(usize, &str) -> String| -> Vec<String> {
        forms::all().enumerate().step_by(step).map(|(number, form)| write(number, form)).collect()
    };
    let in_atom = |kind: &str| atom(&all(&|number, form| entry(number, form, kind)).concat());
    vec![
        rss(&all(&item).concat()).replacen("<rss ", PREFIXES, 1),
        in_atom("html"),
        in_atom("text"),
        json_feed(&all(&|number, form| object(number, form).to_string()).join(",")),
    ]
}

/// Fails where anything could run of what the inputs become in any format. What is the same in several is judged once.
fn assert_inert(inputs: &[String]) {
    let mut all = Exposed::default();
    for (input, format) in inputs.iter().flat_map(|input| FORMATS.map(|format| (input, format))) {
        let mut exposed = Exposed::default();
        exposed.read(format, &document(input, format));
        assert!(exposed.html.len() + exposed.addresses.len() > 0, "{format}");
        all.add(exposed);
    }
    all.assert_inert(MayStay::Looks);
    all.assert_names_inert();
}

#[test]
fn no_form_in_a_feed_runs_in_any_reader_of_what_it_is_converted_to() {
    assert_inert(&feeds(1));
}

#[test]
fn no_form_in_the_head_of_a_feed_runs_in_any_reader_of_what_it_is_converted_to() {
    let heads: Vec<String> =
        forms::all().step_by(10).chain(["javascript:attack()"]).flat_map(heads).collect();
    assert_inert(&heads);
}

#[test]
fn no_form_in_a_feed_runs_by_way_of_articles() {
    // The texts are the same as in feeds; a few of each table show that the way leaves no gap.
    for input in feeds(9) {
        let project = Project::new(&[]);
        let run =
            run_with_input(&project, &["convert", "--to", "article", "-q", "-o", "."], input.as_bytes());
        assert_eq!(run.code, 0, "{}", run.stderr);
        let run = project.run(&["build", "-q", "--base-url", "https://example.org/"]);
        assert!(run.code <= 1, "{}", run.stderr);
        let mut exposed = Exposed::default();
        for (path, bytes) in project.public() {
            exposed.read(&path, std::str::from_utf8(&bytes).unwrap());
        }
        assert!(exposed.html.len() > 20, "{} {}", exposed.html.len(), run.stderr);
        exposed.assert_inert(MayStay::Looks);
    }
}

/// XHTML that is well-formed, and what it is called in.
const XHTML: &[&str] = &[
    "<p onclick='attack()'>x</p>",
    "<script>attack()</script>",
    "<script src='//evil.example/a.js'/>",
    "<script><![CDATA[<]]>attack()</script>",
    "<img src='x' onerror='attack()'/>",
    "<img src='x' on:error='attack()' xmlns:on='https://example.org/on'/>",
    "<a href='javascript:attack()'>x</a>",
    "<a href='java&#9;script:attack()'>x</a>",
    "<a xml:base='javascript:attack()' href=''>x</a>",
    "<p xml:base='javascript:'><a href='attack()'>x</a></p>",
    "<p xml:base='data:text/html,'><img src='attack'/></p>",
    "<h:script xmlns:h='http://www.w3.org/1999/xhtml'>attack()</h:script>",
    "<h:img xmlns:h='http://www.w3.org/1999/xhtml' h:src='x' h:onerror='attack()' onerror='attack()'/>",
    "<svg xmlns='http://www.w3.org/2000/svg' onload='attack()'><script>attack()</script></svg>",
    "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:a xmlns:l='http://www.w3.org/1999/xlink' l:href='javascript:attack()'>x</s:a></s:svg>",
    "<math xmlns='http://www.w3.org/1998/Math/MathML' href='javascript:attack()'><mtext>x</mtext></math>",
    "<iframe srcdoc='&lt;script&gt;attack()&lt;/script&gt;'/>",
    "<style>*{background:url(javascript:attack())}</style><p style='width:expression(attack())'>x</p>",
    "<textarea>&lt;/textarea&gt;&lt;script&gt;attack()&lt;/script&gt;</textarea>",
    "<title>&lt;/title&gt;&lt;img src=x onerror=attack()&gt;</title>",
    "<noscript>&lt;/noscript&gt;&lt;img src=x onerror=attack()&gt;</noscript>",
    "<xmp>&lt;/xmp&gt;&lt;img src=x onerror=attack()&gt;</xmp>",
    "<plaintext>&lt;img src=x onerror=attack()&gt;</plaintext>",
    "<style>&lt;/style&gt;&lt;img src=x onerror=attack()&gt;</style>",
    "<p title='&lt;img src=x onerror=attack()&gt;'>&lt;img src=x onerror=attack()&gt;</p>",
    "<p><![CDATA[<img src=x onerror=attack()>]]></p>",
    "<p>&lt;!--</p><p title='--&gt;&lt;img src=x onerror=attack()&gt;'>x</p>",
    "<!-- --><p>]]&gt;&lt;img src=x onerror=attack()&gt;</p><?x <script>attack()</script>?>",
    "<form action='javascript:attack()'><button formaction='javascript:attack()'>x</button></form>",
    "<object data='javascript:attack()'><embed src='javascript:attack()'/></object>",
    "<base href='javascript:attack()'/><link rel='stylesheet' href='x'/><meta http-equiv='refresh' content='0'/>",
    "<div><div><p>x</p></div></div><script>attack()</script>",
    "<p xmlns='https://example.org/unknown' onclick='attack()'>x</p>",
    "<unknown onclick='attack()' style='behavior:url(x)'>x</unknown>",
];

#[test]
fn no_xhtml_of_a_feed_runs_in_any_reader() {
    let write = |(number, form): (usize, &&str)| {
        let div = format!("<div xmlns='http://www.w3.org/1999/xhtml'>{form}</div>");
        let texts = ["title", "summary", "rights", "content"]
            .map(|name| format!("<{name} type='xhtml'>{div}</{name}>"));
        let media = ["application/xhtml+xml", "image/svg+xml"]
            .map(|kind| format!("<title>T</title><content type='{kind}'>{div}</content>"));
        let entry = |id: &str, texts: &str| {
            format!("<entry><id>urn:example:{id}</id><updated>2020-01-01T00:00:00Z</updated>{texts}</entry>")
        };
        entry(&number.to_string(), &texts.concat())
            + &entry(&format!("m{number}"), &media[0])
            + &entry(&format!("s{number}"), &media[1])
    };
    let entries: Vec<String> = XHTML.iter().enumerate().map(write).collect();
    assert_inert(&[atom(&entries.concat())]);
    let items = XHTML.iter().map(|form| {
        format!("<item><title>T</title><xhtml:body xmlns:xhtml='http://www.w3.org/1999/xhtml' xmlns='http://www.w3.org/1999/xhtml'>\
                 {form}</xhtml:body><x:more>{form}</x:more></item>")
    });
    assert_inert(&[rss(&items.collect::<String>()).replacen("<rss ", PREFIXES, 1)]);
}

#[test]
fn no_xml_inside_an_entry_runs_in_any_reader() {
    let entries = forms::all().enumerate().map(|(number, form)| {
        let f = escaped(form);
        let inner = format!(
            "<inner xmlns='http://www.w3.org/2005/Atom'><title type='html'>{f}</title><icon>{f}</icon><link href=\"{f}\"/></inner>"
        );
        let contents = [("application/atom+xml", inner), ("text/xml", f)];
        let entry = |(part, (kind, content)): (usize, &(&str, String))| {
            format!(
                "<entry><id>urn:example:{number}-{part}</id><title>T</title><updated>2020-01-01T00:00:00Z</updated>\
                 <content type='{kind}'>{content}</content></entry>"
            )
        };
        contents.iter().enumerate().map(entry).collect::<String>()
    });
    let harmless = "<entry><id>urn:example:h</id><link href='https://example.org/h'/><title>T</title><updated>2020-01-01T00:00:00Z</updated><content \
                    type='text/xml'><own:a xmlns:own='https://example.org/own' b='https://example.org/'>1 &lt; 2</own:a></content></entry>";
    let input = atom(&(entries.collect::<String>() + harmless));
    assert_inert(std::slice::from_ref(&input));
    assert!(document(&input, "atom").contains("1 &lt; 2</own:a>"));
}

#[test]
fn what_is_cleaned_once_is_clean_for_good() {
    let licence = |licence: &str| {
        let namespace = "http://backend.userland.com/creativeCommonsRssModule";
        rss(&format!("<item><title>T</title><c:license xmlns:c='{namespace}'>{licence}</c:license></item>"))
    };
    let files = "<item><title>T</title><media:thumbnail url='urn:example:a&#10;b'/>\
                 <media:content type='video/mp4' url='urn:example:c&#9;d'/></item>";
    for (input, expected) in [
        (json_feed(r#"{"id":"1","_html_url":"<script></script>javascript:attack()"}"#), ""),
        (
            json_feed(r#"{"id":"1","_html_url":"<script></script>https://example.org/"}"#),
            "https://example.org/",
        ),
        (
            json_feed(
                r#"{"id":"1","title":"\ufeffT","summary":" \ufeff \ufeffS","content_html":"\ufeff \ufeffC"}"#,
            ),
            "S",
        ),
        (
            json_feed(r#"{"id":"1","_body":{"body":"a <script>attack()</script><b>c</b>","code":"<d>"}}"#),
            "<b>c",
        ),
        (
            json_feed(
                r#"{"id":"1","authors":[{"name":"<img src=x onerror=attack()>"}],"tags":["<svg onload=attack()>t"]}"#,
            ),
            "",
        ),
        (
            json_feed(
                r#"{"id":"1","authors":[{"name":"A <x-y onfocus=attack()>"}],"tags":["<b c=d>&lt;embed src=x>"]}"#,
            ),
            "",
        ),
        (rss(files).replacen("<rss ", PREFIXES, 1), "urn:example:"),
        (licence("javascript:attack()"), ""),
        (licence("https://example.org/licence"), ""),
    ] {
        for first in FORMATS {
            let once = document(&input, first);
            assert_eq!(once, document(&once, first), "{input}");
            for second in FORMATS {
                let again = document(&once, second);
                assert_eq!(again, document(&again, second), "{input} {first} {second}");
            }
        }
        let json = document(&input, "json");
        assert!(json.contains(expected) && !json.contains("attack()\""), "{input} {json}");
        assert!(!json.contains("javascript") && !json.contains("example:a\\n"), "{input} {json}");
    }
}

#[test]
fn plain_texts_that_hold_references_stay_the_same_by_way_of_rss() {
    for plain in [
        "AT&amp;T and &lt;b&gt; and &#95;",
        "&#95;",
        "a<br>b &amp; c",
        "Vec<T> and &amp;",
        "R&D &nosuch;",
        "5 < 6 & <b>not bold</b>",
    ] {
        let quoted = serde_json::to_string(plain).unwrap();
        let feed = json_feed("{\"id\":\"1\"}").replacen(
            "\"items\"",
            &format!("\"description\":{quoted},\"items\""),
            1,
        );
        let said: Value = serde_json::from_str(&document(document(&feed, "rss"), "json")).unwrap();
        assert_eq!(said["description"], plain);
        let source = format!(
            "<source><id>urn:example:s</id><title>{}</title><link href='https://example.org/s'/></source>",
            escaped(plain)
        );
        let entry = format!("<entry><id>urn:example:1</id><title>T</title>{source}</entry>");
        let by_rss = document(document(atom(&entry), "rss"), "atom");
        let meant =
            by_rss.split_once("<source>").and_then(|(_, source)| source.split_once("</title>")).unwrap().0;
        let (kind, text) = meant.split_once("<title").unwrap().1.split_once('>').unwrap();
        let text = quick_xml::escape::unescape(text).unwrap();
        let text = if kind.contains("html") {
            feedmill::internal::html::plain_text(&text.replace("<", "&lt;"))
        } else {
            text.into_owned()
        };
        assert_eq!(text, plain, "{by_rss}");
    }
}

#[test]
fn honest_words_stay_where_they_are() {
    let dublin = "<dc:description>javascript: the good parts</dc:description><x:remark>data: collected in 2019</x:remark>\
                  <x:remark>file: see below</x:remark><media:title>About: us</media:title><category>C++ &lt; D</category><dc:creator>Ann &lt;ann@example.org></dc:creator>";
    let feed = rss(&format!("<item><title>javascript: the good parts</title>{dublin}</item>"))
        .replacen("<rss ", PREFIXES, 1);
    for format in ["rss", "atom"] {
        let run = convert(&feed, format).ended(0);
        let kept =
            ["the good parts", "data: collected", "file: see below", "About: us", "C++ &", "ann@example.org"];
        for words in kept {
            assert!(run.stdout.contains(words), "{words}: {}", run.stdout);
        }
        assert!(!run.stderr.contains("could do harm"), "{}", run.stderr);
    }
}
