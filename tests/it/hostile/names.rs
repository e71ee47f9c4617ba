//! Names that would lead out of the destination, or stand for something else than themselves: as topics, as slugs of
//! topics files, as further feeds and in the configured paths. Whatever they are, every file lies where feeds lie.

use crate::project::{Project, SITE, Tree, article, tree};

const NAMES: &[&str] = &[
    "../x", "..", ".", "/", "/etc/x", "//host/x", "C:\\x", "C:/x", "C:x", "\\\\host\\x", "..\\x",
    "a/../../b", "a/./b", "a//b", "con", "nul", "aux.txt", "COM1", "a\u{0}b", "a\nb", "a\r\nb", "...",
    "....", ". .", " ..", ".. ", "..\u{0}", "\u{1f980}", "\u{202e}x", "cafe\u{301}", "caf\u{e9}", "Case",
    "case", "CASE", ".feedmill-tmp", ".feedmill", ".htaccess", ".git/config", "index.html", "rss.xml",
    "%2e%2e", "%2e%2e%2fx", "..%2fx", "..%5cx", "\u{2025}/x", "\u{ff0e}\u{ff0e}\u{ff0f}x", "\u{2215}etc",
    "~", "~root", "$HOME", "`x`", "-rf", "*", "a:b", "a|b", "a ", "a.", "\u{feff}", "\u{200b}", "{slug}",
    "{file}", "{topic}",
];

fn quoted(name: &str) -> String {
    serde_json::to_string(name).unwrap()
}

/// Builds, and gives what was published; nothing else in the folder or around it may be new.
fn built(project: &Project, allowed: &[i32]) -> Tree {
    let before = tree(&project.beside(""));
    let run = project.run(&["build"]);
    assert!(allowed.contains(&run.code) && !run.stderr.contains("panicked"), "{}: {}", run.code, run.stderr);
    let mut after = tree(&project.beside(""));
    after.retain(|path, bytes| before.get(path) != Some(bytes));
    for path in after.keys() {
        let is_state = path.starts_with("site/.feedmill/") || path == "site/feedmill.pins";
        let name = path.rsplit('/').next().unwrap();
        let is_feed =
            path.starts_with("site/public/") && ["rss.xml", "atom.xml", "feed.json"].contains(&name);
        assert!(is_state || is_feed, "{path:?}");
    }
    project.public()
}

/// Whether folders are named in letters, digits and dashes alone, and none twice but for its case.
fn assert_plain(published: &Tree) {
    for path in published.keys() {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-/".contains(&byte);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        assert!(folder.bytes().all(is_plain) && folder.split('/').all(|part| part.len() <= 100), "{path:?}");
    }
}

#[test]
fn no_name_of_a_topic_leads_out_of_the_destination() {
    let long = "y".repeat(300);
    let topics: Vec<String> = NAMES.iter().chain(&[long.as_str()]).map(|name| quoted(name)).collect();
    let project = Project::with_articles(&[("a.md", &article("A", "2020-01-01", &topics.join(", ")))]);
    for (number, name) in NAMES.iter().enumerate() {
        let id = format!(
            "---\ntitle: T\ndate: 2020-01-01\nid: {0}\nslug: {0}\ncategory: {0}\n---\n",
            quoted(name)
        );
        project.write(format!("{number}.md"), id);
    }
    // Some of them name one id.
    let published = built(&project, &[1]);
    assert!(published.len() > 100, "{}", published.len());
    assert_plain(&published);
}

#[test]
fn no_slug_of_a_topics_file_leads_out_of_the_destination() {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}topics:\n  files: [names/*.yaml]\n"))]);
    let long = "y".repeat(300);
    let mut topics = Vec::new();
    for (number, name) in NAMES.iter().chain(&[long.as_str()]).enumerate() {
        let text = format!("name: Topic {number}\n_id: {0}\nshortname: {0}\nparent: {0}\n", quoted(name));
        project.write(format!("names/{number}.yaml"), text);
        topics.push(format!("Topic {number}"));
    }
    project.write("a.md", article("A", "2020-01-01", &topics.join(", ")));
    let published = built(&project, &[0]);
    assert!(published.len() > 100, "{}", published.len());
    assert_plain(&published);
}

#[test]
fn no_name_in_the_configuration_leads_out_of_the_destination() {
    for name in NAMES {
        let name = quoted(name);
        for keys in [
            format!("feeds:\n  extra: [{{name: {name}, title: T}}]\n"),
            format!("feeds:\n  formats: {{rss: {name}}}\n"),
            format!("feeds:\n  path: {name}\n"),
            format!("topics:\n  aliases: {{x: {name}}}\n  link: {name}\n"),
        ] {
            let project = Project::new(&[("feedmill.yaml", &format!("{SITE}{keys}"))]);
            project.write("a.md", article("A", "2020-01-01", "x"));
            let before = tree(&project.beside(""));
            let run = project.run(&["build"]);
            assert!([0, 2].contains(&run.code), "{keys}: {} {}", run.code, run.stderr);
            let mut after = tree(&project.beside(""));
            after.retain(|path, _| !before.contains_key(path));
            for path in after.keys() {
                let is_own = path.starts_with("site/public/") || path.starts_with("site/.feedmill/");
                let is_hidden =
                    path.split('/').skip(2).any(|part| part.starts_with('.') || part.contains('\\'));
                let is_state = path.starts_with("site/.feedmill/") || path == "site/feedmill.pins";
                assert!(is_own && (is_state || !is_hidden), "{keys}: {path:?}");
            }
        }
    }
}
