//! A feed of long articles stays below `feeds.max_size`: the heaviest are shown by their summaries, the same ones in all
//! formats, and every run says so.

use serde_json::Value;

use crate::project::{Project, SITE};

const MIB: usize = 1 << 20;

/// A project whose feeds may have one MiB each, and twelve articles of so many words of markup and a bit, the newest first.
fn project(words: impl Fn(usize) -> usize) -> Project {
    let config = format!("{SITE}feeds:\n  max_size: 1\n");
    let project = Project::new(&[("feedmill.yaml", &config)]);
    for number in 0..12_usize {
        let topics = if number < 2 { "Sky, News" } else { "News" };
        let head = format!(
            "---\ntitle: \"Article {number}\"\ndate: 2020-01-{:02}\nlink: https://example.org/{number}\ntopics: [{topics}]\n\
             excerpt: Summary {number}\n---\n",
            20 - number
        );
        let body = "A <b>word</b> &amp; \"more\" of it.\n".repeat(words(number));
        project.write(format!("articles/{number:02}.html"), format!("{head}<p>{body}</p>\n"));
    }
    project
}

/// For each entry of the JSON feed, whether it has its whole content; all formats must agree and be small enough.
fn whole(project: &Project, folder: &str) -> Vec<bool> {
    let json: Value = serde_json::from_str(&project.read(&format!("{folder}feed.json"))).unwrap();
    let whole = |item: &Value| item["content_html"].is_string();
    let of_json: Vec<bool> = json["items"].as_array().unwrap().iter().map(whole).collect();
    let atom = project.read(&format!("{folder}atom.xml"));
    let of_atom: Vec<bool> = atom.split("<entry>").skip(1).map(|entry| entry.contains("<content ")).collect();
    let rss = project.read(&format!("{folder}rss.xml"));
    let of_rss: Vec<bool> =
        rss.split("<item>").skip(1).map(|item| item.contains("content:encoded")).collect();
    for document in [&atom, &rss, &json.to_string()] {
        assert!(document.len() <= MIB, "{}", document.len());
    }
    assert_eq!((&of_atom, &of_rss), (&of_json, &of_json));
    let has_summary = |item: &str| item.contains("<description><![CDATA[Summary ");
    assert!(rss.split("<item>").skip(1).all(has_summary));
    of_json
}

#[test]
fn of_a_feed_of_long_articles_the_heaviest_are_shown_by_their_summaries() {
    let project = project(|number| if number == 3 { 20_000 } else { 100 });
    let run = project.build();
    let expected: Vec<bool> = (0..12).map(|number| number != 3).collect();
    assert_eq!(whole(&project, "public/"), expected);
    assert_eq!(whole(&project, "public/topics/sky/"), [true, true]);
    let warning =
        "articles/03.html: warning: size: with all of it a feed would be larger than `feeds.max_size` allows";
    assert!(run.stderr.starts_with(warning), "{}", run.stderr);
}

#[test]
fn of_articles_of_one_weight_the_newest_are_shown_whole() {
    let project = project(|number| 3000 + number % 3);
    let run = project.build();
    let of_all = whole(&project, "public/");
    let count = of_all.iter().filter(|is_whole| **is_whole).count();
    assert!((3..9).contains(&count) && of_all.iter().take(count).all(|is_whole| *is_whole), "{of_all:?}");
    assert!(run.stderr.contains(&format!("({} files in articles/; also", 12 - count)), "{}", run.stderr);
    // A run that renders nothing says the same, and so does one without a state.
    let before = project.public();
    let again = project.build();
    assert_eq!(
        again.stderr.replace("0 feeds changed, 9 unchanged", "9 feeds changed, 0 unchanged"),
        run.stderr
    );
    std::fs::remove_dir_all(project.path("articles/../.feedmill")).unwrap();
    assert_eq!(project.build().stderr, again.stderr);
    assert_eq!(project.public(), before);
}

#[test]
fn an_additional_feed_has_a_budget_of_its_own_and_none_is_a_budget_too() {
    let project = project(|_| 3000);
    let extra = "  extra:\n    - {name: all, title: All of it, max_size: 0}\n";
    project.write("feedmill.yaml", format!("{SITE}feeds:\n  max_size: 1\n{extra}"));
    project.build();
    let text = project.read("public/extra/all/atom.xml");
    assert!(text.len() > MIB && text.split("<entry>").skip(1).all(|entry| entry.contains("<content ")));
    assert!(whole(&project, "public/").contains(&false));
}

#[test]
fn a_feed_that_summaries_alone_make_too_large_says_so() {
    let config = format!("{SITE}feeds:\n  max_size: 1\n  limit: 2000\n");
    let project = Project::new(&[("feedmill.yaml", &config)]);
    for number in 0..600 {
        let summary = "word ".repeat(400);
        let head = format!("---\ntitle: {number}\ndate: 2020-01-01\nexcerpt: {summary}\n---\n");
        project.write(format!("articles/{number}.md"), format!("{head}Text.\n"));
    }
    let run = project.build();
    assert!(
        run.stderr.contains("rss.xml: warning: size: is larger than `feeds.max_size` allows"),
        "{}",
        run.stderr
    );
}
