//! Input that would cost more than it is worth: it ends in an error at its place, or is cut down with a finding, and the
//! other records are published. What it may cost at most is measured in `tests/faults`.

use std::fs::File;
use std::io::{self, Write};
use std::process::Stdio;
use std::thread;

use crate::project::{Project, SITE, article, run};

/// A project of a good article and this one.
fn project(name: &str, text: &str) -> Project {
    Project::with_articles(&[("good.md", &article("Good", "2020-01-01", "Sky")), (name, text)])
}

/// What a build says of the article, which must be about its place; the other one is published.
fn finding(name: &str, text: &str, code: i32) -> String {
    let project = project(name, text);
    let run = project.run(&["build"]);
    assert_eq!(run.code, code, "{}", run.stderr);
    assert!(project.read("public/topics/sky/atom.xml").contains("Good"));
    let lines: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with(name)).collect();
    assert_eq!(lines.len(), 1, "{}", run.stderr);
    lines[0].to_owned()
}

fn with_topics(count: usize, body: &str) -> String {
    let topics: Vec<String> = (1..=count).map(|number| format!("t{number}")).collect();
    let head = article("Many", "2020-01-02", &topics.join(", "));
    format!("{head}{body}")
}

/// How many topics there are beside that of the good article.
fn topics_of(text: &str) -> usize {
    let run = project("many.md", text).run(&["list", "topics"]).ended(0);
    run.stdout.lines().count() - 1
}

#[test]
fn a_record_stands_in_a_hundred_topics_at_most() {
    assert_eq!(topics_of(&with_topics(100, "")), 100);
    let project = project("many.md", &with_topics(1000, ""));
    let run = project.run(&["build"]);
    let told = "many.md:5:502: warning: value: there are 1000 topics; those after the first 100 are left out";
    assert!(run.stderr.lines().any(|line| line == told), "{}", run.stderr);
    assert!(project.path("public/topics/t100/rss.xml").exists());
    assert!(!project.path("public/topics/t101").exists());
    // One text with commas holds as many names.
    project.write("many.md", with_topics(1000, "").replace(['[', ']'], ""));
    let run = project.run(&["build", "--force"]);
    assert!(run.stderr.contains("there are 1000 topics; those after the first 100"), "{}", run.stderr);
}

#[test]
fn a_long_record_stands_in_fewer_topics() {
    let line = "A line of the body that says nothing at all.\n";
    for (size, topics) in [(1 << 18, 40), (1 << 20, 15), (3 << 20, 5)] {
        assert_eq!(topics_of(&with_topics(40, &line.repeat(size / line.len()))), topics, "{size}");
    }
}

#[test]
fn long_front_matter_is_turned_away() {
    let head = "---\ndate: 2020-01-02\nlink: https://example.org/long\n";
    for line in ["title: ", "title: 'A '\nsummary: |\n  ", "x: {a: b}\n# "] {
        let long = format!("{head}{line}{}\n---\nText.\n", "word ".repeat(220_000));
        assert_eq!(
            finding("long.md", &long, 1),
            "long.md:1:1: error: front-matter: the front matter is larger than 1024 KiB; move long texts into \
             the body"
        );
    }
}

#[test]
fn of_a_heap_of_marks_the_text_is_kept() {
    let head =
        "---\ntitle: Heap\ndate: 2020-01-02\nlink: https://example.org/heap\n---\nWhat comes first.\n\n";
    for (name, mark) in [("a.md", ">"), ("a.md", "["), ("a.md", "- "), ("a.md", "a|"), ("a.html", "<hr>")] {
        let text = format!("{head}{}", mark.repeat(610_000));
        let told = finding(name, &text, 0);
        let expected = format!(
            "{name}:6:1: warning: depth: there is too much markup, or it is nested too deep; only the beginning of its \
             text is kept"
        );
        assert_eq!(told, expected, "{mark}");
    }
    let project = project("a.html", &format!("{head}{}", "<hr>".repeat(610_000)));
    project.run(&["build"]);
    let feed = project.read("public/feed.json");
    assert!(feed.contains("<p>What comes first.</p>") && !feed.contains("<hr>"));
}

#[test]
fn an_address_has_a_length() {
    let head = "---\ntitle: Long\ndate: 2020-01-02\n";
    let told = "long.md:2:1: warning: link: the article has no URL; add `link`, or set `input.permalink`";
    for front_matter in [
        format!("permalink: {}\nslug: {}", ":slug".repeat(50_000), "a".repeat(100_000)),
        format!("permalink: {}\nslug: {}", ":slug".repeat(50_000), ".".repeat(100_000)),
        format!("permalink: {}\nslug: {}", ":title/".repeat(500), "a".repeat(4000)),
        format!(
            "permalink: {}\ncategories: [{}]",
            ":categories".repeat(500),
            "a,b,c,d,e,f,g,h,i,j,".repeat(9)
        ),
    ] {
        assert_eq!(finding("long.md", &format!("{head}{front_matter}\n---\n"), 0), told);
    }
    let long = format!("{head}link: https://example.org/{}\n---\n", "a".repeat(8192));
    let project = project("long.md", &long);
    let run = project.run(&["build"]);
    let told = "long.md:4:7: warning: link: the link is longer than 8192 bytes and is left out";
    assert!(run.stderr.lines().any(|line| line == told), "{}", run.stderr);
}

#[test]
fn what_every_run_remembers_of_a_record_has_a_length() {
    let head = "---\ntitle: Long\ndate: 2020-01-02\nlink: https://example.org/long\n";
    let long = "a".repeat(2049);
    for (line, position, told) in [
        (format!("id: {long}"), "5:5", "the id is longer than 2048 bytes and is left out"),
        (format!("verbatim: true\nid: {long}"), "6:5", "the id is longer than 2048 bytes and is left out"),
        (
            format!("topics: [a, {long}]"),
            "5:13",
            "the name of a topic is longer than 1000 bytes; the rest is left out",
        ),
        (
            format!("topics:\n- a\n- {long}"),
            "7:3",
            "the name of a topic is longer than 1000 bytes; the rest is left out",
        ),
        (format!("category: {long}"), "5:11", "the category is longer than 1000 bytes; the rest is left out"),
        (format!("type: {long}"), "5:7", "the type is longer than 1000 bytes; the rest is left out"),
        (format!("language: {long}"), "5:11", "the language is longer than 1000 bytes and is left out"),
        (
            format!("provider: {long}"),
            "5:11",
            "the name of the provider is longer than 1000 bytes; the rest is left out",
        ),
        (
            format!("provider: {{name: {long}}}"),
            "5:18",
            "the name of the provider is longer than 1000 bytes; the rest is left out",
        ),
    ] {
        let found = finding("long.md", &format!("{head}{line}\n---\nText.\n"), 0);
        assert_eq!(found, format!("long.md:{position}: warning: value: {told}"));
    }
    let project = project("long.md", &format!("{head}id: {long}\n---\nText.\n"));
    project.run(&["build"]);
    assert!(project.read("public/atom.xml").contains("<id>https://example.org/long</id>"));
}

#[test]
fn a_topics_file_has_a_size() {
    let project = Project::with_articles(&[("a.md", &article("A", "2020-01-01", "Sky"))]);
    project.write("_data/topics/sky.yaml", format!("name: Sky\n_id: heaven\n# {}\n", "a".repeat(1 << 20)));
    let run = project.run(&["build"]).ended(0);
    let told = "_data/topics/sky.yaml: warning: topic: the topics file is left out: it is larger than 1 MiB";
    assert!(run.stderr.lines().any(|line| line == told), "{}", run.stderr);
    assert!(project.path("public/topics/sky/rss.xml").exists());
}

#[test]
fn threads_are_as_many_as_are_of_use() {
    let project = Project::with_articles(&[("a.md", &article("A", "2020-01-01", "Sky"))]);
    project.run(&["build", "-j", "65535"]).ended(0);
}

#[test]
fn a_name_of_a_topics_file_has_a_length() {
    let project = Project::with_articles(&[("a.md", &article("A", "2020-01-01", "Sky"))]);
    project.write("_data/topics/sky.yaml", format!("name: {}\nshortname: Sky\n", "N".repeat(1001)));
    let run = project.run(&["build"]);
    let told = "_data/topics/sky.yaml:1:1: warning: topic: a topic with a name or slug of more than 1000 bytes is left out";
    assert!(run.stderr.lines().any(|line| line == told), "{}", run.stderr);
    assert!(project.path("public/topics/sky/rss.xml").exists());
}

#[test]
fn templates_make_no_body_a_huge_one() {
    let line = "description: ".to_owned() + &"d".repeat(1000);
    let config = format!("title: The Example Gazette\nurl: https://example.org/\n{line}\n");
    let project = Project::new(&[("_config.yml", &config)]);
    let body = "{{ site.description }}\n\n".repeat(20_000);
    project.write("_posts/2020-01-02-a.md", format!("---\ntitle: A\n---\n{body}"));
    let run = project.run(&["build"]).ended(0);
    assert!(run.stderr.contains("a.md:") && run.stderr.contains(": warning: template: "), "{}", run.stderr);
    let length = project.read("public/feed.json").len();
    assert!((1_000_000..4_000_000).contains(&length), "{length}");
}

#[test]
fn how_large_a_record_may_be_is_for_the_configuration_to_say() {
    // A withdrawn article is read and not rendered, which keeps the test quick.
    let head = article("Long", "2020-01-02\ndraft: true", "Sky");
    let long = |size: usize| format!("{head}{}", " ".repeat(size.saturating_sub(head.len())));
    let with_limit = |limit: &str| format!("{SITE}input:\n  max_size: {limit}\n");
    for (config, size, code) in [
        (SITE.to_owned(), 4 << 20, 0),
        (SITE.to_owned(), (4 << 20) + 1, 1),
        (with_limit("5"), 5 << 20, 0),
        (with_limit("1"), (1 << 20) + 1, 1),
        (with_limit("0"), 0, 2),
        (with_limit("a lot"), 0, 2),
    ] {
        let project = project("long.md", &long(size));
        project.write("feedmill.yaml", &config);
        let run = project.run(&["build"]);
        assert_eq!(run.code, code, "{config}{size}: {}", run.stderr);
        let is_turned_away = run.stderr.starts_with("long.md: error: unreadable: is larger than ");
        assert_eq!(is_turned_away, code == 1, "{}", run.stderr);
    }
}

#[test]
fn inputs_of_a_conversion_have_a_limit_together() {
    let project = Project::new(&[]);
    let article = |size: usize| format!("{}{}", article("Long", "2020-01-02", "Sky"), " ".repeat(size << 20));
    project.write("long.md", article(8));
    project.write("half.md", article(5));
    let told = "error: unreadable: the inputs are larger than 8 MiB; allow more with --max-size\n";
    for (inputs, refused) in [(&["long.md"][..], "long.md"), (&["half.md", "half.md"], "half.md")] {
        let arguments = [&["convert", "-t", "json", "-q"], inputs].concat();
        let run = project.run(&[&arguments[..], &["--max-size", "8"]].concat());
        assert_eq!((run.code, run.stderr), (1, format!("{refused}: {told}")));
        project.run(&arguments).ended(0);
    }
    let huge = File::create(project.path("huge.xml")).unwrap();
    huge.set_len((64 << 20) + 1).unwrap();
    let run = project.run(&["convert", "-t", "json", "-q", "huge.xml"]);
    let told = "huge.xml: error: unreadable: the inputs are larger than 64 MiB; allow more with --max-size\n";
    assert_eq!((run.code, run.stderr.as_str()), (1, told));
}

#[test]
fn an_input_without_end_is_not_read_to_its_end() {
    let project = Project::new(&[]);
    for (begin, more) in
        [("<rss><channel>", "<item/>"), ("", "\0"), ("---\n", "a: b\n"), ("{\"items\": [", "{},")]
    {
        let mut command = project.command();
        command.args(["convert", "-t", "json", "--max-size", "8"]).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let writer = thread::spawn(move || {
            let more = more.repeat(10_000);
            let mut is_read = pipe.write_all(begin.as_bytes()).is_ok();
            while is_read {
                is_read = pipe.write_all(more.as_bytes()).is_ok();
            }
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.starts_with("<stdin>: error: unreadable: the inputs are larger than 8 MiB"), "{told}");
    }
}

#[test]
fn a_feed_of_more_entries_than_anybody_reads_is_turned_away() {
    let rss = |count: usize| format!("<rss><channel>{}</channel></rss>", "<item/>".repeat(count));
    let atom = |count: usize| {
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{}</feed>", "<entry/>".repeat(count))
    };
    let json = |count: usize| format!("{{\"items\": [{}]}}", vec!["{\"id\": \"a\"}"; count].join(","));
    let project = Project::new(&[]);
    // Each of 8 bytes, so that the size of the last one allows it 80,000.
    for feed in [rss(20_001), atom(20_001), json(20_001), rss(1_000_000)] {
        project.write("feed", &feed);
        let run = project.run(&["convert", "feed", "-t", "json", "-q"]).ended(1);
        let (position, told) = run.stderr.split_once(": error: ").unwrap();
        assert!(position.starts_with("feed:1:"), "{position}");
        let expected = "unreadable: there are more than 20000 entries, and one for every 100 bytes or more \
                        than 200000; split the feed up\n";
        assert_eq!(told, expected);
    }
    project.write("feed", rss(16_000));
    let run = project.run(&["convert", "feed", "feed", "-t", "json", "-q"]);
    let told = "feed: error: unreadable: with it there are more than 20000 entries; convert fewer feeds\n";
    assert_eq!((run.code, run.stderr.as_str()), (1, told));
}

#[test]
fn a_large_feed_may_have_more_entries() {
    let text = "as long as what people write there ".repeat(3);
    let item = |number: usize| format!("<item><guid>urn:x:{number}</guid><title>{text}</title></item>");
    let items: String = (0..20_500).map(item).collect();
    let project = Project::new(&[]);
    project.write("feed", format!("<rss><channel>{items}</channel></rss>"));
    let run = project.run(&["convert", "feed", "-t", "json"]).ended(0);
    assert!(run.stderr.contains(": 20500 entries"), "{}", run.stderr);
}

#[test]
fn every_entry_is_written_in_its_place_whatever_part_it_is_written_in() {
    // Prefixes and content only in one of many entries, and a head whose text looks like an entry.
    let item = |number: usize| {
        let more = match number {
            700 => "<x:note>n</x:note><content:encoded>&lt;p&gt;text&lt;/p&gt;</content:encoded>",
            _ => "",
        };
        format!("<item><guid>urn:x:{number}</guid><title>    &lt;item></title>{more}</item>")
    };
    let items: String = (0..1000).map(item).collect();
    let head = "<description><![CDATA[\n    <item>\n  <entry>]]></description><x:own>o</x:own>";
    let project = Project::new(&[]);
    project.write(
        "feed",
        format!(
            "<rss xmlns:x=\"u:x\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>{head}{items}</channel></rss>"
        ),
    );
    for target in ["rss", "atom"] {
        let document = project.run(&["convert", "feed", "-t", target, "-q"]).ended(0).stdout;
        let places: Vec<usize> =
            (0..1000).map(|number| document.find(&format!("urn:x:{number}<")).unwrap()).collect();
        assert!(places.is_sorted(), "{target}");
        assert!(document.find("<x:own>").unwrap() < places[0], "{target}");
        assert_eq!(document.matches("xmlns:x=").count(), 1, "{target}");
    }
}

#[test]
fn a_feed_of_more_parts_than_anybody_reads_is_turned_away() {
    let foreign = |heap_of: &str, count: usize| {
        let item = format!("<item>{}</item>", heap_of.repeat(100));
        format!("<rss xmlns:x=\"u:x\"><channel>{}</channel></rss>", item.repeat(count / 100))
    };
    let json = |before: &str, heap_of: &str, count: usize| {
        format!("{{\"items\": [{{\"id\": \"a\", {before}{}null]}}]}}", heap_of.repeat(count))
    };
    let elements = "unreadable: there are more than 150000 elements and attributes of other namespaces, and one for every 50 bytes; split the feed up\n";
    let parts = "unreadable: there are more than 400000 members and values of lists, and one for every 20 bytes; split the feed up\n";
    let project = Project::new(&[]);
    for (feed, expected) in [
        (foreign("<x:a/>", 149_900), None),
        (foreign("<x:a/>", 151_000), Some(("feed:1:", elements))),
        (foreign("<x:a b=\"c\"/>", 76_000), Some(("feed:1:", elements))),
        (foreign("<x:a><x:b/></x:a>", 76_000), Some(("feed:1:", elements))),
        (json("\"tags\": [", "\"a\",", 399_000), None),
        (json("\"tags\": [", "\"a\",", 401_000), Some(("feed:1:32", parts))),
        (json("\"_x\": [", "1,", 399_000), None),
        (json("\"_x\": [", "{\"b\":1},", 201_000), Some(("feed:1:30", parts))),
    ] {
        project.write("feed", &feed);
        let run = project.run(&["convert", "feed", "-t", "json", "-q"]);
        match expected {
            None => assert_eq!(run.code, 0, "{}", run.stderr),
            Some((start, expected)) => {
                let (position, told) = run.stderr.split_once(": error: ").unwrap();
                assert!(position.starts_with(start), "{position}");
                assert_eq!((run.code, told), (1, expected));
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_does_not_take_the_place_of_another() {
    use std::os::unix::ffi::OsStrExt;
    let project = project("a\\xff.md", &article("Backslash", "2020-01-02", "Sky"));
    project.write(std::ffi::OsStr::from_bytes(b"a\xff.md"), article("Stray", "2020-01-03", "Sky"));
    for _ in 0..2 {
        let run = run(project.command().arg("build")).ended(1);
        assert!(run.stderr.starts_with("./a\\xff.md: error: unreadable: the file's name is not UTF-8"));
        let feed = project.read("public/atom.xml");
        assert!(feed.contains("Backslash") && !feed.contains("Stray"));
    }
    let listed = project.run(&["list", "skipped"]).stdout;
    assert_eq!(listed, "./a\\xff.md\tfaulty\tthe file's name is not UTF-8; rename it\n");
}

/// Makes the file larger than any memory.
fn grow(project: &Project, path: &str) -> io::Result<()> {
    let grown = File::options().append(true).open(project.path(path))?.set_len(1 << 40);
    if grown.is_err() {
        println!("skipped: huge files: the file system knows none with holes");
    }
    grown
}

#[test]
fn huge_files_at_the_places_of_feeds_are_replaced_unread() {
    let project = project("other.md", &article("Other", "2020-01-02", "Sea"));
    let whole = project.build();
    assert_eq!(whole.code, 0, "{}", whole.stderr);
    let expected = project.public();
    for path in ["public/rss.xml", "public/topics/sea/feed.json", "public/atom.xml", ".feedmill/state"] {
        if grow(&project, path).is_err() {
            return;
        }
    }
    let run = project.run(&["build"]).ended(0);
    assert!(run.stderr.contains("state: the state of the last run cannot be used"), "{}", run.stderr);
    assert!(project.public() == expected);
}

#[test]
fn a_huge_feed_of_a_topic_that_is_gone_is_replaced_unread() {
    let project = project("other.md", &article("Other", "2020-01-02", "Sea"));
    project.build();
    project.write("other.md", article("Other", "2020-01-02", "Sky"));
    if grow(&project, "public/topics/sea/rss.xml").is_err() {
        return;
    }
    project.run(&["build"]).ended(0);
    assert!(project.read("public/topics/sea/rss.xml").len() < 2000);
}

#[test]
fn a_huge_file_in_the_folder_of_articles_is_another_one() {
    let project = project("other.md", &article("Other", "2020-01-02", "Sea"));
    let convert = ["convert", "other.md", "-t", "article", "-o", "articles"];
    assert_eq!(project.run(&convert).code, 0);
    let names: Vec<_> =
        project.path("articles").read_dir().unwrap().map(|file| file.unwrap().path()).collect();
    if grow(&project, names[0].to_str().unwrap()).is_err() {
        return;
    }
    let run = project.run(&convert).ended(2);
    assert!(run.stderr.contains("exists with other content"), "{}", run.stderr);
}
