//! What feeds say of themselves beside title and page: when readers need not ask, whom to write to, and images.

use crate::podcasts::parse;
use crate::project::{Project, SITE, article};

fn project(more: &str) -> Project {
    let project = Project::new(&[("feedmill.yaml", more)]);
    project.write("articles/a.md", article("First light", "2020-11-18", "Sky"));
    project
}

#[test]
fn rss_says_when_readers_need_not_ask_and_whom_to_write_to() {
    let more = "feeds:
  skip_hours: [23, 3, 3]
  skip_days: [sunday, Saturday]
  updates: {period: weekly, frequency: 2}
  webmaster: {email: web@example.org, name: Ann}
";
    let project = project(&format!("{SITE}{more}"));
    project.write("articles/b.md", article("Second wind", "2020-11-19", "News"));
    project.build();
    let rss = project.read("public/topics/sky/rss.xml");
    let flat: String = rss.lines().map(str::trim).collect();
    for said in [
        "<skipHours><hour>3</hour><hour>23</hour></skipHours>",
        "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>",
        "<sy:updatePeriod>weekly</sy:updatePeriod>",
        "<sy:updateFrequency>2</sy:updateFrequency>",
        "<webMaster>web@example.org (Ann)</webMaster>",
        "xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"",
    ] {
        assert!(flat.contains(said), "{said}: {rss}");
    }
    let channel = parse(&rss).children.remove(0);
    let author = channel.child("item").unwrap().text_of("dc:creator");
    assert!(
        !author.is_empty() && channel.child("dc:creator").is_none(),
        "beside a webmaster items name their authors"
    );
    let others = project.read("public/atom.xml") + &project.read("public/feed.json");
    assert!(!others.contains("skipHours") && !others.contains("web@example.org"), "RSS alone says it");
    assert!(project.build().summary().contains(" 0 feeds changed"));
    std::fs::remove_file(project.path("articles/a.md")).unwrap();
    project.build();
    assert!(project.build().summary().contains(" 0 feeds changed"), "also without entries");
}

#[test]
fn what_rss_does_not_allow_is_no_configuration() {
    let all_hours: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
    for (line, told) in [
        ("skip_hours: [24]", "must be hours of the day in UTC"),
        ("skip_hours: [-1]", "must be hours of the day in UTC"),
        (&format!("skip_hours: [{}]", all_hours.join(", ")), "but not all"),
        ("skip_days: [Samstag]", "must be days such as `Saturday`"),
        ("skip_days: [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]", "but not all"),
        ("updates: often", "`feeds.updates` must be"),
        ("updates: {frequency: 2}", "`feeds.updates.period` is missing"),
        ("updates: {period: daily, frequency: 0}", "must be a whole number of at least 1"),
        ("webmaster: {name: Ann}", "`feeds.webmaster.email` is missing"),
        ("webmaster: {email: ann}", "must be an email address"),
    ] {
        let run = project(&format!("{SITE}feeds:\n  {line}\n")).run(&["build"]).refused(2);
        assert!(run.stderr.contains(told), "{line}: {}", run.stderr);
    }
}

#[test]
fn an_image_that_many_readers_do_not_show_is_told() {
    for (image, is_told) in [("/i.svg", true), ("/i.ICO?v=1", true), ("/i.png", false), ("/i", false)] {
        for key in ["icon", "logo"] {
            let run = project(&format!("{SITE}  {key}: {image}\n")).build();
            let told = format!("`site.{key}` is no PNG, JPEG or GIF image");
            assert_eq!(run.stderr.contains(&told), is_told, "{image}: {}", run.stderr);
        }
    }
}

/// The start of a PNG of this size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}

/// The start of a GIF of this size.
fn gif(width: u16, height: u16) -> Vec<u8> {
    [&b"GIF89a"[..], &width.to_le_bytes(), &height.to_le_bytes(), &[0, 0, 0]].concat()
}

/// A WebP image without pixels of 8 by 8.
fn webp() -> Vec<u8> {
    let lossless = [&b"VP8L"[..], &6_u32.to_le_bytes(), &[0x2f, 7, 0xc0, 1, 0, 0]].concat();
    [&b"RIFF"[..], &(4 + 14_u32).to_le_bytes(), b"WEBP", &lossless].concat()
}

#[test]
fn an_image_that_is_in_the_project_is_told_where_it_is_not_what_readers_want() {
    let seen = |key: &str, name: &str, bytes: Vec<u8>| {
        let site = format!("{SITE}  language: en\n");
        let more = match key {
            "cover" => {
                format!("feeds: {{podcast: {{category: News, explicit: false, image: /img/{name}}}}}\n")
            }
            _ => format!("  {key}: /img/{name}\n"),
        };
        let project = project(&format!("{site}{more}input: {{media: [static]}}\n"));
        project.write(format!("static/img/{name}"), bytes);
        let run = project.build();
        run.stderr.lines().find(|line| line.starts_with("static/")).map(str::to_owned)
    };
    for (key, name, bytes, told) in [
        ("icon", "a.png", png(512, 512), None),
        ("icon", "a.png", png(512, 300), Some("is 512 by 300 pixels; readers show `site.icon` as a square")),
        ("icon", "a.gif", gif(64, 64), None),
        ("logo", "a.png", png(512, 200), None),
        ("logo", "a.png", webp(), Some("is no PNG, JPEG or GIF image, whatever its name says")),
        (
            "logo",
            "a.jpg",
            b"<html>404</html>".to_vec(),
            Some("cannot be read as an image, and `site.logo` names it"),
        ),
        ("logo", "a.jpg", Vec::new(), Some("cannot be read as an image")),
        ("logo", "a", b"anything".to_vec(), None),
        ("cover", "a.png", png(1400, 1400), None),
        ("cover", "a.png", png(3000, 3000), None),
        (
            "cover",
            "a.png",
            png(1399, 1399),
            Some("is 1399 by 1399 pixels; directories of podcasts want `feeds.podcast.image` square"),
        ),
        ("cover", "a.png", png(3001, 3001), Some("square, of 1400 to 3000 pixels")),
        ("cover", "a.png", png(1400, 1500), Some("is 1400 by 1500 pixels")),
        ("cover", "a.jpg", gif(1400, 1400), Some("is a GIF image; directories of podcasts want JPEG or PNG")),
    ] {
        let line = seen(key, name, bytes);
        match told {
            None => assert_eq!(line, None, "{key}"),
            Some(told) => {
                let line = line.unwrap_or_default();
                assert!(
                    line.starts_with(&format!("static/img/{name}: warning: value: ")) && line.contains(told),
                    "{line}"
                );
            }
        }
    }
}

/// What the RSS feed shows as Markdown of an article with this body.
fn markdown(body: &str) -> Option<String> {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}feeds: {{markdown: true}}\n"))]);
    let record =
        format!("---\ntitle: T\ndate: 2020-11-18\nlink: https://example.org/t\nsummary: S\n---\n{body}");
    project.write("articles/a.md", record);
    project.run(&["build"]);
    let rss = parse(&project.read("public/rss.xml"));
    rss.child("channel")?.child("item")?.child("source:markdown").map(|markdown| markdown.text.clone())
}

#[test]
fn markdown_that_hides_nothing_is_shown_as_it_is_written() {
    for body in [
        "# Head\n\nA *word* & `<code>`,\n[a page](https://example.org/).",
        "- one\n- two\n\n> quoted\n\n```rust\nlet a = 1 < 2;\n```",
        "| a | b |\n| --- | --- |\n| c | d |",
    ] {
        assert_eq!(markdown(&format!("\n{body}\n")).as_deref(), Some(body), "{body}");
    }
    let project = project(SITE);
    project.build();
    assert!(!project.read("public/rss.xml").contains("source:"), "only where it is asked for");
}

#[test]
fn markdown_that_could_hide_words_is_left_out() {
    for body in [
        "a <!-- hidden -->",
        "a\n\n<!--more-->\n\nb",
        "[hidden]: # (hidden)\n\na",
        "<div hidden>hidden</div>\n\na",
        "a <span>b</span>",
        "a{{< hidden >}}",
        "a {{ site.hidden }}",
        "{% hidden %}a",
        "{{% comment %}}hidden{{% /comment %}}a",
        "`a`{: .hidden}",
        "a\n\n*[a]: hidden",
        "{::comment}hidden{:/comment}a",
        "> [!NOTE] hidden\n> a",
        "!!! note \"Head\"\n    a",
        ":::note[Head]\na\n:::",
        "[TOC]\n\na",
        "a[^1]\n\n[^2]: hidden",
        "```rust title=hidden\na\n```",
        "[a](https://example.org/ \"hidden\")",
        "[a](javascript:alert)",
        "[a](b.md)",
    ] {
        assert_eq!(markdown(&format!("{body}\n")), None, "{body}");
    }
    assert_eq!(markdown("a\n").as_deref(), Some("a"));
}
