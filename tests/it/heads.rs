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
